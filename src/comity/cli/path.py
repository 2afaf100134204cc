"""``comity path``: how two things are linked, and who says so."""

from typing import Annotated

import typer

from comity.answers.paths import CLOSEST, paths
from comity.cli.compare import FORM, Form, put
from comity.cli.rows import AS_KNOWN, AS_OF, OUTPUT, STORE
from comity.model.records import Path
from comity.store.stores import connect

MOST = 3
"""Records of one step that are printed; a CSV has all."""


def show_paths(  # noqa: PLR0913, PLR0917 - each is one option of the command
    a: Annotated[str, typer.Argument(help="A thing by name, key, or path such as body/SCO.")],
    b: Annotated[str, typer.Argument(help="The other.")],
    as_of: AS_OF = "",
    as_known: AS_KNOWN = "",
    avoid: Annotated[
        list[str] | None, typer.Option("--avoid", metavar="THING", help="What to go around.")
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many paths at the most.")] = CLOSEST,
    form: FORM = Form.text,
    output: OUTPUT = None,
    store: STORE = None,
) -> None:
    """Find how two things are linked, by way of what, with the evidence of each step."""
    found = paths(connect(store, as_known=as_known), a, b, as_of=as_of, avoid=avoid or [], k=k)
    words = [line for number, one in enumerate(found.ways, 1) for line in _words(number, one)]
    put(found, words or ["nothing links the two"], form, output)


def _words(number: int, path: Path) -> list[str]:
    said = [f"{number}. " + " → ".join(one.label for one in path.things)]
    for hop in path.hops:
        said += [f"   {says}" for says in hop.says]
        for line in hop.lines[:MOST]:
            quote = f"“{line.quote}” " if line.quote else ""
            said.append(f"     {line.when.words}: {quote}({line.source.title}, {line.locator})")
        if (more := len(hop.lines) - MOST) > 0:
            said.append(f"     and {more} more")
        if not hop.lines:
            said.append("     stated by comity itself, without a source")
    return said
