"""Of two states and every source: the years with ties, with none, not known, and not covered."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

import polars as pl

from comity.answers.dates import span_text
from comity.answers.lines import STORES, source_notes
from comity.answers.spans import Of, Span, tied
from comity.model.namespaces import CM
from comity.model.ontology import kinds
from comity.model.states import dyad
from comity.model.words import N_, _
from comity.query.question import question
from comity.query.result import Rows, called_of
from comity.store.stores import Store

TIES = "has ties"
MISSING = "missing in the source"
NONE = "covered and none"
OUTSIDE = "outside its coverage"
SAID = {
    TIES: N_("has ties {years}"),
    MISSING: N_("missing in the source {years}"),
    NONE: N_("covered and none {years}"),
    OUTSIDE: N_("outside its coverage {years}"),
}
COLUMNS = {
    "kind": pl.String,
    "says": pl.String,
    "first": pl.Int64,
    "last": pl.Int64,
    "ties": pl.Int64,
    "title": pl.String,
    "source": pl.String,
}


def coverage(store: Store, a: str, b: str) -> Rows:
    """What each source says of two states or territories, by comity key, and of which years.

    States that the two continue count as they do: Pakistan and Russia are also Pakistan and the
    USSR. Data sets alone declare what they cover; documents do not.

    Args:
        store: the graph.
        a: key of the first.
        b: key of the second.

    Returns:
        In ``frame`` one row for each run of years, by class of ties and source: kind (the class in
        English), says (``has ties``, ``missing in the source``, ``covered and none`` or ``outside
        its coverage``), first and last (years; none where a run has no beginning or no end), ties
        (how many in the run), title and source (IRI). A year may have ties and be missing too,
        where a source knows two states in one body and not in another.

    Raises:
        UnknownStateError: nothing has that key.
        IdentityError: the two are one.
    """
    frame = covered_years(store, a, b)
    return compared(store, "coverage", (a, b), frame, frame.get_column("source"))


def compared(
    store: Store, name: str, of: tuple[str, str], frame: pl.DataFrame, sources: Iterable[str]
) -> Rows:
    """What a function of that name found of two states, from sources by IRI."""
    return Rows(
        call=called_of(store, name, *of),
        manifest=store.manifest,
        sources=tuple(sorted(set(sources) - {""})),
        store=store,
        frame=frame,
    )


def covered_years(store: Store, a: str, b: str) -> pl.DataFrame:
    """Rows of ``coverage``."""
    dyad(a, b)
    rows = _spans(store, a, b)
    titles = source_notes(store)
    found: dict[Of, list[Span]] = defaultdict(list)
    reach: dict[Of, set[tuple[dt.date, dt.date]]] = defaultdict(set)
    for kind, source, *span in rows.select("class", "source", *Span._fields).iter_rows():
        found[kind.removeprefix(CM), source].append(Span(*span))
    for kind, source, first, last in rows.select("class", "source", "from", "to").iter_rows():
        if first and last:
            reach[kind.removeprefix(CM), source].add((first, last))
    for of, more in tied(store, a, b, reach).items():
        found[of] += more
    table = [
        (kinds()[kind].label, *run, titles[source].title, source)
        for (kind, source), spans in found.items()
        if any(span.what == "source" for span in spans)
        for run in _runs(spans)
    ]
    frame = pl.DataFrame(table, COLUMNS, orient="row")
    return frame.sort("kind", "title", "source", "first", nulls_last=False)


def said_of(says: str, runs: pl.DataFrame) -> str:
    """What a source says of the years of rows of ``coverage``."""
    return _(SAID[says]).format(years=in_words(runs))


@lru_cache(maxsize=STORES)
def _spans(store: Store, a: str, b: str) -> pl.DataFrame:
    """Rows of the question; kept as records of the two are, for who asks of another day."""
    return store.select(question("coverage-spans").sparql(a=a, b=b))


def in_words(runs: pl.DataFrame) -> str:
    """Years of rows of ``coverage``: ``to 1946, 1950, 1992 to 1995, from 2000``."""
    words = []
    for first, last in runs.select("first", "last").iter_rows():
        if first is None and last is None:
            words.append(_("in all years"))
        elif first is None:
            words.append(_("to {day}").format(day=last))
        elif last is None:
            words.append(_("from {day}").format(day=first))
        else:
            words.append(str(first) if first == last else span_text(str(first), str(last)))
    return ", ".join(words)


Run = tuple[str, int | None, int | None, int]


def _runs(spans: Iterable[Span]) -> Iterator[Run]:
    """Runs of years in which a source says the same: what, first, last, and how many ties."""
    by: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        by[span.what].append(span)
    end = max(span.last or span.first for span in by["source"])
    years = {what: _years(found, end) for what, found in by.items()}
    covered = years.get("both", set()) & years.get("seen", years["source"])
    tied, missing = years.get("tie", set()), years.get("missing", set()) & covered
    silent = covered - tied - missing
    if any(span.absence == f"{CM}Missing" for span in by["source"]):
        missing, silent = missing | silent, set()
    for first, last in _stretches(tied):
        yield (
            TIES,
            first,
            last,
            sum(s.first <= last and (s.last or end) >= first for s in by["tie"]),
        )
    yield from ((MISSING, *stretch, 0) for stretch in _stretches(missing))
    yield from ((NONE, *stretch, 0) for stretch in _stretches(silent))
    yield from _outside(tied | missing | silent)


def _outside(within: set[int]) -> Iterator[Run]:
    if not within:
        yield OUTSIDE, None, None, 0
        return
    first, last = min(within), max(within)
    yield OUTSIDE, None, first - 1, 0
    yield from ((OUTSIDE, *gap, 0) for gap in _stretches(set(range(first, last)) - within))
    yield OUTSIDE, last + 1, None, 0


def _years(spans: Iterable[Span], end: int) -> set[int]:
    """The years of spans; one without a last year goes on to the end."""
    return {year for span in spans for year in range(span.first, (span.last or end) + 1)}


def _stretches(years: set[int]) -> Iterator[tuple[int, int]]:
    """First and last year of every stretch without a break."""
    firsts = sorted(year for year in years if year - 1 not in years)
    lasts = sorted(year for year in years if year + 1 not in years)
    yield from zip(firsts, lasts, strict=True)
