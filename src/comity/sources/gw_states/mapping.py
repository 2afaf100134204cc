"""The list of Gleditsch and Ward: which states were independent, from day to day."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.terms import Frame, path, resolve, row_locator

LAST_DAY = dt.date(2017, 12, 31)


def records(states: Frame, identifiers: Frame) -> Iterator[Frame]:
    """System memberships; a spell that runs to the end of the data has no end."""
    dated = states.with_columns(
        start=nw.col("startdate"), end=nw.when(nw.col("enddate") != LAST_DAY).then("enddate")
    )
    found = resolve(dated, identifiers, scheme="gw", code="gwcode", to="state")
    yield found.select(
        "start",
        "end",
        iri=path("tie/gw_states/system-membership", nw.col("state_key"), nw.col("start")),
        kind=nw.lit("SystemMembership"),
        member=nw.col("state_path"),
        system=nw.lit("cm:GwStateSystem"),
        locator=row_locator("gw_states.csv"),
        refused=nw.when(nw.col("state_key").is_null()).then(
            nw.lit("a code of Gleditsch and Ward that meant no state in that spell")
        ),
    )
