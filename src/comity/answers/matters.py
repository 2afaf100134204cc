"""Which records speak of one matter, and whether what they say of it can be true at once.

A matter is one relation, event or number: the membership of a state in a body, the signing of an
agreement, the trade of a year, the length of a pipeline. Nothing here reads what curators have said
of two records.
"""

import datetime as dt
from collections.abc import Callable, Hashable
from typing import NamedTuple

from comity.answers.dates import edges
from comity.answers.lines import Facts, is_a
from comity.model.namespaces import ID
from comity.model.words import _

ROUNDING = 0.005
"""Share of the larger number by which two may differ and still be one number, rounded."""
OPEN = dt.date.max


class Differ(NamedTuple):
    """On what two records differ: ``value``, ``date``, ``start``, ``end``, ``role`` or ``person``.

    ``why`` holds the reasons that the records themselves show.
    """

    on: str
    why: tuple[str, ...]


Span = tuple[dt.date, dt.date]
Matter = tuple[Hashable, ...]


def matter(record: Facts, same: Callable[[str], str] = str) -> Matter | None:
    """What a record speaks of, as a key that records of the same matter share; none if unknown.

    Args:
        record: the record's properties, with those of its dyad's ends.
        same: gives a state for one that it continues, so that both count as one in a dyad.
    """
    kind = record.first("type")
    if is_a(record, "Observation"):
        return ("number", kind, *ends(record, str), record.first("unit"))
    if third := third_of(record):
        return ("spell", kind, record.first("member"), third, record.first("phase"))
    if is_a(record, "IntervalTie"):
        return ("spell", kind, *ends(record, same), record.first("mission"))
    if is_a(record, "Event"):
        return _event(record)
    if is_a(record, "FactualClaim") and "value" in record.values:
        return ("claim", *record.values.get("about", ()), record.first("unit"))
    return None


def third_of(record: Facts) -> str:
    """The body or agreement that a tie binds its member to; nothing of a tie of a dyad."""
    if is_a(record, "Event"):
        return ""
    return record.first("body") or record.first("agreement")


def _event(record: Facts) -> Matter | None:
    kind = record.first("type")
    for leads in ("founds", "agreement", "sessionOf"):
        if leads in record.values:
            return ("event", kind, record.first(leads), record.first("number"))
    if "number" in record.values:
        return ("event", kind, *ends(record, str), record.first("number"))
    label = record.first("label")
    return ("event", kind, label) if label else None


def ends(record: Facts, same: Callable[[str], str]) -> tuple[str, ...]:
    """Ends of the record's dyad: first and second, or in the order of text without direction."""
    if "from" in record.values:
        return same(record.first("from")), same(record.first("to"))
    return tuple(sorted(map(same, record.values.get("between", ()))))


def differ(one: Facts, other: Facts) -> Differ | None:
    """On what two records of one matter differ; none where both can be true."""
    if is_a(one, "Observation"):
        return _numbers(one, other)
    if is_a(one, "Event"):
        return _events(one, other)
    if is_a(one, "FactualClaim"):
        return Differ("value", ()) if _apart(one, other) else None
    return _spells(one, other)


def _numbers(one: Facts, other: Facts) -> Differ | None:
    first, second = when(one), when(other)
    if first is None or second is None or not overlap(first, second):
        return None
    why = []
    if first != second:
        # A part of a year that is less than the year contradicts nothing.
        inner, outer = sorted((first, second), key=lambda span: span[1] - span[0])
        inside = outer[0] <= inner[0] and inner[1] <= outer[1]
        less = _bounds(one if inner == first else other) < _bounds(one if inner != first else other)
        if (inside and less) or _shared(first, second) < MOST:
            return None
        why.append(_("The periods differ."))
    reporters = {one.first("reportedBy"), other.first("reportedBy")}
    if len(reporters - {""}) > 1:
        why.append(_("The reporters differ."))
    return Differ("value", tuple(why)) if _apart(one, other) else None


MOST = 0.45
"""Least share of two periods that is common where they are set beside each other: a calendar year
and a fiscal one from July share a half."""


def _apart(one: Facts, other: Facts) -> bool:
    """Whether two numbers of one unit cannot be the same, rounded."""
    low, high = sorted((_bounds(one), _bounds(other)))
    return high[0] - low[1] > ROUNDING * abs(high[0])


def _bounds(record: Facts) -> tuple[float, float]:
    """Least and greatest number that the record allows."""
    number = float(record.first("value"))
    low = float("-inf") if record.first("upTo") == "true" else number
    return low, float("inf") if record.first("moreThan") == "true" else number


def _events(one: Facts, other: Facts) -> Differ | None:
    people, others = persons(one), persons(other)
    if people and others and not people & others:
        return Differ("person", ())
    first, second = when(one), when(other)
    if first is None or second is None or overlap(first, second):
        return None
    return Differ("date", ())


def persons(record: Facts) -> set[str]:
    """The persons that take part in an event."""
    found = record.values.get("participant", ())
    return {iri for iri in found if iri.startswith(f"{ID}person/")}


def _spells(one: Facts, other: Facts) -> Differ | None:
    first, second = when(one), when(other)
    if first is None or second is None:
        return None
    if _found(one) or _found(other):
        return _against_a_day(one, other)
    roles = [set(record.values.get("role", ())) for record in (one, other)]
    if all(roles) and roles[0] != roles[1]:
        return Differ("role", ()) if overlap(first, second) else None
    continues = ends(one, str) != ends(other, str)
    counts = _("One counts from a state that the other's state continues.")
    why = (counts,) if continues else ()
    for side in ("start", "end"):
        days, theirs = edge(one, side), edge(other, side)
        if days and theirs and not overlap(days, theirs):
            return Differ(side, why)
    return None if overlap(first, second) else Differ("date", why)


def when(record: Facts) -> Span | None:
    """First and last day on which the record may hold; none where it has no date at all."""
    if year := record.first("year"):
        return dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
    start, end = edge(record, "start"), edge(record, "end")
    if start or end:
        moment = is_a(record, "Event") and start
        last = end[1] if end else (start[1] if moment and start else OPEN)
        return (start[0] if start else dt.date.min), last
    if found := record.first("asOf"):
        return dt.date.fromisoformat(found), dt.date.fromisoformat(found)
    return None


def edge(record: Facts, side: str) -> Span | None:
    """First and last day that the start or the end of a record may be, by its precision."""
    text = record.first(side)
    if not text:
        return None
    return edges(dt.date.fromisoformat(text), record.first("precision"))


def _against_a_day(one: Facts, other: Facts) -> Differ | None:
    """Two spells of which one was found on a day: it may have begun again, but not before it began.

    Of roles nothing follows but on the same day.
    """
    spell, day = (other, when(one)) if _found(one) else (one, when(other))
    start = edge(spell, "start")
    if start and day and day[1] < start[0] and one.values.get("role") == other.values.get("role"):
        return Differ("start", ())
    return None


def _found(record: Facts) -> bool:
    """Whether a source found it to hold on a day, and says neither since nor until when."""
    return bool(record.first("asOf")) and not (record.first("start") or record.first("end"))


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans of days have one in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def _shared(one: Span, other: Span) -> float:
    """Days that two periods have in common, as a share of the longer."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    longer = max(one[1] - one[0], other[1] - other[0])
    return (common.days + 1) / (longer.days + 1)
