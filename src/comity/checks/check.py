"""Whether the ontology and the curated graphs keep the rules: words, shapes, OWL 2 DL, sense."""

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from comity.checks.culprits import culprits, doubled
from comity.checks.reasoner import DATATYPES, unsatisfiable, violations
from comity.errors import CheckFailedError
from comity.model.namespaces import CM, ID
from comity.model.shipped import shipped
from comity.quads.dyads import dyad_quads


@dataclass(frozen=True)
class Finding:
    """One broken rule: which, of which thing, and what is wrong."""

    rule: str
    thing: str
    says: str


def ontology() -> Graph:
    """The ontology as it ships, with how its terms stand to those of others."""
    folder = shipped("ontology")
    return Graph().parse(folder / "comity.ttl").parse(folder / "alignments.ttl")


def curated() -> Graph:
    """The curated graphs as they ship, in one, with the dyads that they speak of."""
    graph = Graph()
    for path in sorted(shipped("graphs").glob("*.ttl")):
        graph.parse(path)
    return with_dyads(graph)


def turtle(path: Path) -> Graph:
    """The graph of a Turtle file.

    Raises:
        CheckFailedError: there is no such file, or it is no Turtle.
    """
    try:
        # Oxigraph says where a file is wrong in words that a person can use; rdflib does not.
        triples = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except FileNotFoundError:
        raise CheckFailedError(f"{path} does not exist") from None
    except SyntaxError as error:
        raise CheckFailedError(f"{path} is no Turtle: {error}") from None
    return Graph().parse(data="".join(f"{one} .\n" for one in triples), format="nt")


def with_dyads(graph: Graph) -> Graph:
    """The graph with every dyad that its records are of described, as a build does."""
    paths = {str(o).removeprefix(ID) for o in graph.objects(None, URIRef(CM + "dyad"))}
    for quad in dyad_quads(paths):
        graph.parse(data=f"{quad.subject} {quad.predicate} {quad.object} .", format="nt")
    return graph


def check(data: Graph, model: Graph | None = None) -> list[Finding]:
    """Every rule that the data and the ontology break, the culprits named.

    Raises:
        CheckFailedError: the packages that reason and validate are not installed.
    """
    terms = model or ontology()
    found = {
        *undeclared(data, terms),
        *unreadable(data),
        *shapes(data, terms),
        *profile(terms),
        *contradictions(data, terms),
    }
    return sorted(found, key=lambda f: (f.rule, f.thing, f.says))


def undeclared(data: Graph, terms: Graph) -> list[Finding]:
    """Classes and properties of comity's namespace that the ontology does not declare."""
    declared = set(terms.subjects(RDF.type))
    used = {(s, p) for s, p, _ in data} | {(s, o) for s, _, o in data if isinstance(o, URIRef)}
    return [
        Finding("vocabulary", str(thing), f"{str(term).removeprefix(CM)} is not in the ontology")
        for thing, term in used
        if str(term).startswith(CM) and term not in declared
    ]


def unreadable(data: Graph) -> list[Finding]:
    """Literals that are no value of their datatype, or whose datatype nothing here reads."""
    known = {None, XSD.date, *DATATYPES}
    return [
        Finding("datatype", str(thing), f"{str(prop).removeprefix(CM)} is {value.n3()}")
        for thing, prop, value in data
        if isinstance(value, Literal) and (value.ill_typed or value.datatype not in known)
    ]


def shapes(data: Graph, terms: Graph) -> list[Finding]:
    """Rules of ``ontology/shapes.ttl`` that the data breaks."""
    try:
        import pyshacl  # noqa: PLC0415
    except ImportError:
        raise CheckFailedError("SHACL needs pyshacl; install comity[check]") from None
    rules = Graph().parse(shipped("ontology") / "shapes.ttl")
    _, report, _ = pyshacl.validate(data + terms, shacl_graph=rules, inference="none")
    if not isinstance(report, Graph):
        raise CheckFailedError("pyshacl gave no report")
    return [
        Finding("shape", str(report.value(result, SH.focusNode)), _message(report, result))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


def profile(terms: Graph) -> list[Finding]:
    """What keeps the ontology from being OWL 2 DL."""
    return [Finding("profile", term, says) for term, says in violations(terms)]


def contradictions(data: Graph, terms: Graph) -> list[Finding]:
    """What HermiT finds inconsistent, and the things that make it so.

    Things with two values of a property that may have one count among them, though HermiT would
    take the two values for one thing under two names.
    """
    found = doubled(data, terms)
    impossible = unsatisfiable(data + terms)
    if impossible is None:
        found += culprits(data, terms)
        found = found or _smallest(data, terms)
    else:
        found += [(name, "no thing can be of this class") for name in impossible]
    return [Finding("logic", thing, says) for thing, says in found]


def _message(report: Graph, result: Node) -> str:
    message = str(report.value(result, SH.resultMessage))
    value = report.value(result, SH.value)
    if value in (None, report.value(result, SH.focusNode)):
        return message
    return f"{message}, not {value.n3()}"


def _smallest(data: Graph, terms: Graph) -> list[tuple[str, str]]:
    """Things that contradict each other and would not if any one of them were left out.

    Parts of the data are left out for good where the rest still contradicts itself: all of it,
    halves, quarters and so on down to single things. Each trial is a run of HermiT.
    """
    kept = sorted(set(data.subjects()), key=str)
    size = len(kept)
    while size:
        for part in [set(kept[n : n + size]) for n in range(0, len(kept), size)]:
            rest = [thing for thing in kept if thing not in part]
            if unsatisfiable(_about(rest, data) + terms) is None:
                kept = rest
        size //= 2
    if not kept:
        return [(CM, "the ontology contradicts itself")]
    names = " and ".join(str(thing).removeprefix(ID) for thing in kept)
    return [(str(thing), f"what is said of {names} contradicts itself") for thing in kept]


def _about(things: list[Node], data: Graph) -> Graph:
    part = Graph()
    for thing in things:
        part += data.triples((thing, None, None))
    return part
