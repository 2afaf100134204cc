"""Maps: places on the projection, classes, arcs, and the page in a real browser."""

import datetime as dt
import json
import math
import re
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import Browser
from shapely.geometry import MultiPolygon, Point, Polygon  # type: ignore[import-untyped]

from browser import ROOT, Opened, absent, grave
from comity.answers.measured import capitals, measured
from comity.errors import QuestionError
from comity.files.source import source
from comity.store.stores import Embedded, connect
from comity.views import bundled
from comity.views.html import html, write_page
from comity.views.maps import map_page
from comity.views.worldmap import Shade, arcs, atlas, choropleth
from made_pages import made_measured

TOPOLOGY = ROOT / "node_modules/world-atlas/countries-110m.json"
Ring = list[tuple[float, float]]


@pytest.fixture(scope="module", autouse=True)
def _assets() -> None:
    if not (bundled.ASSETS / "outlines.json").is_file():
        absent("the outlines are not built: python scripts/build_frontend.py")


def rings(path: str) -> list[Ring]:
    """The rings of a path of steps."""
    x = y = 0.0
    found: list[Ring] = []
    for command, dx, dy in re.findall(r"([ml])(-?[\d.]+) (-?[\d.]+)", path):
        x, y = x + float(dx), y + float(dy)
        if command == "m":
            found.append([])
        found[-1].append((x, y))
    return found


def outline(key: str) -> MultiPolygon:
    """The land of a state on the map; rings within another are holes, and none of those asked."""
    (area,) = (one for one in atlas().areas if one.key == key)
    return MultiPolygon([Polygon(ring) for ring in rings(area.path) if len(ring) > 2])


def test_places_are_where_equal_earth_has_them() -> None:
    """Half its width is pi / (sqrt(3)/2 x 1.340264) = 2.70663, half its height 1.31736."""
    whole = atlas()
    for place, (x, y) in {
        (0.0, 0.0): (0, 0),
        (0.0, 180.0): (2.70663, 0),
        (90.0, 0.0): (0, 1.31736),
        (-90.0, 0.0): (0, -1.31736),
    }.items():
        found = whole.point(place)
        across, down = ((a - b) / whole.scale for a, b in zip(found, whole.translate, strict=True))
        assert (across, -down) == pytest.approx((x, y), abs=1e-5)


def test_outlines_and_points_are_on_one_map() -> None:
    """Every corner of the file, by the arcs of TopoJSON and Python's projection, is in the path."""
    if not TOPOLOGY.is_file():
        absent("world-atlas is not installed: npm ci")
    topology: dict[str, Any] = json.loads(TOPOLOGY.read_text(encoding="utf-8"))
    scale, origin = (topology["transform"][name] for name in ("scale", "translate"))
    for key, code in (("PAK", "586"), ("BRA", "076"), ("AUS", "036")):
        (area,) = (
            one for one in topology["objects"]["countries"]["geometries"] if one.get("id") == code
        )
        corners = []
        polygons = [area["arcs"]] if area["type"] == "Polygon" else area["arcs"]
        for number in (n for polygon in polygons for ring in polygon for n in ring):
            x = y = 0
            for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
                x, y = x + dx, y + dy
                place = (y * scale[1] + origin[1], x * scale[0] + origin[0])
                corners.append(atlas().point(place))
        (drawn,) = (one for one in atlas().areas if one.key == key)
        points = [point for ring in rings(drawn.path) for point in ring]
        assert len(points) > 30
        for corner in corners:
            assert min(math.dist(corner, point) for point in points) < 0.15


def test_capitals_lie_in_their_states(store: Embedded) -> None:
    """GeoNames' capitals are within 4 units of the land of their outline: 140 km at the equator.

    But for Vanuatu, of which the file has two of the islands and not that of Port Vila, and Western
    Sahara, whose El Aaiún is drawn as Morocco's, which holds it.
    """
    places, notes = capitals(store, dt.date(2026, 12, 31))
    assert notes == []
    keys = {area.key for area in atlas().areas if area.key}
    assert len(keys) > 170
    astray = {
        key
        for key in keys & set(places)
        if outline(key).buffer(0).distance(Point(atlas().point(places[key]))) > 4
    }
    assert astray == {"ESH", "VUT"}
    assert {"SGP", "MLT", "BHR", "TUV", "VAT", "PLW"} <= set(places) - keys


def test_a_map_shades_outlines_and_draws_the_rest_as_points() -> None:
    shades = {key: Shade(key, "q1", f"{key}: 1", f"/state/{key}") for key in ("PAK", "SGP", "XYZ")}
    drawn = choropleth(shades, {"SGP": (1.29, 103.85), "PAK": (33.7, 73.1)})
    said = {shape.key: shape for shape in drawn.shapes if shape.says}
    assert set(said) == {"PAK", "SGP"}
    assert (said["PAK"].at, said["SGP"].path) == (None, "")
    assert said["SGP"].at == pytest.approx(atlas().point((1.29, 103.85)), abs=0.06)
    assert drawn.lost == ("XYZ",)
    bare = [shape for shape in drawn.shapes if not shape.says]
    assert {shape.look for shape in bare} == {"bare"}
    assert len(bare) == len(atlas().areas) - 1


def test_an_arc_tapers_and_is_cut_at_the_edge_of_the_map() -> None:
    """From Tokyo to San Francisco it leaves on the right and comes back on the left."""
    tokyo, francisco, delhi = (35.7, 139.7), (37.8, -122.4), (28.6, 77.2)
    far, near = arcs([("USA", tokyo, francisco, 1.0), ("IND", tokyo, delhi, 10.0)], directed=True)
    assert (far.key, near.key) == ("USA", "IND")
    assert (far.path.count("M"), near.path.count("M")) == (2, 1)
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", near.path)]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    widths = [math.dist(a, b) for a, b in zip(points, points[::-1], strict=True)]
    half = len(points) // 2
    assert widths[0] == pytest.approx(7, abs=0.2)
    assert widths[:half] == sorted(widths[:half], reverse=True)
    assert widths[half - 1] < 0.4


def test_the_way_of_an_arc_is_the_great_circle() -> None:
    """Halfway from 0°N 0°E to 0°N 90°E is 45°E; to 60°N 180°E it goes over the pole."""
    *_, flat = arcs([("A", (0, 0), (0, 90), 2.0), ("B", (0, 0), (0, 1), 1.0)], directed=False)
    middle = atlas().point((0, 45))
    numbers = [float(one) for one in re.findall(r"-?[\d.]+", flat.path)]
    assert (
        min(math.dist(middle, (x, y)) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
        < 20
    )
    assert {round(y - middle[1], 1) for y in numbers[1::2]} <= {3.5, -3.5}
    (polar,) = arcs([("B", (60, 10), (60, -170), 1.0)], directed=False)
    down = [float(one) for one in re.findall(r"-?[\d.]+", polar.path)][1::2]
    assert min(down) < atlas().point((85, 0))[1]


def test_classes_are_fifths_and_the_four_kinds_of_nothing_are_told_apart() -> None:
    """Ten values 1 to 10: fifths begin at 1, 3, 5, 7 and 9, two in each."""
    page = map_page(made_measured("it", "/x"), {})
    assert page.shows["legend"] == [
        *(("q1", "1 to 2", 2), ("q2", "3 to 4", 2), ("q3", "5 to 6", 2)),
        *(("q4", "7 to 8", 2), ("q5", "9 to 10", 2)),
        *(("zero", "none", 1), ("missing", "not known to the source", 1)),
        *(("na", "does not apply", 1), ("outside", "not covered by the source", 1)),
    ]
    assert page.table is not None
    rows = page.table()
    assert rows.columns == ["year", "state", "name", "made_flow", "made_flow.missing"]
    assert rows.filter(state="ZAF").row(0)[3:] == (0.0, "true zero")
    assert rows.filter(state="BRA").row(0)[3:] == (None, "missing")


def test_a_fresh_machine_has_a_map(store: Embedded) -> None:
    """Of the Factbook, which ships: Pakistan's page of 2026 lists so many as member."""
    found = measured(store)
    assert (found.name, found.year, found.years) == ("factbook_full", 2026, (2026, 2026))
    asked = f"""SELECT (COUNT(DISTINCT ?body) AS ?n) {{
      ?tie a cm:Membership ; cm:member state:PAK ; cm:body ?body ; cm:source <{found.source.iri}> .
      ?tie cm:role ?role FILTER (?role IN (cm:Member, cm:FoundingMember)) }}"""
    (pakistan,) = (one for one in found.rows if one.key == "PAK")
    assert pakistan.value == store.select(asked).item()
    assert measured(store, "factbook_any", 2020).rows[0].meaning == "outside coverage"
    assert found.cite() == found.bibtex
    assert "Natural Earth" in found.bibtex


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("kind=factbok_full", "near are factbook_full"),
        ("year=soon", "is no year"),
        ("way=round", "is no way"),
        ("of=DDR&year=2020", "was no state"),
        ("of=XXX", "XXX"),
    ],
)
def test_what_is_asked_wrongly_is_told(address: str, asked: str, said: str) -> None:
    page = httpx.get(f"{address}/map?{asked}", timeout=60)
    assert page.status_code == 404
    assert said in page.text


def test_a_store_elsewhere_says_what_to_do() -> None:
    with pytest.raises(QuestionError, match="on this machine"):
        measured(connect("http://127.0.0.1:9/sparql"))


def test_a_map_answers_to_pointer_and_keys_and_leads_on(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/map")
    asked.clear()
    spot = page.locator('.world [data-key="BRA"]')
    spot.hover()
    assert re.fullmatch(r"Brazil: \d+", page.inner_text(".map .tip"))
    page.focus('.world [data-key="BRA"]')
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.key") in {"PER", "BOL", "COL"}
    page.focus('.world [data-key="PAK"]')
    assert page.inner_text(".map .tip").startswith("Pakistan: ")
    assert page.locator('.world [tabindex="0"]').count() == 1
    assert asked == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/state/PAK")
    page.goto(f"{address}/map?of=PAK")
    assert page.locator(".arcs path").count() > 100
    page.focus('.world [data-key="RUS"]')
    assert page.locator(".arcs .on").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/dyad/PAK/RUS")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_map_opens_alone_and_gives_its_picture(
    browser: Browser, store: Embedded, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    found = measured(store, of="PAK")
    places, _ = capitals(store, found.last)
    write_page(html(map_page(found, places, sources=[found.source])), tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html", scheme=scheme) as opened:
        for width in (360, 1280):
            opened.page.set_viewport_size({"width": width, "height": 900})
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        for ending in ("svg", "png"):
            with opened.page.expect_download() as download:
                opened.page.click(f"#{ending}")
            download.value.save_as(tmp_path / f"map.{ending}")
        opened.check()
    picture = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "Outlines: Natural Earth" in picture
    assert found.source.title in picture
    assert "2026" in picture
    assert picture.count("<path") > 170
    assert "<a " not in picture
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    text = re.sub(r"<meta http-equiv[^>]*>", "", (tmp_path / "page.html").read_text("utf-8"))
    (tmp_path / "axe.html").write_text(text, encoding="utf-8")
    with Opened(browser, tmp_path / "axe.html", scheme=scheme) as opened:
        assert grave(opened.page) == []


def test_outlines_are_small_and_say_whose_they_are() -> None:
    assert (bundled.ASSETS / "outlines.json").stat().st_size < 150_000
    assert "Michael Bostock" in atlas().licence
    assert "world-atlas 2.0.2" in (bundled.ASSETS / "licences.txt").read_text(encoding="utf-8")
    assert "public domain" in source("world_map").description.licence
