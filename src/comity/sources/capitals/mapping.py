"""Capital cities with their points, and the days on which they were capitals."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, end_of_spell, path, resolve, row_locator

LAST_DAY = dt.date(2024, 12, 31)


def records(capitals: Frame, identifiers: Frame) -> Iterator[Frame]:
    """Cities, and spells as a capital; a spell to the end of the data has no end."""
    rows = capitals.with_columns(key=nw.col("capital").str.replace_all("[^A-Za-z0-9]+", "-"))
    city = nw.concat_str([nw.lit("place/"), nw.col("key").str.replace_all("^-|-$", "")])
    rows = rows.with_columns(city=city)
    first = nw.col("row").min().over("city")
    yield rows.filter(nw.col("row") == first).select(
        "lat",
        iri=nw.col("city"),
        kind=nw.lit("City"),
        label=nw.col("capital"),
        lang=nw.lit("en"),
        long=nw.col("lng"),
    )
    yield _spells(rows, identifiers)


def _spells(rows: Frame, identifiers: Frame) -> Frame:
    start, last = nw.col("stdate"), nw.col("enddate")
    rows = rows.with_columns(start=start, end=end_of_spell(start, last, nw.lit(LAST_DAY)))
    rows = resolve(rows, identifiers, scheme="gw", code="gwcode", to="member")
    return rows.select(
        "start",
        "end",
        "city",
        iri=path("tie/capitals", nw.col("member_key"), nw.col("key"), nw.col("start")),
        kind=nw.lit("Capital"),
        member=nw.col("member_path"),
        locator=row_locator("gw_capitals.csv"),
        refused=nw.when(nw.col("member_key").is_null()).then(
            nw.lit("a Gleditsch and Ward code that meant no state in that spell")
        ),
    )
