"""Areas of a map with their outlines, from TopoJSON, which holds every border but once."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from comity.errors import ColumnError, FileFormatError

DECIMALS = 6
"""Decimals of a degree in an outline: RFC 7946 calls more than six, 10 cm, a waste."""

GLOBE = (-180, -90, 180, 90)
"""Bounds of all outlines, in degrees: west, south, east and north."""


class _Area(msgspec.Struct):
    type: Literal["Polygon", "MultiPolygon"]


class _Areas(msgspec.Struct):
    geometries: list[_Area]


class _Whole(msgspec.Struct):
    type: Literal["Topology"]
    arcs: list[list[tuple[int, int]]]


class _Decimal(msgspec.Struct):
    type: Literal["Topology"]
    arcs: list[list[tuple[float, float]]]


def areas(content: bytes, file: str, name: str, declared: set[str]) -> Iterator[dict[str, object]]:
    """The areas of one object of a topology, in their order.

    Args:
        content: the TopoJSON.
        file: its name, for messages.
        name: the object.
        declared: the objects that it should hold.

    Yields:
        What the file says of an area (``id``, ``properties`` and so on), and its outline as
        well-known text under ``geometry``.

    Raises:
        FileFormatError: it is no TopoJSON, or its arcs make no outlines on the globe.
        ColumnError: it holds other objects than declared.
    """
    from shapely import to_wkt  # type: ignore[import-untyped]  # noqa: PLC0415

    topology = json_object(content, file)
    objects = topology.get("objects")
    names = set(objects) if isinstance(objects, dict) else set()
    for one in sorted(names ^ declared):
        where = "is not declared" if one in names else "is declared and not there"
        raise ColumnError(f"{file}: object {one!r} {where}; say in source.toml what it is")
    outlines = _outlines(topology, name, file)
    for number, (facts, outline) in enumerate(outlines, start=1):
        west, south, east, north = outline.bounds
        if not (GLOBE[0] <= west < east <= GLOBE[2] and GLOBE[1] <= south < north <= GLOBE[3]):
            raise FileFormatError(f"{file}, area {number}: its outline is no area of the globe")
        said = {key: value for key, value in facts.items() if key not in ("type", "arcs")}
        yield {**said, "geometry": to_wkt(outline, rounding_precision=DECIMALS)}


def json_object(content: bytes, file: str) -> dict[str, Any]:
    """The object that a JSON file holds.

    Raises:
        FileFormatError: it is no JSON, or holds something else.
    """
    try:
        return msgspec.json.decode(content.decode(), type=dict[str, Any])
    except UnicodeDecodeError as error:
        raise FileFormatError(f"{file}, byte {error.start}: not utf-8") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise FileFormatError(f"{file}: not JSON: {error}") from None


def _outlines(
    topology: dict[str, Any], name: str, file: str
) -> list[tuple[dict[str, object], Any]]:
    """An object's areas in their order, each with its geometry."""
    from shapely.errors import ShapelyError  # type: ignore[import-untyped]  # noqa: PLC0415
    from shapely.geometry import shape  # type: ignore[import-untyped]  # noqa: PLC0415
    from topojson.core.topology import Topology  # noqa: PLC0415

    try:
        msgspec.convert(topology, _Whole if "transform" in topology else _Decimal)
        msgspec.convert(topology["objects"][name], _Areas)
    except msgspec.ValidationError as error:
        raise FileFormatError(f"{file}: not TopoJSON: {error}") from None
    given = topology["objects"][name]["geometries"]
    try:
        text = Topology(topology, object_name=name).to_geojson() or ""
        features = json_object(text.encode(), file)["features"]
        outlines = [shape(feature["geometry"]) for feature in features]
        return list(zip(given, outlines, strict=True))
    except (ArithmeticError, LookupError, TypeError, ValueError, ShapelyError) as error:
        raise FileFormatError(f"{file}: its arcs make no outlines: {error}") from None
