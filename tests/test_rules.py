"""What a newcomer gets wrong in the field's data, on files typed by hand in its publishers' form.

Each test bears the number that its rule has in the project's design. Those of rules that take more
of a publisher's file than a few rows to be broken are in ``tests/real``.
"""

import datetime as dt
import shutil
from pathlib import Path

import msgspec
import polars as pl
import pyoxigraph as ox
import pytest
from rdflib import Graph

from asking import ask
from comity.answers.coverage import NONE, OUTSIDE, coverage
from comity.answers.dates import period
from comity.answers.disagreements import disagreements
from comity.answers.lines import Facts
from comity.answers.matters import differ, matter
from comity.checks.check import ontology, shapes
from comity.checks.contract import read_sample
from comity.files.source import source, sources
from comity.model.namespaces import ID
from comity.model.shipped import shipped
from comity.quads.faces import Faces
from comity.quads.mapping import map_frames
from comity.store.build import build
from comity.store.stores import Embedded, connect, replacing


def given(place: Path, name: str, file: str, rows: list[str]) -> Faces:
    """What a source gives of these rows of one file, beside the rest of its sample."""
    held = source(name).layouts()[""]
    shutil.copytree(held.folder / "sample", place, dirs_exist_ok=True)
    header = (place / file).read_text("utf-8").split("\n", 1)[0]
    (place / file).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return map_frames(held, read_sample(held, place))


TRADE, BORDERS = "Dyadic_COW_4.0.csv", "contdir.csv"
REST = f"{',0' * 6}{',-9' * 4},1,1,4"


def trade(place: Path, *rows: str) -> pl.DataFrame:
    """Flows of rows of the official layout: codes, year and the five numbers of each."""
    whole = [",".join([*row.split(",")[:3], "A,B", *row.split(",")[3:]]) + REST for row in rows]
    return given(place, "cow_trade", TRADE, whole).frames["TradeFlow"].drop("locator", "kind")


def test_rule_5_2_a_zero_is_a_value_and_what_is_missing_or_does_not_apply_is_no_tie(
    tmp_path: Path,
) -> None:
    """Trade of 2000: 0 one way and -9 the other. SCO and UN of 2013: 0, -9; of 2014: -1, 1.

    Years before and after a file are neither: see the rule in ``test_coverage``.
    """
    flows = trade(tmp_path / "trade", "365,770,2000,0,-9,0,-9,-9")
    assert flows.select("dyad", "value").rows() == [("dyad/PAK/RUS", 0)]
    states = "state_year_format3.csv"
    rows = ["770,2013,pakistan,0,-9,0,0,0", "770,2014,pakistan,-1,1,0,0,0"]
    faces = given(tmp_path / "igo", "cow_igo", states, rows)
    ties = faces.frames["Membership"].filter(pl.col("member") == "state/PAK")
    assert ties.select("body", "role").rows() == [("body/UN", "cm:Member")]
    gaps = faces.frames["Gap"].filter(pl.col("member") == "state/PAK").sort("start")
    assert gaps.select("body", "silence", pl.col("start").dt.year()).rows() == [
        ("body/UN", "cm:Missing", 2013),
        ("body/SCO", "cm:NotApplicable", 2014),
    ]
    assert source("cow_igo").description.coverage[0].absent == "none"
    assert source("cow_trade").description.coverage[0].absent == "missing"


def test_rule_5_3_a_flow_is_of_its_exporter_as_its_importer_says_and_as_it_stands(
    tmp_path: Path,
) -> None:
    """Row 2, 20: the United States import 0.0004 from Canada, which imports 1234.567891 million.

    A loader that rounds to millions has none and 1235, one that takes the first state for the
    exporter has both the wrong way, and one that reads the last column adds a smoothed to another.
    """
    flows = trade(tmp_path, "2,20,2000,0.0004,1234.567891,7,1200.5,1207.5")
    columns = ("dyad", "value", "smoothed_value", "unit", "reported_by")
    assert sorted(flows.select(columns).rows()) == [
        ("dyad/CAN/USA", 400, 7_000_000, "USD", "state/USA"),
        ("dyad/USA/CAN", 1_234_567_891, 1_200_500_000, "USD", "state/CAN"),
    ]


def test_rule_5_3_what_was_smoothed_and_never_reported_is_no_flow(tmp_path: Path) -> None:
    rows = [f"2,20,2000,-9,-9,5,6,11{REST}".replace("2000,", "2000,A,B,")]
    faces = given(tmp_path, "cow_trade", TRADE, rows)
    assert "TradeFlow" not in faces.frames
    assert faces.reasons() == {"a smoothed value of a flow that nobody reported": 2}


HEAD = """
@prefix cm: <https://w3id.org/comity/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix s: <https://w3id.org/comity/id/tie/> .
@prefix state: <https://w3id.org/comity/id/state/> . @prefix b: <https://w3id.org/comity/id/body/> .
@prefix dyad: <https://w3id.org/comity/id/dyad/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
s:ours a cm:Document ; dcterms:title "Ours"@en ; dcterms:rights "x" .
s:theirs a cm:Document ; dcterms:title "Theirs"@en ; dcterms:rights "x" .
dyad:PAK\\/RUS cm:from state:PAK ; cm:to state:RUS ; cm:pair s:pair .
s:pair cm:pair s:pair ; cm:between state:PAK , state:RUS .
state:PAK rdfs:label "Pakistan"@en . state:RUS rdfs:label "Russia"@en .
"""


def flow(name: str, source: str, more: str) -> str:
    """A flow from Pakistan to Russia."""
    return (
        f"s:{name} a cm:TradeFlow ; cm:source s:{source} ; cm:dyad dyad:PAK\\/RUS ; "
        f'cm:locator "x" ; {more} .\n'
    )


def made(place: Path, turtle: str) -> Embedded:
    """A store with the ontology and what is typed."""
    with replacing(place) as (store, _):
        store.load(path=str(shipped("ontology") / "comity.ttl"), format=ox.RdfFormat.TURTLE)
        store.load(input=HEAD + turtle, format=ox.RdfFormat.TURTLE)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def test_rule_5_4_what_importer_and_exporter_report_stand_side_by_side(tmp_path: Path) -> None:
    """Russia reports 100 that came (CIF), Pakistan 92 that left (FOB): two reports of one flow."""
    year = 'cm:year 2010 ; cm:unit "USD"'
    store = made(
        tmp_path,
        flow("in", "theirs", f'{year} ; cm:value "100"^^xsd:decimal ; cm:reportedBy state:RUS')
        + flow("out", "ours", f'{year} ; cm:value "92"^^xsd:decimal ; cm:reportedBy state:PAK'),
    )
    numbers = ask(store, "trade-between", a="PAK", b="RUS")
    assert sorted(numbers.select("value", "reportedBy").rows()) == [
        (92, "Pakistan"),
        (100, "Russia"),
    ]
    (row,) = disagreements(store, "PAK", "RUS").frame.rows(named=True)
    assert row["differ"] == "value"
    assert {row["record"], row["theirRecord"]} == {f"{ID}tie/in", f"{ID}tie/out"}
    assert "the reporters differ" in row["why"].lower()


@pytest.mark.parametrize("unit", ["USD2015", "EUR", "constant USD", ""])
def test_rule_5_5_a_value_is_in_current_dollars_and_no_other_money(unit: str) -> None:
    """What is in the prices of another year is no value until the ontology has a unit for it."""
    number = 's:it a cm:TradeFlow ; cm:source s:ours ; cm:locator "x" ; cm:dyad dyad:PAK\\/RUS ; '
    number += 'cm:year 2010 ; cm:value "1"^^xsd:decimal ; cm:unit "{}" .'
    terms = ontology()

    def broken(unit: str) -> list[str]:
        data = Graph().parse(data=HEAD + number.format(unit), format="turtle")
        return [found.says for found in shapes(data, terms) if found.thing.endswith("tie/it")]

    (says,) = broken(unit)
    assert says.startswith("a value has a unit")
    assert not [says for says in broken("USD") if "unit" in says]


def test_rule_5_5_the_unit_says_of_which_year_its_dollars_are_and_every_source_of_them_too() -> (
    None
):
    definition = (shipped("ontology") / "comity.ttl").read_text("utf-8").partition("\ncm:unit ")[2]
    assert "USD (current US dollars)" in definition.split("\n")[1]
    sums = {
        name: one
        for name, one in sources().items()
        if b'"USD"' in (one.folder / "expected.nq").read_bytes()
    }
    assert "cow_trade" in sums
    for one in sums.values():
        for file in (f for held in one.description.files.values() for f in (held, *held.layouts)):
            money = [facts.means for facts in file.columns.values() if "dollars" in facts.means]
            assert money
            assert all("current US dollars" in means for means in money)


def test_rule_5_5_numbers_of_unlike_units_are_not_set_against_each_other(tmp_path: Path) -> None:
    year = "cm:year 2010 ; cm:reportedBy state:RUS"
    turtle = flow("a", "ours", f'{year} ; cm:value "100"^^xsd:decimal ; cm:unit "USD"')
    other = f'{year} ; cm:value "7"^^xsd:decimal ; cm:unit "USD"'
    assert disagreements(
        made(tmp_path / "one", turtle + flow("b", "theirs", other)), "PAK", "RUS"
    ).frame.height
    apart = flow("b", "theirs", other.replace('"USD"', '"t"'))
    assert disagreements(made(tmp_path / "two", turtle + apart), "PAK", "RUS").frame.is_empty()


@pytest.fixture(scope="module")
def borders(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A copy of the store with what ships, and three borders of Pakistan besides."""
    place = tmp_path_factory.mktemp("borders")
    shutil.copytree(folder, place / "store")
    held = source("cow_contiguity")
    header = (held.folder / "sample" / BORDERS).read_text("utf-8").split("\n", 1)[0]
    rows = [
        '750770,750,"IND",770,"PAK",1,194708,201612,"",3.2',
        '698770,698,"OMA",770,"PAK",5,197110,201612,"",3.2',
        '770775,770,"PAK",775,"MYA",1,194801,201612,"",3.2',
    ]
    (place / BORDERS).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    few = msgspec.structs.replace(held.description.files["contdir"], rows=(1, 9))
    build([held.with_files({"contdir": few})], place / BORDERS, place / "store")
    found = connect(place / "store")
    assert isinstance(found, Embedded)
    return found


def test_rule_5_12_no_row_is_no_border_while_the_source_covers_the_two(borders: Embedded) -> None:
    """Pakistan is in the state system from 1947 and the data end with 2016; Russia has no row."""
    table = coverage(borders, "PAK", "RUS").frame.filter(
        pl.col("title") == "Direct Contiguity", pl.col("kind") == "contiguity"
    )
    assert table.select("says", "first", "last", "ties").rows() == [
        (OUTSIDE, None, 1946, 0),
        (NONE, 1947, 2016, 0),
        (OUTSIDE, 2017, None, 0),
    ]
    kind = pl.col("kind") == "contiguity"
    until = ask(borders, "neighbours-on", state="PAK", date="2016-12-31").filter(kind)
    assert set(until["neighbour"]) == {"state/IND", "state/OMN", "state/MMR"}
    after = ask(borders, "neighbours-on", state="PAK", date="2017-01-01").filter(kind)
    assert after.is_empty()


def test_rule_5_12_a_level_is_a_word_and_no_number(borders: Embedded) -> None:
    """Level 5 is not five times 1, and what comes after it is not level 0 or 6."""
    asked = """SELECT DISTINCT ?level { ?tie a cm:Contiguity ; cm:level ?level ;
      cm:source <https://w3id.org/comity/graph/cow_contiguity-3.2> }"""
    levels = set(borders.select(asked)["level"])
    assert {level.partition("#")[2] for level in levels} == {"ByLand", "Water400"}
    for level in levels:
        numbers = f"ASK {{ <{level}> ?p ?n FILTER (isNumeric(?n)) }}"
        ordered = f"ASK {{ <{level}> ?p ?other . ?other a cm:ContiguityLevel }}"
        assert not borders.ask(numbers)
        assert not borders.ask(ordered)


def test_rule_5_12_a_border_that_cannot_be_stands_as_given_and_is_flagged(
    borders: Embedded,
) -> None:
    """Bangladesh lies between Pakistan and Myanmar since December 1971."""
    found = ask(borders, "neighbours-on", state="PAK", date="2016-06-01")
    mine = found.row(by_predicate=pl.col("neighbour") == "state/MMR", named=True)
    release = "<https://w3id.org/comity/graph/cow_contiguity-3.2>"
    asked = f"SELECT ?about {{ {release} dcterms:description ?about }}"
    about = " ".join(borders.select(asked)["about"].item().split())
    assert (mine["start"], mine["locator"]) == (dt.date(1948, 1, 4), "contdir.csv#row=4")
    assert "Pakistan and Myanmar stand as land neighbours" in about
    assert "1971" in about


def event(*, edtf: str = "", start: str = "", end: str = "", precision: str = "") -> Facts:
    said = {"edtf": edtf, "start": start, "end": end, "precision": precision}
    values = {name: [text] for name, text in said.items() if text}
    return Facts("x", {"type": ["Signing"], "agreement": ["y"], **values}, {})


NOVEMBER = {"edtf": "2014-11", "start": "2014-11-01", "end": "2014-11-30"}


def test_rule_5_13_a_month_is_never_its_first_day() -> None:
    """A source that says November 2014, and others that say days of it and of others."""
    month = period(edtf="2014-11", start="2014-11-01", end="2014-11-30")
    assert (month.words, month.start, month.end) == (
        "2014-11",
        dt.date(2014, 11, 1),
        dt.date(2014, 11, 30),
    )
    assert month.within
    coarse = period(start="2014-11-01", precision="month", moment=True)
    assert coarse.words == "2014-11"


@pytest.mark.parametrize(
    ("edtf", "start", "end", "day", "apart"),
    [
        ("2014-11", "2014-11-01", "2014-11-30", "2014-11-26", False),
        ("2014-11", "2014-11-01", "2014-11-30", "2014-12-01", True),
        ("2014-11", "2014-11-01", "2014-11-30", "2014-10-31", True),
        ("[2014-11-26..2014-11-28]", "2014-11-26", "2014-11-28", "2014-11-28", False),
        ("[2014-11-26..2014-11-28]", "2014-11-26", "2014-11-28", "2014-11-29", True),
        ("../2017-08-30", "", "2017-08-30", "1990-01-01", False),
        ("../2017-08-30", "", "2017-08-30", "2017-08-31", True),
        ("198X", "1980-01-01", "1989-12-31", "1985-01-25", False),
    ],
)
def test_rule_5_13_an_imprecise_date_differs_only_from_days_that_it_cannot_be(
    edtf: str, start: str, end: str, day: str, *, apart: bool
) -> None:
    one = event(edtf=edtf, start=start, end=end)
    other = event(start=day, end=day)
    assert matter(one) == matter(other)
    assert (differ(one, other) is not None) == apart == (differ(other, one) is not None)
