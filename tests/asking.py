"""Asking shipped questions in tests."""

import polars as pl

from comity.model.namespaces import ID
from comity.query.question import question
from comity.store.stores import Embedded


def ask(store: Embedded, name: str, **given: str | int) -> pl.DataFrame:
    """Rows of a shipped question, with things by their path below ``id/``."""
    rows = store.select(question(name).sparql(**given))
    return rows.with_columns(pl.col(pl.String).str.strip_prefix(ID))


def said(rows: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The values in these columns, row by row; bare values where it is one column."""
    return rows.select(columns).rows()
