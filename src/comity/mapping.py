"""Runs a source's ``mapping.py``: its frames and crosswalks in, record frames out."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import narwhals as nw
import polars as pl

from comity.errors import MappingError
from comity.frames import read_frames
from comity.quads import Faces, collect
from comity.source import Source
from comity.states import identifiers, labels, polities
from comity.terms import Frame


def map_source(source: Source, folder: Path | None = None) -> Faces:
    """Every record that a source's files give, checked.

    Args:
        source: the data set.
        folder: where the publisher's files are; not needed for files that come in a package.

    Raises:
        SourceError: a file or the mapping is not what is declared; see ``frames`` and ``quads``.
    """
    given = read_frames(source, folder) | _crosswalks(source)
    return collect(_records(source)(**given), source.id)


def _records(source: Source) -> Callable[..., Iterator[Frame]]:
    path = source.folder / "mapping.py"
    spec = importlib.util.spec_from_file_location(f"comity.sources.{source.id}.mapping", path)
    if spec is None or spec.loader is None or not path.exists():
        raise MappingError(
            f"{path} does not exist; a source is a folder with source.toml and mapping.py"
        )
    module = ModuleType(spec.name)
    spec.loader.exec_module(module)
    if not callable(getattr(module, "records", None)):
        raise MappingError(f"{path} has no function records()")
    records: Callable[..., Iterator[Frame]] = module.records
    return records


def _crosswalks(source: Source) -> dict[str, Frame]:
    result = {}
    for name, file in source.description.crosswalks.items():
        if file.endswith(".csv"):
            table = pl.read_csv(source.folder / file, infer_schema=False).fill_null("")
        else:
            table = IDENTITY[file]()
        result[name] = nw.from_native(table.lazy())
    return result


def _paths(table: pl.DataFrame) -> pl.DataFrame:
    paths = polities().select("key", pl.format("{}/{}", "kind", "key").alias("path"))
    return table.join(paths, on="key", how="left")


IDENTITY: dict[str, Callable[[], pl.DataFrame]] = {
    "identifiers": lambda: _paths(identifiers()),
    "polities": lambda: _paths(polities()),
    "labels": lambda: _paths(labels()),
}
"""Crosswalks that are comity's own tables of states, by the name that source.toml uses."""
