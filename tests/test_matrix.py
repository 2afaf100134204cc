"""Matrices of dyads: what a cell means and how it is drawn, of invented ties and by hand."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from browser import Opened, grave
from comity.answers.matrix import dyads_frame
from comity.errors import QuestionError
from comity.files.source import source
from comity.model.regions import regions
from comity.networks.dyads import BEGAN, CHANGED, ENDED, change, grid
from comity.networks.measured import Measured, Node
from comity.networks.order import ordered
from comity.store.manifest import Manifest
from comity.tables.column import MEANINGS, MISSING, NOT_APPLICABLE, OUTSIDE, VALUE, ZERO
from comity.tables.groups import GROUPS
from comity.tables.holding import Holding
from comity.tables.offers import Offer
from comity.tables.panel import Panel
from comity.views.html import html, write_page
from comity.views.matrix import matrix_page
from comity.views.page import Page as Shown
from comity.views.page import twin
from comity.views.scale import figure, of_words, scale
from comity.views.site import Site
from comity.views.ways import ALONE, SERVED
from made_pages import EVIL, KEYS, NOW, made_grid, made_matrix

SIDE = 34
"""Pixels of a cell where there are few states."""
Cell = tuple[float | None, str]


def known(*ties: tuple[str, str, float | None, str], directed: bool = True) -> Measured:
    """What is known of states of 2000 by their keys."""
    offer = Offer("made", GROUPS["trade"], source("cow_trade"), GROUPS["trade"].of_dyads[0])
    keys = sorted({end for tie in ties for end in tie[:2]})
    day = pl.date_range(pl.date(2000, 1, 1), pl.date(2000, 1, 1), eager=True)[0]
    spells = pl.DataFrame(
        [(2000, unit, key, day, day) for unit, key in enumerate(keys, 1)],
        schema={
            "year": pl.Int32,
            "unit": pl.Int32,
            "key": pl.String,
            "first": pl.Date,
            "last": pl.Date,
        },
        orient="row",
    )
    units = Panel("all", (2000, 2000), spells, source("identity"))
    schema = {"a": pl.String, "b": pl.String, "value": pl.Float64, "meaning": pl.String}
    frame = pl.DataFrame(ties, schema=schema, orient="row")
    held = Holding(Path("/nowhere"), Manifest(version="made"))
    return Measured(offer, held, units, frame, 2000, None, directed)


TIES = (
    ("PAK", "IND", 5.0, VALUE),
    ("IND", "PAK", 0.0, ZERO),
    ("PAK", "RUS", None, MISSING),
    ("RUS", "PAK", None, OUTSIDE),
    ("IND", "RUS", 2.0, VALUE),
    ("RUS", "IND", 3.0, VALUE),
)


def test_a_cell_is_what_is_known_and_two_that_never_met_are_told() -> None:
    found = grid(known(*TIES), ["PAK", "IND", "RUS", "CHN"])
    said = [[MEANINGS[code] for code in row] for row in found.told]
    no = NOT_APPLICABLE
    assert said == [
        [no, VALUE, MISSING, no],
        [ZERO, no, VALUE, no],
        [OUTSIDE, VALUE, no, no],
        [no, no, no, no],
    ]
    assert found.values[0, 1] == 5
    assert found.values[1, 0] == 0
    assert np.isnan(found.values[0, 2])
    assert found.dyads.sum() == 12


def test_without_direction_both_halves_are_the_same() -> None:
    found = grid(known(("PAK", "IND", 5.0, VALUE), directed=False), ["PAK", "IND", "RUS"])
    assert (found.values[0, 1], found.values[1, 0]) == (5, 5)
    assert found.dyads.sum() == 3


@pytest.mark.parametrize(
    ("now", "then", "is_"),
    [
        (5.0, 2.0, (3.0, VALUE)),
        (0.0, 4.0, (-4.0, VALUE)),
        (2.0, 2.0, (0.0, ZERO)),
        (0.0, 0.0, (0.0, ZERO)),
        # 0.3 - 0.1 is 0.19999999999999998 to a computer
        (0.3, 0.1, (0.2, VALUE)),
        (1.0, MISSING, (None, MISSING)),
        (MISSING, OUTSIDE, (None, OUTSIDE)),
        (OUTSIDE, NOT_APPLICABLE, (None, NOT_APPLICABLE)),
        (NOT_APPLICABLE, 3.0, (None, NOT_APPLICABLE)),
    ],
)
def test_a_difference_needs_both_years(now: float | str, then: float | str, is_: Cell) -> None:
    no = NOT_APPLICABLE
    one, other = (made_grid([[no, cell], [no, no]], ("A", "B")) for cell in (now, then))
    found = change(one, other)
    value = found.values[0, 1]
    assert (None if np.isnan(value) else value, MEANINGS[found.told[0, 1]]) == is_


def test_numbers_that_stand_for_words_begin_end_and_change() -> None:
    no = NOT_APPLICABLE
    row: list[float | str] = [no, 0.0, 3.0, 1.0, 2.0]
    column: list[float | str] = [no, 2.0, 0.0, 1.0, 1.0]
    empty: list[list[float | str]] = [[no] * 5] * 4
    one, other = (made_grid([cells, *empty], ("A", "B", "C", "D", "E")) for cells in (row, column))
    found = change(one, other, words=True)
    assert found.values[0, 1:].tolist() == [ENDED, BEGAN, 0, CHANGED]
    assert MEANINGS[found.told[0, 3]] == ZERO


@pytest.mark.parametrize(
    ("values", "more", "labels"),
    [
        ([1, 2, 3], {}, ["1", "2", "3"]),
        ([1, 1], {}, ["1"]),
        ([1, 12], {}, ["under 2", *(f"{n} to under {n + 2}" for n in (2, 4, 6, 8)), "10 and more"]),
        (
            [2e6, 3e8],
            {"money": True},
            ["under 10 million", "10 million to under 100 million", "100 million and more"],
        ),
        (
            [1, 20_000],
            {},
            [
                "under 10",
                "10 to under 100",
                "100 to under 1,000",
                "1,000 to under 10,000",
                "10,000 and more",
            ],
        ),
        ([-2, 1], {"difference": True}, ["down by 2", "down by 1", "up by 1", "up by 2"]),
        (
            [-0.5, 0.9],
            {},
            [
                "below zero, 0.5 and more",
                "below zero, under 0.5",
                "above zero, under 0.5",
                "above zero, 0.5 and more",
            ],
        ),
        ([], {}, []),
    ],
)
def test_steps_are_few_and_round(
    values: list[float], more: dict[str, bool], labels: list[str]
) -> None:
    found = scale(np.array(values, float), **more)
    assert list(found.labels) == labels
    assert len(found.colours) == len(labels) == (len(found.breaks) + 1 if labels else 0)


def test_the_nearest_have_the_strongest_colour() -> None:
    words = of_words({0: "no", 1: "by land", 2: "by water"}, np.array([1.0, 2, 2]), nearer=True)
    assert words.labels == ("by land", "by water")
    assert words.colours == ("s6", "s0")
    assert scale(np.array([100.0, 9000]), nearer=True).colours[0] == "s6"


@pytest.mark.parametrize(
    ("value", "text"),
    [(6650, "6,650"), (0.00001234, "0.00001234"), (-3.14159, "−3.142"), (12345.6, "12,346")],
)
def test_a_figure_is_written_in_full(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("key", "at"),
    [
        ("PAK", ("Asia", "Southern Asia")),
        ("SUN", ("Europe", "Eastern Europe")),
        ("DDR", ("Europe", "Central Europe")),
        ("gw-678", ("Asia", "Western Asia")),
        ("gw-711", None),
    ],
)
def test_a_state_of_the_past_is_in_the_region_of_who_came_after(
    key: str, at: tuple[str, str] | None
) -> None:
    """Tibet has no one who continues or succeeds it, and is in no region."""
    assert regions().get(key) == at


NAMES: dict[Node, str] = {"PAK": "Pakistan", "IND": "India", "RUS": "Russia", "CHN": "China"}


def test_states_stand_by_region_name_or_measure() -> None:
    """Degrees: IND 3 (to RUS, from PAK and RUS), RUS 2, PAK 1; CHN has none."""
    made = known(*TIES, ("CHN", "IND", 0.0, ZERO))
    assert ordered(made, NAMES, "region").blocks == (
        ("Eastern Asia", ("CHN",)),
        ("Southern Asia", ("IND", "PAK")),
        ("Eastern Europe", ("RUS",)),
    )
    assert ordered(made, NAMES, "name").blocks == (("", ("CHN", "IND", "PAK", "RUS")),)
    assert ordered(made, NAMES, "degree").blocks == (("", ("IND", "RUS", "PAK", "CHN")),)
    # PAK has one tie of 5; RUS 2 and 3: of one strength, which the name decides.
    assert ordered(made, NAMES, "strength").blocks == (("", ("IND", "PAK", "RUS", "CHN")),)


def _two(words: str) -> tuple[str, str]:
    a, b = words.split()
    return a, b


def test_communities_are_named_and_those_without_ties_stand_apart() -> None:
    ties = ["IND PAK", "PAK RUS", "IND RUS", "CHN DEU", "DEU FRA", "CHN FRA"]
    made = known(*((*_two(one), 1.0, VALUE) for one in ties), ("CHN", "USA", 0.0, ZERO))
    names: dict[Node, str] = {one: one for one in ("CHN", "DEU", "FRA", "IND", "PAK", "RUS", "USA")}
    found = ordered(made, names, "community")
    assert found.blocks == (
        ("CHN, DEU, FRA", ("CHN", "DEU", "FRA")),
        ("IND, PAK, RUS", ("IND", "PAK", "RUS")),
        ("no ties", ("USA",)),
    )
    # Two triangles without ties between them: 1 - 2 x (3/6)^2
    assert "modularity 0.50; the seeds agree by 1.00" in found.says


def test_the_twin_has_a_row_for_each_dyad_the_strongest_first() -> None:
    page = matrix_page(made_matrix())
    rows = pl.read_parquet(BytesIO(twin(page, "parquet")))
    assert rows.columns == ["from_key", "to_key", "from", "to", "value", "missing"]
    assert rows.height == 12
    assert rows.select("from_key", "to_key", "value").head(3).rows() == [
        ("CHN", "IND", 40e9),
        ("PAK", "CHN", 7e7),
        ("RUS", "IND", 4e6),
    ]
    means = dict(rows.group_by("missing").len().iter_rows())
    assert means == {VALUE: 6, ZERO: 2, MISSING: 2, NOT_APPLICABLE: 1, OUTSIDE: 1}
    assert rows.filter(pl.col("missing") != VALUE)["value"].drop_nulls().to_list() == [0, 0]
    assert json.loads(twin(page, "json"))["rows"] == rows.to_dicts()


def test_the_twin_of_two_years_has_both() -> None:
    frame = dyads_frame(made_matrix(against=True))
    row = frame.row(by_predicate=(pl.col("from") == "CHN") & (pl.col("to") == "PAK"), named=True)
    assert (row["value"], row["value_2013"], row["value_1990"]) == (-3e6, 2e6, 5e6)
    row = frame.row(by_predicate=(pl.col("from") == "IND") & (pl.col("to") == "RUS"), named=True)
    assert (row["value"], row["missing"], row["missing_1990"]) == (None, MISSING, MISSING)


def opened(browser: Browser, path: Path, page: Shown, scheme: str = "light") -> Opened:
    write_page(html(page, ALONE), path)
    return Opened(browser, path, scheme="dark" if scheme == "dark" else "light")


def spot(page: Page, row: int, column: int) -> tuple[float, float]:
    """The middle of a cell; the drawing ends two pixels after the last."""
    box = page.locator("#heat").bounding_box()
    assert box
    right, bottom = box["x"] + box["width"] - 2, box["y"] + box["height"] - 2
    count = len(KEYS)
    return right - (count - column - 0.5) * SIDE, bottom - (count - row - 0.5) * SIDE


def test_a_cell_is_read_by_mouse_and_by_keys(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "page.html", matrix_page(made_matrix())) as found:
        page = found.page
        page.mouse.move(*spot(page, 0, 1))
        said = page.inner_text("#tip").split("\n")
        assert [one for one in said if one] == [
            "CHN → IND",
            "40,000,000,000 current US dollars",
            "Bilateral Trade 4.0",
        ]
        page.mouse.move(2, 2)
        assert page.is_hidden("#tip")
        page.focus("#sheet")
        for key, words in (
            ("ArrowDown", "CHN → IND: 40,000,000,000 current US dollars. Bilateral Trade 4.0"),
            ("ArrowRight", "CHN → PAK: 2,000,000 current US dollars. Bilateral Trade 4.0"),
            ("ArrowDown", "IND → PAK: missing. Bilateral Trade 4.0"),
            ("Home", "IND → CHN: a true zero. Bilateral Trade 4.0"),
            ("ArrowDown", "PAK → CHN: 70,000,000 current US dollars. Bilateral Trade 4.0"),
            ("ArrowRight", "PAK → IND: outside coverage. Bilateral Trade 4.0"),
            ("End", "PAK → RUS: a true zero. Bilateral Trade 4.0"),
            ("Escape", ""),
        ):
            page.keyboard.press(key)
            assert page.inner_text("#cell") == words
        found.check()


def test_a_difference_says_both_years(browser: Browser, tmp_path: Path) -> None:
    shown = matrix_page(made_matrix(against=True))
    with opened(browser, tmp_path / "page.html", shown) as found:
        found.page.mouse.move(*spot(found.page, 0, 1))
        assert "+10,000,000,000 current US dollars · 2013: 40,000,000,000" in found.page.inner_text(
            "#tip"
        )
        found.page.mouse.move(*spot(found.page, 1, 3))
        assert (
            "missing · 2013: 3,000,000 current US dollars · 1990: missing"
            in found.page.inner_text("#tip")
        )
        found.check()


PIXELS = """([x, y, side]) => { const c = document.querySelector('#heat');
  const k = c.width / c.clientWidth, box = c.getBoundingClientRect();
  const copy = new OffscreenCanvas(c.width, c.height).getContext('2d', {willReadFrequently: true});
  copy.drawImage(c, 0, 0);
  const d = copy.getImageData((x - box.x - side / 2 + 3) * k,
    (y - box.y - side / 2 + 3) * k, (side - 6) * k, (side - 6) * k).data;
  const grey = []; for (let i = 0; i < d.length; i += 4)
    grey.push(Math.round(0.299 * d[i] + 0.587 * d[i + 1] + 0.114 * d[i + 2]));
  return [grey, '#' + [...d.slice(0, 3)].map(n => n.toString(16).padStart(2, '0')).join('')]; }"""


@pytest.mark.parametrize(
    ("scheme", "colours"), [("light", ("#c7e9b4", "#081d58")), ("dark", ("#1d3563", "#f5f9c8"))]
)
def test_empty_cells_are_told_apart_in_grey_and_values_have_the_colour_of_their_step(
    browser: Browser, tmp_path: Path, scheme: str, colours: tuple[str, str]
) -> None:
    """500 dollars are in the lowest of the steps, 40 billion in the highest."""
    with opened(browser, tmp_path / "page.html", matrix_page(made_matrix()), scheme) as found:

        def drawn(row: int, column: int) -> tuple[tuple[int, ...], str]:
            grey, first = found.page.evaluate(PIXELS, [*spot(found.page, row, column), SIDE])
            return tuple(grey), first

        assert (drawn(0, 3)[1], drawn(0, 1)[1]) == colours
        empty = {
            str(NOW[row][column]): drawn(row, column)[0]
            for row, column in ((1, 0), (1, 2), (2, 1), (3, 0))
        }
        assert set(empty) == {"0.0", MISSING, OUTSIDE, NOT_APPLICABLE}
        assert len(set(empty["0.0"])) == 1
        assert all(len(set(empty[one])) > 1 for one in (MISSING, OUTSIDE, NOT_APPLICABLE))
        assert len(set(empty.values())) == 4
        found.check()


def test_a_difference_goes_either_way_from_the_middle(browser: Browser, tmp_path: Path) -> None:
    """10 billion more are in the highest step, 1 billion less in that from it to 10 billion."""
    shown = matrix_page(made_matrix(against=True))
    with opened(browser, tmp_path / "page.html", shown) as found:
        cells = {(0, 1): "#7a3500", (1, 0): "#6d5fa6", (0, 2): "#cbc7e4", (2, 0): "#f9cf9c"}
        drawn = {
            cell: found.page.evaluate(PIXELS, [*spot(found.page, *cell), SIDE])[1] for cell in cells
        }
        assert drawn == cells
        found.check()


def test_what_is_taken_away_has_the_citation_in_it(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "page.html", matrix_page(made_matrix())) as found:
        for form in ("png", "svg", "csv"):
            with found.page.expect_download() as download:
                found.page.click(f"#{form}")
            assert download.value.suggested_filename == f"bilateral-trade-2013.{form}"
            download.value.save_as(tmp_path / f"made.{form}")
        assert (tmp_path / "made.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        svg = (tmp_path / "made.svg").read_text("utf-8")
        for words in ("Bilateral Trade, 2013", "Correlates of War Project", "missing", "#081d58"):
            assert words in svg
        rows = (tmp_path / "made.csv").read_text("utf-8-sig").splitlines()
        assert rows[0].startswith("# Correlates of War Project")
        assert rows[1] == "from_key,to_key,from,to,value,missing"
        assert len(rows) == 2 + 12
        assert "CHN,IND,CHN,IND,40000000000,value" in rows
        found.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("against", [False, True])
def test_a_matrix_is_accessible(
    browser: Browser, tmp_path: Path, scheme: str, *, against: bool
) -> None:
    shown = matrix_page(made_matrix(against=against))
    with opened(browser, tmp_path / "page.html", shown, scheme) as found:
        assert found.grave() == []
        found.check()


def test_hostile_names_stay_words_in_the_tip_and_in_what_is_taken_away(
    browser: Browser, tmp_path: Path
) -> None:
    for number, text in enumerate(EVIL):
        shown = matrix_page(made_matrix(text, "javascript:owned=1"))
        with opened(browser, tmp_path / f"{number}.html", shown) as found:
            found.page.focus("#sheet")
            found.page.keyboard.press("ArrowDown")
            said = " ".join(found.page.inner_text("#tip").split())
            assert " ".join(f"CHN {text}".replace("\x01", "").split()) in said.replace("\x01", "")
            assert found.page.locator("#tip *:not(p, bdi)").count() == 0
            with found.page.expect_download() as download:
                found.page.click("#svg")
            download.value.save_as(tmp_path / f"{number}.svg")
            assert "<script" not in (tmp_path / f"{number}.svg").read_text("utf-8")
            found.check()


@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_a_matrix_fits(browser: Browser, tmp_path: Path, width: int) -> None:
    with opened(browser, tmp_path / "page.html", matrix_page(made_matrix())) as found:
        found.page.set_viewport_size({"width": width, "height": 900})
        found.page.wait_for_timeout(200)
        assert found.page.evaluate("document.documentElement.scrollWidth") <= width
        found.check()


def test_the_same_matrix_is_the_same_bytes() -> None:
    first, second = (html(matrix_page(made_matrix(against=True)), ALONE) for _ in range(2))
    assert first == second


def test_the_matrix_of_what_ships_is_a_page_whose_cells_lead_to_their_dyads(
    address: str, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/matrix?among=PAK,RUS,CHN&order=name")
    page.wait_for_selector("html[data-drawn]")
    assert page.title().startswith("The World Factbook")
    assert grave(page) == []
    page.focus("#sheet")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#cell").startswith("China – Pakistan: ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dyad/CHN/PAK?at=2026-12-31")
    page.go_back()
    page.wait_for_selector("html[data-drawn]")
    page.fill("input[name=among]", "PAK,RUS")
    page.click("form.choices button")
    page.wait_for_url("**/matrix?*among=PAK%2CRUS*")
    page.wait_for_selector("html[data-drawn]")
    assert page.inner_text("[role=status].held").startswith("1 of 1 dyads of 2 states")
    page.close()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("kind=nothing", "no measure of what is built is called 'nothing'"),
        ("year=soon", "'soon' is no year; write it as 2013"),
        ("year=2026&against=2026", "2026 is set against itself"),
        ("order=size", "there is no order 'size'; there are region, community"),
    ],
)
def test_what_cannot_be_asked_is_told(folder: Path, asked: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        Site(folder).page(f"/matrix?{asked}")


def test_networks_and_matrices_lead_to_each_other(folder: Path) -> None:
    site = Site(folder)
    assert 'href="/matrix?year=2014"' in html(site.page("/network?at=2014-01-01"), SERVED)
    assert 'href="/network?at=2026-12-31"' in html(site.page("/matrix"), SERVED)


def test_an_empty_matrix_says_why(folder: Path) -> None:
    page = Site(folder).page("/matrix?kind=factbook_joint_full&year=1950")
    text = html(page, SERVED)
    assert "speaks of 2026, not of 1950." in text
    assert "data-shown" not in text
    made: Callable[[Shown], str] = html
    none = Shown("matrix.html", "Matrix", {"shown": None, "limit": ""})
    assert "No source of ties between two states is built" in made(none)
