"""``comity check``: whether the ontology, the curated graphs and source folders keep the rules."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from comity.checks.check import check, curated, ontology, turtle, with_dyads
from comity.checks.contract import check_source
from comity.errors import CheckFailedError
from comity.files.source import read_source


def check_graphs(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Turtle files, checked with what ships, or folders of sources."),
    ] = None,
) -> None:
    """Check vocabulary, SHACL shapes, OWL 2 DL and consistency; name what breaks a rule.

    A source's folder is held to the loaders' contract: its sample, and what that must give.
    """
    folders = [path for path in paths or [] if path.is_dir()]
    files = [path for path in paths or [] if path not in folders]
    found = [f for path in folders for f in check_source(read_source(path.resolve()))]
    kept = [f"{path}: the sample gives what is expected" for path in folders]
    if files or not folders:
        data, model = curated(), ontology()
        for path in files:
            data += turtle(path)
        found += check(with_dyads(data), model)
        kept.append(
            f"{len(model):,} triples of the ontology and {len(data):,} of the curated graphs: "
            "vocabulary and shapes kept, OWL 2 DL (OWL API), consistent (HermiT)"
        )
    for finding in found:
        typer.echo(f"{finding.rule}: {finding.thing}: {finding.says}")
    if found:
        rules = "1 rule is" if len(found) == 1 else f"{len(found)} rules are"
        raise CheckFailedError(f"{rules} broken")
    for line in kept:
        Console(stderr=True).print(line, markup=False, highlight=False)
