"""Share, rank and likeness of two states, against what the csv module reads in the same files."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

import pytest

from comity.answers.dossier import dossier
from comity.files.source import read_source
from comity.model.records import Figure
from comity.store.build import build
from comity.store.stores import Embedded, connect
from copied import of_any_rows

YEAR = "2014"
VOTED = "1980"
CHOICES = ("yes", "abstain", "no")


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def write(path: Path, some: Iterable[dict[str, str]]) -> None:
    kept = list(some)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)


def trade(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    return [row for row in rows(path) if row["year"] == YEAR]


def votes(shared_data: Path) -> dict[str, dict[str, str]]:
    """Choice by member of each roll call of a year."""
    folder = shared_data / "unga_votes"
    calls: dict[str, dict[str, str]] = {
        r["rcid"]: {} for r in rows(folder / "un_roll_calls.csv.gz") if r["date"][:4] == VOTED
    }
    for row in rows(folder / "un_votes.csv.gz"):
        if row["rcid"] in calls:
            calls[row["rcid"]][row["country"]] = row["vote"]
    return calls


@pytest.fixture(scope="module")
def graph(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A store with what ships, the trade of one year and the votes of another."""
    place = tmp_path_factory.mktemp("standing")
    (place / "goods").mkdir()
    write(place / "goods" / "cow_trade_ndy.csv", trade(shared_data))
    build([read_source(of_any_rows("cow_trade", place))], place / "goods", place / "store")
    folder, cast = shared_data / "unga_votes", place / "cast"
    cast.mkdir()
    numbers = votes(shared_data).keys()
    for name in ("un_roll_calls", "un_votes", "un_roll_call_issues"):
        kept = (row for row in rows(folder / f"{name}.csv.gz") if row["rcid"] in numbers)
        write(cast / f"{name}.csv", kept)
    build([read_source(of_any_rows("unga_votes", place))], cast, place / "store")
    found = connect(place / "store")
    assert isinstance(found, Embedded)
    return found


def figure(graph: Embedded, a: str, b: str, says: str) -> Figure:
    (found,) = (one for one in dossier(graph, a, b).standing if one.says == says)
    return found


@pytest.mark.parametrize(
    ("ends", "codes", "names"),
    [
        (("PAK", "RUS"), ("770", "365"), ("Pakistan", "Russia")),
        (("FRA", "DEU"), ("220", "255"), ("France", "Germany")),
    ],
)
def test_share_and_rank_of_a_buyer(
    graph: Embedded,
    shared_data: Path,
    ends: tuple[str, str],
    codes: tuple[str, str],
    names: tuple[str, str],
) -> None:
    """Flow 1 is what the first imports from the second, flow 2 what the second does from it."""
    sold: dict[str, float] = {}
    for row in trade(shared_data):
        for importer, exporter, flow in (
            ("ccode1", "ccode2", "flow1"),
            ("ccode2", "ccode1", "flow2"),
        ):
            if row[exporter] == codes[0] and row[flow] not in ("", "-9", "NA"):
                sold[row[importer]] = float(row[flow])
    value = sold[codes[1]]
    buyers = [one for one in sold.values() if one > 0]
    rank = 1 + sum(one > value for one in buyers)
    found = figure(graph, *ends, f"Goods from {names[0]} to {names[1]}")
    assert found.when == YEAR
    assert found.value == f"{value:,.1f} million US dollars"
    share = value / sum(buyers)
    assert (
        found.beside
        == f"{share:.2%} of what it is known to have sold; buyer {rank} of {len(buyers)}"
    )


@pytest.mark.parametrize(
    ("key", "code", "name"), [("PAK", "770", "Pakistan"), ("RUS", "365", "Russia")]
)
def test_partners_and_place_in_trade(
    graph: Embedded, shared_data: Path, key: str, code: str, name: str
) -> None:
    """All goods that a state bought and sold by the rows of its dyads, against those of others."""
    totals: dict[str, float] = {}
    partners: dict[str, set[str]] = {}
    for row in trade(shared_data):
        for flow in ("flow1", "flow2"):
            if row[flow] in ("", "-9", "NA") or float(row[flow]) <= 0:
                continue
            for one, other in (("ccode1", "ccode2"), ("ccode2", "ccode1")):
                totals[row[one]] = totals.get(row[one], 0) + float(row[flow])
                partners.setdefault(row[one], set()).add(row[other])
    rank = 1 + sum(one > totals[code] for one in totals.values())
    other = "IND" if key == "PAK" else "CHN"
    found = figure(graph, key, other, f"Trade of {name} with all")
    assert (found.when, found.section) == (YEAR, "Network position")
    assert found.value == f"{len(partners[code])} partners"
    assert found.beside == (
        f"rank {rank} of {len(totals)} by all goods bought and sold, "
        f"{totals[code]:,.0f} million US dollars"
    )


def test_how_alike_two_voted_and_how_many_pairs_were_less_alike(
    graph: Embedded, shared_data: Path
) -> None:
    """India and Poland; the Byelorussian and the Ukrainian SSR were members and no states."""
    cast = votes(shared_data).values()
    members = sorted(
        {member for call in cast for member, choice in call.items() if choice in CHOICES}
        - {"Belarus", "Ukraine"}
    )

    def agreement(a: str, b: str) -> tuple[float, int]:
        both = [(call[a], call[b]) for call in cast if {call.get(a), call.get(b)} <= {*CHOICES}]
        return (sum(one == other for one, other in both) / len(both) if both else -1, len(both))

    ours, n = agreement("India", "Poland")
    every = [agreed for pair in combinations(members, 2) if (agreed := agreement(*pair)[0]) >= 0]
    found = figure(graph, "IND", "POL", "Votes alike in the UN General Assembly")
    assert (found.when, found.value) == (VOTED, f"{ours:.1%} of {n}")
    below = sum(one < ours for one in every)
    assert found.beside.endswith(f"{below / len(every):.0%} of {len(every):,} pairs less alike")
