"""Where two sources say different things of the same matter between two states, both with why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import combinations

import polars as pl

from comity.answers.coverage import NONE, compared, covered_years
from comity.answers.dates import span_text
from comity.answers.lines import POLITIES, STORES, Facts, is_a, line, source_notes
from comity.answers.matters import (
    OPEN,
    Matter,
    Span,
    differ,
    matter,
    overlap,
    persons,
    third_of,
    when,
)
from comity.answers.records import member_facts, pair_facts
from comity.model.namespaces import ID
from comity.model.ontology import kinds
from comity.model.states import later, state
from comity.model.words import N_, _
from comity.query.question import question
from comity.query.result import Rows
from comity.store.stores import Store

SIDE = ("says", "source", "record")
COLUMNS = dict.fromkeys(
    ("matter", "differ", *SIDE, "theySay", "theirSource", "theirRecord", "why"), pl.String
)
NEAR = dt.timedelta(days=731)
"""An event that its source does not number is set beside the numbered one nearest to it, if that is
no further off than this: sessions are a year or two apart."""
WHETHER = "whether there is one"
DIFFER = {
    "value": N_("value"),
    "date": N_("date"),
    "start": N_("start"),
    "end": N_("end"),
    "role": N_("role"),
    "person": N_("person"),
    WHETHER: N_("whether there is one"),
}
"""On what records differ, and the same as pages say it."""

Row = tuple[str, ...]


def disagreements(store: Store, a: str, b: str) -> Rows:
    """Where sources differ on two states or territories, by comity key; found from the records.

    What curators have said of two records is not read. Derived records are no second report.

    Args:
        store: the graph.
        a: key of the first.
        b: key of the second.

    Returns:
        In ``frame`` one row for two records that cannot both be true, or for one that another
        source covers and has none of: matter, differ (``value``, ``date``, ``start``, ``end``,
        ``role``, ``person`` or ``whether there is one``), says, source (IRI) and record (IRI),
        theySay, theirSource and theirRecord (the same of the other; no record where it has none),
        and why, as far as the records themselves show it.

    Raises:
        UnknownStateError: nothing has that key.
        IdentityError: the two are one.
    """
    found = set_beside(store, reported(store, a, b), covered_years(store, a, b))
    sources = [*found.get_column("source"), *found.get_column("theirSource")]
    return compared(store, "disagreements", (a, b), found, sources)


def set_beside(store: Store, records: list[Facts], covered: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``disagreements`` for records of two states and the rows of ``coverage`` of both."""
    found = [*_contradictions(store, records), *_absences(store, records, covered)]
    return (
        pl.DataFrame(found, COLUMNS, orient="row").unique().sort("matter", "record", "theirRecord")
    )


def reported(store: Store, a: str, b: str) -> list[Facts]:
    """Ties, events and claimed numbers of two states, of their memberships and institutions.

    Without those that are derived, and without gaps.
    """
    found = {one.iri: one for one in (*member_facts(store, a, b), *pair_facts(store, a, b))}
    return [found[iri] for iri in sorted(found) if _counts(found[iri])]


def _counts(record: Facts) -> bool:
    if is_a(record, "FactualClaim"):
        return "value" in record.values
    return "derivedFrom" not in record.values and (is_a(record, "Tie") or is_a(record, "Event"))


def matters(records: Iterable[Facts]) -> dict[Matter, list[Facts]]:
    """Records by the matter that they speak of, those of no known matter left out."""
    groups: dict[Matter, list[Facts]] = defaultdict(list)
    for record in records:
        key = matter(record, _last)
        if key:
            groups[key].append(record)
    for key in [key for key in groups if key[0] == "event" and key[-1] == ""]:
        numbered = [k for k in groups if k[:-1] == key[:-1] and k[-1] != ""]
        for record in list(groups[key]):
            near = min((_apart(record, groups[k][0]), k) for k in numbered) if numbered else None
            if near and near[0] <= NEAR:
                groups[key].remove(record)
                groups[near[1]].append(record)
    return dict(groups)


def _apart(one: Facts, other: Facts) -> dt.timedelta:
    first, second = when(one), when(other)
    return abs(first[0] - second[0]) if first and second else dt.timedelta.max


@cache
def _last(iri: str) -> str:
    """The state that continues a polity last; anything else itself."""
    kind, _, key = iri.removeprefix(ID).partition("/")
    return state(later(key)).iri if kind in POLITIES else iri


def _contradictions(store: Store, records: Iterable[Facts]) -> Iterator[Row]:
    for group in matters(records).values():
        for one, other in combinations(group, 2):
            if one.first("source") == other.first("source") or _of_another_spell(one, other, group):
                continue
            found = differ(one, other)
            if found:
                notes = [record.first("note") for record in (one, other)]
                why = " ".join(filter(None, [*found.why, *notes]))
                yield (_name(one), found.on, *_side(store, one), *_side(store, other), why)


def _of_another_spell(one: Facts, other: Facts, group: Iterable[Facts]) -> bool:
    """Whether two spells lie apart and the other's source has one that meets the first."""
    first, second = when(one), when(other)
    if not first or not second or overlap(first, second) or not is_a(one, "IntervalTie"):
        return False
    return any(
        overlap(span, mine)
        for record in group
        for held, mine in ((one, first), (other, second))
        if record.first("source") != held.first("source") and (span := when(record))
    )


def _absences(store: Store, records: list[Facts], covered: pl.DataFrame) -> Iterator[Row]:
    """Ties that a source has of years in which another covers them and has none."""
    yield from _without_membership(store, [r for r in records if r.first("type") == "Membership"])
    silent = covered.filter(pl.col("says") == NONE).rows_by_key("kind", named=True)
    for record in records:
        kind = kinds()[record.first("type")].label
        if third_of(record) or not (span := when(record)):
            continue
        for row in silent.get(kind, ()):
            years = _year(row["first"], first=True), _year(row["last"], first=False)
            if row["source"] != record.first("source") and overlap(_said(span), years):
                silent_in = span_text(str(row["first"]), str(row["last"]))
                they = _("none, {years}").format(years=silent_in)
                yield (_name(record), WHETHER, *_side(store, record), they, row["source"], "", "")


def _without_membership(store: Store, records: list[Facts]) -> Iterator[Row]:
    """Memberships in a body that another data set knows, and in which it has not the member."""
    known = _known_bodies(store)
    spans: dict[tuple[str, str], list[tuple[str, Span]]] = defaultdict(list)
    for record in records:
        if span := when(record):
            key = (record.first("member"), record.first("source"))
            spans[key].append((record.first("body"), span))
    for record in records:
        span, body, member = when(record), record.first("body"), record.first("member")
        for source, first, last in known.get(body, ()):
            if span is None or source == record.first("source"):
                continue
            years = _year(first, first=True), _year(last, first=False)
            common = _common(_said(span), years)
            mine = spans[member, source]
            if common is None or not any(overlap(other, common) for _, other in mine):
                continue
            if not any(theirs == body and overlap(other, common) for theirs, other in mine):
                both = span_text(str(common[0].year), str(common[1].year))
                they = _("no membership, {years}").format(years=both)
                yield (_name(record), WHETHER, *_side(store, record), they, source, "", "")


@lru_cache(maxsize=STORES)
def _known_bodies(store: Store) -> Mapping[str, list[tuple[str, int, int]]]:
    """Data sets that know a body, each with its first and last year of it; asked once."""
    known: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    rows = store.select(question("bodies-by-source").sparql())
    for source, body, first, last in rows.iter_rows():
        known[body].append((source, first, last))
    return dict(known)


def _said(span: Span) -> Span:
    """When a spell holds for certain: of an open end, its first day alone."""
    return (span[0], span[0]) if span[1] == OPEN else span


def _common(one: Span, other: Span) -> Span | None:
    found = max(one[0], other[0]), min(one[1], other[1])
    return found if found[0] <= found[1] else None


def _year(year: int, *, first: bool) -> dt.date:
    return dt.date(year, 1, 1) if first else dt.date(year, 12, 31)


def _name(record: Facts) -> str:
    """What the record is of: its class, and its two ends or its label, or what it is about."""
    kind = kinds()[record.first("type")].label
    sentence = line(record, {}).sentence
    things = [part.label for part in sentence if not isinstance(part, str)]
    if is_a(record, "FactualClaim"):
        things = [record.labels.get(iri, "") for iri in record.values.get("about", ())]
    return f"{kind}: {' – '.join(things) or record.first('label')}"


def _side(store: Store, record: Facts) -> Row:
    shown = line(record, source_notes(store))
    words = [record.labels.get(iri, "") for iri in sorted(persons(record))]
    words += [record.labels.get(role, "") for role in record.values.get("role", ())]
    words += [shown.value] if is_a(record, "FactualClaim") else [shown.value, shown.when.words]
    return ", ".join(filter(None, words)), record.first("source"), record.iri
