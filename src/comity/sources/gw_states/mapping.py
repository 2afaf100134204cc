"""Gleditsch and Ward's list of independent states, spell by spell."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, end_of_spell, path, resolve, row_locator

SYSTEM = "system/gw"
LAST_DAY = dt.date(2017, 12, 31)


def records(states: Frame, identifiers: Frame) -> Iterator[Frame]:
    """The system and its memberships; a spell to the end of the data has no end."""
    yield states.select(
        iri=nw.lit(SYSTEM),
        kind=nw.lit("StateSystem"),
        label=nw.lit("Gleditsch and Ward list of independent states"),
        lang=nw.lit("en"),
    ).unique()
    start, last = nw.col("startdate"), nw.col("enddate")
    rows = states.with_columns(start=start, end=end_of_spell(start, last, nw.lit(LAST_DAY)))
    rows = resolve(rows, identifiers, scheme="gw", code="gwcode", to="member")
    yield rows.select(
        "start",
        "end",
        iri=path("tie/gw_states", nw.col("member_key"), nw.col("start")),
        kind=nw.lit("SystemMembership"),
        member=nw.col("member_path"),
        system=nw.lit(SYSTEM),
        locator=row_locator("gw_states.csv"),
        refused=nw.when(nw.col("member_key").is_null()).then(
            nw.lit("a Gleditsch and Ward code that meant no state in that spell")
        ),
    )
