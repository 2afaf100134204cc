"""``comity build``: what ships, and sources from the publisher's files, into the store."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from comity.files.home import home
from comity.files.source import Source, source
from comity.model.ontology import ancestors, kinds
from comity.quads.mapping import Engine
from comity.store.build import build, with_files
from comity.store.manifest import Manifest

STORE = Annotated[
    Path | None, typer.Option("--store", help="Folder of the graph.", show_default=False)
]


EVERY = "all"


def build_graph(
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Sources besides what ships, or all whose files are there: all."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="The publishers' files: their folder, or the one file."),
    ] = None,
    store: STORE = None,
    engine: Annotated[
        Engine, typer.Option("--engine", help="What runs the mappings of the sources named.")
    ] = "polars",
) -> None:
    """Build the graph from what ships, and from the files of the sources named.

    A build that was stopped goes on where it was: what is as it should be is not built again.
    """
    every, lacking = with_files(file) if EVERY in (ids or []) else ([], [])
    chosen = every or [source(name) for name in ids or []]
    manifest = run_build(chosen, file, store or home(), engine)
    for words in lacking:
        Console(stderr=True).print(words, style="dim", markup=False, highlight=False)
    report(manifest)


def run_build(
    chosen: list[Source], file: Path | None, folder: Path, engine: Engine = "polars"
) -> Manifest:
    """Builds with a progress bar on stderr."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("building", total=None)

        def show(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        return build(chosen, file, folder, show, engine)


def report(manifest: Manifest) -> None:
    """Prints what each part read, holds and refused, its files, and what the manifest comes to."""
    console = Console(stderr=True, highlight=False, markup=False)
    table = Table("part", "rows", "ties", "quads", "refused", "holds", box=None, pad_edge=False)
    for name, part in manifest.parts.items():
        held = ", ".join(f"{n:,} {kinds()[kind].label}" for kind, n in part.records.items())
        counts = (sum(part.rows.values()), part.ties, part.quads, sum(part.refused.values()))
        table.add_row(f"{name} {part.release}".strip(), *(f"{n:,}" for n in counts), held)
    console.print(table)
    for name, part in manifest.parts.items():
        for reason, rows in part.refused.items():
            console.print(f"{name} refused {rows:,}: {reason}", style="dim")
        for file, digest in part.files.items() if part.release else ():
            console.print(f"{name} {part.release}, {file}: SHA-256 {digest}", style="dim")
    summary(manifest)
    console.print(f"comity {manifest.version}, manifest {manifest.hash()}", style="dim")


def summary(manifest: Manifest) -> None:
    """Prints in one sentence what a graph holds."""
    dated: Counter[str] = Counter()
    for part in manifest.parts.values():
        dated.update(part.dated)
    ways = ", ".join(f"{n:,} {how}" for how, n in dated.most_common())
    data_sets = sum(bool(part.release) for part in manifest.parts.values())
    others, states = (_count(manifest, kind) for kind in ("Source", "State"))
    Console(stderr=True, highlight=False, markup=False).print(
        f"{data_sets} data sets and {others:,} other sources, {states:,} states, "
        f"{dated.total():,} ties: {ways}"
    )


def _count(manifest: Manifest, kind: str) -> int:
    parts = [part.records.items() for part in manifest.parts.values()]
    return sum(n for records in parts for name, n in records if kind in ancestors(name))
