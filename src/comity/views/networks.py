"""Networks by their address: of one actor or of all, of some kinds and on a day."""

from dataclasses import replace

from comity.answers.dyads import TIE, first_shown, held_of_dyads
from comity.answers.lines import labels
from comity.answers.network import network
from comity.errors import QuestionError
from comity.model.days import day_of
from comity.store.stores import Store
from comity.views.asked import Asked
from comity.views.network import network_page
from comity.views.page import Page

MOST = 30_000
"""So many ties stand on a page, which is a megabyte and a half then."""


def ego(asked: Asked) -> Page:
    """The ties of one actor: ``/network/PAK``, or ``/network/body/SCO``."""
    actor, kinds = asked.parts["path"], asked.several("kind")
    net = network(asked.store, actor, kinds=kinds, as_of=asked.at)
    centre = net.graph["centre"]
    title = labels(asked.store)[centre]
    given = {"kind": ",".join(kinds)} | asked.days
    return network_page(net, title=title, centre=centre, path=asked.path, given=given)


def world(asked: Asked) -> Page:
    """The ties of all states and territories among each other: ``/network``."""
    store = asked.store
    kinds, at = _settled(store, asked.several("kind"), asked.at)
    many = held_of_dyads(store, kinds, day_of(at)).height
    if many > MOST:
        first, day = first_shown(store)
        such = replace(_none(asked), given={"kind": ",".join(first), "at": str(day or "")})
        raise QuestionError(
            f"{many:,} ties are more than the {MOST:,} that a page holds: choose kinds of ties or "
            f"a day, as in {such.address()}"
        )
    net = network(store, kinds=kinds, as_of=at)
    given = {"kind": ",".join(kinds)} | asked.days | {"at": at}
    return network_page(net, title="States and territories", path=asked.path, given=given)


def _none(asked: Asked) -> Page:
    return Page("network.html", "", path=asked.path)


def _settled(store: Store, kinds: tuple[str, ...], at: str) -> tuple[tuple[str, ...], str]:
    """The kinds and the day of the ties of all that an address is of; see ``first_shown``."""
    first, day = first_shown(store)
    if not (kinds or at):
        return first, str(day or "")
    return kinds or ((TIE,) if day else ()), at
