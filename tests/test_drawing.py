"""Drawings of networks in a real browser, by each renderer: what an analyst does with them."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import httpx
import networkx as nx  # type: ignore[import-untyped]
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from browser import Opened, absent
from comity.views import bundled as pages
from comity.views import network as views
from comity.views.html import html, write_page
from comity.views.layout import Weight, measured
from comity.views.network import network_page
from made_pages import BASE, BORDER, network, tie

Renderer = Literal["network", "network-gl"]
BOTH: tuple[Renderer, ...] = ("network", "network-gl")


@pytest.fixture(scope="module", autouse=True)
def _assets() -> None:
    if not (pages.ASSETS / "network-gl.js").is_file():
        absent("the pages' scripts are not built: python scripts/build_frontend.py")


@pytest.fixture(params=BOTH)
def renderer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Renderer:
    """Each of the renderers, chosen by the counts as pages choose it."""
    if request.param == "network-gl":
        monkeypatch.setattr(views, "MANY_NODES", 1)
    found: Renderer = request.param
    return found


Draw = Callable[..., Any]


@pytest.fixture
def draw(browser: Browser, tmp_path: Path, renderer: Renderer) -> Draw:
    """Opens the page of a graph in the browser."""

    @contextmanager
    def opened(
        net: nx.MultiDiGraph,
        at: str = "",
        scheme: Literal["light", "dark"] = "light",
        centre: str | None = None,
        most_pairs: int = 400,
    ) -> Iterator[Opened]:
        page = network_page(net, title="Ties", centre=centre, most_pairs=most_pairs)
        assert page.scripts[0] == renderer
        write_page(html(page), tmp_path / "page.html")
        with Opened(browser, tmp_path / "page.html", scheme=scheme, at=at) as made:
            yield made
            made.check()

    return opened


def ring(count: int) -> nx.MultiDiGraph:
    return network([f"State {at}" for at in range(count)])


def taken(page: Page, form: str, to: Path) -> Path:
    """A picture as the page gives it away."""
    with page.expect_download() as download:
        page.click(f"#{form}")
    saved = to / f"ties.{form}"
    download.value.save_as(saved)
    return saved


@pytest.mark.parametrize(("nodes", "pairs", "script"), [(1000, 400, 0), (1001, 400, 1)])
def test_counts_choose_the_renderer(nodes: int, pairs: int, script: int) -> None:
    page = network_page(ring(nodes), title="Ties", most_pairs=pairs)
    assert page.scripts == (BOTH[script], "page")


def test_only_a_page_of_many_lines_carries_webgl() -> None:
    """60 states with all 1,770 pairs of two kinds are 3,540 lines, and 3,000 with 1,500 pairs."""
    net = network([f"State {at}" for at in range(60)])
    keys = list(net)
    for at, a in enumerate(keys):
        for b in keys[at + 1 :]:
            net.add_edge(a, b, **tie(at))
            net.add_edge(a, b, **tie(at, BORDER))
    few, many = (network_page(net, title="Ties", most_pairs=most) for most in (1500, 1501))
    assert (few.scripts[0], many.scripts[0]) == BOTH
    assert "precision highp" in html(many)
    assert "precision highp" not in html(few)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_shows_the_network(
    draw: Draw, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    with draw(ring(20), scheme=scheme) as opened:
        picture = Image.open(taken(opened.page, "png", tmp_path)).convert("RGB")
        assert opened.page.inner_text("#drawn") == "20 of 20 pairs drawn"
    inside = picture.crop((0, 46, picture.width, picture.height - 44))
    counts = sorted(n for n, _ in inside.getcolors(1 << 24) or [])
    assert sum(counts[:-1]) > 2000
    corner = inside.convert("L").getpixel((2, 2))
    assert corner == pytest.approx(253 if scheme == "light" else 21, abs=2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    browser: Browser, tmp_path: Path, renderer: Renderer, scheme: Literal["light", "dark"]
) -> None:
    made = network_page(labelled(40, ego=False), title="Ties")
    assert made.scripts[0] == renderer
    text = html(made)
    # axe is a script that the policy does not name
    write_page(re.sub(r"<meta http-equiv[^>]*>", "", text), tmp_path / "page.html")
    at = "#size=betweenness&shade=degree&at=" + quote(json.dumps([f"{BASE}id/state/S03"]))
    with Opened(browser, tmp_path / "page.html", scheme=scheme, at=at) as opened:
        assert opened.page.locator("#scales li").count() == 2
        assert opened.grave() == []


def test_keys_go_from_node_to_node_and_move_them(draw: Draw) -> None:
    with draw(ring(20)) as opened:
        page = opened.page
        page.press("#canvas", "ArrowRight")
        seen = {page.inner_text("#panel .head")}
        for key in ("ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight"):
            for _ in range(4):
                page.press("#canvas", key)
                seen.add(page.inner_text("#panel .head"))
        assert len(seen) > 3
        page.press("#canvas", "Shift+ArrowUp")
        page.wait_for_url(re.compile("pins="))


def test_a_permalink_restores_what_was_chosen(draw: Draw) -> None:
    net = labelled(20, ego=False)
    with draw(net) as opened:
        page = opened.page
        page.select_option("#size", "betweenness")
        page.select_option("#shade", "strength")
        page.fill("#find", "No 12")
        page.press("#find", "Enter")
        page.press("#canvas", "+")
        page.press("#canvas", "Shift+ArrowLeft")
        page.uncheck("#kinds input[value=LandBorder]")
        page.wait_for_url(re.compile("pins="))
        address = page.url
        parts = ("#panel", "#drawn", "#scales", "#twin")
        seen = {part: page.inner_text(part) for part in parts}
        spots = positions(page)
    with draw(net, at="#" + address.split("#")[1]) as again:
        assert again.page.url == address
        assert {part: again.page.inner_text(part) for part in parts} == seen
        assert positions(again.page) == spots


def positions(page: Page) -> list[list[float]]:
    """Where a picture of the page has its nodes."""
    drawn = shot(page)
    found: list[list[float]] = page.evaluate(
        """svg => [...new DOMParser().parseFromString(svg, 'image/svg+xml')
        .querySelectorAll('circle')].map(c => [+c.getAttribute('cx'), +c.getAttribute('cy')])""",
        drawn,
    )
    return [[round(one) for one in place] for place in found]


def shot(page: Page) -> str:
    with page.expect_download() as download:
        page.click("#svg")
    path = download.value.path()
    return path.read_text("utf-8")


def test_a_node_that_is_dragged_stays_where_it_is_dropped(draw: Draw) -> None:
    with draw(ring(20)) as opened:
        page = opened.page
        box = page.locator("#canvas").bounding_box()
        assert box
        x, y = positions(page)[3]
        left, top = box["x"] + x, box["y"] + y
        page.mouse.move(left, top)
        page.mouse.down()
        page.mouse.move(left + 20, top + 10, steps=3)
        page.mouse.move(left + 60, top + 30, steps=3)
        page.mouse.up()
        page.wait_for_url(re.compile("pins="))
        after = positions(page)
        assert after[3] == pytest.approx([x + 60, y + 30], abs=4)
        assert "view=" not in page.url
        page.click("#reset")
        assert positions(page)[3] == [x, y]


def test_the_path_between_two_is_drawn_and_told(draw: Draw) -> None:
    """On a ring of 20 from 2 to 5 there is one way of three hops, and to 12 two of ten."""
    with draw(ring(20)) as opened:
        page = opened.page
        page.fill("#find", "State 2")
        page.press("#find", "Enter")
        page.fill("#find", "State 5")
        page.press("#find", "Shift+Enter")
        assert page.inner_text("#path") == "3 hops: the only shortest path."
        assert [one.inner_text() for one in page.locator("#panel h2").all()] == [
            "State 2 – State 3",
            "State 3 – State 4",
            "State 4 – State 5",
        ]
        assert page.locator("#panel .tie").count() == 9
        assert "made.csv, row 6" in page.inner_text("#panel")
        assert page.inner_text("#twin-count") == "9 of 60"
        address = page.url
        page.press("#canvas", "Escape")
        page.fill("#find", "State 2")
        page.press("#find", "Enter")
        page.click("#panel button:has-text('Path to')")
        page.fill("#find", "State 12")
        page.press("#find", "Enter")
        assert page.inner_text("#path").startswith("10 hops: one of 2 shortest paths")
        page.uncheck("#kinds input[value=TradeFlow]")
        page.uncheck("#undated")
        assert "No path leads" in page.inner_text("#panel")
    with draw(ring(20), at="#" + address.split("#")[1]) as again:
        assert again.page.inner_text("#path") == "3 hops: the only shortest path."


def test_a_hop_that_is_not_among_the_drawn_pairs_is_drawn(draw: Draw) -> None:
    with draw(ring(20), most_pairs=5) as opened:
        page = opened.page
        assert page.inner_text("#drawn").startswith("5 of 20 pairs drawn")
        at = quote(json.dumps([f"{BASE}id/state/S02", f"{BASE}id/state/S12"]))
        page.evaluate(f"location.hash = 'at={at}'")
        page.wait_for_selector("#path")
        assert int(page.inner_text("#drawn").split()[0]) >= 10


def labelled(count: int, *, ego: bool) -> nx.MultiDiGraph:
    """Nodes of unequal degree with names as long as those of states and bodies."""
    net = network(
        [f"{'A rather long name of a body ' * (at % 3 == 0)}No {at}" for at in range(count)]
    )
    keys = list(net)
    for at, key in enumerate(keys[1:], start=1):
        net.add_edge(keys[0 if ego else at // 3], key, **tie(at))
    return net


@pytest.mark.parametrize("ego", [False, True])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_two_names_of_200_cover_each_other(draw: Draw, width: int, *, ego: bool) -> None:
    """Measured by the browser on the picture, not by what placed the names."""
    net = labelled(200, ego=ego)
    with draw(net, centre=next(iter(net)) if ego else None) as opened:
        page = opened.page
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        page.fill("#find", "No 7")
        page.press("#find", "Enter")
        boxes = page.evaluate(
            """svg => { const root = document.importNode(
              new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);
            document.body.append(root);
            const found = [...root.querySelectorAll('g text')].map(t => t.getBBox())
              .map(b => [b.x, b.y, b.x + b.width, b.y + b.height]);
            root.remove(); return found; }""",
            shot(page),
        )
    assert len(boxes) > (10 if width == 360 else 25)
    covered = [
        (one, two)
        for at, one in enumerate(boxes)
        for two in boxes[at + 1 :]
        if min(one[2], two[2]) - max(one[0], two[0]) > 1
        and min(one[3], two[3]) - max(one[1], two[1]) > 2
    ]
    assert covered == []


def test_kinds_of_nodes_differ_in_shape(draw: Draw) -> None:
    net = ring(20)
    kinds = ["state"] * 8 + ["body"] * 5 + ["agreement"] * 4 + ["person"] * 2 + ["event"]
    for node, kind in zip(list(net), kinds, strict=True):
        net.nodes[node]["kind"] = kind
    with draw(net) as opened:
        legend = [one.inner_text().split() for one in opened.page.locator(".shape").all()]
        drawn = shot(opened.page)
    assert legend == [[kind, str(kinds.count(kind))] for kind in dict.fromkeys(kinds)]
    assert (drawn.count("<circle"), drawn.count("<polygon")) == (8, 12)


def test_measures_are_of_the_pairs_that_are_drawn() -> None:
    """A path of five nodes: by hand, with betweenness over the six pairs of other nodes."""
    weights = {(at, at + 1): Weight(at + 1, 9) for at in range(4)}
    found = measured(5, list(weights), weights)
    assert found["degree"] == [1, 2, 2, 2, 1]
    assert found["strength"] == [1, 3, 5, 7, 4]
    assert found["betweenness"] == pytest.approx([0, 3 / 6, 4 / 6, 3 / 6, 0], abs=1e-4)
    cut = measured(5, [(0, 1), (1, 2)], weights)
    assert cut["degree"] == [1, 2, 1, 0, 0]


def test_a_measure_that_tells_nothing_is_not_offered() -> None:
    """On a ring of which all is drawn every node is like every other."""
    assert network_page(ring(20), title="Ties").shows["measures"] == []


def test_a_node_shows_its_own_neighbours_by_one_request(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}/network/PAK?kind=LandBorder")
    page.wait_for_selector("html[data-drawn]")
    assert page.inner_text("#drawn") == "4 of 4 pairs drawn"
    page.fill("#find", "China")
    page.press("#find", "Enter")
    assert page.get_by_text("Add its neighbours").count() == 1
    asked.clear()
    page.press("#canvas", "e")
    page.wait_for_url(re.compile("open="))
    assert asked == ["/network/state/CHN?kind=LandBorder&near=50&format=json"]
    told = httpx.get(f"{address}{asked[0]}", timeout=60).json()["data"]
    there = {"Pakistan", "India", "Iran", "Afghanistan", "China"}
    new = {node["label"] for node in told["nodes"]} - there
    # China borders 14 states, of which Pakistan borders two besides itself, and two territories
    assert len(new) == 14 - 3 + 2
    assert page.inner_text("#drawn") == (
        f"{4 + len(told['pairs']) - 1} of {4 + len(told['pairs']) - 1} pairs drawn; "
        f"{len(new)} neighbours of China added"
    )
    assert page.get_by_text("Add its neighbours").count() == 0
    page.fill("#find", "Mongolia")
    page.press("#find", "Enter")
    assert page.inner_text("#panel .head") == "Mongolia"
    assert page.locator("#panel .from a").count() > 0
    seen, link = page.inner_text("#panel"), page.url
    again = browser.new_page()
    again.goto(link)
    again.wait_for_selector("html[data-drawn]")
    assert again.inner_text("#panel") == seen
    assert again.url == link
    page.close()
    again.close()


def test_so_many_neighbours_come_as_are_asked_for(address: str) -> None:
    """Those of most kinds of ties; the whole network of Pakistan says which these are."""
    whole, near = (
        httpx.get(f"{address}/network/PAK?{asked}format=json", timeout=60).json()
        for asked in ("", "near=3&")
    )
    kinds: dict[str, set[str]] = {}
    for row in whole["rows"]:
        kinds.setdefault(({row["from"], row["to"]} - {"Pakistan"}).pop(), set()).add(row["kind"])
    data = near["data"]
    assert data["near"] == [3, len(kinds)]
    shown = {node["label"] for node in data["nodes"]} - {"Pakistan"}
    assert len(shown) == 3
    least = min(len(kinds[label]) for label in shown)
    assert all(len(kinds[label]) <= least for label in set(kinds) - shown)


@pytest.mark.parametrize("asked", ["pairs=0", "pairs=20001", "pairs=many", "pairs=1.5"])
def test_a_number_out_of_bounds_is_told(address: str, asked: str) -> None:
    answer = httpx.get(f"{address}/network?{asked}", timeout=60)
    assert answer.status_code == httpx.codes.NOT_FOUND
    assert "pairs is" in answer.text
    assert "from 1 to 20,000" in answer.text


def test_how_many_pairs_are_drawn_is_a_choice_of_the_address(address: str) -> None:
    answer = httpx.get(f"{address}/network?kind=LandBorder&pairs=7", timeout=60).text
    found = re.search(r'id="drawn" role="status">(\d+) of (\d+) pairs', answer)
    assert found
    assert int(found[1]) == 7 < int(found[2])
    assert re.search(
        rf'Pairs drawn, of {found[2]}<input type="number" name="pairs" value="7"', answer
    )
    assert "pairs=7" in re.findall(r'href="(/network\?[^"]*format=csv)"', answer)[0]


MEMBERSHIP = replace(BORDER, name="Membership", label="membership", directed=True)


def of_two_modes() -> nx.MultiDiGraph:
    """Ten states in a body of all, and every two that follow each other in one of their own."""
    net = nx.MultiDiGraph()
    for at in range(10):
        net.add_node(f"{BASE}id/state/S{at}", label=f"State {at}", kind="state", href="")
    states = list(net)
    for at in range(6):
        net.add_node(f"{BASE}id/body/B{at}", label=f"Body {at}", kind="body", href="")
    for at, one in enumerate(states):
        net.add_edge(one, f"{BASE}id/body/B0", **tie(at, MEMBERSHIP))
        net.add_edge(one, f"{BASE}id/body/B{1 + at // 2}", **tie(20 + at, MEMBERSHIP))
    return net


def test_two_modes_differ_in_shape_and_are_measured_as_such(draw: Draw) -> None:
    """By hand: B0 has all ten states, others two of ten, and each state two of six bodies."""
    net = of_two_modes()
    page = network_page(net, title="Ties")
    labels = page.shows["labels"]
    assert isinstance(labels, list)
    payload: Any = page.payload
    degree = dict(zip(labels, payload["measures"]["degree"], strict=True))
    assert (degree["Body 0"], degree["Body 1"], degree["State 3"]) == (1, 0.2, 0.3333)
    assert page.shows["groups"] == []
    with draw(net) as opened:
        shown = opened.page
        assert [one.inner_text().split() for one in shown.locator(".shape").all()] == [
            ["state", "10"],
            ["body", "6"],
        ]
        assert "Of two modes." in shown.inner_text(".controls")
        assert shown.inner_text("#drawn") == "20 of 20 pairs drawn"
        drawn = shot(shown)
    assert (drawn.count("<circle"), drawn.count("<polygon")) == (10, 6)
    fills = {name: set(re.findall(rf'<{name} [^>]*fill="([^"]+)"', drawn)) for name in SHAPED}
    assert all(len(fill) == 1 for fill in fills.values())
    assert fills["circle"] != fills["polygon"]


SHAPED = ("circle", "polygon")


def test_of_two_modes_the_pairs_least_expected_are_drawn(draw: Draw) -> None:
    """A state and its own body, 2 x 2 of 20 pairs, are less expected than one with that of all."""
    with draw(of_two_modes(), most_pairs=11) as opened:
        assert opened.page.inner_text("#drawn") == "11 of 20 pairs drawn (least expected first)"
        drawn = shot(opened.page)
    assert drawn.count("<path") == 11
    payload: Any = network_page(of_two_modes(), title="Ties", most_pairs=11).payload
    count = len(payload["nodes"])
    labels = [node["label"] for node in payload["nodes"]]
    first = [sorted((labels[code // count], labels[code % count])) for code in payload["pairs"]]
    assert [pair for pair in first[:11] if "Body 0" in pair] == [["Body 0", "State 0"]]


def test_what_is_of_both_modes_is_named_in_place_of_measures(draw: Draw) -> None:
    net = of_two_modes()
    net.add_edge(f"{BASE}id/body/B1", f"{BASE}id/body/B0", **tie(99, MEMBERSHIP))
    with draw(net) as opened:
        said = opened.page.inner_text(".controls")
        assert "Nothing is measured" in said
        assert "Body 1 is." in said
        assert opened.page.locator("#size option").count() == 1


def test_of_many_neighbours_the_strongest_stand_around(draw: Draw) -> None:
    """Node 10 has ties of two kinds with the centre, most others of one; five pairs are drawn.

    The ring has 200 pairs, and the centre 199, two of which are of the ring.
    """
    net = labelled(200, ego=True)
    keys = list(net)
    net.add_edge(keys[0], keys[10], **tie(9, BORDER))
    page = network_page(net, title="Ties", centre=keys[0], most_pairs=5)
    nodes: Any = page.payload
    at = {node["key"]: (node["x"], node["y"]) for node in nodes["nodes"]}
    rows = {y for key, (_, y) in at.items() if y > at[keys[10]][1] and y > 0.3}
    assert at[keys[0]][0] == 0
    with draw(net, centre=keys[0], most_pairs=5) as opened:
        said = opened.page.inner_text("#drawn")
        drawn = shot(opened.page)
    assert said == "5 of 397 pairs drawn (those of most kinds of ties first, then of most ties)"
    assert drawn.count("<circle") == 6
    assert "No 10<" in drawn
    assert len(rows) > 3


def test_a_network_of_200_states_with_20_000_ties_is_a_file_of_less_than_a_megabyte_and_a_half(
    browser: Browser, tmp_path: Path
) -> None:
    net = network([f"State {at}" for at in range(200)])
    keys = list(net)
    pairs = [(a, b) for at, a in enumerate(keys) for b in keys[at + 1 :]]
    for at, ends in enumerate(pairs):
        net.add_edge(*ends, **tie(at, BORDER if at % 3 else MEMBERSHIP))
    made = [html(network_page(net, title="Ties", most_pairs=20_000)) for _ in range(2)]
    assert made[0] == made[1]
    assert net.number_of_edges() > 20_000
    assert len(made[0].encode()) < 1_500_000
    write_page(made[0], tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html") as opened:
        assert opened.page.inner_text("#drawn") == "19,900 of 19,900 pairs drawn"
        opened.check()


def test_ties_and_dyads_of_a_network_are_kept(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/network/PAK?kind=LandBorder")
    page.wait_for_selector("html[data-drawn]")
    page.fill("#find", "China")
    page.press("#find", "Enter")
    first = page.locator("#panel .tie .keep button").first
    path = first.get_attribute("data-path")
    first.click()
    page.fill("#find", "Pakistan")
    page.press("#find", "Shift+Enter")
    page.click("#panel .head .keep button")
    assert page.get_attribute("#panel .head .keep button", "aria-pressed") == "true"
    kept = page.get_attribute(".top nav a:last-of-type", "href")
    assert kept == f"/kept?records={path},dyad/CHN/PAK"
    page.goto(f"{address}{kept}")
    assert page.locator("#kept tbody tr").count() >= 1
    context.close()


def test_a_network_is_of_states_that_are_chosen(browser: Browser, address: str) -> None:
    """Pakistan borders China and India, and these each other: three borders, each way reported."""
    page = browser.new_page()
    page.goto(f"{address}/network?states=PAK,CHN,IND&kind=LandBorder")
    page.wait_for_selector("html[data-drawn]")
    assert page.inner_text("h1") == "Pakistan, China and India"
    assert page.inner_text("#drawn") == "3 of 3 pairs drawn"
    assert page.input_value("input[name=states]") == "PAK,CHN,IND"
    assert page.url.endswith("?kind=LandBorder&states=PAK,CHN,IND")
    page.close()
    told = httpx.get(f"{address}/network?states=PAK,SOMEWHERE", timeout=60)
    assert told.status_code == httpx.codes.NOT_FOUND


def test_states_with_what_they_are_in_are_a_network(browser: Browser, address: str) -> None:
    """Members of one state alone: every node but it is a body; the states' bodies as a matrix."""
    page = browser.new_page()
    page.goto(f"{address}/network?kind=Membership&states=PAK,CHN")
    page.wait_for_selector("html[data-drawn]")
    shapes = [one.inner_text().split()[0] for one in page.locator(".shape").all()]
    assert shapes == ["body", "state"]
    assert page.get_attribute(".under a", "href") == "/matrix?kind=factbook_joint_full"
    page.fill("#find", "Shanghai")
    page.press("#find", "Enter")
    page.press("#canvas", "e")
    page.wait_for_url(re.compile("open="))
    assert "neighbours of Shanghai Cooperation Organization added" in page.inner_text("#drawn")
    page.close()
