"""Ties as a networkx graph: parallel and reciprocal ties kept, each with its dates and source."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from comity.answers.actors import parts_of
from comity.answers.asof import held_on, in_force, reaches
from comity.answers.lines import (
    Facts,
    bound,
    ends_of,
    facts,
    href,
    is_a,
    labels,
    line,
    source_notes,
    thing,
)
from comity.errors import UnknownThingError
from comity.model.days import day_of
from comity.model.namespaces import ID
from comity.model.records import Line, Thing
from comity.model.states import state
from comity.query.cite import cite
from comity.query.question import question
from comity.query.result import called_of
from comity.store.stores import Store

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

Network: TypeAlias = "nx.MultiDiGraph"


POLITIES = ("state/", "territory/")


def network(
    store: Store, actor: str | None = None, *, as_of: dt.date | str | None = None
) -> Network:
    """Ties of one actor, or of all states and territories among each other.

    A series, which gathers what a release gives too much of, is one edge from its first year to its
    last, with its latest value.

    Nodes are IRIs with ``label``, ``kind`` and ``href``. Edges are keyed by the IRI of their tie
    and have ``kind`` (a ``Kind``), ``start``, ``end``, ``year``, ``value``, ``unit``, ``source``,
    ``source_title``, ``locator``, ``iri``, ``href``, ``when`` and ``sentence``. The edge of an
    undirected tie runs from the end whose IRI comes first. The graph has ``call`` and ``manifest``
    (what gives the same graph again), ``sources`` (IRIs) and ``bibtex`` (of these),
    ``subtitle``, ``citation`` and, where it is of one actor, ``centre``, that actor's IRI.

    As of a day edges are what held on it, by the rules of ``comity.answers.asof``; those that
    possibly did have ``possibly``, and say so in ``when``. The graph has ``as_of``, as text, and
    ``undated``, how many ties are left out as they have no date. A state or territory is what it
    was on the day.

    Args:
        store: where to ask.
        actor: key of a state or territory, such as ``PAK``, or path of an actor below ``id/``,
            such as ``body/SCO``; all dyads by default.
        as_of: the day; any time by default.

    Raises:
        UnknownStateError: nothing has that key.
        UnknownThingError: the graph has no actor of that path.
        QuestionError: the day is none.
    """
    import networkx as nx  # noqa: PLC0415

    day, named, sources = day_of(as_of), labels(store), source_notes(store)
    net = nx.MultiDiGraph()
    undated = 0
    if actor:
        iri = node_of(actor, day)
        if iri not in named:
            raise UnknownThingError(f"the graph has no actor {actor}")
        _add_node(net, iri, named)
        net.graph["centre"] = iri
    for record, pair in _ties(store, net.graph.get("centre")):
        if pair is None:
            continue
        shown = line(record, sources)
        held, without = held_on([shown], day, reaches(store)) if day else ([shown], ())
        undated += len(without)
        for one in held:
            for iri in pair:
                _add_node(net, iri, named)
            net.add_edge(*pair, key=record.iri, **_edge(record, one))
    net.graph |= _origin(store, net, [actor] if actor else [], day)
    net.graph |= {"as_of": str(day), "undated": undated} if day else {}
    net.graph |= described(net)
    return net


def _ties(store: Store, actor: str | None) -> Iterator[tuple[Facts, tuple[str, str] | None]]:
    """Ties of an actor (IRI), or of all dyads, each with its ends."""
    if actor:
        parts = parts_of(store, actor.removeprefix(ID))
        rows = parts.rows(parts.index["record"])
    else:
        rows = store.select(question("records-of-dyads").sparql())
    return ((one, ends_of(one)) for one in facts(rows, labels(store)) if _is_tie(one))


def _origin(
    store: Store, net: Network, actors: list[str], day: dt.date | None
) -> dict[str, object]:
    sources = sorted({source for *_, source in net.edges(data="source")})
    return {
        "call": called_of(store, "network", *actors, as_of=str(day or "")),
        "manifest": store.manifest,
        "sources": sources,
        "bibtex": cite(*sources, store=store),
    }


def _is_tie(record: Facts) -> bool:
    return is_a(record, "Tie") or is_a(record, "Series")


def node_of(actor: str, day: dt.date | None = None) -> str:
    """IRI of an actor by key, or path below ``id/``; of a state, of what it was on a day."""
    if "/" in actor and not actor.startswith(POLITIES):
        return f"{ID}{actor}"
    subject = state(actor.rsplit("/", 1)[-1])
    return ((in_force(subject, day) if day else None) or subject).iri


def _add_node(net: Network, iri: str, named: Mapping[str, str]) -> None:
    if iri not in net:
        one = thing(iri, named.get(iri, ""))
        net.add_node(iri, label=one.label, kind=one.kind, href=one.href)


def _edge(record: Facts, shown: Line) -> dict[str, object]:
    year, value = record.first("year"), record.first("value") or record.first("latestValue")
    first, last = record.first("firstYear"), record.first("lastYear")
    words = [part.label if isinstance(part, Thing) else part for part in shown.sentence]
    words += [f" ({found} this)"] if (found := bound(record)) else []
    return {
        "kind": shown.kind,
        "start": record.first("start") or (f"{first}-01-01" if first else None),
        "end": record.first("end") or (f"{last}-12-31" if last else None),
        "year": int(year) if year else None,
        "value": float(value) if value else None,
        "unit": record.first("unit") or None,
        "source": shown.source.iri,
        "source_title": shown.source.title,
        "locator": shown.locator,
        "iri": record.iri,
        "href": href(record.iri),
        "when": f"possibly: {shown.when.words}" if shown.possibly else shown.when.words,
        "possibly": shown.possibly,
        "sentence": "".join(words),
    }


def described(net: Network) -> dict[str, str]:
    """What is said of a network, or of a part of one: its ``subtitle`` and its ``citation``."""
    found = Counter((data["source"], data["source_title"]) for *_, data in net.edges(data=True))
    used = [title for _, title in sorted(found, key=lambda one: (-found[one], one[1])) if title]
    counts = (
        (net.number_of_edges(), "tie"),
        (net.number_of_nodes(), "actor"),
        (len(used), "source"),
    )
    ties, actors, sources = (f"{n:,} {word}{'' if n == 1 else 's'}" for n, word in counts)
    day, undated = net.graph.get("as_of"), net.graph.get("undated", 0)
    possibly = sum(data.get("possibly", False) for *_, data in net.edges(data=True))
    said = f"; on {day}, {possibly:,} of them possibly, as their sources do not tell" if day else ""
    said += f"; {undated:,} without a date left out" if undated else ""
    return {
        "subtitle": f"{ties} among {actors}, from {sources}{said}",
        "citation": "Sources: " + "; ".join(used) if used else "",
    }
