"""A site of files: whole, from any folder, with links to files that are there and nothing else."""

import json
import re
import shutil
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from browser import Opened
from comity.answers.search import search
from comity.errors import PublishError
from comity.store.stores import Embedded
from comity.views import publish as publishing
from comity.views.html import html
from comity.views.publish import ABOUT, publish
from comity.views.site import Site
from comity.views.ways import Way

KEYS = ("PAK", "RUS", "SUN")


class Links(HTMLParser):
    """Addresses that a page links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the graph that ships, with dyads of three states."""
    made = tmp_path_factory.mktemp("published") / "site"
    told: list[tuple[int, int]] = []
    count = publish(folder, made, KEYS, lambda done, total: told.append((done, total)))
    assert told[-1] == (count, count)
    return made


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("index.html"))


def test_every_link_of_every_page_is_to_a_file_that_is_there(site: Path) -> None:
    dead = set()
    for page in pages(site):
        for link in Links(page.read_text(encoding="utf-8")).found:
            if link.startswith(("#", "https://", "http://")):
                continue
            if not (page.parent / unquote(link.split("#")[0])).resolve().is_file():
                dead.add((str(page.relative_to(site)), link))
    assert dead == set()


def test_the_site_has_a_page_of_every_state_source_and_question_and_its_data(site: Path) -> None:
    about = json.loads((site / ABOUT).read_text())
    assert about["pages"] == len(pages(site)) > 700
    assert about["states"] == list(KEYS)
    dyads = {f"{p.parent.parent.name}/{p.parent.name}" for p in site.glob("dyad/*/*/index.html")}
    assert dyads == {"PAK/RUS", "RUS/PAK", "PAK/SUN", "SUN/PAK", "RUS/SUN", "SUN/RUS"}
    two = site / "dyad/PAK/RUS"
    said = json.loads((two / "index.json").read_text(encoding="utf-8"))
    assert said["manifest"] == about["manifest"]
    assert {one.name for one in two.iterdir()} >= {"index.bib", "index.csv", "index.parquet"}
    assert not list(site.rglob(".*"))
    assert not site.with_name("site.part").exists()


def test_a_page_is_that_which_is_served_but_for_what_asks_a_server(
    site: Path, folder: Path
) -> None:
    served = Site(folder).page("/state/PAK")
    about = json.loads((site / ABOUT).read_text())
    held = publishing._held(publishing.addresses(Site(folder), KEYS))  # noqa: SLF001
    way = Way(live=False, root="../../", held=held, states=tuple(about["states"]))
    assert (site / "state/PAK/index.html").read_text(encoding="utf-8") == html(served, way)


def test_a_site_is_walked_from_a_file_and_from_a_file_server(site: Path, browser: Browser) -> None:
    with Opened(browser, site / "index.html") as opened:
        opened.page.click("text=Pakistan – Russia")
        assert opened.page.title() == "Pakistan – Russia · comity"
        opened.page.click("h1 >> text=Russia")
        assert opened.page.url.endswith("/state/RUS/index.html")
        opened.page.click("nav >> text=Home")
        assert opened.page.url == (site / "index.html").as_uri()
        opened.check()
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.click("text=Pakistan – Russia")
        assert page.title() == "Pakistan – Russia · comity"
    server.shutdown()
    server.server_close()


def test_a_site_that_was_stopped_is_gone_on_with(site: Path, folder: Path, tmp_path: Path) -> None:
    """Only the page that is lacking is made; those that are there stay as they are."""
    part = tmp_path / "again.part"
    shutil.copytree(site, part)
    (part / "state/PAK/index.html").unlink()
    marked = part / "state/RUS/index.html"
    marked.write_text("as it was")
    told: list[int] = []
    count = publish(folder, tmp_path / "again", KEYS, lambda done, _: told.append(done))
    assert told == [count]
    made = tmp_path / "again/state"
    original = (site / "state/PAK/index.html").read_bytes()
    assert (made / "PAK/index.html").read_bytes() == original
    assert (made / "RUS/index.html").read_text() == "as it was"


def test_what_another_graph_left_is_made_anew(tmp_path: Path) -> None:
    part = tmp_path / "again.part"
    (part / "state").mkdir(parents=True)
    (part / ABOUT).write_text("{}")
    publishing._begin(part, {"manifest": "other"})  # noqa: SLF001
    assert not (part / "state").exists()


def test_a_folder_with_something_else_is_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(PublishError, match="no site of comity"):
        publish(folder, tmp_path, KEYS)
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.tex"]


def test_no_page_lies_outside_of_the_site(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="outside"):
        publishing._file(tmp_path, "/id/body/../../../x")  # noqa: SLF001
    assert publishing._file(tmp_path, "/id/body/a%20b") == tmp_path / "id/body/a b/index.html"  # noqa: SLF001


def test_pages_ask_nothing_of_a_server(site: Path) -> None:
    """The one form of a page leads to the page of the site that finds."""
    text = (site / "state/PAK/index.html").read_text(encoding="utf-8")
    assert re.findall('<form[^>]* action="([^"]*)"', text) == ["../../search/index.html"]
    assert text.count("<form") == 1
    assert not re.search(r"connect-src", text)


TYPED = (
    "pakstan",
    "پاکستان",
    "پاكستان",
    "Пакистан",
    "巴基",
    "Burma",
    "USSR",
    "U.S.S.R.",
    "UK",
    "São Tomé & Príncipe",
    "cote d'ivoire",
    "korea south",
    "Phillipines",
    "shanghia cooperation organisaton",
    "اسٹیٹ بینك آف پاكستان",
    "Gosbank",
    "cow_trade",
    "who-signed",
    "Pakstan and Russai",
    "russia – pakistan",
    "Trinidad and Tobago",
    "xqzv",
)


@pytest.mark.parametrize("typed", TYPED)
def test_a_site_finds_first_what_the_server_finds_first(
    site: Path, store: Embedded, browser: Browser, typed: str
) -> None:
    wanted = next((one.thing.href for one in search(store, typed)), "")
    with Opened(browser, site / "dyad/PAK/RUS/index.html") as opened:
        page = opened.page
        page.fill("[role=search] input", typed)
        page.press("[role=search] input", "Enter")
        page.wait_for_url("**/index.html*")
        page.wait_for_function("!document.querySelector('#found') || location.search")
        if not wanted:
            assert "Nothing in this site" in page.inner_text("#words")
        elif page.locator("#found").count():
            first = page.locator("#found a").first.get_attribute("href") or ""
            assert first == f"../{wanted.lstrip('/')}/index.html"
        else:
            assert unquote(page.url) == (site / wanted.lstrip("/") / "index.html").as_uri()
        opened.check()


def test_what_a_site_has_not_is_not_found_in_it(site: Path, browser: Browser) -> None:
    """The dyad of two states that were not asked for has no page, nor has an event."""
    with Opened(browser, site / "search/index.html", at="?q=Pakistan,+India") as opened:
        found = opened.page.locator("#found a").evaluate_all("all => all.map(a => a.href)")
        assert found
        assert not [one for one in found if "/dyad/" in one]
        assert all(Path(unquote(one.removeprefix("file://"))).is_file() for one in found)
        opened.check()
    held = json.loads(
        re.findall(r'id="payload">(.*?)</script>', (site / "search/index.html").read_text())[0]
    )
    hrefs = [href for _, _, href in held["things"]]
    assert len(hrefs) > 600
    assert [one for one in hrefs if not (site / unquote(one[1:]) / "index.html").is_file()] == []


def test_the_field_of_the_page_that_finds_is_a_combobox(site: Path, browser: Browser) -> None:
    with Opened(browser, site / "search/index.html") as opened:
        page, field = opened.page, opened.page.get_by_role("combobox")
        page.keyboard.press("/")
        page.keyboard.type("pakstan")
        page.wait_for_selector("[role=option]")
        assert field.get_attribute("aria-expanded") == "true"
        page.keyboard.press("ArrowDown")
        chosen = field.get_attribute("aria-activedescendant")
        assert page.inner_text(f"#{chosen}").split() == ["Pakistan", "state"]
        page.keyboard.press("Escape")
        assert field.get_attribute("aria-expanded") == "false"
        page.keyboard.press("ArrowDown")
        page.wait_for_selector("[role=option]")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/state/PAK/index.html")
        opened.check()
