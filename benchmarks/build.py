"""Building COW Bilateral Trade step by step, against named peers in the same run.

``python benchmarks/build.py FOLDER``, where FOLDER holds the publisher's file, prints the seconds
and CPU seconds of each step, once, and ratios: rdflib's serialiser to comity's writer and rdflib's
parser to the bulk load, on one slice of the rows, and Oxigraph's own bulk load to the whole way
from the file to N-Quads.
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


def load(path: Path, folder: Path) -> None:
    """Loads N-Quads into a new store on disk, and closes it."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    store.flush()


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
        _, loaded = timed("bulk load (Oxigraph)", lambda: load(path, place / "store"))
        part = Faces({k: f.head(SLICE) for k, f in faces.frames.items()}, faces.refused)
        small = place / "slice.nq"
        small_quads, own = timed(
            f"write {SLICE:,} records", lambda: write_nquads(part, held.graph, small)
        )
        data, parsed = timed(
            "the same parsed by rdflib", lambda: rdflib.Dataset().parse(small, format="nquads")
        )
        _, peer = timed("the same written by rdflib", lambda: data.serialize(format="nquads"))
    print(f"{faces.records:,} records, {quads:,} quads; ratios of CPU seconds:")
    print(f"rdflib / comity, writing {SLICE:,} records: {peer / own:.1f}")
    per_quad = parsed / small_quads, loaded / quads
    print(f"rdflib / bulk load, a quad: {per_quad[0] / per_quad[1]:.1f}")
    print(f"bulk load / read, map and write: {loaded / (read + mapped + written):.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
