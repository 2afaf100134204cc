"""An analyst's way through the served pages in a real browser, with scripts and without."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from playwright.sync_api import Browser, Page, expect

from browser import complaints
from comity.answers.kept import kept
from comity.store.stores import Embedded

DAY = "2016-10-01"


@contextmanager
def travelled(browser: Browser, address: str, *, scripts: bool) -> Iterator[Page]:
    """A page that asks this server alone, gets what it asks for, and complains of nothing."""
    context = browser.new_context(java_script_enabled=scripts, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    said = complaints(page)
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda r: said.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    page.goto(address)
    yield page
    assert said == []
    assert [one for one in asked if not one.startswith((f"{address}/", "blob:", "data:"))] == []
    context.close()


def download(page: Page, name: str, to: Path) -> Path:
    with page.expect_download() as found:
        page.evaluate(
            """([name]) => { const to = [...document.querySelectorAll("#take a")]
              .find((one) => one.textContent === name);
              to.download = ""; to.click(); }""",
            [name],
        )
    found.value.save_as(to)
    return to


def test_from_two_misspelt_names_to_a_collection_that_can_be_sent(
    browser: Browser, address: str, store: Embedded, tmp_path: Path
) -> None:
    with travelled(browser, address, scripts=True) as page:
        find_the_two(page)
        first, tie = keep_a_record_and_see_its_source(page)
        walk_the_network(page)
        second = keep_another_and_compare(page, f"{address}/dyad/PAK/RUS?at={DAY}")
        page.click("nav a[href^='/kept']")
        page.wait_for_selector("#kept")
        sent, rows = page.url, page.locator("#kept tbody tr")
        assert sent == f"{address}/kept?records={first},{second}"
        assert tie in rows.first.inner_text()
        table = pl.read_csv(download(page, "CSV", tmp_path / "kept.csv"))
        bib = download(page, "BibTeX", tmp_path / "kept.bib").read_text("utf-8")
        read = [row.locator("td").nth(1).inner_text() for row in rows.all()]
    known = kept(store, [first, second])
    assert table["iri"].to_list() == [one.iri for one in known.items]
    assert bib == known.cite()
    with travelled(browser, address, scripts=False) as page:
        page.goto(sent)
        rows = page.locator("#kept tbody tr")
        assert [row.locator("td").nth(1).inner_text() for row in rows.all()] == read


def find_the_two(page: Page) -> None:
    page.get_by_role("combobox").first.fill("Pakstan, Rusia")
    page.get_by_role("option", name="Pakistan – Russia").first.click()
    page.wait_for_url("**/dyad/PAK/RUS")
    page.fill("input[name=at]", DAY)
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url(f"**/dyad/PAK/RUS?at={DAY}**")
    assert f"As of {DAY}" in page.inner_text("[role=status].held")


def keep_a_record_and_see_its_source(page: Page) -> tuple[str, str]:
    """The path of the first record of the page, and what it says."""
    row = page.locator("table.lines[data-sortable] tbody tr:visible").first
    tie = row.locator("td").nth(1).inner_text()
    row.locator(".mark > summary").click()
    row.get_by_role("link", name="record").click()
    page.wait_for_url("**/id/**")
    assert page.locator("dl.facts").is_visible()
    page.locator("h1 .keep button").click()
    first = page.url.split("/id/")[1]
    page.go_back()
    row.locator(".mark > summary").click()
    row.get_by_role("link", name="source", exact=True).click()
    page.wait_for_url(lambda url: "/dyad/" not in url)
    assert page.locator("main h1").is_visible()
    page.go_back()
    return first, tie


def walk_the_network(page: Page) -> None:
    """From the node of one state to that of another, to its page, and back to the same view."""
    page.get_by_role("link", name="Network of Pakistan").click()
    page.wait_for_selector("html[data-drawn]")
    assert f"on {DAY}" in page.inner_text(".under")
    page.fill("#find", "Russia")
    page.press("#find", "Enter")
    assert page.inner_text("#panel .head") == "Russia"
    page.press("#canvas", "Enter")
    page.wait_for_url("**/state/RUS**")
    page.go_back()
    page.wait_for_selector("html[data-drawn]")
    assert page.inner_text("#panel .head") == "Russia"


def keep_another_and_compare(page: Page, dyad: str) -> str:
    """The path of the record that is kept."""
    page.goto(dyad)
    other = page.locator("td .keep button[aria-pressed=false]:visible").first
    path = other.get_attribute("data-path")
    other.click()
    expect(page.locator("nav a[href^='/kept']")).to_have_text("Kept 2")
    page.get_by_label("Compare with").fill("Chnia")
    page.get_by_role("option", name="China").first.click()
    page.wait_for_url("**/compare**")
    assert page.title().startswith("Pakistan – Russia beside Pakistan – China")
    return path or ""


def test_without_scripts_every_page_reads_and_every_form_asks(
    browser: Browser, address: str
) -> None:
    with travelled(browser, address, scripts=False) as page:
        page.locator("form.search input[name=q]").first.fill("Pakstan, Rusia")
        page.locator("form.search button").first.click()
        assert page.url == f"{address}/dyad/PAK/RUS"
        page.fill("input[name=at]", DAY)
        page.get_by_role("button", name="Show", exact=True).click()
        assert f"As of {DAY}" in page.inner_text("[role=status].held")
        assert page.locator(".keep button").count() == 0
        row = page.locator("table.lines[data-sortable] tbody tr").first
        row.locator(".mark > summary").click()
        assert row.locator(".evidence").is_visible()
        row.get_by_role("link", name="record").click()
        assert page.locator("dl.facts").is_visible()
        page.go_back()
        page.get_by_label("Compare with").fill("Chnia")
        page.get_by_role("button", name="Compare", exact=True).click()
        assert page.title().startswith("Pakistan – Russia beside Pakistan – China")
        assert page.locator("#time ~ h3").count() == 2
        page.get_by_label("Compare with").fill("India")
        page.get_by_role("button", name="Compare", exact=True).click()
        assert page.locator("#time ~ h3").count() == 3
        page.get_by_role("link", name="Leave out").first.click()
        assert page.title().startswith("Pakistan – China beside Pakistan – India")
        page.goto(f"{address}/network/PAK?at={DAY}")
        ties = int(page.inner_text("#twin-count"))
        assert page.locator("#table tbody tr").count() == ties > 0
        assert "needs scripts" in page.inner_text(".stage")
        page.goto(f"{address}/kept")
        assert "needs scripts" in page.inner_text("main")
        for path in ("/", "/sources", "/query", "/state/PAK", "/question/bodies-of?state=PAK"):
            page.goto(address + path)
            assert page.locator("h1").is_visible()
