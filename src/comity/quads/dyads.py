"""Dyads and pairs as things of the graph: two actors that ties, events and agreements are of."""

from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox

from comity.model.namespaces import CM, GRAPH, ID, RDF
from comity.model.states import polities

DYADS = f"{GRAPH}dyads"


def dyad_quads(paths: Iterable[str]) -> list[ox.Quad]:
    """Quads of the dyads with these paths, and of their pairs: ends, pair and class.

    Every dyad is described once, in a graph of its own: a triple that stood in two graphs would
    count twice in a query over their union.
    """
    quads = []
    for kind, a, b in sorted(_with_pairs(paths)):
        node, pair = (ox.NamedNode(f"{ID}{shape}") for shape in (f"{kind}/{a}/{b}", _pair(a, b)))
        facts = [(RDF + "type", ox.NamedNode(CM + ("DirectedDyad" if kind == "dyad" else "Pair")))]
        facts += [(name, ox.NamedNode(end)) for name, end in ends_of(f"{kind}/{a}/{b}")]
        facts += [(CM + "pair", pair)]
        quads += [ox.Quad(node, ox.NamedNode(p), o, ox.NamedNode(DYADS)) for p, o in facts]
    return quads


def ends_of(path: str) -> list[tuple[str, str]]:
    """Both ends of the dyad or pair with this path: the property that leads there, and the IRI."""
    kind, *keys = path.split("/")
    names = ("from", "to") if kind == "dyad" else ("between", "between")
    return [(CM + name, ID + _actor(key)) for name, key in zip(names, keys, strict=True)]


def spoken_of(triples: Iterable[ox.Triple]) -> set[str]:
    """Paths of the dyads that records among these triples are of."""
    objects = (one.object for one in triples if one.predicate.value == f"{CM}dyad")
    return {one.value.removeprefix(ID) for one in objects if isinstance(one, ox.NamedNode)}


def _with_pairs(paths: Iterable[str]) -> set[tuple[str, str, str]]:
    split = {(kind, a, b) for kind, a, b in (path.split("/") for path in paths)}
    return split | {("pair", min(a, b), max(a, b)) for _, a, b in split}


def _pair(a: str, b: str) -> str:
    return "pair/" + "/".join(sorted((a, b)))


def _actor(key: str) -> str:
    """Path of a dyad's end: polities go by their bare key, others by ``kind.key``."""
    kinds = _kinds()
    return f"{kinds[key]}/{key}" if key in kinds else key.replace(".", "/", 1)


def key_of(actor: str) -> str:
    """How the path of a dyad names an actor of this path; see ``_actor``."""
    kind, _, key = actor.partition("/")
    return key if kind in ("state", "territory") else f"{kind}.{key}"


@cache
def _kinds() -> dict[str, str]:
    return dict(polities().select("key", "kind").iter_rows())
