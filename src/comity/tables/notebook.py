"""A table as a notebook shows it: its first rows, and below them what the columns are."""

from collections.abc import Iterable, Mapping
from html import escape

import polars as pl

from comity.tables.codebook import facts
from comity.tables.column import Column


def page(frame: pl.DataFrame, columns: Iterable[Column], about: Mapping[str, str]) -> str:
    """HTML that loads nothing, of the rows that Polars shows and of the facts of each column."""
    notes = "".join(
        f"<dt><code>{escape(one.name)}</code></dt><dd>{_lines(facts(one, frame))}</dd>"
        for one in columns
    )
    return (
        f"{frame._repr_html_()}<p>{_lines(about)}</p>"
        f"<details><summary>Columns</summary><dl>{notes}</dl></details>"
    )


def _lines(said: Mapping[str, str]) -> str:
    return "<br>".join(f"{escape(name)}: {escape(text)}" for name, text in said.items() if text)
