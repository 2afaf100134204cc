"""The search field in a real browser: the combobox of WAI-ARIA APG."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser import complaints, grave
from comity.model.records import Match, Thing
from comity.query.question import question
from comity.views import serve
from loopback import served
from made_pages import EVIL, HREFS

LONG = "Nachrichtenübermittlungseinrichtungsbeauftragter" * 3
FOUND = [
    Match(Thing("", "Myanmar (Burma)", "state", "/state/MMR"), "Burma"),
    Match(Thing("", "Pakistan", "state", "/state/PAK"), ""),
    Match(Thing("", LONG, "institution", "/state/RUS"), "اسٹیٹ بینک آف پاکستان"),
]
SIZES = (1280, 400)

Field = tuple[Page, Locator, Locator]
"""The page, its search field, and the list that belongs to it."""


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    path: str = "/",
) -> Iterator[Field]:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    said = complaints(page)
    page.goto(address + path)
    field = page.get_by_role("combobox", name="Search for a state")
    yield page, field, page.locator(f"[id={field.get_attribute('aria-controls')}]")
    assert said == []
    assert page.evaluate("window.owned") is None
    context.close()


@pytest.fixture
def find(address: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Match]], str]:
    """Gives the address of a server whose every search finds what it is told to."""

    def finding(found: list[Match]) -> str:
        monkeypatch.setattr(serve, "search", lambda *_: found)
        return address

    return finding


def state_of(field: Locator, items: Locator) -> tuple[str | None, list[str | None], str | None]:
    """Whether it is open, which options are selected, and the active one by its place."""
    active = field.get_attribute("aria-activedescendant")
    ids = [one.get_attribute("id") for one in items.locator("li").all()]
    chosen = [one.get_attribute("aria-selected") for one in items.locator("li").all()]
    place = str(ids.index(active)) if active else None
    return field.get_attribute("aria-expanded"), chosen, place


def test_keys_do_what_they_do_in_a_combobox(
    browser: Browser, find: Callable[[list[Match]], str]
) -> None:
    none, no = ["false"] * 3, "false"
    with opened(browser, find(FOUND)) as (page, field, items):
        assert state_of(field, items) == (no, [], None)
        field.fill("bur")
        expect(items).to_be_visible()
        assert state_of(field, items) == ("true", none, None)
        for key, place in (
            *(("ArrowDown", at) for at in (0, 1, 2, 0)),
            *(("ArrowUp", at) for at in (2, 1, 0, 2)),
        ):
            field.press(key)
            chosen = ["true" if at == place else no for at in range(3)]
            assert state_of(field, items) == ("true", chosen, str(place)), (key, place)
        for key, caret in (("Home", 0), ("End", 3), ("ArrowLeft", 2), ("ArrowRight", 3)):
            field.press("ArrowDown")
            assert state_of(field, items)[2] == "0"
            field.press(key)
            assert state_of(field, items) == ("true", none, None), key
            assert field.evaluate("one => one.selectionStart") == caret
        field.press("ArrowDown")
        field.press("Escape")
        assert state_of(field, items) == (no, [], None)
        assert field.input_value() == "bur"
        expect(field).to_be_focused()
        field.press("ArrowDown")
        expect(items).to_be_visible()
        field.press("ArrowDown")
        with page.expect_response("**/search?q=burm&of="):
            field.press("m")
            assert state_of(field, items)[2] is None
        page.wait_for_timeout(100)
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url("**/state/MMR")


def test_enter_searches_for_what_is_typed_where_no_suggestion_is_chosen(
    browser: Browser, find: Callable[[list[Match]], str]
) -> None:
    with opened(browser, find(FOUND)) as (page, field, items):
        field.fill("bur")
        expect(items).to_be_visible()
        field.press("Enter")
        page.wait_for_url("**/search?q=bur")
        page.keyboard.press("Tab")


def test_the_other_name_that_fits_is_shown_and_a_click_leads_there(
    browser: Browser, find: Callable[[list[Match]], str]
) -> None:
    with opened(browser, find(FOUND), path="/id/body/SCO") as (page, field, items):
        field.fill("bur")
        expect(items).to_be_visible()
        said = items.locator("li").all_inner_texts()
        assert [" ".join(one.split()) for one in said[:2]] == [
            "Myanmar (Burma) Burma state",
            "Pakistan state",
        ]
        items.locator("li").first.click()
        page.wait_for_url("**/state/MMR")


def test_what_the_list_was_to_show_does_not_come_when_the_field_is_left(
    browser: Browser, find: Callable[[list[Match]], str]
) -> None:
    with opened(browser, find(FOUND)) as (page, field, items):
        field.fill("bur")
        expect(items).to_be_visible()
        field.press("Tab")
        assert state_of(field, items) == ("false", [], None)
        with page.expect_request("**/search?q=burm&of="):
            field.fill("burm")
        field.press("Escape")
        field.fill("burma")
        field.press("Tab")
        page.wait_for_timeout(400)
        assert state_of(field, items) == ("false", [], None)


def test_keys_that_write_a_sign_choose_nothing(
    browser: Browser, find: Callable[[list[Match]], str]
) -> None:
    """As one writes Chinese, Enter and arrows are of the signs that are offered."""
    with opened(browser, find(FOUND)) as (page, field, items):
        field.fill("缅")
        expect(items).to_be_visible()
        field.press("ArrowDown")
        for key in ("ArrowDown", "Enter", "Escape"):
            field.dispatch_event("keydown", {"key": key, "isComposing": True})
        assert state_of(field, items)[2] == "0"
        assert page.url.endswith("/")
        field.fill("b")
        expect(items).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/id/body/SCO"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_moves_nothing_and_fits_the_window(
    browser: Browser,
    find: Callable[[list[Match]], str],
    path: str,
    scheme: Literal["light", "dark"],
) -> None:
    size = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    for width in SIZES:
        with opened(browser, find(FOUND), width=width, scheme=scheme, path=path) as (
            page,
            field,
            items,
        ):
            before = page.evaluate(size), page.locator("h1").bounding_box()
            field.fill("bur")
            expect(items).to_be_visible()
            field.press("ArrowDown")
            assert (page.evaluate(size), page.locator("h1").bounding_box()) == before
            box = items.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert items.evaluate("one => one.scrollWidth <= one.clientWidth")
            assert grave(page) == []


def test_nothing_that_a_name_holds_is_run(
    browser: Browser, find: Callable[[list[Match]], str]
) -> None:
    hostile = [
        Match(Thing("", text, text, href), text)
        for text, href in zip(EVIL, [*HREFS, *HREFS], strict=False)
    ]
    with opened(browser, find(hostile)) as (page, field, items):
        field.fill("bur")
        expect(items).to_be_visible()
        shown = items.locator("li")
        assert shown.count() == min(len(hostile), 12)
        assert items.locator(":not(li, span, bdi)").count() == 0
        for at in range(shown.count()):
            shown.nth(at).click()
        assert shown.first.locator("bdi").all_text_contents() == [EVIL[0]] * 2
        page.wait_for_timeout(100)
        assert page.url.endswith("/")


def test_names_are_read_when_the_server_starts_and_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks while they are read waits for them; nobody reads them again."""
    read, go = [], threading.Event()

    def slow(name: str) -> object:
        if name == "names":
            read.append(name)
            go.wait(10)
        return question(name)

    monkeypatch.setattr("comity.answers.search.question", slow)
    with served(serve.application(folder)) as address:
        threading.Timer(0.5, go.set).start()
        asked = [httpx.get(f"{address}/search?q={text}", timeout=60) for text in ("PAK", "RUS")]
    assert [one.headers["location"] for one in asked] == ["/state/PAK", "/state/RUS"]
    assert read == ["names"]
