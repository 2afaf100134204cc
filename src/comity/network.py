"""Ties as a networkx graph: parallel and reciprocal ties kept, each with its dates and source."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import networkx as nx  # type: ignore[import-untyped]

from comity.lines import (
    Facts,
    counted,
    facts,
    href,
    is_record,
    labels,
    line,
    source_notes,
    thing,
)
from comity.ontology import ancestors, ends
from comity.question import question
from comity.records import Line, SourceNote, Thing
from comity.store import Store

Network: TypeAlias = nx.MultiDiGraph


def network(store: Store, actor: str | None = None) -> Network:
    """Ties of one actor, or of all states and territories among each other.

    Nodes are IRIs with ``label``, ``kind`` and ``href``. Edges are keyed by the IRI of their tie
    and have ``kind`` (a ``Kind``), ``start``, ``end``, ``year``, ``value``, ``unit``, ``source``,
    ``source_title``, ``locator``, ``iri``, ``href``, ``when`` and ``sentence``. The edge of an
    undirected tie runs from the end whose IRI comes first.

    Args:
        store: where to ask.
        actor: path of the actor below ``id/``, such as ``state/PAK``; all dyads by default.
    """
    asked = (
        question("records-of").sparql(actor=actor)
        if actor
        else question("records-of-dyads").sparql()
    )
    named, sources = labels(store), source_notes(store)
    net = Network()
    lines = []
    for record in facts(store.select(asked), named):
        pair = _ends(record)
        if pair is None or not is_record(record) or "Tie" not in ancestors(record.first("type")):
            continue
        shown = line(record, sources)
        lines.append(shown)
        for iri in pair:
            _add_node(net, iri, named)
        net.add_edge(*pair, key=record.iri, **_edge(record, shown))
    _describe(net, lines, sources)
    return net


def _ends(record: Facts) -> tuple[str, str] | None:
    kind = record.first("type")
    if not kind:
        return None
    first, second = ends(kind)
    if first:
        pair = (record.first(first), record.first(second))
    elif "from" in record.values:
        pair = (record.first("from"), record.first("to"))
    else:
        both = sorted(record.values.get("between", []))
        pair = (both[0], both[-1]) if both else ("", "")
    return pair if all(pair) else None


def _add_node(net: Network, iri: str, named: Mapping[str, str]) -> None:
    if iri not in net:
        one = thing(iri, named.get(iri, ""))
        net.add_node(iri, label=one.label, kind=one.kind, href=one.href)


def _edge(record: Facts, shown: Line) -> dict[str, object]:
    year, value = record.first("year"), record.first("value")
    words = [part.label if isinstance(part, Thing) else part for part in shown.sentence]
    return {
        "kind": shown.kind,
        "start": record.first("start") or None,
        "end": record.first("end") or None,
        "year": int(year) if year else None,
        "value": float(value) if value else None,
        "unit": record.first("unit") or None,
        "source": shown.source.iri,
        "source_title": shown.source.title,
        "locator": shown.locator,
        "iri": record.iri,
        "href": href(record.iri),
        "when": shown.when,
        "sentence": "".join(words),
    }


def _describe(net: Network, lines: Iterable[Line], sources: Mapping[str, SourceNote]) -> None:
    used = counted(lines, sources)
    net.graph["citation"] = "Sources: " + "; ".join(note.title for note in used) if used else ""
    net.graph["subtitle"] = (
        f"{net.number_of_edges():,} ties among {net.number_of_nodes():,} actors, "
        f"from {len(used)} sources"
    )
