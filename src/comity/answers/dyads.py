"""Ties of all dyads, and of all states with what they are in: an index, and what is shown."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from functools import cache, lru_cache

import polars as pl

from comity.answers.actors import Parts, dated, gathered_by, indexed, parts_from, with_dyads
from comity.answers.asof import CERTAINLY, HELD, Reaches, reaches
from comity.answers.lines import POLITIES, STORES, facts
from comity.answers.records import SCHEMA, Face, parquet
from comity.model.namespaces import CM, ID
from comity.model.ontology import ancestors, classes, ends
from comity.quads.faces import column_of
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


@lru_cache(maxsize=STORES)
def ties_of_two_modes(store: Store) -> Parts:
    """Every tie of a state with what is no state, as its membership of a body; see ``Parts``.

    Of a release that gives too much to be shown tie by tie there are none, as its series do not
    name what the state is in; see ``gathered_of_two_modes``. Events, claims and gaps are left out.
    """
    held = parquet(store)
    if held is None:
        rest = store.select(question("records-of-two-modes").sparql()).cast(pl.String)
        parts = Parts(indexed(facts(rest, {})), (), rest)
    else:
        gathered = gathered_by(held.faces)
        asked = [
            (face, pl.all_horizontal(pl.col(one).is_not_null() for one in both))
            for face in held.faces
            if face.graph not in gathered
            and (both := {column_of(one) for one in ends(face.kind) if one})
            and both <= {*face.columns}
        ]
        parts = parts_from(asked, _named_ends_of_rest(held.rest, gathered))
    named = of_kinds(parts.index, two_modes())
    return replace(
        parts, index=named.filter(pl.all_horizontal(pl.col("first", "second").is_not_null()))
    )


@lru_cache(maxsize=STORES)
def gathered_of_two_modes(store: Store) -> pl.DataFrame:
    """Ties of two modes that are gathered in series: source (IRI), kind (local name), records."""
    found = store.select(question("gathered-by-source").sparql())
    columns = found.select(
        pl.col("source").cast(pl.String),
        pl.col("kind").cast(pl.String).str.strip_prefix(CM),
        pl.col("records").cast(pl.Int64),
    )
    return columns.filter(pl.col("kind").is_in(list(two_modes())))


@cache
def two_modes() -> frozenset[str]:
    """Classes of ties of which one end alone is a state."""
    return frozenset(one for one in classes() if TIE in ancestors(one) and ends(one)[0])


def ties_among(store: Store, kinds: Collection[str]) -> Parts:
    """Ties of dyads, and of two modes where classes of those are asked for, or of these alone."""
    asked = [] if kinds and two_modes().issuperset(kinds) else [ties_of_dyads(store)]
    if not two_modes().isdisjoint(kinds):
        asked.append(ties_of_two_modes(store))
    index, rest = (pl.concat(getattr(one, name) for one in asked) for name in ("index", "rest"))
    return Parts(index, tuple(face for one in asked for face in one.faces), rest)


def only_among(index: pl.DataFrame, actors: Collection[str]) -> pl.DataFrame:
    """Ties of an index that are among some actors (IRIs); of those that name no end all."""
    if not actors:
        return index
    first, second = (pl.col(one).is_in(list(actors)) for one in ("first", "second"))
    if _are_states(actors):
        second = second | pl.col("kind").is_in(list(two_modes()))
    return index.filter(first.fill_null(value=True) & second.fill_null(value=True))


def is_among(kind: str, pair: tuple[str, str], actors: Collection[str]) -> bool:
    """Whether a tie of a class is among some actors: both ends are, or that which is a state.

    The latter where it is of two modes and the actors are all states. Without actors all are.
    """
    ends = pair[:1] if kind in two_modes() and _are_states(actors) else pair
    return not actors or {*ends} <= {*actors}


def _are_states(actors: Collection[str]) -> bool:
    return all(one.removeprefix(ID).split("/")[0] in POLITIES for one in actors)


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
def held_among(store: Store, kinds: tuple[str, ...], day: dt.date | None) -> pl.DataFrame:
    """``held_ties`` of ``ties_among``."""
    return held_ties(store, ties_among(store, kinds).index, kinds, day)


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
        held = held_among(store, kinds, day).filter(pl.col("holds").is_in(HELD))
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


def _named_ends_of_rest(rest: pl.DataFrame, gathered: Collection[str]) -> pl.DataFrame:
    """Statements of ties with what is no state among those that no Parquet holds."""
    prop = pl.col("property")
    of_gathered = rest.filter(prop == f"{CM}source", pl.col("value").is_in(list(gathered)))
    both = [rest.filter(prop.is_in([CM + ends(one)[at] for one in two_modes()])) for at in (0, 1)]
    records = (
        both[0].join(both[1], on="record", how="semi").join(of_gathered, on="record", how="anti")
    )
    return rest.filter(pl.col("record").is_in(records["record"].unique().implode())).select(*SCHEMA)
