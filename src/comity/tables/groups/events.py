"""Events that a machine coded from news: claims of its coder, counted and no more."""

import polars as pl

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part, of_sides

KIND = "CodedEvent"
COUNT = pl.len().cast(pl.Int32)


def _dyads(part: Part) -> pl.DataFrame:
    ties = part.dyadic(KIND).group_by("year", "a", "b")
    return ties.agg(events=COUNT, event_intensity=pl.col("intensity").mean()).collect()


def _states(part: Part) -> pl.DataFrame:
    return of_sides(part.dyadic(KIND), {"a": {"events_by": COUNT}, "b": {"events_towards": COUNT}})


EVENTS = Group(
    name="events",
    kind=KIND,
    of_dyads=(
        Measure(
            "events",
            N_("Events of {a} towards {b}, as coded from news"),
            directed=True,
            counts=True,
        ),
        Measure(
            "event_intensity",
            N_("Mean intensity of the events of {a} towards {b}, as the source scores their types"),
            directed=True,
        ),
    ),
    dyads=_dyads,
    of_states=(
        Measure("events_by", N_("Events of it towards other states, as coded"), counts=True),
        Measure("events_towards", N_("Events of other states towards it, as coded"), counts=True),
    ),
    states=_states,
)
