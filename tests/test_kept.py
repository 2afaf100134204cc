"""What an analyst keeps: read by its IRIs, by an address that says all of it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from browser import Opened, complaints, grave
from comity.answers.dossier import dossier
from comity.answers.kept import DYADS, MOST, kept
from comity.errors import QuestionError
from comity.model.namespaces import ID
from comity.model.records import Line
from comity.query.cite import cite
from comity.store.stores import Embedded
from comity.views.site import Site
from conftest import Run
from made_pages import EVIL

DRUZHBA = "event/druzhba-2016"
SIGNED = "event/pak-sun-trade-1956-signing"
TWO = f"{DRUZHBA},{SIGNED}"


@contextmanager
def opened(browser: Browser, address: str, path: str, *scripts: str) -> Iterator[Page]:
    """A served page that may run scripts before its own, and says nothing on its console."""
    context = browser.new_context(accept_downloads=True)
    for one in scripts:
        context.add_init_script(one)
    page = context.new_page()
    said = complaints(page)
    page.goto(address + path)
    yield page
    assert said == []
    assert page.evaluate("window.owned") is None
    context.close()


def stored(page: Page) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(
        page.evaluate("localStorage.getItem('comity.kept') ?? '[]'")
    )
    return found


def lines_of(store: Embedded) -> dict[str, Line]:
    known = dossier(store, "PAK", "RUS")
    return {line.iri.removeprefix(ID): line for part in known.sections for line in part.lines}


def test_what_is_kept_is_what_the_pages_of_the_graph_say(store: Embedded) -> None:
    shown = lines_of(store)
    paths = list(shown)[::-1][:MOST]
    known = kept(store, [*paths, "tie/of/nobody", paths[0]])
    assert [one.path for one in known.items] == paths
    assert [one.line for one in known.items] == [shown[path] for path in paths]
    assert known.absent == ("tie/of/nobody",)
    used = {shown[path].source.iri for path in paths}
    assert {one.iri for one in known.sources} == used
    assert sorted(known.cite().split("\n\n")) == sorted(cite(*used, store=store).split("\n\n"))


def test_a_dyad_that_is_kept_has_all_its_records_and_sources(store: Embedded) -> None:
    whole = dossier(store, "PAK", "CHN")
    known = kept(store, ["dyad/PAK/CHN", "dyad/PAK/XXX", "dyad/PAK", "dyad/PAK/PAK"])
    (item,) = known.items
    count = sum(part.records for part in whole.sections)
    assert item.says[-1] == f": {count} records"
    assert item.sources == whole.sources
    assert known.absent == ("dyad/PAK/XXX", "dyad/PAK", "dyad/PAK/PAK")
    assert {one.iri for one in known.sources} == {one.iri for one in whole.sources}


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ([f"tie/{n}" for n in range(MOST + 1)], "at most 100"),
        ([f"dyad/PAK/{n}" for n in range(DYADS + 1)], "10 of them dyads"),
        (["tie/x> ?p ?o } #"], "is no record"),
        (["tie/a|b"], "is no record"),
        (["../etc"], "is no record"),
        ([""], "is no record"),
    ],
)
def test_what_cannot_be_kept_is_told(store: Embedded, paths: list[str], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        kept(store, paths)


def test_the_graph_says_nothing_of_what_is_no_record(store: Embedded) -> None:
    known = kept(store, ["state/PAK", "body/SCO"])
    assert (known.items, known.absent, known.cite()) == ((), ("state/PAK", "body/SCO"), "")


def test_the_address_is_the_collection_in_every_form(address: str, store: Embedded) -> None:
    path = f"/kept?records={TWO}"
    page = httpx.get(address + path, timeout=60).text
    assert page.index("Druzhba-2016") < page.index("First trade agreement")
    shown = lines_of(store)
    for form in ("json", "csv", "parquet", "bib"):
        assert f'href="{path}&amp;format={form}"' in page
    rows = pl.read_parquet(BytesIO(httpx.get(f"{address}{path}&format=parquet").content))
    lines = [shown[DRUZHBA], shown[SIGNED]]
    assert rows["iri"].to_list() == [one.iri for one in lines]
    assert rows["start"].to_list() == [one.when.start for one in lines]
    assert rows["licence"].to_list() == [one.source.licence for one in lines]
    assert httpx.get(f"{address}{path}&format=bib").text == kept(store, TWO.split(",")).cite()
    said = json.loads(httpx.get(f"{address}{path}&format=json").content)
    assert said["call"] == f"comity.kept(comity.connect(), {TWO.split(',')!r})"


def test_an_address_can_name_as_many_as_are_kept(address: str, store: Embedded) -> None:
    """With the longest paths that there are; those that no record has are told, too."""
    paths = [*lines_of(store)][: MOST - 10] + [f"tie/{'x' * 110}{n}" for n in range(10)]
    page = httpx.get(f"{address}/kept?records={','.join(paths)}", timeout=60)
    assert page.status_code == httpx.codes.OK
    assert page.text.split('id="kept"')[1].split("</table>")[0].count("<tr>") == 1 + MOST - 10
    assert page.text.count("<li><code>tie/xxx") == 10


def test_a_collection_is_written_to_a_file_that_opens_offline(
    run: Run, browser: Browser, tmp_path: Path
) -> None:
    code, _, error = run("view", f"/kept?records={TWO}", "-o", str(tmp_path / "kept.html"))
    assert (code, error) == (0, "")
    with Opened(browser, tmp_path / "kept.html") as page:
        assert "Druzhba-2016" in page.page.inner_text("#kept")
        assert page.page.locator("[data-keep], .keep button, textarea").count() == 0
        page.check()


def test_records_are_kept_put_in_order_and_annotated(browser: Browser, address: str) -> None:
    with opened(browser, address, "/dyad/PAK/RUS") as page:
        counter = page.locator("nav a[href^='/kept']")
        assert counter.inner_text() == "Kept"
        first = page.locator(f"[data-path='{DRUZHBA}']").first
        first.focus()
        page.keyboard.press("Enter")
        expect(first).to_have_attribute("aria-pressed", "true")
        assert "Druzhba-2016" in (first.get_attribute("aria-label") or "")
        page.locator(f"[data-path='{SIGNED}']").first.click()
        page.locator("h1 .keep button").click()
        assert counter.inner_text() == "Kept 3"
        paths = [DRUZHBA, SIGNED, "dyad/PAK/RUS"]
        assert [one["path"] for one in stored(page)] == paths
        counter.click()
        page.wait_for_url("**/kept?records=**")
        assert page.url == f"{address}/kept?records={','.join(paths)}"
        page.locator("td.note textarea").first.fill(EVIL[0])
        page.focus("#down-0")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**records={SIGNED},{DRUZHBA},dyad/PAK/RUS*")
        assert page.evaluate("document.activeElement.id") == "down-1"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**records={SIGNED},dyad/PAK/RUS,{DRUZHBA}*")
        assert page.evaluate("document.activeElement.id") == "up-2"
        assert page.locator("td.note textarea").nth(2).input_value() == EVIL[0]
        page.click("#away-0")
        page.wait_for_url(f"**records=dyad/PAK/RUS,{DRUZHBA}*")
        assert page.evaluate("document.activeElement.id") == "away-0"
        assert [one["note"] for one in stored(page)] == ["", EVIL[0]]
        page.goto(f"{address}/kept")
        page.wait_for_url("**/kept?records=**")
        assert page.locator("#kept tbody tr").count() == 2
        page.goto(f"{address}/dyad/PAK/RUS")
        page.locator("h1 .keep button").click()
        assert [one["path"] for one in stored(page)] == [DRUZHBA]


def test_what_is_taken_away_has_the_notes_and_runs_nothing(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    note = f"=1+1 {EVIL[1]} {EVIL[4]} *x* [y](javascript:1)"
    items = [{"path": DRUZHBA, "note": note}, {"path": "dyad/PAK/RUS", "note": ""}]
    keep = f"localStorage.setItem('comity.kept', {json.dumps(json.dumps(items))})"
    with opened(browser, address, "/kept", keep.replace("</script>", "<\\/script>")) as page:
        page.wait_for_url("**/kept?records=**")
        for button in ("CSV with notes", "Markdown", "Page"):
            with page.expect_download() as download:
                page.get_by_role("button", name=button, exact=True).click()
            download.value.save_as(tmp_path / download.value.suggested_filename)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "kept.csv").read_text("utf-8-sig"))))
    assert [one["iri"] for one in rows] == [f"{ID}{one['path']}" for one in items]
    assert rows[0]["note"] == f"'{note}"
    assert "Druzhba-2016" in rows[0]["what"]
    text = (tmp_path / "kept.md").read_text("utf-8")
    assert "Druzhba\\-2016" in text
    assert "\\[y\\]\\(javascript\\:1\\)" in text
    assert not re.search(r"(?<!\\)<(?!https://w3id\.org/comity/id/)", text.split("## Sources")[0])
    assert "@" in text.split("## Sources in BibTeX")[1]
    with Opened(browser, tmp_path / "kept.html") as page_:
        assert note in page_.page.inner_text("#kept").replace("\n", " ")
        assert page_.page.locator("script, form, button, textarea, nav").count() == 0
        assert page_.page.locator("a[href^='/']").count() == 0
        page_.check()


def test_what_a_colleague_sent_is_shown_and_can_be_kept(browser: Browser, address: str) -> None:
    with opened(browser, address, f"/kept?records={TWO},tie/of/nobody") as page:
        assert page.locator("textarea").count() == 0
        assert "tie/of/nobody" in page.inner_text("main")
        page.get_by_role("button", name="Keep these").click()
        page.wait_for_selector("textarea")
        assert [one["path"] for one in stored(page)] == [*TWO.split(","), "tie/of/nobody"]
        page.get_by_role("button", name="Remove: tie/of/nobody").click()
        page.wait_for_url(f"**records={TWO}*")


@pytest.mark.parametrize(
    "refused",
    [
        "Storage.prototype.setItem = () => { throw new Error('no') }",
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })",
    ],
)
def test_a_browser_that_stores_nothing_says_so(
    browser: Browser, address: str, refused: str
) -> None:
    with opened(browser, address, "/dyad/PAK/RUS", refused) as page:
        page.locator("h1 .keep button").click()
        assert "keeps nothing" in page.inner_text("nav [role=status]")
        assert page.get_attribute("h1 .keep button", "aria-pressed") == "false"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        "[1,null,{}]",
        '[{"path":"tie/<img src=x onerror=owned=1>","note":1}]',
        '[{"path":"javascript:owned=1","note":""}]',
    ],
)
def test_what_is_stored_is_not_believed(browser: Browser, address: str, text: str) -> None:
    keep = f"localStorage.setItem('comity.kept', {json.dumps(text)})"
    with opened(browser, address, "/kept", keep) as page:
        assert page.inner_text("nav a[href='/kept']") == "Kept"
        assert "Nothing is kept yet" in page.inner_text("main")


def test_no_more_is_kept_than_an_address_can_ask_for(browser: Browser, address: str) -> None:
    full = json.dumps([{"path": f"tie/{n}", "note": ""} for n in range(MOST)])
    keep = f"localStorage.setItem('comity.kept', {json.dumps(full)})"
    with opened(browser, address, f"/id/{DRUZHBA}", keep) as page:
        page.locator("h1 .keep button").click()
        assert "At most 100" in page.inner_text("nav [role=status]")
        assert len(stored(page)) == MOST


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_axe_finds_nothing(
    browser: Browser, folder: Path, address: str, width: int, scheme: str
) -> None:
    items = json.dumps([{"path": path, "note": "x"} for path in TWO.split(",")])
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    context.add_init_script(f"localStorage.setItem('comity.kept', {json.dumps(items)})")
    page = context.new_page()
    page.goto(f"{address}/kept")
    page.wait_for_selector("textarea")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert grave(page) == []
    assert Site(folder).page(f"/kept?records={TWO}").address() == f"/kept?records={TWO}"
    context.close()
