"""``comity publish``: every page as a site of files."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from comity.cli.build import STORE
from comity.files.home import home
from comity.model.states import state
from comity.model.words import ENGLISH


def publish_site(
    to: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the site.")],
    states: Annotated[
        str,
        typer.Option(help="Keys of the states whose dyads and networks are written: PAK,RUS,CHN."),
    ] = "",
    lang: Annotated[str, typer.Option(help="Language of the pages: en or ru.")] = ENGLISH,
    store: STORE = None,
) -> None:
    """Write every page as a site of files, which any file server or a USB stick can carry.

    All dyads of today are many thousand files; name the states that matter. A site that was stopped
    goes on where it was.
    """
    from comity.views.publish import publish  # noqa: PLC0415

    keys = [state(key.strip()).key for key in states.split(",") if key.strip()]
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("pages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("pages", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        pages = publish(store or home(), to, keys, show, language=lang)
    console.print(f"{pages:,} pages are in {to}; open {to / 'index.html'}", markup=False)
