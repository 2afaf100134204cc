"""Groups of states that are tied among each other, and the ties that stand out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from comity.errors import NetworkError
from comity.model.words import _
from comity.networks.layer import named_nodes
from comity.networks.origin import origin
from comity.query.result import Rows

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

SEEDS = 20


@dataclass(frozen=True)
class Communities(Rows):
    """A partition of a network's nodes, and how far it is that of the method and not of its seed.

    ``frame`` has a row for each node: node, key and name (where nodes have them) and community
    (counted from 1, the largest first). ``modularity`` is that of the partition (Newman 2006, PNAS
    103; of directed ties Leicht and Newman 2008, Physical Review Letters 100), ``seed`` the one
    that gave it, ``stability`` the mean adjusted Rand index of all pairs of seeds (Hubert and
    Arabie 1985): 1 where all give one partition, 0 where they agree no more than chance.
    """

    modularity: float
    seed: int
    stability: float


def communities(
    graph: "nx.Graph", *, resolution: float = 1.0, seeds: Iterable[int] = range(SEEDS)
) -> Communities:
    """The partition of highest modularity among those that Louvain finds from each seed.

    The method is that of Blondel et al. (2008, Journal of Statistical Mechanics P10008), by the
    ties' ``weight``; that of several seeds the one of highest modularity is given, the first of
    those that are equal.

    Args:
        graph: the network; weights must be above 0.
        resolution: above 1 for more and smaller communities, below for fewer and larger ones.
        seeds: what the order of moves is drawn by; two at the least.

    Raises:
        NetworkError: the network has no ties, a weight or the resolution is not above 0, or there
            is only one seed.
    """
    import networkx as nx  # noqa: PLC0415

    drawn = list(dict.fromkeys(seeds))
    if resolution <= 0:
        raise NetworkError(f"the resolution is {resolution}; it must be above 0")
    if len(drawn) == 1 or not drawn:
        raise NetworkError("stability is known from two seeds on; give more")
    if not graph.number_of_edges():
        raise NetworkError(_("a network without ties has no communities"))
    if any(weight <= 0 for _, _, weight in graph.edges(data="weight", default=1)):
        needs = _("modularity needs weights above 0; ask the layer for others: within=")
        raise NetworkError(needs)
    parts = [nx.community.louvain_communities(graph, resolution=resolution, seed=s) for s in drawn]
    scores = [nx.community.modularity(graph, part, resolution=resolution) for part in parts]
    best = int(np.argmax(np.round(scores, 12)))
    members = np.array([_numbers(graph, part) for part in parts])
    indices = [adjusted_rand(one, other) for one, other in combinations(members, 2)]
    given = {
        "resolution": resolution if resolution != 1 else None,
        "seeds": drawn if drawn != list(range(SEEDS)) else None,
    }
    return Communities(
        **origin([graph], "communities", **given),
        frame=named_nodes(graph).with_columns(community=pl.Series(members[best], dtype=pl.Int32)),
        modularity=float(scores[best]),
        seed=drawn[best],
        stability=float(np.mean(indices)),
    )


def _numbers(graph: "nx.Graph", part: Sequence[set[object]]) -> list[int]:
    """The community of each node, the largest first, those of one size by their first node."""
    place = {node: number for number, node in enumerate(graph)}
    ordered = sorted(part, key=lambda some: (-len(some), min(place[one] for one in some)))
    of = {node: number for number, some in enumerate(ordered, 1) for node in some}
    return [of[node] for node in graph]


def adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """How far two partitions agree beyond chance (Hubert and Arabie 1985, J. Classification 2).

    Args:
        one: the community of each node.
        other: the same of another partition.
    """
    _, first = np.unique(one, return_inverse=True)
    _, second = np.unique(other, return_inverse=True)
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / pairs(np.array([len(one)]))
    most = (rows + columns) / 2
    return 1.0 if most == expected else (pairs(table) - expected) / (most - expected)


def backbone(graph: "nx.Graph", cut: float = 0.05) -> "nx.Graph":
    """The ties that weigh more for either end than chance would have them: the disparity filter.

    Of a node with k ties, one of share p of its strength has the level (1 - p)^(k-1), the chance
    that one as heavy comes of shares drawn evenly; a node with one tie cannot tell, and its tie has
    level 1 there (Serrano, Boguñá and Vespignani 2009, PNAS 106). Of directed ties the ties out of
    the first end and those into the second are each taken by themselves. A tie stays where the
    lesser level of its ends is below the cut. All nodes stay.

    Returns a copy with ``level`` on the ties that stay, and ``cut``, and ``ties_before``, how many
    there were, in ``graph.graph``.

    Args:
        graph: a network with ``weight`` on its ties, not parallel.
        cut: significance level.

    Raises:
        NetworkError: ties are parallel, a weight is not above 0, or the cut is no level.
    """
    if not 0 < cut <= 1:
        raise NetworkError(f"the cut is {cut}; a level is above 0, and 1 at the most")
    if graph.is_multigraph():
        raise NetworkError("ties are parallel; filter one layer, or combine them into one first")
    if any(weight <= 0 for _, _, weight in graph.edges(data="weight", default=1)):
        raise NetworkError("the disparity filter needs weights above 0")
    kept = graph.__class__()
    kept.graph |= graph.graph | {"cut": cut, "ties_before": graph.number_of_edges()}
    if "call" in graph.graph:
        kept.graph["call"] = origin([graph], "backbone", str(cut))["call"]
    kept.add_nodes_from(graph.nodes(data=True))
    sides = (graph.out_degree, graph.in_degree) if graph.is_directed() else (graph.degree,) * 2
    counts = [dict(side()) for side in sides]
    strengths = [dict(side(weight="weight")) for side in sides]
    for a, b, facts in graph.edges(data=True):
        levels = [
            (1 - facts.get("weight", 1) / strength[end]) ** (count[end] - 1)
            for end, count, strength in zip((a, b), counts, strengths, strict=True)
        ]
        if min(levels) < cut:
            kept.add_edge(a, b, **facts, level=min(levels))
    return kept
