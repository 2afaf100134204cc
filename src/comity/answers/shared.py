"""Bodies and agreements that two states are both in, at any time or on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from comity.answers.asof import CERTAINLY, HELD, POSSIBLY, holds, reaches
from comity.answers.lines import Facts, source_notes, thing, when
from comity.answers.records import member_facts
from comity.model.records import Shared
from comity.model.states import state
from comity.model.words import N_, _, day_text
from comity.store.stores import Store

NO_OBLIGATION = N_("no obligation")
SHARED = {"body": "role", "agreement": "obligation"}
"""What is shared, each with what tells the part of a member in it."""


def shared_by(
    store: Store, pairs: Iterable[tuple[str, str]], day: dt.date | None
) -> tuple[Shared, ...]:
    """What two states by each pair of keys are both in; as of a day, what both were in on it.

    By any time, bodies that both are or were in, and agreements that bound both at once; what the
    questions ``shared-bodies`` and ``shared-agreements`` give.
    """
    found = (
        _shared(store, one, other, what, day)
        for a, b in pairs
        for what in SHARED
        for one, other in _ordered(store, a, b, what)
    )
    return tuple(one for one in found if one)


def _ordered(store: Store, a: str, b: str, what: str) -> list[tuple[Facts, Facts]]:
    """Bodies by name and source, agreements by when they began to bind the first, and name."""

    def order(pair: tuple[Facts, Facts]) -> tuple[str, ...]:
        one, other = pair
        name = one.labels.get(one.first(what), "")
        key = (name, one.first("source")) if what == "body" else (one.first("start"), name)
        return (*key, one.iri, other.iri)

    return sorted(_both(store, a, b, what), key=order)


def _both(store: Store, a: str, b: str, what: str) -> Iterator[tuple[Facts, Facts]]:
    """Records of both states of one thing by one source."""
    of: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    records = [one for one in member_facts(store, a, b) if _counts(one, what)]
    mine, theirs = (state(key).iri for key in (a, b))
    for record in records:
        if record.first("member") == theirs:
            of[record.first(what), record.first("source")].append(record)
    for record in records:
        if record.first("member") == mine:
            others = of[record.first(what), record.first("source")]
            yield from (
                (record, other) for other in others if what == "body" or _at_once(record, other)
            )


def _counts(record: Facts, what: str) -> bool:
    """Whether a record says in which part a state is in a body, or from when an agreement binds."""
    return bool(record.first(what) and record.first("role" if what == "body" else "start"))


def _at_once(one: Facts, other: Facts) -> bool:
    return _ends_after(one, other.first("start")) and _ends_after(other, one.first("start"))


def _ends_after(record: Facts, day: str) -> bool:
    return (record.first("end") or day) >= day


def _shared(
    store: Store, one: Facts, other: Facts, what: str, day: dt.date | None
) -> Shared | None:
    told = {CERTAINLY}
    if day:
        reach = reaches(store).of(one.first("source"), one.first("type"))
        told = {holds(when(part), day, reach) for part in (one, other)}
    if not told <= HELD:
        return None
    said = one.first(what)
    return Shared(
        thing=thing(said, one.labels.get(said, "")),
        role_a=_part(one, what),
        role_b=_part(other, what),
        when_a=_span(one),
        when_b=_span(other),
        source=source_notes(store)[one.first("source")],
        possibly=POSSIBLY in told,
    )


def _part(record: Facts, what: str) -> str:
    """What a member is or owes."""
    words = [record.labels.get(part, "") for part in record.values.get(SHARED[what], ())]
    return ", ".join(sorted(words)) or (_(NO_OBLIGATION) if what == "agreement" else "")


def _span(record: Facts) -> str:
    return span_of(record.first("start"), record.first("end"), record.first("asOf"))


def span_of(start: object, end: object, as_of: object = None) -> str:
    """Two days as pages say them; nothing where there is neither."""
    if start or end:
        first, last = (day_text(day or "…") for day in (start, end))
        return _("{first} to {last}").format(first=first, last=last)
    return _("as of {day}").format(day=day_text(as_of)) if as_of else ""
