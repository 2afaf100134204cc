"""Bodies and agreements that two states are both in, at any time or on a day."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from comity.answers.asof import CERTAINLY, HELD, POSSIBLY, holds, reaches
from comity.answers.dates import period
from comity.answers.lines import source_notes, thing
from comity.model.records import Shared
from comity.query.question import question
from comity.store.stores import Store

SHARED = (
    ("shared-bodies", "Membership", "body", "role", ""),
    ("shared-agreements", "Participation", "agreement", "owes", "no obligation"),
)
"""Questions, the class of the ties, their columns of what is shared and of roles, and no role."""


def shared_by(
    store: Store, pairs: Iterable[tuple[str, str]], day: dt.date | None
) -> tuple[Shared, ...]:
    """What two states by each pair of keys are both in; as of a day, what both were in on it."""
    sources = source_notes(store)
    return tuple(
        Shared(
            thing=thing(row[what], row["name"]),
            role_a=row[f"{role}A"] or unsaid,
            role_b=row[f"{role}B"] or unsaid,
            when_a=span_of(row["startA"], row["endA"], row.get("asOfA")),
            when_b=span_of(row["startB"], row["endB"], row.get("asOfB")),
            source=sources[row["source"]],
            possibly=held == POSSIBLY,
        )
        for a, b in pairs
        for name, kind, what, role, unsaid in SHARED
        for row, held in _both(store, store.select(question(name).sparql(a=a, b=b)), day, kind)
    )


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


def span_of(start: object, end: object, as_of: object = None) -> str:
    """Two days as pages say them; nothing where there is neither."""
    if start or end:
        return f"{start or '…'} to {end or '…'}"
    return f"as of {as_of}" if as_of else ""
