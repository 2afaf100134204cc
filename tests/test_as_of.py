"""What holds on a day: the rules by hand-made periods, and pages of a day by what ships."""

import datetime as dt
from pathlib import Path

import pytest

from comity.answers.asof import CERTAINLY, NO, POSSIBLY, UNDATED, Reach, holds, in_force
from comity.answers.dates import period
from comity.answers.dossier import dossier
from comity.answers.network import network
from comity.answers.profile import profile
from comity.errors import QuestionError
from comity.model.records import Period
from comity.model.states import state
from comity.store.stores import Embedded
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
