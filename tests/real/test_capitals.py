"""Capitals against what the csv module reads in the same file, and how far apart they are."""

import csv
import datetime as dt
import math
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from comity.answers.distances import distance, distances
from comity.files.source import source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source
from comity.store.build import build
from comity.store.stores import Embedded, connect
from vincenty import vincenty

FILE = "gw_capitals.csv"
METRE = 1e-3


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> dict[str, dict[str, str]]:
    with (shared_data / "capitals" / FILE).open(encoding="utf-8", newline="") as lines:
        return {f"{FILE}#row={n}": row for n, row in enumerate(csv.DictReader(lines), start=2)}


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("capitals"), shared_data / "capitals")


@pytest.fixture(scope="module")
def capitals(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    place = tmp_path_factory.mktemp("capitals")
    build([source("capitals")], shared_data / "capitals", place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def spells(faces: Faces, key: str) -> list[tuple[str, ...]]:
    """City, first and last day of a state's capitals."""
    found = faces.frames["Capital"].filter(pl.col("member") == f"state/{key}").sort("start")
    return [tuple(map(str, row)) for row in found.select("city", "start", "end").iter_rows()]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "PAK",
            [
                ("place/Karachi", "1947-08-14", "1959-06-12"),
                ("place/Rawalpindi", "1959-06-13", "1967-08-13"),
                ("place/Islamabad", "1967-08-14", "None"),
            ],
        ),
        ("SUN", [("place/Moscow", "1922-12-30", "1991-12-25")]),
        ("RUS", [("place/Moscow", "1991-12-26", "None")]),
        (
            "gw-365",
            [
                ("place/Saint-Petersburg", "1816-01-01", "1918-03-11"),
                ("place/Moscow", "1918-03-12", "1922-12-29"),
            ],
        ),
        (
            "KAZ",
            [
                ("place/Almaty", "1991-12-16", "1998-05-05"),
                ("place/Astana", "1998-05-06", "None"),
            ],
        ),
    ],
)
def test_a_capital_is_that_of_who_held_the_code(
    faces: Faces, key: str, expected: list[tuple[str, ...]]
) -> None:
    assert spells(faces, key) == expected


def test_every_row_gives_a_capital_or_is_refused(
    faces: Faces, rows: dict[str, dict[str, str]]
) -> None:
    """Seven rows go to several states one after the other, or to one that was none for a time."""
    held = Counter(at for at in faces.frames["Capital"]["locator"] if at.startswith(FILE))
    refused = {row["statenme"]: row["stdate"] for at, row in rows.items() if at not in held}
    assert refused == {
        "Greece": "1816-01-01",
        "Abkhazia": "2008-01-01",
        "South Ossetia": "2008-01-01",
        "Yemen": "1990-01-01",
    }
    nobody = "a {} code that meant no state in that spell"
    assert faces.reasons() == {
        nobody.format("COW"): 2,
        nobody.format("Gleditsch and Ward"): len(refused),
    }
    more = {rows[at]["gwcode"]: n for at, n in held.items() if n > 1}
    assert more == {"41": 2, "345": 2, "365": 3, "616": 2, "651": 2, "678": 2, "816": 2}
    assert held.total() == len(rows) - len(refused) + sum(n - 1 for n in more.values())


def test_the_table_by_cow_codes_adds_the_days_that_the_other_has_not(faces: Faces) -> None:
    """Cairo has a row in both; COW has Egypt from 1855 to 1882, Gleditsch and Ward from 1922 on.

    Germany is Berlin's from 3 October 1990 by the one, and by the other Bonn's to 20 June 1991.
    """
    added = faces.frames["Capital"].filter(pl.col("locator").str.starts_with("cow_"))
    assert added.height == 23
    egypt = added.filter(member="state/EGY").select("city", "start", "end", "locator")
    spell = (dt.date(1855, 1, 1), dt.date(1882, 9, 15))
    assert egypt.rows() == [("place/Cairo", *spell, "cow_capitals.csv#row=177")]
    germany = spells(faces, "DEU")
    assert ("place/Berlin", "1990-10-03", "None") in germany
    assert next(end for city, _, end in germany if city == "place/Bonn") >= "1991-06-19"


def test_a_city_is_one_point(faces: Faces, rows: dict[str, dict[str, str]]) -> None:
    """The first of the file, as Belgrade has two."""
    cities = faces.frames["City"]
    points: dict[str, tuple[float, float]] = {}
    differ = set()
    for row in rows.values():
        point = (float(row["lat"]), float(row["lng"]))
        if points.setdefault(row["capital"], point) != point:
            differ.add(row["capital"])
    assert differ == {"Belgrade"}
    assert {row[0]: row[1:] for row in cities.select("label", "lat", "long").iter_rows()} == points
    assert cities["iri"].n_unique() == cities.height == len(points)


@pytest.fixture(scope="module")
def points(rows: dict[str, dict[str, str]]) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of every city that has one point."""
    found = {row["capital"]: (float(row["lat"]), float(row["lng"])) for row in rows.values()}
    del found["Belgrade"]
    return found


@pytest.mark.parametrize(
    ("day", "city"),
    [
        ("1959-06-12", "Karachi"),
        ("1959-06-13", "Rawalpindi"),
        ("1967-08-13", "Rawalpindi"),
        ("1967-08-14", "Islamabad"),
    ],
)
def test_rule_5_19_a_capital_moves_within_a_year(
    capitals: Embedded, points: dict[str, tuple[float, float]], day: str, city: str
) -> None:
    """One capital a year would be wrong for half of 1959 and of 1967, by 500 km in the first."""
    row = distances(capitals, day, ("PAK", "SUN")).row(0, named=True)
    assert (row["capital_a"], row["capital_b"]) == (city, "Moscow")
    km = vincenty(*points[city], *points["Moscow"])
    assert row["km"] == distance(capitals, "SUN", "PAK", day) == pytest.approx(km, abs=METRE)


def test_rule_5_19_is_along_the_ellipsoid_and_not_the_sphere(
    capitals: Embedded, points: dict[str, tuple[float, float]]
) -> None:
    """To a metre by Vincenty's formula; a sphere is more than 10 km off for some pairs."""
    found = distances(capitals, "1991-06-01", ("PAK", "SUN", "USA", "NZL", "ECU", "NOR"))
    assert found.height == 15
    off = 0.0
    for a, b, km in found.select("capital_a", "capital_b", "km").iter_rows():
        assert km == pytest.approx(vincenty(*points[a], *points[b]), abs=METRE)
        off = max(off, abs(km - sphere(*points[a], *points[b])))
    assert off > 10


def sphere(lat1: float, long1: float, lat2: float, long2: float) -> float:
    """Kilometres on a sphere of 6,371 km, by the haversine formula."""
    a, b, over = (math.radians(angle) for angle in (lat1, lat2, long2 - long1))
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(over / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))
