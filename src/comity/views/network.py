"""Interactive networks of ties, each on one page that opens anywhere and requests nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx  # type: ignore[import-untyped]
from pyvis.network import Network  # type: ignore[import-untyped]

from comity.answers.dyads import two_modes
from comity.model.ontology import ancestors
from comity.model.ontology import kinds as every_kind
from comity.model.records import Kind, Made
from comity.model.words import N_, _, day_text, ngettext, numeral
from comity.views.layout import (
    Pair,
    Weight,
    around,
    communities,
    measured,
    measured_of_two_modes,
    ranked,
    ranked_of_two_modes,
    surprising,
    whole,
)
from comity.views.page import Page
from comity.views.ties import Node, Tie, frame, node_of, tie_columns, tie_of

SHOWN = 100
NAMED = 3
PAIRS = 400
MOST_PAIRS = 20_000
"""So many pairs are drawn, and can be: all that 200 states form."""
MANY_NODES, MANY_LINES = 1_000, 3_000
"""What is more is drawn by WebGL."""
SHAPES = {
    "state": "dot",
    "territory": "dot",
    "body": "square",
    "agreement": "triangle",
    "person": "diamond",
}
"""The shape of each kind of node; of others it is ``OTHER``."""
OTHER = "triangleDown"
OPTIONS = {
    "autoResize": False,
    "physics": False,
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": True,
        "tooltipDelay": 120,
        "selectConnectedEdges": False,
    },
    "nodes": {"shape": "dot", "borderWidth": 1},
    "edges": {"smooth": False, "hoverWidth": 0, "selectionWidth": 0},
}


@dataclass(frozen=True)
class View:
    """What of a graph is drawn, and where."""

    nodes: Sequence[Node]
    ties: Sequence[Tie]
    kinds: Sequence[Kind]
    centre: int | None
    weights: Mapping[Pair, Weight]
    pairs: Sequence[Pair]
    groups: Sequence[int]
    places: Sequence[tuple[float, float]]
    measures: Mapping[str, Sequence[float]]
    most_pairs: int
    modes: bool
    """Whether it is of two modes: all ties are of a member with what it is a member of."""
    overlap: Sequence[str]
    """Names of what is of both modes."""

    @property
    def cut(self) -> str:
        """By what the pairs are chosen that are drawn, where not all are."""
        if self.pairs and self.centre in self.pairs[: self.most_pairs][-1]:
            return _("those of most kinds of ties first, then of most ties")
        return _("least expected first") if self.modes else _("disparity filter")


def network_page(
    net: nx.MultiDiGraph,
    *,
    title: str,
    centre: str | None = None,
    most_pairs: int = PAIRS,
    path: str = "",
    given: Mapping[str, str] | None = None,
    beside: Sequence[tuple[str, str]] = (),
) -> Page:
    """A page with the network, its legend, its filters and a table of all its ties.

    Args:
        net: Nodes with ``label``, ``kind`` and ``href``; ties with ``kind``, ``start``, ``end``,
            ``year``, ``value``, ``unit``, ``source``, ``source_title``, ``locator``, ``iri``,
            ``href``, ``when`` and ``sentence``; ``citation`` and ``subtitle`` on the graph.
        title: Heading of the page.
        centre: The node around which the others stand; without it the network is drawn whole.
        most_pairs: How many pairs are drawn at most; the table always has all ties.
        path: The page's address without what is asked of it, where it has one.
        given: What is asked of it: ``kind`` (classes with commas between them), ``at``, the day,
            ``known``, by when it was known, ``states``, ``pairs`` and ``near``. With the last the
            page's data are what its drawing reads.
        beside: other pages of the same ties: what they are called, and their addresses.

    Raises:
        KeyError: ``centre`` is no node of the graph.
    """
    view = _view(net, centre, most_pairs)
    shows = _shows(net, view) | {"beside": beside, "grows": bool(path)}
    made = Made(*(str(net.graph.get(name, "")) for name in ("call", "manifest", "bibtex")))
    page = Page(
        "network.html",
        title,
        shows,
        table=lambda: frame(view.nodes, view.ties),
        cited=sorted({tie.source for tie in view.ties}),
        made=made,
        path=path,
        given=given or {},
    )
    drawn = _drawing(view)
    payload = _payload(view, drawn)
    payload |= {"title": title, "subtitle": shows["subtitle"], "citation": shows["citation"]}
    payload |= {"address": page.address(), "near": net.graph.get("near")}
    scripts = (_renderer(view, len(drawn.edges)), "page")
    return replace(
        page, scripts=scripts, payload=payload, data=payload if payload["near"] else None
    )


def _shows(net: nx.MultiDiGraph, view: View) -> dict[str, object]:
    """What the template shows."""
    subtitle, citation = (str(net.graph.get(name, "")) for name in ("subtitle", "citation"))
    counts = Counter(tie.kind.name for tie in view.ties)
    asked = net.graph.get("kinds", ())
    return {
        "day": str(net.graph.get("as_of", "")),
        "among": None if view.centre is not None else ",".join(net.graph.get("states", ())),
        "choices": _choices(net.graph.get("there", {}) | net.graph.get("besides", {}), asked),
        "subtitle": subtitle,
        "citation": citation,
        "kinds": [(kind, counts[kind.name]) for kind in view.kinds],
        "groups": _group_names(view),
        "rows": view.ties[:SHOWN],
        "total": len(view.ties),
        "undated": sum(_undated(tie) for tie in view.ties),
        "years": _years(view.ties),
        "drawn": (min(view.most_pairs, len(view.pairs)), len(view.pairs)),
        "cut": view.cut,
        "modes": view.modes,
        "overlap": view.overlap,
        "empty": _empty(net) if not view.ties else "",
        "gathered": [
            _gathered(title, count) for _iri, title, count in net.graph.get("gathered", ())
        ],
        "most": (view.most_pairs, MOST_PAIRS),
        "measures": list(view.measures),
        "shapes": _shapes(view),
        "node_count": len(view.nodes),
        "labels": [node.label for node in view.nodes],
    }


def _gathered(title: str, count: int) -> str:
    """That a source has more of what was asked for than can be drawn."""
    said = _(
        "{source} has {count} ties of these kinds, too many to draw each: they are gathered by "
        "state, and none of them is in this network."
    )
    return said.format(source=title, count=numeral(count))


def _empty(net: nx.MultiDiGraph) -> str:
    """Why nothing is drawn."""
    day, others = net.graph.get("as_of"), net.graph.get("others", 0)
    said = _("No tie of these kinds and ends is known to have held.")
    if day:
        said = _("No tie of these kinds and ends is known to have held on {day}.")
        said = said.format(day=day_text(day))
    if not others:
        return said
    there = ngettext(
        "There is {count} of other kinds, ends or days.",
        "There are {count} of other kinds, ends or days.",
        others,
    )
    return f"{said} {there.format(count=numeral(others))}"


def _renderer(view: View, lines: int) -> str:
    """The script that draws so many nodes and lines."""
    return "network-gl" if len(view.nodes) > MANY_NODES or lines > MANY_LINES else "network"


def _shapes(view: View) -> list[tuple[str, str, int]]:
    """Each shape with the kinds of nodes that have it, and how many these are, if there are two."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for node in view.nodes:
        kinds[SHAPES.get(node.kind, OTHER)][node.kind or N_("other")] += 1
    most = sorted(kinds.items(), key=lambda one: (-one[1].total(), one[0]))
    named = [(shape, ", ".join(map(_, sorted(of))), of.total()) for shape, of in most]
    return named if len(named) > 1 else []


def drawing(net: nx.MultiDiGraph, *, centre: str | None = None, most_pairs: int = PAIRS) -> Network:
    """The drawn part of a graph as a pyvis network: nodes with places, one edge a pair and kind."""
    return _drawing(_view(net, centre, most_pairs))


def _view(net: nx.MultiDiGraph, centre: str | None, most_pairs: int) -> View:
    keys = sorted(net.nodes, key=str)
    number = {key: at for at, key in enumerate(keys)}
    if centre is not None and centre not in number:
        raise KeyError(f"{centre} is no node of the network, which has {len(keys)}")
    middle = None if centre is None else number[centre]
    nodes = [node_of(str(key), net.nodes[key]) for key in keys]
    ties = sorted((tie_of(number[a], number[b], d) for a, b, d in net.edges(data=True)), key=_order)
    weights = _weights(ties)
    modes = middle is None and bool(ties) and two_modes().issuperset(t.kind.name for t in ties)
    pairs = ranked_of_two_modes(weights) if modes else ranked(weights, middle)
    drawn = pairs[:most_pairs]
    ungrouped = modes or middle is not None
    groups = [-1] * len(nodes) if ungrouped else communities(len(nodes), weights)
    if middle is not None:
        ring, near = (
            _ring(nodes, weights),
            {node for pair in drawn if middle in pair for node in pair},
        )
        parts = [[node for node in ring if (node in near) == has] for has in (True, False)]
        places = around(len(nodes), middle, *([ring] if near <= {middle} else parts))
    elif modes:
        places = whole(len(nodes), surprising(weights))
    else:
        places = whole(len(nodes), {pair: weights[pair].kinds for pair in drawn}) if nodes else []
    one_mode = {tie.a for tie in ties}
    overlap = sorted(one_mode & {tie.b for tie in ties}) if modes else []
    measures: Mapping[str, Sequence[float]] = {}
    if modes and not overlap:
        measures = measured_of_two_modes(len(nodes), pairs, one_mode)
    elif nodes and not modes:
        measures = measured(len(nodes), drawn, weights)
    return View(
        nodes=nodes,
        ties=ties,
        kinds=_kinds(ties),
        centre=middle,
        weights=weights,
        pairs=pairs,
        groups=groups,
        places=places,
        measures=measures,
        most_pairs=most_pairs,
        modes=modes,
        overlap=[nodes[node].label for node in overlap],
    )


def _order(tie: Tie) -> tuple[object, ...]:
    dated = (tie.year or 0, tie.start or "", tie.end or "")
    return tie.kind.section, tie.kind.name, tie.source, tie.a, tie.b, dated, tie.iri, tie.locator


def _kinds(ties: Sequence[Tie]) -> list[Kind]:
    return list({tie.kind.name: tie.kind for tie in ties}.values())


def _weights(ties: Sequence[Tie]) -> dict[Pair, Weight]:
    kinds: dict[Pair, list[str]] = defaultdict(list)
    for tie in ties:
        if tie.a != tie.b:
            kinds[tie.pair].append(tie.kind.name)
    return {pair: Weight(len(set(found)), len(found)) for pair, found in sorted(kinds.items())}


def _ring(nodes: Sequence[Node], weights: Mapping[Pair, Weight]) -> list[int]:
    """Neighbours by kind of node and by who is tied to whom, so that lines stay short."""
    group = communities(len(nodes), weights)
    return sorted(range(len(nodes)), key=lambda at: (nodes[at].kind, group[at], nodes[at].label))


def _drawing(view: View) -> Network:
    """Fill a pyvis network; its own template, menus and ``from_nx`` stay out of it."""
    drawn = Network(directed=True)
    drawn.options = OPTIONS
    strength = _strength(view)
    most = max(strength, default=1) or 1
    for at, node in enumerate(view.nodes):
        x, y = view.places[at]
        size = round(3 + 8 * (strength[at] / most) ** 0.5, 1)
        extra = {"kind": node.kind, "href": node.href, "key": node.key}
        extra["shape"] = SHAPES.get(node.kind, OTHER)
        drawn.add_node(at, node.label, x=x, y=y, size=size, group=view.groups[at], **extra)
    shown = set(view.pairs[: view.most_pairs])
    place = {kind.name: at for at, kind in enumerate(view.kinds)}
    counts = Counter((tie.pair, place[tie.kind.name]) for tie in view.ties if tie.pair in shown)
    drawn.edges = [
        {"from": a, "to": b, "kind": kind, "ties": count}
        for ((a, b), kind), count in sorted(counts.items())
    ]
    return drawn


def _strength(view: View) -> list[int]:
    strength = [0] * len(view.nodes)
    for (a, b), weight in view.weights.items():
        strength[a] += weight.kinds
        strength[b] += weight.kinds
    return strength


def _group_names(view: View) -> list[tuple[int, str, int]]:
    """Each group by its best connected members, with its size."""
    strength = _strength(view)
    members: dict[int, list[int]] = defaultdict(list)
    for node, group in enumerate(view.groups):
        if group >= 0:
            members[group].append(node)
    names = []
    for group, nodes in sorted(members.items()):
        best = sorted(nodes, key=lambda node: (-strength[node], view.nodes[node].label))[:NAMED]
        names.append((group, ", ".join(view.nodes[node].label for node in best), len(nodes)))
    return names


def _undated(tie: Tie) -> bool:
    return tie.year is None and not tie.start and not tie.end


def _years(ties: Sequence[Tie]) -> tuple[int, int] | None:
    found = [tie.year for tie in ties if tie.year is not None]
    days = [day for tie in ties for day in (tie.start, tie.end) if day]
    found += [int(day[:4]) for day in days if day[:4].isdigit()]
    return (min(found), max(found)) if found else None


def _choices(there: Mapping[str, int], asked: Sequence[str]) -> list[tuple[Kind, int, bool]]:
    """Kinds of ties that there are, how many of each, and whether they are asked for."""
    named = every_kind()
    return [
        (named[name], there[name], not {*asked}.isdisjoint(ancestors(name)))
        for name in sorted(there, key=lambda name: named[name].label)
    ]


def _payload(view: View, drawn: Network) -> dict[str, object]:
    """What the script reads; the lines it counts from the ties of the first pairs."""
    count = len(view.nodes)
    return {
        "centre": view.centre,
        "most": view.most_pairs,
        "cut": view.cut,
        "modes": view.modes,
        "years": _years(view.ties),
        "nodes": drawn.nodes,
        "options": drawn.options,
        "kinds": [
            {"name": kind.name, "label": kind.label, "colour": kind.colour, "dash": kind.dash}
            for kind in view.kinds
        ],
        "pairs": [a * count + b for a, b in view.pairs],
        "measures": view.measures,
        "ties": tie_columns(view.nodes, view.ties, view.kinds),
    }
