"""Missions and representations against the publishers' files, read here by the standard library."""

import csv
import datetime as dt
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import polars as pl
import pytest

from asking import ask, said
from comity.files.source import source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source
from comity.store.build import build
from comity.store.stores import Embedded, connect

ITEM = "http://www.wikidata.org/entity/"
PAKISTAN, RUSSIA, ITALY, VATICAN, MALTA, LIBYA = (
    ITEM + q for q in ("Q843", "Q159", "Q38", "Q237", "Q233", "Q1016")
)


@pytest.fixture(scope="module")
def embassies(shared_data: Path) -> list[dict[str, str]]:
    """Rows of the file, whose quotation marks are letters as others."""
    path = shared_data / "wikidata_embassies" / "database_of_embassies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def wikidata(shared_data: Path) -> Faces:
    return map_source(source("wikidata_embassies"), shared_data / "wikidata_embassies")


def row_of(locator: str) -> int:
    """Place in a list of rows of what a locator leads to, the header being row 1."""
    return int(locator.rsplit("=", 1)[1]) - 2


def test_every_row_of_wikidata_gives_a_mission_or_is_refused(
    wikidata: Faces, embassies: list[dict[str, str]]
) -> None:
    """9,852 rows; one item is said to be of Iraq and of Nepal, and both its rows are refused."""
    refused = wikidata.refused.filter(pl.col("kind") == "DiplomaticMission")
    counts = dict(refused.select("refused", "rows").rows())
    assert len(embassies) == 9852
    assert wikidata.frames["DiplomaticMission"].height + sum(counts.values()) == 9852
    assert counts["one item with several operators"] == 2
    # Italy's embassy to the Holy See stands in Rome, as the file says.
    own = sum(row["operatorQID"] == row["countryQID"] for row in embassies)
    assert own - 1 == counts["a place in the operator's own country"]
    quebec = [row["QID"] for row in embassies if row["operatorQID"] == f"{ITEM}Q176"]
    assert len(quebec) == 16
    assert not set(quebec) & set(wikidata.frames["DiplomaticMission"]["exact_match"])


def test_missions_in_pakistan(wikidata: Faces, embassies: list[dict[str, str]]) -> None:
    """60 rows with country Q843, of 51 operators, among them Q55 and Q35 as NLD and DNK."""
    there = [row for row in embassies if row["countryQID"] == PAKISTAN]
    assert (len(there), len({row["operatorQID"] for row in there})) == (60, 51)
    ties = wikidata.frames["DiplomaticRepresentation"]
    found = ties.filter(pl.col("dyad").str.ends_with("/PAK"))
    senders = found["dyad"].str.split("/").list.get(1)
    assert (found.height, senders.n_unique()) == (60, 51)
    assert {"NLD", "DNK"} <= set(senders)
    kinds = Counter(row["type"] for row in there)
    high = kinds["high commission"] + kinds["British High Commission"]
    high += kinds["Australian High Commission"]
    assert Counter(found["mission_kind"])["cm:HighCommission"] == high == 7
    assert Counter(found["mission_kind"])["cm:Embassy"] == kinds["embassy"] == 41


def test_missions_of_pakistan_and_russia_in_each_other(wikidata: Faces) -> None:
    """Rows 5868 and 6832; both are embassies that the curated graph has."""
    ties = wikidata.frames["DiplomaticRepresentation"].filter(
        pl.col("dyad").is_in(["dyad/PAK/RUS", "dyad/RUS/PAK"])
    )
    assert sorted(ties.select("dyad", "mission", "mission_kind", "as_of", "locator").rows()) == [
        (
            "dyad/PAK/RUS",
            "institution/embassy-of-pakistan-moscow",
            "cm:Embassy",
            dt.date(2022, 11, 16),
            "database_of_embassies.csv#row=5868",
        ),
        (
            "dyad/RUS/PAK",
            "institution/embassy-of-russia-islamabad",
            "cm:Embassy",
            dt.date(2022, 11, 16),
            "database_of_embassies.csv#row=6832",
        ),
    ]


def test_rule_5_10_non_resident_accreditation_is_no_embassy(
    wikidata: Faces, embassies: list[dict[str, str]]
) -> None:
    """Who covers Pakistan from another capital keeps no embassy in it.

    A loader that takes every jurisdiction for an embassy adds these senders to those in Islamabad.
    """
    abroad = [
        row
        for row in embassies
        if PAKISTAN in row["jurisdictionQIDs"].split("|")
        and PAKISTAN not in (row["countryQID"], row["operatorQID"])
        and row["operatorQID"] != row["countryQID"]
    ]
    assert len(abroad) > 20
    ties = wikidata.frames["NonResidentAccreditation"]
    found = ties.filter(pl.col("dyad").str.ends_with("/PAK"))
    assert {row_of(at) for at in found["locator"]} == {embassies.index(row) for row in abroad}
    resident = wikidata.frames["DiplomaticRepresentation"]
    here = resident.filter(pl.col("dyad").str.ends_with("/PAK"))
    assert not set(here["mission"]) & set(found["mission"])


def test_an_embassy_that_is_accredited_elsewhere_alone_represents_nobody_to_its_host(
    wikidata: Faces, embassies: list[dict[str, str]]
) -> None:
    """Embassies to Libya in Tunis, and those to the Holy See in Rome, which count as resident."""
    tunis = [
        row for row in embassies if row["country"] == "Tunisia" and row["jurisdictionQIDs"] == LIBYA
    ]
    rome = [
        row
        for row in embassies
        if row["countryQID"] == ITALY
        and VATICAN in row["jurisdictionQIDs"].split("|")
        and ITALY not in row["jurisdictionQIDs"].split("|")
    ]
    # One of the 86 is of the Order of Malta, one of a ministry that the file does not tell whose it
    # is; that of Italy is said to be in Italy, as it is.
    assert (len(tunis), len(rome)) == (5, 86)
    resident = wikidata.frames["DiplomaticRepresentation"]
    at = {row_of(locator): dyad for dyad, locator in resident.select("dyad", "locator").rows()}
    assert not {embassies.index(row) for row in tunis} & set(at)
    to = Counter(at.get(embassies.index(row), "none").rsplit("/", 1)[-1] for row in rome)
    assert to == {"VAT": 84, "none": 2}
    assert at[3840] == "dyad/ITA/VAT"
    elsewhere = wikidata.frames["NonResidentAccreditation"]
    malta = {row_of(x) for x in elsewhere.filter(pl.col("dyad").str.ends_with("/MLT"))["locator"]}
    both = [row for row in rome if MALTA in row["jurisdictionQIDs"].split("|")]
    assert both
    assert {embassies.index(row) for row in both} <= malta


def test_rule_5_10_an_interests_section_is_no_embassy(wikidata: Faces) -> None:
    """Cuba's and Iran's in the United States and theirs in Cuba, by typeQID Q94158456."""
    ties = wikidata.frames["InterestsRepresentation"]
    assert set(ties["dyad"]) == {"dyad/CUB/USA", "dyad/IRN/USA", "dyad/USA/CUB"}
    others = wikidata.frames["DiplomaticRepresentation"]
    assert "cm:InterestsSection" not in set(others["mission_kind"])
    assert not set(ties["mission"]) & set(others["mission"])


def test_a_mission_at_a_body_is_no_mission_to_the_state_in_which_it_stands(
    wikidata: Faces,
) -> None:
    """Jurisdictions Q1065, Q7825, Q458, Q7809 and Q7159; the nunciature is to the EU alone."""
    ties = wikidata.frames["PermanentRepresentation"]
    assert sorted(ties.select("member", "body").rows()) == [
        ("state/LUX", "body/AU"),
        ("state/MOZ", "body/EU"),
        ("state/MOZ", "body/UN"),
        ("state/MOZ", "body/UNESCO"),
        ("state/MOZ", "body/WTO"),
        ("state/SWZ", "body/EU"),
        ("state/VAT", "body/EU"),
    ]
    resident = wikidata.frames["DiplomaticRepresentation"]
    assert "institution/Q12784987" not in set(resident["mission"])


def test_when_a_mission_began_is_no_finer_than_the_source_can_say(
    wikidata: Faces, embassies: list[dict[str, str]]
) -> None:
    """1,010 rows have a time: 695 of a 1 January, 112 of another first, 203 of other days."""
    given = [row["creation"] for row in embassies if row["creation"]]
    assert len(given) == 1010
    missions = wikidata.frames["DiplomaticMission"]
    of_missions = {row_of(at) for at in missions["locator"]}
    dated = missions.filter(pl.col("start").is_not_null())
    kept = [embassies[row_of(at)]["creation"] for at in dated["locator"]]
    coarse = Counter(
        "year" if text[5:10] == "01-01" else "month" if text[8:10] == "01" else None
        for text in kept
    )
    assert Counter(dated["precision"]) == coarse
    assert len(kept) == sum(bool(embassies[n]["creation"]) for n in of_missions)
    assert [str(day) for day in dated["start"]] == [text[:10] for text in kept]


@pytest.fixture(scope="module")
def store(shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A copy of the store with what ships, and the missions of Wikidata besides."""
    place = tmp_path_factory.mktemp("missions") / "store"
    shutil.copytree(folder, place)
    build([source("wikidata_embassies")], shared_data / "wikidata_embassies", place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def test_an_embassy_is_one_thing_in_the_curated_graph_and_in_wikidata(store: Embedded) -> None:
    rows = ask(store, "missions-of", state="PAK")
    moscow = rows.filter(pl.col("mission") == "institution/embassy-of-pakistan-moscow")
    assert said(moscow, "name", "place", "asOf") == [
        ("Embassy of Pakistan in Moscow", "Moscow", dt.date(2022, 11, 16)),
        ("Embassy of Pakistan in Moscow", "Moscow", dt.date(2023, 8, 14)),
    ]
    assert moscow["source"].n_unique() == 2
    links = ask(store, "links-of", thing="institution/embassy-of-pakistan-moscow")
    assert said(links, "match", "link") == [("exact match", f"{ITEM}Q110190060")]


EXCHANGE = "Diplomatic_Exchange_2006v1"


@pytest.fixture(scope="module")
def exchange(shared_data: Path) -> list[dict[str, str]]:
    """The first 44 rows of the file, all of 2 (the United States) with 20, 31 and 40."""
    path = shared_data / "cow_diplomatic_exchange_sample" / f"{EXCHANGE}.first-rows.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def cow(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Faces:
    """What the first rows give under the name of the whole file."""
    place = tmp_path_factory.mktemp("exchange")
    part = shared_data / "cow_diplomatic_exchange_sample" / f"{EXCHANGE}.first-rows.csv"
    shutil.copy(part, place / f"{EXCHANGE}.csv")
    held = source("cow_diplomatic_exchange")
    files = {
        name: msgspec.structs.replace(file, rows=(44, 44))
        for name, file in held.description.files.items()
    }
    return map_source(held.with_files(files), place)


def test_every_row_of_diplomatic_exchange_says_two_things(
    cow: Faces, exchange: list[dict[str, str]]
) -> None:
    """88 statements: 0 is no tie, 1 to 3 are ties, and so is 9 but where there was no exchange."""
    said_so = [(level, row["DE"]) for row in exchange for level in (row["DR_at_1"], row["DR_at_2"])]
    zeros = sum(level == "0" for level, _ in said_so)
    unknown = sum(what == ("9", "0") for what in said_so)
    assert (len(said_so), zeros, unknown) == (88, 11, 24)
    reason = "no representation, which is what the coverage says of no tie"
    assert cow.reasons() == {reason: zeros}
    assert cow.frames["Gap"].height == unknown
    assert cow.frames["DiplomaticRepresentation"].height == 88 - zeros - unknown


@pytest.mark.parametrize(
    ("sender", "host", "year", "rank"),
    [
        ("BHS", "USA", 1985, "cm:ChargeDAffaires"),
        ("USA", "BHS", 1985, "cm:Ambassador"),
        ("USA", "CAN", 1930, "cm:Minister"),
        ("USA", "CAN", 1955, "cm:OtherRank"),
        ("CUB", "USA", 1940, "cm:Ambassador"),
    ],
)
def test_rule_5_10_a_diplomat_is_of_the_sender_at_the_host(
    cow: Faces, sender: str, host: str, year: int, rank: str
) -> None:
    """2,31,1985: DR_at_1 1, DR_at_2 3; 2,20,1930: 0 and 2; 2,20,1955: 9 and 9; 2,40,1940: 3 and 3.

    A loader that reads DR_at_1 as the mission of the first state has the two of 1985 turned round.
    """
    ties = cow.frames["DiplomaticRepresentation"]
    found = ties.filter(pl.col("dyad") == f"dyad/{sender}/{host}", pl.col("year") == year)
    assert found["rank"].to_list() == [rank]


def test_rule_5_11_one_way_does_not_say_the_other(cow: Faces) -> None:
    """2,20,1930: the United States had a minister in Ottawa, and Canada nobody in Washington."""
    ties = cow.frames["DiplomaticRepresentation"].filter(pl.col("year") == 1930)
    assert ties["dyad"].to_list() == ["dyad/USA/CAN"]


def test_rule_5_10_nothing_is_said_between_two_observations(cow: Faces) -> None:
    """Ambassadors of 1970 and 1975 say nothing of 1972: no tie has a spell, each has its year."""
    ties = cow.frames["DiplomaticRepresentation"]
    assert not {"start", "end", "as_of"} & set(ties.columns)
    years = ties.filter(pl.col("dyad") == "dyad/CAN/USA")["year"].to_list()
    assert sorted(years) == [1935, 1940, *range(1950, 2006, 5)]


def test_a_rank_of_9_without_an_exchange_is_not_known_and_no_tie(cow: Faces) -> None:
    """2,40: 9 and 9 with DE 0 in 1904 to 1930 and again from 1980, with DE 1 in 1950 to 1960."""
    gaps = cow.frames["Gap"].filter(pl.col("dyad") == "dyad/USA/CUB")
    years = [1904, 1909, 1914, 1920, 1925, 1930, *range(1980, 2006, 5)]
    assert sorted(day.year for day in gaps["start"]) == years
    assert set(gaps["silence"]) == {"cm:Missing"}
    ties = cow.frames["DiplomaticRepresentation"].filter(pl.col("dyad") == "dyad/USA/CUB")
    assert dict(ties.select("year", "rank").rows()) == {
        1935: "cm:Ambassador",
        1940: "cm:Ambassador",
        1950: "cm:OtherRank",
        1955: "cm:OtherRank",
        1960: "cm:OtherRank",
    }


WORKBOOK = "Lowy Institute Global Diplomacy Index.xlsx"
SHEETS = {"2023": 1, "2021": 2, "2017": 4, "2016": 5}
"""Numbers of the sheets in the workbook; the third is of 2019."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = {"A": "sender", "H": "city", "I": "host", "J": "type", "K": "title"}


@pytest.fixture(scope="module")
def posts(shared_data: Path) -> dict[str, list[dict[str, str]]]:
    """Rows of each sheet by the letters of their columns, read off the parts of the workbook."""
    with zipfile.ZipFile(shared_data / "lowy_diplomacy" / WORKBOOK) as book:
        shared = [
            "".join(text.text or "" for text in item.iter(f"{MAIN}t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
        ]
        sheets = {}
        for year, number in SHEETS.items():
            tree = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314
            sheets[year] = [cells(row, shared) for row in tree.iter(f"{MAIN}row")][1:]
    return sheets


def cells(row: ET.Element, shared: list[str]) -> dict[str, str]:
    found = {}
    for cell in row:
        value, name = cell.find(f"{MAIN}v"), COLUMNS.get(cell.get("r", "")[0])
        if name and value is not None and value.text:
            found[name] = shared[int(value.text)] if cell.get("t") == "s" else value.text
    return found


@pytest.fixture(scope="module")
def lowy(shared_data: Path) -> Faces:
    return map_source(source("lowy_diplomacy"), shared_data / "lowy_diplomacy")


def test_every_post_gives_a_tie_or_is_refused(
    lowy: Faces, posts: dict[str, list[dict[str, str]]]
) -> None:
    """7,701, 7,713, 7,190 and 5,945 rows, of 66, 65, 60 and 42 senders."""
    assert {year: len(rows) for year, rows in posts.items()} == {
        "2023": 7701,
        "2021": 7713,
        "2017": 7190,
        "2016": 5945,
    }
    senders = {year: len({row["sender"] for row in rows}) for year, rows in posts.items()}
    assert senders == {"2023": 66, "2021": 65, "2017": 60, "2016": 42}
    for year, rows in posts.items():
        ties = [
            frame.filter(pl.col("year") == int(year))["locator"]
            for kind, frame in lowy.frames.items()
            if kind not in ("Coverage", "Gap")
        ]
        given = {int(at.rsplit("=", 1)[1]) for column in ties for at in column}
        refused = set(range(2, len(rows) + 2)) - given
        assert all(expected_refusal(rows, number - 2) for number in refused)
    reasons = lowy.reasons()
    assert reasons["a row that stands twice in its sheet"] == 13
    assert reasons["a post in the sender's own country"] == 6
    assert reasons["a place in no state or territory"] == 54
    assert not {reason for reason in reasons if "does not have" in reason and ".csv" in reason}


def expected_refusal(rows: list[dict[str, str]], number: int) -> bool:
    """Whether a row is a copy of an earlier one, has no place or body, or is at home."""
    row, title = rows[number], rows[number].get("title", "")
    nowhere = ("Jerusalem*", "Abkhazia*", "South Ossetia*", "Northern Cyprus*")
    no_body = (
        "Mission to Int'l Orgs",
        "Mission to UN Agencies",
        "Permanent Rep",
        "Mission to COPS",
    )
    return (
        row in rows[:number]
        or row["host"] in (*nowhere, "Somaliland", "Somaliland*")
        or title.startswith(no_body)
        or row["sender"] == row["host"]
    )


def test_posts_of_russia_in_2023(lowy: Faces, posts: dict[str, list[dict[str, str]]]) -> None:
    """143 embassies, 74 consulates, 10 permanent missions and 3 others, by TYPE OF POST.

    The embassy in The Hague is the mission at the OPCW as well.
    """
    russia = [row for row in posts["2023"] if row["sender"] == "Russia"]
    assert Counter(row["type"] for row in russia) == {
        "Embassy / High Commission": 143,
        "Consulate / Consulate-General": 74,
        "Permanent Mission": 10,
        "Other": 3,
    }
    ties = lowy.frames["DiplomaticRepresentation"].filter(
        pl.col("year") == 2023, pl.col("dyad").str.starts_with("dyad/RUS/")
    )
    nowhere = sum(row["host"] in ("Abkhazia*", "South Ossetia*") for row in russia)
    assert ties.height == 143 + 74 + 3 - nowhere
    at_bodies = lowy.frames["PermanentRepresentation"].filter(
        pl.col("year") == 2023, pl.col("member") == "state/RUS"
    )
    assert at_bodies["locator"].n_unique() == 10 + 1
    assert [row["city"] for row in russia if "and Mission to" in row["title"]] == ["The Hague"]


def test_russia_and_pakistan_in_the_index(lowy: Faces) -> None:
    """Rows 5049, 5630 and 5631 of 2023, 4264 and 4369 of 2016; Pakistan was no sender in 2016."""
    ties = lowy.frames["DiplomaticRepresentation"].filter(
        pl.col("dyad").is_in(["dyad/RUS/PAK", "dyad/PAK/RUS"]),
        pl.col("year").is_in([2016, 2023]),
    )
    at = pl.col("locator").str.extract(r"#(.*)$")
    assert sorted(ties.select("dyad", "mission_kind", "place", at).rows()) == [
        ("dyad/PAK/RUS", "cm:Embassy", "Moscow", "sheet=2023&row=5049"),
        ("dyad/RUS/PAK", "cm:ConsulateGeneral", "Karachi", "sheet=2016&row=4369"),
        ("dyad/RUS/PAK", "cm:ConsulateGeneral", "Karachi", "sheet=2023&row=5631"),
        ("dyad/RUS/PAK", "cm:Embassy", "Islamabad", "sheet=2016&row=4264"),
        ("dyad/RUS/PAK", "cm:Embassy", "Islamabad", "sheet=2023&row=5630"),
    ]
    gaps = lowy.frames["Gap"].filter(pl.col("member") == "state/PAK")
    assert gaps["start"].to_list() == [dt.date(2016, 1, 1)]
    assert lowy.frames["Gap"].height == (66 - 65) + (66 - 60) + (66 - 42)


def test_rule_5_10_the_cut_sheet_of_2019_says_of_nobody_that_there_is_no_post(lowy: Faces) -> None:
    """No tie and no observed year is of 2019; a naive loader ends every post but 40 then."""
    ties = lowy.frames["DiplomaticRepresentation"]
    assert set(ties["year"]) == {2016, 2017, 2021, 2023}
    assert not {"start", "end", "as_of"} & set(ties.columns)
    coverage = source("lowy_diplomacy").description.coverage
    assert all(covers.years == [2016, 2017, 2021, 2023] for covers in coverage)
    actors = lowy.frames["Coverage"].group_by("iri").agg(pl.col("covered_actor").n_unique())
    assert actors["covered_actor"].to_list() == [66, 66]


def test_a_mission_at_a_body_is_no_post_in_its_host(
    lowy: Faces, posts: dict[str, list[dict[str, str]]]
) -> None:
    """Missions to the UN in New York, among them that of the United States in its own country."""
    rows = posts["2023"]
    new_york = [
        number
        for number, row in enumerate(rows, start=2)
        if row["city"] == "New York" and row["title"] == "Mission to UN"
    ]
    assert len(new_york) > 50
    ties = lowy.frames["DiplomaticRepresentation"].filter(pl.col("year") == 2023)
    at = {int(x.rsplit("=", 1)[1]) for x in ties["locator"]}
    assert not at & set(new_york)
    bodies = lowy.frames["PermanentRepresentation"].filter(pl.col("year") == 2023)
    found = {int(x.rsplit("=", 1)[1]): body for x, body in bodies.select("locator", "body").rows()}
    assert {found[number] for number in new_york} == {"body/UN"}
    assert "state/USA" in set(bodies.filter(pl.col("place") == "New York")["member"])
