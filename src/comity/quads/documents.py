"""The named graphs of a curated graph: one for each document, beside one of what none reports.

A document's graph has its own IRI, as a release's has: so what was known on a day is a choice of
graphs, whoever said it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from comity.files.issued import last_day
from comity.model.namespaces import CM, DCTERMS, RDF

KINDS = {ox.NamedNode(CM + kind) for kind in ("Document", "Source")}

Node = ox.NamedNode | ox.BlankNode | ox.Triple


def by_document(triples: Iterable[ox.Triple], graph: str) -> list[ox.Quad]:
    """Each triple in the graph of the document that it is from.

    That is the document itself, or the source of the record; what has no source, such as an
    agreement, goes with the first document whose record names it. What none names is in ``graph``.

    Args:
        triples: a curated graph, which describes the sources of its records.
        graph: its own IRI.
    """
    held = list(triples)
    homes = _homes(held)
    rest = ox.NamedNode(graph)
    return [ox.Quad(t.subject, t.predicate, t.object, homes.get(t.subject, rest)) for t in held]


def _homes(triples: list[ox.Triple]) -> Mapping[Node, ox.NamedNode]:
    documents: dict[Node, ox.NamedNode] = {}
    days: dict[Node, dt.date] = {}
    sourced: dict[Node, ox.NamedNode] = {}
    for subject, predicate, value in triples:
        if predicate.value == RDF + "type" and value in KINDS and isinstance(subject, ox.NamedNode):
            documents[subject] = subject
        elif predicate.value == DCTERMS + "issued" and isinstance(value, ox.Literal):
            days[subject] = last_day(value.value)
        elif predicate.value == CM + "source" and isinstance(value, ox.NamedNode):
            sourced[subject] = value
    naming: dict[Node, set[ox.NamedNode]] = {}
    for subject, _, value in triples:
        if subject in sourced and isinstance(value, ox.NamedNode):
            naming.setdefault(value, set()).add(sourced[subject])
    named = {
        thing: min(by, key=lambda one: (days.get(one, dt.date.max), one.value))
        for thing, by in naming.items()
    }
    return named | sourced | documents
