"""What documents claim, claim by claim, with what is recorded beside it."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import polars as pl

from comity.answers.lines import STORES, href
from comity.model.namespaces import CM
from comity.model.ontology import ancestors, kinds
from comity.model.records import ClaimLine, Line, SourceNote
from comity.model.words import N_
from comity.query.question import question
from comity.store.stores import Store


@lru_cache(maxsize=STORES)
def claimed_of(store: Store, a: str, b: str) -> pl.DataFrame:
    """Rows of ``claim_lines`` of two states; kept as records of the two are."""
    return store.select(question("claims-about-pair").sparql(a=a, b=b))


def claim_lines(
    rows: pl.DataFrame, by_iri: Mapping[str, Line], sources: Mapping[str, SourceNote]
) -> tuple[ClaimLine, ...]:
    """Claims in the order of their rows.

    Args:
        rows: one row for each claim and record that it states: claim, kind, number, quote, hedge,
            record, confirmed, contradicted and source.
        by_iri: lines of records that may stand beside.
        sources: all by IRI.
    """
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        groups[row["claim"]].append(row)
    claims = []
    for iri, found in groups.items():
        row = found[0]
        kind = row["kind"].removeprefix(CM)
        stated = dict.fromkeys(r["record"] for r in found if r["record"])
        claims.append(
            ClaimLine(
                iri=iri,
                number=int(row["number"] or 0),
                quote=row["quote"],
                kind=kinds()[kind].label,
                hedge=row["hedge"] or "",
                verdict=_verdict(kind, found),
                beside=tuple(by_iri[r] for r in stated if r in by_iri),
                source=sources[row["source"]],
                href=href(iri),
            )
        )
    return tuple(claims)


def _verdict(kind: str, rows: list[dict[str, Any]]) -> str:
    if "OpinionClaim" in ancestors(kind):
        return N_("opinion")
    if any(row["contradicted"] for row in rows):
        return N_("contradicted")
    stated = [row for row in rows if row["record"]]
    if stated and all(row["confirmed"] for row in stated):
        return N_("confirmed")
    return N_("unconfirmed")
