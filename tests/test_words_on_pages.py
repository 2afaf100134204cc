"""No text of a page is left in English, and pages in Russian read, fit and stay in Russian."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import polars as pl
import pytest
from playwright.sync_api import Browser, expect

from bracketed import PSEUDO, SOURCES, as_data, bracketing, untranslated
from browser import Opened, complaints, grave
from comity.model.states import LANGUAGES as NAMED
from comity.model.words import numeral, speaking
from comity.query.question import questions
from comity.store.stores import Embedded
from comity.views import serve
from comity.views.html import html, language_name
from comity.views.page import Page
from comity.views.publish import publish
from comity.views.site import Site
from comity.views.ways import ALONE, SERVED
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
        "/network?kind=Membership",
        "/network?states=PAK,CHN,IND&kind=LandBorder",
        "/network?states=PAK,CHN&kind=Membership&at=1900-01-01",
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
    *("/question/bodies-of", "/question/claims-about", "/question/borders-of"),
)


TERMS = (
    *("created", "preferred namespace prefix", "preferred namespace uri", "version info"),
    *("version iri", "id.org comity ns", "wikidata Q", "claim pak-russia-ties"),
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


# Russian pages as they are read: served, in a browser, on a telephone's width too.

RUSSIAN = (
    *("/", "/dyad/PAK/RUS", "/dyad/PAK/RUS?at=2014-01-01", "/state/PAK", "/network/state/PAK"),
    *("/query", "/matrix", "/map?of=PAK", "/timeline?states=PAK,RUS", "/kept?records=dyad/PAK/RUS"),
    *("/sources", "/question/bodies-of?state=PAK", "/compare?dyads=PAK/RUS,IND/RUS"),
)


def in_russian(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang=ru"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(serve.application(folder)) as found:
        yield found


@pytest.mark.parametrize("path", RUSSIAN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_in_russian_fits_and_can_be_read_by_all(
    browser: Browser, address: str, path: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    said = complaints(page)
    page.goto(f"{address}{in_russian(path)}")
    assert page.get_attribute("html", "lang") == "ru"
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert grave(page) == []
    assert said == []
    context.close()


def test_a_reader_stays_in_russian_until_another_language_is_chosen(
    browser: Browser, address: str
) -> None:
    """Links, forms, suggestions and what scripts ask keep it; the head leads to the same page."""
    context = browser.new_context()
    page = context.new_page()
    said = complaints(page)
    page.goto(f"{address}/?lang=ru")
    page.fill("main input[name=q]", "пакистан, россия")
    page.click("[role=option]:has-text('Пакистан – Россия')")
    page.wait_for_url("**/dyad/PAK/RUS?lang=ru")
    expect(page.locator("h1")).to_contain_text("Россия")
    page.fill("input[name=at]", "2014-01-01")
    page.click("form.day button >> nth=0")
    page.wait_for_url("**/dyad/PAK/RUS?*at=2014-01-01*")
    assert "На 01.01.2014" in page.inner_text("[role=status].held")
    ours = page.locator("a[href^='/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert len(ours) > 20
    assert [one for one in ours if "lang=ru" not in one and one != in_english(page.url)] == []
    page.click("a[hreflang=en]")
    page.wait_for_url("**/dyad/PAK/RUS?at=2014-01-01")
    assert page.get_attribute("html", "lang") == "en"
    page.click("a[hreflang=ru]")
    page.wait_for_url("**/dyad/PAK/RUS?at=2014-01-01&lang=ru")
    page.goto(f"{address}/query?lang=ru")
    page.click("#run")
    expect(page.locator("#status")).to_contain_text(" за 0,")
    assert "lang=ru" in page.url
    assert said == []
    context.close()


def in_english(url: str) -> str:
    parts = urlsplit(url)
    given = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
    return f"{parts.path}?{urlencode(given)}"


def test_rows_are_in_order_of_numbers_as_russian_writes_them(
    browser: Browser, tmp_path: Path
) -> None:
    """A space parts thousands there, and a comma decimals."""
    with speaking("ru"):
        rows = [(numeral(n, ",.1f"),) for n in (700, 6650.5, -1.5, 0, 12.25)]
        answer = {"columns": [("n", True)], "rows": rows, "total": 5, "picture": None}
        page = Page(
            "query.html",
            "n",
            {"questions": [], "text": "", "folder": "", "error": None, "answer": answer},
        )
        (tmp_path / "page.html").write_text(html(page), encoding="utf-8")
    with Opened(browser, tmp_path / "page.html") as opened:
        opened.page.click("#answer th button")
        cells = opened.page.locator("#answer td").all_inner_texts()
        assert cells == ["-1,5", "0,0", "12,2", "700,0", "6\N{NO-BREAK SPACE}650,5"]


def test_a_wrong_language_is_told(address: str) -> None:
    answer = httpx.get(f"{address}/dyad/PAK/RUS?lang=tlh", timeout=60)
    assert answer.status_code == 404
    assert "no pages are in" in answer.text
    assert "en, ru" in answer.text


def test_data_of_a_page_are_in_its_language_and_columns_keep_their_names(address: str) -> None:
    said = httpx.get(f"{address}/dyad/PAK/RUS?lang=ru&format=json", timeout=60).json()
    assert said["address"] == "/dyad/PAK/RUS?lang=ru"
    assert said["data"]["a"]["label"] == "Пакистан"
    text = httpx.get(f"{address}/dyad/PAK/RUS?lang=ru&format=csv", timeout=60).text
    rows = pl.read_csv(StringIO(text), infer_schema=False)
    assert rows.columns[:4] == ["when", "start", "end", "possibly"]
    assert "Пакистан – Россия: товарооборот" in rows["says"].to_list()


def test_a_file_and_a_site_of_files_speak_russian(folder: Path, tmp_path: Path) -> None:
    publish(folder, tmp_path / "site", ["PAK", "RUS"], language="ru")
    for name, file in (("/dyad/PAK/RUS", "dyad/PAK/RUS/index.html"), ("/", "index.html")):
        text = (tmp_path / "site" / file).read_text("utf-8")
        assert '<html lang="ru"' in text
        assert "lang=ru" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL), name
    assert 'id="said"' in html(Site(folder).page(in_russian("/dyad/PAK/RUS")), ALONE)
