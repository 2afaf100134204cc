"""Diplomatic missions of one state in another."""

import polars as pl

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part, in_words, numbered, of_sides

KIND = "DiplomaticRepresentation"
EMBASSIES = ("cm:Embassy", "cm:HighCommission", "cm:ApostolicNunciature")
"""Missions headed by an ambassador, under the names that they bear between different states."""
RANKS = {
    1: ("ChargeDAffaires", N_("chargé d'affaires")),
    2: ("Minister", N_("minister")),
    3: ("Ambassador", N_("ambassador")),
    9: ("OtherRank", N_("other rank, or one that is not told")),
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


def _accreditations(part: Part) -> pl.DataFrame:
    pairs = part.dyadic("NonResidentAccreditation").select("year", "a", "b").unique()
    return pairs.with_columns(nonresident=pl.lit(1, pl.Int32)).collect()


def _accredited(part: Part) -> pl.DataFrame:
    hosts, senders = (pl.col(end).n_unique().cast(pl.Int32) for end in ("b", "a"))
    sides = {"a": {"nonresident_in": hosts}, "b": {"nonresident_hosts": senders}}
    return of_sides(part.dyadic("NonResidentAccreditation"), sides)


ACCREDITATIONS = Group(
    name="accreditations",
    kind="NonResidentAccreditation",
    of_dyads=(
        Measure(
            "nonresident",
            N_("Whether a mission of {a} in a third state is accredited to {b}"),
            directed=True,
            counts=True,
        ),
    ),
    dyads=_accreditations,
    of_states=(
        Measure(
            "nonresident_in",
            N_("States to which its missions elsewhere are accredited"),
            counts=True,
        ),
        Measure(
            "nonresident_hosts",
            N_("States whose missions elsewhere are accredited to it"),
            counts=True,
        ),
    ),
    states=_accredited,
)
MISSIONS = Group(
    name="missions",
    kind=KIND,
    of_dyads=(
        Measure(
            "embassy",
            N_("Whether {a} has an embassy in {b}, or a high commission or nunciature"),
            directed=True,
            counts=True,
            needs=(KIND, "mission_kind"),
        ),
        Measure(
            "missions",
            N_("Missions of {a} in {b} of every kind"),
            directed=True,
            counts=True,
            needs=(KIND, "mission_kind"),
        ),
        Measure(
            "rank",
            N_("Rank of the head of the mission of {a} in {b}"),
            labels=in_words(RANKS, N_("no mission")),
            directed=True,
            counts=True,
            needs=(KIND, "rank"),
        ),
    ),
    dyads=_dyads,
    of_states=(
        Measure("represented_in", N_("States in which it has a mission"), counts=True),
        Measure("hosts", N_("States that have a mission in it"), counts=True),
    ),
    states=_states,
)
