"""The IRIs that comity is made of, each written once."""

BASE = "https://w3id.org/comity/"
CM = f"{BASE}ns#"
ID = f"{BASE}id/"
GRAPH = f"{BASE}graph/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
PROV = "http://www.w3.org/ns/prov#"
SPDX = "http://spdx.org/rdf/terms#"
SH = "http://www.w3.org/ns/shacl#"
GEO = "http://www.opengis.net/ont/geosparql#"
WGS84 = "http://www.w3.org/2003/01/geo/wgs84_pos#"
WIKIDATA = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"

PREFIXES = {
    "cm": CM,
    "id": ID,
    "state": f"{ID}state/",
    "territory": f"{ID}territory/",
    "body": f"{ID}body/",
    "institution": f"{ID}institution/",
    "agreement": f"{ID}agreement/",
    "event": f"{ID}event/",
    "tie": f"{ID}tie/",
    "claim": f"{ID}claim/",
    "document": f"{ID}document/",
    "sector": f"{ID}sector/",
    "pair": f"{ID}pair/",
    "dyad": f"{ID}dyad/",
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "owl": OWL,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "dcat": DCAT,
    "prov": PROV,
    "spdx": SPDX,
    "sh": SH,
    "geo": GEO,
    "wgs84": WGS84,
    "wd": WIKIDATA,
    "gn": GEONAMES,
}
"""Prefixes that every question, page and export may use without declaring them."""


def short(value: object) -> str:
    """A value of an answer as people read it: IRIs by their prefix, whole numbers without a point.

    Nothing is an empty text.
    """
    if isinstance(value, float):
        return f"{value:.10g}"
    text = "" if value is None else str(value)
    fits = [prefix for prefix, iri in PREFIXES.items() if text.startswith(iri)]
    if not fits:
        return text
    prefix = max(fits, key=lambda prefix: len(PREFIXES[prefix]))
    return f"{prefix}:{text.removeprefix(PREFIXES[prefix])}"
