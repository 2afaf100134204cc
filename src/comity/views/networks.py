"""Networks by their address: of one actor or of all, of some kinds and on a day."""

from collections import Counter, defaultdict
from dataclasses import replace

import networkx as nx  # type: ignore[import-untyped]

from comity.answers.dyads import TIE, first_shown, held_of_dyads
from comity.answers.lines import labels
from comity.answers.network import described, network
from comity.errors import QuestionError
from comity.model.days import day_of
from comity.model.words import _, numeral
from comity.store.stores import Store
from comity.views.asked import Asked
from comity.views.network import MOST_PAIRS, PAIRS, network_page
from comity.views.page import Page

MOST_NEAR = 50
"""So many neighbours come where some are asked for."""
MOST = 30_000
"""So many ties stand on a page, which is a megabyte and a half then."""


def ego(asked: Asked) -> Page:
    """The ties of one actor: ``/network/PAK``, or ``/network/body/SCO``."""
    actor, kinds = asked.parts["path"], asked.several("kind")
    pairs, near = _number(asked, "pairs", MOST_PAIRS), _number(asked, "near", MOST_NEAR)
    net = network(asked.store, actor, kinds=kinds, as_of=asked.at)
    net = nearest(net, near) if near else net
    centre = net.graph["centre"]
    return network_page(
        net,
        title=labels(asked.store)[centre],
        centre=centre,
        most_pairs=pairs or PAIRS,
        path=asked.path,
        given={"kind": ",".join(kinds)} | asked.days | _kept(asked, "pairs", "near"),
    )


def nearest(net: nx.MultiDiGraph, most: int) -> nx.MultiDiGraph:
    """The network of one actor with so many neighbours: those of most kinds of ties, then most.

    ``near`` of the graph is of how many neighbours it is, and how many there are.
    """
    centre = net.graph["centre"]
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for a, b, data in net.edges(data=True):
        if centre in (a, b) and a != b:
            kinds[b if a == centre else a][data["kind"].name] += 1
    order = sorted(kinds, key=lambda iri: (-len(kinds[iri]), -kinds[iri].total(), iri))
    kept = net.subgraph([centre, *order[:most]]).copy()
    kept.graph |= {"near": (min(most, len(order)), len(order))}
    kept.graph |= described(kept)
    return kept


def world(asked: Asked) -> Page:
    """The ties of all states and territories among each other: ``/network``."""
    store = asked.store
    kinds, at = _settled(store, asked.several("kind"), asked.at)
    many = held_of_dyads(store, kinds, day_of(at)).height
    if many > MOST:
        first, day = first_shown(store)
        such = replace(_none(asked), given={"kind": ",".join(first), "at": str(day or "")})
        wrong = _(
            "{count} ties are more than the {most} that a page holds: choose kinds of ties or a "
            "day, as in {address}"
        )
        counts = {"count": numeral(many), "most": numeral(MOST)}
        raise QuestionError(wrong.format(**counts, address=such.address()))
    pairs = _number(asked, "pairs", MOST_PAIRS)
    net = network(store, kinds=kinds, as_of=at)
    return network_page(
        net,
        title=_("States and territories"),
        most_pairs=pairs or PAIRS,
        path=asked.path,
        given={"kind": ",".join(kinds)} | asked.days | {"at": at} | _kept(asked, "pairs"),
    )


def _kept(asked: Asked, *names: str) -> dict[str, str]:
    return {name: asked.given[name] for name in names if asked.given.get(name)}


def _number(asked: Asked, name: str, most: int) -> int:
    """A number that is asked for, or 0.

    Raises:
        QuestionError: it is none, or out of bounds.
    """
    text = asked.given.get(name, "")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        wrong = _("{name} is {text}; it must be a whole number from 1 to {most}")
        raise QuestionError(wrong.format(name=name, text=repr(text), most=numeral(most)))
    return int(text)


def _none(asked: Asked) -> Page:
    return Page("network.html", "", path=asked.path)


def _settled(store: Store, kinds: tuple[str, ...], at: str) -> tuple[tuple[str, ...], str]:
    """The kinds and the day of the ties of all that an address is of; see ``first_shown``."""
    first, day = first_shown(store)
    if not (kinds or at):
        return first, str(day or "")
    return kinds or ((TIE,) if day else ()), at
