"""The years in which each source has ties of two states, or says that it does not know."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from comity.answers.lines import Facts
from comity.answers.records import decisions, lineage, member_facts, pair_facts
from comity.model.namespaces import CM
from comity.model.states import state
from comity.store.stores import Store

Of = tuple[str, str]
"""A class by local name and the IRI of a source."""
Days = tuple[dt.date, dt.date]
Reach = Mapping[Of, Iterable[Days]]
"""First and last day of all that a source covers of a class."""


class Span(NamedTuple):
    """Years of one thing that is known of two states and a source; see the question.

    ``what`` may also be ``tie``, or ``missing``, which without a last year goes on to the end of
    what the source covers.
    """

    what: str
    first: int
    last: int | None
    absence: str | None


def tied(store: Store, a: str, b: str, reach: Reach) -> dict[Of, list[Span]]:
    """Spans of ties of two states, of what both are in, and of what a source does not know."""
    dyadic = pair_facts(store, a, b)
    members = member_facts(store, a, b)
    found: dict[Of, list[Span]] = defaultdict(list)
    ties = {*_of_dyads(dyadic, reach), *_of_both(members, a, b, reach)}
    for of, _, first, last in ties:
        found[of].append(Span("tie", first, last, None))
    for of, first, end in set(_missing([*dyadic, *members])):
        found[of].append(Span("missing", first, end, None))
    if not any(kind == "Vote" for kind, _ in reach):
        return found
    votes = decisions(store, a, b).drop_nulls()
    for source, day in votes.select("source", "start").iter_rows():
        found["Vote", source].append(Span("tie", day.year, day.year, None))
    return found


Tie = tuple[Of, str, int, int]
"""Of what, IRI of the record, first year, last year."""


def _of_dyads(records: Iterable[Facts], reach: Reach) -> Iterator[Tie]:
    for record in records:
        of = record.first("type"), record.first("source")
        for opens, closes in reach.get(of, ()):
            start, end, found = (_day(record, name) for name in ("start", "end", "asOf"))
            if year := record.first("year"):
                yield of, record.iri, int(year), int(year)
            elif first := start or (opens if end else found):
                last = end or (closes if start else found) or first
                yield of, record.iri, first.year, last.year


def _of_both(records: Iterable[Facts], a: str, b: str, reach: Reach) -> Iterator[Tie]:
    """Ties of either to one body or agreement, in the days that they have in common."""
    mine, theirs = ({state(key).iri for key in lineage(one)} for one in (a, b))
    sides: dict[tuple[Of, str, Days], tuple[list[Facts], list[Facts]]] = defaultdict(
        lambda: ([], [])
    )
    for record in records:
        of = record.first("type"), record.first("source")
        thirds = [*record.values.get("body", ()), *record.values.get("agreement", ())]
        for third, days in product(thirds, reach.get(of, ())):
            for side, one_side in enumerate((mine, theirs)):
                if record.first("member") in one_side:
                    sides[of, third, days][side].append(record)
    for (of, _, days), both in sides.items():
        held = ([(*_held(tie, days), tie.iri) for tie in side] for side in both)
        for (begins, ends, iri), (they_begin, they_end, _) in product(*held):
            if begins <= they_end and they_begin <= ends:
                yield of, iri, max(begins, they_begin).year, min(ends, they_end).year


def _held(record: Facts, days: Days) -> Days:
    """When a tie held: without an end to the end of what is covered, if found, on that day."""
    opens, closes = days
    start, end, found = (_day(record, name) for name in ("start", "end", "asOf"))
    return start or found or opens, end or (closes if start else found) or closes


def _missing(records: Iterable[Facts]) -> Iterator[tuple[Of, int, int | None]]:
    for record in records:
        start, end = _day(record, "start"), _day(record, "end")
        if record.first("silence") == f"{CM}Missing" and start:
            for kind in record.values.get("lacks", ()):
                of = kind.removeprefix(CM), record.first("source")
                yield of, start.year, end.year if end else None


def _day(record: Facts, name: str) -> dt.date | None:
    text = record.first(name)
    return dt.date.fromisoformat(text) if text else None
