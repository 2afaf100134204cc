"""The pages of the graph that ships, as files, in a real browser."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser import Opened
from comity.answers.dossier import dossier
from comity.answers.lines import sections
from comity.answers.network import network
from comity.answers.profile import profile
from comity.answers.releases import release
from comity.answers.things import portrait
from comity.files.source import source
from comity.store.stores import Embedded
from comity.views.html import html, write_page
from comity.views.network import network_page
from comity.views.page import Page
from comity.views.pages import dyad_page, source_page, state_page, thing_page
from comity.views.ways import SERVED

SCO = "https://w3id.org/comity/id/body/SCO"
PAKISTAN = "https://w3id.org/comity/id/state/PAK"
PAGES: dict[str, Callable[[Embedded], Page]] = {
    "dyad": lambda store: dyad_page(dossier(store, "PAK", "RUS")),
    "state": lambda store: state_page(profile(store, "PAK")),
    "thing": lambda store: thing_page(portrait(store, SCO)),
    "source": lambda _: source_page(release(source("cow_igo"), Path("/nowhere"))),
    "ego": lambda store: network_page(
        network(store, "state/PAK"), title="Pakistan", centre=PAKISTAN
    ),
    "world": lambda store: network_page(network(store), title="States and territories"),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [400, 1280])
def test_a_page_of_the_graph_opens_offline_and_fits(
    store: Embedded, browser: Browser, tmp_path: Path, name: str, width: int
) -> None:
    write_page(html(PAGES[name](store)), tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html") as opened:
        opened.page.set_viewport_size({"width": width, "height": 900})
        opened.page.wait_for_timeout(200)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        opened.check()


def test_every_drawn_tie_leads_to_a_source_and_a_place_in_it(store: Embedded) -> None:
    for net in (network(store), network(store, "state/PAK")):
        assert net.number_of_edges() > 100
        for *_, data in net.edges(data=True):
            assert data["source_title"], data["iri"]
            assert data["locator"], data["iri"]


def test_no_tie_of_the_answer_is_lost_in_the_network(store: Embedded) -> None:
    asked = """SELECT (COUNT(DISTINCT ?tie) AS ?n) WHERE {
      ?tie cm:dyad ?dyad ; a ?kind . ?kind rdfs:subClassOf* cm:Tie }"""
    assert network(store).number_of_edges() == store.select(asked).item()


def test_the_dyad_page_says_first_what_ties_the_two(store: Embedded) -> None:
    """44 bodies as the two Factbook pages list them; diplomatic relations since 1 May 1948."""
    known = dossier(store, "PAK", "RUS")
    said = "".join(part if isinstance(part, str) else part.label for part in known.summary)
    assert said.startswith("Pakistan and Russia share 44 bodies.")
    assert "from 1948 to 2025" in said
    first = sections(line for part in known.sections for line in part.lines)[0]
    assert (first.title, first.lines[0].when.start) == ("Relations", dt.date(1948, 5, 1))


def test_two_reports_of_one_session_are_one_matter(store: Embedded) -> None:
    """Ten sessions in 14 records, counted by hand in graphs/.

    Of the intergovernmental commission the 3rd (two sources, two dates), 5th, 6th, 7th (three
    sources), 8th (two), 9th and 10th; of the consultative group the 12th, 13th and 15th.
    """
    known = dossier(store, "PAK", "RUS")
    lines = [one for part in known.sections for one in part.lines if one.kind.name == "Session"]
    said = "".join(part if isinstance(part, str) else part.label for part in known.summary)
    assert len(lines) == 14
    assert "10 sessions" in said


def test_no_record_stands_without_its_source_or_twice(store: Embedded) -> None:
    known = dossier(store, "PAK", "RUS")
    lines = [one for part in known.sections for one in part.lines]
    assert all(one.source.title and one.locator for one in lines)
    assert len({one.iri for one in lines}) == len(lines)
    assert not {one.iri for one in lines} & {claim.iri for claim in known.claims}


@pytest.mark.parametrize("name", ["dyad", "state", "thing"])
def test_a_timeline_is_taken_away_with_its_sources_and_nothing_moves(
    store: Embedded, browser: Browser, tmp_path: Path, name: str
) -> None:
    made = PAGES[name](store)
    write_page(html(made), tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html") as opened:
        figure = opened.page.locator("figure.timeline")
        for ending in ("SVG", "PNG"):
            with opened.page.expect_download() as download:
                figure.get_by_role("button", name=ending).click()
            download.value.save_as(tmp_path / f"picture.{ending.lower()}")
        lanes = figure.locator(".lane .name").all_inner_texts()
        moved = opened.page.evaluate(
            """() => new Promise(done => new PerformanceObserver(list => done(
            list.getEntries().reduce((sum, one) => sum + one.value, 0)))
            .observe({type: 'layout-shift', buffered: true}) || setTimeout(done, 500, 0))"""
        )
        opened.check()
    assert moved < 0.05
    words = ET.parse(tmp_path / "picture.svg").getroot().itertext()  # noqa: S314 - our own
    text = " ".join(" ".join(words).split())
    assert lanes
    assert all(lane.split()[0] in text for lane in lanes)
    assert text.startswith(made.title)
    assert "Sources: " in text
    assert made.made is not None
    assert made.made.manifest in text.replace(" ", "")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["dyad", "state", "ego"])
def test_a_page_of_the_dark_is_printed_light_whole_and_without_navigation(
    store: Embedded, browser: Browser, tmp_path: Path, name: str
) -> None:
    write_page(html(PAGES[name](store)), tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html", scheme="dark") as opened:
        page = opened.page
        page.set_viewport_size({"width": 680, "height": 960})
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        page.wait_for_timeout(300)
        looks = page.evaluate(
            """['--paper', '--ink', '--q1'].map(one =>
            getComputedStyle(document.documentElement).getPropertyValue(one))"""
        )
        assert looks == ["#fff", "#000", "#d3e3f1"]
        for part in (".top nav", ".contents", "button:not(th button)"):
            assert not any(one.is_visible() for one in page.locator(part).all()), part
        cut = page.locator("main table").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().right > 681).length"
        )
        assert cut == 0
        for folded in page.locator(".fold:not([open]) li").all()[:3]:
            assert folded.bounding_box()
        opened.check()


@pytest.mark.parametrize("name", ["dyad", "state", "thing"])
def test_the_query_behind_a_page_finds_every_record_on_it(store: Embedded, name: str) -> None:
    page = PAGES[name](store)
    found = set(store.select(page.behind).get_column("record"))
    known = page.shows.get("dossier") or page.shows.get("profile") or page.shows.get("portrait")
    shown = {line.iri for part in known.sections for line in part.lines}  # type: ignore[attr-defined]
    assert len(shown) > 5
    assert shown <= found
    assert "Edit as SPARQL" in html(page, SERVED)
    assert "Edit as SPARQL" not in html(page)
    assert "SELECT DISTINCT ?record" in html(page)
