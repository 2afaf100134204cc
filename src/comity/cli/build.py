"""``comity build``: what ships, and sources from the publisher's files, into the store."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from comity.build import Manifest, build
from comity.home import home
from comity.ontology import ancestors, kinds
from comity.source import source, sources

STORE = Annotated[
    Path | None, typer.Option("--store", help="Folder of the graph.", show_default=False)
]


def build_graph(
    ids: Annotated[list[str] | None, typer.Argument(help="Sources besides what ships.")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="The publisher's files: their folder, or the one file."),
    ] = None,
    store: STORE = None,
) -> None:
    """Build the graph from what ships, and from the files of the sources named."""
    report(run_build(ids or [], file, store or home()))


def run_build(ids: list[str], file: Path | None, folder: Path) -> Manifest:
    """Builds with a progress bar on stderr."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("building", total=None)

        def show(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        return build([source(name) for name in ids], file, folder, show)


def report(manifest: Manifest) -> None:
    """Prints what the store holds, how its ties are dated, and the rows refused with reasons."""
    console = Console(stderr=True, highlight=False, markup=False)
    table = Table("part", "holds", "quads", "refused", box=None, pad_edge=False)
    dated: Counter[str] = Counter()
    for name, part in manifest.parts.items():
        held = ", ".join(f"{n:,} {kinds()[kind].label}" for kind, n in part.records.items())
        table.add_row(name, held, f"{part.quads:,}", f"{sum(part.refused.values()):,}")
        dated.update(part.dated)
    console.print(table)
    for part in manifest.parts.values():
        for reason, rows in part.refused.items():
            console.print(f"refused {rows:,}: {reason}", style="dim")
    ways = ", ".join(f"{n:,} {how}" for how, n in dated.most_common())
    data_sets = sum(name in sources() for name in manifest.parts)
    others, states = (_count(manifest, kind) for kind in ("Source", "State"))
    console.print(
        f"{data_sets} data sets and {others:,} other sources, {states:,} states, "
        f"{dated.total():,} ties: {ways}"
    )
    console.print(f"manifest {manifest.hash()[:16]}", style="dim")


def _count(manifest: Manifest, kind: str) -> int:
    parts = [part.records.items() for part in manifest.parts.values()]
    return sum(n for records in parts for name, n in records if kind in ancestors(name))
