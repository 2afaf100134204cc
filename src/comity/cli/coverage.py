"""``comity coverage``: what each source says of two states, and of which years."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.rows import write_out
from comity.coverage import TIES, coverage, in_words
from comity.store import connect


class Form(StrEnum):
    """Forms of a table."""

    table = "table"
    csv = "csv"


FORM = Annotated[Form, typer.Option("--format", "-f")]
OUTPUT = Annotated[Path | None, typer.Option("--output", "-o", help="File for csv.")]


def show_coverage(
    a: Annotated[str, typer.Argument(help="Key of the first state, such as PAK.")],
    b: Annotated[str, typer.Argument(help="Key of the second.")],
    form: FORM = Form.table,
    output: OUTPUT = None,
    store: Annotated[str | None, typer.Option("--store", help="Folder or http address.")] = None,
) -> None:
    """Say which sources have ties of two states, which found none, and which cannot say."""
    frame = coverage(connect(store), a, b)
    if form is Form.csv:
        write_out(frame.write_csv().encode(), output)
        return
    for (kind, title), rows in frame.group_by("kind", "title", maintain_order=True):
        typer.echo(f"{kind}, {title}")
        for (says,), runs in rows.group_by("says", maintain_order=True):
            ties = f" ({runs['ties'].sum():,})" if says == TIES else ""
            typer.echo(f"  {says + ties:28}{in_words(runs)}")
