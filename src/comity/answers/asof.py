"""What holds on a day: certainly, possibly, or not; or it has no date.

Spells are inclusive. Where a source gives no end, a tie holds to the end of what it covers, and no
further. A document covers nothing: what it says began and does not say ended holds to the day on
which it came out, and after that possibly. So does what has coarse dates, on days that may be
before its start or after its end. What is of a year holds on each of its days, what was found on a
day on that day alone, and an event on its own.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from comity.answers.lines import STORES
from comity.files.issued import last_day
from comity.model.namespaces import CM, ID
from comity.model.ontology import ancestors
from comity.model.records import AsOf, Line, Period, Thing
from comity.model.states import State, later, name_of, polities, state
from comity.query.question import question
from comity.store.known import SOURCES
from comity.store.stores import Store

CERTAINLY, POSSIBLY, NO, UNDATED = "certainly", "possibly", "no", "undated"
HELD = {CERTAINLY, POSSIBLY}


class Reach(NamedTuple):
    """The last day that a source speaks of, and whether it covers it, so that no tie is longer."""

    last: dt.date | None
    covers: bool


class Reaches(NamedTuple):
    """How far every source speaks: by source and class, by source, and by document."""

    of_kinds: Mapping[tuple[str, str], dt.date]
    of_sources: Mapping[str, dt.date]
    of_documents: Mapping[str, dt.date]

    def of(self, source: str, kind: str) -> Reach:
        """That of a source (IRI) for ties of a class (local name)."""
        covered = self.of_kinds.get((source, CM + kind)) or self.of_sources.get(source)
        if covered:
            return Reach(covered, covers=True)
        return Reach(self.of_documents.get(source), covers=False)


@lru_cache(maxsize=STORES)
def reaches(store: Store) -> Reaches:
    """How far every source speaks; asked once of each store."""
    rows = store.select(question("coverage").sparql()).with_columns(pl.col("end").cast(pl.Date))
    of_kinds = rows.group_by("source", "kind").agg(pl.col("end").max())
    of_sources = rows.group_by("source").agg(pl.col("end").max())
    issued = store.select(SOURCES).drop_nulls("issued").select("graph", "issued")
    return Reaches(
        {(source, kind): end for source, kind, end in of_kinds.iter_rows()},
        dict(of_sources.iter_rows()),
        {source: last_day(date) for source, date in issued.iter_rows()},
    )


def holds(when: Period, day: dt.date, reach: Reach) -> str:
    """``certainly``, ``possibly`` or ``no``; ``undated`` where it has no date.

    Of an event that was by some day, and nobody says since when it may have been, nothing is known.
    """
    if when.start is None and (when.end is None or when.within):
        return UNDATED
    latest = when.end or (reach.last if reach.covers else None)
    if (when.start and day < when.start) or (latest and day > latest):
        return NO
    surely_to = when.until or (None if when.end else reach.last)
    sure = when.since and surely_to and when.since <= day <= surely_to
    return CERTAINLY if sure else POSSIBLY


def held_on(
    lines: Iterable[Line], day: dt.date, known: Reaches
) -> tuple[list[Line], tuple[Line, ...]]:
    """The lines that hold on a day, those that possibly do marked so; and those without a date.

    A tie of a state that did not exist on the day held no more.
    """
    held, undated, gone = [], [], gone_on(day)
    for one in lines:
        if of_the_gone(one, gone):
            continue
        match holds(one.when, day, known.of(one.source.iri, one.kind.name)):
            case "certainly":
                held.append(one)
            case "possibly":
                held.append(replace(one, possibly=True))
            case "undated":
                undated.append(one)
    return held, tuple(undated)


def of_the_gone(one: Line, gone: Collection[str]) -> bool:
    """Whether it ties a state that did not exist on a day; a number of a year is of all of it."""
    if "Observation" in ancestors(one.kind.name):
        return False
    return any(isinstance(part, Thing) and part.iri in gone for part in one.sentence)


def in_force(subject: State, day: dt.date) -> State | None:
    """What a state or territory was on a day: itself, or one that it continues or that does it.

    Nothing where none of these existed then.
    """
    chain = [key for key in polities().get_column("key") if later(key) == later(subject.key)]
    alive = [one for one in map(state, chain) if _lived(one, day)]
    return subject if subject in alive else next(iter(alive), None)


def _lived(one: State, day: dt.date) -> bool:
    return (one.start or dt.date.min) <= day <= (one.end or dt.date.max)


def certainty(held: Iterable[Line]) -> Counter[str]:
    """How many of these lines hold for certain, and how many possibly."""
    return Counter(POSSIBLY if one.possibly else CERTAINLY for one in held)


def told_of(
    day: dt.date, held: Counter[str], undated: tuple[Line, ...], subjects: Iterable[State]
) -> AsOf:
    """What is said of a day: how much held, how much possibly, and who did not exist."""
    absent = tuple(
        Thing(one.iri, name_of(one.key, one.name), one.kind, "")
        for one in subjects
        if in_force(one, day) is None
    )
    return AsOf(day, held[CERTAINLY], held[POSSIBLY], undated, absent)


@lru_cache(maxsize=64)
def gone_on(day: dt.date) -> frozenset[str]:
    """IRIs of the states and territories that did not exist on a day."""
    lived = pl.lit(day).is_between(
        pl.col("start").fill_null(dt.date.min), pl.col("end").fill_null(dt.date.max)
    )
    rows = polities().filter(~lived).select(iri=pl.format(ID + "{}/{}", "kind", "key"))
    return frozenset(rows.get_column("iri"))
