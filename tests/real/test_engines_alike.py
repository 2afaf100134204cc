"""Publishers' files give the same N-Quads on PySpark as on Polars."""

import gzip
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from comity.files.source import Source, source
from comity.quads.faces import Faces, write_nquads
from comity.quads.mapping import map_source

pytestmark = pytest.mark.spark

ROWS = 20_000


def quads(held: Source, faces: Faces, folder: Path) -> bytes:
    path = folder / "given.nq"
    write_nquads(faces, held.graph, path)
    return path.read_bytes()


def assert_alike(held: Source, files: Path, folder: Path) -> int:
    """The number of records, which are not none and alike."""
    faces, others = (map_source(held, files, engine) for engine in ("polars", "pyspark"))
    assert quads(held, faces, folder) == quads(held, others, folder)
    assert faces.refused.equals(others.refused)
    return faces.records


def test_contiguity(shared_data: Path, tmp_path: Path) -> None:
    held = source("cow_contiguity")
    assert assert_alike(held, shared_data / held.id, tmp_path) > 800


def test_the_first_rows_of_trade(shared_data: Path, tmp_path: Path) -> None:
    name = "cow_trade_ndy.csv"
    with gzip.open(shared_data / "cow_trade" / f"{name}.gz", "rt", encoding="utf-8") as file:
        lines = list(islice(file, ROWS + 1))
    (tmp_path / name).write_text("".join(lines), encoding="utf-8")
    rounded = source("cow_trade").layouts()["cow_trade_ndy"]
    part = msgspec.structs.replace(rounded.description.files["flows"], rows=(ROWS, ROWS))
    values = sum(flow != "" for line in lines[1:] for flow in line.split(",")[3:5])
    held = rounded.with_files({"flows": part})
    assert assert_alike(held, tmp_path, tmp_path) == values
