"""How two states stand to each other and among others: distance, trade, votes, third states."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache

import polars as pl

from comity.answers.asof import reaches
from comity.answers.distances import distances
from comity.answers.lines import STORES, labels, source_notes, thing
from comity.answers.measured import held_by
from comity.answers.records import decisions, ends_of_all, pair_facts, parquet
from comity.files.source import Source
from comity.model.namespaces import CM, ID
from comity.model.ontology import kinds
from comity.model.records import Figure, Third
from comity.model.states import State, name_of
from comity.model.words import N_, _, day_text, ngettext, numeral
from comity.store.stores import Embedded, Store
from comity.tables.groups.trade import TRADE
from comity.tables.groups.votes import VOTES
from comity.tables.voting import similarity
from comity.tables.years import dyad_year

YEARS = 16
"""So many years of all dyads are kept of each measure."""
FEWEST = 10
"""A year in which both took part in fewer roll calls says little of how alike they vote."""
MOST = 10
"""So many third states are named."""
DISTANCE = N_("Between the capitals")
GOODS = (N_("Goods from the first to the second"), N_("Goods from the second to the first"))
VOTES_ALIKE = N_("Votes alike in the UN General Assembly")
PLACES = (N_("Trade of the first with all"), N_("Trade of the second with all"))
GEOGRAPHY, MONEY, MULTILATERAL, POSITION = (
    N_("Geography"),
    N_("Money and goods"),
    N_("Multilateral"),
    N_("Network position"),
)
"""Sections that figures belong to."""


def standing(store: Store, pair: Sequence[State], day: dt.date | None) -> tuple[Figure, ...]:
    """Figures of two states: of the last that each source knows, or on a day.

    The distance of their capitals (km); goods each way, with their share and rank in all that the
    exporter sold; how alike they voted in the General Assembly in the last year in which both took
    part in ten or more roll calls, with how many pairs were less alike; and with how many states
    each traded, with its rank by all that it bought and sold. Trade and votes are read from the
    Parquet of an embedded store; of an endpoint there is the distance alone.
    """
    found = [*_distance(store, pair, day)]
    if isinstance(store, Embedded) and parquet(store):
        found += [*_trade(store, pair, day), *_votes(store, pair, day)]
    return tuple(found)


def _distance(store: Store, pair: Sequence[State], day: dt.date | None) -> Iterator[Figure]:
    of_kinds = reaches(store).of_kinds.items()
    known = {source: end for (source, kind), end in of_kinds if kind == f"{CM}Capital"}
    if not known:
        return
    source, last = max(known.items(), key=lambda one: (one[1], one[0]))
    when = min(day, last) if day else last
    rows = distances(store, when, [one.key for one in pair])
    for row in rows.iter_rows(named=True):
        says = _("Between the capitals, {a} and {b}")
        yield Figure(
            says.format(a=row["capital_a"], b=row["capital_b"]),
            _("{number} km").format(number=numeral(row["km"], ",.0f")),
            _("as the crow flies"),
            day_text(when),
            source_notes(store)[source],
            _(DISTANCE),
            _(GEOGRAPHY),
        )


def _trade(store: Embedded, pair: Sequence[State], day: dt.date | None) -> Iterator[Figure]:
    years = {
        int(one.first("year"))
        for one in pair_facts(store, *(one.key for one in pair))
        if one.first("type") == TRADE.kind and one.first("value") and one.first("year")
    }
    year = max((one for one in years if not day or one <= day.year), default=None)
    if year is None:
        return
    flows = _of_year(store, "trade", year)
    for source in held_by(store).having(TRADE.kind):
        column = f"{source.id}_flow_a_to_b"
        for matter, (a, b) in zip(GOODS, (pair, pair[::-1]), strict=True):
            sold = flows.filter(pl.col("a") == a.key, pl.col(column) > 0)
            sold = sold.sort(column, "b", descending=[True, False])
            names = sold.get_column("b").to_list()
            if b.key not in names:
                continue
            value, rank = sold[column][names.index(b.key)], names.index(b.key) + 1
            share = value / sold[column].sum()
            says = _("Goods from {a} to {b}")
            beside = _("{share} of what it is known to have sold; buyer {rank} of {count}")
            yield Figure(
                says.format(a=name_of(a.key, a.name), b=name_of(b.key, b.name)),
                _("{number} million US dollars").format(number=numeral(value / 1e6, ",.1f")),
                beside.format(share=numeral(share, ".2%"), rank=rank, count=len(names)),
                str(year),
                source_notes(store)[source.graph],
                _(matter),
                _(MONEY),
            )
        for matter, one in zip(PLACES, pair, strict=True):
            yield _place(store, one, flows, (source, str(year)), _(matter))


def _place(
    store: Store, one: State, flows: pl.DataFrame, of: tuple[Source, str], matter: str
) -> Figure:
    """With how many states one traded in a year, and its rank by all that it bought and sold."""
    source, year = of
    column = f"{source.id}_flow_a_to_b"
    known = flows.filter(pl.col(column) > 0).select("a", "b", value=column)
    both = pl.concat([known.rename({"a": "b", "b": "a"}).select("a", "b", "value"), known])
    traded = both.group_by("a").agg(pl.col("value").sum(), partners=pl.col("b").n_unique())
    mine = traded.filter(pl.col("a") == one.key)
    total, partners = float(mine["value"].sum()), int(mine["partners"].sum())
    rank = 1 + traded.filter(pl.col("value") > total).height
    beside = _("rank {rank} of {count} by all goods bought and sold, {number} million US dollars")
    money = numeral(total / 1e6, ",.0f")
    value = ngettext("{count} partner", "{count} partners", partners)
    return Figure(
        _("Trade of {name} with all").format(name=name_of(one.key, one.name)),
        value.format(count=numeral(partners)),
        beside.format(rank=rank, count=numeral(traded.height), number=money),
        year,
        source_notes(store)[source.graph],
        matter,
        _(POSITION),
    )


def _votes(store: Embedded, pair: Sequence[State], day: dt.date | None) -> Iterator[Figure]:
    sources = held_by(store).having(VOTES.kind)
    graphs = [source.graph for source in sources]
    calls = decisions(store, *(one.key for one in pair)).drop_nulls("start")
    calls = calls.filter(pl.col("source").is_in(graphs))
    counts = calls.group_by(pl.col("start").dt.year().alias("year")).len().sort("year")
    enough = counts.filter(pl.col("len") >= FEWEST, pl.col("year") <= (day or dt.date.max).year)
    year = max(enough.get_column("year"), default=None)
    if year is None:
        return
    both = sorted(one.key for one in pair)
    alike = _of_year(store, "votes", year)
    row = alike.filter(pl.concat_list("a", "b").list.sort() == pl.lit(both))
    for source in sources if row.height else ():
        n, agreed, s, kappa = (
            row[f"{source.id}_{name}"].item() for name in ("n", "agreement", "s", "kappa")
        )
        if not n:
            continue
        every = alike[f"{source.id}_agreement"].drop_nulls()
        below = every.filter(every < agreed).len() / every.len()
        if kappa is None:
            beside = _("S {s}; {share} of {pairs} pairs less alike")
        else:
            beside = _("S {s}, kappa {kappa}; {share} of {pairs} pairs less alike")
        yield Figure(
            _(VOTES_ALIKE),
            _("{share} of {count}").format(share=numeral(agreed, ".1%"), count=numeral(n)),
            beside.format(
                s=numeral(s, ".2f"),
                kappa="" if kappa is None else numeral(kappa, ".2f"),
                share=numeral(below, ".0%"),
                pairs=numeral(every.len()),
            ),
            str(year),
            source_notes(store)[source.graph],
            _(VOTES_ALIKE),
            _(MULTILATERAL),
        )


@lru_cache(maxsize=YEARS)
def _of_year(store: Embedded, what: str, year: int) -> pl.DataFrame:
    """Flows of goods, or similarity of votes, of all pairs of states in a year."""
    span, folder, by = (year, year), store.folder, store.as_known
    if what == "votes":
        return similarity(years=span, actors="all", as_known=by, folder=folder).frame
    return dyad_year(
        (what,), years=span, directed=True, actors="all", as_known=by, folder=folder
    ).frame


def thirds(store: Store, pair: Sequence[State]) -> tuple[Third, ...]:
    """Third states and territories to which both have most kinds of tie, at any time, best first.

    Kinds that tie two actors directly count once, however many ties there are.
    """
    tied = _tied(store)
    if tied is None:
        return ()
    mine, theirs = (
        tied.filter(pl.col("a") == one.iri).select("kind", third="b").unique() for one in pair
    )
    both = mine.join(theirs, on=["kind", "third"]).filter(
        ~pl.col("third").is_in([one.iri for one in pair])
    )
    names = pl.col("kind").replace_strict({key: one.label for key, one in kinds().items()})
    ranked = (
        both.with_columns(name=names)
        .group_by("third")
        .agg(pl.col("name").sort())
        .sort(pl.col("name").list.len(), "third", descending=[True, False])
        .head(MOST)
    )
    named = labels(store)
    return tuple(
        Third(thing(iri, named.get(iri, "")), tuple(names)) for iri, names in ranked.iter_rows()
    )


@lru_cache(maxsize=STORES)
def _tied(store: Store) -> pl.DataFrame | None:
    """Kinds by which two states or territories are tied: kind, a and b (IRIs), both ways."""
    held = parquet(store)
    if held is None:
        return None
    faces = [
        one.frame.select("dyad").unique().with_columns(kind=pl.lit(one.kind))
        for one in held.faces
        if "dyad" in one.columns and one.kind in kinds() and one.kind != "Gap"
    ]
    if not faces:
        return None
    dyads = pl.concat(pl.collect_all(faces)).drop_nulls().unique()
    ends = ends_of_all(ID + dyads["dyad"].unique()).group_by("value").agg(pl.col("end").sort())
    polity = pl.element().str.contains(f"^{ID}(state|territory)/")
    both = ends.filter(pl.col("end").list.eval(polity).list.all())
    rows = dyads.with_columns(value=ID + pl.col("dyad")).join(both, on="value")
    one = rows.select("kind", a=pl.col("end").list.first(), b=pl.col("end").list.last())
    return pl.concat([one, one.select("kind", a="b", b="a")]).unique()
