"""A map of the world as SVG that needs no script: areas, points of small states, arcs of ties.

Outlines are Natural Earth's, 1:110 million, of the package world-atlas, on the Equal Earth
projection, which keeps areas (Šavrič, Patterson and Jenny 2018, International Journal of
Geographical Information Science 33). ``frontend/outlines.mjs`` draws them when comity is built;
points and arcs are placed on the same map here.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from comity.files.source import source
from comity.model.states import identifiers, name_of, polities
from comity.model.words import kept_by_language
from comity.views.bundled import asset

MAP = "world_map"
YEAR = pl.date(2018, 1, 1)
"""Natural Earth 4.1.0 is of 2018; codes are read as of then."""
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = math.sqrt(3) / 2
STEP = 4.0
"""Degrees along a great circle between two points of an arc."""
WIDEST = 7.0
EVEN = 2.5
ROOM = 250.0
"""All arcs together are no wider than this, so that the map is seen under them."""
NARROWEST = 0.7

Place = tuple[float, float]
"""Latitude and longitude in degrees."""
Tie = tuple[str, Place, Place, float]
Point = tuple[float, float]
"""Across and down on the map."""


class Area(NamedTuple):
    """An outline: ``key`` of the state or territory whose it is, if it is of any here."""

    key: str
    name: str
    path: str


@dataclass(frozen=True)
class Atlas:
    """All outlines, the size of the map, and the projection by which points are placed on it."""

    width: int
    height: int
    scale: float
    translate: Point
    licence: str
    areas: tuple[Area, ...]

    def point(self, place: Place) -> Point:
        """Where a place is on the map."""
        lat, long = map(math.radians, place)
        theta = math.asin(M * math.sin(lat))
        square, sixth = theta**2, theta**6
        slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
        x = long * math.cos(theta) / (M * slope)
        y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square))
        return self.translate[0] + self.scale * x, self.translate[1] - self.scale * y


@kept_by_language(None)
def atlas() -> Atlas:
    """The outlines that come with comity, by name.

    Raises:
        FileNotFoundError: the assets have not been built.
    """
    read = json.loads(asset("outlines.json"))
    codes = identifiers().filter(
        pl.col("scheme") == "m49",
        pl.col("start").is_null() | (pl.col("start") <= YEAR),
        pl.col("end").is_null() | (pl.col("end") >= YEAR),
    )
    keys = dict(codes.select("code", "key").iter_rows())
    uncoded = pl.read_csv(source(MAP).folder / "names.csv")
    keys |= dict(uncoded.select("name", "key").iter_rows())
    rows = polities().select("key", "name").iter_rows()
    names = {key: name_of(key, name) for key, name in rows}
    areas = []
    for one in read["areas"]:
        key = keys.get(one["id"] or one["name"], "")
        areas.append(Area(key, names.get(key, one["name"]), one["path"]))
    return Atlas(
        read["width"],
        read["height"],
        read["scale"],
        (read["translate"][0], read["translate"][1]),
        read["licence"],
        tuple(sorted(areas, key=lambda area: area.name)),
    )


@dataclass(frozen=True)
class Shade:
    """How a state is shown: ``look`` is a class of the stylesheet, ``says`` what is told of it."""

    label: str
    look: str
    says: str
    href: str


@dataclass(frozen=True)
class Shape(Shade):
    """A shade in its place: an outline in ``path``, else a point ``at`` which it is drawn."""

    key: str
    path: str
    at: Point | None


@dataclass(frozen=True)
class Arc:
    """A tie as a path to be filled, with the ``key`` of the state to or from which it leads."""

    key: str
    path: str


@dataclass(frozen=True)
class Drawn:
    """A map as the macro ``world`` writes it; ``lost`` are those shaded that have no place."""

    atlas: Atlas
    shapes: tuple[Shape, ...]
    arcs: tuple[Arc, ...]
    lost: tuple[str, ...]


def choropleth(
    shades: Mapping[str, Shade], places: Mapping[str, Place], arcs: Iterable[Arc] = ()
) -> Drawn:
    """A map with the states that are shaded, by key.

    One without an outline of today is a point at its place. Other outlines are bare.

    Args:
        shades: how each state is shown.
        places: where points are, latitude and longitude.
        arcs: what lies above all.
    """
    whole = atlas()
    outlined = {area.key for area in whole.areas}
    shapes = [
        Shape(**vars(shades.get(area.key) or _bare(area)), key=area.key, path=area.path, at=None)
        for area in whole.areas
    ]
    small = [key for key in shades if key not in outlined]
    shapes += [
        Shape(**vars(shades[key]), key=key, path="", at=_rounded(whole.point(places[key])))
        for key in sorted(small, key=lambda key: shades[key].label)
        if key in places
    ]
    lost = tuple(sorted(shades[key].label for key in small if key not in places))
    return Drawn(whole, tuple(shapes), tuple(arcs), lost)


def _bare(area: Area) -> Shade:
    return Shade(area.name, "bare", "", "")


def arcs(ties: Sequence[Tie], *, directed: bool) -> Iterator[Arc]:
    """Great circles between places, as wide as their ties are strong, the strongest on top.

    With a direction an arc tapers from where it comes from to where it goes, which readers tell
    best (Holten and van Wijk 2009, CHI). Where there are many, or all are as strong, all are
    narrower.

    Args:
        ties: key, from, to and a value above 0 of each.
        directed: whether they have a direction.
    """
    values = [value for *_, value in ties]
    most = max(values, default=1.0)
    widest = WIDEST if len(set(values)) > 1 else EVEN
    widest = min(widest, ROOM * most / (sum(values) or 1.0))
    for key, here, there, value in sorted(ties, key=lambda tie: (tie[3], tie[0])):
        width = max(NARROWEST, widest * value / most)
        yield Arc(key, _wedges(_great_circle(here, there), width, directed=directed))


def _great_circle(here: Place, there: Place) -> list[Place]:
    """Places along the shortest way on a sphere, both ends among them."""
    a, b = _vector(here), _vector(there)
    angle = math.acos(max(-1.0, min(1.0, sum(x * y for x, y in zip(a, b, strict=True)))))
    steps = max(2, math.ceil(math.degrees(angle) / STEP))
    if math.sin(angle) == 0:
        return [here, there]
    found = []
    for step in range(steps + 1):
        share = step / steps
        p, q = math.sin((1 - share) * angle), math.sin(share * angle)
        x, y, z = ((p * u + q * v) / math.sin(angle) for u, v in zip(a, b, strict=True))
        found.append(
            (math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x)))
        )
    return found


def _vector(place: Place) -> tuple[float, float, float]:
    lat, long = map(math.radians, place)
    return math.cos(lat) * math.cos(long), math.cos(lat) * math.sin(long), math.sin(lat)


def _wedges(places: list[Place], width: float, *, directed: bool) -> str:
    """A band along places, cut where it leaves the map on one side to come back on the other."""
    whole = atlas()
    last = len(places) - 1
    widths = [width * (1 - at / last) if directed else width for at in range(last + 1)]
    runs: list[list[tuple[Point, float]]] = [[]]
    for at, place in enumerate(places):
        if at and abs(place[1] - places[at - 1][1]) > 180:  # noqa: PLR2004 - half the globe
            runs.append([])
        runs[-1].append((whole.point(place), max(widths[at], NARROWEST / 4)))
    return "".join(_band(run) for run in runs if len(run) > 1)


def _band(run: list[tuple[Point, float]]) -> str:
    left, right = [], []
    for at, ((x, y), width) in enumerate(run):
        (ax, ay), (bx, by) = run[max(at - 1, 0)][0], run[min(at + 1, len(run) - 1)][0]
        length = math.hypot(bx - ax, by - ay) or 1.0
        dx, dy = (ay - by) / length * width / 2, (bx - ax) / length * width / 2
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    points = [f"{x:.1f} {y:.1f}" for x, y in [*left, *reversed(right)]]
    return f"M{'L'.join(points)}Z"


def _rounded(point: Point) -> Point:
    return round(point[0], 1), round(point[1], 1)
