"""Networks as a server shows them: of one actor or of all, by what an address asks for."""

from urllib.parse import urlencode

from comity.answers.dates import day_of
from comity.answers.dyads import TIE, first_shown, held_of_dyads
from comity.answers.lines import labels
from comity.answers.network import network
from comity.errors import QuestionError
from comity.store.stores import Store
from comity.views.network import network_page

MOST = 30_000
"""So many ties stand on a page, which is a megabyte and a half then."""


def of_actor(path: str, store: Store, kinds: tuple[str, ...], at: str, by: str) -> str:
    """The page of one actor's ties.

    Args:
        path: the actor's key, or path below ``id/``.
        store: what was known by ``by``.
        kinds: classes of ties by local name; all by default.
        at: the day; any time by default.
        by: by when it was known, as text; it is said.

    Raises:
        UnknownStateError: nothing has that key.
        UnknownThingError: the graph has no such actor.
        QuestionError: the day is none, or no class of ties has such a name.
    """
    net = network(store, path, kinds=kinds, as_of=at)
    centre = net.graph["centre"]
    title, path = labels(store)[centre], f"/network/{path}"
    return network_page(net, title=title, centre=centre, live=True, as_known=by, path=path)


def settled(store: Store, kinds: tuple[str, ...], at: str) -> tuple[tuple[str, ...], str]:
    """The kinds and the day of the ties of all that an address is of; see ``first_shown``."""
    first, day = first_shown(store)
    if not (kinds or at):
        return first, str(day or "")
    return kinds or ((TIE,) if day else ()), at


def of_all(store: Store, kinds: tuple[str, ...], at: str, by: str) -> str:
    """The page of the ties of all dyads.

    Args:
        store: what was known by ``by``.
        kinds: classes of ties by local name; all by default.
        at: the day; any time by default.
        by: by when it was known, as text; it is said.

    Raises:
        QuestionError: the day is none, no class of ties has such a name, or there are more of them
            than a page holds.
    """
    many = held_of_dyads(store, kinds, day_of(at)).height
    if many > MOST:
        first, day = first_shown(store)
        such = urlencode({"kind": first, "at": day or ""}, doseq=True)
        raise QuestionError(
            f"{many:,} ties are more than the {MOST:,} that a page holds: choose kinds of ties or "
            f"a day, as in /network?{such}"
        )
    net = network(store, kinds=kinds, as_of=at)
    title = "States and territories"
    return network_page(net, title=title, live=True, as_known=by, path="/network")
