"""Two networks of the same states set beside each other."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from comity.errors import NetworkError
from comity.networks.origin import origin
from comity.query.result import Result, Rows

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

CAME, WENT, STAYED = "came", "went", "stayed"
NOT_THERE, NOT_KNOWN = "not there", "not known"
KINDS = {3: "+++", 1: "++-", -1: "+--", -3: "---"}
BALANCED = ("+++", "+--")


@dataclass(frozen=True)
class Qap(Result):
    """The correlation of two layers and how often chance gives one as far from 0.

    ``dyads`` is how many it is over, ``p`` the share of permutations, the layers as they are
    among them, whose correlation is as large in size, ``permutations`` how many were drawn.
    """

    correlation: float
    p: float
    dyads: int
    permutations: int
    seed: int


def qap(
    one: "nx.Graph",
    other: "nx.Graph",
    *,
    weighted: bool = True,
    permutations: int = 2_000,
    seed: int = 0,
) -> Qap:
    """Pearson's correlation of two layers' ties, tested by the quadratic assignment procedure.

    Dyads share states, so that their ties are not independent; the states of the second layer are
    therefore permuted, rows and columns together, which keeps each layer's structure (Krackhardt
    1988, Social Networks 10). It is over the states that are in both layers, and the dyads of which
    both sources know whether there is a tie; what a permutation makes unknown is left out of it.

    Args:
        one: a layer.
        other: a layer; where only one has a direction, the other counts both ways.
        weighted: by weights, else by whether there is a tie.
        permutations: how many.
        seed: what they are drawn by.

    Raises:
        NetworkError: they have less than three states in common, or either's ties do not vary,
            or permutations are below 1.
    """
    if permutations < 1:
        raise NetworkError(f"{permutations} is no number of permutations; one is the least")
    nodes = [node for node in one if node in other]
    if len(nodes) < 3:  # noqa: PLR2004 - two states have one dyad
        raise NetworkError(f"the layers have {len(nodes)} states in common; three are needed")
    x, y = (_values(graph, nodes, weighted=weighted) for graph in (one, other))
    if not (one.is_directed() or other.is_directed()):
        x[np.tril_indices(len(nodes))] = np.nan
    observed, dyads = _correlation(x, y), int((~(np.isnan(x) | np.isnan(y))).sum())
    if np.isnan(observed):
        raise NetworkError("the ties of a layer do not vary among the dyads that both know of")
    draw = np.random.default_rng(seed)
    as_far = 1
    for _ in range(permutations):
        order = draw.permutation(len(nodes))
        found = _correlation(x, y[np.ix_(order, order)])
        as_far += bool(abs(found) >= abs(observed) - 1e-12)
    given = [f"weighted={weighted}", f"permutations={permutations}", f"seed={seed}"]
    return Qap(
        **origin([one, other], "qap", *given),
        correlation=observed,
        p=as_far / (permutations + 1),
        dyads=dyads,
        permutations=permutations,
        seed=seed,
    )


def _values(graph: "nx.Graph", nodes: list[object], *, weighted: bool) -> np.ndarray:
    """Ties as a matrix in the order of nodes, nan where nothing is known and of a node itself."""
    import networkx as nx  # noqa: PLC0415

    place = {node: number for number, node in enumerate(nodes)}
    values: np.ndarray = nx.to_numpy_array(graph, nodes, weight="weight" if weighted else None)
    np.fill_diagonal(values, np.nan)
    for a, b in (pair for pairs in graph.graph.get("unknown", {}).values() for pair in pairs):
        if a in place and b in place:
            values[place[a], place[b]] = np.nan
            if not graph.is_directed():
                values[place[b], place[a]] = np.nan
    return values


def _correlation(x: np.ndarray, y: np.ndarray) -> float:
    """That of what is known in both; nan where either does not vary."""
    known = ~(np.isnan(x) | np.isnan(y))
    first, second = x[known], y[known]
    if not known.any() or not (np.ptp(first) and np.ptp(second)):
        return float("nan")
    first, second = first - first.mean(), second - second.mean()
    return float(first @ second / np.sqrt((first @ first) * (second @ second)))


@dataclass(frozen=True)
class Balance(Result):
    """Triads of signed ties by kind, such as ``+--``, and the share of them that is balanced.

    ``share`` is nothing where there is no triad; ``both`` counts the dyads that have ties of both
    signs and were left out.
    """

    triads: dict[str, int]
    share: float | None
    both: int


def structural_balance(positive: "nx.Graph", negative: "nx.Graph") -> Balance:
    """How far triads of signed ties are balanced: all friends, or two friends with one enemy.

    A triad is three states with a tie between each two; it is balanced where the product of the
    signs is positive (Cartwright and Harary 1956, Psychological Review 63). A tie in either
    direction counts; weights do not.

    Args:
        positive: a layer such as alliances.
        negative: a layer such as disputes, of the same list of states.
    """
    nodes = list(dict.fromkeys([*positive, *negative]))
    plus, minus = (_tied(graph, nodes) for graph in (positive, negative))
    both = plus & minus
    signs = plus.astype(int) - minus.astype(int)
    triads: Counter[int] = Counter()
    for a in range(len(nodes)):
        near = np.flatnonzero(signs[a, a + 1 :]) + a + 1
        among = signs[np.ix_(near, near)]
        sums = signs[a, near][:, None] + signs[a, near] + among
        triads.update(sums[np.triu(among != 0, 1)].tolist())
    found = {name: triads[total] for total, name in KINDS.items()}
    every = sum(found.values())
    share = sum(found[name] for name in BALANCED) / every if every else None
    made = origin([positive, negative], "structural_balance")
    return Balance(**made, triads=found, share=share, both=int(np.triu(both).sum()))


def _tied(graph: "nx.Graph", nodes: list[object]) -> np.ndarray:
    import networkx as nx  # noqa: PLC0415

    whole = nx.Graph(graph)
    whole.add_nodes_from(nodes)
    tied: np.ndarray = nx.to_numpy_array(whole, nodes, weight=None) != 0
    return tied


def tie_changes(before: "nx.Graph", after: "nx.Graph") -> Rows:
    """Which ties came, went and stayed between two layers of one measure, or two affiliations.

    ``frame`` has a row for each tie of either: a and b (nodes), a_name and b_name, change
    (``came``, ``went``, ``stayed``), because (of ties that came or went: ``not there`` where an end
    is not in the other layer, ``not known`` where nothing is known there of the two; else null),
    weight_before and weight_after (null where there is no tie).

    Args:
        before: a layer.
        after: a later one, of the same measure and list of states.

    Raises:
        NetworkError: their measures or lists of states differ, or one alone has a direction.
    """
    for name in ("measure", "actors", "sources"):
        if before.graph.get(name) != after.graph.get(name):
            raise NetworkError(f"the layers differ in {name}; changes are between two years of one")
    if before.is_directed() != after.is_directed():
        raise NetworkError("one layer has a direction and the other none; combine both, or neither")
    order = _order(before)
    ties = {order(a, b): None for graph in (before, after) for a, b in graph.edges}
    silent = [_silent(graph, order) for graph in (before, after)]
    rows = []
    for a, b in sorted(ties, key=lambda ends: [*map(_sort, ends)]):
        edges = [graph.get_edge_data(a, b) for graph in (before, after)]
        weights = [None if edge is None else edge.get("weight") for edge in edges]
        change = STAYED if None not in edges else CAME if edges[0] is None else WENT
        lacking = {CAME: 0, WENT: 1}.get(change)
        because = None
        if lacking is not None:
            there = (before, after)[lacking]
            if a not in there or b not in there:
                because = NOT_THERE
            elif (a, b) in silent[lacking]:
                because = NOT_KNOWN
        named = [(after if end in after else before).nodes[end].get("name") for end in (a, b)]
        rows.append((a, b, *named, change, because, *weights))
    names = ["a", "b", "a_name", "b_name", "change", "because", "weight_before", "weight_after"]
    schema = {name: pl.Float64 if name.startswith("weight") else None for name in names}
    frame = pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None)
    return Rows(**origin([before, after], "tie_changes"), frame=frame)


def _order(graph: "nx.Graph") -> Callable[[object, object], tuple[object, object]]:
    """How the ends of a tie stand in a row: as it goes, or the lesser first."""
    if graph.is_directed():
        return lambda a, b: (a, b)
    return lambda a, b: (a, b) if _sort(a) < _sort(b) else (b, a)


def _sort(node: object) -> tuple[bool, object]:
    """Numbers of states before IRIs of what they are in."""
    return isinstance(node, str), node


def _silent(
    graph: "nx.Graph", order: Callable[[object, object], tuple[object, object]]
) -> set[tuple[object, object]]:
    return {order(a, b) for some in graph.graph.get("unknown", {}).values() for a, b in some}
