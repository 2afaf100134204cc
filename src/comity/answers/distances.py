"""How far apart the capitals of states are on a day, along the WGS84 ellipsoid."""

import datetime as dt
from collections.abc import Collection
from functools import lru_cache
from itertools import combinations

import polars as pl

from comity.answers.lines import STORES
from comity.errors import UnknownThingError
from comity.model.days import day_of
from comity.model.namespaces import ID
from comity.model.states import state
from comity.model.words import _
from comity.query.question import question
from comity.store.stores import Store
from comity.tables.groups.capitals import km

SCHEMA = {
    "a": pl.String,
    "b": pl.String,
    "capital_a": pl.String,
    "capital_b": pl.String,
    "km": pl.Float64,
}


def distances(store: Store, on: dt.date | str, among: Collection[str] = ()) -> pl.DataFrame:
    """Geodesic distance between the capitals of every two states on a day.

    A capital may move within a year, so the caller names the day. The method is Karney's
    (2013, doi:10.1007/s00190-012-0578-z), which where Vincenty's converges gives the same to a
    millimetre.

    Args:
        store: where to ask; it needs a source of capitals.
        on: the day, as a date or as ISO 8601 text.
        among: keys of the states to look at, such as ``PAK``; by default all.

    Returns:
        One row a pair: a and b (keys, in alphabetical order), capital_a and capital_b (names in
        English), km. A state without a capital on the day is not there; one that has two on it
        has a row for each.

    Raises:
        QuestionError: the day is none.
    """
    held = pl.lit(day_of(on)).is_between(pl.col("start"), pl.col("last"))
    # Two tables may have one capital.
    seats = _capitals(store).filter(held).select("state", "name", "lat", "long").unique()
    found = [
        (str(iri).removeprefix(ID).split("/")[-1], city, (lat, long))
        for iri, city, lat, long in seats.iter_rows()
    ]
    kept = sorted(one for one in found if not among or one[0] in among)
    rows = [
        (a, b, capital_a, capital_b, km(here, there))
        for (a, capital_a, here), (b, capital_b, there) in combinations(kept, 2)
        if a != b
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@lru_cache(maxsize=STORES)
def _capitals(store: Store) -> pl.DataFrame:
    """Every capital with its place and days; asked once of each store."""
    return store.select(question("capitals").sparql())


def distance(store: Store, a: str, b: str, on: dt.date | str) -> float:
    """Kilometres between the capitals of two states on a day; see ``distances``.

    Raises:
        UnknownStateError: nothing has that key.
        UnknownThingError: one of the two has no capital on the day, or more than one.
    """
    keys = [state(a).key, state(b).key]
    rows = distances(store, on, keys)
    if rows.height != 1:
        wrong = _(
            "{a} and {b} have not one capital each on {day} by any source in the graph; "
            "see the days of each state and what the sources of capitals cover"
        )
        raise UnknownThingError(wrong.format(a=a, b=b, day=on))
    return float(rows.item(0, "km"))
