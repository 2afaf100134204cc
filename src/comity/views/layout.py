"""Where nodes stand and which pairs are drawn: the same answer for the same graph, always.

Everything works on nodes that are numbered from 0, as numbers hash alike in every process.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx  # type: ignore[import-untyped]

from comity.model.words import N_
from comity.networks.measures import node_measures

SEED = 7
ITERATIONS = 300
MOST_LAID_OUT = 450
GROUPS = 6
FEWEST_FOR_GROUPS = 12
CROWDED = 64
WIDE, FEW_ROWS = 24, 4
"""So many nodes stand in a row; in twice as many where there would be more rows than these."""
MOST_BETWEEN = 4_500_000
"""Nodes times pairs up to which betweenness takes no more than seconds."""
FEWEST_IN_A_MODE = 2
TURN = math.pi * (3 - math.sqrt(5))

Pair = tuple[int, int]
Place = tuple[float, float]


@dataclass(frozen=True)
class Weight:
    """How much ties a pair: the kinds among its ties, and all its ties."""

    kinds: int
    ties: int


def ranked(weights: Mapping[Pair, Weight], centre: int | None) -> list[Pair]:
    """Pairs by how much they say: those of the centre, the strongest first; then others.

    Of these, each node's strongest, then by surprise: that of the disparity filter (Serrano,
    Boguñá and Vespignani, 2009).
    """
    strength: dict[int, int] = defaultdict(int)
    degree: dict[int, int] = defaultdict(int)
    strongest: dict[int, Pair] = {}
    for pair, weight in sorted(weights.items(), key=lambda one: (-_size(one[1]), one[0])):
        for node in pair:
            strength[node] += weight.kinds
            degree[node] += 1
            strongest.setdefault(node, pair)
    kept = set(strongest.values())

    def order(pair: Pair) -> tuple[bool, bool, float, float, Pair]:
        weight = weights[pair]
        if centre in pair:
            return False, False, 0.0, -_size(weight), pair
        chance = min(_chance(weight.kinds, strength[node], degree[node]) for node in pair)
        return True, pair not in kept, round(chance, 12), -_size(weight), pair

    return sorted(weights, key=order)


def surprising(weights: Mapping[Pair, Weight]) -> dict[Pair, float]:
    """How much a pair says in a network of two modes: 1 where it is as expected, more where less.

    A pair is to be expected as often as the product of how many both ends are tied to, over the
    number of pairs (the configuration model; Newman 2003, SIAM Review 45). A disparity filter would
    tell little, as most pairs of a state and a body are of one kind of ties.
    """
    degree = Counter(node for pair in weights for node in pair)
    return {(a, b): len(weights) / (degree[a] * degree[b]) for a, b in weights}


def ranked_of_two_modes(weights: Mapping[Pair, Weight]) -> list[Pair]:
    """Pairs by how surprising they are: each node's first, then all others."""
    surprise = surprising(weights)
    order = sorted(weights, key=lambda pair: (-surprise[pair], -_size(weights[pair]), pair))
    first: dict[int, Pair] = {}
    for pair in order:
        for node in pair:
            first.setdefault(node, pair)
    kept = set(first.values())
    return sorted(order, key=lambda pair: pair not in kept)


def _size(weight: Weight) -> float:
    return weight.kinds + weight.ties / (weight.ties + 1)


def _chance(weight: int, strength: int, degree: int) -> float:
    return float((1 - weight / strength) ** (degree - 1)) if degree > 1 else 1.0


def whole(count: int, pulls: Mapping[Pair, float]) -> list[Place]:
    """Places for a whole network, from -1 to 1 both ways, spread so that labels find room.

    Args:
        count: how many nodes there are.
        pulls: how strongly a pair is drawn together.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((a, b, pull) for (a, b), pull in pulls.items())
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    body = sorted(parts[0], key=lambda node: (-graph.degree(node), node))[:MOST_LAID_OUT]
    places: dict[int, Place] = {}
    if len(body) > 1:
        sub = nx.Graph()
        sub.add_nodes_from(sorted(body))
        sub.add_weighted_edges_from(
            (a, b, pull) for (a, b), pull in pulls.items() if a in sub and b in sub
        )
        near = 1.8 / math.sqrt(len(body))
        found = nx.spring_layout(sub, k=near, iterations=ITERATIONS, seed=SEED, method="force")
        places = _spread({node: (float(x), float(y)) for node, (x, y) in found.items()})
    _beside(places, graph)
    rest = [node for node in range(count) if node not in places]
    return _with_rest(places, rest, count)


def _beside(places: dict[int, Place], graph: nx.Graph) -> None:
    """Nodes too many to lay out stand about the middle of those that they are tied to."""
    left = sorted(node for node in graph if node not in places)
    laid = dict(places)
    for at, node in enumerate(left):
        near = [laid[other] for other in sorted(graph[node]) if other in laid]
        if near:
            out = 0.03 + 0.05 * (at % 7) / 7
            x, y = (sum(place[way] for place in near) / len(near) for way in (0, 1))
            places[node] = x + out * math.cos(TURN * at), y + out * math.sin(TURN * at)


def _spread(places: Mapping[int, Place]) -> dict[int, Place]:
    """Half the place itself, half its rank, so that a crowded middle opens up."""
    nodes = sorted(places)
    spread = []
    for way in (0, 1):
        values = {node: places[node][way] for node in nodes}
        low, high = min(values.values()), max(values.values())
        by_rank = sorted(nodes, key=lambda node: (values[node], node))
        rank = {node: 2 * at / (len(nodes) - 1) - 1 for at, node in enumerate(by_rank)}
        spread.append(
            {n: rank[n] / 2 + (2 * (values[n] - low) / ((high - low) or 1) - 1) / 2 for n in nodes}
        )
    return {node: (spread[0][node], spread[1][node]) for node in nodes}


def _with_rest(places: dict[int, Place], rest: Sequence[int], count: int) -> list[Place]:
    """Nodes apart from the main body stand in rows under it."""
    if not places:
        return [_round(place) for place in _circle(count)]
    wide = WIDE if len(rest) <= FEW_ROWS * WIDE else 2 * WIDE
    for at, node in enumerate(rest):
        row, column = divmod(at, wide)
        across = min(wide, len(rest) - row * wide)
        places[node] = ((column + 0.5) / across * 2 - 1, 1.15 + 0.1 * row)
    low = max(1.0, *(y for _, y in places.values()))
    shrink = 2 / (low + 1)
    return [_round((places[n][0], (places[n][1] + 1) * shrink - 1)) for n in range(count)]


def _circle(count: int) -> list[Place]:
    turn = 2 * math.pi / max(count, 1)
    return [(math.sin(turn * at), -math.cos(turn * at)) for at in range(count)]


def around(count: int, centre: int, order: Sequence[int], rest: Sequence[int] = ()) -> list[Place]:
    """One node in the middle, the others clockwise on an ellipse with even room for each label.

    Args:
        count: how many nodes there are.
        centre: that in the middle.
        order: those on the ellipse.
        rest: those that stand in rows under it.
    """
    places = {centre: (0.0, 0.0)}
    others = [node for node in order if node != centre]
    right = others[: (len(others) + 1) // 2]
    left = others[len(right) :][::-1]
    for side, nodes in ((1, right), (-1, left)):
        for at, node in enumerate(nodes):
            y = 2 * (at + 0.5) / len(nodes) - 1
            inward = 0.8 if len(others) > CROWDED and at % 2 else 1.0
            places[node] = side * inward * math.sqrt(max(0.0, 1 - (0.96 * y) ** 2)), y
    return _with_rest(places, rest, count)


def _round(place: Place) -> Place:
    return round(place[0], 4), round(place[1], 4)


def communities(count: int, weights: Mapping[Pair, Weight]) -> list[int]:
    """The group of each node (Louvain), largest first; -1 for those in none of the largest."""
    group = [-1] * count
    if count < FEWEST_FOR_GROUPS:
        return group
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((a, b, w.kinds) for (a, b), w in sorted(weights.items()))
    found = nx.community.louvain_communities(graph, seed=SEED)
    largest = sorted((sorted(part) for part in found), key=lambda part: (-len(part), part))
    for number, part in enumerate(largest[:GROUPS]):
        for node in part if len(part) > 1 else ():
            group[node] = number
    return group


def measured(
    count: int, pairs: Sequence[Pair], weights: Mapping[Pair, Weight]
) -> dict[str, list[float]]:
    """Measures of the nodes in the network of some pairs, where they tell one node from another.

    ``degree`` is a node's pairs, ``strength`` the kinds of ties of these pairs together,
    ``betweenness`` is without weights and of networks of ``MOST_BETWEEN`` only; see
    ``comity.networks.measures``.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((a, b, weights[a, b].kinds) for a, b in pairs)
    names = [N_("degree"), N_("strength")]
    names += [N_("betweenness")] if count * len(pairs) <= MOST_BETWEEN else []
    frame = node_measures(graph, names).frame
    return _telling({name: frame[name] for name in names})


def measured_of_two_modes(
    count: int, pairs: Sequence[Pair], states: Collection[int]
) -> dict[str, list[float]]:
    """Measures of the nodes in a network of two modes, where they tell one node from another.

    Each is by the most that it could be in the node's own mode, so that both modes compare
    (Borgatti and Everett 1997, Social Networks 19): ``degree`` by the size of the other mode,
    ``betweenness``, of networks of ``MOST_BETWEEN`` only, by that of the middle of a star.

    Args:
        count: how many nodes there are.
        pairs: all pairs, as nothing is known of what a cut of them leaves.
        states: the nodes of one mode.
    """
    if min(len(states), count - len(states)) < FEWEST_IN_A_MODE:
        return {}
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    found = {"degree": nx.bipartite.degree_centrality(graph, states)}
    if count * len(pairs) <= MOST_BETWEEN:
        found["betweenness"] = nx.bipartite.betweenness_centrality(graph, states)
    return _telling({name: [of[node] for node in range(count)] for name, of in found.items()})


def _telling(found: Mapping[str, Iterable[float]]) -> dict[str, list[float]]:
    """Measures in four digits that are not the same of all nodes."""
    short = {name: [float(f"{one:.4g}") for one in values] for name, values in found.items()}
    return {name: values for name, values in short.items() if len(set(values)) > 1}
