"""Every term taken from another vocabulary is one that it publishes."""

from collections.abc import Iterator
from pathlib import Path

from rdflib import (
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    XSD,
    Graph,
    URIRef,
)
from rdflib.namespace import GEO

from comity.files.source import sources
from comity.model.namespaces import BASE, PREFIXES
from comity.model.ontology import classes
from comity.quads.catalogue import describe
from comity.quads.faces import OTHERS

ROOT = Path(__file__).parents[1]
ONTOLOGY = ("comity", "alignments")
LICENCES = "https://creativecommons.org/licenses/"

CLOSED = (DCAT, DCTERMS, FOAF, GEO, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, XSD)
"""Namespaces that rdflib knows term by term; it made their lists from the published files."""

SPDX = "http://spdx.org/rdf/terms#"
WGS84 = "http://www.w3.org/2003/01/geo/wgs84_pos#"
WIKIDATA = "http://www.wikidata.org/entity/"
XKOS = "http://rdf-vocabulary.ddialliance.org/xkos#"
FAO = "http://aims.fao.org/aos/geopolitical.owl#"
FAO_TERMS = {
    "territory",
    "self_governing",
    "non_self_governing",
    "organization",
    "isInGroup",
    "hasBorderWith",
    "isAdministeredBy",
    "isSuccessorOf",
    "isPredecessorOf",
    "validSince",
    "validUntil",
}
"""Of http://aims.fao.org/aos/geopolitical.owl; ``tests/real`` reads them from that file."""

PUBLISHED = {
    # SPDX 2.2: https://spdx.org/rdf/terms/, file ontology/spdx-ontology.owl.xml of spdx/spdx-spec.
    *(SPDX + name for name in ("Checksum", "checksum", "algorithm", "checksumValue")),
    SPDX + "checksumAlgorithm_sha256",
    # DCAT 3, which is newer than rdflib's list: https://www.w3.org/ns/dcat3.ttl.
    "http://www.w3.org/ns/dcat#version",
    # WGS84 Geo Positioning, W3C: http://www.w3.org/2003/01/geo/wgs84_pos, which gives no range.
    *(WGS84 + name for name in ("lat", "long")),
    # Wikidata: https://www.wikidata.org/wiki/Property:P463 and so on.
    *(WIKIDATA + name for name in ("P463", "P530", "P47", "P580", "P582", "P1304")),
    *(FAO + name for name in FAO_TERMS),
    # XKOS 1.2: http://rdf-vocabulary.ddialliance.org/xkos, xkos.ttl of linked-statistics/xkos.
    *(XKOS + name for name in ("ConceptAssociation", "sourceConcept", "targetConcept")),
}


def published(term: str) -> bool:
    return term in PUBLISHED or any(URIRef(term) in vocabulary for vocabulary in CLOSED)


def in_the_ontology() -> Iterator[str]:
    """Every IRI of the two files, in whatever place it stands."""
    for name in ONTOLOGY:
        for triple in Graph().parse(ROOT / "ontology" / f"{name}.ttl"):
            yield from (str(term) for term in triple if isinstance(term, URIRef))


def as_properties_and_classes(graph: Graph) -> Iterator[str]:
    yield from (str(prop) for prop in graph.predicates())
    yield from (str(kind) for kind in graph.objects(None, RDF.type))


def in_the_catalogue() -> Iterator[str]:
    for source in sources().values():
        for quad in describe(source, dict.fromkeys(source.description.files, "0")):
            yield quad.predicate.value
            if quad.predicate.value in (str(RDF.type), f"{SPDX}algorithm"):
                yield str(quad.object).strip("<>")


def foreign(terms: Iterator[str]) -> set[str]:
    return {term for term in terms if not term.startswith((BASE, LICENCES))}


def test_the_ontology_takes_only_published_terms() -> None:
    terms = foreign(in_the_ontology())
    assert {term for term in terms if term.startswith(FAO)} == {FAO + name for name in FAO_TERMS}
    assert sorted(term for term in terms if not published(term)) == []


def test_shapes_and_curated_graphs_take_only_published_terms() -> None:
    for path in (ROOT / "ontology" / "shapes.ttl", *sorted((ROOT / "graphs").glob("*.ttl"))):
        terms = foreign(as_properties_and_classes(Graph().parse(path)))
        assert sorted(term for term in terms if not published(term)) == [], path.name


def test_the_catalogue_takes_only_published_terms() -> None:
    terms = foreign(in_the_catalogue())
    assert f"{SPDX}checksumAlgorithm_sha256" in terms
    assert sorted(term for term in terms if not published(term)) == []


def test_columns_take_only_published_terms() -> None:
    assert sorted(term for term in OTHERS.values() if not published(term)) == []
    assert sorted(i for i in classes().values() if not i.startswith(BASE)) == [
        str(SKOS.Concept),
        str(SKOS.ConceptScheme),
    ]


def test_prefixes_stand_for_the_published_namespaces() -> None:
    known: dict[str, object] = {
        "dcat": DCAT,
        "dcterms": DCTERMS,
        "owl": OWL,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
    }
    known |= {"wgs84": WGS84}
    known |= {"sh": SH, "skos": SKOS, "xsd": XSD}
    assert {name: PREFIXES[name] for name in known} == {n: str(ns) for n, ns in known.items()}


def test_a_term_that_nobody_publishes_is_noticed() -> None:
    assert not published("http://www.w3.org/2004/02/skos/core#closelyMatch")
    assert not published("http://example.org/term")
