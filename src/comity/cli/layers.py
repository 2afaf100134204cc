"""``comity layers``: ties of one kind or several among all states of a year, as files."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.build import STORE
from comity.errors import NetworkError
from comity.networks.export import FORMS, write_network
from comity.networks.layer import layer, measures, multiplex
from comity.networks.matrices import write_matrices
from comity.tables.holding import holding
from comity.tables.panel import Actors

LISTED = "list"


def write_layers(
    measure: Annotated[
        list[str],
        typer.Argument(metavar="MEASURE", help="What ties are of; 'list' says which there are."),
    ],
    year: Annotated[
        list[int] | None, typer.Option("--year", "-y", help="Year, or several of one file.")
    ] = None,
    actors: Annotated[Actors, typer.Option("--actors", help="Whose list of states.")] = "cow",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help=f"{', '.join(FORMS)}, or .zip or a folder of matrices for R."
        ),
    ] = None,
    store: STORE = None,
) -> None:
    """Write networks of all states of a year, for networkx, Gephi, igraph, statnet or amen."""
    if measure == [LISTED]:
        for name, says in measures(holding(store)).items():
            typer.echo(f"{name:40}{says}")
        return
    if not year or output is None:
        raise NetworkError("say of which year and where to: --year 2014 -o trade.graphml")
    layers = [layer(one, when, actors=actors, folder=store) for one in measure for when in year]
    if output.suffix in FORMS:
        write_network(layers[0] if len(layers) == 1 else multiplex(*layers), output)
    else:
        write_matrices(layers, output)
