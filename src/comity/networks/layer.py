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
import math
from collections import defaultdict
from itertools import combinations, permutations
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from comity.errors import NetworkError
from comity.model.namespaces import ID
from comity.networks.measured import (
    KNOWN,
    Combine,
    Measured,
    Node,
    measured,
    nodes_of,
    state_nodes,
)
from comity.networks.origin import of_layers, origin
from comity.query.result import called
from comity.tables.column import NOT_APPLICABLE, POSSIBLY
from comity.tables.groups.group import Part
from comity.tables.holding import Holding
from comity.tables.offers import Offer, offers
from comity.tables.panel import Actors

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

Layer: TypeAlias = "nx.Graph | nx.DiGraph"
Multiplex: TypeAlias = "nx.MultiDiGraph"
Traces = dict[tuple[Node, Node], list[tuple[str, str]]]
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
    if within[0] > within[1]:
        raise NetworkError(f"no value is within {within[0]} and {within[1]}; write the least first")
    known = measured(
        measure,
        year,
        as_of=as_of,
        combine=combine,
        actors=actors,
        as_known=as_known,
        folder=folder,
    )
    first, day = known.first, known.day
    shown = known.frame.filter(pl.col("value").is_between(*within))
    made = tied(known, shown, _traces(known))
    given = {"within": within if within != EVERY else None, "combine": combine, "actors": actors}
    made.graph["call"] = _called((measure, first), day, given | {"as_known": as_known})
    made.graph |= {"manifest": known.held.manifest.hash(), "year": first, "actors": actors}
    if day:
        _doubt(made, shown)
        made.graph["as_of"] = str(day)
    made.graph["sources"] = sorted({known.offer.source.graph, known.units.source.graph})
    made.graph |= _about(known.offer, combine) | {"unknown": _unknown(known.frame, made)}
    return made


def tied(known: Measured, shown: pl.DataFrame, traces: Traces | None = None) -> Layer:
    """The nodes of what is known, and as ties the rows of its frame that are shown and not zero.

    Args:
        known: what is known of each two states.
        shown: rows of its frame.
        traces: the records that ties rest on, by their ends; none by default.
    """
    import networkx as nx  # noqa: PLC0415

    made = nx.DiGraph() if known.directed else nx.Graph()
    made.add_nodes_from(state_nodes(known.units))
    _join(made, shown, known.offer, traces or {})
    return made


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


def measures(held: Holding) -> dict[str, str]:
    """The measures that a layer can be of, by name, and what each is."""
    return {name: offer.says() for name, offer in offers(held).items()}


def _about(offer: Offer, combine: Combine | None) -> dict[str, str]:
    """What a graph of a measure says of itself."""
    unit, universe = offer.measure.unit, offer.universe
    says = f"{offer.says()}; {combine} of both directions" if combine else offer.says()
    return {"measure": offer.name, "says": says, "unit": unit, "universe": universe}


def _weighed(offer: Offer, value: float) -> dict[str, object]:
    """The weight of an edge; a number that stands for words is none."""
    labels = offer.measure.labels
    if not labels:
        return {"weight": value}
    return {"weight": 1.0, "code": int(value), "label": labels[int(value)]}


def _join(made: Layer, cells: pl.DataFrame, asked: Offer, traces: Traces) -> None:
    """Adds the edges, each with what it rests on."""
    for a, b, value in cells.filter(pl.col("value") != 0).select("a", "b", "value").iter_rows():
        made.add_edge(a, b, **_weighed(asked, value), source=asked.source.graph)
        back = [] if made.is_directed() else traces.get((b, a), [])
        if records := sorted({*traces.get((a, b), []), *back}):
            made[a][b]["iri"] = " ".join(iri for iri, _ in records)
            made[a][b]["locator"] = " ".join(dict.fromkeys(place for _, place in records))


def _doubt(made: Layer, cells: pl.DataFrame) -> None:
    """Tells the ties that may or may not have held on the day."""
    for a, b, meaning in cells.select("a", "b", "meaning").iter_rows():
        if made.has_edge(a, b):
            made[a][b]["possibly"] = meaning == POSSIBLY


def _traces(known: Measured) -> Traces:
    """The records of two units in the year, by IRI and locator."""
    found: Traces = defaultdict(list)
    group, units = known.offer.group, known.units
    if group.name in TRACED:
        ties = Part(known.held, known.offer.source, units, units).dyadic(group.kind)
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
