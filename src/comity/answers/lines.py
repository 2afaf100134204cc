"""Answers of the graph as values that pages show: records, things and sources."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from urllib.parse import quote

import polars as pl

from comity.answers.dates import period
from comity.answers.wording import records_said, tied
from comity.model.namespaces import BASE, CM, GRAPH, ID, RDF, RDFS
from comity.model.ontology import ancestors, ends, kinds, said_terms
from comity.model.records import (
    ClaimLine,
    Cut,
    Figure,
    Line,
    Period,
    Section,
    Shared,
    Side,
    SourceNote,
    Thing,
)
from comity.model.states import name_of, polities
from comity.model.words import ENGLISH, N_, _, kept_by_language, language, numeral, speaking
from comity.query.question import question
from comity.store.stores import Store

ORDER = (
    N_("Relations"),
    N_("Treaties and pledges"),
    N_("Institutions and commissions"),
    N_("Money and goods"),
    N_("Multilateral"),
    N_("Security"),
    N_("Geography"),
    N_("Events"),
    N_("What documents say"),
    N_("Other"),
    N_("State systems"),
)
"""Sections in the order in which they stand on a page."""
CAPACITY = ("role", "choice", "missionKind", "rank")
"""Properties whose values say, in brackets after the two ends, in what way the first is tied."""
SAME = ("agreesWith", "disagreesWith", "sameMatter")
POLITIES = (N_("state"), N_("territory"))
DYADS = ("dyad", "pair")
STORES = 4
"""How many stores' names are kept; a process seldom has more open."""

MONEY = {"USD": N_("{number} million US dollars")}
BOUNDS = (("upTo", N_("less than")), ("moreThan", N_("more than")))
UNITS = {
    "percent": N_("{number} %"),
    "TIV": N_("{number} million TIV"),
    "km": N_("{number} km"),
    "t": N_("{number} t"),
    "1": "{number}",
}


@dataclass(frozen=True)
class Facts:
    """The properties of one record by local name, and the labels of everything."""

    iri: str
    values: Mapping[str, list[str]]
    labels: Mapping[str, str]

    def first(self, name: str) -> str:
        """The property's first value, or nothing."""
        return self.values[name][0] if name in self.values else ""


def facts(rows: pl.DataFrame, labels: Mapping[str, str]) -> list[Facts]:
    """Records from rows of record, property and value; records and values in the order of text."""
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    # Sorted here: an engine takes ten times as long to sort the rows as to find them.
    ordered = rows.select(pl.col("record", "property", "value").cast(pl.String))
    for record, prop, value in ordered.sort("record", "property", "value").iter_rows():
        name = local(prop)
        values[record][name].append(value.removeprefix(CM) if name == "type" else value)
    return [Facts(iri, dict(found), labels) for iri, found in values.items()]


@kept_by_language(STORES)
def labels(store: Store) -> Mapping[str, str]:
    """The name of everything that has one, by IRI; asked once of each store and language.

    What has no name in the language that is spoken is name_of as in English.
    """
    spoken = language()
    rows = store.select(question("labels").sparql(language=spoken)).select("thing", "label")
    if spoken == ENGLISH:
        return dict(rows.iter_rows())
    states = {
        f"{ID}{kind}/{key}": name_of(key, name)
        for key, kind, name in polities().select("key", "kind", "name").iter_rows()
    }
    return {**_in_english(store), **said_terms(), **states, **dict(rows.iter_rows())}


def _in_english(store: Store) -> Mapping[str, str]:
    with speaking(ENGLISH):
        return labels(store)


@lru_cache(maxsize=1 << 10)
def local(iri: str) -> str:
    """A property's name: bare for comity's own, ``type`` and ``label`` for those of RDF."""
    return iri.removeprefix(CM).removeprefix(RDF).removeprefix(RDFS)


def href(iri: str) -> str:
    """The live page of a thing, of a dyad that of its two states; other addresses as they are."""
    kind, _, keys = iri.removeprefix(ID).partition("/")
    if iri.startswith(ID) and kind in POLITIES:
        return f"/state/{keys}"
    if iri.startswith(ID) and kind in DYADS and "." not in keys:
        return f"/dyad/{keys}"
    return "/" + iri.removeprefix(BASE) if iri.startswith((ID, GRAPH, CM)) else iri


def thing(iri: str, label: str = "") -> Thing:
    """A thing as pages name it; its kind is the part of its IRI that says so."""
    path = iri.removeprefix(ID)
    kind = path.split("/", 1)[0] if iri.startswith(ID) else ""
    return Thing(iri=iri, label=label or path.replace("/", " "), kind=kind, href=href(iri))


@lru_cache(maxsize=STORES)
def source_notes(store: Store) -> Mapping[str, SourceNote]:
    """Every source by IRI; asked once of each store."""
    rows = store.select(question("sources").sparql())
    notes = {}
    for row in rows.iter_rows(named=True):
        notes[row["source"]] = SourceNote(
            iri=row["source"],
            title=row["title"] or "",
            publisher=row["publisher"] or "",
            licence=row["rights"] or "",
            citation=row["citation"] or "",
            link=row["link"] or "",
            records=0,
            href=href(row["source"]),
        )
    return notes


def record_lines(store: Store, rows: pl.DataFrame) -> list[Line]:
    """Ties, events, claims and series among rows of record, property and value, as pages show them.

    A gap is no tie and has no line.
    """
    return lines_of(store, facts(rows, labels(store)))


def lines_of(store: Store, records: Iterable[Facts]) -> list[Line]:
    """Those among records that are read already; see ``record_lines``."""
    sources = source_notes(store)
    found = (one for one in records if not is_a(one, "Gap"))
    return [line(one, sources) for one in found if is_a(one, "Record") or is_a(one, "Series")]


def line(record: Facts, sources: Mapping[str, SourceNote]) -> Line:
    """One record, or one series, as a page shows it."""
    if is_a(record, "Series"):
        return _series(record, sources)
    kind = kinds()[record.first("type")]
    iri = record.first("source")
    return Line(
        iri=record.iri,
        kind=kind,
        sentence=sentence(record),
        when=when(record),
        value=value(record),
        quote=record.first("quote"),
        note=" ".join(record.values.get("note", [])),
        confidence=record.first("confidence").removeprefix(f"{CM}Confidence"),
        derivation=record.first("derivation"),
        locator=record.first("locator"),
        source=sources.get(iri, _unknown(iri)),
        disagrees=tuple(record.values.get("disagreesWith", ())),
        same=tuple(iri for name in SAME for iri in record.values.get(name, ())),
        href=href(record.iri),
    )


def _unknown(iri: str) -> SourceNote:
    return SourceNote(iri, thing(iri).label, "", "", "", "", 0, href(iri))


def _series(record: Facts, sources: Mapping[str, SourceNote]) -> Line:
    """What a release gives of one dyad or member, in a line that leads to all of it."""
    kind = kinds()[record.first("gathers").removeprefix(CM)]
    count, iri = int(record.first("recordCount")), record.first("gatheredFrom")
    first, last = record.first("firstYear"), record.first("lastYear")
    held = records_said(count)
    every = Thing("", held, "", _listed(record))
    pair = _ends(record)
    ends = [thing(one, record.labels.get(one, "")) for one in pair or [record.first("seriesOf")]]
    said: tuple[str | Thing, ...] = (ends[0], f": {kind.label}, ", every)
    if pair:
        said = (*tied(kind, ends[0], ends[1], ", "), every)
    latest = value(record, "latestValue")
    return Line(
        iri=record.iri,
        kind=kind,
        sentence=said,
        when=series_period(first, last),
        value=f"{latest} ({last})" if latest else "",
        quote="",
        note="",
        confidence="",
        derivation="",
        locator=held,
        source=sources.get(iri, _unknown(iri)),
        disagrees=(),
        same=(),
        href=href(record.iri),
        records=count,
    )


def series_period(first: str, last: str) -> Period:
    """The period of a series: it says of no day within that it has a record of it."""
    span = period(start=first and f"{first}-01-01", end=last and f"{last}-12-31", precision="year")
    return replace(span, since=None, until=None)


def _listed(record: Facts) -> str:
    """The address of all that a series gathers: the page of the two states, else a query."""
    of = record.first("seriesOf")
    kind, _, keys = of.removeprefix(ID).partition("/")
    if kind in DYADS and "." not in keys:
        return href(of)
    asked = (
        f"SELECT ?record ?property ?value WHERE {{\n  ?record a <{record.first('gathers')}> ;"
        f" cm:member|cm:dyad <{of}> ;\n    cm:source <{record.first('gatheredFrom')}> ;"
        " ?property ?value .\n}\nLIMIT 10000\n"
    )
    return asking(asked)


def asking(query: str) -> str:
    """The address of the query page with a query in its box."""
    return "/query?query=" + quote(query, safe="")


def is_a(record: Facts, kind: str) -> bool:
    """Whether a thing with these properties is of a class or of one below it."""
    return kind in _classes(record.first("type"))


@cache
def _classes(own: str) -> frozenset[str]:
    return frozenset(ancestors(own) if own in kinds() else ())


def sentence(record: Facts) -> tuple[str | Thing, ...]:
    """What a record says: its label or its words, or its class's phrase between its two ends."""
    if "label" in record.values:
        return (record.first("label"),)
    if is_a(record, "Claim"):
        said, by, to = (record.first(name) for name in ("quote", "fromAsGiven", "toAsGiven"))
        coded = _("{by} to {to}, as coded: “{said}”") if by and to else _("“{said}”")
        return (coded.format(by=by, to=to, said=said),)
    kind = kinds()[record.first("type")]
    pair = ends_of(record)
    if pair is None:
        return (kind.label,)
    first, second = (thing(iri, record.labels.get(iri, "")) for iri in pair)
    return tied(kind, first, second, _capacity(record))


def ends_of(record: Facts) -> tuple[str, str] | None:
    """IRIs of the ends of a tie or series: those that its class names, else those of its dyad."""
    first, second = ends(record.first("type"))
    if first:
        pair = (record.first(first), record.first(second))
        return pair if all(pair) else None
    return _ends(record)


def _ends(record: Facts) -> tuple[str, str] | None:
    """IRIs of the two ends of the dyad, if it is of one."""
    if "from" in record.values:
        return record.first("from"), record.first("to")
    both = sorted(record.values.get("between", []))
    return (both[0], both[-1]) if both else None


def _capacity(record: Facts) -> str:
    given = record.first("roleAsGiven") or record.first("weaponDesignation")
    roles = [record.labels.get(one, "") for name in CAPACITY for one in record.values.get(name, [])]
    words = [word for word in roles if word] + ([given] if given and given not in roles else [])
    return f" ({', '.join(words)})" if words else ""


def when(record: Facts) -> Period:
    """The period in which a record holds."""
    return period(
        start=record.first("start"),
        end=record.first("end"),
        year=record.first("year"),
        as_of=record.first("asOf"),
        edtf=record.first("edtf"),
        precision=record.first("precision"),
        moment=is_a(record, "Event"),
    )


def value(record: Facts, name: str = "value") -> str:
    """The number of a record with its unit, or nothing."""
    text = record.first(name)
    if not text:
        return ""
    number, unit = float(text), record.first("unit")
    if unit in MONEY:
        said = _(MONEY[unit]).format(number=numeral(number / 1e6, ",.1f"))
    else:
        form = _(UNITS[unit]) if unit in UNITS else f"{{number}} {unit}"
        said = form.format(number=numeral(number, ",.10g"))
    return f"{bound(record)} {said}".strip()


def bound(record: Facts) -> str:
    """``less than`` or ``more than`` where the source gives its number so; else nothing."""
    return next((_(words) for name, words in BOUNDS if record.first(name) == "true"), "")


def sections(
    lines: Iterable[Line], cut: Iterable[Cut] = (), also: Collection[str] = ()
) -> tuple[Section, ...]:
    """Records under their headings, each heading in its place and its records by date.

    Series stand by their last year. With the kinds of which these are not all. Headings of ``also``
    (in English) are there without records too.
    """
    more: dict[str, list[Cut]] = defaultdict(list)
    for kind in cut:
        more[kind.kind.section].append(kind)
    groups: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        groups[one.kind.section].append(one)
    order = [*ORDER, *sorted(set(groups) - set(ORDER))]
    return tuple(
        Section(
            _(title),
            tuple(sorted(groups[title], key=_place)),
            tuple(more[title]),
        )
        for title in order
        if title in groups or title in also
    )


def _place(one: Line) -> tuple[str, str]:
    gathers = one.iri.startswith(f"{ID}series/") and one.when.end
    return str(one.when.end) if gathers else one.when.sort, one.iri


def counted(
    lines: Iterable[Line | Figure | Shared | ClaimLine | Side], sources: Mapping[str, SourceNote]
) -> tuple[SourceNote, ...]:
    """The sources of these lines, each with how many of them come from it, most first."""
    counts: Counter[str] = Counter()
    for one in lines:
        counts[one.source.iri] += one.records if isinstance(one, Line) else 1
    return noted(counts, sources)


def noted(counts: Mapping[str, int], sources: Mapping[str, SourceNote]) -> tuple[SourceNote, ...]:
    """Sources by IRI with how many records come from each, most first."""
    notes = [replace(sources[iri], records=n) for iri, n in counts.items() if iri in sources]
    return tuple(sorted(notes, key=lambda note: (-note.records, note.title, note.iri)))
