"""Major powers, by a list of states."""

import polars as pl

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part

KIND = "MajorPowerStatus"


def _states(part: Part) -> pl.DataFrame:
    units = part.of_members(KIND).select("year", "unit").unique()
    return units.with_columns(major=pl.lit(1, pl.Int32)).collect()


POWERS = Group(
    name="powers",
    kind=KIND,
    of_states=(
        Measure("major", N_("Whether {it} was a major power on a day of the year"), counts=True),
    ),
    states=_states,
)
