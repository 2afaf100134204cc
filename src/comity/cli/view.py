"""``comity view``: one page as a file that opens offline."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from comity.answers.dossier import dossier, profile
from comity.answers.network import network
from comity.answers.releases import release
from comity.answers.search import POLITIES, find
from comity.cli.build import STORE
from comity.cli.rows import AS_KNOWN
from comity.errors import QuestionError
from comity.files.home import home
from comity.files.source import source
from comity.model.namespaces import ID
from comity.store.stores import Store, connect

PAGES = "dyad A B | state A | network [A] | source ID"
USE = (
    "a page is: dyad A B, state A, network A, network or source ID; A and B are names or keys such "
    "as PAK, ID is that of a data set, or its folder, whose page takes no --as-known"
)


def view_page(
    page: Annotated[list[str], typer.Argument(metavar=PAGES)],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    as_known: AS_KNOWN = "",
    store: STORE = None,
) -> None:
    """Write one page as a single file that opens without a network."""
    from comity.views.network import network_page  # noqa: PLC0415
    from comity.views.page import write_page  # noqa: PLC0415
    from comity.views.pages import dyad_page, source_page, state_page  # noqa: PLC0415

    folder = store or home()
    known = partial(connect, folder, as_known=as_known)
    match page:
        case ["source", name] if not as_known:
            text = source_page(release(source(name), folder))
        case ["dyad", a, b]:
            place = known()
            text = dyad_page(dossier(place, _key(place, a), _key(place, b)), as_known=as_known)
        case ["state", a]:
            place = known()
            text = state_page(profile(place, _key(place, a)), as_known=as_known)
        case ["network", a]:
            place = known()
            actor = find(place, a)
            net = network(place, actor.iri.removeprefix(ID))
            text = network_page(net, title=actor.label, centre=actor.iri, as_known=as_known)
        case ["network"]:
            net = network(known())
            text = network_page(net, title="States and territories", as_known=as_known)
        case _:
            raise QuestionError(USE)
    write_page(text, output)


def _key(place: Store, name: str) -> str:
    return find(place, name, POLITIES).iri.rsplit("/", 1)[1]
