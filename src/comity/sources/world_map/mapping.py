"""Outlines of countries as one map draws them."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, path, resolve

DAY = dt.date(2018, 1, 1)
"""Natural Earth 4.1.0 is of 2018; no code of it passed from one polity to another in that year."""


def records(areas: Frame, identifiers: Frame, polities: Frame, names: Frame) -> Iterator[Frame]:
    """Outlines, and the polities that have them."""
    rows = areas.with_columns(start=nw.lit(DAY), end=nw.lit(DAY))
    coded = resolve(
        rows.filter(~nw.col("id").is_null()), identifiers, scheme="m49", code="id", to="of"
    )
    named = (
        rows.filter(nw.col("id").is_null())
        .join(names, on="name", how="left")
        .join(polities.select("key", of_path="path"), on="key", how="left")
        .rename({"key": "of_key"})
    )
    found = nw.concat([coded, named.select(*coded.columns)])
    outline = path("outline/world_map", nw.col("of_key"))
    yield found.select(
        iri=outline,
        kind=nw.lit("Outline"),
        as_wkt=nw.col("outline"),
        locator=_place(),
        refused=nw.when(nw.col("of_key").is_null()).then(nw.lit("an area that is no polity here")),
    )
    yield found.filter(~nw.col("of_key").is_null()).select(
        iri=nw.col("of_path"), kind=nw.lit("Polity"), has_geometry=outline
    )


def _place() -> nw.Expr:
    """JSON pointer (RFC 6901), which counts from 0."""
    number = (nw.col("row") - 1).cast(nw.String)
    return nw.concat_str([nw.col("file"), nw.lit("#/objects/countries/geometries/"), number])
