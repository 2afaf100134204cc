"""``comity layers``: ties of one kind or several among all states, as files."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.build import STORE
from comity.cli.rows import AS_KNOWN, words
from comity.cli.table import ACTORS
from comity.errors import NetworkError
from comity.networks.export import FORMS, write_network
from comity.networks.layer import EVERY, layer, measures, multiplex
from comity.networks.matrices import write_matrices
from comity.networks.measured import Combine
from comity.tables.holding import holding
from comity.tables.years import state_year

LISTED = "list"
WITHIN = Annotated[
    tuple[float, float] | None,
    typer.Option("--within", metavar="LEAST MOST", help="Only ties of such values, 1e9 inf."),
]
COMBINE = Annotated[
    Combine | None, typer.Option("--combine", help="Make one tie of those of both directions.")
]
COVARIATES = Annotated[
    str,
    typer.Option(
        "--covariates",
        help="Groups of columns of states beside matrices, trade,igo; 'table groups' lists.",
        show_default=False,
    ),
]


def write_layers(  # noqa: PLR0913, PLR0917 - each is one option of the command
    measure: Annotated[
        list[str],
        typer.Argument(metavar="MEASURE", help="What ties are of; 'list' says which there are."),
    ],
    year: Annotated[
        list[int] | None, typer.Option("--year", "-y", help="Year, or several of one file.")
    ] = None,
    as_of: Annotated[
        list[str] | None,
        typer.Option("--as-of", metavar="DAY", help="Day, 2014-03-01, instead of a year."),
    ] = None,
    as_known: AS_KNOWN = "",
    within: WITHIN = None,
    combine: COMBINE = None,
    covariates: COVARIATES = "",
    actors: ACTORS = "cow",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help=f"{', '.join(FORMS)}, or .zip or a folder of matrices for R."
        ),
    ] = None,
    store: STORE = None,
) -> None:
    """Write networks of all states in a year or on a day, for networkx, Gephi, igraph or R."""
    if measure == [LISTED]:
        for name, says in measures(holding(store, as_known)).items():
            typer.echo(f"{name:40}{says}")
        return
    if not (year or as_of) or output is None:
        raise NetworkError(
            "say of which year, or day, and where to: --year 2014, or --as-of 2014-03-01, and "
            "-o trade.graphml"
        )
    if covariates and output.suffix in FORMS:
        raise NetworkError(
            f"{output} can have no covariates; give a folder, or a file ending in .zip"
        )
    whens = [*((one, None) for one in year or ()), *((None, one) for one in as_of or ())]
    made = partial(layer, within=within or EVERY, combine=combine)
    made = partial(made, actors=actors, as_known=as_known, folder=store)
    layers = [made(one, when, as_of=day) for one in measure for when, day in whens]
    if output.suffix in FORMS:
        write_network(layers[0] if len(layers) == 1 else multiplex(*layers), output)
        return
    asked = partial(state_year, words(covariates), actors=actors, as_known=as_known, folder=store)
    when, day = whens[0]
    table = asked(years=(when, when) if when else None, as_of=day) if covariates else None
    write_matrices(layers, output, covariates=table)
