"""Every dyad of all states by one measure in a year, or what became of it by another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from comity.errors import NetworkError, QuestionError
from comity.model.states import State, later, name_of, state
from comity.model.words import _
from comity.networks.dyads import CHANGES, Grid, change, grid
from comity.networks.measured import Measured, Node, measured, state_nodes
from comity.networks.order import ORDERS, Order, ordered
from comity.query.result import called
from comity.tables.column import MEANINGS, VALUE
from comity.tables.offers import Offer


@dataclass(frozen=True)
class Seat:
    """A state as a row and a column: what it is called and was called, and where it exists.

    ``key`` and ``year`` are of the end of the year that its page is linked for.
    """

    node: Node
    name: str
    before: str
    key: str
    now: bool
    then: bool


@dataclass(frozen=True)
class Matrix:
    """Every dyad of the states of a year, in the order in which they are shown.

    ``now`` is of the year, ``then`` of the other or none, ``grid`` what is drawn: the one, or its
    difference from the other.
    """

    offer: Offer
    year: int
    against: int | None
    seats: Sequence[Seat]
    order: Order
    note: str
    now: Grid
    then: Grid | None
    grid: Grid
    call: str
    manifest: str
    sources: Sequence[str]

    @property
    def words(self) -> Mapping[int, str]:
        """What its numbers stand for; nothing where they are numbers."""
        labels = self.offer.measure.labels
        words = CHANGES if labels and self.then else labels
        return {number: _(word) for number, word in words.items()}


def matrix(
    folder: Path,
    kind: str,
    years: tuple[int, int | None],
    *,
    order: str = "",
    among: Sequence[str] = (),
    as_known: str = "",
) -> Matrix:
    """What is known of every dyad by one measure in a year, or how it changed.

    Args:
        folder: where the store is.
        kind: a measure; see ``comity.networks.measured``.
        years: the year, and the other that it is set against or none.
        order: one of ``comity.networks.order.ORDERS``; by default by region, or of few by name.
        among: keys of the only states that are shown; all by default.
        as_known: a day, month or year: of sources that had certainly come out by its last day.

    Raises:
        NetworkError: there is no such measure or order.
        UnknownStateError: nothing has one of the keys.
    """
    year, against = years
    now = measured(kind, year, actors="all", as_known=as_known, folder=folder)
    then = (
        measured(kind, against, actors="all", as_known=as_known, folder=folder) if against else None
    )
    seats, missing = _seats(now, then, among)
    arranged, note = _arranged(now, seats, order or "region")
    arranged = _apart(arranged, seats, years, missing)
    placed = [seats[node] for _, block in arranged.blocks for node in block]
    nodes = [one.node for one in placed]
    of_now, of_then = grid(now, nodes), grid(then, nodes) if then else None
    words = bool(now.offer.measure.labels)
    drawn = change(of_now, of_then, words=words) if of_then else of_now
    calls = [
        called("layer", kind, one, actors="all", as_known=as_known)
        for one in years
        if one is not None
    ]
    return Matrix(
        now.offer,
        year,
        against,
        placed,
        arranged,
        note,
        of_now,
        of_then,
        drawn,
        ", ".join(calls),
        now.held.manifest.hash(),
        sorted({now.offer.source.graph, now.units.source.graph}),
    )


def _seats(
    now: Measured, then: Measured | None, among: Sequence[str]
) -> tuple[dict[Node, Seat], list[Node]]:
    """The states of the years, or those of them that are named; and those that were in neither."""
    named: dict[Node, State] = {later(state(one).key): state(one) for one in among}
    facts = [dict(state_nodes(one.units)) if one else {} for one in (now, then)]
    found: dict[Node, Seat] = {}
    for node in dict.fromkeys([*facts[0], *facts[1]]):
        if named and node not in named:
            continue
        has, had = facts[0].get(node), facts[1].get(node)
        one = has or had or {}
        key, earlier = str(one["key"]), had or one
        name, before = name_of(key, str(one["name"])), str(earlier["name"])
        before = name_of(str(earlier["key"]), before)
        found[node] = Seat(node, name, before if before != name else "", key, bool(has), bool(had))
    absent = [node for node in named if node not in found]
    for node in absent:
        wanted = named[node]
        name = name_of(wanted.key, wanted.name)
        found[node] = Seat(node, name, "", wanted.key, now=False, then=False)
    return found, list(absent)


def _arranged(now: Measured, seats: Mapping[Node, Seat], by: str) -> tuple[Order, str]:
    """The states of the year in order; by region where they have no such order, and why."""
    names = {node: one.name for node, one in seats.items() if one.now}
    if by not in ORDERS:
        wrong = _("there is no order {order}; there are {orders}")
        raise QuestionError(wrong.format(order=repr(by), orders=", ".join(ORDERS)))
    try:
        return ordered(now, names, by), ""
    except NetworkError as error:
        note = _("Not by {order}: {why}").format(order=_(ORDERS[by]), why=error)
        return ordered(now, names, "region"), note


def _apart(
    arranged: Order,
    seats: Mapping[Node, Seat],
    years: tuple[int, int | None],
    absent: Sequence[Node],
) -> Order:
    """States that exist in one of two years only, or in none, in blocks of their own at the end."""
    year, against = years
    blocks = list(arranged.blocks)
    if against is not None:
        alone = [node for node, one in seats.items() if one.now and not one.then]
        blocks = [(name, tuple(n for n in block if n not in alone)) for name, block in blocks]
        gone = [node for node, one in seats.items() if one.then and not one.now]
        only = _("only in {year}")
        blocks += [(only.format(year=year), tuple(alone)), (only.format(year=against), tuple(gone))]
    if against is None:
        name = _("did not exist in {year}").format(year=year)
    else:
        name = _("did not exist in {year} or {other}").format(year=year, other=against)
    blocks.append((name, tuple(absent)))
    return replace(arranged, blocks=tuple(one for one in blocks if one[1]))


def dyads_frame(shown: Matrix) -> pl.DataFrame:
    """A row for each dyad, those with a value first, the strongest of them first.

    Columns: from_key, to_key, from, to (without direction in no order), value, missing (one of
    ``comity.tables.column.MEANINGS``); of two years value is their difference (words: a number of
    ``comity.networks.dyads.CHANGES``), and value and missing of each have its year behind them.
    """
    which = np.nonzero(shown.grid.dyads)
    columns: dict[str, object] = {}
    for name, read in (("key", "key"), ("", "name")):
        for end, places in zip(("from", "to"), which, strict=True):
            texts = np.array([str(getattr(one, read)) for one in shown.seats], dtype=object)
            columns[f"{end}_{name}".rstrip("_")] = pl.Series(texts[places], dtype=pl.String)
    parts = [("", shown.grid)]
    if shown.then:
        parts += [(f"_{shown.year}", shown.now), (f"_{shown.against}", shown.then)]
    for suffix, one in parts:
        columns[f"value{suffix}"] = pl.Series(one.values[which]).fill_nan(None)
        told = pl.Series(one.told[which], dtype=pl.Int8)
        names = dict(enumerate(MEANINGS))
        columns[f"missing{suffix}"] = told.replace_strict(names, return_dtype=pl.String)
    frame = pl.DataFrame(columns)
    strength = pl.col("value").abs() * (1 if turned(shown) else -1)
    empty = pl.col("missing") != VALUE
    by = [empty, pl.when(~empty).then(strength), "from", "to", "from_key", "to_key"]
    return frame.sort(by, maintain_order=True)


def turned(shown: Matrix) -> bool:
    """Whether the least is the strongest."""
    return shown.offer.measure.nearer and shown.then is None
