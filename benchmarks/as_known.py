"""Questions of what was known by a day, against the same questions of the whole graph.

``uv run python benchmarks/as_known.py HOME [DAY]`` prints the seconds that it takes to open the
store in HOME as known by the day (2026 by default) for the first time and again, and for each
question the rows and median milliseconds of both and the ratio of these. The first opening gathers
the small graphs that had come out by then in a folder of HOME.
"""

import sys
import time
from pathlib import Path
from statistics import median

from comity.query.question import question
from comity.store.stores import Store, connect

ASKED = {
    "members-of": {"body": "body/SCO"},
    "bodies-of": {"state": "PAK"},
    "shared-bodies": {"a": "PAK", "b": "USA"},
    "shared-agreements": {"a": "PAK", "b": "USA"},
    "allies-on": {"state": "PAK", "date": "1970-07-01"},
    "ties-on": {"a": "PAK", "b": "RUS", "date": "2016-01-01"},
    "records-between": {"a": "PAK", "b": "RUS"},
}
TIMES = 5


def timed(store: Store, query: str) -> tuple[int, float]:
    """Rows of a query, and the median of its milliseconds after a first time."""
    rows, seconds = store.select(query).height, []
    for _ in range(TIMES):
        start = time.perf_counter()
        store.select(query)
        seconds.append(time.perf_counter() - start)
    return rows, 1000 * median(seconds)


def opened(home: Path, day: str) -> tuple[Store, float]:
    """The store as known by the day, and the seconds that opening it takes."""
    start = time.perf_counter()
    return connect(home, as_known=day), time.perf_counter() - start


def main(home: Path, day: str = "2026") -> None:
    """Prints the openings and a line for each question."""
    _, first = opened(home, day)
    known, again = opened(home, day)
    print(f"opened as known by {day}: first {first:.2f} s, again {again:.2f} s")
    whole = connect(home)
    for name, given in ASKED.items():
        query = question(name).sparql(**given)
        (rows, all_), (fewer, some) = timed(whole, query), timed(known, query)
        print(
            f"{name:<20} whole {rows:5} rows {all_:8.1f} ms, known {fewer:5} rows {some:8.1f} ms;"
            f" known / whole {some / all_:.2f}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
