"""Networks by their address: of one actor or of all, of some kinds and on a day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlencode

import networkx as nx  # type: ignore[import-untyped]

from comity.answers.dyads import TIE, first_shown, held_among, only_among, two_modes
from comity.answers.lines import labels
from comity.answers.measured import held_by
from comity.answers.network import described, network, node_of
from comity.errors import QuestionError
from comity.model.days import day_of
from comity.model.ontology import kinds as every_kind
from comity.model.words import N_, _, numeral
from comity.store.stores import Store
from comity.tables.offers import offers
from comity.views.asked import Asked
from comity.views.layout import CROWDED
from comity.views.network import MOST_PAIRS, PAIRS, network_page
from comity.views.page import Page
from comity.views.pages import records_of

MOST_NEAR = 50
"""So many neighbours come where some are asked for."""
MOST = 30_000
"""So many ties stand on a page, which is a megabyte and a half then."""
ALL, CHOSEN = N_("States and territories"), N_("States and others that were chosen")
CROWD = 130
"""Where there are more actors, the page of one draws but as many pairs as have room for names."""
OF_TWO_MODES = 1_500
"""So many pairs of states with what they are in are drawn: there are more nodes than states."""
MOST_NAMED = 4
"""So many names of those that are chosen stand in a title."""
SHARED = {"Membership": ("igo",), "Participation": ("agreements", "alliances"), "Vote": ("votes",)}
"""Groups of measures of which the first counts what two states share, by the kind of its ties."""


def ego(asked: Asked) -> Page:
    """The ties of one actor: ``/network/PAK``, or ``/network/body/SCO``."""
    actor, kinds = asked.parts["path"], asked.several("kind")
    pairs, near = _number(asked, "pairs", MOST_PAIRS), _number(asked, "near", MOST_NEAR)
    net = network(asked.store, actor, kinds=kinds, as_of=asked.at)
    net = nearest(net, near) if near else net
    centre = net.graph["centre"]
    page = network_page(
        net,
        title=labels(asked.store)[centre],
        centre=centre,
        most_pairs=pairs or (PAIRS if net.number_of_nodes() <= CROWD else CROWDED),
        path=asked.path,
        given={"kind": ",".join(kinds)} | asked.days | _kept(asked, "pairs", "near"),
    )
    return replace(page, behind=records_of(centre))


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
    """The ties of all states and territories among each other: ``/network``.

    Of some of them, ``/network?states=PAK,RUS,CHN``, or with what they are in,
    ``/network?kind=Membership``.
    """
    store, states = asked.store, asked.several("states")
    kinds, at = asked.several("kind"), asked.at
    if not states:
        kinds, at = _settled(store, kinds, at)
    day = day_of(at)
    actors = [node_of(one, day) for one in states]
    many = only_among(held_among(store, kinds, day), actors).height
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
    net = network(store, kinds=kinds, states=states, as_of=at)
    given = {"kind": ",".join(kinds)} | asked.days | {"at": at} | _kept(asked, "states", "pairs")
    return network_page(
        net,
        title=_titled(net, [labels(store)[one] for one in actors]),
        most_pairs=pairs or (OF_TWO_MODES if two_modes().issuperset(kinds or (TIE,)) else PAIRS),
        path=asked.path,
        given=given,
        beside=[*_as_matrix(asked, net)],
    )


def _titled(net: nx.MultiDiGraph, names: Sequence[str]) -> str:
    """What the page is called: by who is chosen, else by what is between all."""
    if names:
        if len(names) > MOST_NAMED:
            return _(CHOSEN)
        first, last = ", ".join(names[:-1]), names[-1]
        return _("{first} and {last}").format(first=first, last=last) if first else last
    if not (asked := net.graph["kinds"]) or not two_modes().issuperset(asked):
        return _(ALL)
    said = ", ".join(every_kind()[one].label for one in asked)
    return _("States by {kinds}").format(kinds=said)


def _as_matrix(asked: Asked, net: nx.MultiDiGraph) -> Iterator[tuple[str, str]]:
    """Pages that have the same, or what two states share of it, as a matrix."""
    year, known = net.graph.get("as_of", "")[:4], asked.given.get("known", "")
    more = {name: said for name, said in (("year", year), ("known", known)) if said}
    if two_modes().isdisjoint(net.graph["kinds"]):
        if year:
            words = _("All dyads of {year} as a matrix").format(year=year)
            yield words, f"/matrix?{urlencode(more)}"
        return
    try:
        there = offers(held_by(asked.store))
    except QuestionError:  # what is not on this machine has no matrix
        return
    shown: set[str] = set()
    sources = {*net.graph["sources"], *(iri for iri, *_rest in net.graph["gathered"])}
    groups = {group for kind in net.graph["kinds"] for group in SHARED.get(kind, ())}
    for name, one in there.items():
        source = one.source.graph
        if one.group.name in groups and source in sources - shown:
            shown.add(source)
            title = one.source.description.title
            words = _("{measure}: a matrix, by {source}").format(measure=one.says(), source=title)
            yield words, f"/matrix?{urlencode({'kind': name} | more)}"


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
