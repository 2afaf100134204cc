"""Building COW Bilateral Trade step by step, against named peers in the same run.

``python benchmarks/build.py FOLDER``, where FOLDER holds the publisher's file, prints the seconds
and CPU seconds of each step, once, and ratios: rdflib to comity from records to N-Quads, rdflib's
parser to Oxigraph's bulk load, a quad each, and the whole build to Oxigraph's own bulk load of the
finished N-Quads. rdflib gets a slice of the records.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import polars as pl
import pyoxigraph as ox
import rdflib

from comity.files.frames import at_hand, read_frames
from comity.files.source import source
from comity.model.namespaces import CM, ID
from comity.model.ontology import properties
from comity.quads.faces import CONTROL, camel, write_nquads, write_parquet
from comity.quads.mapping import map_frames
from comity.store.build import build

SLICE = 10_000
"""Records that rdflib is given, of the 1.3 million."""

Result = TypeVar("Result")


def timed(name: str, work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work gives and its CPU seconds; prints them and the seconds by the clock."""
    clock, cpu = time.perf_counter(), time.process_time()
    result = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{name:<28}{clock:8.2f} s{cpu:8.2f} CPU s, {peak:.1f} GB at most so far")
    return result, cpu


def load(path: Path, folder: Path) -> None:
    """Loads N-Quads into a new store on disk, and closes it."""
    store = ox.Store(str(folder))
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    store.flush()


def by_rdflib(records: pl.DataFrame, graph: str) -> str:
    """N-Quads of records, made term by term in rdflib."""
    data = rdflib.Dataset()
    named = data.graph(rdflib.URIRef(graph))
    known = properties()
    columns = [column for column in records.columns if column not in CONTROL]
    for row in records.iter_rows(named=True):
        subject = rdflib.URIRef(ID + row["iri"])
        named.add((subject, rdflib.RDF.type, rdflib.URIRef(CM + row["kind"])))
        named.add((subject, rdflib.URIRef(CM + "source"), rdflib.URIRef(graph)))
        for column in columns:
            found = known[camel(column)]
            if found.leads_to_thing:
                value: rdflib.term.Node = rdflib.URIRef(ID + row[column])
            else:
                value = rdflib.Literal(row[column], datatype=rdflib.URIRef(found.datatype))
            named.add((subject, rdflib.URIRef(CM + found.name), value))
    return data.serialize(format="nquads")


def main(folder: Path) -> None:
    """Prints the table."""
    chosen = source("cow_trade")
    held = at_hand(chosen, folder)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        path = place / "flows.nq"
        frames, _ = timed("read", lambda: read_frames(held, folder))
        faces, mapped = timed("map", lambda: map_frames(held, frames))
        timed("write Parquet", lambda: write_parquet(faces, place))
        quads, written = timed("write N-Quads", lambda: write_nquads(faces, held.graph, path))
        _, built = timed("the whole build", lambda: build([chosen], folder, place / "home"))
        _, loaded = timed("bulk load (Oxigraph)", lambda: load(path, place / "store"))
        part = faces.frames["TradeFlow"].head(SLICE)
        text, peer = timed("a slice mapped by rdflib", lambda: by_rdflib(part, held.graph))
        small = place / "slice.nq"
        small.write_text(text, encoding="utf-8")
        small_quads = text.count(" .\n")
        _, parsed = timed(
            "the same parsed by rdflib", lambda: rdflib.Dataset().parse(small, format="nquads")
        )
    print(f"{faces.records:,} records, {quads:,} quads; by CPU seconds:")
    rate = quads / (mapped + written)
    print(f"rows to N-Quads, quads a second: {rate:,.0f}")
    print(f"rdflib / comity, records to N-Quads, a quad: {peer / small_quads * rate:.1f}")
    print(f"the whole build / bulk load: {built / loaded:.2f}")
    print(f"rdflib / bulk load, a quad: {parsed / small_quads / (loaded / quads):.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
