"""The time that a server takes for pages nobody has asked it for, beside the bare records of each.

``python benchmarks/pages.py HOME``, where the store in HOME has been built from the publishers'
files, prints for pages of each sort the median and the longest of the milliseconds by the clock,
and the size of the page; of dyads, states and things also those that Oxigraph takes for the same
records by one query, written as tab-separated values and no page at all, of matrices and maps those
of the table of the same year alone, of two dyads side by side the time of their own two pages, and
the ratio of the medians. One page of each sort is asked for before, as a server is up for long.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from starlette.testclient import TestClient

from comity.model.states import state
from comity.query.question import question
from comity.store.stores import connect
from comity.tables.holding import holding
from comity.tables.offers import offers
from comity.tables.years import dyad_year
from comity.views.serve import application

T = TypeVar("T")
DYADS = ("USA/CAN", "PAK/RUS", "IND/CHN", "USA/FRA", "BTN/IND", "CZE/SVK", "DEU/POL", "PRK/KOR")
STATES = ("CAN", "USA", "RUS", "CHN", "FRA", "GBR", "DEU", "PAK", "BRA", "BTN", "TUV")
MATRICES = (
    ("cow_trade_flow", 2013),
    ("cow_trade_flow", 2001),
    ("cow_igo_joint_full", 2002),
    ("unga_votes_agreement", 2003),
    ("atop_treaties", 2004),
    ("gsdb_sanctions", 2005),
    ("cow_contiguity_level", 2006),
    ("cow_trade_flow", 2007),
)
THINGS = (
    *("id/body/SCO", "id/body/UN", "id/body/UNESCO", "id/agreement/atop-4953"),
    *("id/agreement/atop-3740", "id/sector/finance", "id/document/pak-russia-ties"),
    *("id/event/unga_votes/10", "id/person/archigos-824fc72f-1e42-11e4-b4cd-db5882bf8def"),
)
"""The greatest body and alliance that the sources have, and smaller things."""
TEXTS = ("Lesotho", "Pakistan", "pakstan", "پاکستان", "Gosbank", "shanghia cooperation", "UK")
MAP = "of=PAK&kind=cow_trade_flow"
YEARS = range(1990, 2001)
AGAIN = {"PAK/RUS": "/dyad/PAK/RUS", "USA": "/state/USA"}
"""Pages that are made anew of what was asked for just before, as by who looks at other days."""
BODIES = ("UN", "SCO", "ITU", "WTO", "IMF", "EU")
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


def _table(home: Path, year: int) -> object:
    return dyad_year(["trade"], years=(year, year), actors="all", folder=home)


def batched(some: Sequence[T]) -> list[tuple[T, T]]:
    """Two by two."""
    return list(zip(some[::2], some[1::2], strict=True))


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
        # swapped, so that what is kept of all dyads is there for both, and of these for neither
        alone = [page("/dyad/{1}/{0}".format(*dyad.split("/")))[0] for dyad in DYADS]
        beside = (f"/compare?dyads={one},{other}" for one, other in batched(DYADS))
        times, sizes = zip(*(page(address) for address in beside), strict=True)
        said("compared", times, sizes, [one + other for one, other in batched(alone)])
        times, sizes = zip(*(page(f"/state/{key}") for key in STATES), strict=True)
        actors = (f"id/{state(key).kind}/{key}" for key in STATES)
        said("states", times, sizes, [bare("records-of", thing=actor) for actor in actors])
        times, sizes = zip(*(page(f"/{thing}") for thing in THINGS), strict=True)
        said("things", times, sizes, [bare("records-of", thing=thing) for thing in THINGS])
        asked = (f"/matrix?kind={kind}&year={year}" for kind, year in MATRICES)
        times, sizes = zip(*(page(one) for one in asked), strict=True)
        groups = {name: offer.group.name for name, offer in offers(holding(home)).items()}
        tables = [
            milliseconds(
                partial(dyad_year, [groups[kind]], years=(year, year), actors="all", folder=home)
            )
            for kind, year in MATRICES
        ]
        said("matrices", times, sizes, tables)
        times, sizes = zip(*(page(f"/search?q={text}") for text in TEXTS), strict=True)
        said("searches", times, sizes, [])
        times, sizes = zip(*(page(f"/map?{MAP}&year={year}") for year in YEARS), strict=True)
        tables = [milliseconds(lambda year=year: _table(home, year)) for year in YEARS]
        said("maps", times, sizes, tables)
        times, sizes = zip(*(page(f"/timeline?body=body/{body}") for body in BODIES), strict=True)
        said("timelines", times, sizes, [])
        for name, address in AGAIN.items():
            # by addresses that differ, as a page is kept by its address
            times, sizes = zip(*(page(f"{address}?again={n}") for n in range(16)), strict=True)
            said(name, times, sizes, [])
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
