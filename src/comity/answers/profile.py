"""All that is known of one state or territory: what its page shows."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

import polars as pl

from comity.answers.asof import (
    held_on,
    reaches,
    told_of,
)
from comity.answers.dates import day_of
from comity.answers.dossier import as_they_were, bibtex_of, thing_of
from comity.answers.lines import (
    counted,
    labels,
    record_lines,
    sections,
    source_notes,
    thing,
)
from comity.answers.shared import span_of
from comity.model.records import (
    Line,
    Profile,
    Thing,
)
from comity.model.states import State, identifiers, polities, state
from comity.model.states import labels as names
from comity.query.answer import called_of
from comity.query.question import question
from comity.store.stores import Store


def profile(store: Store, key: str, *, as_of: dt.date | str | None = None) -> Profile:
    """One state or territory by comity key: codes, names, institutions, partners and ties.

    As of a day, of what it was then (of RUS in 1980 the Soviet Union), with the codes and names of
    that day and the ties that held on it; see ``dossier``. A series of many records is possible on
    each day from its first year to its last. Institutions are those of any time.

    Args:
        store: where to ask.
        key: its key.
        as_of: the day; any time by default.

    Raises:
        UnknownStateError: nothing has that key.
        QuestionError: the day is none.
    """
    day, given = day_of(as_of), state(key)
    (subject,) = as_they_were((given,), day)
    key = subject.key
    sources, named = source_notes(store), labels(store)
    asked = [
        question("records-of").sparql(actor=f"{one.kind}/{one.key}") for one in {given, subject}
    ]
    lines = record_lines(
        store, pl.concat(map(store.select, asked), how="vertical_relaxed").unique()
    )
    told = None
    if day:
        lines, undated = held_on(lines, day, reaches(store))
        told = told_of(day, lines, undated, [given])
    row = polities().row(by_predicate=pl.col("key") == key, named=True)
    codes = identifiers().filter(pl.col("key") == key, _dated(day)).sort("scheme", "start")
    used = counted([*lines, *(told.undated if told else ())], sources)
    return Profile(
        call=called_of(store, "profile", key, as_of=str(day or "")),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used),
        thing=thing_of(subject),
        names=tuple(_names(key, day)),
        codes=tuple(
            (r["scheme"], r["code"], span_of(r["start"], r["end"])) for r in codes.to_dicts()
        ),
        links=tuple(_links(row)),
        before=tuple(thing_of(state(k)) for k in _before(row)),
        after=tuple(thing_of(state(k)) for k in _after(key)),
        institutions=_institutions(store, subject, named),
        partners=_partners(lines, subject),
        sections=sections(lines),
        sources=used,
        as_of=told,
    )


def _dated(day: dt.date | None) -> pl.Expr:
    """Whether a row's days, from start to end, have the day."""
    if day is None:
        return pl.lit(value=True)
    return (pl.col("start").fill_null(day) <= day) & (pl.col("end").fill_null(day) >= day)


def _names(key: str, day: dt.date | None) -> list[tuple[str, str]]:
    """Names with the language of each and, where it is dated, its days."""
    rows = (
        names()
        .filter(pl.col("key") == key, _dated(day))
        .sort("lang", "current", descending=[False, True])
    )
    return [
        (
            row["lang"],
            row["label"] + (f" ({span})" if (span := span_of(row["start"], row["end"])) else ""),
        )
        for row in rows.iter_rows(named=True)
    ]


def _links(row: Mapping[str, str | None]) -> list[tuple[str, str]]:
    wikidata, geonames = row["wikidata"], row["geonames"]
    links = []
    if wikidata:
        links.append((f"Wikidata {wikidata}", f"https://www.wikidata.org/wiki/{wikidata}"))
    if geonames:
        links.append((f"GeoNames {geonames}", f"https://www.geonames.org/{geonames}"))
    return links


def _before(row: Mapping[str, object]) -> list[str]:
    succeeded = row["succeeds"]
    earlier = [*(succeeded if isinstance(succeeded, list) else []), row["continues"]]
    return sorted({str(key) for key in earlier if key})


def _after(key: str) -> list[str]:
    later = (pl.col("continues") == key) | pl.col("succeeds").list.contains(key)
    return polities().filter(later.fill_null(value=False)).get_column("key").to_list()


def _institutions(store: Store, subject: State, named: Mapping[str, str]) -> tuple[Thing, ...]:
    rows = store.select(question("institutions-of").sparql(state=subject.key))
    return tuple(thing(iri, named.get(iri, "")) for iri in rows.get_column("institution"))


def _partners(lines: Iterable[Line], subject: State) -> tuple[tuple[Thing, int], ...]:
    """Other states and territories by how many records they share with this one, most first."""
    counts: Counter[Thing] = Counter()
    for one in lines:
        others = {part for part in one.sentence if isinstance(part, Thing)}
        for other in others:
            if other.kind in ("state", "territory") and other.iri != subject.iri:
                counts[other] += one.records
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].label)))
