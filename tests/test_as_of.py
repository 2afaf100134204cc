"""What holds on a day: the rules by hand-made periods, and pages of a day by what ships."""

import datetime as dt
from itertools import product
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

from asking import ask
from comity.answers.asof import CERTAINLY, HELD, NO, POSSIBLY, UNDATED, Reach, holds, in_force
from comity.answers.dates import period
from comity.answers.dossier import dossier
from comity.answers.network import network
from comity.answers.profile import profile
from comity.errors import QuestionError
from comity.model.namespaces import ID
from comity.model.records import Period
from comity.model.shipped import shipped
from comity.model.states import state
from comity.query.question import question
from comity.store.stores import Embedded, connect, replacing
from conftest import Run

COVERED = Reach(dt.date(2018, 12, 31), covers=True)
DOCUMENT = Reach(dt.date(2018, 12, 31), covers=False)
NOTHING = Reach(None, covers=False)
SPELL = period(start="1954-09-08", end="1972-11-08")
OPEN = period(start="2004-11-29")
YEARS = period(start="1990-01-01", end="1995-12-31", precision="year")
MONTHS = period(start="1990-03-01", end="1990-05-31", precision="month")
RULES = [
    (SPELL, COVERED, {"1954-09-07": NO, "1954-09-08": CERTAINLY, "1972-11-08": CERTAINLY}),
    (SPELL, COVERED, {"1972-11-09": NO}),
    (OPEN, COVERED, {"2018-12-31": CERTAINLY, "2019-01-01": NO}),
    (OPEN, DOCUMENT, {"2018-12-31": CERTAINLY, "2019-01-01": POSSIBLY}),
    (OPEN, NOTHING, {"2004-11-28": NO, "2004-11-29": POSSIBLY}),
    (YEARS, COVERED, {"1989-12-31": NO, "1990-01-01": POSSIBLY, "1990-12-30": POSSIBLY}),
    (YEARS, COVERED, {"1990-12-31": CERTAINLY, "1995-01-01": CERTAINLY, "1995-01-02": POSSIBLY}),
    (YEARS, COVERED, {"1995-12-31": POSSIBLY, "1996-01-01": NO}),
    (MONTHS, COVERED, {"1990-03-30": POSSIBLY, "1990-03-31": CERTAINLY, "1990-05-01": CERTAINLY}),
    (period(year="1991"), COVERED, {"1991-01-01": CERTAINLY, "1992-01-01": NO}),
    (period(as_of="2026-02-04"), COVERED, {"2026-02-04": CERTAINLY, "2026-02-05": NO}),
    (period(start="1948-05-01", moment=True), COVERED, {"1948-05-01": CERTAINLY}),
    (period(start="1948-05-01", moment=True), COVERED, {"1948-05-02": NO}),
    (
        period(start="1980-01-01", end="1989-12-31", edtf="198X", moment=True),
        COVERED,
        {"1979-12-31": NO, "1985-06-01": POSSIBLY, "1990-01-01": NO},
    ),
    (
        period(start="1948-05-01", end="1948-05-01", edtf="1948-05-01?"),
        COVERED,
        {"1948-05-01": POSSIBLY},
    ),
    (period(end="2018-01-19", edtf="../2018-01-19"), COVERED, {"2000-01-01": POSSIBLY}),
    (period(end="2018-01-19", edtf="../2018-01-19", moment=True), COVERED, {"2000-01-01": UNDATED}),
    (period(), COVERED, {"2000-01-01": UNDATED}),
]


@pytest.mark.parametrize(("when", "reach", "told"), RULES)
def test_rules(when: Period, reach: Reach, told: dict[str, str]) -> None:
    found = {day: holds(when, dt.date.fromisoformat(day), reach) for day in told}
    assert found == told


@pytest.mark.parametrize(
    ("key", "day", "then"),
    [
        ("RUS", "1991-12-25", "SUN"),
        ("RUS", "1991-12-26", "RUS"),
        ("SUN", "2014-01-01", "RUS"),
        ("PAK", "2014-01-01", "PAK"),
        ("PAK", "1940-01-01", None),
        ("DDR", "2000-01-01", None),
    ],
)
def test_states_on_a_day(key: str, day: str, then: str | None) -> None:
    found = in_force(state(key), dt.date.fromisoformat(day))
    assert (found.key if found else None) == then


def test_two_states_on_a_day(store: Embedded) -> None:
    """The curated relations with the USSR began on 1 May 1948, and ended with it."""
    kept = {}
    for day in ("1948-04-30", "1948-05-01", "1991-12-25", "1991-12-26"):
        found = dossier(store, "PAK", "RUS", as_of=day)
        lines = [line for part in found.sections for line in part.lines]
        kinds = [line for line in lines if line.kind.name == "DiplomaticRelation"]
        kept[day] = (found.b.label, len(kinds))
        assert found.as_of
        assert found.as_of.certainly + found.as_of.possibly == len(lines)
        assert sum(line.possibly for line in lines) == found.as_of.possibly
    assert kept["1948-04-30"] == ("Soviet Union", 0)
    assert kept["1948-05-01"][1] == kept["1991-12-25"][1] > 0
    assert kept["1991-12-26"] == ("Russia", 0)


def test_what_has_no_date_stands_apart(store: Embedded) -> None:
    whole = dossier(store, "PAK", "RUS")
    found = dossier(store, "PAK", "RUS", as_of="2014-01-01")
    assert found.as_of
    undated = {line.iri for line in found.as_of.undated}
    every = [line for part in whole.sections for line in part.lines]
    assert undated >= {one.iri for one in every if not (one.when.start or one.when.end)}
    assert undated
    shown = {line.iri for part in found.sections for line in part.lines}
    assert not shown & undated
    assert whole.as_of is None


def test_a_state_and_its_network_on_a_day(store: Embedded) -> None:
    found = profile(store, "RUS", as_of="1980-01-01")
    assert found.thing.label == "Soviet Union"
    assert ("cow", "365") in {(scheme, code) for scheme, code, _ in found.codes}
    net = network(store, "RUS", as_of="1980-01-01")
    assert net.graph["centre"].endswith("state/SUN")
    assert "1980-01-01" in net.graph["subtitle"]
    before = profile(store, "PAK", as_of="1940-01-01")
    assert before.as_of
    assert [one.label for one in before.as_of.absent] == ["Pakistan"]


def test_a_day_must_be_one(store: Embedded) -> None:
    for wrong in ("2014", "2014-02-30", "yesterday"):
        with pytest.raises(QuestionError, match="is no day"):
            dossier(store, "PAK", "RUS", as_of=wrong)
        with pytest.raises(QuestionError, match="is no day"):
            network(store, "PAK", as_of=wrong)


def test_a_page_of_a_day_is_written(run: Run, tmp_path: Path) -> None:
    """Pakistan and the USSR from 1 May 1948; a page of a source is of no day."""
    page = tmp_path / "page.html"
    for asked, told in {
        ("dyad", "PAK", "RUS"): "As of 1980-01-01:",
        ("state", "RUS"): "<title>Soviet Union",
        ("network", "PAK"): "on 1980-01-01",
        ("network",): "on 1980-01-01",
    }.items():
        assert run("view", *asked, "--as-of", "1980-01-01", "-o", str(page))[0] == 0
        text = page.read_text(encoding="utf-8")
        assert told in text
        assert "as_of=&#39;1980-01-01&#39;" in text
        assert run("view", *asked, "-o", str(page))[0] == 0
        assert told not in page.read_text(encoding="utf-8")
    assert run("view", "dyad", "PAK", "RUS", "--as-of", "1980", "-o", str(page))[0] == 2
    assert run("view", "source", "factbook", "--as-of", "1980-01-01", "-o", str(page))[0] == 2


MADE = """
@prefix cm: <https://w3id.org/comity/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix id: <https://w3id.org/comity/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://w3id.org/comity/id/tie/> .
@prefix state: <https://w3id.org/comity/id/state/> . @prefix b: <https://w3id.org/comity/id/body/> .
t:list a cm:Release ; dcterms:title "List"@en ; cm:coverage t:c1, t:c2, t:c3, t:c4 .
t:c1 cm:covers cm:Membership ; cm:end "2005-12-31"^^xsd:date .
t:c2 cm:covers cm:Contiguity ; cm:end "2005-12-31"^^xsd:date .
t:c3 cm:covers cm:Participation ; cm:end "2005-12-31"^^xsd:date .
t:c4 cm:covers cm:DiplomaticRepresentation ; cm:end "2005-12-31"^^xsd:date .
t:paper a cm:Document ; dcterms:title "Paper"@en ; dcterms:issued "2005-12"^^xsd:gYearMonth .
state:PAK rdfs:label "Pakistan"@en . state:IRN rdfs:label "Iran"@en .
b:CLUB rdfs:label "Club"@en . <https://w3id.org/comity/id/agreement/pact> rdfs:label "Pact"@en .
<https://w3id.org/comity/id/institution/embassy> rdfs:label "Embassy"@en .
<https://w3id.org/comity/id/dyad/PAK/IRN> cm:from state:PAK ; cm:to state:IRN ; cm:pair t:pair ;
  cm:between state:PAK, state:IRN .
t:pair cm:pair t:pair ; cm:between state:PAK, state:IRN .
"""
DATES = {
    "days": {"start": "1990-03-10", "end": "1995-05-20"},
    "months": {"start": "1990-03-01", "end": "1995-05-31", "precision": "month"},
    "years": {"start": "1990-01-01", "end": "1995-12-31", "precision": "year"},
    "open": {"start": "1990-01-01", "precision": "year"},
    "found": {"as_of": "1992-07-01"},
    "ended": {"end": "1995-05-20"},
}
WHEN = {
    "days": period(start="1990-03-10", end="1995-05-20"),
    "months": period(start="1990-03-01", end="1995-05-31", precision="month"),
    "years": period(start="1990-01-01", end="1995-12-31", precision="year"),
    "open": period(start="1990-01-01", precision="year"),
    "found": period(as_of="1992-07-01"),
    "ended": period(end="1995-05-20"),
}
DAYS = [
    *("1989-12-31", "1990-01-01", "1990-03-01", "1990-03-10", "1990-03-30", "1990-03-31"),
    *("1990-12-30", "1990-12-31", "1992-07-01", "1994-12-31", "1995-01-01", "1995-01-02"),
    *("1995-05-01", "1995-05-02", "1995-05-20", "1995-05-21", "1995-05-31", "1995-12-31"),
    *("1996-01-01", "2005-12-31", "2006-01-01"),
]
"""Days about the edges of these dates, of their months and years, and of what is covered."""
SAID = {"start": "start", "end": "end", "as_of": "asOf"}


def dated(dates: dict[str, str]) -> str:
    """Dates of a record as Turtle."""
    days = [f'cm:{SAID[name]} "{day}"^^xsd:date' for name, day in dates.items() if name in SAID]
    return " ; ".join([*days, *(f'cm:precision "{dates[n]}"' for n in dates if n not in SAID)])


@pytest.fixture(scope="module")
def coarse(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """Ties of Pakistan, and of Iran in all years, with every kind of date, of two sources."""
    text = MADE
    kinds = {
        "body": "a cm:Membership ; cm:member state:PAK ; cm:body b:CLUB ; cm:role cm:Member",
        "pact": "a cm:Participation ; cm:member state:PAK ; cm:agreement id:pact",
        "border": "a cm:Contiguity ; cm:dyad t:pair",
        "mission": "a cm:DiplomaticRepresentation ; cm:mission id:embassy ; cm:dyad id:way",
    }
    places = {"id:pact": "agreement/pact", "id:embassy": "institution/embassy"}
    places |= {"id:way": "dyad/PAK/IRN"}
    for (name, dates), (kind, said), source in product(DATES.items(), kinds.items(), SOURCES):
        text += f"t:{kind}-{name}-{source} {said} ; cm:source t:{source} ; {dated(dates)} ;"
        text += f' cm:locator "{name} {source}" .\n'
    whole = dated({"start": "1900-01-01", "end": "2010-12-31"})
    for kind, source in product(("body", "pact"), SOURCES):
        said = kinds[kind].replace("state:PAK", "state:IRN")
        text += f"t:{kind}-whole-{source} {said} ; cm:source t:{source} ; {whole} ;"
        text += f' cm:locator "whole {source}" .\n'
    for name, path in places.items():
        text = text.replace(name, f"<{ID}{path}>")
    folder = tmp_path_factory.mktemp("coarse")
    with replacing(folder) as (made, _):
        made.load(path=str(shipped("ontology") / "comity.ttl"), format=ox.RdfFormat.TURTLE)
        made.load(input=text, format=ox.RdfFormat.TURTLE)
        # Open to be written, it would move its files while others read them.
        del made
    found = connect(folder)
    assert isinstance(found, Embedded)
    return found


SOURCES = {
    "list": Reach(dt.date(2005, 12, 31), covers=True),
    "paper": Reach(dt.date(2005, 12, 31), covers=False),
}
ASKED = {
    "members-of": ({"body": "body/CLUB"}, "as_of", "locator", ()),
    "bodies-of": ({"state": "PAK"}, "as_of", "locator", ()),
    "missions-of": ({"state": "PAK"}, "as_of", "locator", ()),
    "shared-bodies": ({"a": "PAK", "b": "IRN"}, "as_of", "locatorA", ()),
    "shared-agreements": ({"a": "IRN", "b": "PAK"}, "as_of", "locatorB", ("found", "ended")),
    "neighbours-on": ({"state": "PAK"}, "date", "locator", ("ended",)),
    "ties-on": ({"a": "PAK", "b": "IRN"}, "date", "locator", ("ended",)),
}
"""Questions that take a day: what else, the column of the tie, and dates that they do not take."""


@pytest.mark.parametrize("name", ASKED)
def test_a_question_tells_what_held_for_certain(coarse: Embedded, name: str) -> None:
    """By the rules of pages, worked out from the dates themselves."""
    given, param, column, without = ASKED[name]
    for day in DAYS:
        told = {
            (f"{dates} {source}", holds(WHEN[dates], dt.date.fromisoformat(day), reach))
            for (source, reach), dates in product(SOURCES.items(), DATES)
            if dates not in without
        }
        rows = ask(coarse, name, **given, **{param: day})
        found = {
            (row[column], POSSIBLY if row["possibly"] else CERTAINLY)
            for row in rows.iter_rows(named=True)
            if "whole" not in row[column]
        }
        assert found == {(tie, said) for tie, said in told if said in HELD}, day


@pytest.mark.parametrize("name", [name for name, asked in ASKED.items() if asked[1] == "as_of"])
def test_without_a_day_nothing_is_told_of_one(coarse: Embedded, name: str) -> None:
    rows = ask(coarse, name, **ASKED[name][0])
    assert rows.height > 0
    assert rows.get_column("possibly").null_count() == rows.height


def test_a_month_is_taken_as_of_31_days(coarse: Embedded) -> None:
    """Of a shorter one a question cannot tell that its last day is it, and says possibly."""
    query = question("members-of").sparql(body="body/CLUB", as_of="1990-02-28")
    shorter = query.replace("?tie cm:start ?start", 'BIND ("1990-02-01"^^xsd:date AS ?start)')
    rows = coarse.select(shorter).filter(pl.col("locator") == "months list")
    assert rows.get_column("possibly").to_list() == [True]
