"""``comity check``: whether the ontology and the curated graphs keep the rules."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from comity.check import check, curated, ontology, with_dyads
from comity.errors import CheckFailedError


def check_graphs(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Turtle files to check with what ships.")
    ] = None,
) -> None:
    """Check vocabulary, SHACL shapes, OWL 2 DL and consistency; name what breaks a rule."""
    data, model = curated(), ontology()
    for path in files or []:
        data.parse(path)
    found = check(with_dyads(data), model)
    for finding in found:
        typer.echo(f"{finding.rule}: {finding.thing}: {finding.says}")
    if found:
        raise CheckFailedError(f"{len(found)} rules are broken")
    Console(stderr=True).print(
        f"{len(model):,} triples of the ontology and {len(data):,} of the curated graphs: "
        "vocabulary and shapes kept, OWL 2 DL (OWL API), consistent (HermiT)",
        highlight=False,
    )
