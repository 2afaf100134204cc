"""Who is in a body or bound by an agreement, and when a commission met: one row, all sources."""

from collections import defaultdict
from collections.abc import Mapping

import polars as pl

from comity.answers.asof import POSSIBLY
from comity.answers.lines import Facts, facts, is_a, thing, when
from comity.model.ontology import ancestors
from comity.model.portrait import Report, Roll, Seat
from comity.model.records import SourceNote, Thing
from comity.model.words import N_, _

ROLLS = {
    "Membership": (N_("Members"), (N_("State"), N_("Role")), "body"),
    "Participation": (N_("Parties"), (N_("State"), N_("Obligations")), "agreement"),
    "Session": (N_("Sessions"), (N_("Session"), N_("Place")), "sessionOf"),
}
"""Class of records: what they list, what stands in the first two columns, and of what it is."""


def class_of(kind: str) -> str:
    """The class of ``ROLLS`` that a class of records is of; nothing if none."""
    return next((one for one in ROLLS if one in ancestors(kind)), "")


def rolls(
    iri: str,
    rows: pl.DataFrame,
    holds: Mapping[str, str],
    labels: Mapping[str, str],
    sources: Mapping[str, SourceNote],
) -> tuple[Roll, ...]:
    """The rolls of a thing.

    Args:
        iri: the body, agreement or commission.
        rows: record, property and value of its records.
        holds: of each of these how it holds on the day; see ``dated``.
        labels: names of everything.
        sources: all by IRI.
    """
    seats: dict[str, dict[tuple[str, str], list[Facts]]] = defaultdict(lambda: defaultdict(list))
    for record in facts(rows, labels):
        kind = class_of(record.first("type"))
        if kind and record.iri in holds and record.first(ROLLS[kind][2]) == iri:
            seats[kind][_seat(record, kind)].append(record)
    return tuple(
        Roll(
            _(title),
            (_(heads[0]), _(heads[1])),
            kind,
            tuple(
                _held(found, key[1], holds, sources)
                for key, found in sorted(seats[kind].items(), key=lambda one: _order(*one))
            ),
        )
        for kind, (title, heads, _of) in ROLLS.items()
        if kind in seats
    )


def _seat(record: Facts, kind: str) -> tuple[str, str]:
    """What makes two reports one row: the same member in the same capacity, the same session."""
    if kind == "Session":
        return record.first("number") or record.iri, ""
    if kind == "Participation":
        words = sorted(record.labels.get(one, "") for one in record.values.get("obligation", ()))
        return record.first("member"), ", ".join(words)
    return record.first("member"), record.labels.get(record.first("role"), "")


def _order(key: tuple[str, str], found: list[Facts]) -> tuple[str, str]:
    """Sessions by date, members by name."""
    if is_a(found[0], "Session"):
        return min(when(one).sort for one in found), key[0]
    return _thing(found[0]).label, key[1]


def _thing(record: Facts) -> Thing:
    iri = record.iri if is_a(record, "Session") else record.first("member")
    label = record.first("label") if iri == record.iri else record.labels.get(iri, "")
    return thing(iri, label)


def _held(
    found: list[Facts], capacity: str, holds: Mapping[str, str], sources: Mapping[str, SourceNote]
) -> Seat:
    ordered = sorted(found, key=lambda one: (when(one).sort, one.iri))
    places = dict.fromkeys(place for one in ordered for place in one.values.get("place", ()))
    return Seat(
        _thing(ordered[0]),
        capacity or ", ".join(places),
        tuple(
            Report(
                when(one),
                sources[one.first("source")],
                thing(one.iri).href,
                possibly=holds[one.iri] == POSSIBLY,
            )
            for one in ordered
        ),
    )
