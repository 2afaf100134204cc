"""Diplomatic missions of one state in another."""

import polars as pl

from comity.tables.groups.group import Group, Measure, Part, in_words, numbered, of_sides

KIND = "DiplomaticRepresentation"
EMBASSIES = ("cm:Embassy", "cm:HighCommission", "cm:ApostolicNunciature")
"""Missions headed by an ambassador, under the names that they bear between different states."""
RANKS = {
    1: ("ChargeDAffaires", "chargé d'affaires"),
    2: ("Minister", "minister"),
    3: ("Ambassador", "ambassador"),
    9: ("OtherRank", "other rank, or one that is not told"),
}


def _dyads(part: Part) -> pl.DataFrame:
    ties = part.dyadic(KIND)
    columns = ties.collect_schema().names()
    found = []
    if "mission_kind" in columns:
        found += [
            pl.col("mission_kind").is_in(EMBASSIES).any().cast(pl.Int32).alias("embassy"),
            pl.len().cast(pl.Int32).alias("missions"),
        ]
    if "rank" in columns:
        found += [numbered("rank", RANKS).min().alias("rank")]
    return ties.group_by("year", "a", "b").agg(found).collect()


def _states(part: Part) -> pl.DataFrame:
    hosts, senders = (pl.col(end).n_unique().cast(pl.Int32) for end in ("b", "a"))
    sides = {"a": {"represented_in": hosts}, "b": {"hosts": senders}}
    return of_sides(part.dyadic(KIND), sides)


MISSIONS = Group(
    name="missions",
    kind=KIND,
    of_dyads=(
        Measure(
            "embassy",
            "Whether {a} has an embassy in {b}, or a high commission or nunciature",
            directed=True,
            counts=True,
            needs=(KIND, "mission_kind"),
        ),
        Measure(
            "missions",
            "Missions of {a} in {b} of every kind",
            directed=True,
            counts=True,
            needs=(KIND, "mission_kind"),
        ),
        Measure(
            "rank",
            "Rank of the head of the mission of {a} in {b}",
            labels=in_words(RANKS, "no mission"),
            directed=True,
            counts=True,
            needs=(KIND, "rank"),
        ),
    ),
    dyads=_dyads,
    of_states=(
        Measure("represented_in", "States in which it has a mission", counts=True),
        Measure("hosts", "States that have a mission in it", counts=True),
    ),
    states=_states,
)
