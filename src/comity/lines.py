"""Answers of the graph as values that pages show: records, things and sources."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from comity.namespaces import BASE, CM, GRAPH, ID, RDF, RDFS
from comity.ontology import ancestors, ends, kinds
from comity.question import question
from comity.records import ClaimLine, Line, Shared, SourceNote, Thing
from comity.store import Store

MONEY = {"USD": "US dollars"}
UNITS = {"percent": "%", "1": ""}


@dataclass(frozen=True)
class Facts:
    """The properties of one record by local name, and the English labels of everything."""

    iri: str
    values: Mapping[str, list[str]]
    labels: Mapping[str, str]

    def first(self, name: str) -> str:
        """The property's first value, or nothing."""
        return self.values[name][0] if name in self.values else ""


def facts(rows: pl.DataFrame, labels: Mapping[str, str]) -> list[Facts]:
    """Records from rows of record, property and value, in the order of the rows."""
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record, prop, value in rows.select("record", "property", "value").iter_rows():
        name = local(prop)
        values[record][name].append(value.removeprefix(CM) if name == "type" else str(value))
    return [Facts(iri, dict(found), labels) for iri, found in values.items()]


def labels(store: Store) -> dict[str, str]:
    """The English name of everything that has one, by IRI."""
    return dict(store.select(question("labels").sparql()).select("thing", "label").iter_rows())


def local(iri: str) -> str:
    """A property's name: bare for comity's own, ``type`` and ``label`` for those of RDF."""
    return iri.removeprefix(CM).removeprefix(RDF).removeprefix(RDFS)


def href(iri: str) -> str:
    """The live page of a thing; whole addresses of others stay as they are."""
    if iri.startswith((f"{ID}state/", f"{ID}territory/")):
        return "/state/" + iri.rsplit("/", 1)[1]
    return "/" + iri.removeprefix(BASE) if iri.startswith((ID, GRAPH, CM)) else iri


def thing(iri: str, label: str = "") -> Thing:
    """A thing as pages name it; its kind is the part of its IRI that says so."""
    path = iri.removeprefix(ID)
    kind = path.split("/", 1)[0] if iri.startswith(ID) else ""
    return Thing(iri=iri, label=label or path.replace("/", " "), kind=kind, href=href(iri))


def source_notes(store: Store) -> dict[str, SourceNote]:
    """Every source by IRI."""
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


def line(record: Facts, sources: Mapping[str, SourceNote]) -> Line:
    """One record as a page shows it."""
    kind = kinds()[record.first("type")]
    iri = record.first("source")
    unknown = SourceNote(iri, thing(iri).label, "", "", "", "", 0, href(iri)) if iri else NO_SOURCE
    return Line(
        iri=record.iri,
        kind=kind,
        sentence=sentence(record),
        when=when(record),
        sort=record.first("start") or record.first("year") or record.first("asOf") or "~",
        value=value(record),
        quote=record.first("quote"),
        note=" ".join(record.values.get("note", [])),
        confidence=record.first("confidence").removeprefix(f"{CM}Confidence"),
        derivation=record.first("derivation"),
        locator=record.first("locator"),
        source=sources.get(iri, unknown),
        disagrees=tuple(record.values.get("disagreesWith", ())),
        href=href(record.iri),
    )


NO_SOURCE = SourceNote("", "", "", "", "", "", 0, "")


def is_record(record: Facts) -> bool:
    """Whether a thing with these properties is a tie, an event or an agreement."""
    above = ancestors(record.first("type")) if record.first("type") in kinds() else ()
    return bool({"Tie", "Event", "Agreement"} & set(above))


def sentence(record: Facts) -> tuple[str | Thing, ...]:
    """What a record says: its own label, or its two ends with its class's phrase between them."""
    if "label" in record.values:
        return (record.first("label"),)
    kind = kinds()[record.first("type")]
    first, second = ends(kind.name)
    if first:
        pair = [record.first(first), record.first(second)]
    elif "from" in record.values:
        pair = [record.first("from"), record.first("to")]
    else:
        pair = sorted(record.values.get("between", []))
    things = [thing(iri, record.labels.get(iri, "")) for iri in pair if iri]
    if len(things) < len(("from", "to")):
        return (kind.label,)
    return (things[0], f" {kind.phrase} ", things[1], _capacity(record))


def _capacity(record: Facts) -> str:
    given = record.first("roleAsGiven")
    roles = [record.labels.get(role, "") for role in record.values.get("role", [])]
    roles += [record.labels.get(choice, "") for choice in record.values.get("choice", [])]
    words = [word for word in roles if word] + ([given] if given and given not in roles else [])
    return f" ({', '.join(words)})" if words else ""


def when(record: Facts) -> str:
    """The date of a record in words."""
    precision = record.first("precision")
    start, end = (_coarse(record.first(name), precision) for name in ("start", "end"))
    if record.first("year"):
        return record.first("year")
    if record.first("edtf"):
        return record.first("edtf")
    if start and end:
        return start if start == end else f"{start} to {end}"
    if start:
        event = "Event" in ancestors(record.first("type"))
        return start if event else f"from {start}"
    if end:
        return f"until {end}"
    return f"as of {record.first('asOf')}" if record.first("asOf") else "undated"


def _coarse(day: str, precision: str) -> str:
    return day[: {"year": 4, "month": 7}.get(precision, 10)]


def value(record: Facts) -> str:
    """The number of a record with its unit, or nothing."""
    text = record.first("value")
    if not text:
        return ""
    number, unit = float(text), record.first("unit")
    below = "less than " if record.first("upTo") == "true" else ""
    if unit in MONEY:
        return f"{below}{number / 1e6:,.1f} million {MONEY[unit]}"
    return f"{below}{number:,.10g} {UNITS.get(unit, unit)}".strip()


def counted(
    lines: Iterable[Line | Shared | ClaimLine], sources: Mapping[str, SourceNote]
) -> tuple[SourceNote, ...]:
    """The sources of these lines, each with how many of them come from it, most first."""
    counts: dict[str, int] = defaultdict(int)
    for one in lines:
        counts[one.source.iri] += 1
    found = [(sources.get(iri), n) for iri, n in counts.items()]
    notes = [
        SourceNote(**{**{f: getattr(s, f) for f in SourceNote.__dataclass_fields__}, "records": n})
        for s, n in found
        if s
    ]
    return tuple(sorted(notes, key=lambda note: (-note.records, note.title)))
