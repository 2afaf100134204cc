"""Claims of documents set beside the series: what supports them, contradicts them, or is silent."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from comity.answers.claimed import claimed_of
from comity.answers.coverage import MISSING, NONE, OUTSIDE, compared, covered_years
from comity.answers.disagreements import matters, reported
from comity.answers.lines import Facts, is_a, line
from comity.answers.matters import differ, ends, overlap, when
from comity.model.namespaces import CM
from comity.model.ontology import ancestors, kinds
from comity.query.result import Rows
from comity.store.stores import Store

SUPPORTS, CONTRADICTS, SILENT = "supports", "contradicts", "not covered"
COLUMNS = {
    "number": pl.Int64,
    "quote": pl.String,
    "verdict": pl.String,
    "because": pl.String,
    "claim": pl.String,
    "record": pl.String,
    "source": pl.String,
    "evidence": pl.String,
}
SUM_OF = {"TradeTurnover": "TradeFlow"}
"""Numbers of a pair that are the sum of two directed ones, by class."""
FIRST, LAST = -9999, 9999

Verdict = tuple[str, str, str, str]

UNSTATED: Verdict = (SILENT, "it states no record that a source could be set beside", "", "")
ALONE: Verdict = (SILENT, "no other source speaks of it", "", "")


def check_claims(store: Store, a: str, b: str) -> Rows:
    """Every factual claim on two states, beside each source that speaks of the same matter.

    Args:
        store: the graph.
        a: key of the first state or territory.
        b: key of the second.

    Returns:
        In ``frame`` one row for each claim, record that it states and source set beside it: number
        and quote (of the claim), verdict (``supports``, ``contradicts`` or ``not covered``),
        because (in words), claim, record, source and evidence (IRIs; none where nothing speaks of
        it). The documents that claim are among the sources.

    Raises:
        UnknownStateError: nothing has that key.
        IdentityError: the two are one.
    """
    records = reported(store, a, b)
    covered = covered_years(store, a, b)
    by_iri = {record.iri: record for record in records}
    peers = {
        record.iri: [other for other in group if other.first("source") != record.first("source")]
        for group in matters([*records, *_sums(records)]).values()
        for record in group
    }
    table, documents = [], set()
    rows = claimed_of(store, a, b)
    for row in rows.unique(["claim", "record"], maintain_order=True).iter_rows(named=True):
        if "FactualClaim" not in ancestors(row["kind"].removeprefix(CM)):
            continue
        documents.add(row["source"])
        record = by_iri.get(row["record"] or "")
        found = [*_beside(record, peers), *_series(record, covered)] if record else [UNSTATED]
        for verdict, because, source, evidence in found or [ALONE]:
            said = (row["number"], row["quote"], verdict, because)
            table.append((*said, row["claim"], row["record"] or "", source, evidence))
    frame = pl.DataFrame(table, COLUMNS, orient="row")
    return compared(store, "check_claims", (a, b), frame, documents | {*frame["source"]})


def _beside(record: Facts, peers: Mapping[str, Iterable[Facts]]) -> Iterator[Verdict]:
    """What records of other sources say of the same matter; a number only of the same period."""
    for other in peers.get(record.iri, ()):
        mine, theirs = when(record), when(other)
        if is_a(record, "Observation") and mine != theirs:
            continue
        if found := differ(record, other):
            because = ". ".join([_words(other), *found.why])
            yield CONTRADICTS, because, other.first("source"), other.iri
        elif mine is None or theirs is None or overlap(mine, theirs):
            yield SUPPORTS, _words(other), other.first("source"), other.iri


def _words(record: Facts) -> str:
    shown = line(record, {})
    derived = record.first("derivation")
    return ", ".join(filter(None, [shown.kind.label, shown.value, shown.when.words, derived]))


def _series(record: Facts, covered: pl.DataFrame) -> Iterator[Verdict]:
    """What data sets that cover such ties of the two say where they have none of that time."""
    span, own = when(record), record.first("type")
    classes = [kinds()[kind].label for kind in (own, SUM_OF.get(own, "")) if kind]
    if span is None:
        return
    theirs = covered.filter(pl.col("kind").is_in(classes))
    for runs in theirs.partition_by("kind", "source", maintain_order=True):
        kind, source, title = runs.select("kind", "source", "title").row(0)
        within = runs.filter(
            pl.col("first").fill_null(FIRST) <= span[0].year,
            pl.col("last").fill_null(LAST) >= span[0].year,
        )
        says = set(within["says"])
        if says <= {OUTSIDE}:
            yield SILENT, f"{title} {_reach(kind, runs)}", source, ""
        elif MISSING in says:
            because = f"{title} does not know the {kind} of {span[0].year}"
            yield SILENT, because, source, ""
        elif NONE in says:
            because = f"{title} has no {kind} in {span[0].year}"
            yield CONTRADICTS, because, source, ""


def _reach(kind: str, runs: pl.DataFrame) -> str:
    inside = runs.filter(pl.col("says") != OUTSIDE)
    if inside.is_empty():
        return f"does not cover {kind} of the two"
    ((first, last),) = inside.select(pl.col("first").min(), pl.col("last").max()).rows()
    return f"covers {kind} of the two from {first} to {last} alone"


def _sums(records: Iterable[Facts]) -> Iterator[Facts]:
    """The turnover of a year from a source's flows both ways, where it has both."""
    flows: dict[tuple[str, ...], dict[tuple[str, ...], Facts]] = defaultdict(dict)
    for record in records:
        if record.first("type") in SUM_OF.values() and "year" in record.values:
            of = (record.first("source"), record.first("year"), record.first("unit"))
            flows[*of, *sorted(ends(record, str))][ends(record, str)] = record
    for (source, year, unit, *between), both in flows.items():
        if len(both) == len(between):
            total = sum(float(flow.first("value")) for flow in both.values())
            values = {"type": ["TradeTurnover"], "source": [source], "year": [year]}
            values |= {"unit": [unit], "value": [str(total)], "between": list(between)}
            values |= {"derivation": ["the two flows, added"]}
            first = next(iter(both.values()))
            yield Facts(first.iri, values, first.labels)
