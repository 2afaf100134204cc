"""Where each state stands in a network: measures of its nodes.

A length is a number of ties or, where ties are weighted, the sum of 1 / weight over them: the
stronger a tie the shorter (Newman 2001, Physical Review E 64, 016132). n is the number of nodes.

degree (in_degree, out_degree)
    Ties of a node; of directed ones also those to it and from it.
strength (in_strength, out_strength)
    Sum of their weights (Barrat et al. 2004, PNAS 101).
betweenness
    Sum over pairs of other nodes of the share of shortest paths that lead through the node, by the
    number of such pairs: (n-1)(n-2), or half as many without direction (Freeman 1977, Sociometry
    40; computed as Brandes 2001, Journal of Mathematical Sociology 25).
closeness
    (r / sum of the lengths of the shortest paths to the node) x r / (n-1), where r other nodes
    reach it (Wasserman and Faust 1994, p. 201); 0 where none does.
eigenvector
    Entry of the leading eigenvector of the adjacency matrix, of length 1; of directed ties by those
    to the node (Bonacich 1987, American Journal of Sociology 92). Null where power iteration finds
    none.
pagerank
    Stationary distribution of a walk that follows ties by their weights with probability 0.85 and
    else, or where none leads on, starts anew anywhere (Brin and Page 1998, Computer Networks 30).
clustering
    Share of pairs of neighbours that are tied; with weights the mean over all pairs of the
    geometric mean of the triangle's weights, each by the largest of the network (Onnela et al.
    2005, Physical Review E 71, 065103); of directed ties over all eight triangles that two
    neighbours may form (Fagiolo 2007, Physical Review E 76, 026107); 0 where there is no pair.
core
    The largest k such that the node is in a subgraph in which each has k ties within it (Seidman
    1983, Social Networks 5); of directed ones, those to and from it together.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from comity.errors import NetworkError
from comity.model.words import _
from comity.networks.layer import named_nodes
from comity.networks.origin import origin
from comity.query.result import Rows

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

ITERATIONS = 10_000
DAMPING = 0.85
LENGTH = "length"
Values = Mapping[Any, float]


def node_measures(
    graph: "nx.Graph", measures: Sequence[str] = (), *, weighted: bool = False
) -> Rows:
    """Measures of the nodes of a layer, or of any networkx graph without parallel ties.

    ``frame`` has a row for each node, in the graph's order: node, key and name (where nodes have
    them), and a column for each measure. ``comity.networks.measures`` has the formula and source of
    each.

    Args:
        graph: the network.
        measures: ``degree``, ``strength``, ``betweenness``, ``closeness``, ``eigenvector``,
            ``pagerank``, ``clustering``, ``core``; all by default. Of a directed network degree and
            strength have columns for each direction besides.
        weighted: use the edges' ``weight``, which must be above 0; else each tie counts as one,
            except in strength.

    Raises:
        NetworkError: no measure has that name, ties are parallel, or a weight is not above 0.
    """
    asked = list(dict.fromkeys(measures)) or list(MEASURES)
    for name in asked:
        if name not in MEASURES:
            raise NetworkError(f"no measure is called {name!r}; there are {', '.join(MEASURES)}")
    if graph.is_multigraph():
        raise NetworkError("ties are parallel; measure one layer, or combine them into one first")
    plain = _weights(graph, weighted=weighted)
    found: dict[str, Values] = {}
    for name in asked:
        found |= MEASURES[name](graph if name == "strength" else plain)
    columns = {name: [values.get(node) for node in graph] for name, values in found.items()}
    frame = named_nodes(graph).with_columns(**{n: pl.Series(v) for n, v in columns.items()})
    made = origin([graph], "node_measures", measures=list(measures), weighted=weighted)
    return Rows(**made, frame=frame)


def _weights(graph: "nx.Graph", *, weighted: bool) -> "nx.Graph":
    """The same nodes and ties with ``weight``, 1 where they are not weighted, and ``length``."""
    plain = graph.__class__()
    plain.add_nodes_from(graph)
    for a, b, facts in graph.edges(data=True):
        weight = facts.get("weight", 1.0) if weighted else 1.0
        if weight <= 0:
            wrong = _("the tie of {a} and {b} weighs {weight}; weights must be above 0")
            raise NetworkError(wrong.format(a=a, b=b, weight=weight))
        plain.add_edge(a, b, weight=weight, length=1 / weight)
    return plain


def _is_weighted(graph: "nx.Graph") -> bool:
    return any(weight != 1 for _, _, weight in graph.edges(data="weight"))


def _each_way(name: str, graph: "nx.Graph", weight: str | None) -> dict[str, Values]:
    counts = {name: graph.degree}
    if graph.is_directed():
        counts |= {f"in_{name}": graph.in_degree, f"out_{name}": graph.out_degree}
    # networkx counts what has no ties as a whole 0, beside which no column holds weights
    number = float if weight else int
    return {
        one: {node: number(n) for node, n in count(weight=weight)} for one, count in counts.items()
    }


def _betweenness(graph: "nx.Graph") -> Values:
    import networkx as nx  # noqa: PLC0415

    found: Values = nx.betweenness_centrality(graph, weight=LENGTH if _is_weighted(graph) else None)
    return found


def _closeness(graph: "nx.Graph") -> Values:
    import networkx as nx  # noqa: PLC0415

    found: Values = nx.closeness_centrality(graph, distance=LENGTH if _is_weighted(graph) else None)
    return found


def _eigenvector(graph: "nx.Graph") -> Values:
    import networkx as nx  # noqa: PLC0415

    if not graph.number_of_edges():
        return {}
    try:
        found: Values = nx.eigenvector_centrality(
            graph, max_iter=ITERATIONS, tol=1e-10, weight="weight"
        )
    except nx.PowerIterationFailedConvergence:
        return {}
    return found


def _pagerank(graph: "nx.Graph") -> Values:
    """By power iteration on the matrix; networkx's own needs SciPy, which nothing else does."""
    matrix = _matrix(graph)
    count = len(matrix)
    out = matrix.sum(axis=1)
    steps = np.divide(
        matrix, out[:, None], out=np.full_like(matrix, 1 / count), where=out[:, None] > 0
    )
    rank = np.full(count, 1 / count)
    for _step in range(ITERATIONS):
        before = rank
        rank = DAMPING * before @ steps + (1 - DAMPING) / count
        if np.abs(rank - before).sum() < count * 1e-15:
            break
    return dict(zip(graph, rank.tolist(), strict=True))


def _clustering(graph: "nx.Graph") -> Values:
    """By matrices: networkx walks every pair of neighbours."""
    matrix = _matrix(graph)
    np.fill_diagonal(matrix, 0)
    tied = (matrix > 0).astype(float)
    root = np.cbrt(matrix / matrix.max()) if matrix.any() else matrix
    if graph.is_directed():
        both = root + root.T
        closed = np.einsum("ij,ji->i", both @ both, both) / 2
        degree = tied.sum(axis=0) + tied.sum(axis=1)
        open_ = degree * (degree - 1) - 2 * np.einsum("ij,ji->i", tied, tied)
    else:
        closed = np.einsum("ij,ji->i", root @ root, root)
        degree = tied.sum(axis=0)
        open_ = degree * (degree - 1)
    share = np.divide(closed, open_, out=np.zeros_like(closed), where=open_ > 0)
    return dict(zip(graph, share.tolist(), strict=True))


def _matrix(graph: "nx.Graph") -> np.ndarray:
    import networkx as nx  # noqa: PLC0415

    matrix: np.ndarray = nx.to_numpy_array(graph, weight="weight")
    return matrix


def _core(graph: "nx.Graph") -> Values:
    import networkx as nx  # noqa: PLC0415

    found: Values = nx.core_number(graph)
    return found


MEASURES: dict[str, Callable[["nx.Graph"], dict[str, Values]]] = {
    "degree": lambda graph: _each_way("degree", graph, None),
    "strength": lambda graph: _each_way("strength", graph, "weight"),
    "betweenness": lambda graph: {"betweenness": _betweenness(graph)},
    "closeness": lambda graph: {"closeness": _closeness(graph)},
    "eigenvector": lambda graph: {"eigenvector": _eigenvector(graph)},
    "pagerank": lambda graph: {"pagerank": _pagerank(graph)},
    "clustering": lambda graph: {"clustering": _clustering(graph)},
    "core": lambda graph: {"core": _core(graph)},
}
"""The columns that each measure gives, by name."""
