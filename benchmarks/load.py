"""Loading what ships: comity's N-Quads into its store, against rdflib's parser, in one run.

``python benchmarks/load.py`` prints CPU seconds of each and their ratio (median of three).
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import rdflib

from comity.files.source import source
from comity.quads.faces import write_nquads
from comity.quads.mapping import map_source
from comity.store.stores import replace_graphs

RUNS = 3


def cpu(work: Callable[[], object]) -> float:
    """Median CPU seconds of three runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def main() -> None:
    """Prints the table."""
    factbook = source("factbook")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "factbook.nq"
        faces = map_source(factbook)
        quads = write_nquads(faces, factbook.graph, path)
        read = cpu(lambda: map_source(factbook))
        write = cpu(lambda: write_nquads(faces, factbook.graph, path))
        load = cpu(lambda: replace_graphs(ox.Store(), {factbook.graph: path}))
        peer = cpu(lambda: rdflib.Dataset().parse(path, format="nquads"))
    print(f"{quads:,} quads of the Factbook, CPU seconds, median of {RUNS}")
    print(
        f"read and map {read:.2f}   write N-Quads {write:.2f}   load {load:.2f}   rdflib {peer:.2f}"
    )
    print(f"rdflib / load: {peer / load:.1f}")


if __name__ == "__main__":
    main()
