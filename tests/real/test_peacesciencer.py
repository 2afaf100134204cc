"""What peacesciencer's functions give, computed anew from the files with csv and set beside tables.

Every row of the documented examples is compared; docs/peacesciencer.md tells what each difference
from the package itself is due to.
"""

import csv
import datetime as dt
import gzip
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from comity.tables.table import Table
from comity.tables.years import dyad_year, state_year

GROUPS = ["contiguity", "igo", "alliances", "distance", "trade", "disputes", "powers"]
ROWS, STATES = 956_145, 15_951
GW_ROWS, GW_STATES = 969_658, 17_767

Key = tuple[int, int, int]
"""Year, and two numbers, the lesser first."""
Days = dict[tuple[int, int], list[tuple[dt.date, dt.date]]]
"""Days of a state in a year, by its number and the year."""


def lines(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a file, packed or not."""
    how = gzip.open if path.suffix == ".gz" else open
    with how(path, "rt", encoding="latin-1", newline="") as file:
        yield from csv.DictReader(file)


class Pairs(NamedTuple):
    """The rows of a table of dyads, and the key of each."""

    frame: pl.DataFrame
    keys: list[Key]


def keyed(frame: pl.DataFrame, actors: str) -> Pairs:
    columns = (frame[column] for column in ("year", f"{actors}_a", f"{actors}_b"))
    return Pairs(frame, list(zip(*columns, strict=True)))


@pytest.fixture(scope="module")
def dyads(all_faces: Path) -> Pairs:
    return keyed(dyad_year(GROUPS, years=(1816, 2016), folder=all_faces).frame, "cow")


@pytest.fixture(scope="module")
def states(all_faces: Path) -> Table:
    return state_year(GROUPS, years=(1816, 2016), folder=all_faces)


@pytest.fixture(scope="module")
def gw_dyads(all_faces: Path) -> Pairs:
    found = dyad_year(["distance"], years=(1816, 2017), actors="gw", folder=all_faces)
    return keyed(found.frame, "gw")


def by_pair(dyads: Pairs, name: str) -> dict[Key, float | None]:
    """A column by year and pair."""
    return dict(zip(dyads.keys, dyads.frame[name].to_list(), strict=True))


def by_state(table: Table, name: str) -> dict[tuple[int, int], float | None]:
    """A column by number and year."""
    keys = zip(table.frame["cow_state"], table.frame["year"], strict=True)
    return dict(zip(keys, table.frame[name], strict=True))


def years_of(number: int, start: dt.date, end: dt.date, days: Days) -> None:
    for year in range(start.year, end.year + 1):
        within = max(start, dt.date(year, 1, 1)), min(end, dt.date(year, 12, 31))
        days[number, year].append(within)


@pytest.fixture(scope="module")
def cow(shared_data: Path) -> Days:
    days: Days = defaultdict(list)
    for row in lines(shared_data / "cow_states" / "states2016.csv"):
        start, end = (
            dt.date(*(int(row[f"{at}{part}"]) for part in ("year", "month", "day")))
            for at in ("st", "end")
        )  # fmt: skip
        years_of(int(row["ccode"]), start, end, days)
    return days


@pytest.fixture(scope="module")
def gw(shared_data: Path) -> Days:
    days: Days = defaultdict(list)
    for row in lines(shared_data / "gw_states" / "gw_states.csv"):
        start, end = dt.date.fromisoformat(row["startdate"]), dt.date.fromisoformat(row["enddate"])
        years_of(int(row["gwcode"]), start, end, days)
    return days


def common(days: Days) -> dict[Key, tuple[dt.date, dt.date]]:
    """First and last day that two have in common, of every pair and year that has one."""
    found = {}
    by_year = defaultdict(list)
    for (number, year), spells in days.items():
        by_year[year].append((number, spells))
    for year, held in by_year.items():
        for (a, spells), (b, others) in combinations(sorted(held), 2):
            met = [
                (max(start, since), min(end, until))
                for start, end in spells
                for since, until in others
                if start <= until and since <= end
            ]
            if met:
                found[year, a, b] = min(met)[0], max(until for _, until in met)
    return found


@pytest.fixture(scope="module")
def met(cow: Days) -> dict[Key, tuple[dt.date, dt.date]]:
    return common(cow)


def test_create_dyadyears(
    dyads: Pairs, gw_dyads: Pairs, cow: Days, gw: Days, met: dict[Key, tuple[dt.date, dt.date]]
) -> None:
    """Pairs of states that share a year, less those that share no day of it."""
    assert by_pair(dyads, "year").keys() == met.keys()
    sharing = Counter(year for _, year in cow)
    assert sum(n * (n - 1) // 2 for n in sharing.values()) - len(met) == 30
    assert dyads.frame.height == ROWS
    assert by_pair(gw_dyads, "year").keys() == common(gw).keys()
    assert gw_dyads.frame.height == GW_ROWS


def test_create_stateyears(states: Table, all_faces: Path, cow: Days, gw: Days) -> None:
    assert by_state(states, "year").keys() == cow.keys()
    assert states.frame.height == STATES
    frame = state_year(years=(1816, 2017), actors="gw", folder=all_faces).frame
    assert set(frame.select("gw_state", "year").iter_rows()) == gw.keys()
    assert frame.height == GW_STATES


def test_add_contiguity(
    shared_data: Path, dyads: Pairs, met: dict[Key, tuple[dt.date, dt.date]]
) -> None:
    """The level of the first, or of the last, month of a year in which both were states."""
    spells = defaultdict(list)
    for row in lines(shared_data / "cow_contiguity" / "contdir.csv"):
        pair = int(row["statelno"]), int(row["statehno"])
        spells[pair].append((int(row["begin"]), int(row["end"]), int(row["conttype"])))
    expected: dict[str, dict[Key, int]] = {"first": {}, "last": {}}
    for key, ends in met.items():
        for (which, place), day in zip((("first", 0), ("last", -1)), ends, strict=True):
            month = day.year * 100 + day.month
            held = sorted(one for one in spells[key[1:]] if one[0] <= month <= one[1])
            expected[which][key] = held[place][2] if held else 0
    nearest = by_pair(dyads, "cow_contiguity_level")
    for which, apart in (("first", 67), ("last", 54)):
        found = by_pair(dyads, f"cow_contiguity_level_{which}")
        assert found == expected[which]
        assert sum(found[key] != nearest[key] for key in found) == apart


def test_neighbours_of_a_state(
    shared_data: Path, states: Table, met: dict[Key, tuple[dt.date, dt.date]]
) -> None:
    """Those of any month of a year, where the package has those of one."""
    expected: dict[str, dict[tuple[int, int], set[int]]] = {
        "land": defaultdict(set),
        "water": defaultdict(set),
    }
    for row in lines(shared_data / "cow_contiguity" / "contdir.csv"):
        a, b = int(row["statelno"]), int(row["statehno"])
        way = expected["land" if row["conttype"] == "1" else "water"]
        for year in range(int(row["begin"][:4]), int(row["end"][:4]) + 1):
            if (year, a, b) in met:
                way[a, year].add(b)
                way[b, year].add(a)
    for name, partners in expected.items():
        found = by_state(states, f"cow_contiguity_neighbours_by_{name}")
        assert {key: n for key, n in found.items() if n} == {k: len(v) for k, v in partners.items()}


def test_add_igos(shared_data: Path, dyads: Pairs, states: Table) -> None:
    """How many organisations have 1, a full member, of both; and the counts of each status."""
    folder = shared_data / "cow_igo"
    held = {}
    for row in lines(folder / "state_year_format3.csv.gz"):
        key = int(row.pop("ccode")), int(row.pop("year"))
        held[key] = {igo for igo, status in row.items() if status == "1"}
    held[260, 1990] = held[255, 1990]

    def both(a: tuple[int, int], b: tuple[int, int]) -> int | None:
        return len(held[a] & held[b]) if {a, b} <= held.keys() else None

    found = by_pair(dyads, "cow_igo_joint_full")
    assert sum(key[0] == 1990 and count is None for key, count in found.items()) == 482
    differ = [
        key
        for key, count in found.items()
        if count != both(*((number, key[0]) for number in key[1:]))
    ]
    assert differ == []
    told = dict.fromkeys(["full", "associate", "observer", "any"], 0)
    theirs = {(int(r["ccode"]), int(r["year"])): r for r in lines(folder / "cow_igo_sy.csv.gz")}
    for name in told:
        column = f"sum_igo_{name}".replace("any", "anytype")
        counts = by_state(states, f"cow_igo_{name}")
        known = {key for key, count in counts.items() if count is not None}
        assert known - theirs.keys() == {(260, 1990)}
        told[name] = sum(counts[key] == int(row[column]) for key, row in theirs.items())
    assert told == dict.fromkeys(told, 15_557)


OBLIGATIONS = {
    "defence": "defense",
    "offence": "offense",
    "neutrality": "neutral",
    "nonaggression": "nonagg",
    "consultation": "consul",
}


SYRIA = set(permutations((600, 652))) | set(permutations((616, 652)))
"""Morocco and Tunisia joined the Arab League in October 1958, when Syria was no state: since
February it was part of the United Arab Republic. The file has it a member all through."""


def bound(row: dict[str, str]) -> tuple[dt.date, dt.date]:
    """First and last day of a member in a phase; an end of 0 is none."""
    first, last = (
        [int(row[f"{part}{at}"] or 0) for part in ("yr", "mo", "day")] for at in ("ent", "exit")
    )
    start = dt.date(first[0], first[1] or 1, first[2] or 1)
    if not last[0]:
        return start, dt.date(2018, 12, 31)
    month = last[1] or 12
    end = dt.date(last[0] + month // 12, month % 12 + 1, 1) - dt.timedelta(1)
    return start, end.replace(day=last[2]) if last[2] else end


def obligations(path: Path) -> tuple[dict[Key, set[str]], set[Key]]:
    """What one owes another in a year, and those of whom ATOP says that it varies."""
    phases = defaultdict(list)
    for row in lines(path):
        phases[row["atopid"], row["phase"]].append(row)
    owed: dict[Key, set[str]] = defaultdict(set)
    varying = set()
    for rows in phases.values():
        members = [(int(row["member"]), row, *bound(row)) for row in rows]
        for (a, one, start, end), (b, _, since, until) in permutations(members, 2):
            first, last = max(start, since), min(end, until)
            owes = {name for name, code in OBLIGATIONS.items() if one[code] == "1"}
            for year in range(first.year, last.year + 1) if first <= last else ():
                if one["obvary"] == "1":
                    varying.add((year, a, b))
                else:
                    owed[year, a, b] |= owes
    return owed, varying


def test_add_atop_alliance(shared_data: Path, dyads: Pairs) -> None:
    """What a member owes in a phase it owes all who are in it on a day of the year with it."""
    owed, varying = obligations(shared_data / "atop" / "atop5_1m.csv")
    allied = {key for key in owed.keys() | varying if key[0] != 1958 or key[1:] not in SYRIA}
    treaties = by_pair(dyads, "atop_treaties")
    assert {key for key, n in treaties.items() if n} == allied & treaties.keys()
    unknown = Counter[str]()
    for name in OBLIGATIONS:
        for way in ("a_to_b", "b_to_a"):
            found = by_pair(dyads, f"atop_{name}_{way}")
            expected: dict[Key, bool | None] = dict.fromkeys(found, False)
            for key in owed.keys() | varying:
                at = key if way == "a_to_b" else (key[0], *key[:0:-1])
                if at in found:
                    owes = name in owed[key] and (key[0] != 1958 or key[1:] not in SYRIA)
                    expected[at] = None if key in varying and not owes else owes
            unknown[name] += sum(cell is None for cell in found.values())
            assert [key for key, cell in found.items() if cell != expected[key]] == []
    assert unknown == {
        "defence": 754,
        "offence": 1205,
        "neutrality": 1157,
        "nonaggression": 880,
        "consultation": 786,
    }


def test_add_cow_majors(shared_data: Path, dyads: Pairs, states: Table) -> None:
    powers = {
        (int(row["ccode"]), year)
        for row in lines(shared_data / "cow_states" / "majors2016.csv")
        for year in range(int(row["styear"]), int(row["endyear"]) + 1)
    }
    found = by_state(states, "cow_states_major")
    assert {key for key, major in found.items() if major} == powers
    assert set(found.values()) == {0, 1}
    for end in ("a", "b"):
        frame = dyads.frame.select("year", f"cow_{end}", f"cow_states_major_{end}")
        assert all(((unit, year) in powers) == major for year, unit, major in frame.iter_rows())


def test_add_cow_trade(shared_data: Path, dyads: Pairs) -> None:
    """flow1 is what ccode1 imports; in 1990 the file has two of its rows of Germany under 260."""
    names = {
        "flow1": "flow_b_to_a",
        "flow2": "flow_a_to_b",
        "smoothflow1": "smoothed_b_to_a",
        "smoothflow2": "smoothed_a_to_b",
    }
    rows = {
        (int(row["year"]), int(row["ccode1"]), int(row["ccode2"])): row
        for row in lines(shared_data / "cow_trade" / "cow_trade_ndy.csv.gz")
    }
    for column, name in names.items():
        found = by_pair(dyads, f"cow_trade_{name}")
        theirs = {k: int(r[column]) * 10**6 for k, r in rows.items() if r[column] and k in found}
        ours = {key: value for key, value in found.items() if value is not None}
        for partner in (211, 212):
            assert ours.pop((1990, partner, 255)) == theirs.pop((1990, partner, 260))
        assert ours == theirs
        assert len(ours) == {"1": 650_714, "2": 645_751}[column[-1]]


NO_STATES = {
    "disputes": {
        (1919, 305, 345): 1,
        (1949, 200, 713): 1,
        (1958, 640, 652): 1,
        (1958, 652, 663): 1,
    },
    "onsets": {(1919, 305, 345): 1, (1949, 200, 713): 1, (1958, 640, 652): 1, (1958, 652, 663): 1},
}
"""Spells of which one side was no member of the state system; comity refuses their rows."""


def test_onsets_and_ongoing_disputes(shared_data: Path, dyads: Pairs) -> None:
    """A dispute is under way in every year of a spell of the two, and set on in the first."""
    years: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for row in lines(shared_data / "cow_mid" / "dyadic_mid_4.02.csv.gz"):
        low, high = sorted((int(row["statea"]), int(row["stateb"])))
        spell = range(int(row["strtyr"]), int(row["endyear"]) + 1)
        if int(row["year"]) in spell:
            years[row["disno"], low, high] |= set(spell)
    under_way, set_on = Counter[Key](), Counter[Key]()
    for (_, a, b), all_years in years.items():
        under_way.update((year, a, b) for year in all_years)
        set_on[min(all_years), a, b] += 1
    for name, expected in (("disputes", under_way), ("onsets", set_on)):
        found = by_pair(dyads, f"cow_mid_{name}")
        differ = {
            key: expected[key] - (count or 0)
            for key, count in found.items()
            if count != (expected[key] if key[0] <= 2014 else None)
        }
        assert differ == NO_STATES[name]


RADIUS = 6_378_137
"""Metres of the Earth's equator, which distVincentySphere takes for a sphere's radius."""
FLATTER = 0.0068
"""How far a distance on that sphere may be from one on the ellipsoid, as a share."""


@cache
def on_the_sphere(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres, by the haversine formula."""
    (lat, long), (lat_b, long_b) = ([math.radians(x) for x in one] for one in (here, there))
    half = math.sin((lat_b - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(lat_b) * math.sin((long_b - long) / 2) ** 2
    return 2 * RADIUS * math.asin(math.sqrt(half)) / 1000


MOVED = (89, 220, 345)
DIFFERENCES = {
    "first": {"gw": (0, 141, {89, 345}), "cow": (0, 166, {345})},
    "last": {"gw": (0, 121, {345}), "cow": (0, 209, {220, 345})},
}
"""Pairs without a distance, those of another, and the states whose capital is another.

Belgrade (345) has two points in the file, and comity one; COW ends France (220) in 1942 before its
capital moves back; GW 89 has two at once."""


def capitals(path: Path, code: str, *, first: bool) -> dict[tuple[int, int], tuple[float, float]]:
    """Where the capital was on the first, or last, day of each year that the file has one."""
    found: dict[tuple[int, int], tuple[str, tuple[float, float]]] = {}
    for row in lines(path):
        for year in range(int(row["stdate"][:4]), int(row["enddate"][:4]) + 1):
            day = (
                max(row["stdate"], f"{year}-01-01")
                if first
                else min(row["enddate"], f"{year}-12-31")
            )
            place = day, (float(row["lat"]), float(row["lng"]))
            held = found.setdefault((int(row[code]), year), place)
            if (day < held[0]) if first else (day >= held[0]):
                found[int(row[code]), year] = place
    return {key: point for key, (_, point) in found.items()}


def test_nearest_capital(states: Table, dyads: Pairs) -> None:
    nearest: dict[tuple[int, int], float] = {}
    for (year, a, b), km in by_pair(dyads, "capitals_km").items():
        if km is not None:
            for unit in (a, b):
                nearest[unit, year] = min(km, nearest.get((unit, year), km))
    found = by_state(states, "capitals_nearest_km")
    assert {key: km for key, km in found.items() if km is not None} == nearest


@pytest.mark.parametrize("first", [True, False])
def test_add_capital_distance(
    shared_data: Path, dyads: Pairs, gw_dyads: Pairs, *, first: bool
) -> None:
    """On a sphere to 0.68 %, but where the capital is another or, as Belgrade, at another point."""
    name = "capitals_km_first" if first else "capitals_km"
    told = {}
    for actors, code, table in (("gw", "gwcode", gw_dyads), ("cow", "ccode", dyads)):
        seats = capitals(shared_data / "capitals" / f"{actors}_capitals.csv", code, first=first)
        unknown, apart = 0, []
        for (year, a, b), km in by_pair(table, name).items():
            theirs = on_the_sphere(seats[a, year], seats[b, year])
            if km is None:
                unknown += 1
            elif not math.isclose(km, theirs, rel_tol=FLATTER):
                apart.append((year, a, b))
        often = Counter(unit for key in apart for unit in key[1:])
        moved = {unit for unit in MOVED if often[unit] > 9}
        assert all(moved & set(key[1:]) for key in apart)
        told[actors] = unknown, len(apart), moved
    assert told == DIFFERENCES["first" if first else "last"]
