"""Spells across states: of invented alliances, and of what ships, on one axis in a browser."""

import datetime as dt
import re
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser

from browser import Opened, grave
from comity.answers.spells import Spells, spells
from comity.errors import QuestionError, UnknownStateError, UnknownThingError
from comity.store.stores import Embedded
from comity.views.html import html, write_page
from comity.views.spells import Group, spells_page
from made_pages import made_spells

COVERED = dt.date(1990, 12, 31)


def told(found: Spells) -> list[tuple[str, str, str, str, dt.date | None]]:
    return [
        (one.of, one.subject.label, one.other.label, one.when.words, one.covered)
        for one in found.spells
    ]


def test_spells_are_those_of_the_states_and_of_those_they_continue(invented: Embedded) -> None:
    """Read off invented.ttl; an open end is told to 1990, where the coverage ends."""
    found = spells(invented, ["PAK", "RUS"], "Participation")
    assert told(found) == [
        ("PAK", "Pakistan", "Pact one", "1955-02-24 to 1959-12-31", None),
        ("RUS", "Soviet Union", "Pact one", "1956-01-01 to 1957-12-31", None),
        ("PAK", "Pakistan", "Pact one", "from 1960-01-01", COVERED),
        ("RUS", "Soviet Union", "Pact two", "1980-01-01 to 1985-12-25", None),
        ("RUS", "Russia", "Pact two", "from 1985-12-26", COVERED),
        ("RUS", "Russia", "Pact three", "from 1986-01-01", COVERED),
    ]
    assert {one.locator for one in found.spells} == {
        f"members.csv#row={n}" for n in (2, 3, 5, 6, 7)
    }
    assert [one.title for one in found.sources] == ["Invented alliances"]
    assert found.covers == (("Invented alliances", 1990),)


def test_rows_stand_under_what_most_are_in_or_under_each_state(invented: Embedded) -> None:
    found = spells(invented, ["PAK", "RUS"], "Participation")

    def rows(by: str) -> list[tuple[str, list[str]]]:
        groups = spells_page(found, by=by).shows["groups"]
        assert isinstance(groups, list)
        assert all(isinstance(one, Group) and one.head for one in groups)
        return [(one.head.label, [row.name.label for row in one.rows]) for one in groups]

    assert rows("other") == [
        ("Pact one", ["Pakistan", "Russia"]),
        ("Pact two", ["Russia"]),
        ("Pact three", ["Russia"]),
    ]
    assert rows("state") == [
        ("Pakistan", ["Pact one"]),
        ("Russia", ["Pact one", "Pact two", "Pact three"]),
    ]


def test_of_ties_of_two_those_among_several_are_shown(invented: Embedded) -> None:
    """Pakistan borders nobody whom it is asked with; alone it has all its neighbours."""
    alone = spells(invented, ["PAK"], "Contiguity")
    assert alone.spells
    others = {one.other.iri.rsplit("/", 1)[1] for one in alone.spells}
    assert "IND" not in others
    assert spells(invented, ["PAK", "IND"], "Contiguity").spells == ()


def test_bars_are_where_a_hand_puts_them() -> None:
    """On an axis from 1960 to 2000, 40 years: 1 January 1980 is at 50 per cent.

    What began in 1970 did so by 31 December, (10 + 364/365) / 40, and what ended in 1989 was held
    to the end of 1 January, (29 + 1/365) / 40.
    """
    page = spells_page(made_spells("it", "/x"), years=(1960, 1999))
    groups = page.shows["groups"]
    assert isinstance(groups, list)
    (group,) = groups
    one, other = (row.bars for row in group.rows)
    whole, cut = one
    assert (whole.look, whole.sure, whole.light) == ("full", ("0.00%", "50.00%"), ())
    assert (whole.start, whole.end, whole.cut) == ("0.00%", "50.00%", "")
    assert (cut.look, cut.sure) == ("observer", ("75.00%", "100.00%"))
    assert (cut.start, cut.end, cut.cut) == ("75.00%", "", "100.00%")
    coarse, found, unknown = other
    assert (coarse.look, coarse.sure) == ("associate", ("27.49%", "72.51%"))
    assert coarse.light == (("25.00%", "27.49%"), ("72.51%", "75.00%"))
    assert (unknown.look, unknown.sure, unknown.light) == (
        "unknown",
        None,
        (("75.00%", "87.50%"),),
    )
    assert (found.look, found.sure, found.light, found.start) == ("else", None, (), "")
    assert found.point == f"{100 * (35 + 182 / 365) / 40:.2f}%"


def test_years_cut_what_is_shown_and_no_spell_is_lost() -> None:
    made = made_spells("it", "/x")
    page = spells_page(made, years=(1980, 1989))
    assert page.table is not None
    assert page.table()["when"].to_list() == ["1970 to 1989"]
    groups = page.shows["groups"]
    assert isinstance(groups, list)
    (bar,) = groups[0].rows[0].bars
    assert (bar.start, bar.sure) == ("", ("0.00%", "90.03%"))
    with pytest.raises(QuestionError, match="run backwards"):
        spells_page(made, years=(1990, 1980))
    every = spells_page(made).table
    assert every is not None
    assert every().height == len(made.spells) == 5


def test_what_is_not_there_is_told(store: Embedded) -> None:
    with pytest.raises(QuestionError, match="no kind of spells"):
        spells(store, ["PAK"], "Trade")
    with pytest.raises(QuestionError, match="from a source 'nothing'"):
        spells(store, ["PAK"], source="nothing")
    with pytest.raises(UnknownThingError, match="body/NONE"):
        spells(store, body="body/NONE")
    with pytest.raises(UnknownStateError):
        spells(store, ["XXX"])
    empty = spells_page(spells(store, ["PAK"], "Membership"), years=(1700, 1701))
    assert "That is no zero" in html(empty)


def test_the_members_of_a_body_are_told_with_their_roles(store: Embedded) -> None:
    """The Factbook of 2026 has Belarus as a partner of the SCO and Mongolia as an observer."""
    found = spells(store, body="body/SCO")
    roles = {(one.subject.label, one.role) for one in found.spells}
    assert {("Belarus", "Partner"), ("Mongolia", "Observer"), ("Pakistan", "Member")} <= roles
    asked = "SELECT (COUNT(?t) AS ?n) { ?t a cm:Membership ; cm:body body:SCO }"
    assert len(found.spells) == store.select(asked).item()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/timeline", 200, "Pakistan, Russia, China, India: membership through time"),
        ("/timeline?body=body/SCO&from=2000&to=2026", 200, "Shanghai Cooperation Organization"),
        ("/timeline?states=PAK,IND&by=state", 200, '<option value="state" selected>'),
        ("/timeline?by=year", 404, "no way to group"),
        ("/timeline?from=soon", 404, "is no year"),
        ("/timeline?states=QQQ", 404, "QQQ"),
    ],
)
def test_an_address_gives_the_page(address: str, path: str, status: int, said: str) -> None:
    page = httpx.get(f"{address}{path}", timeout=60)
    assert page.status_code == status
    assert said in page.text


def test_a_bar_answers_to_pointer_and_keys_and_leads_to_its_record(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/timeline?body=body/SCO")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bar = page.locator('.lane a[aria-label^="Pakistan"]').first
    bar.hover()
    assert page.inner_text(".spells .tip").startswith("Pakistan – Shanghai Cooperation")
    bar.focus()
    assert page.locator(".spells .tip").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".spells .tip").is_hidden()
    page.keyboard.press("ArrowRight")
    assert page.locator(".spells .tip").is_visible()
    page.keyboard.press("ArrowLeft")
    assert page.locator('.spells [tabindex="0"]').count() == 1
    assert page.evaluate("document.activeElement.ariaLabel").startswith("Pakistan")
    assert asked == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/tie/**")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_timeline_opens_alone_and_gives_its_picture(
    browser: Browser, store: Embedded, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    write_page(html(spells_page(spells(store, body="body/SCO"))), tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html", scheme=scheme) as opened:
        for width in (360, 1280):
            opened.page.set_viewport_size({"width": width, "height": 900})
            assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        with opened.page.expect_download() as download:
            opened.page.click("#svg")
        download.value.save_as(tmp_path / "spells.svg")
        opened.check()
    picture = (tmp_path / "spells.svg").read_text(encoding="utf-8")
    assert "Shanghai Cooperation Organization: membership through time" in picture
    assert "The World Factbook" in picture
    assert ">Pakistan</text>" in picture
    assert ">full member</text>" in picture
    assert 'stroke-opacity="0.35"' in picture
    text = re.sub(r"<meta http-equiv[^>]*>", "", (tmp_path / "page.html").read_text("utf-8"))
    (tmp_path / "axe.html").write_text(text, encoding="utf-8")
    with Opened(browser, tmp_path / "axe.html", scheme=scheme) as opened:
        assert grave(opened.page) == []
