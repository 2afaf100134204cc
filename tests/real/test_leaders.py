"""Archigos against what the csv module reads in the same file."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from comity.files.source import source
from comity.model.states import identifiers
from comity.quads.faces import Faces
from comity.quads.mapping import map_source

FILE = "archigos.csv"
LAST = "2015-12-31"


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> dict[str, dict[str, str]]:
    with (shared_data / "archigos" / FILE).open(encoding="utf-8", newline="") as lines:
        return {f"{FILE}#row={n}": row for n, row in enumerate(csv.DictReader(lines), start=2)}


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("archigos"), shared_data / "archigos")


@pytest.fixture(scope="module")
def spells(faces: Faces) -> pl.DataFrame:
    named = faces.frames["Person"].select(
        pl.col("label").alias("person"), dyad_from=pl.col("iri").str.replace("/", ".", literal=True)
    )
    ends = pl.col("dyad").str.split("/").list
    parts = faces.frames["Leadership"].with_columns(dyad_from=ends.get(1), state=ends.get(2))
    return parts.join(named, on="dyad_from", how="left", validate="m:1")


def led(spells: pl.DataFrame, obsid: str) -> list[tuple[object, ...]]:
    """State, first and last day, entry and exit of each part of an observation."""
    parts = spells.filter(pl.col("iri").str.starts_with(f"tie/archigos/{obsid}/")).sort("start")
    return parts.select("state", "start", "end", "entry", "exit").rows()


def test_every_row_gives_a_leadership_or_is_refused(
    faces: Faces, spells: pl.DataFrame, rows: dict[str, dict[str, str]]
) -> None:
    found = set(spells["locator"])
    refused = {row["obsid"] for at, row in rows.items() if at not in found}
    assert refused == {
        *("IRE-1919", "SLV-1990", "EST-1940", "AFG-1901"),
        *("TBT-1875", "TBT-1886", "TBT-1950", "MAD-1953"),
    }
    reason = "a Gleditsch and Ward code that meant no state in that spell"
    assert faces.reasons() == {reason: len(refused)}
    cut = {at: n for at, n in Counter(spells["locator"]).items() if n > 1}
    assert {rows[at]["obsid"] for at in cut} == {
        *("RUS-1917", "RUS-1991", "YUG-2000", "YEM-1978", "DRV-1969")
    }
    assert set(cut.values()) == {2}
    assert spells.height == len(rows) - len(refused) + len(cut) == 3406


def test_no_code_was_held_over_a_refused_spell(
    spells: pl.DataFrame, rows: dict[str, dict[str, str]]
) -> None:
    held = identifiers().filter(pl.col("scheme") == "gw")
    for at in set(rows) - set(spells["locator"]):
        row = rows[at]
        first, last = (dt.date.fromisoformat(row[c]) for c in ("startdate", "enddate"))
        holders = held.filter(
            pl.col("code") == row["gwcode"],
            pl.col("start").fill_null(dt.date.min) <= last,
            pl.col("end").fill_null(dt.date.max) >= first,
        )
        assert holders.is_empty(), row["obsid"]


@pytest.mark.parametrize(
    ("obsid", "parts"),
    [
        ("PAK-1947", [("PAK", "1947-08-15", "1948-09-11", "Regular", "Natural Death")]),
        ("PAK-1957-2", [("PAK", "1957-12-16", "1958-10-07", "Regular", "Irregular")]),
        ("RUS-1964", [("SUN", "1964-10-15", "1982-11-10", "Regular", "Natural Death")]),
        (
            "RUS-1991",
            [
                ("SUN", "1991-08-21", "1991-12-25", "Regular", None),
                ("RUS", "1991-12-26", "1999-12-31", None, "Regular"),
            ],
        ),
        ("RUS-2000", [("RUS", "2000-01-01", None, "Regular", None)]),
        ("BRU-1967", [("BRN", "1984-01-01", None, "Regular", None)]),
    ],
)
def test_who_led_whom_and_how_it_began_and_ended(
    spells: pl.DataFrame, obsid: str, parts: list[tuple[str | None, ...]]
) -> None:
    found = [tuple(v if v is None else str(v) for v in part) for part in led(spells, obsid)]
    assert found == parts


def test_who_is_still_in_office_leaves_no_end(
    spells: pl.DataFrame, rows: dict[str, dict[str, str]]
) -> None:
    """165 to the last day of the data, and three to the last that was looked at, a year before."""
    still = {at: row for at, row in rows.items() if row["exit"] == "Still in Office"}
    stopped = {row["obsid"] for row in still.values() if row["enddate"] != LAST}
    assert (len(still), stopped) == (168, {"HAI-2011", "MAC-2006", "LAT-2014"})
    open_ended = spells.filter(pl.col("end").is_null())
    assert set(open_ended["locator"]) == set(still)
    noted = spells.filter(pl.col("note").is_not_null())
    assert {rows[at]["obsid"] for at in noted["locator"]} == stopped
    assert noted["note"].unique().to_list() == ["still in office on 2014-12-31"]


def test_a_leader_of_several_spells_is_one_person_with_a_name_of_its_own(
    faces: Faces, rows: dict[str, dict[str, str]]
) -> None:
    """A number stands for one person but for two, which stand for two people each."""
    persons = faces.frames["Person"]
    numbers = {row["leadid"] for row in rows.values()}
    assert persons.height == persons["label"].n_unique() == len(numbers) + 2 == 2804
    assert len({row["leader"] for row in rows.values()}) < persons.height


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("CAN-1921", "CAN-1935", True),
        ("CAN-1921", "DOM-1876-4", False),
        ("SWD-1888", "SWD-1991", False),
        ("YUG-2000", "SER-2006", True),
        ("BOS-1990", "BOS-2000-1", True),
    ],
)
def test_two_people_of_one_number_are_two(
    spells: pl.DataFrame, first: str, second: str, *, same: bool
) -> None:
    """King was prime minister of Canada and Báez president of the Dominican Republic."""
    people = [
        spells.filter(pl.col("iri").str.starts_with(f"tie/archigos/{obsid}/"))["dyad_from"][0]
        for obsid in (first, second)
    ]
    assert (people[0] == people[1]) is same


def test_how_power_was_gained_and_lost_is_told_once(
    spells: pl.DataFrame, rows: dict[str, dict[str, str]]
) -> None:
    kept = [rows[at] for at in set(spells["locator"])]
    for column, given in (("entry", "entry"), ("exit", "exit"), ("exit_detail", "exitcode")):
        told = Counter(row[given] for row in kept)
        del told["Unknown"], told["Still in Office"]
        assert Counter(spells[column].drop_nulls()) == told
        assert told["Regular"] > 2000
