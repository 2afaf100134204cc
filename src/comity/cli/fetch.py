"""``comity fetch``: a data set's files from the publisher's own address."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.prompt import Confirm

from comity.errors import LicenceError
from comity.files.fetch import Fetched, accepted, fetch
from comity.files.source import Source, source


def fetch_files(
    ids: Annotated[list[str], typer.Argument(help="Sources to fetch.")],
    accept_licence: Annotated[  # noqa: FBT002
        bool, typer.Option("--accept-licence", help="Accept without being asked, for scripts.")
    ] = False,
) -> None:
    """Get the files of sources from their publishers, so that comity build finds them."""
    console = Console(stderr=True, highlight=False, markup=False)
    for one in [source(name) for name in ids]:
        if one.ships:
            console.print(f"{one.id} comes with comity")
            continue
        agreed = accept_licence
        if one.addressed and not accepted(one):
            _show(one, console)
            agreed = agreed or _ask(one, console)
        for file in _run(one, console, agreed=agreed):
            console.print(f"{file.path}: SHA-256 {file.sha256}{_said(file)}", soft_wrap=True)
        console.print(f"now run: comity build {one.called}")


def _show(one: Source, console: Console) -> None:
    facts = one.description
    console.print(f"{facts.title} {facts.release}, {facts.publisher}, {facts.landing}")
    console.print(f"Licence: {facts.licence} {facts.licence_link}".rstrip())
    console.print(f"To cite:\n{facts.cite.strip()}")


def _ask(one: Source, console: Console) -> bool:
    if not sys.stdin.isatty():
        return False
    if not Confirm.ask("Do you accept this licence?", console=console, default=False):
        raise LicenceError(f"the licence was not accepted, so nothing of {one.id} was fetched")
    return True


def _run(one: Source, console: Console, *, agreed: bool) -> list[Fetched]:
    """Fetches with a progress bar on stderr."""
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(one.id, total=None)

        def show(name: str, done: int, total: int | None) -> None:
            bar.update(task, description=name, completed=done, total=total)

        return fetch(one, accept_licence=agreed, progress=show)


def _said(file: Fetched) -> str:
    if file.checked:
        return ""
    return ", recorded: the publisher states none, so the next fetch is held to this one"
