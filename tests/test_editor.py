"""The editor of queries in a real browser, under the page's own policy."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import complaints, grave
from comity.answers.completion import Completion
from comity.views import serve
from made_pages import EVIL

WRONG = "SELECT ?a\nWHRE { ?a ?b ?c }"
LONG = 20_000
"""Milliseconds: the first query waits for a process of its own."""


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    complains: bool = False,
) -> Iterator[Page]:
    """The query page; it asks nobody else, and complains of nothing but an answer of 400."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    said = complaints(page)
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{address}/query")
    yield page
    assert [one for one in said if not (complains and "status of 400" in one)] == []
    assert [one for one in asked if not one.startswith((address, "data:", "blob:"))] == []
    assert page.evaluate("window.owned") is None
    context.close()


def write(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_a_query_runs_and_its_address_holds_it(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        expect(page.locator(".cm-lineNumbers .cm-gutterElement").nth(1)).to_have_text("1")
        write(page, "SELECT ?s ?year ?value { VALUES (?s ?year ?value)\n { (state:PAK 2000 7) } }")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#status")).to_contain_text("1 row in", timeout=LONG)
        link = page.get_by_role("region", name="Answer").get_by_role("link", name="Pakistan")
        expect(link).to_have_attribute("href", "/state/PAK")
        expect(page.locator("figure.chart circle")).to_have_count(1)
        assert "/query?query=SELECT" in page.url
        page.reload()
        expect(page.locator(".cm-content")).to_contain_text("state:PAK 2000 7")


def test_a_wrong_place_is_told_and_marked(browser: Browser, address: str) -> None:
    with opened(browser, address, complains=True) as page:
        write(page, WRONG)
        page.get_by_role("button", name="Run").click()
        expect(page.get_by_role("alert")).to_contain_text("SPARQL error at 2:6: ", timeout=LONG)
        expect(page.locator(".cm-lintRange-error")).to_have_text("{")
        expect(page.locator(".cm-content")).to_be_focused()
        page.keyboard.type("x")
        write(page, "ASK { state:PAK a cm:State }")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#answer tbody")).to_have_text("true", timeout=LONG)
        expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_tab_indents_and_leaves_after_escape(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        write(page, "x")
        page.keyboard.press("Tab")
        expect(page.locator(".cm-content")).to_have_text("  x")
        expect(page.locator(".cm-content")).to_be_focused()
        page.keyboard.press("Escape")
        page.wait_for_timeout(2500)
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_a_completion_is_chosen_by_key(browser: Browser, address: str) -> None:
    with opened(browser, address) as page:
        write(page, "SELECT * { ?border a ")
        page.keyboard.type("cm:LandB", delay=20)
        options = page.locator(".cm-tooltip-autocomplete li")
        expect(options).to_have_count(1)
        expect(options.first).to_contain_text("cm:LandBorder")
        expect(page.locator(".cm-completionInfo")).to_contain_text("A land border of a given")
        page.wait_for_timeout(100)
        page.keyboard.press("Enter")
        page.keyboard.type(" ; cm:value ?bo", delay=20)
        expect(options.first).to_have_text("?border")
        page.wait_for_timeout(100)
        page.keyboard.press("Escape")
        assert page.input_value("#text") == "SELECT * { ?border a cm:LandBorder ; cm:value ?bo"


def test_nothing_that_a_completion_or_a_query_holds_is_run(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = [Completion(text, text, text, text) for text in EVIL]
    monkeypatch.setattr(serve, "complete", lambda *_: hostile)
    with opened(browser, address, complains=True) as page:
        write(page, "")
        page.keyboard.type("bank", delay=20)
        options = page.locator(".cm-tooltip-autocomplete li")
        expect(options).to_have_count(len(EVIL))
        for at in range(len(EVIL)):
            expect(options.nth(at)).to_contain_text(EVIL[at].split("\u2028")[0][:20])
        assert page.locator(".cm-tooltip img, .cm-tooltip a, .cm-tooltip script").count() == 0
        page.keyboard.press("Escape")
        write(page, "\n".join(EVIL))
        page.get_by_role("button", name="Run").click()
        expect(page.get_by_role("alert")).to_be_visible(timeout=LONG)
        rows = " ".join(f"{ox_text(text)}" for text in EVIL)
        write(page, f"SELECT ?x {{ VALUES ?x {{ {rows} }} }}")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#answer tbody tr")).to_have_count(len(EVIL), timeout=LONG)
        assert page.locator("#answer img, #answer script, #answer svg").count() == 0


def ox_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_serious_and_the_page_fits(
    browser: Browser, address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    # axe is run as a script, which the page's policy keeps out: so the page comes without it
    pattern = re.compile(r"<meta http-equiv[^>]*>")
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.route(
        "**/query",
        lambda route: route.fulfill(body=pattern.sub("", route.fetch().text()),
                                    content_type="text/html"),
    )  # fmt: skip
    page.goto(f"{address}/query")
    write(page, "SELECT ?s ?year ?value { VALUES (?s ?year ?value) { (state:PAK 2000 7) } }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer table")).to_be_visible(timeout=LONG)
    assert grave(page) == []
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" cm:Member", delay=20)
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_be_visible()
    expect(page.locator(".cm-content")).to_have_attribute("aria-controls", re.compile("cm-ac"))
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
