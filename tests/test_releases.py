"""The page of a data set says all that its folder does, and what the store holds of it."""

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from browser import Opened
from comity.answers.releases import all_releases, known_releases, release
from comity.errors import CitationError
from comity.files.source import BUILT_IN, read_source, source
from comity.query.cite import cite
from comity.query.written import read_answer
from comity.store.build import build
from comity.store.stores import Embedded, current
from comity.views.html import html, write_page
from comity.views.pages import source_page
from comity.views.serve import application
from loopback import served
from made_pages import EVIL

NOWHERE = Path("/nowhere")
FOLDERS = sorted(path.parent for path in BUILT_IN.glob("*/source.toml"))
CONTIGUITY = BUILT_IN / "cow_contiguity"


class Page(HTMLParser):
    """The text of a page, and the rows of its tables as texts of their cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002, D102
        self.pieces.append(" " if tag in ("p", "td", "dd", "dt", "pre") else "")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        if tag in ("td", "th") and self.cell is not None:
            self.rows[-1].append(plain("".join(self.cell)))
            self.cell = None

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.pieces.append(data)
        if self.cell is not None:
            self.cell.append(data)

    @property
    def text(self) -> str:
        """All that it says, with single blanks."""
        return plain("".join(self.pieces))


def plain(text: str) -> str:
    return " ".join(text.split())


def named(column: str) -> str:
    """How a page calls a column; SIPRI has three without a name."""
    return plain(column) if not column.startswith(" ") and column else plain(f"(no name){column}")


def described(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))


def layouts(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for file in facts["files"].values():
        yield from [file, *file.get("layouts", [])]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_page_says_all_that_the_folder_does(folder: Path) -> None:
    facts = described(folder)
    page = Page(html(source_page(release(source(folder.name), NOWHERE))))
    for name in ("title", "release", "publisher", "licence", "cite", "about", "landing", "issued"):
        assert plain(facts.get(name, "")) in page.text, name
    assert plain(facts.get("obtain", "")) in page.text
    for covers in facts["coverage"]:
        row = next(row for row in page.rows if covers["universe"] in " ".join(row))
        assert str(covers["start"]) in row[1]
        assert str(covers["end"]) in row[1]
        assert row[3] == {"none": "there was none", "missing": "nothing is known"}[covers["absent"]]
        assert all(str(year) in row[2] for year in covers.get("years", []))
    for file in layouts(facts):
        assert plain(file["path"]) in page.text
        assert plain(file.get("about", "")) in page.text
        assert file.get("url", "") in page.text
        for name, what in file.get("sections", {}).items():
            assert [name, what] in page.rows
        for name, column in file["columns"].items():
            if "means" in column:
                rows = [row for row in page.rows if row[0] == named(name)]
                assert any(row[2].startswith(plain(column["means"])) for row in rows), name
            else:
                listed = [row[1] for row in page.rows if row[0] == plain(column["unused"])]
                assert any(named(name) in names for names in listed), name
    for name in facts.get("crosswalks", {}):
        assert any(row[0] == name for row in page.rows)
    assert "not loaded" in page.text


def test_many_columns_of_one_reason_are_folded() -> None:
    """ATOP's file of alliances has 59 places for members, which the other file has with dates."""
    page = Page(html(source_page(release(source("atop"), NOWHERE))))
    row = next(row for row in page.rows if row[0].startswith("a member; the member file"))
    assert row[1].startswith("59 columns")
    assert row[1].endswith("mem58, mem59")


def held(folder: Path, name: str) -> dict[str, Any]:
    """What the manifest says of a source, read as it lies there."""
    place = current(folder)
    assert place
    parts: dict[str, Any] = json.loads((place / "manifest.json").read_bytes())["parts"]
    part: dict[str, Any] = parts[name]
    return part


def test_a_loaded_one_says_what_the_manifest_has(folder: Path) -> None:
    part = held(folder, "factbook")
    page = Page(html(source_page(release(source("factbook"), folder))))
    rows = [row[:2] for row in page.rows]
    assert ["membership", f"{part['records']['Membership']:,}"] in rows
    assert ["land border", f"{part['records']['LandBorder']:,}"] in rows
    counts = [f"{count:,}" for count in part["records"].values()]
    assert sorted(counts) == sorted(row[1] for row in _between(page.rows, "Kind"))
    refused = [[reason, f"{rows:,}"] for reason, rows in part["refused"].items()]
    assert sorted(refused) == sorted(_between(page.rows, "Rows that give no record, because"))
    assert part["files"]["factbook"] in page.text
    assert f"{part['quads']:,} statements" in page.text
    for how, count in part["dated"].items():
        assert f"{how} ({count:,})" in page.text


def _between(rows: list[list[str]], head: str) -> list[list[str]]:
    """Rows of the table whose header begins so."""
    start = next(at for at, row in enumerate(rows) if row[0] == head) + 1
    stops = ("Rows that give no record, because", "Column", "Not used, because", "Name")
    end = next(at for at in range(start, len(rows)) if rows[at][0] in stops)
    return rows[start:end]


def own_folder(place: Path, name: str = "own_contiguity") -> Path:
    """A user's folder: contiguity with as many rows as its sample has."""
    made = shutil.copytree(CONTIGUITY, place / name)
    text = (made / "source.toml").read_text("utf-8").replace("rows = [800, 900]", "rows = [1, 90]")
    (made / "source.toml").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address and folder of a store with a user's own data set, whose folder is gone."""
    place = tmp_path_factory.mktemp("own")
    made = own_folder(place)
    build([read_source(made)], made / "sample", place / "store")
    shutil.rmtree(made)
    with served(application(place / "store")) as address:
        yield address, place / "store"


def test_a_folder_of_a_users_own_has_its_page_where_it_was_built(own: tuple[str, Path]) -> None:
    address, folder = own
    part = held(folder, "own_contiguity")
    page = Page(httpx.get(f"{address}/graph/own_contiguity-3.2", timeout=60).text)
    assert ["contiguity", f"{part['records']['Contiguity']:,}"] in [row[:2] for row in page.rows]
    assert part["files"]["contdir"] in page.text
    assert "statelno and statehno again, joined" in page.text


def test_what_is_not_loaded_has_its_page_too(own: tuple[str, Path]) -> None:
    address, _ = own
    page = Page(httpx.get(f"{address}/graph/cow_trade-4.0", timeout=60).text)
    assert "not loaded" in page.text
    assert "comity fetch cow_trade" in page.text
    assert httpx.get(f"{address}/graph/cow_trade-3.0", timeout=60).status_code == 404


def test_the_list_has_every_data_set_once(own: tuple[str, Path]) -> None:
    address, folder = own
    text = httpx.get(f"{address}/sources", timeout=60).text
    rows = _between([*Page(text).rows, ["Name"]], "Data set and licence")
    facts = [described(path) for path in FOLDERS]
    titles = [*(f"{one['title']} {one['release']}" for one in facts), "Direct Contiguity 3.2"]
    assert len(rows) == len(titles)
    for title in titles:
        assert any(row[0].startswith(title) for row in rows), title
    loaded = [row[3] for row in rows if row[3] != "no"]
    assert len(loaded) == 3
    contiguity = held(folder, "own_contiguity")["records"]["Contiguity"]
    assert f"{contiguity:,}" in loaded
    assert 'href="/graph/own_contiguity-3.2"' in text
    assert 'href="/graph/gsdb-4"' in text


def test_a_description_that_cannot_be_read_is_left_out(
    own: tuple[str, Path], tmp_path: Path
) -> None:
    _, folder = own
    copy = shutil.copytree(folder, tmp_path / "copy")
    place = current(copy)
    assert place
    (place / "faces" / "own_contiguity" / "source.toml").write_text(
        "of = 'a later comity'", "utf-8"
    )
    (place / "faces" / "factbook" / "source.toml").unlink()
    known = known_releases(copy)
    assert "https://w3id.org/comity/graph/own_contiguity-3.2" not in known
    assert "https://w3id.org/comity/graph/factbook-2026-02-04" in known
    assert len(all_releases(copy)) == len(FOLDERS)


def test_a_page_is_cited_whether_its_source_is_loaded_or_not(
    store: Embedded, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    write_page(html(source_page(release(source("gsdb"), NOWHERE))), path)
    assert re.findall(r"^@\w+\{(\w+),", cite(read_answer(path)), re.MULTILINE) == ["Felbermayr2020"]
    with pytest.raises(CitationError):
        cite("graph/nothing-1", store=store)


def test_nothing_in_a_folder_of_a_users_own_is_run(browser: Browser, tmp_path: Path) -> None:
    made = own_folder(tmp_path)
    path = made / "source.toml"
    text = path.read_text("utf-8")
    said = iter([*map(json.dumps, EVIL[:3]), *[json.dumps("javascript:owned=1")] * 2])
    for name in ("title", "publisher", "licence", "landing", "licence_link"):
        text = f"{name} = {next(said)}\n" + re.sub(rf"(?m)^{name} = .*$", "", text)
    evil = json.dumps(" ".join(EVIL) + "x" * 200, ensure_ascii=False)
    text = re.sub(r'(?ms)^about = """.*?"""', lambda _: f"about = {evil}\nobtain = {evil}", text)
    text = re.sub(r'(means|unused|universe) = ".*?"', lambda found: f"{found[1]} = {evil}", text)
    text = text.replace("notes = {", f"{evil} = {{")
    path.write_text(text, encoding="utf-8")
    page = tmp_path / "page.html"
    write_page(html(source_page(release(read_source(made), NOWHERE))), page)
    with Opened(browser, page) as opened:
        opened.page.set_viewport_size({"width": 400, "height": 900})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 400
        assert opened.page.locator("img, svg[onload], [href^='javascript']").count() == 0
        assert "<img src=x onerror=" in opened.page.inner_text("main")
        opened.check()
