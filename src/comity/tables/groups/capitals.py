"""Distance between capitals, along the WGS84 ellipsoid."""

import datetime as dt
from functools import lru_cache

import polars as pl
from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part


@lru_cache(maxsize=1 << 18)
def km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres between two places, each as latitude and longitude (Karney 2013)."""
    line = Geodesic.WGS84.Inverse(*here, *there, Geodesic.DISTANCE)
    return float(line["s12"]) / 1000


def _on_its(day: str, part: Part) -> pl.DataFrame:
    """The capital of each unit on its first or last day of the year: year, unit, city, lat, long.

    Of two capitals on one day it is that of the panel's own list of states, if one is, and of these
    that which became it last: the file has Guatemala City for the Federal Republic of Central
    America to the end of 1834, and Sonsonate since November 1833.
    """
    days = part.panel.spells.sort("first").group_by("year", "unit")
    spells = (days.first() if day == "first" else days.last()).lazy()
    place = pl.concat_str(pl.lit("state/"), pl.col("key"))
    held = part.held.records(part.source, "Capital")
    held = held.select("member", "city", "start", "end", "locator")
    found = spells.with_columns(member=place).join(held, on="member")
    on_it = pl.col(day).is_between(
        pl.col("start").fill_null(dt.date.min), pl.col("end").fill_null(dt.date.max)
    )
    cities = part.held.records(part.source, "City").select("lat", "long", city="iri")
    known = found.filter(on_it, pl.col("year") <= part.last("Capital"))
    own = pl.col("locator").str.starts_with(f"{part.panel.actors}_")
    one = known.sort(own, "start").group_by("year", "unit", maintain_order=True).last()
    return one.join(cities, on="city").select("year", "unit", "city", "lat", "long").collect()


def _apart(capitals: pl.DataFrame, part: Part) -> pl.DataFrame:
    """How far apart the capitals of two units are: year, a, b, km."""
    seats = capitals.select("year", "unit", "city")
    pairs = part.panel.dyads(directed=False)
    for end in ("a", "b"):
        pairs = pairs.join(seats.rename({"unit": end, "city": f"city_{end}"}), on=["year", end])
    places = {city: (lat, long) for *_, city, lat, long in capitals.iter_rows()}
    ways = pairs.select("city_a", "city_b").unique()
    lengths = [km(places[here], places[there]) for here, there in ways.iter_rows()]
    measured = ways.with_columns(km=pl.Series(lengths, dtype=pl.Float64))
    return pairs.join(measured, on=["city_a", "city_b"]).select("year", "a", "b", "km")


def _dyads(part: Part) -> pl.DataFrame:
    opening, closing = (_apart(_on_its(day, part), part) for day in ("first", "last"))
    return closing.join(
        opening.rename({"km": "km_first"}), on=["year", "a", "b"], how="full", coalesce=True
    )


def _states(part: Part) -> pl.DataFrame:
    name = pl.col("city").str.strip_prefix("place/")
    capitals = _on_its("last", part)
    seats = capitals.select("year", "unit", capital=name)
    apart = _apart(capitals, part)
    both = pl.concat(apart.select("year", "km", unit=end) for end in ("a", "b"))
    nearest = both.group_by("year", "unit").agg(nearest_km=pl.col("km").min())
    return seats.join(nearest, on=["year", "unit"], how="left")


DISTANCE = Group(
    name="distance",
    kind="Capital",
    of_dyads=(
        *(
            Measure(
                name,
                says,
                N_("km"),
                nearer=True,
            )
            for name, says in (
                ("km", N_("Distance between the capitals on the last day of the year, geodesic")),
                (
                    "km_first",
                    N_("Distance between the capitals on the first day of the year, geodesic"),
                ),
            )
        ),
    ),
    dyads=_dyads,
    of_states=(
        Measure("capital", N_("The capital on the last day of the year"), named=True),
        Measure(
            "nearest_km", N_("Distance to the nearest capital of another state that day"), N_("km")
        ),
    ),
    states=_states,
)
