"""Pages in a real browser: they draw, request nothing, run nothing of what data holds."""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import networkx as nx  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page

from browser import ROOT, Opened, absent
from comity.answers.dates import period
from comity.answers.search import plain
from comity.model.records import Section
from comity.views import bundled
from comity.views.html import html, write_page
from comity.views.network import drawing, network_page
from comity.views.page import Page as Shown
from comity.views.timeline import timeline_svg
from comity.views.ways import ALONE, SERVED, address
from made_pages import BASE, EVIL, HREFS, every_page, made_dossier, made_line, network, tie


@pytest.fixture(scope="module", autouse=True)
def _assets() -> None:
    if not (bundled.ASSETS / "network.js").is_file():
        absent("the pages' scripts are not built: python scripts/build_frontend.py")


def payload(text: str) -> dict[str, Any]:
    found = re.search(
        r'<script type="application/json" id="payload">(.*?)</script>', text, re.DOTALL
    )
    assert found
    read: dict[str, Any] = json.loads(found.group(1))
    return read


def test_a_network_draws_from_a_file_and_requests_nothing(browser: Browser, tmp_path: Path) -> None:
    net = network([f"State {at}" for at in range(20)])
    write_page(html(network_page(net, title="Ties")), tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html") as opened:
        coloured = opened.page.evaluate(
            """() => { const c = document.querySelector('#canvas canvas');
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; }"""
        )
        assert coloured > 2000
        assert opened.page.inner_text("#drawn") == "20 of 20 pairs drawn"
        opened.check()


def test_a_network_answers_to_search_keys_and_filters(browser: Browser, tmp_path: Path) -> None:
    net = network([f"State {at}" for at in range(20)])
    write_page(
        html(network_page(net, title="Ties", centre=next(iter(net)))), tmp_path / "page.html"
    )
    with Opened(browser, tmp_path / "page.html") as opened:
        page = opened.page
        page.fill("#find", "state 7")
        page.press("#find", "Enter")
        assert page.inner_text("#panel .head") == "State 7"
        assert "made.csv, row" in page.inner_text("#panel")
        assert page.inner_text("#twin-count") == "6 of 60"
        page.press("#canvas", "ArrowRight")
        assert page.inner_text("#panel .head") != "State 7"
        page.press("#canvas", "Escape")
        page.uncheck("#undated")
        assert page.inner_text("#shown") == "40 of 40 shown"
        page.uncheck("#kinds input[value=TradeFlow]")
        assert page.inner_text("#drawn") == "0 of 0 pairs drawn"
        page.click("#reset")
        for button, name in (("#csv", "ties.csv"), ("#svg", "ties.svg"), ("#png", "ties.png")):
            with page.expect_download() as download:
                page.click(button)
            saved = tmp_path / name
            download.value.save_as(saved)
            assert download.value.suggested_filename == name
        rows = (tmp_path / "ties.csv").read_text("utf-8-sig").splitlines()
        assert rows[0] == "# Made for a test (2026)."
        assert len(rows) == 2 + 60
        assert (tmp_path / "ties.svg").read_text("utf-8").count("<circle") == 20
        opened.check()


def test_a_permalink_restores_the_view(browser: Browser, tmp_path: Path) -> None:
    net = network([f"State {at}" for at in range(20)])
    write_page(html(network_page(net, title="Ties")), tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html") as opened:
        opened.page.uncheck("#kinds input[value=LandBorder]")
        opened.page.fill("#from", "2005")
        opened.page.fill("#find", "State 12")
        opened.page.press("#find", "Enter")
        opened.page.press("#canvas", "+")
        opened.page.press("#canvas", "ArrowUp")
        seen = {
            part: opened.page.inner_text(part) for part in ("#panel", "#drawn", "#twin", "#years")
        }
        address = opened.page.url
    with Opened(browser, tmp_path / "page.html", at="#" + address.split("#")[1]) as again:
        assert {part: again.page.inner_text(part) for part in seen} == seen
        assert not again.page.is_checked("#kinds input[value=LandBorder]")
        assert again.page.url == address
        again.check()


@pytest.mark.parametrize("live", [False, True])
def test_nothing_that_data_holds_is_run(browser: Browser, tmp_path: Path, *, live: bool) -> None:
    for number, href in enumerate(HREFS[live::2]):
        text = " ".join(EVIL[number::2])
        for name, made in every_page(text, href, live=live).items():
            path = tmp_path / f"{number}-{name}.html"
            write_page(made, path)
            assert 'http-equiv="Content-Security-Policy"' in made
            with Opened(browser, path) as opened:
                assert opened.page.locator(f'[href="{href}"]').count() == 0
                assert opened.page.locator("img, svg[onload]").count() == 0
                for mark in opened.page.locator(".mark > summary").all()[:2]:
                    mark.click()
                if name == "network":
                    use(opened.page)
                if name == "search":
                    opened.page.fill("[role=search] input", max(plain(text).split(), key=len))
                    opened.page.wait_for_selector("[role=option]")
                opened.check()


def use(page: Page) -> None:
    """Hover, click and search, so that every place that shows a text has shown it."""
    box = page.locator("#canvas").bounding_box()
    assert box
    page.fill("#find", "1")
    page.press("#find", "Enter")
    for across in (0.3, 0.5, 0.7):
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(150)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    for name, made in every_page("is tied to", "/id/x", live=True).items():
        path = tmp_path / f"{name}.html"
        path.write_text(re.sub(r"<meta http-equiv[^>]*>", "", made), encoding="utf-8")
        with Opened(browser, path, scheme=scheme) as opened:
            for mark in opened.page.locator(".mark > summary").all()[:1]:
                mark.click()
            assert opened.grave() == [], name


def test_all_ties_are_in_the_page_and_the_graph_is_as_before() -> None:
    net = network([f"State {at}" for at in range(20)])
    before = json.dumps(nx.node_link_data(net), default=repr)
    text = html(network_page(net, title="Ties", most_pairs=5))
    assert json.dumps(nx.node_link_data(net), default=repr) == before
    assert payload(text)["ties"]["count"] == net.number_of_edges() == 60
    assert "5 of 20 pairs drawn (disparity filter)" in text
    drawn = drawing(net, most_pairs=5)
    assert len({(edge["from"], edge["to"]) for edge in drawn.edges}) == 5
    assert len(drawn.nodes) == 20


def test_every_tie_reads_the_same_in_the_browser(browser: Browser, tmp_path: Path) -> None:
    net = network(["A", "A \x01a", "Ä", "2007", "", "S00"])
    for at, (*_, data) in enumerate(net.edges(data=True)):
        data |= {
            "sentence": f"{at}: \x01! A borders S00 in 2007, row 0123456",
            "locator": EVIL[at % 7],
        }
    write_page(html(network_page(net, title="Ties")), tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html") as opened:
        rows = opened.page.evaluate(
            "[...document.querySelectorAll('#table tbody tr')].map(r => r.textContent)"
        )
    assert sorted(rows) == sorted(
        f"{d['when']}{d['sentence']}{d['kind'].label}{d['value']:g} USD"
        f"{d['source_title']}{d['locator']}"
        for *_, d in net.edges(data=True)
    )


def test_the_same_input_gives_the_same_bytes_in_every_process() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, 'tests'); import made_pages as t\n"
        "net = t.network([f'State {n}' for n in range(40)])\n"
        "made = [*t.every_page('x', '/id/x', live=True).values(),"
        " t.html(t.network_page(net, title='T')),"
        " t.html(t.network_page(net, title='T', centre=next(iter(net))))]\n"
        "print(hashlib.sha256(''.join(made).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_a_big_network_stays_small() -> None:
    net = network([f"State number {at}" for at in range(200)])
    keys = list(net)
    for number in range(20_000 - net.number_of_edges()):
        a, b = keys[number * 7 % 200], keys[(number * 7 + 1 + number // 200) % 200]
        sentence = f"{net.nodes[a]['label']} exports to {net.nodes[b]['label']}"
        net.add_edge(a, b, **tie(number * 3, sentence=sentence))
    text = html(network_page(net, title="Ties"))
    assert payload(text)["ties"]["count"] == 20_000
    assert len(text.encode()) <= 1_500_000


def test_the_policy_names_every_script_and_style_of_a_page() -> None:
    text = html(network_page(network(["A", "B", "C"]), title="Ties"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "unsafe" not in policy.group(1)
    inline = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", text, re.DOTALL)
    assert len(inline) == 3
    for part in inline:
        digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"&#39;sha256-{digest}&#39;" in policy.group(1)


@pytest.mark.parametrize("href", [*HREFS, "", "/\\evil.example", f"{BASE}/evil.example", "x y"])
def test_addresses_that_could_run_or_leave_are_no_links(href: str) -> None:
    assert address(href, SERVED) == ""


def test_addresses_of_the_server_are_links_on_served_pages_only() -> None:
    assert address("/state/PAK", SERVED) == "/state/PAK"
    assert address("/state/PAK", ALONE) == ""
    assert address(f"{BASE}id/body/SCO", SERVED) == "/id/body/SCO"
    assert address(f"{BASE}id/body/SCO", ALONE) == f"{BASE}id/body/SCO"


def test_missing_assets_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "ASSETS", tmp_path)
    bundled.asset.cache_clear()
    with pytest.raises(FileNotFoundError, match=re.escape(bundled.REMEDY)):
        html(Shown("home.html", "Home"))
    bundled.asset.cache_clear()


def test_a_centre_that_is_no_node_is_refused() -> None:
    with pytest.raises(KeyError, match="ATL is no node"):
        network_page(network(["A", "B"]), title="Ties", centre="ATL")


def test_an_empty_network_is_a_page() -> None:
    assert "0 of 0 pairs drawn" in html(network_page(nx.MultiDiGraph(), title="Nothing"))


def test_a_timeline_draws_points_spans_and_series() -> None:
    drawn = timeline_svg(made_dossier().sections)
    assert "ends 2014" in drawn
    assert drawn.count("<rect") == 25
    assert 'class="ring"' in drawn
    assert "1 undated record is below." in drawn
    assert timeline_svg(()) == ""


def test_too_many_spells_for_rows_are_counted_by_year() -> None:
    """Six spells of 2000 to 2002 and one of 2001 to 2004 need seven rows; four is the most."""
    spells = [("2000-01-01", "2002-12-31")] * 6 + [("2001-03-01", "2004-06-30")]
    lines = [made_line("x", "", period(start=one, end=end)) for one, end in spells]
    drawn = timeline_svg((Section("Money", tuple(lines)),))
    titles = re.findall(r"<title>([^<]*)</title>", drawn)
    assert [one for one in titles if "record" in one] == [
        "2000: 6 records",
        "2001: 7 records",
        "2002: 7 records",
        "2003: 1 record",
        "2004: 1 record",
    ]


def test_no_bar_passes_the_axis() -> None:
    """Six spells without an end, the last from 2003: the axis is of 2000 to 2003."""
    starts = ["2000-01-01"] * 5 + ["2003-06-30"]
    lines = [made_line("x", "", period(start=one)) for one in starts]
    drawn = timeline_svg((Section("Money", tuple(lines)),))
    titles = re.findall(r"<title>([^<]*)</title>", drawn)
    assert titles == ["2000: 5 records", "2001: 5 records", "2002: 5 records", "2003: 6 records"]
    assert '<text class="last" x="100.00%" y="11">2004</text>' in drawn


def test_a_bound_stands_in_the_series_of_the_other_numbers() -> None:
    values = (
        "541.7 million US dollars",
        "789.8 million US dollars",
        "more than 1,000.0 million US dollars",
    )
    lines = [
        made_line("trades", "", period(year=str(year)), value=value)
        for year, value in zip((2019, 2020, 2023), values, strict=True)
    ]
    drawn = timeline_svg((Section("Money", tuple(lines)),))
    assert drawn.count('<span class="name">') == 1
    assert drawn.count("<rect") == 3
