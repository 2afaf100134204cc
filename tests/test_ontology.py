"""What every term of the ontology says of itself, and how views are to draw its classes."""

from functools import cache

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from comity.model.namespaces import CM
from comity.model.ontology import ends, kinds
from comity.model.shipped import shipped

PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@cache
def ontology() -> Graph:
    return Graph().parse(shipped("ontology") / "comity.ttl")


def own(kind: URIRef) -> list[Node]:
    return [term for term in ontology().subjects(RDF.type, kind) if str(term).startswith(CM)]


def classes() -> list[Node]:
    return own(OWL.Class)


def values() -> list[Node]:
    """Roles, obligations, choices, levels of contiguity, grades of confidence."""
    kinds = [kind for kind in classes() if isinstance(kind, URIRef)]
    return [term for kind in kinds for term in own(kind)]


def languages(term: Node) -> list[str]:
    labels = ontology().objects(term, RDFS.label)
    return sorted(str(name.language) for name in labels if isinstance(name, Literal))


def test_every_term_has_one_english_label_and_one_definition() -> None:
    terms = [*classes(), *values(), *(term for kind in PROPERTIES for term in own(kind))]
    assert len(terms) > 150
    for term in terms:
        assert languages(term).count("en") == 1, term
        definitions = list(ontology().objects(term, SKOS.definition))
        assert [d.language for d in definitions if isinstance(d, Literal)] == ["en"], term


def test_every_class_and_every_value_has_a_name_in_three_languages() -> None:
    for term in [*classes(), *values()]:
        assert languages(term) == ["en", "ru", "ur"], term


def test_a_property_has_a_name_in_the_languages_of_pages_at_least() -> None:
    for kind in PROPERTIES:
        for term in own(kind):
            assert languages(term) in (["en", "ru"], ["en", "ru", "ur"]), term


def test_names_are_written_in_the_script_of_their_language() -> None:
    for term, label in ontology().subject_objects(RDFS.label):
        assert isinstance(label, Literal)
        letters = [c for c in label if c.isalpha()]
        if str(label.language) == "en" or len(letters) == 1:
            continue
        low, high = {"ru": ("Ѐ", "ӿ"), "ur": ("؀", "ۿ")}[str(label.language)]
        assert all(low <= c <= high for c in letters), (term, label)


def test_classes_that_join_actors_through_a_third_thing_are_those_with_ends_of_their_own() -> None:
    """A body, an agreement, a decision, a list of states, a city: none is an end of a dyad."""
    through = {kind: ends(kind)[1] for kind in kinds() if all(ends(kind))}
    assert through == {
        "Capital": "city",
        "MajorPowerStatus": "system",
        "Membership": "body",
        "Participation": "agreement",
        "PermanentRepresentation": "body",
        "SystemMembership": "system",
        "Vote": "decision",
    }
