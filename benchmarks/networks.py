"""Measures of the trade network of 2014 against plain networkx, in one run.

``python benchmarks/networks.py FOLDER``, where FOLDER is a store with ``cow_states`` and
``cow_trade``, prints CPU seconds of each measure by comity and by networkx, their ratio, and how
far the two differ at most. networkx's PageRank needs SciPy, which comes with the development group.
"""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from comity.networks.layer import layer
from comity.networks.measures import node_measures

PLAIN: dict[str, Callable[[nx.DiGraph], Mapping[Any, float]]] = {
    "strength": lambda graph: dict(graph.degree(weight="weight")),
    "betweenness": lambda graph: nx.betweenness_centrality(graph, weight="length"),
    "closeness": lambda graph: nx.closeness_centrality(graph, distance="length"),
    "eigenvector": lambda graph: nx.eigenvector_centrality(
        graph, 10_000, tol=1e-10, weight="weight"
    ),
    "pagerank": lambda graph: nx.pagerank(graph, weight="weight", tol=1e-13, max_iter=1000),
    "clustering": lambda graph: nx.clustering(graph, weight="weight"),
    "core": nx.core_number,
}


def main(folder: Path) -> None:
    """Prints a line for each measure, and one for all."""
    start = time.process_time()
    trade = layer("cow_trade_flow", 2014, folder=folder)
    read = time.process_time() - start
    print(f"{len(trade)} states, {trade.number_of_edges():,} flows, read in {read:.2f} s")
    for _, _, facts in trade.edges(data=True):
        facts["length"] = 1 / facts["weight"]
    totals = [0.0, 0.0]
    for name, plain in PLAIN.items():
        start = time.process_time()
        frame = node_measures(trade, [name], weighted=True).frame
        own = time.process_time() - start
        start = time.process_time()
        expected = plain(trade)
        other = time.process_time() - start
        totals = [totals[0] + own, totals[1] + other]
        apart = max(abs(expected[n] - v) for n, v in frame.select("node", name).iter_rows())
        print(
            f"{name:12} comity {own:6.2f} s, networkx {other:6.2f} s; "
            f"networkx / comity {other / own:6.1f}; apart by {apart:.1e}"
        )
    own, other = totals
    ratio = other / own
    print(f"all: comity {own:.2f} s, networkx {other:.2f} s; networkx / comity {ratio:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
