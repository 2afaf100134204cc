"""Where sources differ, found from the records; and claims beside the series."""

from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from comity.answers.claims import CONTRADICTS, SILENT, SUPPORTS, check_claims
from comity.answers.disagreements import disagreements, reported
from comity.cli import app
from comity.model.namespaces import ID
from comity.model.shipped import shipped
from comity.store.stores import Embedded, connect, replacing

HEAD = """
@prefix cm: <https://w3id.org/comity/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix s: <https://w3id.org/comity/id/tie/> .
@prefix state: <https://w3id.org/comity/id/state/> . @prefix b: <https://w3id.org/comity/id/body/> .
@prefix dyad: <https://w3id.org/comity/id/dyad/> . @prefix c: <https://w3id.org/comity/id/claim/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
s:trade a cm:Release ; dcterms:title "Trade"@en ; dcterms:rights "x" ; cm:coverage s:c1 .
s:c1 cm:covers cm:TradeFlow ; cm:absence cm:Missing ; cm:universe "x" ;
  cm:start "1992-01-01"^^xsd:date ; cm:end "2014-12-31"^^xsd:date .
s:clubs a cm:Release ; dcterms:title "Clubs"@en ; dcterms:rights "x" ; cm:coverage s:c2 .
s:c2 cm:covers cm:Membership ; cm:absence cm:NoTie ; cm:universe "x" ;
  cm:start "1945-01-01"^^xsd:date ; cm:end "2014-12-31"^^xsd:date .
s:paper a cm:Document ; dcterms:title "Paper"@en ; dcterms:rights "x" .
s:page a cm:Document ; dcterms:title "Page"@en ; dcterms:rights "x" .
dyad:PAK\\/RUS cm:from state:PAK ; cm:to state:RUS ; cm:pair s:pair .
dyad:RUS\\/PAK cm:from state:RUS ; cm:to state:PAK ; cm:pair s:pair .
s:pair cm:pair s:pair ; cm:between state:PAK , state:RUS .
state:PAK rdfs:label "Pakistan"@en . state:RUS rdfs:label "Russia"@en .
b:one rdfs:label "One"@en . b:two rdfs:label "Two"@en .
"""


def flow(name: str, source: str, way: str, year: int, millions: float, more: str = "") -> str:
    """A trade flow in millions of dollars."""
    return (
        f's:{name} a cm:TradeFlow ; cm:source s:{source} ; cm:dyad dyad:{way} ; cm:unit "USD" ;'
        f' cm:year {year} ; cm:value "{millions * 1e6:.0f}"^^xsd:decimal {more} .\n'
    )


def joined(name: str, source: str, member: str, body: str, more: str) -> str:
    """A membership; more says in which role and when."""
    return (
        f"s:{name} a cm:Membership ; cm:source s:{source} ; cm:member state:{member} ;"
        f" cm:body b:{body} ; {more} .\n"
    )


def year(first: int, last: int | None = None) -> str:
    """A spell of whole years."""
    end = f' ; cm:end "{last}-12-31"^^xsd:date' if last else ""
    return f'cm:precision "year" ; cm:start "{first}-01-01"^^xsd:date{end}'


def made(place: Path, turtle: str) -> Embedded:
    """A store with the ontology and what is typed."""
    with replacing(place) as (store, _):
        store.load(path=str(shipped("ontology") / "comity.ttl"), format=ox.RdfFormat.TURTLE)
        store.load(input=HEAD + turtle, format=ox.RdfFormat.TURTLE)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def found(place: Path, turtle: str) -> list[tuple[str, str, str]]:
    """What the records differ on, and the names of the two."""
    rows = disagreements(made(place, turtle), "PAK", "RUS").frame
    short = rows.with_columns(pl.col("record", "theirRecord").str.strip_prefix(f"{ID}tie/"))
    return short.select("differ", "record", "theirRecord").rows()


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        (flow("t2", "page", "PAK\\/RUS", 2010, 120), [("value", "t1", "t2")]),
        (flow("t2", "page", "PAK\\/RUS", 2010, 100.4), []),
        (flow("t2", "page", "PAK\\/RUS", 2011, 120), []),
        (flow("t2", "page", "RUS\\/PAK", 2010, 120), []),
        (flow("t2", "trade", "PAK\\/RUS", 2010, 120), []),
        (flow("t2", "page", "PAK\\/RUS", 2010, 90, "; cm:moreThan true"), []),
        (flow("t2", "page", "PAK\\/RUS", 2010, 110, "; cm:moreThan true"), [("value", "t1", "t2")]),
        (flow("t2", "page", "PAK\\/RUS", 2010, 110, "; cm:upTo true"), []),
        (flow("t2", "page", "PAK\\/RUS", 2010, 120, "; cm:derivedFrom s:t1"), []),
    ],
)
def test_numbers_of_one_year_and_direction_differ_by_more_than_rounding(
    tmp_path: Path, other: str, differ: list[tuple[str, str, str]]
) -> None:
    assert found(tmp_path, flow("t1", "trade", "PAK\\/RUS", 2010, 100) + other) == differ


@pytest.mark.parametrize(
    ("first", "last", "millions", "differ"),
    [
        ("2010-07-01", "2011-06-30", 120, True),
        ("2010-01-01", "2010-11-30", 90, False),
        ("2010-01-01", "2010-11-30", 110, True),
        ("2010-12-01", "2011-11-30", 120, False),
    ],
)
def test_rule_5_4_a_fiscal_year_is_another_period_and_a_part_contradicts_no_whole(
    tmp_path: Path, first: str, last: str, millions: float, *, differ: bool
) -> None:
    part = flow("t2", "page", "PAK\\/RUS", 2010, millions).replace(
        "cm:year 2010", f'cm:start "{first}"^^xsd:date ; cm:end "{last}"^^xsd:date'
    )
    place = made(tmp_path, flow("t1", "trade", "PAK\\/RUS", 2010, 100) + part)
    rows = disagreements(place, "PAK", "RUS").frame
    assert [("The periods differ." in why) for why in rows["why"]] == [True] * differ


MEMBER, OBSERVER = "cm:role cm:Member", "cm:role cm:Observer"


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (f"{MEMBER} ; {year(1996)}", f"{MEMBER} ; {year(2001)}", ["start"]),
        (f"{MEMBER} ; {year(2001)}", f'{MEMBER} ; cm:start "2001-06-15"^^xsd:date', []),
        (f"{MEMBER} ; {year(2001, 2005)}", f"{MEMBER} ; {year(2001, 2006)}", ["end"]),
        (f"{MEMBER} ; {year(2001, 2005)}", f"{OBSERVER} ; {year(2003, 2004)}", ["role"]),
        (f"{MEMBER} ; {year(2001, 2005)}", f"{OBSERVER} ; {year(1996, 2000)}", []),
        (f'{MEMBER} ; cm:asOf "2008-01-01"^^xsd:date', f"{MEMBER} ; {year(2001, 2005)}", []),
        (f'{MEMBER} ; cm:asOf "1999-01-01"^^xsd:date', f"{MEMBER} ; {year(2001)}", ["start"]),
        (f'{OBSERVER} ; cm:asOf "1999-01-01"^^xsd:date', f"{MEMBER} ; {year(2001)}", []),
        (
            f'{MEMBER} ; cm:asOf "2008-01-01"^^xsd:date',
            f'{MEMBER} ; cm:asOf "2009-01-01"^^xsd:date',
            [],
        ),
    ],
)
def test_memberships_differ_on_start_end_and_role_beyond_their_precision(
    tmp_path: Path, one: str, other: str, differ: list[str]
) -> None:
    turtle = joined("m1", "paper", "PAK", "one", one) + joined("m2", "page", "PAK", "one", other)
    assert [on for on, *_ in found(tmp_path, turtle)] == differ


def test_a_source_that_knows_the_body_and_not_the_member_says_that_there_is_none(
    tmp_path: Path,
) -> None:
    """Clubs knows body one, by Russia, to 2014, and Pakistan elsewhere; not body two."""
    turtle = (
        joined("m1", "clubs", "RUS", "one", f"{MEMBER} ; {year(1996)}")
        + joined("m2", "clubs", "PAK", "three", f"{MEMBER} ; {year(1950)}")
        + joined("m3", "paper", "PAK", "one", f"{OBSERVER} ; {year(2005, 2017)}")
        + joined("m4", "paper", "PAK", "two", f"{OBSERVER} ; {year(2005, 2017)}")
        + joined("m5", "page", "PAK", "one", f"{OBSERVER} ; {year(2016, 2017)}")
    )
    rows = disagreements(made(tmp_path, turtle), "PAK", "RUS").frame.filter(
        differ="whether there is one"
    )
    assert rows.select("record", "theirSource", "theySay").rows() == [
        (f"{ID}tie/m3", f"{ID}tie/clubs", "no membership, 2005 to 2014")
    ]


def test_spells_of_one_source_are_no_disagreement_with_each_other(tmp_path: Path) -> None:
    """Left and joined again: each spell is set beside the other source's of that time."""
    turtle = "".join(
        joined(f"{source}{first}", source, "PAK", "one", f"{MEMBER} ; {year(first, last)}")
        for source in ("paper", "page")
        for first, last in ((1950, 1960), (1970, 1980))
    )
    assert found(tmp_path, turtle) == []


def claimed(name: str, source: str, about: str, number: str, unit: str, more: str = "") -> str:
    """A claim of the pair that has a number of a body."""
    return (
        f's:{name} a cm:FactualClaim ; cm:source s:{source} ; cm:dyad s:pair ; cm:quote "words" ;'
        f' cm:about b:{about} ; cm:value "{number}"^^xsd:decimal ; cm:unit "{unit}" {more} .\n'
    )


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        (claimed("c2", "page", "one", "1040", "km"), [("value", "c1", "c2")]),
        (claimed("c2", "page", "one", "1102", "km"), []),
        (claimed("c2", "page", "one", "1040", "t"), []),
        (claimed("c2", "page", "two", "1040", "km"), []),
        (claimed("c2", "paper", "one", "1040", "km"), []),
        (claimed("c2", "page", "one", "1040", "km", "; cm:moreThan true"), []),
    ],
)
def test_numbers_claimed_of_one_thing_differ_by_more_than_rounding(
    tmp_path: Path, other: str, differ: list[tuple[str, str, str]]
) -> None:
    assert found(tmp_path, claimed("c1", "paper", "one", "1100", "km") + other) == differ


def linked(store: Embedded) -> set[frozenset[str]]:
    """Ties and events of Pakistan and Russia that curators have marked as disagreeing."""
    records = {one.iri for one in reported(store, "PAK", "RUS")}
    rows = store.select("SELECT ?a ?b { ?a cm:disagreesWith ?b }")
    pairs = {frozenset(row) for row in rows.iter_rows()}
    return {pair for pair in pairs if pair <= records}


def test_what_curators_marked_is_found_without_their_marks(store: Embedded) -> None:
    rows = disagreements(store, "PAK", "RUS").frame.select("record", "theirRecord")
    computed = {frozenset(row) for row in rows.iter_rows()}
    assert len(linked(store)) >= 10
    assert linked(store) <= computed


SEEDS = {
    "the start of relations": "tie/pak-sun-relations-1948",
    "the first Soviet ambassador": "event/first-soviet-ambassador-wikipedia",
    "the day of the credentials": "event/qureshi-credentials-serenko",
    "the founding of the Bank of Russia": "event/bank-of-russia-founding-1860",
    "the contract for helicopters": "event/mi-35m-signing-presstv",
    "the third session": "event/pak-rus-igc-3-brecorder",
    "Russia in the SCO": "tie/rus-in-sco-2001",
    "turnover of a fiscal year and a calendar year": "tie/pak-rus-turnover-2023",
    "the length of the pipeline": "claim/pakistan-stream-length-brecorder",
    "the cost of the pipeline": "claim/pakistan-stream-cost-arabnews",
}


@pytest.mark.parametrize("iri", SEEDS.values(), ids=SEEDS.keys())
def test_known_disagreements_of_pakistan_and_russia_are_found(store: Embedded, iri: str) -> None:
    rows = disagreements(store, "PAK", "RUS").frame
    assert f"{ID}{iri}" in {*rows["record"], *rows["theirRecord"]}


def test_two_states_that_agree_on_everything_have_none(store: Embedded) -> None:
    assert disagreements(store, "CHE", "LIE").frame.is_empty()


def claim(states: str) -> str:
    """A claim of the paper that states a record."""
    return (
        f'c:one a cm:FactualClaim ; cm:source s:paper ; cm:number 7 ; cm:quote "words" ;'
        f" cm:states s:{states} ; cm:dyad s:pair .\n"
    )


def turnover(name: str, source: str, when: int, millions: float) -> str:
    """A turnover of the pair in millions of dollars."""
    return (
        f's:{name} a cm:TradeTurnover ; cm:source s:{source} ; cm:dyad s:pair ; cm:unit "USD" ;'
        f' cm:year {when} ; cm:value "{millions * 1e6:.0f}"^^xsd:decimal .\n'
    )


BOTH = flow("f1", "trade", "PAK\\/RUS", 2012, 331) + flow("f2", "trade", "RUS\\/PAK", 2012, 232)
NOT_THERE = "Trade covers trade flow of the two from 1992 to 2014 alone"
UNKNOWN = "Trade does not know the trade flow of 2011"


@pytest.mark.parametrize(
    ("turtle", "verdicts"),
    [
        (turnover("t", "paper", 2012, 563) + BOTH, [(SUPPORTS, "563.0 million US dollars")]),
        (turnover("t", "paper", 2012, 542) + BOTH, [(CONTRADICTS, "563.0 million US dollars")]),
        (turnover("t", "paper", 2020, 789.8) + BOTH, [(SILENT, NOT_THERE)]),
        (turnover("t", "paper", 2011, 500) + BOTH, [(SILENT, UNKNOWN)]),
        (
            turnover("t", "paper", 2020, 789.8) + turnover("u", "page", 2020, 789.8) + BOTH,
            [(SUPPORTS, "789.8 million US dollars"), (SILENT, NOT_THERE)],
        ),
    ],
)
def test_a_number_is_set_beside_the_series(
    tmp_path: Path, turtle: str, verdicts: list[tuple[str, str]]
) -> None:
    rows = check_claims(made(tmp_path, turtle + claim("t")), "PAK", "RUS").frame
    given = list(rows.select("verdict", "because").iter_rows())
    assert [verdict for verdict, _ in given] == [verdict for verdict, _ in verdicts]
    assert all(words in because for (_, because), (_, words) in zip(given, verdicts, strict=True))


def test_every_factual_claim_of_the_column_has_a_verdict(store: Embedded) -> None:
    rows = check_claims(store, "PAK", "RUS").frame
    held = store.select(
        "SELECT ?claim { ?claim a cm:FactualClaim ;"
        " cm:source <https://w3id.org/comity/id/document/pak-russia-ties> }"
    )
    assert set(held["claim"]) <= set(rows["claim"])
    seventh = rows.filter(quote=next(q for q in rows["quote"] if "7th Session" in q))
    assert set(seventh["verdict"]) == {SUPPORTS}


def test_the_commands_name_both_sources(folder: Path) -> None:
    run = CliRunner().invoke(app, ["disagreements", "PAK", "RUS", "--store", str(folder)])
    assert run.exit_code == 0
    assert "founding: Bank of Russia is founded, by its own account: they differ on date" in (
        run.stdout
    )
    assert "  1860 (History of the Bank of Russia)\n  1990-07-13 (" in run.stdout
    run = CliRunner().invoke(app, ["claims", "PAK", "RUS", "--store", str(folder), "-f", "csv"])
    assert run.stdout.startswith("number,quote,verdict,because,claim,record,source,evidence\n")
