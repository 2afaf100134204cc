"""The errors that sources' folders tell of are in the publishers' files, as they tell them."""

import csv
import gzip
import io
from pathlib import Path

from comity.files.source import source

Rows = list[dict[str, str]]


def rows(path: Path, encoding: str = "utf-8", skip: int = 0, delimiter: str = ",") -> Rows:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = content.decode(encoding).split("\n", skip)[skip]
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def told(name: str) -> str:
    facts = source(name).description
    layouts = (one for file in facts.files.values() for one in file.layouts)
    return " ".join(" ".join([facts.about, *(one.about for one in layouts)]).split())


def test_pakistan_and_myanmar_are_neighbours_across_bangladesh(shared_data: Path) -> None:
    table = rows(shared_data / "cow_contiguity" / "contdir.csv")
    spells = {
        (row["statelno"], row["statehno"]): (row["conttype"], row["begin"], row["end"])
        for row in table
        if row["statehno"] == "775" and row["statelno"] in ("770", "771")
    }
    assert spells == {
        ("770", "775"): ("1", "194801", "201612"),
        ("771", "775"): ("1", "197201", "201612"),
    }
    assert "Pakistan and Myanmar stand as land neighbours" in told("cow_contiguity")


def test_spells_begin_outside_the_state_system(shared_data: Path) -> None:
    held: dict[str, list[tuple[int, int]]] = {}
    for row in rows(shared_data / "cow_states" / "states2016.csv"):
        first, last = (
            int(row[year]) * 100 + int(row[month])
            for year, month in (("styear", "stmonth"), ("endyear", "endmonth"))
        )
        held.setdefault(row["ccode"], []).append((first, last))

    def outside(row: dict[str, str], side: str) -> bool:
        return not any(first <= int(row["begin"]) <= last for first, last in held[row[side]])

    table = rows(shared_data / "cow_contiguity" / "contdir.csv")
    early = [row for row in table if outside(row, "statelno") or outside(row, "statehno")]
    assert f"{len(early)} spells begin" in told("cow_contiguity")


def test_states_of_two_spells(shared_data: Path) -> None:
    codes = [row["ccode"] for row in rows(shared_data / "cow_states" / "states2016.csv")]
    twice = {code for code in codes if codes.count(code) == 2}
    assert f"{len(twice)} of the {len(set(codes))} have two" in told("cow_states")


def test_pakistan_is_nothing_in_the_shanghai_cooperation_organisation(shared_data: Path) -> None:
    table = rows(shared_data / "cow_igo" / "state_year_format3.csv.gz")
    seen = {row["year"]: row["sco"] for row in table if row["ccode"] == "770"}
    assert {seen[str(year)] for year in range(1996, 2015)} == {"0"}
    russia = {row["year"]: row["sco"] for row in table if row["ccode"] == "365"}
    assert (russia["1995"], russia["1996"], russia["2000"]) == ("-1", "1", "1")
    assert "observer from July 2005 are 0 in the file" in told("cow_igo")


def test_the_copy_of_the_trade_data_is_rounded(shared_data: Path) -> None:
    table = rows(shared_data / "cow_trade" / "cow_trade_ndy.csv.gz")
    assert not any("." in row[name] for row in table for name in ("flow1", "flow2"))
    zeros = sum(row["flow1"] == "0" for row in table)
    assert f"{zeros:,} values of flow1 are zero" in told("cow_trade")


def test_members_of_alliances_without_an_obligation_or_an_end(shared_data: Path) -> None:
    table = rows(shared_data / "atop" / "atop5_1m.csv", "latin-1")
    owed = ("defense", "offense", "neutral", "nonagg", "consul")
    none = [row for row in table if not any(row[name] == "1" for name in owed)]
    assert f"as {len(none)} rows of members do" in told("atop")
    open_ = sum(row["yrexit"] == "0" for row in table)
    assert f"{open_:,} of the {len(table):,} rows of members" in told("atop")
    outside = [row["member"] for row in table if row["cowsys"] == "0"]
    assert f"{len(outside)} rows are of members that were not" in told("atop")
    assert "8152" in outside


def test_votes_of_yugoslavia_after_it_was_serbia(shared_data: Path) -> None:
    folder = shared_data / "unga_votes"
    days = {row["rcid"]: row["date"] for row in rows(folder / "un_roll_calls.csv.gz")}
    votes = rows(folder / "un_votes.csv.gz")
    late = [row for row in votes if row["country"] == "Yugoslavia" and days[row["rcid"]] >= "2007"]
    assert "Serbia" not in {row["country"] for row in votes}
    assert f"{len(late):,} votes of Yugoslavia after 2006" in told("unga_votes")


def test_arms_of_nobody_and_deliveries_of_nothing(shared_data: Path) -> None:
    table = rows(shared_data / "sipri_arms" / "trade-register.csv", "latin-1", skip=11)
    unknown = sum("unknown" in row["Supplier"] for row in table)
    none = [row for row in table if not row["Year(s) of delivery"]]
    assert f"unknown supplier ({unknown})" in told("sipri_arms")
    assert {row["SIPRI TIV of delivered weapons"] for row in none} == {"0"}
    assert f"as in {len(none):,} rows" in told("sipri_arms")


def test_sanctions_that_go_on(shared_data: Path) -> None:
    table = [row for row in rows(shared_data / "gsdb" / "GSDB_V4.csv") if row["end"] == "2023"]
    ongoing = sum("ongoing" in row["success"] for row in table)
    assert f"{ongoing} of the {len(table)} to 2023" in told("gsdb")


def test_negotiations_are_no_agreements(shared_data: Path) -> None:
    table = rows(shared_data / "trade_agreements" / "DESTA.csv", "latin-1", delimiter=";")
    talks = [row for row in table if row["entry_type"] == "negotiation"]
    assert {row["year"] for row in talks} == {"NA"}
    assert f"Negotiations, {len(talks)} rows without a year" in told("trade_agreements")


def test_events_of_actors_of_no_country(shared_data: Path) -> None:
    table = rows(shared_data / "icews" / "events.2018.sample.tab", delimiter="\t")
    nowhere = sum(row["Source Country"] in ("", "NA") for row in table)
    assert f"Of the {len(table):,} events {nowhere} have no country" in told("icews")


def test_missions_of_what_is_no_state(shared_data: Path) -> None:
    """Q176 is Quebec."""
    path = shared_data / "wikidata_embassies" / "database_of_embassies.csv"
    lines = path.read_text("utf-8").splitlines()
    operator = lines[0].split(";").index("operatorQID")
    found = [line for line in lines[1:] if line.split(";")[operator].endswith("/Q176")]
    assert f"Quebec has {len(found)}" in told("wikidata_embassies")
