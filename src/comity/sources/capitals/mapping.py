"""Capital cities with their points, and the days on which they were capitals."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, end_of_spell, path, resolve, row_locator

LAST_DAY = dt.date(2024, 12, 31)


GW, COW = "gw_capitals.csv", "cow_capitals.csv"


def records(gw_capitals: Frame, cow_capitals: Frame, identifiers: Frame) -> Iterator[Frame]:
    """Cities, and spells as a capital; a spell to the end of the data has no end."""
    gw = _placed(gw_capitals, "gwcode", GW)
    cow = _placed(cow_capitals, "ccode", COW)
    yield _cities(nw.concat([gw, cow]))
    theirs = _spells(gw, identifiers, "gw", "a Gleditsch and Ward code that meant no state")
    yield theirs
    yield _others(_spells(cow, identifiers, "cow", "a COW code that meant no state"), theirs)


def _placed(capitals: Frame, code: str, file: str) -> Frame:
    key = nw.col("capital").str.replace_all("[^A-Za-z0-9]+", "-").str.replace_all("^-|-$", "")
    return capitals.select(
        "row",
        "capital",
        "stdate",
        "enddate",
        "lat",
        key=key,
        city=nw.concat_str([nw.lit("place/"), key]),
        long=nw.col("lng"),
        code=nw.col(code),
        locator=row_locator(file),
    )


def _cities(rows: Frame) -> Frame:
    """Each city once, at the point of the first row that names it, those by GW codes first."""
    place = nw.when(nw.col("locator").str.starts_with(COW)).then(nw.lit(1)).otherwise(nw.lit(0))
    numbered = rows.with_columns(place=place * 1_000_000 + nw.col("row"))
    return numbered.filter(nw.col("place") == nw.col("place").min().over("city")).select(
        "lat",
        "long",
        iri=nw.col("city"),
        kind=nw.lit("City"),
        label=nw.col("capital"),
        lang=nw.lit("en"),
    )


def _spells(rows: Frame, identifiers: Frame, scheme: str, nobody: str) -> Frame:
    start, last = nw.col("stdate"), nw.col("enddate")
    rows = rows.with_columns(start=start, end=end_of_spell(start, last, nw.lit(LAST_DAY)))
    rows = resolve(rows, identifiers, scheme=scheme, code="code", to="member")
    below = "tie/capitals" if scheme == "gw" else "tie/capitals/cow"
    return rows.select(
        "start",
        "end",
        "city",
        "locator",
        iri=path(below, nw.col("member_key"), nw.col("key"), nw.col("start")),
        kind=nw.lit("Capital"),
        member=nw.col("member_path"),
        refused=nw.when(nw.col("member_key").is_null()).then(nw.lit(f"{nobody} in that spell")),
    )


def _others(rows: Frame, known: Frame) -> Frame:
    """The rows but those whose every day the other table has with the same state and city."""
    known = known.select("member", "city", known_start="start", known_end="end")
    both = rows.select("iri", "member", "city", "start", "end").join(
        known, on=["member", "city"], how="inner"
    )
    to_the_end = nw.col("known_end").is_null()
    lasts = to_the_end | (nw.col("known_end") >= nw.col("end")).fill_null(value=False)
    same = both.filter((nw.col("known_start") <= nw.col("start")) & lasts).select("iri").unique()
    return rows.join(same, on="iri", how="anti")
