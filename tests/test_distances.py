"""Distances of capitals over the made-up sample of their source."""

import datetime as dt

import msgspec
import pytest

from comity.answers.distances import distance, distances
from comity.errors import UnknownStateError, UnknownThingError
from comity.files.source import source
from comity.store.build import build
from comity.store.stores import Embedded, connect
from vincenty import vincenty

POINTS = {
    "Port One": (10.5, -20.25),
    "St. Two's, Upper": (-1.125, 30.0),
    "Redtown": (60.1234567, 40.5),
    "Old City": (44.75, 20.5),
}
MILLIMETRE = 1e-6


@pytest.fixture(scope="module")
def capitals(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    held = source("capitals")
    files = held.description.files
    parts = {name: msgspec.structs.replace(files[name], rows=(1, 10)) for name in files}
    place = tmp_path_factory.mktemp("capitals")
    build([held.with_files(parts)], held.folder / "sample", place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


@pytest.mark.parametrize(
    ("day", "key", "pakistan", "other"),
    [
        ("1951-02-03", "YUG", "Port One", "Old City"),
        ("1951-02-04", "YUG", "St. Two's, Upper", "Old City"),
        ("1991-12-25", "SUN", "St. Two's, Upper", "Redtown"),
        ("1991-12-26", "RUS", "St. Two's, Upper", "Redtown"),
        ("2024-12-31", "SRB", "St. Two's, Upper", "Old City"),
    ],
)
def test_the_capitals_of_the_day_are_as_far_apart_as_the_ellipsoid_has_it(
    capitals: Embedded, day: str, key: str, pakistan: str, other: str
) -> None:
    km = vincenty(*POINTS[pakistan], *POINTS[other])
    found = distance(capitals, key, "PAK", day)
    assert found == pytest.approx(km, abs=MILLIMETRE)
    assert distance(capitals, "PAK", key, dt.date.fromisoformat(day)) == found


def test_every_pair_of_a_day_is_there_once(capitals: Embedded) -> None:
    found = distances(capitals, "1991-12-26")
    assert found.select("a", "b", "capital_a", "capital_b").rows() == [
        ("PAK", "RUS", "St. Two's, Upper", "Redtown"),
        ("PAK", "YUG", "St. Two's, Upper", "Old City"),
        ("RUS", "YUG", "Redtown", "Old City"),
    ]
    assert distances(capitals, "1991-12-26", {"RUS", "YUG"}).equals(found.tail(1))


@pytest.mark.parametrize(
    ("day", "a", "b"),
    [
        ("1947-08-13", "PAK", "YUG"),  # the file has it from January; Pakistan was not yet
        ("1991-12-25", "PAK", "RUS"),
        ("2025-01-01", "PAK", "SRB"),  # the data end the day before
        ("1991-12-25", "PAK", "PAK"),
    ],
)
def test_there_is_no_distance_where_one_of_the_two_has_no_capital(
    capitals: Embedded, day: str, a: str, b: str
) -> None:
    with pytest.raises(UnknownThingError, match=f"{a} and {b} have not one capital each on {day}"):
        distance(capitals, a, b, day)


def test_an_unknown_state_is_told_so(capitals: Embedded) -> None:
    with pytest.raises(UnknownStateError):
        distance(capitals, "PAK", "ATLANTIS", "1991-12-25")
