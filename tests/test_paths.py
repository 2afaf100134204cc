"""Paths between things, over what ships: what links the two central banks, and when."""

import csv
import datetime as dt
import io
import math
from pathlib import Path

import pyoxigraph as ox
import pytest

from comity.answers.links import links_on
from comity.answers.paths import paths
from comity.errors import QuestionError
from comity.model.namespaces import CM, ID
from comity.model.records import Path as Way
from comity.model.shipped import shipped
from comity.store.stores import Embedded, connect, replacing
from conftest import Run

BANKS = ("Bank of Russia", "State Bank of Pakistan")
MEMORANDUM = f"{ID}agreement/sbp-bank-of-russia-2018"
DECISION = f"{ID}event/pak-rus-igc-7-banks-column"


def through(found: tuple[Way, ...]) -> list[list[str]]:
    """What stands between the ends of each."""
    return [[one.iri.removeprefix(ID) for one in path.things[1:-1]] for path in found]


def test_what_links_the_two_central_banks(store: Embedded) -> None:
    """Their memorandum, by its three reports, and what the commission asks of both."""
    first, second, *_ = paths(store, *BANKS, as_of="2021-12-01").ways
    assert [one.things[1].iri for one in (first, second)] == [MEMORANDUM, DECISION]
    assert all(len(one.hops) == 2 for one in (first, second))
    signings = {line.iri.removeprefix(ID): line for line in first.hops[0].lines}
    assert set(signings) == {
        "event/sbp-bank-of-russia-signing",
        "event/sbp-bank-of-russia-signing-banglatribune",
        "event/sbp-bank-of-russia-signing-nawaiwaqt",
    }
    told = signings["event/sbp-bank-of-russia-signing"]
    assert "signed a memorandum of understanding (MoU) in January 2018" in told.quote
    assert told.locator.startswith("https://www.thenews.com.pk/print/411757")
    assert told.source.iri == f"{ID}document/thenews-411757"
    (asked,) = second.hops[0].lines
    assert asked.quote.startswith(
        "Both countries have agreed that the Bank of Russia and the State Bank of Pakistan should"
    )
    assert asked.locator == "pak-russia-ties.txt#sentence=4"
    assert asked.when.words == "undated"
    (says,) = second.hops[0].says
    assert says.endswith("assist in developing the financial infrastructure: asks Bank of Russia")


def test_a_memorandum_links_from_its_signing_on(store: Embedded) -> None:
    """One report has no day but that before which it was; another has January 2018 as the first."""
    memorandum = [MEMORANDUM.removeprefix(ID)]
    assert memorandum not in through(paths(store, *BANKS, as_of="2017-12-31", k=3).ways)
    assert memorandum in through(paths(store, *BANKS, as_of="2018-01-01", k=3).ways)


def test_what_is_to_be_avoided_is_gone_around(store: Embedded) -> None:
    """Without either state the memorandum stands, and without that a longer way."""
    around = paths(store, *BANKS, as_of="2021-12-01", avoid=["PAK", "Russia"], k=50).ways
    assert around
    assert not [one for way in through(around) for one in way if one in ("state/PAK", "state/RUS")]
    assert through(around)[:2] == [[MEMORANDUM.removeprefix(ID)], [DECISION.removeprefix(ID)]]
    without = paths(store, *BANKS, avoid=["agreement/sbp-bank-of-russia-2018", DECISION], k=1).ways
    assert len(without[0].hops) > 2
    with pytest.raises(QuestionError, match="neither of which is to be avoided"):
        paths(store, *BANKS, avoid=["Bank of Russia"])
    with pytest.raises(QuestionError, match="between two things"):
        paths(store, "PAK", "Pakistan")


def test_small_bodies_go_before_those_that_everybody_is_in(store: Embedded) -> None:
    """Pakistan and Brazil are both in the UN and 40 bodies more; the smallest stands first."""
    day = "2026-02-04"
    found = paths(store, "PAK", "BRA", as_of=day, k=10).ways
    net = links_on(store, None)
    sizes = [net.degree(one.things[1].iri) for one in found]
    assert all(len(one.hops) == 2 for one in found)
    assert sizes == sorted(sizes)
    assert ["body/UN"] not in through(found)
    shared = set(net[f"{ID}state/PAK"]) & set(net[f"{ID}state/BRA"])
    assert f"{ID}body/UN" in shared
    assert sizes[0] == min(net.degree(one) for one in shared)
    assert found[0].cost == pytest.approx(2 + math.log2(sizes[0]))
    assert found[0].hops[0].lines[0].when.words == f"as of {day}"


def test_a_tie_holds_on_its_days_alone(store: Embedded) -> None:
    """What the Factbook found on a day stands on no other; a tie to its last day, inclusive."""
    link = (f"{ID}state/PAK", f"{ID}body/UN")
    assert links_on(store, dt.date(2026, 2, 4)).has_edge(*link)
    assert not links_on(store, dt.date(2026, 2, 5)).has_edge(*link)
    observer = (f"{ID}state/PAK", f"{ID}body/SCO")
    assert not links_on(store, dt.date(2005, 7, 4)).has_edge(*observer)
    assert links_on(store, dt.date(2005, 7, 5)).has_edge(*observer)
    soviet = f"{ID}state/SUN"
    assert soviet in links_on(store, dt.date(1980, 1, 1))
    assert soviet not in links_on(store, dt.date(2000, 1, 1))


@pytest.mark.parametrize(
    ("day", "linked"),
    [
        ("1955-02-23", ["water"]),
        ("1955-02-24", ["one", "water"]),
        ("1959-12-31", ["one", "water"]),
        ("1970-07-01", ["border", "club", "one", "union", "water"]),
        ("1970-07-02", ["one", "water"]),
        ("1990-12-31", ["one", "water"]),
        ("1991-01-01", []),
    ],
)
def test_an_open_end_is_that_of_the_coverage(
    invented: Embedded, day: str, linked: list[str]
) -> None:
    """The two are in pact one, border by water, and were found in two bodies on one day."""
    found = paths(invented, "PAK", "TUR", as_of=day, avoid=["SUN", "RUS"]).ways
    kinds = {
        line.iri.rsplit("/", 1)[1].split("-")[0] for p in found for h in p.hops for line in h.lines
    }
    assert sorted(kinds) == linked


def test_what_was_found_in_a_year_holds_on_its_days(tmp_path: Path) -> None:
    dyad = f"{ID}dyad/PAK/TUR"
    turtle = f"""
@prefix cm: <{CM}> .
<{dyad}> cm:from <{ID}state/PAK> ; cm:to <{ID}state/TUR> .
<{ID}tie/mission> a cm:DiplomaticRepresentation ; cm:dyad <{dyad}> ; cm:year 2016 ;
  cm:source <{ID}document/list> ; cm:locator "list.csv#row=2" .
"""
    with replacing(tmp_path) as (made, _):
        made.load(path=str(shipped("ontology") / "comity.ttl"), format=ox.RdfFormat.TURTLE)
        made.load(turtle, format=ox.RdfFormat.TURTLE)
    small = connect(tmp_path)
    days = ("2015-12-31", "2016-01-01", "2016-12-31", "2017-01-01")
    assert [len(paths(small, "PAK", "TUR", as_of=day).ways) for day in days] == [0, 1, 1, 0]
    (way,) = paths(small, "PAK", "TUR").ways
    assert way.hops[0].lines[0].when.words == "2016"
    assert way.cost == 1


def test_reports_of_one_event_are_one_thing(store: Embedded) -> None:
    """The seventh session stands in three reports, that of the column undated."""
    net = links_on(store, None)
    reports = [f"{ID}event/pak-rus-igc-7-{name}" for name in ("brecorder", "column", "urdupoint")]
    assert len([one for one in reports if one in net]) == 1
    (session,) = (one for one in reports if one in net)
    records = {link.record for link in net[session][f"{ID}body/pak-rus-igc"]["links"]}
    assert set(reports) <= records


def test_nothing_links_what_nothing_links(store: Embedded) -> None:
    assert paths(store, *BANKS, as_of="1900-01-01", avoid=[DECISION, "PAK"]).ways == ()


def test_a_wrong_day_says_how_to_write_one(store: Embedded) -> None:
    with pytest.raises(QuestionError, match="'1 Dec' is no day"):
        paths(store, *BANKS, as_of="1 Dec")


def test_the_command_prints_the_sentence(run: Run) -> None:
    code, out, _ = run("path", *BANKS, "--as-of", "2021-12-01", "-k", "2")
    assert code == 0
    assert "1. Bank of Russia → Memorandum of understanding" in out
    assert "Both countries have agreed that the Bank of Russia and the State Bank" in out
    assert "pak-russia-ties.txt#sentence=4" in out
    code, out, _ = run("path", *BANKS, "--avoid", "PAK", "--avoid", "RUS", "-k", "1", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["path"] for row in rows} == {"1"}
    assert {row["b"] for row in rows if row["step"] == "1"} == {MEMORANDUM}
    assert f"{ID}document/thenews-411757" in {row["source"] for row in rows}
    code, _, said = run("path", "Bank", "PAK")
    assert code == 2
    assert "write one of" in said


def test_the_sources_of_a_path_can_be_cited(run: Run, tmp_path: Path) -> None:
    target = str(tmp_path / "path.csv")
    assert run("path", *BANKS, "-k", "1", "-f", "csv", "-o", target)[0] == 0
    code, out, _ = run("cite", target)
    assert code == 0
    assert "thenews-411757" in out
