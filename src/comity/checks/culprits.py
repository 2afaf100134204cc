"""Where a graph contradicts its ontology, by rules plain enough to name the thing and why."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from comity.model.namespaces import CM, ID, XSD

Culprit = tuple[str, str]
"""A thing, and what is wrong with it."""


def culprits(data: Graph, terms: Graph) -> list[Culprit]:
    """Things of two classes that exclude each other, tied to themselves, or of a wrong datatype."""
    return sorted({*_of_two_kinds(data, terms), *_tied_to_self(data, terms), *_misfit(data, terms)})


def doubled(data: Graph, terms: Graph) -> list[Culprit]:
    """Things with two values of a property that may have one, or that share what only one may have.

    A reasoner would take the two for one thing under two names, and make one state of two; here
    every name is of another thing.
    """
    functional = set(terms.subjects(RDF.type, OWL.FunctionalProperty))
    inverse = set(terms.subjects(RDF.type, OWL.InverseFunctionalProperty))
    found: dict[tuple[Node, str], set[str]] = defaultdict(set)
    for s, p, o in data:
        if p in functional:
            found[s, f"has two values of {_short(p)}"].add(_short(o))
        if p in inverse:
            found[o, f"is {_short(p)} of two"].add(_short(s))
    return sorted(
        (str(thing), f"{says}: {', '.join(sorted(values))}")
        for (thing, says), values in found.items()
        if len(values) > 1
    )


def _of_two_kinds(data: Graph, terms: Graph) -> Iterator[Culprit]:
    apart = _disjoint(terms)
    for thing, classes in _kinds(data, terms).items():
        for a, b in sorted((a, b) for a in classes for b in classes if (a, b) in apart):
            yield str(thing), f"is both {_short(a)} and {_short(b)}, which exclude each other"


def _kinds(data: Graph, terms: Graph) -> dict[Node, set[Node]]:
    """Classes of each thing by its type, and by the domains and ranges of what is said of it."""
    kinds: dict[Node, set[Node]] = defaultdict(set)
    for s, p, o in data:
        if p == RDF.type:
            kinds[s].add(o)
        for above in _above(p, RDFS.subPropertyOf, terms):
            kinds[s].update(terms.objects(above, RDFS.domain))
            if not isinstance(o, Literal):
                kinds[o].update(terms.objects(above, RDFS.range))
    return {
        thing: {above for one in classes for above in _above(one, RDFS.subClassOf, terms)}
        for thing, classes in kinds.items()
    }


def _disjoint(terms: Graph) -> set[tuple[Node, Node]]:
    """Pairs of classes that exclude each other, each once, in alphabetical order."""
    pairs = set(terms.subject_objects(OWL.disjointWith))
    for members in terms.objects(None, OWL.members):
        classes = list(terms.items(members))
        pairs |= {(a, b) for a in classes for b in classes if a != b}
    return {(a, b) if str(a) < str(b) else (b, a) for a, b in pairs}


def _tied_to_self(data: Graph, terms: Graph) -> Iterator[Culprit]:
    irreflexive = set(terms.subjects(RDF.type, OWL.IrreflexiveProperty))
    for s, p, o in data:
        if s == o and any(above in irreflexive for above in _above(p, RDFS.subPropertyOf, terms)):
            yield str(s), f"{_short(p)} leads to itself"


def _misfit(data: Graph, terms: Graph) -> Iterator[Culprit]:
    for s, p, o in data:
        for span in terms.objects(p, RDFS.range):
            if isinstance(o, Literal) and not _fits(o, span):
                yield str(s), f"{_short(p)} is {o.n3()}, and not of {_short(span)}"


def _fits(literal: Literal, span: Node) -> bool:
    given = str(literal.datatype or f"{XSD}string").removeprefix(XSD)
    number = isinstance(literal.value, Decimal | int) and given != "boolean"
    fits = {
        "string": given == "string" and not literal.language,
        "decimal": number,
        "integer": number and literal.value == int(literal.value),
        "boolean": given == "boolean",
    }
    return fits.get(str(span).removeprefix(XSD), True)


def _above(term: Node, link: URIRef, terms: Graph) -> Iterator[Node]:
    """The term itself and all above it."""
    for above in terms.transitive_objects(term, link):
        if above is not None:
            yield above


def _short(term: Node) -> str:
    return str(term).removeprefix(CM).removeprefix(ID).removeprefix(XSD)
