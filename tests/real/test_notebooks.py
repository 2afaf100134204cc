"""The notebooks of the docs run, and show what csv counts in the publishers' files."""

import csv
import datetime as dt
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from kernel import executed, shown

NOTEBOOKS = Path(__file__).parents[2] / "docs" / "notebooks"
Rows = list[list[str]]


def run(name: str, home: Path) -> NotebookNode:
    return executed(nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4), home)  # type: ignore[no-untyped-call]


def tables(done: NotebookNode) -> Rows:
    """The rows of every frame that its cells show, as they are printed."""
    lines = [line for text in shown(done, "text/plain") for line in text.splitlines()]
    cells = [line.strip("│").split("┆") for line in lines if line.startswith("│")]
    return [[cell.strip() for cell in row] for row in cells]


def pictures(done: NotebookNode) -> int:
    return len(list(shown(done, "image/png")))


def printed(done: NotebookNode) -> str:
    return "".join(
        one.text for cell in done.cells for one in cell.get("outputs", ()) if "text" in one
    )


def read(path: Path) -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return csv.DictReader(io.StringIO(text, newline=""))


def as_printed(number: float) -> str:
    """As Polars prints it."""
    return f"{number:.6f}".rstrip("0")


@pytest.fixture(scope="module")
def seats(shared_data: Path) -> dict[str, set[str]]:
    """The organisations of which each state is a full member in 2014."""
    return {
        row["ccode"]: {name for name, value in row.items() if value == "1" and name != "ccode"}
        for row in read(shared_data / "cow_igo" / "state_year_format3.csv.gz")
        if row["year"] == "2014"
    }


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_says_what_it_needs(path: Path) -> None:
    kept = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    assert all(cell.get("outputs", []) == [] for cell in kept.cells)
    assert "comity build" in kept.cells[0].source


def test_trade_and_votes_of_pakistan(
    shared_data: Path, all_faces: Path, seats: dict[str, set[str]]
) -> None:
    done = run("pakistan", all_faces)
    found = tables(done)
    flows = [
        float(row["flow1"]) + float(row["flow2"])
        for other in ("365", "710")
        for row in read(shared_data / "cow_trade" / "cow_trade_ndy.csv.gz")
        if (row["ccode1"], row["ccode2"], row["year"]) == (other, "770", "2014")
    ]
    assert ["2014", *map(str, flows)] in found
    for key, code in (("RUS", "365"), ("CHN", "710")):
        assert [key, "PAK", str(len(seats[code] & seats["770"])), "26"] in found
    calls = {
        row["rcid"]
        for row in read(shared_data / "unga_votes" / "un_roll_calls.csv.gz")
        if row["session"] == "70"
    }
    votes: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read(shared_data / "unga_votes" / "un_votes.csv.gz"):
        if row["rcid"] in calls:
            votes[row["country_code"]][row["rcid"]] = row["vote"]
    for name, code in (("Russia", "RU"), ("China", "CN")):
        both = votes["PK"].keys() & votes[code].keys()
        alike = sum(votes["PK"][call] == votes[code][call] for call in both) / len(both)
        assert ["70", name, str(len(both)), as_printed(alike)] in [r[:4] for r in found]
    assert pictures(done) == 2
    assert "@article{Barbieri2009" in printed(done)


def test_who_is_allied_with_whom(shared_data: Path, all_faces: Path) -> None:
    """Of 1914 all but the pact of 341, Montenegro: the list of its codes does not have it then."""
    done = run("alliances", all_faces)
    found = {row[0]: row for row in tables(done) if len(row) == 5}
    assert sum("341" in pair for pair in pledged(shared_data, dt.date(1914, 7, 1))) == 1
    pairs = len(pledged(shared_data, dt.date(1914, 7, 1))) - 1
    assert found["1914-07-01"][1] == str(pairs)
    assert found["2018-07-01"][1] == str(len(pledged(shared_data, dt.date(2018, 7, 1))))
    (list_of_1914,) = [text for text in shown(done, "text/plain") if text.startswith("[(")]
    assert list_of_1914.count("(") == pairs
    assert "('United Kingdom', 'Japan')" in list_of_1914
    assert pictures(done) == 1
    assert "@article{Leeds2002" in printed(done)


def pledged(shared_data: Path, on: dt.date) -> set[tuple[str, ...]]:
    """Pairs of one alliance who owe each other defence, none of them more to one than to others."""

    def day(row: dict[str, str], which: str) -> dt.date:
        year, month, day = (int(row[f"{part}{which}"] or 0) for part in ("yr", "mo", "day"))
        return dt.date(year, month or 1, day or 1) if year else dt.date.max

    bound = defaultdict(set)
    for row in read(shared_data / "atop" / "atop5_1m.csv"):
        told = row["bilat"] == "1" or row["obvary"] != "1"
        if row["defense"] == "1" and told and day(row, "ent") <= on <= day(row, "exit"):
            bound[row["atopid"]].add(row["member"])
    return {pair for members in bound.values() for pair in combinations(sorted(members), 2)}


def test_the_organisations_that_tie_rivals(
    shared_data: Path, all_faces: Path, seats: dict[str, set[str]]
) -> None:
    done = run("rivals", all_faces)
    found = tables(done)
    years: dict[frozenset[str], set[int]] = defaultdict(set)
    for row in read(shared_data / "cow_mid" / "dyadic_mid_4.02.csv.gz"):
        pair = frozenset((row["statea"], row["stateb"]))
        years[pair] |= set(range(int(row["strtyr"]), int(row["endyear"]) + 1)) & LAST_TEN
    joint = [len(seats[a] & seats[b]) for (a, b), held in years.items() if len(held) >= 3]
    neighbours = {
        frozenset((row["statelno"], row["statehno"]))
        for row in read(shared_data / "cow_contiguity" / "contdir.csv")
        if row["conttype"] == "1" and row["begin"] <= "201412" and row["end"] >= "201401"
    }
    assert ["true", str(len(joint)), as_printed(sum(joint) / len(joint))] in [
        row[:3] for row in found
    ]
    near = sum(pair in neighbours for pair, held in years.items() if len(held) >= 3)
    assert ["true", "true", str(near)] in [row[:3] for row in found]
    both = years[frozenset(("750", "770"))]
    assert [
        "IND",
        "PAK",
        str(len(both)),
        "true",
        "true",
        str(len(seats["750"] & seats["770"])),
        "26",
    ] in found
    assert pictures(done) == 1
    assert "@article{Maoz2019" in printed(done)


LAST_TEN = set(range(2005, 2015))
