"""No text of a page is left in English, and pages in Russian read, fit and stay in Russian."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bracketed import PSEUDO, SOURCES, as_data, bracketing, untranslated
from browser import Opened, complaints, grave
from comity.model.states import LANGUAGES as NAMED
from comity.model.words import speaking
from comity.query.question import questions
from comity.store.stores import Embedded
from comity.views import serve
from comity.views.html import html, language_name
from comity.views.site import Site
from comity.views.ways import SERVED
from loopback import served
from made_pages import every_page

MADE = (
    *(
        "USD",
        "Goods",
        "row",
        "id/x",
        "iso3",
        "to",
        "and",
        "border",
        "member",
        "Geography",
        "trade flow",
    ),
    *(
        "other",
        "thing",
        "year",
        "this record",
        "as of",
        "No",
        "in any source",
        "state",
        "comity",
        "USA",
    ),
    *("A and B", "CHN IND PAK RUS", "ARG AUS CAN EGY FRA IRN SGP ZAF BRA MEX NOR"),
)
"""What tests/made_pages.py itself writes in the place of data."""
ADDRESSES = (
    *(
        "/",
        "/sources",
        "/query",
        "/matrix",
        "/network",
        "/network/state/PAK",
        "/map",
        "/map?of=PAK",
    ),
    *("/dyad/PAK/RUS", "/dyad/PAK/RUS?at=2014-01-01", "/dyad/PAK/RUS?known=2010", "/kept"),
    *(
        "/state/PAK",
        "/state/PAK?at=1965-01-01",
        "/state/RUS?kind=Membership",
        "/ns",
        "/id/body/SCO",
    ),
    *("/compare?dyads=PAK/RUS,IND/RUS", "/kept?records=dyad/PAK/RUS", "/timeline?states=PAK,RUS"),
    *("/question/bodies-of", "/question/claims-about"),
)


TERMS = (
    *("created", "preferred namespace prefix", "preferred namespace uri", "version info"),
    *("version iri", "id.org comity ns", "wikidata Q"),
)
"""Terms of other vocabularies, which pages name by their IRIs."""


def _made() -> str:
    with speaking(PSEUDO):
        return as_data(iter((*MADE, *TERMS, *map(language_name, NAMED))))


@pytest.mark.parametrize("live", [True, False])
def test_no_text_of_a_template_is_left_in_english(*, live: bool) -> None:
    """With data in brackets too, nothing but names stands outside."""
    with bracketing():
        made = _made()
        with speaking(PSEUDO):
            pages = every_page("⟦data⟧", "/id/x", live=live)
    left = {name: untranslated(page, made) for name, page in pages.items()}
    assert {name: found for name, found in left.items() if found} == {}


def test_no_text_of_a_script_is_left_in_english(browser: Browser, tmp_path: Path) -> None:
    with bracketing():
        made = _made()
        with speaking(PSEUDO):
            pages = every_page("⟦data⟧", "/id/x", live=True)
    left = {}
    for name, page in pages.items():
        path = tmp_path / f"{name}.html"
        path.write_text(page, encoding="utf-8")
        with Opened(browser, path) as opened:
            if name == "network":
                opened.page.fill("#find", "1")
                opened.page.press("#find", "Enter")
            left[name] = untranslated(opened.page.content(), made)
    assert {name: found for name, found in left.items() if found} == {}


@pytest.fixture(scope="module")
def data(store: Embedded) -> str:
    """All words of the graph, of the descriptions of data sets, and of SPARQL."""
    said = store.select("SELECT DISTINCT ?o WHERE { ?s ?p ?o FILTER isLiteral(?o) }")["o"]
    named = store.select("SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER isIRI(?s) }")["s"]
    asked = (one.text for one in questions().values())
    described = (path.read_text("utf-8") for path in SOURCES)
    return as_data(iter((*map(str, said), *named, *asked, *described)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_page_of_the_graph_says_in_english_is_data(
    folder: Path, data: str, address: str
) -> None:
    with bracketing():
        page = Site(folder).page(f"{address}{'&' if '?' in address else '?'}lang={PSEUDO}")
        assert untranslated(html(page, SERVED), f"{data}|{_made()}") == set()
