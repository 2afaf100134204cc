"""``comity view``: one page as a file that opens offline."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from comity.answers.dossier import dossier
from comity.answers.lines import labels
from comity.answers.network import network
from comity.answers.profile import profile
from comity.answers.releases import release
from comity.answers.search import POLITIES, find
from comity.cli.build import STORE
from comity.cli.rows import AS_KNOWN, AS_OF
from comity.errors import QuestionError
from comity.files.home import home
from comity.files.source import source
from comity.model.namespaces import ID
from comity.store.stores import Store, connect

PAGES = "dyad A B | state A | network [A] | source ID"
USE = (
    "a page is: dyad A B, state A, network A, network or source ID; A and B are names or keys such "
    "as PAK, ID is that of a data set, or its folder, whose page takes no day"
)


def view_page(
    page: Annotated[list[str], typer.Argument(metavar=PAGES)],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    as_of: AS_OF = "",
    as_known: AS_KNOWN = "",
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="Of a network: only ties of this class, such as Sanction."),
    ] = None,
    store: STORE = None,
) -> None:
    """Write one page as a single file that opens without a network."""
    from comity.views.network import network_page  # noqa: PLC0415
    from comity.views.page import write_page  # noqa: PLC0415
    from comity.views.pages import dyad_page, source_page, state_page  # noqa: PLC0415

    if kind and page[0] != "network":
        raise QuestionError("--kind is of a network: comity view network PAK --kind Sanction")
    folder, kinds = store or home(), kind or ()
    known = partial(connect, folder, as_known=as_known)
    match page:
        case ["source", name] if not (as_of or as_known):
            text = source_page(release(source(name), folder))
        case ["dyad", a, b]:
            place = known()
            pair = (_key(place, a), _key(place, b))
            text = dyad_page(dossier(place, *pair, as_of=as_of), as_known=as_known)
        case ["state", a]:
            place = known()
            text = state_page(profile(place, _key(place, a), as_of=as_of), as_known=as_known)
        case ["network", a]:
            place = known()
            net = network(place, find(place, a).iri.removeprefix(ID), kinds=kinds, as_of=as_of)
            actor = net.graph["centre"]
            text = network_page(net, title=labels(place)[actor], centre=actor, as_known=as_known)
        case ["network"]:
            net = network(known(), kinds=kinds, as_of=as_of)
            text = network_page(net, title="States and territories", as_known=as_known)
        case _:
            raise QuestionError(USE)
    write_page(text, output)


def _key(place: Store, name: str) -> str:
    return find(place, name, POLITIES).iri.rsplit("/", 1)[1]
