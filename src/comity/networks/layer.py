"""One kind of tie among all states of a list in a year or on a day, as a networkx graph.

The actor set is whole: a state without ties is a node, and ties that the source does not know of
are named, as a model of a network must tell them from ties that are not there.

Nodes are states by their number in the list (where comity's own list is asked for, by the key of
the last state that continues them), so that a node is the same in every year. They have ``key``
(that of the end of the year), ``name`` and, where the list has numbers, ``number``.

Edges have ``weight`` and ``source`` (IRI of the release); ``iri`` and ``locator`` of the records of
the two that hold in the year, with spaces between, where the measure is counted from such records;
and where numbers stand for words (how two states border), ``code`` and ``label``, with 1 as weight.
As of a day they have ``possibly``: whether the source's dates are too coarse to tell that the tie
held on it, with this weight.

``graph.graph`` has ``call`` and ``manifest`` (what gives the same graph again), ``measure``,
``says``, ``unit``, ``year``, as of a day ``as_of`` (as text), ``actors``, ``sources`` (IRIs;
``cite(graph)`` gives BibTeX),
``universe`` (whom the source speaks of, in words) and ``unknown``: by what it means that there is
no value (``missing``, ``not applicable``, ``outside coverage``), the pairs of nodes of whom it is
so. All other pairs without an edge have no tie, or one that was not asked for.
"""

import datetime as dt
import difflib
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, permutations
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from comity.errors import NetworkError
from comity.files.source import Source
from comity.model.namespaces import ID
from comity.model.states import later, state
from comity.networks.origin import of_layers, origin
from comity.query.result import called
from comity.tables.column import NOT_APPLICABLE, POSSIBLY, VALUE, ZERO
from comity.tables.groups import GROUPS
from comity.tables.groups.group import Group, Measure, Part
from comity.tables.holding import Holding, holding
from comity.tables.panel import LISTS, Actors, Panel, panel
from comity.tables.years import WAYS, of_dyads, span_of

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

Layer: TypeAlias = "nx.Graph | nx.DiGraph"
Multiplex: TypeAlias = "nx.MultiDiGraph"
Combine = Literal["sum", "mean", "max", "min"]
Node = int | str
Traces = dict[tuple[Node, Node], list[tuple[str, str]]]
KNOWN = (VALUE, ZERO, POSSIBLY)
EVERY = (-math.inf, math.inf)
TRACED = {
    "trade",
    "alliances",
    "contiguity",
    "missions",
    "sanctions",
    "disputes",
    "export_shares",
    "import_shares",
    "land_borders",
    "accreditations",
    "events",
}
"""Groups whose ties are records of two states that hold in the year that they are counted in."""


def layer(  # noqa: PLR0913 - each says which ties there are
    measure: str,
    year: int | None = None,
    *,
    as_of: dt.date | str | None = None,
    within: tuple[float, float] = EVERY,
    combine: Combine | None = None,
    actors: Actors = "cow",
    as_known: str = "",
    folder: Path | None = None,
) -> Layer:
    """The ties of two states of which a measure is known, not zero, and within a range.

    A ``DiGraph`` where the measure has a direction, else a ``Graph``; see the module
    ``comity.networks.layer`` for what nodes, edges and graph hold. As of a day the nodes are the
    states that existed on it, and ties those that held on it, by the rules of ``dyad_year``: what
    is of a year is of that day's year.

    Args:
        measure: a column of ``dyad_year`` without its direction, such as ``cow_trade_flow``,
            ``cow_igo_joint_full``, ``atop_defence`` or ``unga_votes_kappa``.
        year: the year.
        as_of: a day, instead of the year.
        within: least and most that the value may be, both inclusive.
        combine: makes one tie of those of both directions; where one is not known, neither is it.
        actors: whose list of states: ``cow``, ``gw``, or ``all`` that comity knows.
        as_known: a day, month or year: of sources that had certainly come out by its last day.
        folder: where the store is; comity's own by default.

    Raises:
        NetworkError: no measure of what is built has that name, it has no directions to combine, or
            the range runs backwards.
        StoreMissingError: no graph has been built there.
        TableError: the list of states is not built, or does not reach that year; the day is none;
            or both are given, or neither.
        QuestionError: ``as_known`` is no day, month or year.
    """
    import networkx as nx  # noqa: PLC0415

    (first, last), day = span_of((year, year) if year is not None else None, as_of)
    held = holding(folder, as_known)
    asked = _named(held, measure)
    _see_that_it_fits(asked, within, combine)
    units = panel(held, actors, (first, last), day=day)
    cells = _cells(held, asked, units, combine)
    made = nx.DiGraph() if asked.measure.directed and not combine else nx.Graph()
    made.add_nodes_from(state_nodes(units))
    shown = cells.filter(pl.col("value").is_between(*within))
    _join(made, shown, asked, _traces(held, asked, units))
    if day:
        _doubt(made, shown)
    given = {"within": within if within != EVERY else None, "combine": combine, "actors": actors}
    made.graph["call"] = _called((measure, first), day, given | {"as_known": as_known})
    made.graph["manifest"] = held.manifest.hash()
    made.graph |= {"year": first, "as_of": str(day)} if day else {"year": first}
    made.graph |= {"actors": actors, "sources": sorted({asked.source.graph, units.source.graph})}
    made.graph |= asked.about(combine) | {"unknown": _unknown(cells, made)}
    return made


def _see_that_it_fits(
    asked: "_Asked", within: tuple[float, float], combine: Combine | None
) -> None:
    if within[0] > within[1]:
        raise NetworkError(f"no value is within {within[0]} and {within[1]}; write the least first")
    if combine and not asked.measure.directed:
        raise NetworkError(
            f"{asked.name} has no directions to combine; leave out combine={combine!r}"
        )


def _called(asked: tuple[str, int], day: dt.date | None, given: dict[str, object]) -> str:
    measure, year = asked
    when = (measure,) if day else (measure, year)
    return called("layer", *when, as_of=str(day or ""), **given).replace("inf", "math.inf")


def multiplex(*layers: Layer) -> Multiplex:
    """Several layers, of several kinds of ties or years, in one graph with parallel edges.

    A node is there where it is in any layer, with what the latest says of it. An edge is keyed by
    its measure and year, or day, and has besides what it had ``measure``, ``year``, ``start`` and
    ``end`` (first and last day of the year, or the day, as text) and ``directed``; a tie without
    direction is an edge each way. ``graph.graph`` has ``call``, ``manifest``, ``sources`` and, by
    the same keys, what each layer said of itself in ``layers``.

    Raises:
        NetworkError: no layer is given, two have the same measure and year or day, or their lists
            of states differ.
    """
    import networkx as nx  # noqa: PLC0415

    if not layers:
        raise NetworkError("a network of layers needs one at the least")
    of_layers(layers)
    if len({one.graph["actors"] for one in layers}) != 1:
        raise NetworkError("layers of one network need the same list of states: one for actors=")
    made = nx.MultiDiGraph()
    said: dict[str, dict[str, str]] = {}
    ordered = sorted(layers, key=lambda one: (*days_of(one), one.graph["measure"]))
    for one in ordered:
        measure, year = one.graph["measure"], one.graph["year"]
        key = f"{measure} {one.graph.get('as_of', year)}"
        if key in said:
            raise NetworkError(f"{key} is given twice; give each layer once")
        said[key] = dict(one.graph)
        made.add_nodes_from(one.nodes(data=True))
        days = dict(zip(("start", "end"), days_of(one), strict=True))
        about = {"measure": measure, "year": year, **days, "directed": one.is_directed()}
        ways = one.edges(data=True) if one.is_directed() else one.to_directed().edges(data=True)
        made.add_edges_from((a, b, key, facts | about) for a, b, facts in ways)
    found = origin(ordered, "multiplex")
    made.graph |= {**found, "sources": list(found["sources"]), "layers": said}
    return made


def days_of(graph: "nx.Graph") -> tuple[str, str]:
    """The first and the last day that a layer is of, as text."""
    year = graph.graph["year"]
    day = graph.graph.get("as_of")
    return day or f"{year:04}-01-01", day or f"{year:04}-12-31"


def named_nodes(graph: "nx.Graph") -> pl.DataFrame:
    """A row for each node: node and, where nodes have them, key and name."""
    found = {"node": list(graph)}
    for name in ("key", "name"):
        values = [facts.get(name) for _, facts in graph.nodes(data=True)]
        if any(value is not None for value in values):
            found[name] = values
    return pl.DataFrame(found)


@dataclass(frozen=True)
class _Asked:
    """A measure of a source, by the name of its column."""

    name: str
    group: Group
    source: Source
    measure: Measure

    def about(self, combine: Combine | None) -> dict[str, str]:
        """What a graph of it says of itself."""
        says = self.measure.says.format(a="the first", b="the second")
        covers = self.source.description.coverage
        spoken = dict.fromkeys(one.universe for one in covers if one.kind == self.group.kind)
        return {
            "measure": self.name,
            "says": f"{says}; {combine} of both directions" if combine else says,
            "unit": self.measure.unit,
            "universe": "; ".join(spoken),
        }

    def weighed(self, value: float) -> dict[str, object]:
        """The weight of an edge; a number that stands for words is none."""
        labels = self.measure.labels
        if not labels:
            return {"weight": value}
        return {"weight": 1.0, "code": int(value), "label": labels[int(value)]}


def measures(held: Holding) -> dict[str, str]:
    """The measures that a layer can be of, by name, and what each is."""
    return {name: asked.about(None)["says"] for name, asked in _there(held).items()}


def _there(held: Holding) -> dict[str, _Asked]:
    return {
        f"{source.id}_{one.name}": _Asked(f"{source.id}_{one.name}", group, source, one)
        for group in GROUPS.values()
        for source in held.having(group.holds or group.kind)
        if group.covers(source)
        for one in group.of_dyads
    }


def _named(held: Holding, measure: str) -> _Asked:
    there = _there(held)
    if measure in there:
        return there[measure]
    near = difflib.get_close_matches(measure, there, n=3, cutoff=0.3)
    listed = f"'comity layers list' names the {len(there)} that there are"
    hint = f"near are {', '.join(near)}" if near else listed
    raise NetworkError(f"no measure of what is built is called {measure!r}; {hint}")


def state_nodes(units: Panel) -> Iterable[tuple[Node, dict[str, object]]]:
    """The units of a list as nodes with what is said of them."""
    nodes = nodes_of(units)
    for _, unit, key in units.units().iter_rows():
        number = {"number": unit} if units.actors in LISTS else {}
        yield nodes[unit], {"key": key, "name": state(key).name, **number}


def nodes_of(units: Panel) -> dict[int, Node]:
    """The node that each unit is."""
    numbered = units.actors in LISTS
    return {unit: unit if numbered else later(key) for _, unit, key in units.units().iter_rows()}


def _cells(held: Holding, asked: _Asked, units: Panel, combine: Combine | None) -> pl.DataFrame:
    """What is known of each two nodes: a, b, value, meaning."""
    dyads, nodes = units.dyads(directed=False), nodes_of(units)
    part = Part(held, asked.source, units, units)
    made = {column.name: cells for column, *cells in of_dyads(asked.group, part, dyads)}
    sides = []
    for a, b in WAYS if asked.measure.directed else WAYS[:1]:
        column = f"{asked.name}_{a}_to_{b}" if asked.measure.directed else asked.name
        if column not in made:
            raise NetworkError(f"the source has no {asked.name}; ask for another of its measures")
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


def _join(made: Layer, cells: pl.DataFrame, asked: _Asked, traces: Traces) -> None:
    """Adds the edges, each with what it rests on."""
    for a, b, value in cells.filter(pl.col("value") != 0).select("a", "b", "value").iter_rows():
        made.add_edge(a, b, **asked.weighed(value), source=asked.source.graph)
        back = [] if made.is_directed() else traces.get((b, a), [])
        if records := sorted({*traces.get((a, b), []), *back}):
            made[a][b]["iri"] = " ".join(iri for iri, _ in records)
            made[a][b]["locator"] = " ".join(dict.fromkeys(place for _, place in records))


def _doubt(made: Layer, cells: pl.DataFrame) -> None:
    """Tells the ties that may or may not have held on the day."""
    for a, b, meaning in cells.select("a", "b", "meaning").iter_rows():
        if made.has_edge(a, b):
            made[a][b]["possibly"] = meaning == POSSIBLY


def _traces(held: Holding, asked: _Asked, units: Panel) -> Traces:
    """The records of two units in the year, by IRI and locator."""
    found: Traces = defaultdict(list)
    if asked.group.name in TRACED:
        ties = Part(held, asked.source, units, units).dyadic(asked.group.kind)
        nodes = nodes_of(units)
        for a, b, iri, locator in ties.select("a", "b", "iri", "locator").collect().iter_rows():
            found[nodes[a], nodes[b]].append((ID + iri, locator))
    return found


def _unknown(cells: pl.DataFrame, made: Layer) -> dict[str, list[tuple[Node, Node]]]:
    """Pairs of nodes by why nothing is known of them, those that never met among them."""
    found: dict[str, list[tuple[Node, Node]]] = defaultdict(list)
    told = {(a, b): meaning for a, b, meaning in cells.select("a", "b", "meaning").iter_rows()}
    # Nodes are in the order of their units, and a dyad's first is the lesser.
    for pair in (permutations if made.is_directed() else combinations)(made, 2):
        meaning = told.get(pair, NOT_APPLICABLE)
        if meaning not in KNOWN:
            found[meaning].append(pair)
    return dict(found)
