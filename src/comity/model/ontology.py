"""The ontology as the rest of comity reads it: properties, classes, drawing hints."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from comity.model.namespaces import CM, OWL, RDF, RDFS, SKOS, XSD
from comity.model.records import Kind
from comity.model.shipped import shipped
from comity.model.words import ENGLISH, kept_by_language, language

TERMS = "comity.ttl"


@dataclass(frozen=True)
class Property:
    """A property: its local name, whether it leads to a thing, and the datatype it has if not."""

    name: str
    leads_to_thing: bool
    datatype: str


@cache
def _graph() -> ox.Store:
    graph = ox.Store()
    graph.load(path=str(shipped("ontology") / TERMS), format=ox.RdfFormat.TURTLE)
    return graph


def _declared(kind: str) -> Iterator[str]:
    """IRIs that are declared to be of a kind of OWL's, of whatever vocabulary they are."""
    pattern = (None, ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + kind))
    for quad in _graph().quads_for_pattern(*pattern):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value


def _subjects(kind: str) -> Iterator[str]:
    return (iri.removeprefix(CM) for iri in _declared(kind) if iri.startswith(CM))


@cache
def classes() -> dict[str, str]:
    """IRI of every class that a thing of the graph may be of, by local name.

    That is every class of the ontology, and those of other vocabularies that it declares.
    """
    return {re.split("[#/]", iri)[-1]: iri for iri in _declared("Class")}


def _values(name: str, predicate: str, spoken: str = ENGLISH) -> list[str]:
    return _said(classes().get(name, CM + name), predicate, spoken)


def _said(iri: str, predicate: str, spoken: str = ENGLISH) -> list[str]:
    """What a thing has for a property, but texts in another language than the one given."""
    pattern = (ox.NamedNode(iri), ox.NamedNode(predicate), None)
    found = [quad.object for quad in _graph().quads_for_pattern(*pattern)]
    ours = [
        o for o in found if not (isinstance(o, ox.Literal) and o.language not in (None, spoken))
    ]
    return [o.value for o in ours if isinstance(o, ox.NamedNode | ox.Literal)]


def _labels(iri: str) -> list[str]:
    """What a thing is called in the language that is spoken, and then in English."""
    return [*_said(iri, RDFS + "label", language()), *_said(iri, RDFS + "label")]


@cache
def properties() -> dict[str, Property]:
    """Every property of the ontology by its local name, annotation properties apart."""
    things = {name: Property(name, True, "") for name in _subjects("ObjectProperty")}  # noqa: FBT003
    data = {
        name: Property(name, False, (_values(name, RDFS + "range") or [XSD + "date"])[0])  # noqa: FBT003
        for name in _subjects("DatatypeProperty")
    }
    return things | data


@cache
def ancestors(kind: str) -> tuple[str, ...]:
    """The class itself and every class above it, nearest first, by local names."""
    above: list[str] = [kind]
    for parent in _values(kind, RDFS + "subClassOf"):
        above += [name for name in ancestors(parent.removeprefix(CM)) if name not in above]
    return tuple(above)


@kept_by_language(None)
def kinds() -> dict[str, Kind]:
    """Every class by local name, with its label and drawing hints; hints come down from parents.

    The label is in the language that is spoken, if it has one there.
    """
    return {name: _kind(name) for name in sorted(classes())}


def _kind(name: str) -> Kind:
    def hint(annotation: str, default: str, spoken: str = ENGLISH) -> str:
        for kind in ancestors(name):
            if values := _values(kind, CM + annotation, spoken):
                return values[0]
        return default

    spoken = language()

    return Kind(
        name=name,
        label=next(iter(_labels(classes().get(name, CM + name))), name),
        phrase=hint("phrase", "and" if spoken == ENGLISH else "", spoken),
        section=hint("section", "Other"),
        directed=hint("drawnDirected", "false") == "true",
        colour=hint("colour", "#666666"),
        dash=hint("dash", ""),
    )


@cache
def ends(kind: str) -> tuple[str, str]:
    """Properties that lead from a tie to its two ends; empty where they are those of its dyad."""
    first, second = (
        next((v[0].removeprefix(CM) for k in ancestors(kind) if (v := _values(k, CM + hint))), "")
        for hint in ("drawnFrom", "drawnTo")
    )
    return first, second


@dataclass(frozen=True)
class Word:
    """A class or a property that a query may use: its label and its English definition."""

    iri: str
    kind: str
    label: str
    definition: str


@kept_by_language(None)
def said_terms() -> dict[str, str]:
    """What terms of the ontology are called in the language that is spoken, by IRI."""
    pattern = (None, ox.NamedNode(RDFS + "label"), None)
    quads = _graph().quads_for_pattern(*pattern)
    said = [(one.subject, one.object) for one in quads]
    return {
        term.value: label.value
        for term, label in said
        if isinstance(term, ox.NamedNode)
        and isinstance(label, ox.Literal)
        and label.language == language()
    }


@kept_by_language(None)
def words() -> tuple[Word, ...]:
    """Every class and property of the ontology, and those of RDF and RDFS that graphs need."""
    found = {
        **dict.fromkeys((RDF + "type", RDFS + "label", RDFS + "subClassOf"), "property"),
        **dict.fromkeys(_declared("AnnotationProperty"), "property"),
        **dict.fromkeys(_declared("DatatypeProperty"), "property"),
        **dict.fromkeys(_declared("ObjectProperty"), "property"),
        **dict.fromkeys(_declared("Class"), "class"),
    }
    return tuple(
        Word(
            iri,
            kind,
            next(iter(_labels(iri)), ""),
            next(iter(_said(iri, SKOS + "definition")), ""),
        )
        for iri, kind in sorted(found.items())
    )
