"""The time that a server takes for pages nobody has asked it for, beside the bare records of each.

``python benchmarks/pages.py HOME``, where the store in HOME has been built from the publishers'
files, prints for pages of dyads, of states, of other things and for searches the median and the
longest of the milliseconds by the clock, and the size of the page; of all but searches also those
that Oxigraph takes for the same records by one query, written as tab-separated values and no page
at all, and the ratio of the medians. One page of each sort is asked for before, as a server is up
for long.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from starlette.testclient import TestClient

from comity.model.states import state
from comity.query.question import question
from comity.store.stores import connect
from comity.views.serve import application

DYADS = ("USA/CAN", "PAK/RUS", "IND/CHN", "USA/FRA", "BTN/IND", "CZE/SVK", "DEU/POL", "PRK/KOR")
STATES = ("CAN", "USA", "RUS", "CHN", "FRA", "GBR", "DEU", "PAK", "BRA", "BTN", "TUV")
THINGS = (
    *("id/body/SCO", "id/body/UN", "id/body/UNESCO", "id/agreement/atop-4953"),
    *("id/agreement/atop-3740", "id/sector/finance", "id/document/pak-russia-ties"),
    *("id/event/unga_votes/10", "id/person/archigos-824fc72f-1e42-11e4-b4cd-db5882bf8def"),
)
"""The greatest body and alliance that the sources have, and smaller things."""
TEXTS = ("Lesotho", "Pakistan", "pakstan", "پاکستان", "Gosbank", "shanghia cooperation", "UK")
"""The first of each warms the server and is not counted."""


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes, by the clock."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def said(name: str, pages: Sequence[float], sizes: Sequence[int], peer: Sequence[float]) -> None:
    """Prints one line of the table, without the first page."""
    middle, bare = median(pages[1:]), median(peer[1:]) if peer else None
    beside = f"{bare:10.0f}{middle / bare:8.1f}" if bare else ""
    print(
        f"{name:<10}{len(pages) - 1:>7}{middle:>9.0f}{max(pages[1:]):>9.0f}"
        f"{max(sizes) / 1000:>9.0f}{beside}"
    )


def main(home: Path) -> None:
    """Prints the table."""
    store = connect(home)

    def bare(name: str, **given: str) -> float:
        asked = question(name).sparql(**given)
        return milliseconds(lambda: store.serialise(asked, "tsv"))

    with TestClient(application(home), base_url="http://127.0.0.1") as client:

        def page(address: str) -> tuple[float, int]:
            start = time.perf_counter()
            answer = client.get(address).raise_for_status()
            return (time.perf_counter() - start) * 1000, len(answer.content)

        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        print(f"{'':<10}{'pages':>7}{'median':>9}{'longest':>9}{'kB':>9}{'bare':>10}{'ratio':>8}")
        times, sizes = zip(*(page(f"/dyad/{dyad}") for dyad in DYADS), strict=True)
        pairs = (dyad.split("/") for dyad in DYADS)
        said("dyads", times, sizes, [bare("records-between", a=a, b=b) for a, b in pairs])
        times, sizes = zip(*(page(f"/state/{key}") for key in STATES), strict=True)
        actors = (f"id/{state(key).kind}/{key}" for key in STATES)
        said("states", times, sizes, [bare("records-of", thing=actor) for actor in actors])
        times, sizes = zip(*(page(f"/{thing}") for thing in THINGS), strict=True)
        said("things", times, sizes, [bare("records-of", thing=thing) for thing in THINGS])
        times, sizes = zip(*(page(f"/search?q={text}") for text in TEXTS), strict=True)
        said("searches", times, sizes, [])
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
