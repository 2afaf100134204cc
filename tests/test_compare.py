"""Dyads side by side: the same that each dossier says, on one axis and one scale."""

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import httpx
import polars as pl
import pytest
from playwright.sync_api import Browser

from browser import grave
from comity.answers.compared import compared
from comity.answers.dossier import dossier
from comity.errors import IdentityError, QuestionError, UnknownStateError
from comity.files.source import read_source
from comity.query.cite import cite
from comity.store.build import build
from comity.store.stores import Embedded, connect
from comity.views import serve
from comity.views.site import Site
from copied import of_any_rows
from loopback import served

TWO = "/compare?dyads=PAK/RUS,PAK/CHN"
FLOWS = """ccode1,ccode2,year,flow1,flow2,smoothflow1,smoothflow2
365,770,2013,10,20,10,20
365,770,2014,0,,0,
710,770,2013,40,5,40,5
"""
"""Importer 1 and 2, and what each imports from the other in millions; nothing is not known."""


@pytest.fixture(scope="module")
def trading(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships, and goods of three dyad-years made up here."""
    made = tmp_path_factory.mktemp("trading")
    place, path = Path(shutil.copytree(folder, made / "store")), of_any_rows("cow_trade", made)
    (made / "files").mkdir()
    (made / "files" / "cow_trade_ndy.csv").write_text(FLOWS, encoding="utf-8")
    build([read_source(path)], made / "files", place)
    return place


@pytest.fixture(scope="module")
def address(trading: Path) -> Iterator[str]:
    with served(serve.application(trading)) as found:
        yield found


def test_goods_each_way_are_those_of_the_file_and_a_gap_is_no_zero(trading: Path) -> None:
    known = compared(connect(trading), [("PAK", "RUS"), ("PAK", "CHN")])
    flows = {
        (one.seller, one.buyer): {year: value for year, value, _ in one.years}
        for both in known.flows
        for one in both
    }
    assert flows == {
        ("Pakistan", "Russia"): {2013: 10e6, 2014: 0.0},
        ("Russia", "Pakistan"): {2013: 20e6},
        ("Pakistan", "China"): {2013: 40e6},
        ("China", "Pakistan"): {2013: 5e6},
    }


def test_goods_are_drawn_on_one_scale_and_one_axis(address: str) -> None:
    """The highest, 40 million, is 42 pixels; 20 is half of it, and nothing sold one pixel."""
    text = httpx.get(address + TWO, timeout=60).text
    goods = text.split('id="goods"')[1].split("</section>")[0]
    bars = re.findall(r'height="([\d.]+)"><title>(\d+): ([\d.]+) million', goods)
    assert [(float(value), float(height)) for height, _, value in bars] == [
        (10.0, 10.5),
        (0.0, 1.0),
        (20.0, 21.0),
        (40.0, 42.0),
        (5.0, 5.2),
    ]
    axes = re.findall(r'class="lane axis">.*?</svg>', text)
    assert len(axes) == 3
    assert len(set(axes)) == 1


def test_a_comparison_says_what_each_dossier_says(store: Embedded) -> None:
    pairs = [("PAK", "RUS"), ("PAK", "CHN"), ("IND", "CHN")]
    known = compared(store, pairs, as_of="2020-01-01")
    alone = [dossier(store, *pair, as_of="2020-01-01") for pair in pairs]
    assert list(known.dossiers) == alone
    bodies = [{one.thing.iri for one in each.shared} for each in alone]
    rows = {thing.iri: tuple(map(bool, cells)) for thing, cells in known.shared}
    assert set(rows) == set().union(*bodies)
    assert {iri for iri, cells in rows.items() if all(cells)} == set.intersection(*bodies)
    for at, each in enumerate(bodies):
        assert {iri for iri, cells in rows.items() if cells[at]} == each
    used = {one.iri for each in alone for one in each.sources}
    assert {one.iri for one in known.sources} == used
    assert sorted(known.cite().split("\n\n")) == sorted(cite(*used, store=store).split("\n\n"))


@pytest.mark.parametrize("day", ["", "&at=2018-06-30"])
def test_every_number_leads_to_its_place_on_the_page_of_its_dyad(address: str, day: str) -> None:
    text = httpx.get(f"{address}{TWO}{day}", timeout=60).text
    links = {unescape(one) for one in re.findall(r'href="(/dyad/[^"]*#[^"]*)"', text)}
    assert len(links) >= 10
    pages = {one.split("#")[0] for one in links}
    assert pages == {f"/dyad/PAK/{key}{day.replace('&', '?')}" for key in ("RUS", "CHN")}
    held = {one: httpx.get(address + one, timeout=60).text for one in pages}
    absent = [one for one in links if f'id="{one.split("#")[1]}"' not in held[one.split("#")[0]]]
    assert absent == []


def test_counts_are_those_of_the_pages(address: str, trading: Path) -> None:
    known = dossier(connect(trading), "PAK", "CHN")
    rows = pl.read_csv(BytesIO(httpx.get(f"{address}{TWO}&format=csv", timeout=60).content))
    said = rows.filter(about="records", dyad="Pakistan – China").select("what", "value")
    expected = {part.title: str(part.records) for part in known.sections if part.lines}
    found = dict(said.iter_rows())
    assert {title: found[title] for title in expected} == expected
    assert found["Where sources disagree"] == str(len(known.disagreements))
    assert found["What the text says"] == "0"
    gaps = rows.filter(about="gap", dyad="Pakistan – China")["what"].to_list()
    assert gaps == list(known.gaps)


def test_its_twins_are_at_its_address(address: str) -> None:
    page = httpx.get(address + TWO, timeout=60).text
    for form in ("json", "csv", "parquet", "bib"):
        assert f'href="{TWO}&amp;format={form}"' in page
    said = json.loads(httpx.get(f"{address}{TWO}&format=json", timeout=60).content)
    assert said["call"] == "comity.compared(comity.connect(), [('PAK', 'RUS'), ('PAK', 'CHN')])"
    ends = [(one["a"]["label"], one["b"]["label"]) for one in said["data"]["dossiers"]]
    assert ends == [("Pakistan", "Russia"), ("Pakistan", "China")]
    assert "@" in httpx.get(f"{address}{TWO}&format=bib", timeout=60).text


@pytest.mark.parametrize(
    "asked", ["China", "Chnia", "Pakstan, Chnia", "/dyad/PAK/CHN", "/state/CHN"]
)
def test_what_is_compared_with_is_found_by_its_name(trading: Path, asked: str) -> None:
    page = Site(trading).page(f"/compare?dyads=PAK/RUS&with={asked}&at=2018-01-01")
    assert page.address() == f"{TWO}&at=2018-01-01"


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ("", QuestionError, "name 2 to 4"),
        ("?dyads=PAK/RUS", QuestionError, "name 2 to 4"),
        ("?dyads=PAK/RUS,RUS/PAK", QuestionError, "different"),
        ("?dyads=PAK/RUS,PAK/CHN,PAK/IND,PAK/IRN,PAK/AFG", QuestionError, "name 2 to 4"),
        ("?dyads=PAK,RUS", QuestionError, "'PAK' is no dyad"),
        ("?dyads=PAK/XXX,PAK/RUS", UnknownStateError, "XXX"),
        ("?dyads=PAK/PAK,PAK/RUS", IdentityError, "PAK"),
        ("?dyads=PAK/RUS&with=qqqqqqqq", QuestionError, "qqqqqqqq"),
        ("?dyads=PAK/RUS&with=//evil.example", QuestionError, "evil"),
        ("?dyads=PAK/RUS,PAK/CHN&at=soon", QuestionError, "soon"),
    ],
)
def test_what_cannot_be_compared_is_told(
    folder: Path, asked: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        Site(folder).page(f"/compare{asked}")


@pytest.mark.parametrize("width", [360, 2560])
def test_columns_become_blocks_where_there_is_no_room(
    browser: Browser, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/compare?dyads=PAK/RUS,PAK/CHN,PAK/IND,PAK/AFG")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cells = page.locator("#records ~ table tbody tr").first.locator("td").all()
    boxes = [box for one in cells if (box := one.bounding_box())]
    assert len(boxes) == 4
    assert (len({box["y"] for box in boxes}) > 1) == (width == 360)
    assert page.locator(".of").first.is_visible() == (width == 360)
    assert grave(page) == []
    page.close()


def test_the_page_of_a_dyad_leads_to_it_by_the_suggestions(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/dyad/PAK/RUS?at=2018-01-01")
    field = page.get_by_label("Compare with")
    field.fill("pakistan, chnia")
    page.get_by_role("option", name="Pakistan – China").click()
    page.wait_for_url("**/compare**")
    assert page.title() == "Pakistan – Russia beside Pakistan – China · comity"
    assert page.input_value("form.day input[name=at]") == "2018-01-01"
    page.close()
