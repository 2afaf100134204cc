"""The COW state system: who was in it and who was a major power in it, spell by spell."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, day, end_of_spell, path, resolve, row_locator

SYSTEM = "system/cow"
LAST_DAY = dt.date(2016, 12, 31)


def records(states: Frame, majors: Frame, identifiers: Frame) -> Iterator[Frame]:
    """The system, memberships and major powers; a spell to the end of the data has no end."""
    yield states.select(
        iri=nw.lit(SYSTEM),
        kind=nw.lit("StateSystem"),
        label=nw.lit("COW state system"),
        lang=nw.lit("en"),
    ).unique()
    yield _spells(states, identifiers, "SystemMembership", "system", "states2016.csv")
    yield _spells(majors, identifiers, "MajorPowerStatus", "major-power", "majors2016.csv")


def _spells(rows: Frame, identifiers: Frame, kind: str, name: str, file: str) -> Frame:
    start = day(nw.col("styear"), nw.col("stmonth"), nw.col("stday"))
    last = day(nw.col("endyear"), nw.col("endmonth"), nw.col("endday"))
    rows = rows.with_columns(start=start, end=end_of_spell(start, last, nw.lit(LAST_DAY)))
    rows = resolve(rows, identifiers, scheme="cow", code="ccode", to="member")
    return rows.select(
        "start",
        "end",
        iri=path(f"tie/cow_states/{name}", nw.col("member_key"), nw.col("start")),
        kind=nw.lit(kind),
        member=nw.col("member_path"),
        system=nw.lit(SYSTEM),
        locator=row_locator(file),
        refused=nw.when(nw.col("member_key").is_null()).then(
            nw.lit("a COW code that meant no state in that spell")
        ),
    )
