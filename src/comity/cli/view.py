"""``comity view``: one page as a file that opens offline."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from comity.answers.lines import POLITIES
from comity.answers.releases import release
from comity.answers.search import find
from comity.cli.build import STORE
from comity.cli.rows import AS_KNOWN, AS_OF
from comity.errors import QuestionError
from comity.files.home import home
from comity.files.source import source
from comity.model.namespaces import ID
from comity.store.stores import Store

PAGES = "dyad A B | state A | network [A] | source ID | /ADDRESS"
OF_ONE = 2
OK = 200
USE = (
    "a page is: dyad A B, state A, network A, network or source ID, or the address that it has "
    "under comity open, such as /question/bodies-of?state=PAK; A and B are names or keys such as "
    "PAK, ID is that of a data set, or its folder, whose page takes no day"
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
    from comity.views.html import html, write_page  # noqa: PLC0415
    from comity.views.pages import source_page  # noqa: PLC0415
    from comity.views.site import Site  # noqa: PLC0415

    if kind and page[0] != "network":
        raise QuestionError("--kind is of a network: comity view network PAK --kind Sanction")
    folder = store or home()
    if page[0] == "source" and len(page) == OF_ONE and not (as_of or as_known):
        # what a data set is stands in its folder, and needs no graph
        shown = source_page(release(source(page[1]), folder))
    else:
        site = Site(folder)
        address = _address(page, site.place.known(as_known))
        asked = {"kind": ",".join(kind or ()), "at": as_of, "known": as_known}
        given = urlencode({name: said for name, said in asked.items() if said})
        shown = site.page(f"{address}{'&' if '?' in address else '?'}{given}" if given else address)
    if shown.status != OK:
        raise QuestionError(str(shown.shows["error"]))
    write_page(html(shown), output)


def _address(page: list[str], place: Store) -> str:
    match page:
        case ["dyad", a, b]:
            return f"/dyad/{_key(place, a)}/{_key(place, b)}"
        case ["state", a]:
            return f"/state/{_key(place, a)}"
        case ["network", a]:
            return f"/network/{find(place, a).iri.removeprefix(ID)}"
        case ["network"]:
            return "/network"
        case [address] if address.startswith("/"):
            return address
        case _:
            raise QuestionError(USE)


def _key(place: Store, name: str) -> str:
    return find(place, name, POLITIES).iri.rsplit("/", 1)[1]
