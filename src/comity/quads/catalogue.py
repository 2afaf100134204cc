"""What is in the graph and under which terms, as triples: releases, licences, coverage, checksums.

DCAT and DCTERMS describe the release, SPDX its files' checksums, and comity's own terms what it
speaks of.
"""

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from comity.files.source import Source
from comity.model.namespaces import CM, DCAT, DCTERMS, ID, RDF, RDFS, SPDX, XSD

ISSUED = ("gYear", "gYearMonth", "date")
"""Datatypes of when a release was issued, by the number of hyphens."""
ABSENCE = {"none": "NoTie", "missing": "Missing"}

Value = ox.NamedNode | ox.Literal


def describe(source: Source, digests: Mapping[str, str]) -> list[ox.Quad]:
    """Quads that describe a release, in its own graph, so that what is taken out is taken whole.

    Args:
        source: the data set, each file in the layout that was read.
        digests: SHA-256 of each of its files by declared name.
    """
    facts = source.description
    release = source.graph
    rows: list[tuple[str, str, Value]] = [
        (release, RDF + "type", ox.NamedNode(CM + "Release")),
        (release, RDF + "type", ox.NamedNode(DCAT + "Dataset")),
        (release, RDFS + "label", ox.Literal(f"{facts.title} {facts.release}", language="en")),
        (release, DCTERMS + "title", ox.Literal(facts.title, language="en")),
        (release, DCAT + "version", ox.Literal(facts.release)),
        (release, DCTERMS + "publisher", ox.Literal(facts.publisher)),
        (release, DCTERMS + "license", _licence(source)),
        (release, DCTERMS + "rights", ox.Literal(facts.licence)),
        (release, DCTERMS + "bibliographicCitation", ox.Literal(facts.cite.strip())),
        (release, DCAT + "landingPage", ox.NamedNode(facts.landing)),
        *_about(release, facts.about),
        *_issued(source),
        *_coverage(source),
        *_files(source, digests),
    ]
    graph = ox.NamedNode(release)
    return [ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o, graph) for s, p, o in rows]


def _licence(source: Source) -> Value:
    link = source.description.licence_link
    return ox.NamedNode(link) if link else ox.Literal(source.description.licence)


def _about(subject: str, words: str) -> Iterator[tuple[str, str, Value]]:
    if words:
        text = ox.Literal(" ".join(words.split()), language="en")
        yield subject, DCTERMS + "description", text


def _issued(source: Source) -> Iterator[tuple[str, str, Value]]:
    if source.description.issued:
        issued = source.description.issued
        datatype = ox.NamedNode(XSD + ISSUED[issued.count("-")])
        yield source.graph, DCTERMS + "issued", ox.Literal(issued, datatype=datatype)


def _coverage(source: Source) -> Iterator[tuple[str, str, Value]]:
    date = ox.NamedNode(XSD + "date")
    for covers in source.description.coverage:
        node = ID + covers.node(source.id, source.description.release)
        yield source.graph, CM + "coverage", ox.NamedNode(node)
        yield node, RDF + "type", ox.NamedNode(CM + "Coverage")
        yield node, CM + "covers", ox.NamedNode(CM + covers.kind)
        yield node, CM + "start", ox.Literal(f"{covers.start}-01-01", datatype=date)
        yield node, CM + "end", ox.Literal(f"{covers.end}-12-31", datatype=date)
        yield node, CM + "universe", ox.Literal(covers.universe)
        yield node, CM + "absence", ox.NamedNode(CM + ABSENCE[covers.absent])
        if covers.actors:
            yield node, CM + "actorScheme", ox.Literal(covers.actors)
        for year in covers.years:
            number = ox.Literal(str(year), datatype=ox.NamedNode(XSD + "integer"))
            yield node, CM + "observedYear", number


def _files(source: Source, digests: Mapping[str, str]) -> Iterator[tuple[str, str, Value]]:
    for name, digest in sorted(digests.items()):
        file = source.description.files[name]
        node = f"{ID}file/{source.id}-{source.description.release}/{name}"
        checksum = f"{node}/sha256"
        yield source.graph, DCAT + "distribution", ox.NamedNode(node)
        yield node, RDF + "type", ox.NamedNode(DCAT + "Distribution")
        yield node, DCTERMS + "title", ox.Literal(file.path)
        yield from _about(node, file.about)
        yield node, SPDX + "checksum", ox.NamedNode(checksum)
        yield checksum, RDF + "type", ox.NamedNode(SPDX + "Checksum")
        yield checksum, SPDX + "algorithm", ox.NamedNode(SPDX + "checksumAlgorithm_sha256")
        yield checksum, SPDX + "checksumValue", ox.Literal(digest)
