"""Diplomatic missions of one state in another."""

import polars as pl

from comity.tables.groups.group import Group, Measure, Part

EMBASSIES = ("cm:Embassy", "cm:HighCommission", "cm:ApostolicNunciature")
"""Missions headed by an ambassador, under the names that they bear between different states."""
RANKS = {
    1: ("ChargeDAffaires", "chargé d'affaires"),
    2: ("Minister", "minister"),
    3: ("Ambassador", "ambassador"),
    9: ("OtherRank", "other rank, or one that is not told"),
}


def _dyads(part: Part) -> pl.DataFrame:
    ties = part.dyadic("DiplomaticRepresentation")
    columns = ties.collect_schema().names()
    found = []
    if "mission_kind" in columns:
        found += [
            pl.col("mission_kind").is_in(EMBASSIES).any().cast(pl.Int32).alias("embassy"),
            pl.len().cast(pl.Int32).alias("missions"),
        ]
    if "rank" in columns:
        numbers = {f"cm:{name}": number for number, (name, _) in RANKS.items()}
        rank = pl.col("rank").replace_strict(numbers, return_dtype=pl.Int32)
        found += [rank.min().alias("rank")]
    return ties.group_by("year", "a", "b").agg(found).collect()


def _states(part: Part) -> pl.DataFrame:
    ties = part.dyadic("DiplomaticRepresentation")
    sides = [
        ties.group_by("year", pl.col(end).alias("unit")).agg(
            pl.col(other).n_unique().cast(pl.Int32).alias(name)
        )
        for end, other, name in (("a", "b", "represented_in"), ("b", "a", "hosts"))
    ]
    return sides[0].join(sides[1], on=["year", "unit"], how="full", coalesce=True).collect()


MISSIONS = Group(
    name="missions",
    kind="DiplomaticRepresentation",
    of_dyads=(
        Measure(
            "embassy",
            "Whether {a} has an embassy in {b}, or a high commission or nunciature",
            directed=True,
            counts=True,
        ),
        Measure("missions", "Missions of {a} in {b} of every kind", directed=True, counts=True),
        Measure(
            "rank",
            "Rank of the head of the mission of {a} in {b}",
            labels={0: "no mission"} | {n: says for n, (_, says) in RANKS.items()},
            directed=True,
            counts=True,
        ),
    ),
    dyads=_dyads,
    of_states=(
        Measure("represented_in", "States in which it has a mission", counts=True),
        Measure("hosts", "States that have a mission in it", counts=True),
    ),
    states=_states,
)
