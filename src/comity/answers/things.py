"""Any thing of the graph as a page shows it: what is said of it, and what speaks of it."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache

import polars as pl

from comity.answers.actors import Parts
from comity.answers.asof import HELD, UNDATED, told_of
from comity.answers.claimed import claim_lines
from comity.answers.dossier import bibtex_of
from comity.answers.lines import (
    SAME,
    labels,
    local,
    noted,
    record_lines,
    sections,
    source_notes,
    thing,
)
from comity.answers.outward import CODES, MATCHES, NAMES, elsewhere, named
from comity.answers.rolls import class_of, rolls
from comity.answers.shown import cuts, index_of, latest, lines_from
from comity.answers.titles import in_words, of_two, title_of
from comity.errors import UnknownThingError
from comity.model.days import day_of
from comity.model.namespaces import BASE, CM, DCTERMS, ID
from comity.model.ontology import properties
from comity.model.portrait import Portrait, Roll
from comity.model.records import ClaimLine, Line, SourceNote, Thing
from comity.model.words import N_, _, day_text, numeral
from comity.query.question import question
from comity.query.result import called_of
from comity.store.stores import Store

DYADS = ("dyad", "seriesOf")
ENDS = ("from", "to", "between")
NUMBERS = ("recordCount", "latestValue", "unit")
"""What a series has of numbers, bare."""
RELATIONS = {
    "disagreesWith": N_("differs"),
    "agreesWith": N_("agrees"),
    "sameMatter": N_("same matter"),
}
"""How a record stands to another of the same matter, the strongest first."""
AUTHORED = ("creator", "publisher", "issued")
LIFE = {"Founding": N_("founded"), "Dissolution": N_("dissolved")}
"""Classes of events that say when an institution existed, and what they say."""
PLACES = {"row": N_("row"), "key": N_("key")}
"""What names a place in a file."""
BEFORE = 2
"""So many claims stand before that of a page, and as many after it."""


def portrait(store: Store, iri: str, *, as_of: dt.date | str | None = None) -> Portrait:
    """What the graph says of a thing, the records that speak of it, and its other uses.

    As of a day, the records that held on it. Of each kind sections show the latest; members of a
    body, parties of an agreement and sessions of a commission are listed whole, in rolls.

    Args:
        store: where to ask.
        iri: the thing, such as ``https://w3id.org/comity/id/body/SCO``.
        as_of: the day; any time by default.

    Raises:
        UnknownThingError: the graph says nothing of it.
        QuestionError: the day is none.
    """
    day, path = day_of(as_of), iri.removeprefix(BASE)
    words, sources = labels(store), source_notes(store)
    said = store.select(question("facts-of").sparql(thing=path)).cast(pl.String)
    uses = store.select(question("uses-of").sparql(thing=path))
    parts, index = index_of(store, [iri], day)
    if said.is_empty() and uses.is_empty() and parts[0].index.is_empty():
        raise UnknownThingError(_("the graph says nothing of {iri}").format(iri=iri))
    line = _line(store, iri, said)
    series = line if iri.startswith(f"{ID}series/") else None
    beside = () if series else _beside(store, iri, line)
    claims = _claims(store, iri, said)
    apart = {one.iri for _, one in beside} | {one.iri for one in claims}
    held = index.filter(pl.col("holds").is_in(HELD), ~pl.col("record").is_in(apart))
    undated = index.filter(holds=UNDATED).sort("record")
    used = _sources(held, line, beside, claims, sources)
    told = None
    if day:
        without = tuple(lines_from(store, parts, undated))
        told = told_of(day, Counter(held["holds"]), without, [])
    facts = [row for row in said.iter_rows() if _is_fact(row[0], apart, claims)]
    facts += _of_document(store, iri, claims)
    lines = lines_from(store, parts, latest(held))
    return Portrait(
        call=called_of(store, "portrait", iri, as_of=str(day or "")),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used),
        thing=thing(iri, words.get(iri) or title_of(iri, line, said, words, sources)),
        classes=_classes(said, words),
        names=named([(_tail(prop), value, lang or "") for prop, value, lang in said.iter_rows()]),
        codes=tuple((CODES[_tail(p)], value) for p, value, _ in said.rows() if _tail(p) in CODES),
        links=elsewhere(value for prop, value, _ in said.rows() if _tail(prop) in MATCHES),
        facts=(*_existed(lines), *_facts(facts, series, words)),
        beside=beside,
        claims=claims,
        rolls=_rolls(store, iri, parts[0], held),
        sections=sections(lines, cuts(held)),
        uses=_uses(uses, words),
        sources=used,
        as_of=told,
    )


def _rolls(store: Store, iri: str, parts: Parts, held: pl.DataFrame) -> tuple[Roll, ...]:
    kinds = [one for one in held["kind"].unique() if class_of(one)]
    some = held.filter(pl.col("kind").is_in(kinds))
    days = dict(some.select("record", "holds").iter_rows())
    rows = parts.rows(some["record"]) if days else parts.rest.clear()
    return rolls(iri, rows, days, labels(store), source_notes(store))


def _line(store: Store, iri: str, said: pl.DataFrame) -> Line | None:
    """A record or a series as a line, with the ends of its dyad; nothing of other things."""
    rows = said.filter(pl.col("property").is_in([CM + name for name in DYADS]))
    found = [said.select("property", "value")]
    for dyad in rows.get_column("value"):
        facts = store.select(question("facts-of").sparql(thing=dyad.removeprefix(BASE)))
        ends = facts.filter(pl.col("property").is_in([CM + name for name in ENDS]))
        found.append(ends.select(pl.col("property", "value").cast(pl.String)))
    lines = record_lines(store, pl.concat(found).with_columns(record=pl.lit(iri)))
    return lines[0] if lines else None


def _beside(store: Store, iri: str, line: Line | None) -> tuple[tuple[str, Line], ...]:
    """A record and all of the same matter, each with how it stands to it; or nothing."""
    if line is None:
        return ()
    rows = store.select(question("records-beside").sparql(thing=iri.removeprefix(BASE)))
    forward = dict.fromkeys(line.same, RELATIONS["sameMatter"])
    forward |= dict.fromkeys(line.disagrees, RELATIONS["disagreesWith"])
    found = [(_relation(one.iri, iri, rows, forward), one) for one in record_lines(store, rows)]
    others = sorted((words, one.iri, one) for words, one in found if words)
    beside = ((_(words), one) for words, _iri, one in others)
    return ((_("this record"), line), *beside) if others else ()


def _relation(other: str, iri: str, rows: pl.DataFrame, forward: Mapping[str, str]) -> str:
    """How a record stands to this one, by what either says; nothing if of another matter."""
    backward = rows.filter(record=other, value=iri)["property"].to_list()
    said = [RELATIONS[name] for name in RELATIONS if CM + name in backward]
    said += [forward[other]] if other in forward else []
    return next((words for words in RELATIONS.values() if words in said), "")


def _claims(store: Store, iri: str, said: pl.DataFrame) -> tuple[ClaimLine, ...]:
    """All claims of a document; of a claim those about it in the document, and itself."""
    one = iri.startswith(f"{ID}claim/")
    source = said.filter(property=f"{CM}source")["value"].to_list() if one else [iri]
    if not source or not source[0].startswith(f"{ID}document/"):
        return ()
    path = source[0].removeprefix(BASE)
    rows = store.select(question("claims-of").sparql(thing=path))
    if rows.is_empty():
        return ()
    stated = record_lines(store, store.select(question("records-beside").sparql(thing=path)))
    found = claim_lines(rows, {line.iri: line for line in stated}, source_notes(store))
    at = next((n for n, claim in enumerate(found) if claim.iri == iri), None)
    if at is None:
        return found
    numbered = found[at].number
    return found[max(0, at - BEFORE) : at + BEFORE + 1] if numbered else found[at : at + 1]


def _of_document(
    store: Store, iri: str, claims: Collection[ClaimLine]
) -> list[tuple[str, str, str]]:
    """Who wrote the document that a claim is of, and when it came out."""
    path = next((one.source.iri for one in claims if one.iri == iri), "").removeprefix(BASE)
    if not path:
        return []
    said = store.select(question("facts-of").sparql(thing=path)).cast(pl.String)
    return said.filter(pl.col("property").is_in([DCTERMS + name for name in AUTHORED])).rows()


def _existed(lines: Iterable[Line]) -> list[tuple[str, tuple[str | Thing, ...]]]:
    """When it was founded and dissolved, as each source has it."""
    days: dict[str, list[str | Thing]] = defaultdict(list)
    for one in lines:
        if one.kind.name in LIFE and (one.when.start or one.when.end):
            words = _("{when}, by {source}").format(when=one.when.words, source=one.source.title)
            days[LIFE[one.kind.name]].append(Thing("", words, "", one.href))
    return [(_(name), tuple(days[name])) for name in LIFE.values() if name in days]


def _sources(
    held: pl.DataFrame,
    line: Line | None,
    beside: Iterable[tuple[str, Line]],
    claims: Iterable[ClaimLine],
    sources: Mapping[str, SourceNote],
) -> tuple[SourceNote, ...]:
    """The sources of all that the page counts or shows, each with how many come from it."""
    counts: Counter[str] = Counter()
    counts.update(dict(held.group_by("source").agg(pl.col("records").sum()).iter_rows()))
    lines = {one.iri: one for _, one in beside} | ({line.iri: line} if line else {})
    lines |= {one.iri: one for claim in claims for one in claim.beside}
    apart = lines.keys() - {*held["record"]}
    counts.update(lines[one].source.iri for one in apart)
    counts.update(one.source.iri for one in claims if one.iri not in lines)
    return noted(counts, sources)


def _tail(prop: str) -> str:
    return re.split("[/#]", prop)[-1]


def _is_fact(prop: str, apart: Collection[str], claims: Collection[ClaimLine]) -> bool:
    """Whether a property stands among the facts, and nowhere else on the page."""
    name = _tail(prop)
    if name in {"type", *NAMES, *CODES, *MATCHES}:
        return False
    shown = {*SAME} if apart else set()
    return name not in shown and not (claims and name in {"quote", "states", "hedge"})


def _classes(said: pl.DataFrame, words: Mapping[str, str]) -> tuple[str, ...]:
    types = said.filter(pl.col("property").str.ends_with("#type"))["value"]
    return tuple(dict.fromkeys(words.get(one) or in_words(_tail(one)) for one in types))


def _facts(
    said: Iterable[tuple[str, str, str]], series: Line | None, words: Mapping[str, str]
) -> tuple[tuple[str, tuple[str | Thing, ...]], ...]:
    """What is said by property; of a series its numbers as its line has them."""
    rows = [(prop, value) for prop, value, _ in said]
    if series is None:
        return _by_property(rows, words)
    raw = [f"{CM}{name}" for name in NUMBERS]
    shown: list[tuple[str, tuple[str | Thing, ...]]] = [(_("records"), series.sentence[-1:])]
    if series.value:
        shown.append((_("latest value"), (series.value,)))
    return (*_by_property([row for row in rows if row[0] not in raw], words), *shown)


def _by_property(
    rows: Iterable[tuple[str, object]], words: Mapping[str, str]
) -> tuple[tuple[str, tuple[str | Thing, ...]], ...]:
    values: dict[str, list[str | Thing]] = defaultdict(list)
    for prop, value in rows:
        name = words.get(prop) or in_words(_tail(local(prop)))
        number = local(prop) in _quantities()
        shown = numeral(Decimal(str(value)), ",f") if number else _shown(prop, str(value), words)
        if shown not in values[name]:
            values[name].append(shown)
    return tuple((name, tuple(found)) for name, found in values.items())


def _uses(
    uses: pl.DataFrame, words: Mapping[str, str]
) -> tuple[tuple[str, tuple[Thing, ...]], ...]:
    return tuple(
        (name, tuple(one for one in users if isinstance(one, Thing)))
        for name, users in _by_property(uses.iter_rows(), words)
    )


@cache
def _quantities() -> frozenset[str]:
    """Local names of the properties whose values are numbers of something, and no years."""
    return frozenset(
        name
        for name, one in properties().items()
        if one.datatype.endswith(("decimal", "integer")) and not name.lower().endswith("year")
    )


def _shown(prop: str, value: str, words: Mapping[str, str]) -> str | Thing:
    if value.startswith(CM):
        return words.get(value, local(value))
    if value.startswith(("http://", "https://")):
        label = words.get(value) or of_two(value, words)
        return thing(value, label or ("" if value.startswith(BASE) else value))
    return _place(value) if prop == f"{CM}locator" else day_text(value)


def _place(locator: str) -> str:
    """A place in a source's file in words: ``flows.csv#row=2`` → ``flows.csv, row 2``."""
    if "://" in locator:
        return locator
    return re.sub(r"#(\w+)=", lambda found: f", {_(PLACES.get(found[1], found[1]))} ", locator)
