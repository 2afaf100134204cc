"""Building every source whose files are at hand, stage by stage, against named peers in one run.

``python benchmarks/build.py FOLDER``, where FOLDER holds the publishers' files as ``comity build``
takes them by ``all --file FOLDER``, prints the build's seconds by source and stage, and ratios: the
whole build to Oxigraph's own bulk load of the very N-Quads that it made, file by file into one new
store as ``oxigraph load`` does, without and with the ``oxigraph optimize`` that it advises, which a
build does too; and rdflib to comity on the same rows of COW Bilateral Trade. The build and the bulk
load each have a process of their own, whose peak memory is theirs alone.
"""

import importlib
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import polars as pl
import pyoxigraph as ox
import rdflib

from comity.files.frames import at_hand, read_frames
from comity.files.source import source
from comity.model.namespaces import CM, ID, XSD
from comity.model.ontology import properties
from comity.quads.faces import CONTROL, camel, write_nquads
from comity.quads.mapping import map_frames
from comity.store.build import build, with_files
from comity.store.manifest import Manifest

ROWS = 50_000
"""Rows that rdflib is given, of the 673,654; with fewer, what is read once weighs more."""

TRADE = "cow_trade"
STAGES = {
    "read": ("at_hand", "checksums", "read_frames", "rows_of"),
    "map": ("map_frames", "series", "dyads", "dated", "describe", "dyad_quads"),
    "write": ("write_nquads", "write_quads", "write_parquet"),
    "load": ("_swap",),
}
"""Functions that the build calls, by stage; the time of one within another is its own alone."""

MAPPING = ("map", "write")

Result = TypeVar("Result")


class Seconds(NamedTuple):
    """By the clock, and of all processors together."""

    clock: float = 0.0
    cpu: float = 0.0

    def __str__(self) -> str:
        """Both, in a column of the table."""
        return f"{self.clock:8.1f} /{self.cpu:6.1f}"


def now() -> Seconds:
    """The time."""
    return Seconds(time.perf_counter(), time.process_time())


def since(start: Seconds) -> Seconds:
    """Seconds from a time on."""
    end = now()
    return Seconds(end.clock - start.clock, end.cpu - start.cpu)


def total(parts: Iterable[Seconds]) -> Seconds:
    """All of them together."""
    return Seconds(*map(sum, zip(Seconds(), *parts, strict=True)))


def timed(work: Callable[[], Result]) -> tuple[Result, Seconds]:
    """What the work gives, and its seconds."""
    start = now()
    return work(), since(start)


def peak() -> float:
    """The most memory that this process has had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


class Split:
    """Seconds by part of the graph and stage: each second is that of the innermost stage."""

    def __init__(self) -> None:
        self.spent: dict[tuple[str, str], Seconds] = {}
        self.part, self.stage, self.start = "", "other", now()

    def switch(self, part: str, stage: str) -> None:
        """From now on it is this part's stage that is at work."""
        held = self.spent.get((self.part, self.stage), Seconds())
        self.spent[self.part, self.stage] = total([held, since(self.start)])
        self.part, self.stage, self.start = part, stage, now()

    def of(self, stage: str, work: Callable[..., Result]) -> Callable[..., Result]:
        """The work, whose time is that of the stage."""

        def charged(*given: object, **named: object) -> Result:
            before = self.stage
            self.switch(self.part, stage)
            try:
                return work(*given, **named)
            finally:
                self.switch(self.part, before)

        return charged


def run_build(files: Path, place: Path) -> tuple[Manifest, dict[tuple[str, str], Seconds], float]:
    """Builds all into a new store: what it holds, seconds by part and stage, and memory.

    Every N-Quads file that it loads is kept in the folder ``place``.
    """
    module = importlib.import_module("comity.store.build")
    split = Split()

    def keeping(load: Callable[[ox.Store, Any], None]) -> Callable[[ox.Store, Any], None]:
        def kept(store: ox.Store, given: Path | dict[str, Path]) -> None:
            for path in given.values() if isinstance(given, dict) else [given]:
                os.link(path, place / f"{len(list(place.glob('*.nq'))):03}.nq")
            load(store, given)

        return kept

    for name in ("replace_graphs", "add"):
        setattr(module, name, keeping(getattr(module, name)))
    for stage, names in STAGES.items():
        for name in names:
            setattr(module, name, split.of(stage, getattr(module, name)))
    manifest = build(
        with_files(files)[0], files, place / "home", lambda name, *_: split.switch(name, "other")
    )
    split.switch("", "other")
    return manifest, split.spent, peak()


def run_load(place: Path) -> tuple[Seconds, Seconds, float]:
    """Oxigraph's bulk load of the files that were kept: seconds, those to compact, and memory."""
    store = ox.Store(str(place / "peer"))
    paths = [str(path) for path in sorted(place.glob("*.nq"))]

    def load() -> None:
        for path in paths:
            store.bulk_load(path=path, format=ox.RdfFormat.N_QUADS)
        store.flush()

    return timed(load)[1], timed(store.optimize)[1], peak()


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
                datatype = (
                    None if found.datatype == XSD + "string" else rdflib.URIRef(found.datatype)
                )
                value = rdflib.Literal(row[column], datatype=datatype)
            named.add((subject, rdflib.URIRef(CM + found.name), value))
    return data.serialize(format="nquads")


def run_slice(files: Path, place: Path) -> tuple[Seconds, Seconds, bool]:
    """Seconds of comity from rows to N-Quads, of rdflib from their records, and whether alike."""
    held = at_hand(source(TRADE), files)
    frames = {name: frame.head(ROWS) for name, frame in read_frames(held, files).items()}
    map_frames(held, frames)  # The first time, Python and Polars load what they need.
    faces, mapped = timed(lambda: map_frames(held, frames))
    path = place / "slice.nq"
    _, written = timed(lambda: write_nquads(faces, held.graph, path))
    (records,) = faces.frames.values()
    text, peer = timed(lambda: by_rdflib(records, held.graph))
    alike = set(text.split("\n")) == set(path.read_text("utf-8").split("\n"))
    return total([mapped, written]), peer, alike


def alone(work: Callable[..., Result], *given: Path) -> Result:
    """What the work gives in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def main(files: Path) -> None:
    """Prints the table and the ratios."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        busy = [os.getloadavg()[0]]
        manifest, spent, build_peak = alone(run_build, files, place)
        busy.append(os.getloadavg()[0])
        disk = sum(path.stat().st_size for path in (place / "home").rglob("*") if path.is_file())
        load, compact, load_peak = alone(run_load, place)
        busy.append(os.getloadavg()[0])
        ours, theirs, alike = alone(run_slice, files / TRADE, place)
    chosen = {name: part.quads for name, part in manifest.parts.items() if not part.ships}
    every = sum(part.quads for part in manifest.parts.values())
    stages = [*STAGES, "other"]

    def line(head: str, quads: int, names: Collection[str]) -> None:
        sums = [
            total(took for (part, stage), took in spent.items() if part in names and stage == one)
            for one in stages
        ]
        print(f"{head:<20}{quads:>11,}" + "".join(map(str, sums)))

    print("seconds by the clock / of the processors; loading compacts the store after many quads")
    print(f"{'':<20}{'quads':>11}" + "".join(f"{stage:>16}" for stage in stages))
    for name, quads in sorted(chosen.items(), key=lambda item: item[1]):
        line(name, quads, {name})
    line("what ships", every - sum(chosen.values()), {part for part, _ in spent} - chosen.keys())
    line("all", every, {part for part, _ in spent})
    built, full = total(spent.values()), total([load, compact])
    print(f"the whole build     {built}, {build_peak:.1f} GB of memory, {disk / 1e9:.1f} of disk")
    print(f"Oxigraph: bulk load {load}, {load_peak:.1f} GB of memory; compaction{compact}")
    for what, peer in (("bulk load", load), ("bulk load and compaction", full)):
        clock, cpu = built.clock / peer.clock, built.cpu / peer.cpu
        print(f"the whole build / {what}: {clock:.2f} by the clock, {cpu:.2f} by CPU seconds")
    made = total(
        took for (part, stage), took in spent.items() if part in chosen and stage in MAPPING
    )
    rate = sum(chosen.values()) / made.clock
    print(f"quads a second, mapped and written as N-Quads and Parquet: {rate:,.0f}")
    says, times = "the same" if alike else "other", theirs.cpu / ours.cpu
    print(f"rdflib / comity, {ROWS:,} rows to {says} N-Quads, by CPU seconds: {times:.0f}")
    averages = ", ".join(f"{one:.1f}" for one in busy)
    print(
        f"load average of the machine before the build, after it, after the bulk load: {averages}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
