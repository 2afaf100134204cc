"""Borders, sanctions and militarized disputes: ties that hold between two days."""

import polars as pl

from comity.tables.groups.group import Group, Measure, Part

LEVELS = {
    1: ("ByLand", "by land"),
    2: ("Water12", "by at most 12 miles of water"),
    3: ("Water24", "by at most 24 miles of water"),
    4: ("Water150", "by at most 150 miles of water"),
    5: ("Water400", "by at most 400 miles of water"),
}
HOSTILITY = {
    1: ("NoMilitarizedAction", "no militarized action"),
    2: ("ThreatOfForce", "threat of force"),
    3: ("DisplayOfForce", "display of force"),
    4: ("UseOfForce", "use of force"),
    5: ("InterstateWar", "interstate war"),
}
PAIR = ["year", "a", "b"]


def _numbered(column: str, levels: dict[int, tuple[str, str]]) -> pl.Expr:
    numbers = {f"cm:{name}": number for number, (name, _) in levels.items()}
    return pl.col(column).replace_strict(numbers, return_dtype=pl.Int32)


def _contiguity(part: Part) -> pl.DataFrame:
    nearest = _numbered("level", LEVELS).min()
    return part.dyadic("Contiguity").group_by(PAIR).agg(level=nearest).collect()


def _neighbours(part: Part) -> pl.DataFrame:
    ties = part.dyadic("Contiguity").group_by("year", pl.col("a").alias("unit"))
    land = pl.col("b").filter(pl.col("level") == "cm:ByLand").n_unique().cast(pl.Int32)
    return ties.agg(neighbours_by_land=land).collect()


def _sanctions(part: Part) -> pl.DataFrame:
    case = pl.col("locator")
    own = case.filter(pl.col("derived_from").is_null())
    ties = part.dyadic("Sanction").group_by(PAIR)
    return ties.agg(
        sanctions=case.n_unique().cast(pl.Int32), own_sanctions=own.n_unique().cast(pl.Int32)
    ).collect()


def _sanctioning(part: Part) -> pl.DataFrame:
    ties = part.dyadic("Sanction")
    sides = [
        ties.group_by("year", pl.col(end).alias("unit")).agg(
            pl.col("locator").n_unique().cast(pl.Int32).alias(name)
        )
        for end, name in (("a", "sanctions_sent"), ("b", "sanctions_received"))
    ]
    return sides[0].join(sides[1], on=["year", "unit"], how="full", coalesce=True).collect()


def _disputes(part: Part) -> pl.DataFrame:
    number = pl.col("dispute_number")
    return (
        part.dyadic("MilitarizedDispute")
        .group_by(PAIR)
        .agg(
            disputes=number.n_unique().cast(pl.Int32),
            hostility=_numbered("hostility", HOSTILITY).max(),
        )
        .collect()
    )


def _disputing(part: Part) -> pl.DataFrame:
    ties = part.dyadic("MilitarizedDispute").group_by("year", pl.col("a").alias("unit"))
    return ties.agg(disputes=pl.col("dispute_number").n_unique().cast(pl.Int32)).collect()


CONTIGUITY = Group(
    name="contiguity",
    kind="Contiguity",
    of_dyads=(
        Measure(
            "level",
            "How the two border, the nearest of the year; not an order of degree",
            labels={0: "not contiguous"} | {n: says for n, (_, says) in LEVELS.items()},
            counts=True,
        ),
    ),
    dyads=_contiguity,
    of_states=(Measure("neighbours_by_land", "States that it borders by land", counts=True),),
    states=_neighbours,
)
SANCTIONS = Group(
    name="sanctions",
    kind="Sanction",
    of_dyads=(
        Measure(
            "sanctions",
            "Sanction cases of {a} on {b} in force, those of bodies that {a} is in among them",
            directed=True,
            counts=True,
        ),
        Measure(
            "own_sanctions",
            "Sanction cases in force on {b} in which the source names {a} as a sender",
            directed=True,
            counts=True,
        ),
    ),
    dyads=_sanctions,
    of_states=(
        Measure("sanctions_sent", "Sanction cases in force that it is a sender of", counts=True),
        Measure(
            "sanctions_received", "Sanction cases in force that it is a target of", counts=True
        ),
    ),
    states=_sanctioning,
)
DISPUTES = Group(
    name="disputes",
    kind="MilitarizedDispute",
    of_dyads=(
        Measure("disputes", "Militarized disputes between the two, under way", counts=True),
        Measure(
            "hostility",
            "The highest hostility in a dispute under way, of the whole dispute",
            labels={0: "no dispute"} | {n: says for n, (_, says) in HOSTILITY.items()},
            counts=True,
        ),
    ),
    dyads=_disputes,
    of_states=(Measure("disputes", "Militarized disputes that it is in, under way", counts=True),),
    states=_disputing,
)
