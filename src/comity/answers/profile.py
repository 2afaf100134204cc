"""All that is known of one state or territory: what its page shows."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from comity.answers.actors import DATES, Parts, dated, parts_of, period_of
from comity.answers.asof import HELD, POSSIBLY, UNDATED, reaches, told_of
from comity.answers.dossier import as_they_were, bibtex_of, thing_of
from comity.answers.lines import labels, noted, record_lines, sections, source_notes, thing
from comity.answers.shared import span_of
from comity.errors import QuestionError
from comity.model.days import day_of
from comity.model.listing import Listing
from comity.model.namespaces import ID
from comity.model.ontology import kinds
from comity.model.records import Cut, Line, Profile, SourceNote, Thing
from comity.model.states import State, identifiers, polities, state
from comity.model.states import labels as names
from comity.query.question import question
from comity.query.result import called_of
from comity.store.stores import Store

LATEST = 20
"""So many records of each kind stand on the page of a state."""
A_PAGE = 200
"""So many stand on each page of all of one kind."""


def profile(store: Store, key: str, *, as_of: dt.date | str | None = None) -> Profile:
    """One state or territory by comity key: codes, names, institutions, partners and ties.

    As of a day, of what it was then (of RUS in 1980 the Soviet Union), with the codes and names of
    that day and the ties that held on it; see ``dossier``. A series of many records is possible on
    each day from its first year to its last. Institutions are those of any time. Of each kind of
    record sections show the latest; partners and sources are counted over all, see ``listing``.

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
    parts, index = _index(store, {given, subject}, day)
    held, undated = index.filter(pl.col("holds").is_in(HELD)), index.filter(holds=UNDATED)
    shown = _latest_first(held).group_by("kind", maintain_order=True).head(LATEST)
    lines = _lines(store, parts, shown)
    told = None
    if day:
        certain = Counter(held["holds"])
        told = told_of(day, certain, tuple(_lines(store, parts, undated.sort("record"))), [given])
    row = polities().row(by_predicate=pl.col("key") == key, named=True)
    codes = identifiers().filter(pl.col("key") == key, _dated(day)).sort("scheme", "start")
    used = _sources(index, sources)
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
        partners=_partners(held, subject, named),
        sections=sections(lines, _cuts(held)),
        sources=used,
        as_of=told,
    )


def listing(
    store: Store, key: str, kind: str, *, page: int = 1, as_of: dt.date | str | None = None
) -> Listing:
    """Records of one kind of a state or territory, so many a page, latest first; see ``profile``.

    Args:
        store: where to ask.
        key: its key.
        kind: class by local name, such as ``TradeFlow``.
        page: which page, from 1.
        as_of: the day; any time by default.

    Raises:
        UnknownStateError: nothing has that key.
        QuestionError: the day is none, or there is no such kind or page.
    """
    day, given = day_of(as_of), state(key)
    (subject,) = as_they_were((given,), day)
    parts, index = _index(store, {given, subject}, day)
    held = _latest_first(index.filter(pl.col("holds").is_in(HELD), kind=kind))
    pages = -(-held.height // A_PAGE)
    if not 1 <= page <= pages:
        there = ", ".join(sorted(set(index.filter(pl.col("holds").is_in(HELD))["kind"])))
        said = f"page {page} of records of the kind {kind!r}"
        has = f"has pages 1 to {pages}" if pages else f"has {there or 'no records'}"
        raise QuestionError(f"{subject.name} has no {said}; it {has}")
    used = _sources(held, source_notes(store))
    params = [subject.key, kind]
    return Listing(
        call=called_of(store, "listing", *params, page=page, as_of=str(day or "")),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used),
        thing=thing_of(subject),
        kind=kinds()[kind],
        page=page,
        pages=pages,
        total=held.height,
        lines=tuple(_lines(store, parts, held.slice((page - 1) * A_PAGE, A_PAGE))),
        sources=used,
        as_of=day,
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


def _index(
    store: Store, subjects: Iterable[State], day: dt.date | None
) -> tuple[list[Parts], pl.DataFrame]:
    """The records of some states, and whether each holds on a day; see ``dated``."""
    parts = [parts_of(store, f"{one.kind}/{one.key}") for one in subjects]
    index = pl.concat(one.index for one in parts).unique("record")
    return parts, dated(index, day, reaches(store))


def _latest_first(index: pl.DataFrame) -> pl.DataFrame:
    """Those without a date last."""
    day = pl.coalesce("from", "to")
    return index.sort(day, "record", descending=[True, False], nulls_last=True)


def _lines(store: Store, parts: Iterable[Parts], index: pl.DataFrame) -> list[Line]:
    """The lines of the records of an index, in its order."""
    rows = pl.concat(one.rows(index["record"]) for one in parts).unique()
    said = {one.iri: one for one in record_lines(store, rows)}
    states = index.select("record", pl.col("holds") == POSSIBLY).iter_rows()
    return [replace(said[iri], possibly=possibly) for iri, possibly in states]


def _cuts(held: pl.DataFrame) -> list[Cut]:
    """Kinds of record of which there are more than a page shows."""
    cuts = []
    for (kind,), rows in held.group_by("kind", maintain_order=True):
        if rows.height <= LATEST:
            continue
        single = rows.filter(pl.col("first_year") == "").group_by(DATES).len()
        periods = [(period_of(str(kind), *dates), n) for *dates, n in single.iter_rows()]
        days = pl.concat([rows["from"], rows["to"]]).drop_nulls()
        first, last = (str(day or "").split("-")[0] for day in (days.min(), days.max()))
        cuts.append(
            Cut(
                kind=kinds()[str(kind)],
                shown=LATEST,
                lines=rows.height,
                records=int(rows["records"].sum()),
                first=first,
                last=last,
                periods=tuple(sorted(periods, key=lambda one: (one[0].sort, one[0].words))),
            )
        )
    return sorted(cuts, key=lambda one: one.kind.label)


def _sources(index: pl.DataFrame, sources: Mapping[str, SourceNote]) -> tuple[SourceNote, ...]:
    counts = index.group_by("source").agg(pl.col("records").sum())
    return noted(dict(counts.iter_rows()), sources)


def _partners(
    held: pl.DataFrame, subject: State, named: Mapping[str, str]
) -> tuple[tuple[Thing, int], ...]:
    """Other states and territories by how many records they share with this one, most first."""
    ends = [held.select("record", "records", other=one) for one in ("first", "second")]
    polity = pl.col("other").str.contains(f"^{ID}(state|territory)/")
    others = pl.concat(ends).unique().filter(polity, pl.col("other") != subject.iri)
    counts = others.group_by("other").agg(pl.col("records").sum())
    found = [(thing(iri, named.get(iri, "")), n) for iri, n in counts.iter_rows()]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0].label)))
