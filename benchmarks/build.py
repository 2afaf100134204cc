"""Building COW Bilateral Trade step by step, against named peers in the same run.

``python benchmarks/build.py FOLDER``, where FOLDER holds the publisher's file, prints the seconds
and CPU seconds of each step, once, and two ratios: rdflib's serialiser to comity's
writer on one slice of the rows, and the whole way to N-Quads to Oxigraph's own bulk load of them.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import rdflib

from comity.frames import at_hand, read_frames
from comity.mapping import map_frames
from comity.quads import Faces, write_nquads, write_parquet
from comity.source import source

SLICE = 10_000
"""Records that rdflib is given, of the 1.3 million."""

Result = TypeVar("Result")


def timed(name: str, work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work gives and its CPU seconds; prints them and the seconds by the clock."""
    clock, cpu = time.perf_counter(), time.process_time()
    result = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"{name:<28}{clock:8.2f} s{cpu:8.2f} CPU s")
    return result, cpu


def main(folder: Path) -> None:
    """Prints the table."""
    held = at_hand(source("cow_trade"), folder)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        path = place / "flows.nq"
        frames, read = timed("read", lambda: read_frames(held, folder))
        faces, mapped = timed("map", lambda: map_frames(held, frames))
        timed("write Parquet", lambda: write_parquet(faces, place))
        quads, written = timed("write N-Quads", lambda: write_nquads(faces, held.graph, path))
        store = ox.Store(str(place / "store"))
        _, loaded = timed(
            "bulk load (Oxigraph)",
            lambda: store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS),
        )
        part = Faces({k: f.head(SLICE) for k, f in faces.frames.items()}, faces.refused)
        small = place / "slice.nq"
        _, own = timed(f"write {SLICE:,} records", lambda: write_nquads(part, held.graph, small))
        data, _ = timed(
            "the same parsed by rdflib", lambda: rdflib.Dataset().parse(small, format="nquads")
        )
        _, peer = timed("the same written by rdflib", lambda: data.serialize(format="nquads"))
    print(f"{faces.records:,} records, {quads:,} quads; ratios of CPU seconds:")
    print(f"rdflib / comity, writing {SLICE:,} records: {peer / own:.1f}")
    print(f"bulk load / read, map and write: {loaded / (read + mapped + written):.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
