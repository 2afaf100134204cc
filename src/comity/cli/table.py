"""``comity table``: dyad-years and state-years as files, or a look at their first rows."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Console

from comity.cli.build import STORE
from comity.cli.compare import FORM, Form
from comity.cli.rows import AS_KNOWN, show, words, write_out
from comity.errors import TableError
from comity.model.namespaces import short
from comity.tables.files import form_of
from comity.tables.groups import GROUPS
from comity.tables.holding import holding
from comity.tables.panel import Actors
from comity.tables.table import Table
from comity.tables.voting import similarity
from comity.tables.years import dyad_year, sources_of, state_year

SHOWN = 3
"""Rows that the screen shows."""


app = typer.Typer(
    help="Write dyad-years, state-years or similarity of votes for Stata, R, Excel or as CSV.",
    no_args_is_help=True,
)
YEARS = Annotated[
    str,
    typer.Option("--years", help="First and last, 1990-2014, or one alone.", show_default=False),
]
AS_OF = Annotated[
    str, typer.Option("--as-of", help="A day, 2014-03-01, instead of years.", show_default=False)
]
SESSIONS = Annotated[
    str,
    typer.Option(
        "--sessions", help="First and last, 60-72, or one, instead of years.", show_default=False
    ),
]
ISSUES = Annotated[
    str,
    typer.Option("--issues", help="Issues alone, nu,me; all by default.", show_default=False),
]
STATES = Annotated[
    str, typer.Option("--states", help="Keys such as PAK,RUS; all by default.", show_default=False)
]
WITH = Annotated[
    str,
    typer.Option(
        "--with",
        help="Groups of columns, trade,igo; 'table groups' lists.",
        show_default=False,
    ),
]
ACTORS = Annotated[Actors, typer.Option("--actors", help="Whose list of states.")]
OUTPUT = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="File to write; its ending says the form."),
]


@app.command("dyad-year")
def write_dyad_years(  # noqa: PLR0913, PLR0917
    years: YEARS = "",
    as_of: AS_OF = "",
    as_known: AS_KNOWN = "",
    states: STATES = "",
    ties: WITH = "",
    directed: Annotated[  # noqa: FBT002
        bool, typer.Option("--directed", help="Both orders of each pair.")
    ] = False,
    actors: ACTORS = "cow",
    form: FORM = Form.text,
    output: OUTPUT = None,
    store: STORE = None,
) -> None:
    """One row for each pair of states and year in which both existed on one same day."""
    asked = partial(dyad_year, words(ties), years=_span(years), as_of=as_of or None)
    asked = partial(asked, states=words(states), as_known=as_known, actors=actors, folder=store)
    _write(partial(asked, directed=directed), form, output)


@app.command("state-year")
def write_state_years(  # noqa: PLR0913, PLR0917
    years: YEARS = "",
    as_of: AS_OF = "",
    as_known: AS_KNOWN = "",
    states: STATES = "",
    ties: WITH = "",
    actors: ACTORS = "cow",
    form: FORM = Form.text,
    output: OUTPUT = None,
    store: STORE = None,
) -> None:
    """One row for each state and year in which it existed on a day."""
    asked = partial(state_year, words(ties), years=_span(years), as_of=as_of or None)
    asked = partial(asked, states=words(states), as_known=as_known, actors=actors, folder=store)
    _write(asked, form, output)


@app.command("similarity")
def write_similarity(  # noqa: PLR0913, PLR0917
    sessions: SESSIONS = "",
    years: YEARS = "",
    issues: ISSUES = "",
    as_known: AS_KNOWN = "",
    states: STATES = "",
    actors: ACTORS = "cow",
    form: FORM = Form.text,
    output: OUTPUT = None,
    store: STORE = None,
) -> None:
    """How alike each two states voted in the General Assembly, by session or calendar year."""
    asked = partial(similarity, sessions=_span(sessions), years=_span(years), issues=words(issues))
    asked = partial(asked, states=words(states), as_known=as_known, actors=actors, folder=store)
    _write(asked, form, output)


@app.command("groups")
def list_groups(store: STORE = None) -> None:
    """List the groups of columns, of which sources each is here, and what its columns are."""
    held = holding(store)
    for name, group in GROUPS.items():
        built = [one.id for one in group.having(held)]
        others = [one for one in sources_of(group) if one not in held.sources]
        said = [", ".join(built), f"not built: {', '.join(others)}" if others else ""]
        typer.echo(f"{name:24}{'; '.join(filter(None, said))}")
        for one in (*group.of_dyads, *group.of_states):
            says = one.says.format(a="a", b="b", it="it")
            typer.echo(f"  {one.name:22}{says}{f', in {one.unit}' if one.unit else ''}")


def _span(text: str) -> tuple[int, int] | None:
    """The first and last of years or sessions; none where none are given."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,4})(?:[-–](\d{1,4}))?", text.strip())
    if found is None:
        raise TableError(f"{text!r} is no span; write 1990-2014, or one number alone")
    return int(found[1]), int(found[2] or found[1])


def _write(make: Callable[[], Table], form: Form, output: Path | None) -> None:
    """Makes a table and writes it; no long one for a wrong file."""
    if output is not None:
        form_of(output)
    _put(make(), form, output)


def _put(table: Table, form: Form, output: Path | None) -> None:
    said = Console(stderr=True, markup=False, highlight=False)
    if output is not None:
        paths = table.write(output)
        said.print(f"{table.frame.height:,} rows in {', '.join(map(str, paths))}")
    elif form is Form.csv:
        write_out(table.frame.write_csv().encode(), None)
    else:
        show(_in_words(table))
        rows = table.frame.height
        said.print(f"{min(SHOWN, rows)} of {rows:,} rows; -o FILE writes all")


def _in_words(table: Table) -> pl.DataFrame:
    """The first rows, with what it means in the place of an empty cell."""
    rows = table.frame.head(SHOWN)
    return pl.DataFrame(
        {
            one.name: [
                short(told if value is None else value)
                for value, told in zip(rows[one.name], rows[one.meaning or one.name], strict=True)
            ]
            for one in table.columns
        },
        schema={one.name: pl.String for one in table.columns},
    )
