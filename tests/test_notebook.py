"""What a notebook shows of dossiers, profiles and networks: framed, offline, inert."""

import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import networkx as nx  # type: ignore[import-untyped]
import pytest
from IPython.core.formatters import DisplayFormatter
from playwright.sync_api import Browser, Frame

import comity
from browser import Opened, absent
from comity.views import bundled, notebook
from comity.views.notebook import load_ipython_extension
from kernel import executed, of_cells, shown
from made_pages import EVIL, HREFS, made_dossier, made_profile, network

PAKISTAN = "https://w3id.org/comity/id/state/PAK"


@pytest.fixture(scope="module", autouse=True)
def _assets() -> None:
    if not (bundled.ASSETS / "network.js").is_file():
        absent("the pages' scripts are not built: python scripts/build_frontend.py")


@pytest.fixture(scope="module")
def formatter() -> DisplayFormatter:
    """How a shell with comity shows things."""
    made = DisplayFormatter()
    load_ipython_extension(SimpleNamespace(display_formatter=made))  # type: ignore[arg-type]
    return made


def html(formatter: DisplayFormatter, thing: object) -> str | None:
    data, _ = formatter.format(thing)  # type: ignore[no-untyped-call]
    found: str | None = data.get("text/html")
    return found


def beside(path: Path, said: str | None) -> Path:
    """A page of a notebook with one output, and words after it."""
    assert said is not None
    path.write_text(f"<!doctype html><body>{said}<p>after</p>", encoding="utf-8")
    return path


def frame(opened: Opened) -> Frame:
    opened.page.wait_for_selector("iframe")
    (found,) = opened.page.main_frame.child_frames
    found.wait_for_selector("main")
    return found


def test_a_kernel_that_imports_comity_shows_what_it_makes(folder: Path) -> None:
    done = executed(
        of_cells(
            'import sys\nimport comity\n{"networkx", "pyvis"} & set(sys.modules)',
            "graph = comity.connect()",
            'comity.dossier(graph, "PAK", "RUS")',
            'comity.profile(graph, "PAK")',
            'comity.network(graph, "PAK")',
        ),
        folder,
    )
    assert next(shown(done, "text/plain")) == "set()"
    framed = [unescape(one) for one in shown(done, "text/html")]
    titles = [re.findall("<title>(.*?) · comity</title>", one) for one in framed]
    assert titles == [["Pakistan – Russia"], ["Pakistan"], ["Pakistan"]]


def test_a_shell_that_starts_later_asks_for_it() -> None:
    """Which a kernel that has forgotten it stands for."""
    printers = 'get_ipython().display_formatter.formatters["text/html"].type_printers'
    done = executed(
        of_cells(
            f"import comity\n{printers}.pop(comity.Dossier)",
            "%load_ext comity.views.notebook",
            f"comity.Dossier in {printers}",
        ),
        Path(),
    )
    assert list(shown(done, "text/plain"))[-1] == "True"


def test_a_dossier_is_read_in_its_frame(
    formatter: DisplayFormatter, browser: Browser, tmp_path: Path
) -> None:
    with Opened(browser, beside(tmp_path / "n.html", html(formatter, made_dossier()))) as opened:
        inside = frame(opened)
        assert inside.inner_text("h1").split() == [
            "A",
            "is",
            "tied",
            "to",
            "–",
            "and",
            "B",
            "is",
            "tied",
            "to",
        ]
        inside.click('a[href="#sources"]')
        assert inside.evaluate("scrollY") > 0
        assert inside.url == "about:srcdoc"
        box = opened.page.locator("iframe").bounding_box()
        assert box
        assert box["height"] == notebook.READ
        opened.check()


def test_a_network_is_drawn_in_its_frame(
    formatter: DisplayFormatter, browser: Browser, tmp_path: Path
) -> None:
    net = network([f"State {at}" for at in range(20)])
    with Opened(browser, beside(tmp_path / "n.html", html(formatter, net))) as opened:
        inside = frame(opened)
        inside.uncheck("#undated")
        assert inside.inner_text("#shown") == "40 of 40 shown"
        assert not inside.is_visible("#link")
        with opened.page.expect_download() as download:
            inside.click("#csv")
        assert download.value.suggested_filename == "network.csv"
        opened.check()


@pytest.mark.parametrize("at", range(len(HREFS)))
def test_nothing_that_data_holds_leaves_its_frame(
    formatter: DisplayFormatter, browser: Browser, tmp_path: Path, at: int
) -> None:
    text = " ".join((*EVIL, "</iframe>", '" onload="owned=1'))
    net = network([f"{n} {text}" for n in range(14)])
    for *_, data in net.edges(data=True):
        data.update(href=HREFS[at], sentence=text, source_title=text)
    for thing in (made_dossier(text, HREFS[at]), made_profile(text, HREFS[at]), net):
        with Opened(browser, beside(tmp_path / "n.html", html(formatter, thing))) as opened:
            inside = frame(opened)
            assert opened.page.inner_text("body > p") == "after"
            assert opened.page.locator("body > *").count() == 2
            assert inside.locator(f'[href="{HREFS[at]}"]').count() == 0
            assert inside.evaluate("window.owned") is None
            assert inside.evaluate("origin") == "null"
            opened.check()


def test_what_is_left_of_a_network_is_what_is_said_of_it(formatter: DisplayFormatter) -> None:
    net = network([f"State {at}" for at in range(20)])
    first, second, *_ = net
    net.graph["centre"] = first
    pair = html(formatter, net.subgraph([first, second]))
    assert pair is not None
    assert "3 ties among 2 actors, from 1 source" in pair
    assert "<title>State 0 · comity</title>" in unescape(pair)
    other = html(formatter, net.subgraph([second]))
    assert other is not None
    assert "<title>Network · comity</title>" in unescape(other)
    assert net.graph["subtitle"] == "A few ties"


def test_a_graph_of_somebody_else_is_shown_as_before(formatter: DisplayFormatter) -> None:
    assert html(formatter, nx.MultiDiGraph([(1, 2)])) is None
    assert html(formatter, nx.MultiDiGraph([(1, 2, {"kind": "road"})], subtitle="Roads")) is None


def test_too_large_a_network_says_how_to_see_it(
    formatter: DisplayFormatter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook, "MOST_TIES", 59)
    said = html(formatter, network([f"State {at}" for at in range(20)]))
    assert said is not None
    assert said.startswith("<p>60 ties among 20 actors, from 1 source: too many")
    assert "comity view network" in said


def test_a_network_of_one_actor_knows_its_centre(store: comity.Store) -> None:
    assert comity.network(store, "PAK").graph["centre"] == PAKISTAN
    assert "centre" not in comity.network(store).graph
