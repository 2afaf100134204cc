"""State systems in the graph against the publishers' files, read here by the csv module alone."""

import csv
import datetime as dt
import shutil
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from asking import ask
from comity.answers.dossier import dossier
from comity.answers.profile import profile
from comity.files.source import source
from comity.store.build import build
from comity.store.stores import Embedded, connect

COW_END, GW_END = dt.date(2016, 12, 31), dt.date(2017, 12, 31)
SPELLS = """SELECT ?locator ?member ?start ?end ?covered WHERE {{
  ?tie a cm:{kind} ; cm:system <https://w3id.org/comity/id/system/{system}> ; cm:member ?member ;
    cm:start ?start ; cm:source ?source ; cm:locator ?locator .
  ?source cm:coverage ?coverage . ?coverage cm:covers cm:{kind} ; cm:end ?covered .
  OPTIONAL {{ ?tie cm:end ?end }}
}}"""


Days = tuple[dt.date, dt.date]
"""First and last day of a spell, both inclusive."""


class Listed(NamedTuple):
    """The spells of a publisher's file by locator: the code of each, and its days."""

    codes: dict[str, str]
    days: dict[str, Days]


@pytest.fixture(scope="module")
def systems(shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A copy of the store with what ships, and both lists of states besides."""
    place = tmp_path_factory.mktemp("systems") / "store"
    shutil.copytree(folder, place)
    for name in ("cow_states", "gw_states"):
        build([source(name)], shared_data / name, place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def cow(shared_data: Path, file: str) -> Listed:
    """A file of the Correlates of War."""
    listed = Listed({}, {})
    with (shared_data / "cow_states" / file).open(newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            locator = f"{file}#row={number}"
            listed.codes[locator] = row["ccode"]
            listed.days[locator] = (
                dt.date(int(row["styear"]), int(row["stmonth"]), int(row["stday"])),
                dt.date(int(row["endyear"]), int(row["endmonth"]), int(row["endday"])),
            )
    return listed


def gw(shared_data: Path) -> Listed:
    """Gleditsch and Ward's file."""
    listed = Listed({}, {})
    with (shared_data / "gw_states" / "gw_states.csv").open(newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            locator = f"gw_states.csv#row={number}"
            listed.codes[locator] = row["gwcode"]
            listed.days[locator] = (
                dt.date.fromisoformat(row["startdate"]),
                dt.date.fromisoformat(row["enddate"]),
            )
    return listed


def spells(store: Embedded, system: str, kind: str = "SystemMembership") -> dict[str, Days]:
    """Days of the graph's spells by locator, joined again where a code changed hands."""
    parts: dict[str, list[Days]] = {}
    found = store.select(SPELLS.format(kind=kind, system=system))
    for locator, _, start, end, covered in found.iter_rows():
        parts.setdefault(locator, []).append((start, end or covered))
    whole = {}
    for locator, held in parts.items():
        held.sort()
        for (_, before), (after, _) in pairwise(held):
            assert before + dt.timedelta(days=1) == after, locator
        whole[locator] = (held[0][0], held[-1][1])
    return whole


def members(store: Embedded, system: str, on: dt.date) -> list[str]:
    """Keys of the states in a system on a day."""
    found = store.select(SPELLS.format(kind="SystemMembership", system=system))
    return sorted(
        member.rsplit("/", 1)[1]
        for _, member, start, end, covered in found.iter_rows()
        if start <= on <= (end or covered)
    )


def test_rule_5_1_every_spell_of_a_file_stands_in_the_graph_day_for_day(
    systems: Embedded, shared_data: Path
) -> None:
    theirs = cow(shared_data, "states2016.csv")
    codes = Counter(theirs.codes.values())
    assert (len(theirs.codes), len(codes)) == (243, 217)
    assert Counter(codes.values()) == {1: 191, 2: 26}
    assert spells(systems, "cow") == theirs.days
    theirs = gw(shared_data)
    codes = Counter(theirs.codes.values())
    assert (len(theirs.codes), Counter(codes.values())) == (216, {1: 188, 2: 14})
    assert spells(systems, "gw") == theirs.days


@pytest.mark.parametrize(
    ("on", "by_cow", "by_gw"), [((1990, 6, 1), 161, 151), ((2000, 1, 1), 190, 170)]
)
def test_rule_5_1_states_in_a_system_on_a_day(
    systems: Embedded,
    shared_data: Path,
    on: tuple[int, int, int],
    by_cow: int,
    by_gw: int,
) -> None:
    """With the 20 and 21 microstates that Gleditsch and Ward's file leaves out, 171 and 191."""
    day = dt.date(*on)
    lists = {"cow": cow(shared_data, "states2016.csv"), "gw": gw(shared_data)}
    for system, count in (("cow", by_cow), ("gw", by_gw)):
        assert sum(start <= day <= end for start, end in lists[system].days.values()) == count
        found = members(systems, system, day)
        assert len(found) == len(set(found)) == count


@pytest.mark.parametrize(
    ("year", "states", "pairs", "false"),
    [(1975, 150, 11_175, 7), (1990, 165, 13_530, 8), (2016, 195, 18_915, 0)],
)
def test_rule_5_1_pairs_of_a_year_that_never_shared_a_day(
    systems: Embedded, shared_data: Path, year: int, states: int, pairs: int, false: int
) -> None:
    theirs = cow(shared_data, "states2016.csv")
    for found in (theirs.days, spells(systems, "cow")):
        alive = [(start, end) for start, end in found.values() if start.year <= year <= end.year]
        both = list(combinations(alive, 2))
        apart = [(a, b) for a, b in both if a[0] > b[1] or b[0] > a[1]]
        assert (len(alive), len(both), len(apart)) == (states, pairs, false)


def test_state_years_follow_from_the_spells(systems: Embedded, shared_data: Path) -> None:
    """system2016.csv is not read: a state has a row for every year with a day of a spell."""
    with (shared_data / "cow_states" / "system2016.csv").open(newline="") as lines:
        listed = {(row["ccode"], int(row["year"])) for row in csv.DictReader(lines)}
    codes = cow(shared_data, "states2016.csv").codes
    assert len(listed) == 15_951
    assert listed == {
        (codes[locator], year)
        for locator, (start, end) in spells(systems, "cow").items()
        for year in range(start.year, end.year + 1)
    }


def test_a_page_of_a_state_shows_its_spells(systems: Embedded) -> None:
    """Rows 365 of both lists from 1991-12-26, and the major power; of two it says nothing."""
    shown = next(part for part in profile(systems, "RUS").sections if part.title == "State systems")
    said = [
        "".join(part if isinstance(part, str) else part.label for part in one.sentence)
        for one in shown.lines
    ]
    assert sorted(said) == [
        "Russia is a major power in COW state system",
        "Russia is a member of COW state system",
        "Russia is a member of Gleditsch and Ward list of independent states",
    ]
    gaps = dossier(systems, "PAK", "RUS").gaps
    assert not any("state system" in gap or "major power" in gap for gap in gaps)


def test_rule_5_1_a_spell_is_cut_where_its_code_passes_on(
    systems: Embedded, shared_data: Path
) -> None:
    """Of 243 spells six cuts make 249: two each of 365 and 345 after 1944, one of 345 and 816.

    Of 216 five make 221: two of 365, one each of 345, 678 and 816.
    """
    codes = cow(shared_data, "states2016.csv").codes
    found = systems.select(SPELLS.format(kind="SystemMembership", system="cow"))
    assert {
        (member.rsplit("/", 1)[1], start, end)
        for locator, member, start, end, _ in found.iter_rows()
        if codes[locator] == "365"
    } == {
        ("gw-365", dt.date(1816, 1, 1), dt.date(1922, 12, 29)),
        ("SUN", dt.date(1922, 12, 30), dt.date(1991, 12, 25)),
        ("RUS", dt.date(1991, 12, 26), None),
    }
    assert found.height == 249
    assert systems.select(SPELLS.format(kind="SystemMembership", system="gw")).height == 221


def test_an_open_spell_runs_to_the_end_of_its_list_and_no_further(
    systems: Embedded, shared_data: Path
) -> None:
    for system, last, count in (("cow", COW_END, 195), ("gw", GW_END, 174)):
        listed = cow(shared_data, "states2016.csv") if system == "cow" else gw(shared_data)
        found = systems.select(SPELLS.format(kind="SystemMembership", system=system))
        still = sum(end == last for _, end in listed.days.values())
        assert found["end"].null_count() == len(members(systems, system, last)) == still == count
        assert members(systems, system, last + dt.timedelta(days=1)) == []


def test_major_powers_by_day(systems: Embedded, shared_data: Path) -> None:
    """majors2016.csv, 14 spells; nobody is told to be one after 2016."""
    theirs = cow(shared_data, "majors2016.csv")
    assert len(theirs.codes) == 14
    assert spells(systems, "cow", "MajorPowerStatus") == theirs.days
    on = {
        "1914-08-01": ["FRA", "GBR", "ITA", "JPN", "USA", "gw-255", "gw-300", "gw-365"],
        "1941-01-01": ["GBR", "ITA", "JPN", "SUN", "USA", "gw-255"],
        "1970-01-01": ["CHN", "FRA", "GBR", "SUN", "USA"],
        "2016-12-31": ["CHN", "DEU", "FRA", "GBR", "JPN", "RUS", "USA"],
        "2017-01-01": [],
    }
    for day, keys in on.items():
        answered = ask(systems, "major-powers-on", date=day)["state"].to_list()
        assert sorted(state.removeprefix("state/") for state in answered) == keys
