"""What a part of the graph holds: things by class, and ties by how they are dated."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import polars as pl
import pyoxigraph as ox

from comity.model.namespaces import CM, RDF
from comity.model.ontology import ancestors
from comity.model.words import N_

DATES = ("year", "start", "end", "precision", "as_of", "decision")
PREDICATES = {RDF + "type": "kind", CM + "asOf": "as_of"} | {
    CM + name: name for name in DATES if name != "as_of"
}


def things(triples: Iterable[ox.Triple]) -> dict[str, pl.DataFrame]:
    """The things of a graph by class: one row each, with the columns of ``DATES`` as text."""
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for one in triples:
        column = PREDICATES.get(one.predicate.value)
        if column and isinstance(one.object, ox.NamedNode | ox.Literal):
            rows[str(one.subject)][column] = one.object.value
    kinds: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows.values():
        if row.get("kind", "").startswith(CM):
            kinds[row["kind"].removeprefix(CM)].append(row)
    schema = dict.fromkeys(DATES, pl.String)
    return {kind: pl.DataFrame(found, schema) for kind, found in sorted(kinds.items())}


def dated(frames: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """How many ties are dated to the day, the month or the year, as of a day, or not at all.

    A vote without a date of its own is dated by its decision.
    """
    counts: Counter[str] = Counter()
    for kind, frame in frames.items():
        if "Tie" in ancestors(kind):
            lacking = [pl.lit(None).alias(name) for name in DATES if name not in frame.columns]
            by = frame.with_columns(lacking).group_by(_dating().alias("dated")).len()
            counts.update(dict(by.iter_rows()))
    return dict(sorted(counts.items()))


DATED = (
    *(N_("to the day"), N_("to the month"), N_("to the year"), N_("as of a day")),
    *(N_("by their decision"), N_("undated")),
)
"""How ties are dated, as pages say it."""


def _dating() -> pl.Expr:
    spell = pl.col("start").is_not_null() | pl.col("end").is_not_null()
    return (
        pl.when(pl.col("year").is_not_null())
        .then(pl.lit("to the year"))
        .when(spell)
        .then(pl.format("to the {}", pl.coalesce("precision", pl.lit("day"))))
        .when(pl.col("as_of").is_not_null())
        .then(pl.lit("as of a day"))
        .when(pl.col("decision").is_not_null())
        .then(pl.lit("by their decision"))
        .otherwise(pl.lit("undated"))
    )
