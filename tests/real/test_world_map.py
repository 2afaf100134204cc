"""Outlines of the world map, against arcs that are put together here, by the TopoJSON format."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from shapely import from_wkt  # type: ignore[import-untyped]
from shapely.geometry import MultiPolygon, Polygon  # type: ignore[import-untyped]

from comity.files.source import source
from comity.model.states import polities
from comity.quads.faces import Faces
from comity.quads.mapping import map_source

Ring = list[tuple[float, float]]


@pytest.fixture(scope="module")
def topology(shared_data: Path) -> dict[str, Any]:
    path = shared_data / "world_map" / "countries-110m.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("world_map"), shared_data / "world_map")


def rings(topology: dict[str, Any], area: dict[str, Any]) -> list[Ring]:
    """Every ring of an area: arcs are steps on a grid, backwards where their number is below 0."""
    scale, origin = (topology["transform"][name] for name in ("scale", "translate"))

    def arc(number: int) -> Ring:
        x, y, points = 0, 0, []
        for step_x, step_y in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + step_x, y + step_y
            points.append((x * scale[0] + origin[0], y * scale[1] + origin[1]))
        return points if number >= 0 else points[::-1]

    polygons = [area["arcs"]] if area["type"] == "Polygon" else area["arcs"]
    return [
        [point for number in ring for point in arc(number)[:-1]]
        for polygon in polygons
        for ring in polygon
    ]


def corners(outlines: list[Ring]) -> list[tuple[float, float]]:
    return sorted((round(x, 6), round(y, 6)) for ring in outlines for x, y in ring)


def drawn(faces: Faces, key: str) -> list[Ring]:
    text = faces.frames["Outline"].filter(pl.col("iri") == f"outline/world_map/{key}")["as_wkt"]
    shape = from_wkt(text[0])
    parts = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape]
    found: list[Ring] = []
    for part in parts:
        assert isinstance(part, Polygon)
        found += [list(ring.coords)[:-1] for ring in (part.exterior, *part.interiors)]
    return found


@pytest.mark.parametrize(
    ("key", "code"), [("PAK", "586"), ("RUS", "643"), ("ZAF", "710"), ("ATA", "010")]
)
def test_an_outline_has_the_corners_of_its_arcs(
    faces: Faces, topology: dict[str, Any], key: str, code: str
) -> None:
    """South Africa has a hole, Russia crosses the antimeridian, Antarctica's code begins with 0."""
    areas = topology["objects"]["countries"]["geometries"]
    (area,) = (one for one in areas if one.get("id") == code)
    wanted = rings(topology, area)
    found = drawn(faces, key)
    assert [len(ring) for ring in found] == [len(ring) for ring in wanted]
    assert corners(found) == corners(wanted)


def test_every_area_is_an_outline_of_one_polity_or_refused(
    faces: Faces, topology: dict[str, Any]
) -> None:
    areas = topology["objects"]["countries"]["geometries"]
    nameless = {area["properties"]["name"] for area in areas if "id" not in area}
    assert nameless == {"Kosovo", "N. Cyprus", "Somaliland"}
    assert faces.reasons() == {"an area that is no polity here": 2}
    outlines = faces.frames["Outline"]
    assert outlines.height == len(areas) - 2 == 175
    had = faces.frames["Polity"]
    assert had["iri"].n_unique() == had["has_geometry"].n_unique() == 175
    paths = polities().select(pl.format("{}/{}", "kind", "key")).to_series()
    assert set(had["iri"]) <= set(paths)


def test_kosovo_is_found_without_a_code_and_nobody_gets_the_place_of_an_area_for_one(
    faces: Faces, topology: dict[str, Any]
) -> None:
    """A library that numbers areas without id would make of area 171 the M49 code 171."""
    areas = topology["objects"]["countries"]["geometries"]
    (place,) = (n for n, area in enumerate(areas) if area["properties"]["name"] == "Kosovo")
    row = faces.frames["Outline"].filter(pl.col("iri") == "outline/world_map/XKX")
    assert row["locator"].to_list() == [
        f"countries-110m.json#/objects/countries/geometries/{place}"
    ]
    assert corners(drawn(faces, "XKX")) == corners(rings(topology, areas[place]))
