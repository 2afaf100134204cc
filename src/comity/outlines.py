"""Areas of a map with their outlines, from TopoJSON, which holds every border but once."""

from collections.abc import Iterator
from typing import Any

import msgspec

from comity.errors import ColumnError, FileFormatError

DECIMALS = 6
"""Decimals of a degree in an outline: RFC 7946 calls more than six, 10 cm, a waste."""


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
        FileFormatError: it is no TopoJSON, or its arcs make no outlines.
        ColumnError: it holds other objects than declared.
    """
    from shapely import to_wkt  # type: ignore[import-untyped]  # noqa: PLC0415
    from shapely.geometry import shape  # type: ignore[import-untyped]  # noqa: PLC0415

    topology = _topology(content, file)
    objects = topology["objects"]
    for one in sorted({*objects} ^ declared):
        where = "is not declared" if one in objects else "is declared and not there"
        raise ColumnError(f"{file}: object {one!r} {where}; say in source.toml what it is")
    given = objects[name]["geometries"]
    for facts, feature in zip(given, _features(topology, name, file), strict=True):
        outline = to_wkt(shape(feature["geometry"]), rounding_precision=DECIMALS)
        said = {key: value for key, value in facts.items() if key not in ("type", "arcs")}
        yield {**said, "geometry": outline}


def _topology(content: bytes, file: str) -> dict[str, Any]:
    try:
        topology = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise FileFormatError(f"{file}: not JSON: {error}") from None
    if not isinstance(topology, dict) or topology.get("type") != "Topology":
        raise FileFormatError(f"{file}: not TopoJSON, which has the type Topology")
    found: dict[str, Any] = topology
    return found


def _features(topology: dict[str, Any], name: str, file: str) -> list[dict[str, Any]]:
    """GeoJSON features; the library numbers those that have no id, so only outlines are used."""
    from topojson.core.topology import Topology  # noqa: PLC0415

    try:
        text = Topology(topology, object_name=name).to_geojson() or ""
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise FileFormatError(f"{file}: its arcs make no outlines: {error}") from None
    features: list[dict[str, Any]] = msgspec.json.decode(text)["features"]
    return features
