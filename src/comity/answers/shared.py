"""Bodies and agreements that two states are both in, at any time or on a day."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from comity.answers.asof import CERTAINLY, HELD, POSSIBLY, holds, reaches
from comity.answers.dates import period
from comity.answers.lines import source_notes, thing
from comity.model.records import Shared, SourceNote
from comity.query.question import question
from comity.store.stores import Store


def shared_by(
    store: Store, pairs: Iterable[tuple[str, str]], day: dt.date | None
) -> tuple[Shared, ...]:
    """What two states by each pair of keys are both in; as of a day, what both were in on it."""
    sources = source_notes(store)
    found: list[Shared] = []
    for a, b in pairs:
        found += _bodies(store, a, b, sources, day)
        found += _agreements(store, a, b, sources, day)
    return tuple(found)


def _bodies(
    store: Store, a: str, b: str, sources: Mapping[str, SourceNote], day: dt.date | None
) -> list[Shared]:
    rows = store.select(question("shared-bodies").sparql(a=a, b=b))
    return [
        Shared(
            thing=thing(row["body"], row["name"]),
            role_a=row["roleA"],
            role_b=row["roleB"],
            when_a=span_of(row["startA"], row["endA"], row["asOfA"]),
            when_b=span_of(row["startB"], row["endB"], row["asOfB"]),
            source=sources[row["source"]],
            possibly=held == POSSIBLY,
        )
        for row, held in _both(store, rows, day, "Membership")
    ]


def _both(
    store: Store, rows: pl.DataFrame, day: dt.date | None, kind: str
) -> Iterator[tuple[dict[str, Any], str]]:
    """Rows of what two states share, and whether both were in it on the day, where there is one."""
    for row in rows.iter_rows(named=True):
        if day is None:
            yield row, CERTAINLY
            continue
        reach = reaches(store).of(row["source"], kind)
        told = {
            holds(
                period(
                    start=str(row[f"start{end}"] or ""),
                    end=str(row[f"end{end}"] or ""),
                    as_of=str(row.get(f"asOf{end}") or ""),
                    precision=row[f"precision{end}"] or "",
                ),
                day,
                reach,
            )
            for end in "AB"
        }
        if told <= HELD:
            yield row, POSSIBLY if POSSIBLY in told else CERTAINLY


def _agreements(
    store: Store, a: str, b: str, sources: Mapping[str, SourceNote], day: dt.date | None
) -> list[Shared]:
    rows = store.select(question("shared-agreements").sparql(a=a, b=b))
    return [
        Shared(
            thing=thing(row["agreement"], row["name"]),
            role_a=row["owesA"] or "no obligation",
            role_b=row["owesB"] or "no obligation",
            when_a=span_of(row["startA"], row["endA"]),
            when_b=span_of(row["startB"], row["endB"]),
            source=sources[row["source"]],
            possibly=held == POSSIBLY,
        )
        for row, held in _both(store, rows, day, "Participation")
    ]


def span_of(start: object, end: object, as_of: object = None) -> str:
    """Two days as pages say them; nothing where there is neither."""
    if start or end:
        return f"{start or '…'} to {end or '…'}"
    return f"as of {as_of}" if as_of else ""
