"""What each source says of two states: ties, none, not known, or outside what it covers."""

import datetime as dt
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from asking import ask
from comity.answers.coverage import MISSING, NONE, OUTSIDE, TIES, coverage
from comity.cli import app
from comity.errors import IdentityError
from comity.model.shipped import shipped
from comity.store.stores import Embedded, connect, replacing

HEAD = """
@prefix cm: <https://w3id.org/comity/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix s: <https://w3id.org/comity/id/> .
@prefix state: <https://w3id.org/comity/id/state/> . @prefix b: <https://w3id.org/comity/id/body/> .
"""
STATES = """
state:PAK cm:identifier s:i1 . s:i1 cm:scheme "cow" ; cm:start "1947-08-14"^^xsd:date .
state:SUN cm:identifier s:i2 . s:i2 cm:scheme "cow" ; cm:start "1922-12-30"^^xsd:date ;
  cm:end "1991-12-25"^^xsd:date .
state:RUS cm:continues state:SUN ; cm:identifier s:i3 . s:i3 cm:scheme "cow" ;
  cm:start "1991-12-26"^^xsd:date .
<https://w3id.org/comity/id/dyad/RUS/PAK> cm:pair s:p1 . s:p1 cm:between state:PAK , state:RUS .
<https://w3id.org/comity/id/dyad/SUN/PAK> cm:pair s:p2 . s:p2 cm:between state:PAK , state:SUN .
"""
SOURCES = """
s:trade a cm:Release ; dcterms:rights "x" ; dcterms:title "Trade"@en ; cm:coverage s:c1 .
s:c1 cm:covers cm:TradeFlow ; cm:absence cm:Missing ; cm:actorScheme "cow" ; cm:universe "x" ;
  cm:start "1940-01-01"^^xsd:date ; cm:end "1995-12-31"^^xsd:date .
s:t1 a cm:TradeFlow ; cm:source s:trade ; cm:year 1950 ;
  cm:dyad <https://w3id.org/comity/id/dyad/SUN/PAK> .
s:t2 a cm:TradeFlow ; cm:source s:trade ; cm:year 1992 ;
  cm:dyad <https://w3id.org/comity/id/dyad/RUS/PAK> .
s:t3 a cm:TradeFlow ; cm:source s:trade ; cm:year 1993 ;
  cm:dyad <https://w3id.org/comity/id/dyad/RUS/PAK> .
s:clubs a cm:Release ; dcterms:rights "x" ; dcterms:title "Clubs"@en ; cm:coverage s:c2 .
s:c2 cm:covers cm:Membership ; cm:absence cm:NoTie ; cm:actorScheme "cow" ; cm:universe "x" ;
  cm:start "1945-01-01"^^xsd:date ; cm:end "2014-12-31"^^xsd:date .
s:m1 a cm:Membership ; cm:source s:clubs ; cm:member state:PAK ; cm:body b:one ;
  cm:start "1990-01-01"^^xsd:date .
s:m2 a cm:Membership ; cm:source s:clubs ; cm:member state:RUS ; cm:body b:one ;
  cm:start "1992-01-01"^^xsd:date ; cm:end "2005-12-31"^^xsd:date .
s:m3 a cm:Membership ; cm:source s:clubs ; cm:member state:SUN ; cm:body b:two ;
  cm:start "1950-01-01"^^xsd:date ; cm:end "1960-12-31"^^xsd:date .
s:m4 a cm:Membership ; cm:source s:clubs ; cm:member state:PAK ; cm:body b:two ;
  cm:start "1961-01-01"^^xsd:date .
s:g1 a cm:Gap ; cm:source s:clubs ; cm:member state:RUS ; cm:body b:three ; cm:silence cm:Missing ;
  cm:lacks cm:Membership ; cm:start "2004-01-01"^^xsd:date ; cm:end "2007-12-31"^^xsd:date .
s:g3 a cm:Gap ; cm:source s:clubs ; cm:member state:PAK ; cm:body b:three ; cm:silence cm:Missing ;
  cm:lacks cm:Membership ; cm:start "2013-01-01"^^xsd:date .
s:g2 a cm:Gap ; cm:source s:clubs ; cm:member state:RUS ; cm:body b:four ;
  cm:silence cm:NotApplicable ; cm:lacks cm:Membership ; cm:start "2000-01-01"^^xsd:date ;
  cm:end "2012-12-31"^^xsd:date .
s:posts a cm:Release ; dcterms:rights "x" ; dcterms:title "Posts"@en ; cm:coverage s:c3 .
s:c3 cm:covers cm:DiplomaticRepresentation ; cm:absence cm:NoTie ; cm:universe "x" ;
  cm:coveredActor state:IND ; cm:observedYear 2016 , 2019 ;
  cm:start "2016-01-01"^^xsd:date ; cm:end "2019-12-31"^^xsd:date .
s:leaders a cm:Release ; dcterms:rights "x" ; dcterms:title "Leaders"@en ; cm:coverage s:c4 , s:c5 .
s:c4 cm:covers cm:Leadership ; cm:absence cm:Missing ; cm:actorScheme "cow" ; cm:universe "x" ;
  cm:start "1940-01-01"^^xsd:date ; cm:end "2015-12-31"^^xsd:date .
s:c5 cm:covers cm:Capital ; cm:absence cm:Missing ; cm:actorScheme "cow" ; cm:universe "x" ;
  cm:start "1940-01-01"^^xsd:date ; cm:end "2015-12-31"^^xsd:date .
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """Sources typed by hand: trade, memberships with gaps, posts of one sender, and leaders."""
    place = tmp_path_factory.mktemp("made")
    with replacing(place) as (store, _):
        store.load(path=str(shipped("ontology") / "comity.ttl"), format=ox.RdfFormat.TURTLE)
        store.load(input=HEAD + STATES + SOURCES, format=ox.RdfFormat.TURTLE)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def runs(frame: pl.DataFrame, title: str) -> list[tuple[object, ...]]:
    """What a source says, by run of years."""
    return frame.filter(title=title).select("says", "first", "last", "ties").rows()


def test_rule_5_2_missing_is_not_none_is_not_outside(made: Embedded) -> None:
    """Trade of 1940 to 1995 without a row is not known; a missing flow is no zero.

    Pakistan is a state from 1947, so nothing is covered before; from 1996 nothing is again.
    """
    assert runs(coverage(made, "PAK", "RUS").frame, "Trade") == [
        (OUTSIDE, None, 1946, 0),
        (MISSING, 1947, 1949, 0),
        (TIES, 1950, 1950, 1),
        (MISSING, 1951, 1991, 0),
        (TIES, 1992, 1993, 2),
        (MISSING, 1994, 1995, 0),
        (OUTSIDE, 1996, None, 0),
    ]


def test_shared_membership_is_of_a_same_day_and_what_does_not_apply_is_not_missing(
    made: Embedded,
) -> None:
    """Body one: 1992 to 2005 both. Body two: the USSR left in 1960, Pakistan came in 1961."""
    assert runs(coverage(made, "PAK", "RUS").frame, "Clubs") == [
        (OUTSIDE, None, 1946, 0),
        (NONE, 1947, 1991, 0),
        (TIES, 1992, 2005, 1),
        (MISSING, 2004, 2007, 0),
        (NONE, 2008, 2012, 0),
        (MISSING, 2013, 2014, 0),
        (OUTSIDE, 2015, None, 0),
    ]


def test_a_source_of_listed_senders_and_years_covers_no_others(made: Embedded) -> None:
    assert runs(coverage(made, "PAK", "RUS").frame, "Posts") == [(OUTSIDE, None, None, 0)]
    assert runs(coverage(made, "PAK", "IND").frame, "Posts") == [
        (OUTSIDE, None, 2015, 0),
        (NONE, 2016, 2016, 0),
        (OUTSIDE, 2017, 2018, 0),
        (NONE, 2019, 2019, 0),
        (OUTSIDE, 2020, None, 0),
    ]


def test_leaders_and_capitals_of_each_are_no_ties_of_the_two(made: Embedded) -> None:
    """Both have leaders and capitals in every year, and neither leads the other."""
    assert runs(coverage(made, "PAK", "RUS").frame, "Leaders") == []
    assert ask(made, "coverage-between").filter(title="Leaders").is_empty()


YEARS = (1946, 1950, 1994, 2004, 2018, 2026)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("b", ["RUS", "IND"])
def test_the_question_says_of_a_year_what_the_table_says(
    made: Embedded, store: Embedded, b: str, year: int
) -> None:
    for graph in (made, store):
        table = coverage(graph, "PAK", b).frame.filter(
            pl.col("first").fill_null(0) <= year, pl.col("last").fill_null(9999) >= year
        )
        # Of a year with ties and gaps the question says that it has ties.
        first = table.unique(["kind", "title"], keep="first", maintain_order=True)
        asked = ask(graph, "coverage-between", a="PAK", b=b, first=year, last=year)
        columns = ["kind", "title", "says"]
        assert sorted(asked.select(columns).rows()) == sorted(first.select(columns).rows())


def test_the_question_over_all_years_counts_ties_and_names_what_is_covered(made: Embedded) -> None:
    rows = ask(made, "coverage-between").sort("title")
    columns = ["title", "says", "ties", "coveredFrom", "coveredTo"]
    assert rows.select(columns).rows() == [
        ("Clubs", TIES, 1, dt.date(1945, 1, 1), dt.date(2014, 12, 31)),
        ("Posts", OUTSIDE, 0, dt.date(2016, 1, 1), dt.date(2019, 12, 31)),
        ("Trade", TIES, 3, dt.date(1940, 1, 1), dt.date(1995, 12, 31)),
    ]


def test_a_dyad_is_of_two(made: Embedded) -> None:
    with pytest.raises(IdentityError, match="a dyad is of two"):
        coverage(made, "PAK", "PAK")


def test_the_command_says_it_by_source(folder: Path) -> None:
    """Factbook: shares of 2017 to 2023, borders and memberships as of 2026."""
    printed = CliRunner().invoke(app, ["coverage", "PAK", "RUS", "--store", str(folder)])
    assert printed.exit_code == 0
    text = " ".join(printed.stdout.split())
    assert "export share, The World Factbook outside its coverage to 2016, from 2024" in text
    assert "missing in the source 2017 to 2023" in text
    assert "land border, The World Factbook outside its coverage to 2025, from 2027" in text
    assert "covered and none 2026" in text
