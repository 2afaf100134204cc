"""Expressions that mappings build their columns from, and the names of engines' frames.

A mapping yields *record frames*: one row a record, columns named by the ontology in snake case
(``start``, ``end``, ``year``, ``value``, ``unit``, ``member``, ``body`` …), plus

- ``iri``: the record's IRI below ``https://w3id.org/comity/id/``, such as ``tie/atop/3150/770``;
- ``kind``: the local name of its class, such as ``Membership``;
- ``refused`` (optional): why the row gives no record; null where it gives one;
- ``label`` with ``lang`` (optional): a name, and its language.

A column of an object property holds paths below ``id/`` (``state/PAK``), local names of the
ontology (``cm:Observer``), whole IRIs (``http…``), or lists of these.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import narwhals as nw

Frame: TypeAlias = nw.LazyFrame[Any]


def path(*parts: str | nw.Expr) -> nw.Expr:
    """Parts joined by ``/``: strings are literal, expressions are columns cast to text."""
    cast = [nw.lit(part) if isinstance(part, str) else part.cast(nw.String) for part in parts]
    return nw.concat_str(cast, separator="/")


def pair(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    """Undirected dyad of two polity keys, in alphabetical order."""
    return nw.when(a <= b).then(path("pair", a, b)).otherwise(path("pair", b, a))


def dyad(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    """Directed dyad from one polity key to another."""
    return path("dyad", a, b)


def row_locator(file: str) -> nw.Expr:
    """Place of a record in a table: ``file#row=12``, the header being row 1 (RFC 7111)."""
    return nw.concat_str([nw.lit(f"{file}#row="), nw.col("row").cast(nw.String)])


def resolve(
    rows: Frame, identifiers: Frame, *, scheme: str, code: str, day: str, key: str, kind: str = ""
) -> Frame:
    """Rows with the polity that a code meant on a day.

    Args:
        rows: has the columns ``code`` (text) and ``day`` (date).
        identifiers: the crosswalk (columns key, path, scheme, code, start, end).
        scheme: code system to look in.
        code: column of ``rows`` that holds the code.
        day: column of ``rows`` on which the code is read.
        key: name of the new column: the polity's key, null where the code meant nothing that day.
        kind: name of a second new column for the polity's path (``state/PAK``), if wanted.
    """
    meanings = identifiers.filter(nw.col("scheme") == scheme).select(
        nw.col("code").alias("_code"),
        nw.col("key").alias("_key"),
        nw.col("path").alias("_path"),
        nw.col("start").alias("_start"),
        nw.col("end").alias("_end"),
    )
    held = (nw.col("_start").is_null() | (nw.col("_start") <= nw.col(day))) & (
        nw.col("_end").is_null() | (nw.col("_end") >= nw.col(day))
    )
    wanted = rows.select(code, day).unique()
    found = wanted.join(meanings, left_on=code, right_on="_code", how="inner").filter(held)
    columns: Sequence[nw.Expr] = [nw.col(code), nw.col(day), nw.col("_key").alias(key)]
    if kind:
        columns = [*columns, nw.col("_path").alias(kind)]
    return rows.join(found.select(*columns), on=[code, day], how="left")
