"""All that is known of one state or territory: what its page shows."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

import polars as pl

from comity.answers.asof import HELD, UNDATED, told_of
from comity.answers.dossier import as_they_were, bibtex_of, thing_of
from comity.answers.lines import labels, sections, source_notes, thing
from comity.answers.outward import elsewhere
from comity.answers.shared import span_of
from comity.answers.shown import cuts, index_of, latest, lines_from, sources_of
from comity.model.days import day_of
from comity.model.namespaces import GEONAMES, ID, WIKIDATA
from comity.model.records import Profile, Thing
from comity.model.states import State, identifiers, polities, state
from comity.model.states import labels as names
from comity.model.words import _
from comity.query.question import question
from comity.query.result import called_of
from comity.store.stores import Store

HEADS = ("Capital", "Leadership")
"""Classes of records that stand at the head of the page."""


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
    parts, index = index_of(store, {given.iri, subject.iri}, day)
    held, undated = index.filter(pl.col("holds").is_in(HELD)), index.filter(holds=UNDATED)
    shown = latest(held)
    lines = lines_from(store, parts, shown)
    told = None
    if day:
        certain = Counter(held["holds"])
        told = told_of(
            day, certain, tuple(lines_from(store, parts, undated.sort("record"))), [given]
        )
    row = polities().row(by_predicate=pl.col("key") == key, named=True)
    codes = identifiers().filter(pl.col("key") == key, _dated(day)).sort("scheme", "start")
    used = sources_of(index, sources)
    return Profile(
        call=called_of(store, "profile", key, as_of=str(day or "")),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used),
        thing=thing_of(subject),
        span=span_of(row["start"], row["end"]),
        heads=tuple(lines_from(store, parts, _heads(held, day))),
        names=tuple(_names(key, day)),
        codes=tuple(
            (r["scheme"], r["code"], span_of(r["start"], r["end"])) for r in codes.to_dicts()
        ),
        links=elsewhere(_same(row)),
        before=tuple(thing_of(state(k)) for k in _before(row)),
        after=tuple(thing_of(state(k)) for k in _after(key)),
        institutions=_institutions(store, subject, named),
        partners=_partners(held, subject, named),
        sections=sections(lines, cuts(held)),
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


def _same(row: Mapping[str, str | None]) -> list[str]:
    """IRIs that other sites have for a state or territory."""
    sites = ((WIKIDATA, row["wikidata"]), (GEONAMES, row["geonames"]))
    return [f"{site}{code}" for site, code in sites if code]


def _heads(held: pl.DataFrame, day: dt.date | None) -> pl.DataFrame:
    """Records of capitals and leaders: those of the day, or by default the latest of each."""
    found = held.filter(pl.col("kind").is_in(HEADS)).sort("kind", "from", "record")
    last = pl.col("from") == pl.col("from").max().over("kind")
    return found if day else found.filter(last)


def _before(row: Mapping[str, object]) -> list[str]:
    succeeded = row["succeeds"]
    earlier = [*(succeeded if isinstance(succeeded, list) else []), row["continues"]]
    return sorted({str(key) for key in earlier if key})


def _after(key: str) -> list[str]:
    later = (pl.col("continues") == key) | pl.col("succeeds").list.contains(key)
    return polities().filter(later.fill_null(value=False)).get_column("key").to_list()


def _institutions(
    store: Store, subject: State, named: Mapping[str, str]
) -> tuple[tuple[str, tuple[Thing, ...]], ...]:
    """By what they are, most first."""
    rows = store.select(question("institutions-by-kind").sparql(state=subject.key))
    words: dict[tuple[str, str], set[str]] = defaultdict(set)
    for iri, kind, post in rows.iter_rows():
        words[iri, kind].add(named.get(post or kind, _("institution")))
    groups: dict[str, list[Thing]] = defaultdict(list)
    for (iri, _kind), called in words.items():
        groups[min(called)].append(thing(iri, named.get(iri, "")))
    found = [
        (called, tuple(sorted(some, key=lambda one: one.label))) for called, some in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: (-len(group[1]), group[0])))


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
