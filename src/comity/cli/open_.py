"""``comity open``: builds what is missing, serves the pages on this machine, opens the browser."""

import socket
import threading
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from comity.cli.build import STORE, run_build, summary
from comity.errors import ComityError
from comity.files.home import home
from comity.store.build import is_current
from comity.store.manifest import read_manifest

HOST = "127.0.0.1"


def open_pages(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8000,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,  # noqa: FBT002
    store: STORE = None,
) -> None:
    """Open the graph in the browser; build it first where that is needed."""
    import uvicorn  # noqa: PLC0415

    from comity.views.serve import application  # noqa: PLC0415

    folder: Path = store or home()
    _check_free(port)
    if not is_current(folder):
        _build(folder)
    summary(read_manifest(folder))
    address = f"http://{HOST}:{port}/"
    Console(stderr=True).print(f"comity is open at {address} (Ctrl+C ends it)", highlight=False)
    if browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    uvicorn.run(application(folder), host=HOST, port=port, log_level="warning")


def _build(folder: Path) -> None:
    """Builds what is not as it should be, and says of what."""
    before = read_manifest(folder).parts
    after = run_build([], None, folder).parts
    anew = [name for name in (before | after) if before.get(name) != after.get(name)]
    said = f"built anew: {', '.join(anew)} (comity build says more)"
    Console(stderr=True).print(said, style="dim", markup=False, highlight=False)


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            message = f"port {port} is taken; choose another: comity open --port {port + 1}"
            raise ComityError(message) from None
