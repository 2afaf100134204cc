"""The records of things that a page shows: all are counted, the latest of each kind are lines."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from comity.answers.actors import DATES, Parts, dated, parts_of, period_of
from comity.answers.asof import HELD, POSSIBLY, reaches
from comity.answers.dossier import as_they_were, bibtex_of, thing_of
from comity.answers.lines import labels, noted, record_lines, source_notes, thing
from comity.errors import QuestionError
from comity.model.days import day_of
from comity.model.listing import Listing
from comity.model.namespaces import ID
from comity.model.ontology import kinds
from comity.model.records import Cut, Line, SourceNote, Thing
from comity.model.states import state
from comity.model.words import _
from comity.query.result import called_of
from comity.store.stores import Store

LATEST = 20
"""So many records of each kind stand on the page of a thing."""
A_PAGE = 200
"""So many stand on each page of all of one kind."""


def listing(
    store: Store, actor: str, kind: str, *, page: int = 1, as_of: dt.date | str | None = None
) -> Listing:
    """Records of one kind that speak of a thing, so many a page, latest first; see ``profile``.

    Args:
        store: where to ask.
        actor: key of a state or territory, such as ``PAK``, or path of a thing below ``id/``, such
            as ``body/SCO``.
        kind: class by local name, such as ``TradeFlow``.
        page: which page, from 1.
        as_of: the day; any time by default.

    Raises:
        UnknownStateError: nothing has that key.
        QuestionError: the day is none, or there is no such kind or page.
    """
    day = day_of(as_of)
    of, key, iris = _subject(store, actor, day)
    parts, index = index_of(store, iris, day)
    there = index.filter(pl.col("holds").is_in(HELD))
    held = latest_first(there.filter(kind=kind))
    pages = -(-held.height // A_PAGE)
    if not 1 <= page <= pages:
        others = ", ".join(sorted(set(there["kind"])))
        if pages:
            wrong = _(
                "{name} has no page {page} of records of the kind {kind}; it has pages 1 to {pages}"
            )
        elif others:
            wrong = _("{name} has no page {page} of records of the kind {kind}; it has {others}")
        else:
            wrong = _("{name} has no page {page} of records of the kind {kind}; it has no records")
        said = {"name": of.label, "page": page, "kind": repr(kind)}
        raise QuestionError(wrong.format(**said, pages=pages, others=others))
    used = sources_of(held, source_notes(store))
    return Listing(
        call=called_of(store, "listing", key, kind, page=page, as_of=str(day or "")),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used),
        thing=of,
        kind=kinds()[kind],
        page=page,
        pages=pages,
        total=held.height,
        lines=tuple(lines_from(store, parts, held.slice((page - 1) * A_PAGE, A_PAGE))),
        sources=used,
        as_of=day,
    )


def _subject(store: Store, actor: str, day: dt.date | None) -> tuple[Thing, str, set[str]]:
    """What a listing is of, what a call names it, and the IRIs of which it has the records."""
    if "/" in actor:
        iri = ID + actor
        return thing(iri, labels(store).get(iri, "")), actor, {iri}
    given = state(actor)
    (then,) = as_they_were((given,), day)
    return thing_of(then), then.key, {given.iri, then.iri}


def index_of(
    store: Store, iris: Iterable[str], day: dt.date | None
) -> tuple[list[Parts], pl.DataFrame]:
    """The records of some things, and whether each holds on a day; see ``dated``."""
    parts = [parts_of(store, iri) for iri in sorted(iris)]
    index = pl.concat(one.index for one in parts).unique("record")
    return parts, dated(index, day, reaches(store))


def latest_first(index: pl.DataFrame) -> pl.DataFrame:
    """By their first day, series by their last; those without a date last."""
    gathers = pl.col("first_year") != ""
    day = pl.when(gathers).then("to").otherwise(pl.coalesce("from", "to"))
    return index.sort(day, "record", descending=[True, False], nulls_last=True)


def latest(held: pl.DataFrame) -> pl.DataFrame:
    """Of each kind those that a page shows; see ``latest_first``."""
    return latest_first(held).group_by("kind", maintain_order=True).head(LATEST)


def lines_from(store: Store, parts: Iterable[Parts], index: pl.DataFrame) -> list[Line]:
    """The lines of the records of an index, in its order."""
    rows = pl.concat(one.rows(index["record"]) for one in parts).unique()
    said = {one.iri: one for one in record_lines(store, rows)}
    states = index.select("record", pl.col("holds") == POSSIBLY).iter_rows()
    return [replace(said[iri], possibly=possibly) for iri, possibly in states]


def cuts(held: pl.DataFrame) -> list[Cut]:
    """Kinds of record of which there are more than a page shows."""
    found = []
    for (kind,), rows in held.group_by("kind", maintain_order=True):
        if rows.height <= LATEST:
            continue
        single = rows.filter(pl.col("first_year") == "").group_by(DATES).len().sort(DATES)
        periods = [(period_of(str(kind), *dates), n) for *dates, n in single.iter_rows()]
        days = pl.concat([rows["from"], rows["to"]]).drop_nulls()
        first, last = (str(day or "").split("-")[0] for day in (days.min(), days.max()))
        found.append(
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
    return sorted(found, key=lambda one: one.kind.label)


def sources_of(index: pl.DataFrame, sources: Mapping[str, SourceNote]) -> tuple[SourceNote, ...]:
    """The sources of the records of an index, each with how many come from it, most first."""
    counts = index.group_by("source").agg(pl.col("records").sum())
    return noted(dict(counts.iter_rows()), sources)
