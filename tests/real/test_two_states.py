"""Pakistan and Russia with organisations and trade of the publishers: coverage, difference, claim.

Of the trade file only the rows of the two are built; expected values are read off the files by csv.
"""

import csv
import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from asking import ask
from comity.answers.claims import SILENT, check_claims
from comity.answers.coverage import MISSING, OUTSIDE, TIES, coverage
from comity.answers.disagreements import disagreements
from comity.files.source import read_source, source
from comity.model.namespaces import ID
from comity.store.build import build
from comity.store.stores import Embedded, connect

TRADE, IGO = "Bilateral Trade", "Intergovernmental Organizations"
PAIR = {"365", "770"}
FLOWS = ("flow1", "flow2")


def trade_rows(shared_data: Path) -> Iterator[dict[str, str]]:
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if {row["ccode1"], row["ccode2"]} == PAIR:
                yield row


@pytest.fixture(scope="module")
def graph(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A store with what ships, the organisations of COW, and the trade of the two."""
    place = tmp_path_factory.mktemp("two")
    own = Path(shutil.copytree(source("cow_trade").folder, place / "cow_trade"))
    text = (own / "source.toml").read_text(encoding="utf-8")
    text = text.replace("rows = [673654, 673654]", "rows = [1, 1000]")
    (own / "source.toml").write_text(text, encoding="utf-8")
    rows = list(trade_rows(shared_data))
    with (place / "cow_trade_ndy.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    build([read_source(own)], place / "cow_trade_ndy.csv", place / "store")
    build([source("cow_igo")], shared_data / "cow_igo", place / "store")
    found = connect(place / "store")
    assert isinstance(found, Embedded)
    return found


def runs(graph: Embedded, title: str) -> list[tuple[Any, ...]]:
    frame = coverage(graph, "PAK", "RUS").frame.filter(title=title)
    return frame.select("says", "first", "last", "ties").rows()


def test_the_years_with_trade_are_those_of_the_file(graph: Embedded, shared_data: Path) -> None:
    """A year with either flow has ties, any other to 2014 is missing; none is covered after."""
    flows = [
        (int(row["year"]), sum(row[f] != "" for f in FLOWS)) for row in trade_rows(shared_data)
    ]
    with_flows = {year for year, count in flows if count}
    found = runs(graph, TRADE)
    years = {
        year
        for says, a, b, _ in found
        if says == TIES
        for year in range(int(str(a)), int(str(b)) + 1)
    }
    assert years == with_flows
    assert sum(int(str(ties)) for *_, ties in found) == sum(count for _, count in flows)
    assert {says for says, *_ in found} == {TIES, OUTSIDE} | (
        {MISSING} if len(with_flows) < 68 else set()
    )
    assert found[-1] == (OUTSIDE, 2015, None, 0)


def test_bodies_of_both_and_of_neither_knowledge_in_2014(
    graph: Embedded, shared_data: Path
) -> None:
    """44 bodies have 1 for both; others have 2 or 3 for one; -9 stands for 26 of each."""
    path = shared_data / "cow_igo" / "state_year_format3.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = {row["ccode"]: row for row in csv.DictReader(file) if row["year"] == "2014"}
    bodies = [name for name in rows["770"] if name not in ("ccode", "year", "state")]
    both = [name for name in bodies if {rows[code][name] for code in PAIR} <= {"1", "2", "3"}]
    assert sum({rows[code][name] for code in PAIR} == {"1"} for name in bodies) == 44
    asked = ask(graph, "coverage-between", first=2014, last=2014).filter(title=IGO)
    assert asked.select("says", "ties").rows() == [(TIES, len(both))]
    assert all(sum(rows[code][name] == "-9" for name in bodies) == 26 for code in PAIR)
    assert any(says == MISSING and last == 2014 for says, _, last, _ in runs(graph, IGO))


def test_pakistan_as_observer_of_the_sco_is_set_against_a_source_that_has_it_not(
    graph: Embedded,
) -> None:
    """A document: observer from 2005-07-05; the file: 0 in every year from 1996 to 2014."""
    rows = disagreements(graph, "PAK", "RUS").frame.filter(differ="whether there is one")
    assert rows.filter(record=f"{ID}tie/pak-in-sco-observer").select("theySay").rows() == [
        ("no membership, 2005 to 2014",)
    ]
    starts = disagreements(graph, "PAK", "RUS").frame.filter(differ="start")
    sides = starts.select("record", "theirRecord").rows()
    assert any(
        {f"{ID}tie/rus-in-sco-2001"} < {*pair} and "cow_igo" in "".join(pair) for pair in sides
    )


def test_the_turnover_of_2020_is_beyond_the_last_year_of_any_series(graph: Embedded) -> None:
    rows = check_claims(graph, "PAK", "RUS").frame.filter(pl.col("quote").str.contains("789.8"))
    silent = rows.filter(verdict=SILENT)
    assert silent["because"].to_list() == [
        f"{TRADE} covers trade flow of the two from 1947 to 2014 alone"
    ]
