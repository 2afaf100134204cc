"""Search with slips of spelling against difflib and a plain scan of the same names, in one run.

``python benchmarks/search.py [HOME]``, where the store in HOME (comity's own by default) has been
built from the publishers' files, prints the CPU seconds that reading the names takes, and for each
text the CPU milliseconds of a search by comity, by ``difflib.get_close_matches`` and by a scan for
the text as a part of a name, which finds no slip; then their ratios, and the load of the machine.
Each is the best of five, of difflib the best of two. That comity finds what was meant is checked.
"""

import difflib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from comity.answers.search import plain, search
from comity.files.home import home
from comity.query.question import question
from comity.store.stores import connect

TEXTS = {
    "Pakistan": "/state/PAK",
    "pakstan": "/state/PAK",
    "پاكستان": "/state/PAK",
    "shanghia cooperation organisaton": "/id/body/SCO",
    "Pakistan - Rusia": "/dyad/PAK/RUS",
}
CLOSE = 0.7
"""How much alike difflib's matches are at the least: two slips in a word of seven letters."""


def best(work: Callable[[], object], times: int) -> float:
    """CPU milliseconds of the quickest of so many runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found) * 1000


def main(folder: Path) -> None:
    """Prints a line for each text, and what is beside them.

    Raises:
        SystemExit: a search does not lead to what was meant.
    """
    store = connect(folder)
    start = time.process_time()
    search(store, "")
    took = time.process_time() - start
    names = store.select(question("names").sparql()).get_column("name").unique()
    compared = sorted({plain(name) for name in names})
    print(f"{len(compared):,} names, read in {took:.1f} s; load {os.getloadavg()[0]:.1f}")
    for text, href in TEXTS.items():
        if search(store, text)[0].thing.href != href:
            raise SystemExit(f"{text!r} does not lead to {href}")
        wanted = plain(text)
        own = best(lambda text=text: search(store, text), 5)
        scan = best(lambda wanted=wanted: [one for one in compared if wanted in one], 5)
        close = best(
            lambda wanted=wanted: difflib.get_close_matches(wanted, compared, 20, CLOSE), 2
        )
        print(
            f"{text:34} comity {own:6.1f} ms, difflib {close:7.1f} ms, scan {scan:5.1f} ms; "
            f"difflib / comity {close / own:6.1f}, comity / scan {own / scan:5.1f}"
        )
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else home())
