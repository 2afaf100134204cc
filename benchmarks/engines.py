"""One mapping on both engines: the same N-Quads, and the seconds that each takes.

``python benchmarks/engines.py ID FOLDER``, where FOLDER holds the publisher's files, prints the
seconds by the clock that Polars and PySpark take to map them, and their ratio. Java works in a
process of its own and is started before.
"""

import hashlib
import sys
import tempfile
import time
from pathlib import Path

from comity.files.frames import at_hand, read_frames
from comity.files.source import source
from comity.quads.faces import write_nquads
from comity.quads.mapping import Engine, map_frames
from comity.quads.spark import session

ENGINES: list[Engine] = ["polars", "pyspark"]


def main(name: str, folder: Path) -> None:
    """Prints a line of the two."""
    held = at_hand(source(name), folder)
    frames = read_frames(held, folder)
    session()
    seconds, digests = [], set()
    with tempfile.TemporaryDirectory() as place:
        for engine in ENGINES:
            start = time.perf_counter()
            faces = map_frames(held, frames, engine)
            seconds.append(time.perf_counter() - start)
            path = Path(place) / "given.nq"
            write_nquads(faces, held.graph, path)
            digests.add(hashlib.sha256(path.read_bytes()).digest())
    polars, pyspark = seconds
    alike = "the same" if len(digests) == 1 else "other"
    print(
        f"{name}: {faces.records:,} records, {alike} N-Quads; "
        f"Polars {polars:.1f} s, PySpark {pyspark:.1f} s; PySpark / Polars {pyspark / polars:.1f}"
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
