"""The COW state system: who was a member, and who a major power, from day to day."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.terms import Frame, day, path, resolve, row_locator

LAST_DAY = dt.date(2016, 12, 31)


def records(states: Frame, majors: Frame, identifiers: Frame) -> Iterator[Frame]:
    """System memberships and spells of major-power status."""
    yield _spells(states, identifiers, "SystemMembership", "system-membership", "states2016.csv")
    yield _spells(majors, identifiers, "MajorPowerStatus", "major-power", "majors2016.csv")


def _spells(rows: Frame, identifiers: Frame, kind: str, name: str, file: str) -> Frame:
    last = day(nw.col("endyear"), nw.col("endmonth"), nw.col("endday"))
    dated = rows.with_columns(
        start=day(nw.col("styear"), nw.col("stmonth"), nw.col("stday")),
        end=nw.when(last != LAST_DAY).then(last),
    )
    found = resolve(dated, identifiers, scheme="cow", code="ccode", to="state")
    return found.select(
        "start",
        "end",
        iri=path(f"tie/cow_states/{name}", nw.col("state_key"), nw.col("start")),
        kind=nw.lit(kind),
        member=nw.col("state_path"),
        system=nw.lit("cm:CowStateSystem"),
        locator=row_locator(file),
        refused=nw.when(nw.col("state_key").is_null()).then(
            nw.lit("a COW code that meant no state in that spell")
        ),
    )
