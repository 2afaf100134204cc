"""What is known of each two states of a list in a year or on a day, by one measure of ties.

Nodes are states by their number in the list, or where comity's own list is asked for by the key of
the last state that continues them, so that a node is the same in every year.
"""

import datetime as dt
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from comity.errors import NetworkError
from comity.model.states import later, polities
from comity.tables.column import POSSIBLY, VALUE, ZERO
from comity.tables.groups.group import Part
from comity.tables.holding import Holding, holding
from comity.tables.offers import Offer, offers
from comity.tables.panel import LISTS, Actors, Panel, panel
from comity.tables.years import WAYS, of_dyads, span_of

Combine = Literal["sum", "mean", "max", "min"]
Node = int | str
KNOWN = (VALUE, ZERO, POSSIBLY)


@dataclass(frozen=True)
class Measured:
    """What is known of each two states.

    ``frame`` has a row for each two nodes that existed together, and each direction where the
    measure has one: a, b, value (Float64), meaning (one of ``comity.tables.column.MEANINGS``).
    ``first`` is the year; of a day, ``day`` is that.
    """

    offer: Offer
    held: Holding
    units: Panel
    frame: pl.DataFrame
    first: int
    day: dt.date | None
    directed: bool


def measured(
    measure: str,
    year: int | None = None,
    *,
    as_of: dt.date | str | None = None,
    combine: Combine | None = None,
    actors: Actors = "cow",
    as_known: str = "",
    folder: Path | None = None,
) -> Measured:
    """What is known of each two states; see ``comity.networks.layer.layer`` for what is given.

    Raises:
        NetworkError: no measure of what is built has that name, or it has no directions to combine.
        StoreMissingError: no graph has been built there.
        TableError: the list of states is not built, or does not reach that year; the day is none;
            or both are given, or neither.
        QuestionError: ``as_known`` is no day, month or year.
    """
    span, day = span_of((year, year) if year is not None else None, as_of)
    held = holding(folder, as_known)
    asked = _named(held, measure)
    if combine and not asked.measure.directed:
        raise NetworkError(f"{measure} has no directions to combine; leave out combine={combine!r}")
    units = panel(held, actors, span, day=day)
    frame = _cells(held, asked, units, combine)
    return Measured(asked, held, units, frame, span[0], day, asked.measure.directed and not combine)


def state_nodes(units: Panel) -> Iterable[tuple[Node, dict[str, object]]]:
    """The units of a list as nodes with what is said of them."""
    nodes = nodes_of(units)
    names = dict(polities().select("key", "name").iter_rows())
    for _, unit, key in units.units().iter_rows():
        number = {"number": unit} if units.actors in LISTS else {}
        yield nodes[unit], {"key": key, "name": names[key], **number}


def nodes_of(units: Panel) -> dict[int, Node]:
    """The node that each unit is."""
    numbered = units.actors in LISTS
    return {unit: unit if numbered else later(key) for _, unit, key in units.units().iter_rows()}


def _named(held: Holding, measure: str) -> Offer:
    there = offers(held)
    if measure in there:
        return there[measure]
    near = difflib.get_close_matches(measure, there, n=3, cutoff=0.3)
    listed = f"'comity layers list' names the {len(there)} that there are"
    hint = f"near are {', '.join(near)}" if near else listed
    raise NetworkError(f"no measure of what is built is called {measure!r}; {hint}")


def _cells(held: Holding, asked: Offer, units: Panel, combine: Combine | None) -> pl.DataFrame:
    """What is known of each two nodes: a, b, value, meaning."""
    dyads, nodes = units.dyads(directed=False), nodes_of(units)
    part = Part(held, asked.source, units, units)
    made = {column.name: cells for column, *cells in of_dyads(asked.group, part, dyads)}
    sides = []
    for a, b in WAYS if asked.measure.directed else WAYS[:1]:
        column = f"{asked.name}_{a}_to_{b}" if asked.measure.directed else asked.name
        ends = {
            name: dyads.get_column(end).replace_strict(nodes) for name, end in (("a", a), ("b", b))
        }
        value, meaning = (
            cells.cast(dtype)
            for cells, dtype in zip(made[column], (pl.Float64, pl.String), strict=True)
        )
        sides.append(pl.DataFrame(ends | {"value": value, "meaning": meaning}))
    return _both(sides[0], sides[1], combine) if combine else pl.concat(sides)


def _both(forth: pl.DataFrame, back: pl.DataFrame, combine: Combine) -> pl.DataFrame:
    """One value of those of both directions, and none where either is not known."""
    other = back.select(other="value", says="meaning")
    together = pl.concat([forth, other], how="horizontal")
    two = pl.concat_list("value", "other").list
    value = {"sum": two.sum(), "mean": two.mean(), "max": two.max(), "min": two.min()}[combine]
    lacking = [~pl.col(name).is_in(KNOWN) for name in ("meaning", "says")]
    unsure = (pl.col("meaning") == POSSIBLY) | (pl.col("says") == POSSIBLY)
    known = ~lacking[0] & ~lacking[1]
    told = pl.when(lacking[0]).then("meaning").when(lacking[1]).then("says")
    meaning = told.when(unsure).then(pl.lit(POSSIBLY)).otherwise(pl.lit(VALUE))
    return together.select("a", "b", value=pl.when(known).then(value), meaning=meaning)
