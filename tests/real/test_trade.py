"""COW Bilateral Trade in the rounded copy, against what the csv module reads in the same file."""

import csv
import datetime as dt
import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import polars as pl
import pytest

from asking import ask, said
from comity.files.source import source
from comity.quads.faces import Faces, write_nquads
from comity.quads.mapping import map_source
from comity.store.build import build
from comity.store.stores import Embedded, connect

FILE = "cow_trade_ndy.csv"


def rows(shared_data: Path) -> Iterator[dict[str, str]]:
    with gzip.open(shared_data / "cow_trade" / f"{FILE}.gz", "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("cow_trade"), shared_data / "cow_trade")


@pytest.fixture(scope="module")
def flows(faces: Faces) -> pl.DataFrame:
    return faces.frames["TradeFlow"]


def millions(flows: pl.DataFrame, exporter: str, importer: str, year: int) -> list[float]:
    """Reported values of one flow and year, which the importer reports."""
    found = flows.filter(
        pl.col("dyad") == f"dyad/{exporter}/{importer}",
        pl.col("reported_by") == f"state/{importer}",
        pl.col("year") == year,
    )
    return (found["value"] / 1e6).to_list()


@pytest.mark.parametrize(("year", "russia", "pakistan"), [(2012, 332, 231), (2014, 311, 162)])
def test_trade_of_pakistan_and_russia(
    flows: pl.DataFrame, year: int, russia: int, pakistan: int
) -> None:
    """Rows 365, 770: flow1 is what Russia imports from Pakistan, flow2 the other way."""
    assert millions(flows, "PAK", "RUS", year) == [russia]
    assert millions(flows, "RUS", "PAK", year) == [pakistan]


def test_every_flow_with_a_value_is_one_tie_and_zero_is_a_value(
    faces: Faces, flows: pl.DataFrame, shared_data: Path
) -> None:
    given, zeros, total, smoothed = 0, 0, 0, 0
    for row in rows(shared_data):
        for number in "12":
            value = row[f"flow{number}"]
            given += value != ""
            zeros += value == "0"
            total += int(value or 0)
            smoothed += int(row[f"smoothflow{number}"] or 0)
    assert (given, zeros) == (1_296_475, 733_164)
    # All six flows of states that never met are zeros; see the next test.
    assert flows["iri"].n_unique() == flows.height == given - 6
    assert flows["value"].null_count() == flows["smoothed_value"].null_count() == 0
    assert flows.filter(pl.col("value") == 0).height == zeros - 6
    assert flows["value"].sum() == total * 1_000_000
    assert flows["smoothed_value"].sum() == smoothed * 1_000_000
    assert total != smoothed
    assert faces.refused["rows"].sum() == 6


def test_rule_5_1_no_trade_of_states_that_were_never_there_on_one_same_day(
    faces: Faces, flows: pl.DataFrame, shared_data: Path
) -> None:
    """By the spells of states2016.csv, such as Germany of 1945 and who came back thereafter."""
    spells: dict[str, list[tuple[dt.date, dt.date]]] = {}
    with (shared_data / "cow_states" / "states2016.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            first, last = (
                dt.date(*(int(row[f"{side}{part}"]) for part in ("year", "month", "day")))
                for side in ("st", "end")
            )
            spells.setdefault(row["ccode"], []).append((first, last))

    def in_year(code: str, year: int) -> list[tuple[dt.date, dt.date]]:
        return [spell for spell in spells[code] if spell[0].year <= year <= spell[1].year]

    apart = set()
    for number, row in enumerate(rows(shared_data), start=2):
        a, b = (in_year(row[code], int(row["year"])) for code in ("ccode1", "ccode2"))
        if not any(x[0] <= y[1] and y[0] <= x[1] for x in a for y in b):
            apart.add((f"{FILE}#row={number}", row["ccode1"], row["ccode2"], row["year"]))
    assert {tuple(pair) for _, *pair in apart} == {
        ("210", "255", "1945"),
        ("255", "290", "1945"),
        ("255", "315", "1945"),
        ("345", "530", "1941"),
        ("438", "652", "1958"),
    }
    assert not set(flows["locator"]) & {place for place, *_ in apart}
    reason = "two states that were not there on one same day of that year"
    assert faces.reasons() == {reason: 6}


def test_trade_of_cow_365_is_the_ussrs_to_1991(flows: pl.DataFrame, shared_data: Path) -> None:
    """The USSR held the code on 1 July 1991; each row of that year gives one flow each way."""
    given = sum(
        (row["flow1"] != "") + (row["flow2"] != "")
        for row in rows(shared_data)
        if row["year"] == "1991" and "365" in (row["ccode1"], row["ccode2"])
    )
    soviet = flows.filter(pl.col("dyad").str.contains("/SUN(/|$)"))
    russian = flows.filter(pl.col("dyad").str.contains("/RUS(/|$)"))
    assert soviet.filter(pl.col("year") == 1991).height == given > 0
    assert (soviet["year"].max(), russian["year"].min()) == (1991, 1992)


@pytest.mark.parametrize(
    ("code", "year", "key"), [("770", 1947, "PAK"), ("255", 1945, "gw-255"), ("255", 1990, "DEU")]
)
def test_a_state_of_which_there_was_none_on_the_first_of_july(
    flows: pl.DataFrame, shared_data: Path, code: str, year: int, key: str
) -> None:
    """Pakistan began on 14 August 1947, Germany ended on 8 May 1945 and is one since October.

    That year it never met the Netherlands (210), Poland (290) and Czechoslovakia (315).
    """
    given = sum(
        (row["flow1"] != "") + (row["flow2"] != "")
        for row in rows(shared_data)
        if row["year"] == str(year)
        and code in (row["ccode1"], row["ccode2"])
        and (year != 1945 or not {"210", "290", "315"} & {row["ccode1"], row["ccode2"]})
    )
    held = flows.filter(pl.col("year") == year, pl.col("dyad").str.contains(f"/{key}(/|$)"))
    others = {"DEU": "260"}.get(key, "")
    given += sum(
        (row["flow1"] != "") + (row["flow2"] != "")
        for row in rows(shared_data)
        if row["year"] == str(year) and others in (row["ccode1"], row["ccode2"])
    )
    assert held.height == given > 0


def test_the_whole_file_is_written_sorted_and_each_quad_once(faces: Faces, tmp_path: Path) -> None:
    """Nine triples a flow: class, source, dyad, year, two values, unit, reporter, place."""
    path = tmp_path / "flows.nq"
    assert write_nquads(faces, source("cow_trade").graph, path) == 9 * 1_296_469
    with path.open("rb") as file:
        before = b""
        for line in file:
            assert before < line
            before = line


@pytest.fixture(scope="module")
def trade(shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A copy of the store with what ships, and the trade of two pairs besides."""
    place = tmp_path_factory.mktemp("trade")
    shutil.copytree(folder, place / "store")
    with gzip.open(shared_data / "cow_trade" / f"{FILE}.gz", "rt", encoding="utf-8") as file:
        lines = [line for line in file if line.startswith(("ccode1,", "2,20,", "365,770,"))]
    (place / FILE).write_text("".join(lines), encoding="utf-8")
    rounded = source("cow_trade").layouts()["cow_trade_ndy"]
    part = msgspec.structs.replace(rounded.description.files["flows"], rows=(1, len(lines)))
    build([rounded.with_files({"flows": part})], place, place / "store")
    found = connect(place / "store")
    assert isinstance(found, Embedded)
    return found


def test_who_asks_for_what_was_reported_gets_nothing_smoothed(trade: Embedded) -> None:
    """Row 2, 20, 1926: flow1 975 and smoothflow1 474, flow2 and smoothflow2 610."""
    asked = """SELECT ?value { ?flow cm:dyad dyad:CAN\\/USA ; cm:year 1926 ; cm:value ?value ;
      cm:source <https://w3id.org/comity/graph/cow_trade-4.0> }"""
    assert trade.select(asked)["value"].to_list() == [975_000_000]
    assert trade.select(asked.replace("cm:value", "cm:smoothedValue"))["value"].to_list() == [
        474_000_000
    ]
    answer = ask(trade, "trade-between", a="USA", b="CAN").filter(pl.col("year") == 1926)
    assert sorted(answer["value"].to_list()) == [610_000_000, 975_000_000]


def test_the_copy_says_that_it_is_rounded(trade: Embedded) -> None:
    asked = """SELECT ?title ?about { <https://w3id.org/comity/graph/cow_trade-4.0>
      dcat:distribution ?file . ?file dcterms:title ?title ; dcterms:description ?about }"""
    title, about = trade.select(asked).row(0)
    assert title == FILE
    assert "rounded to whole million dollars" in about
    assert said(ask(trade, "coverage"), "source", "kind").count(
        ("https://w3id.org/comity/graph/cow_trade-4.0", "https://w3id.org/comity/ns#TradeFlow")
    )
