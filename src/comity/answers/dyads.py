"""Ties of all dyads: an index of them, and those that a network shows."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

import polars as pl

from comity.answers.actors import Parts, dated, gathered_by, indexed, parts_from, with_dyads
from comity.answers.asof import CERTAINLY, HELD, Reaches, reaches
from comity.answers.lines import STORES, facts
from comity.answers.records import SCHEMA, Face, parquet
from comity.model.namespaces import CM, ID
from comity.model.ontology import ancestors
from comity.query.question import question
from comity.store.stores import Store

DYADIC = "^(dyad|pair)/"
TIE, SERIES = "Tie", "Series"
FEW = 5_000
"""So many ties are shown at first, whatever they are."""
FIRST = ("AlliancePledge", "DiplomaticRepresentation")
"""Classes of ties that are shown at first where there are more."""
YEARS = 100
"""So far back is looked for it."""
KEPT = 16
"""How many choices of kinds and day are kept."""


@lru_cache(maxsize=STORES)
def ties_of_dyads(store: Store) -> Parts:
    """Every tie of a dyad; see ``Parts``.

    Of a release that gives too much to be shown tie by tie, the series that gather them. Events,
    claims and gaps are left out.
    """
    held = parquet(store)
    if held is None:
        rest = store.select(question("records-of-dyads").sparql()).cast(pl.String)
        parts = Parts(indexed(facts(rest, {})), (), rest)
    else:
        gathered = gathered_by(held.faces)
        asked = [(face, _is_of_dyad(face)) for face in held.faces if _has_ties(face, gathered)]
        parts = parts_from(asked, _of_rest(held.rest, gathered))
    return replace(parts, index=of_kinds(parts.index, [TIE]))


def of_kinds(index: pl.DataFrame, kinds: Collection[str]) -> pl.DataFrame:
    """Records of an index that are of one of these classes, or of one below it."""
    below = [one for one in index["kind"].unique() if not {*kinds}.isdisjoint(ancestors(one))]
    return index.filter(pl.col("kind").is_in(below))


def held_ties(
    store: Store, index: pl.DataFrame, kinds: Collection[str], day: dt.date | None
) -> pl.DataFrame:
    """Ties of an index of some kinds, or all, that hold on a day or have no date; see ``dated``."""
    some = of_kinds(index, kinds) if kinds else index
    return dated(some, day, reaches(store)) if day else some.with_columns(holds=pl.lit(CERTAINLY))


@lru_cache(maxsize=KEPT)
def held_of_dyads(store: Store, kinds: tuple[str, ...], day: dt.date | None) -> pl.DataFrame:
    """``held_ties`` of all dyads."""
    return held_ties(store, ties_of_dyads(store).index, kinds, day)


def first_shown(store: Store) -> tuple[tuple[str, ...], dt.date | None]:
    """The kinds of ties and the day that the network of all dyads is of, where none are asked for.

    All at any time where these are few. Else alliances and missions, of those what there is, on the
    last day of the last year of which there are ties of each; where there are neither, of all.
    """
    index = ties_of_dyads(store).index
    if index.height <= FEW:
        return (), None
    kinds = tuple(kind for kind in FIRST if of_kinds(index, [kind]).height)
    asked = kinds or (TIE,)
    latest = min(_last_year(of_kinds(index, [kind]), reaches(store)) for kind in asked)
    for year in range(latest, max(latest - YEARS, 0), -1):
        day = dt.date(year, 12, 31)
        held = held_of_dyads(store, kinds, day).filter(pl.col("holds").is_in(HELD))
        if all(of_kinds(held, [kind]).height for kind in asked):
            return kinds, day
    return kinds, None


def _last_year(index: pl.DataFrame, known: Reaches) -> int:
    """The last year that a source of these ties speaks of; 0 where none is known."""
    spoken = (known.of(*one).last for one in index.select("source", "kind").unique().iter_rows())
    return max((day.year for day in spoken if day), default=0)


def _has_ties(face: Face, gathered: Collection[str]) -> bool:
    if face.kind == SERIES:
        return True
    return TIE in ancestors(face.kind) and "dyad" in face.columns and face.graph not in gathered


def _is_of_dyad(face: Face) -> pl.Expr:
    return pl.col("series_of" if face.kind == SERIES else "dyad").str.contains(DYADIC)


def _of_rest(rest: pl.DataFrame, gathered: Collection[str]) -> pl.DataFrame:
    """Statements of records of dyads among those that no Parquet holds, and the ends of these."""
    prop, value = pl.col("property"), pl.col("value")
    of_gathered = rest.filter(prop == f"{CM}source", value.is_in(list(gathered)))
    single = rest.filter(prop == f"{CM}dyad").join(of_gathered, on="record", how="anti")
    is_dyad = value.str.strip_prefix(ID).str.contains(DYADIC)
    series = rest.filter(prop == f"{CM}seriesOf", is_dyad)
    records = pl.concat([single, series])["record"].unique()
    return with_dyads(rest.filter(pl.col("record").is_in(records.implode())).select(*SCHEMA))
