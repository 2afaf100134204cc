"""What a thing is called, its codes, and where else it is to be found."""

import re
from collections.abc import Iterable, Sequence

import polars as pl

from comity.model.namespaces import BASE, GEONAMES, WIKIDATA
from comity.model.states import polities

NAMES = ("prefLabel", "label", "title", "altLabel")
"""Local names of properties that say what a thing is called, its chief names first."""
CODES = {"notation": "code", "identifier": "identifier", "symbol": "symbol"}
MATCHES = ("exactMatch", "closeMatch", "sameAs")
"""Local names of properties that lead to the same thing elsewhere."""
SITES = (
    (r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q\d+)", "Wikidata", "www.wikidata.org/wiki/{}"),
    (r"https?://(?:sws|www)\.geonames\.org/(\d+)/?", "GeoNames", "www.geonames.org/{}"),
    (r"https?://dbpedia\.org/(?:resource|page)/(.+)", "DBpedia", "dbpedia.org/page/{}"),
    (r"https?://aims\.fao\.org/aos/geopolitical\.owl#(.+)", "FAO", ""),
    (r"https?://publications\.europa\.eu/resource/authority/[^/]+/(.+)", "EU Vocabularies", ""),
)
"""Sites that speak of the same things: how their IRIs look, their name, and the page of one."""


def elsewhere(iris: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Words and address for each of other sites' IRIs, without those that lead to one page."""
    return tuple(dict.fromkeys(_site(iri) for iri in iris if not iri.startswith(BASE)))


def state_elsewhere(key: str) -> tuple[tuple[str, str], ...]:
    """Words and address for each of other sites' pages of a state or territory, by its key."""
    row = polities().row(by_predicate=pl.col("key") == key, named=True)
    sites = ((WIKIDATA, row["wikidata"]), (GEONAMES, row["geonames"]))
    return elsewhere(f"{site}{code}" for site, code in sites if code)


def _site(iri: str) -> tuple[str, str]:
    for pattern, name, page in SITES:
        if found := re.fullmatch(pattern, iri):
            to = f"https://{page.format(found[1])}" if page else iri
            return f"{name} {found[1].replace('_', ' ')}", to
    return iri, iri


def named(said: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    """Language and name, chief names first.

    Args:
        said: local name of the property, value and language.
    """
    found = [
        (NAMES.index(name), lang != "en", lang, value)
        for name, value, lang in said
        if name in NAMES
    ]
    return tuple(dict.fromkeys((lang, value) for _, _, lang, value in sorted(found)))
