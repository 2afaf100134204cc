"""The two lists of states as ties: counted from the graph's side and, by hand, from the files."""

import csv
import datetime as dt
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from comity.mapping import map_source
from comity.quads import Faces
from comity.source import source

LAST = dt.date(2016, 12, 31)


@pytest.fixture(scope="module")
def cow(shared_data: Path) -> Faces:
    return map_source(source("cow_states"), shared_data / "cow_states")


@pytest.fixture(scope="module")
def gw(shared_data: Path) -> Faces:
    return map_source(source("gw_states"), shared_data / "gw_states")


def spells(shared_data: Path) -> Iterator[tuple[str, dt.date, dt.date]]:
    """Code, first and last day of each row of the publisher's file."""
    with (shared_data / "cow_states" / "states2016.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            days = [
                dt.date(*(int(row[f"{side}{part}"]) for part in ("year", "month", "day")))
                for side in ("st", "end")
            ]
            yield row["ccode"], days[0], days[1]


def alive(faces: Faces, day: dt.date) -> int:
    ties = faces.frames["SystemMembership"]
    held = (pl.col("start") <= day) & (pl.col("end").is_null() | (pl.col("end") >= day))
    return ties.filter(held)["member"].n_unique()


def test_5_1_every_row_gives_its_days_and_no_other(shared_data: Path, cow: Faces) -> None:
    """243 spells of 217 codes; the spells of one row, put together, are the days of that row."""
    rows = list(spells(shared_data))
    assert (len(rows), len({code for code, _, _ in rows})) == (243, 217)
    ties = cow.frames["SystemMembership"].with_columns(pl.col("end").fill_null(LAST))
    length = (pl.col("end") - pl.col("start")).dt.total_days() + 1
    days = dict(ties.group_by("locator").agg(length.sum()).iter_rows())
    assert days == {
        f"states2016.csv#row={number}": (end - start).days + 1
        for number, (_, start, end) in enumerate(rows, start=2)
    }
    assert cow.refused.is_empty()


def test_5_1_a_spell_to_the_end_of_the_data_is_open(shared_data: Path, cow: Faces) -> None:
    """195 rows end on 2016-12-31, and as many states are members without an end."""
    assert sum(end == LAST for _, _, end in spells(shared_data)) == 195
    assert cow.frames["SystemMembership"]["end"].null_count() == 195


@pytest.mark.parametrize(
    ("day", "cow_states", "gw_states"),
    [(dt.date(1990, 6, 1), 161, 151), (dt.date(2000, 1, 1), 190, 170)],
)
def test_5_1_states_alive_on_a_day(
    cow: Faces, gw: Faces, shared_data: Path, day: dt.date, cow_states: int, gw_states: int
) -> None:
    with (shared_data / "gw_states" / "gw_states.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        by_hand = sum(row["startdate"] <= str(day) <= row["enddate"] for row in rows)
    assert (alive(cow, day), alive(gw, day)) == (cow_states, gw_states)
    assert by_hand == gw_states


@pytest.mark.parametrize(
    ("year", "states", "pairs", "false"),
    [(1975, 150, 11_175, 7), (1990, 165, 13_530, 8), (2016, 195, 18_915, 0)],
)
def test_5_1_pairs_of_a_year_that_never_shared_a_day(
    cow: Faces, year: int, states: int, pairs: int, false: int
) -> None:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    ties = cow.frames["SystemMembership"].with_columns(pl.col("end").fill_null(LAST))
    held = ties.filter(pl.col("start") <= last, pl.col("end") >= first)
    members = sorted(held.select("member", "start", "end").rows())
    together = [
        (a, b)
        for (a, a_start, a_end), (b, b_start, b_end) in combinations(members, 2)
        if max(a_start, b_start) <= min(a_end, b_end)
    ]
    assert len(members) == states
    assert states * (states - 1) // 2 == pairs
    assert pairs - len(together) == false


def test_17_nobody_is_a_major_power_after_the_data_end(cow: Faces) -> None:
    """14 rows; seven of them run to 2016-12-31, that of the USA from 1898-08-13."""
    ties = cow.frames["MajorPowerStatus"]
    assert ties["locator"].n_unique() == 14
    opened = dict(ties.filter(pl.col("end").is_null()).select("member", "start").rows())
    assert opened["state/USA"] == dt.date(1898, 8, 13)
    assert set(opened) == {
        f"state/{key}" for key in ("CHN", "DEU", "FRA", "GBR", "JPN", "RUS", "USA")
    }


def test_5_1_one_code_two_states_by_either_list(cow: Faces, gw: Faces) -> None:
    """Germany: COW 255 from 1990-10-03, GW 260 from 1949-09-21; one state, seen two ways."""
    for faces, start in ((cow, dt.date(1990, 10, 3)), (gw, dt.date(1949, 9, 21))):
        ties = faces.frames["SystemMembership"].filter(pl.col("member") == "state/DEU")
        assert start in ties["start"].to_list()
