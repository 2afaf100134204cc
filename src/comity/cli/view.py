"""``comity view``: one page as a file that opens offline."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.build import STORE
from comity.dossier import dossier, profile
from comity.errors import QuestionError
from comity.home import home
from comity.lines import labels
from comity.network import network
from comity.states import state
from comity.store import connect

USE = "a page is: dyad A B, state A, network A or network; A and B are keys such as PAK"


def view_page(
    page: Annotated[list[str], typer.Argument(metavar="dyad A B | state A | network [A]")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    store: STORE = None,
) -> None:
    """Write one page as a single file that opens without a network."""
    from comity.views.network import network_page  # noqa: PLC0415
    from comity.views.page import write_page  # noqa: PLC0415
    from comity.views.pages import dyad_page, state_page  # noqa: PLC0415

    place = connect(store or home())
    match page:
        case ["dyad", a, b]:
            text = dyad_page(dossier(place, a, b))
        case ["state", key]:
            text = state_page(profile(place, key))
        case ["network", key]:
            actor = state(key)
            net = network(place, key)
            text = network_page(net, title=labels(place)[actor.iri], centre=actor.iri)
        case ["network"]:
            text = network_page(network(place), title="States and territories")
        case _:
            raise QuestionError(USE)
    write_page(text, output)
