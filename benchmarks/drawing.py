"""What the pages' drawings cost a browser, beside the bare libraries that draw them.

``python benchmarks/drawing.py`` makes networks of invented states, opens in Chromium a page of
comity and a bare page by the same library that draws the same nodes and lines at the same places,
and prints for each the seconds of processor time of all of Chromium from opening to the first
picture, the milliseconds of processor time for each frame while the drawing is zoomed by the
wheel, each the median of three, and the ratios. Without a graphics card WebGL is drawn by the
processor as well: the ratios say what comity adds, not how fast a screen is.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import networkx as nx  # type: ignore[import-untyped]
import psutil
from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import chromium  # noqa: E402
from comity.views.html import html  # noqa: E402
from comity.views.network import drawing, network_page  # noqa: E402
from made_pages import network, tie  # noqa: E402

CASES = ((200, 400), (200, 1600), (1200, 4000))
"""Nodes and pairs; the last is drawn by WebGL."""
REPEATS = 3
WHEELS = 40
COUNT = """() => { window.counted = 0;
    const next = () => { window.counted++; requestAnimationFrame(next) }; next() }"""
BARE = {
    "network": """
import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";
const box = document.getElementById("box");
const { nodes, edges, options } = DATA;
const data = { nodes: new DataSet(nodes.map(n => ({ ...n, x: n.x * 500, y: n.y * 350 }))),
  edges: new DataSet(edges.map(e => ({ from: e.from, to: e.to, color: "#D55E00" }))) };
const done = () => (document.documentElement.dataset.drawn = "yes");
new Network(box, data, options).once("afterDrawing", done);
""",
    "network-gl": """
import { MultiUndirectedGraph } from "graphology";
import Sigma from "sigma";
const graph = new MultiUndirectedGraph();
for (const { id, x, y, size, label } of DATA.nodes) {
  graph.addNode(id, { x, y: -y, size, label, color: "#333" });
}
for (const e of DATA.edges) graph.addEdge(e.from, e.to, { color: "#D55E00" });
new Sigma(graph, document.getElementById("box"));
document.documentElement.dataset.drawn = "yes";
""",
}
"""A page's drawing by the library alone."""


def graph(nodes: int, pairs: int) -> nx.MultiDiGraph:
    """So many pairs of so many states, some much better connected than others."""
    chance = random.Random(7)  # noqa: S311
    net = network([f"State {at}" for at in range(nodes)])
    keys = list(net)
    while len({frozenset(ends) for ends in net.edges()}) < pairs:
        for at in range(100):
            a, b = (keys[int(nodes * chance.random() ** 2)] for _ in "ab")
            if a != b:
                net.add_edge(a, b, **tie(at))
    return net


def bare(folder: Path, script: str, net: nx.MultiDiGraph, pairs: int) -> Path:
    """A page that the library draws by itself, bundled as comity's are."""
    made = drawing(net, most_pairs=pairs)
    drawn = {"nodes": made.nodes, "edges": made.edges, "options": made.options}
    source = ROOT / "node_modules" / ".bare.mjs"
    source.write_text(f"const DATA = {json.dumps(drawn)};\n{BARE[script]}", encoding="utf-8")
    command = ["node", "node_modules/esbuild/bin/esbuild", str(source), "--bundle", "--minify"]
    code = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout  # noqa: S603
    source.unlink()
    page = folder / f"bare-{script}.html"
    size = "<style>#box{width:640px;height:700px}</style>"
    page.write_text(
        f"<!doctype html><meta charset=utf-8>{size}<div id=box></div><script>{code}</script>",
        encoding="utf-8",
    )
    return page


def spent(process: psutil.Process) -> float:
    """Seconds of processor time of a process and all that it started."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def measured(browser: Browser, path: Path, box: str) -> tuple[float, float]:
    """Seconds of processor time to the first picture, and milliseconds for each frame."""
    me = psutil.Process()
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    before = spent(me)
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]")
    page.screenshot()
    first = spent(me) - before
    where = page.locator(box).bounding_box()
    assert where  # noqa: S101
    page.mouse.move(where["x"] + where["width"] / 2, where["y"] + where["height"] / 2)
    page.evaluate(COUNT)
    before = spent(me)
    for at in range(WHEELS):
        page.mouse.wheel(0, -60 if at % 2 else 60)
        page.wait_for_timeout(30)
    used, frames = spent(me) - before, page.evaluate("window.counted")
    context.close()
    return first, used / max(frames, 1) * 1000


def main() -> None:
    """Prints the table."""
    print(f"{'nodes':>6}{'lines':>7}  {'script':<11}{'first s':>8}{'bare':>7}{'ratio':>7}", end="")
    print(f"{'ms/frame':>10}{'bare':>7}{'ratio':>7}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        opened = chromium()
        browser = next(opened)
        for nodes, pairs in CASES:
            net = graph(nodes, pairs)
            page = network_page(net, title="Ties", most_pairs=pairs)
            script = page.scripts[0]
            path = folder / "page.html"
            path.write_text(html(page), encoding="utf-8")
            beside = bare(folder, script, net, pairs)
            measured(browser, beside, "#box")  # the browser's own beginnings are not counted
            runs = [
                (*measured(browser, path, "#canvas"), *measured(browser, beside, "#box"))
                for _ in range(REPEATS)
            ]
            first, frame, bare_first, bare_frame = map(median, zip(*runs, strict=True))
            print(f"{nodes:>6}{len(drawing(net, most_pairs=pairs).edges):>7}  {script:<11}", end="")
            print(f"{first:>8.2f}{bare_first:>7.2f}{first / bare_first:>7.1f}", end="")
            print(f"{frame:>10.0f}{bare_frame:>7.0f}{frame / bare_frame:>7.1f}")
        opened.close()


if __name__ == "__main__":
    main()
