"""Borders, sanctions and militarized disputes: ties that hold between two days."""

import datetime as dt

import polars as pl

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part, in_words, numbered, of_sides

LEVELS = {
    1: ("ByLand", N_("by land")),
    2: ("Water12", N_("by at most 12 miles of water")),
    3: ("Water24", N_("by at most 24 miles of water")),
    4: ("Water150", N_("by at most 150 miles of water")),
    5: ("Water400", N_("by at most 400 miles of water")),
}
CONTIGUOUS = in_words(LEVELS, N_("not contiguous"))
HOSTILITY = {
    1: ("NoMilitarizedAction", N_("no militarized action")),
    2: ("ThreatOfForce", N_("threat of force")),
    3: ("DisplayOfForce", N_("display of force")),
    4: ("UseOfForce", N_("use of force")),
    5: ("InterstateWar", N_("interstate war")),
}
PAIR = ["year", "a", "b"]
COUNTED = {
    "disputes": pl.col("dispute_number").n_unique().cast(pl.Int32),
    "onsets": pl.col("dispute_number").filter("opened").n_unique().cast(pl.Int32),
}


def _contiguity(part: Part) -> pl.DataFrame:
    level = numbered("level", LEVELS)
    ties = part.dyadic("Contiguity").join(part.panel.days().lazy(), on=PAIR)

    def on(day: str) -> pl.Expr:
        then = pl.col(day).is_between("start", pl.col("end").fill_null(dt.date.max))
        return level.filter(then).sort_by(pl.col("start").filter(then))

    # Where one ends and another begins in a month, the first and the last of them count.
    levels = ties.group_by(PAIR).agg(
        level=level.min(), level_first=on("first").first(), level_last=on("last").last()
    )
    return levels.collect()


def _neighbours(part: Part) -> pl.DataFrame:
    ties = part.dyadic("Contiguity").group_by("year", pl.col("a").alias("unit"))
    by_land = pl.col("level") == "cm:ByLand"
    land, sea = (pl.col("b").filter(how).n_unique().cast(pl.Int32) for how in (by_land, ~by_land))
    return ties.agg(neighbours_by_land=land, neighbours_by_water=sea).collect()


def _land_borders(part: Part) -> pl.DataFrame:
    # A state that is two on the pages of another, as Palestine is, has a stretch with each.
    told = part.dyadic("LandBorder").group_by(*PAIR, "reported_by").agg(pl.col("value").sum())
    km = pl.col("value")
    return told.group_by(PAIR).agg(border_km=km.max(), border_km_least=km.min()).collect()


def _land_neighbours(part: Part) -> pl.DataFrame:
    ties = part.dyadic("LandBorder").group_by("year", pl.col("a").alias("unit"))
    return ties.agg(land_neighbours=pl.col("b").n_unique().cast(pl.Int32)).collect()


def _sanctions(part: Part) -> pl.DataFrame:
    case = pl.col("locator")
    own = case.filter(pl.col("derived_from").is_null())
    ties = part.dyadic("Sanction").group_by(PAIR)
    return ties.agg(
        sanctions=case.n_unique().cast(pl.Int32), own_sanctions=own.n_unique().cast(pl.Int32)
    ).collect()


def _sanctioning(part: Part) -> pl.DataFrame:
    cases = pl.col("locator").n_unique().cast(pl.Int32)
    sides = {"a": {"sanctions_sent": cases}, "b": {"sanctions_received": cases}}
    return of_sides(part.dyadic("Sanction"), sides)


def _opened(part: Part, of: list[str]) -> pl.LazyFrame:
    """Disputes by year, and whether it is the first year of a dispute for a dyad or a unit."""
    first = pl.col("start").dt.year().min().over("dispute_number", *of)
    return part.dyadic("MilitarizedDispute").with_columns(opened=pl.col("year") == first)


def _disputes(part: Part) -> pl.DataFrame:
    ties = _opened(part, ["a", "b"]).group_by(PAIR)
    hostility = numbered("hostility", HOSTILITY).max()
    return ties.agg(**COUNTED, hostility=hostility).collect()


def _disputing(part: Part) -> pl.DataFrame:
    ties = _opened(part, ["a"]).group_by("year", pl.col("a").alias("unit"))
    return ties.agg(**COUNTED).collect()


CONTIGUITY = Group(
    name="contiguity",
    kind="Contiguity",
    of_dyads=(
        Measure(
            "level",
            N_("How the two border, the nearest of the year; not an order of degree"),
            labels=CONTIGUOUS,
            counts=True,
            nearer=True,
        ),
        *(
            Measure(
                name,
                says,
                labels=CONTIGUOUS,
                counts=True,
                nearer=True,
            )
            for name, says in (
                (
                    "level_first",
                    N_("How the two border on the first day of the year on which both existed"),
                ),
                (
                    "level_last",
                    N_("How the two border on the last day of the year on which both existed"),
                ),
            )
        ),
    ),
    dyads=_contiguity,
    of_states=(
        Measure("neighbours_by_land", N_("States that it borders by land"), counts=True),
        Measure(
            "neighbours_by_water",
            N_("States from which it is parted by at most 400 miles of water"),
            counts=True,
        ),
    ),
    states=_neighbours,
)
LAND_BORDERS = Group(
    name="land_borders",
    kind="LandBorder",
    of_dyads=(
        Measure(
            "border_km",
            N_("Length of the land border of the two, the greater figure of either"),
            N_("km"),
            counts=True,
        ),
        Measure(
            "border_km_least",
            N_("Length of the land border of the two, the lesser"),
            N_("km"),
            counts=True,
        ),
    ),
    dyads=_land_borders,
    of_states=(Measure("land_neighbours", N_("States that it borders by land"), counts=True),),
    states=_land_neighbours,
)
SANCTIONS = Group(
    name="sanctions",
    kind="Sanction",
    of_dyads=(
        Measure(
            "sanctions",
            N_("Sanction cases of {a} on {b} in force, those of bodies that {a} is in among them"),
            directed=True,
            counts=True,
        ),
        Measure(
            "own_sanctions",
            N_("Sanction cases in force on {b} in which the source names {a} as a sender"),
            directed=True,
            counts=True,
        ),
    ),
    dyads=_sanctions,
    of_states=(
        Measure(
            "sanctions_sent", N_("Sanction cases in force that it is a sender of"), counts=True
        ),
        Measure(
            "sanctions_received", N_("Sanction cases in force that it is a target of"), counts=True
        ),
    ),
    states=_sanctioning,
)
DISPUTES = Group(
    name="disputes",
    kind="MilitarizedDispute",
    of_dyads=(
        Measure("disputes", N_("Militarized disputes between the two, under way"), counts=True),
        Measure(
            "onsets", N_("Of these, the disputes that the two were not in before"), counts=True
        ),
        Measure(
            "hostility",
            N_("The highest hostility in a dispute under way, of the whole dispute"),
            labels=in_words(HOSTILITY, N_("no dispute")),
            counts=True,
        ),
    ),
    dyads=_disputes,
    of_states=(
        Measure("disputes", N_("Militarized disputes that it is in, under way"), counts=True),
        Measure("onsets", N_("Of these, the disputes that it was not in before"), counts=True),
    ),
    states=_disputing,
)
