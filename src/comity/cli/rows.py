"""Rows on the screen, and bytes to a file or standard output."""

import sys
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from comity.atomic import write
from comity.model.namespaces import short

PARAMS = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="'query list' shows which."),
]
OUTPUT = Annotated[Path | None, typer.Option("--output", "-o", help="File to write.")]
AS_KNOWN = Annotated[
    str,
    typer.Option(
        "--as-known",
        metavar="DATE",
        help="Only what was published by this day, month or year.",
        show_default=False,
    ),
]
AS_OF = Annotated[
    str,
    typer.Option("--as-of", metavar="DAY", help="Only what held on this day.", show_default=False),
]
STORE = Annotated[str | None, typer.Option("--store", help="Folder or http address.")]


def words(text: str) -> list[str]:
    """What is given with commas between, such as ``trade,igo``."""
    return [word for word in (part.strip() for part in text.split(",")) if word]


def show(frame: pl.DataFrame) -> None:
    """Rows as a table where it fits the screen, else each row as lines of column and value."""
    console = Console(markup=False, highlight=False)
    rows = [[short(value) for value in row] for row in frame.iter_rows()]
    table = Table(*frame.columns, box=None)
    for row in rows:
        table.add_row(*row)
    if console.measure(table).maximum < console.width:
        console.print(table)
        return
    wide = max(map(len, frame.columns))
    for row in rows:
        for column, value in zip(frame.columns, row, strict=True):
            if value:
                typer.echo(f"{column:{wide}}  {value}")
        typer.echo()


def write_out(content: bytes, output: Path | None) -> None:
    """Writes to a file, or to standard output where none is given."""
    if output is None:
        sys.stdout.buffer.write(content)
        return
    write(output, content)
