"""``comity view``: one page as a file that opens offline."""

from pathlib import Path
from typing import Annotated

import typer

from comity.answers.dossier import dossier, profile
from comity.answers.lines import labels
from comity.answers.network import network
from comity.answers.releases import release
from comity.cli.build import STORE
from comity.errors import QuestionError
from comity.files.home import home
from comity.files.source import source
from comity.model.states import state
from comity.store.stores import connect

PAGES = "dyad A B | state A | network [A] | source ID"
USE = (
    "a page is: dyad A B, state A, network A, network or source ID; A and B are keys such as PAK, "
    "ID is that of a data set, or its folder"
)


def view_page(
    page: Annotated[list[str], typer.Argument(metavar=PAGES)],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    store: STORE = None,
) -> None:
    """Write one page as a single file that opens without a network."""
    from comity.views.network import network_page  # noqa: PLC0415
    from comity.views.page import write_page  # noqa: PLC0415
    from comity.views.pages import dyad_page, source_page, state_page  # noqa: PLC0415

    folder = store or home()
    match page:
        case ["source", name]:
            text = source_page(release(source(name), folder))
        case ["dyad", a, b]:
            text = dyad_page(dossier(connect(folder), a, b))
        case ["state", key]:
            text = state_page(profile(connect(folder), key))
        case ["network", key]:
            actor, place = state(key), connect(folder)
            net = network(place, key)
            text = network_page(net, title=labels(place)[actor.iri], centre=actor.iri)
        case ["network"]:
            text = network_page(network(connect(folder)), title="States and territories")
        case _:
            raise QuestionError(USE)
    write_page(text, output)
