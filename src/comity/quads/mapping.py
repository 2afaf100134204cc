"""Runs a source's ``mapping.py``: its frames and crosswalks in, record frames out."""

import importlib.util
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Literal, TypeAlias

import narwhals as nw
import polars as pl

from comity.errors import FileFormatError, MappingError
from comity.files.frames import read_frames
from comity.files.source import Source
from comity.files.terms import Frame
from comity.model.states import identifiers, labels, polities
from comity.quads.faces import Faces, collect
from comity.quads.spark import on_spark, spark_error

Engine: TypeAlias = Literal["polars", "pyspark"]
"""What runs a mapping: PySpark, in local mode, when a source outgrows Polars."""


def map_source(source: Source, folder: Path | None = None, engine: Engine = "polars") -> Faces:
    """Every record that a source's files give, checked.

    Args:
        source: the data set.
        folder: where the publisher's files are; not needed for files that come in a package.
        engine: what runs the mapping.

    Raises:
        SourceError: a file or the mapping is not what is declared; see ``frames`` and ``quads``.
        EngineError: the engine is not installed, or does not start.
    """
    return map_frames(source, read_frames(source, folder), engine)


def map_frames(source: Source, frames: Mapping[str, Frame], engine: Engine = "polars") -> Faces:
    """Every record that frames give, checked.

    Args:
        source: the data set.
        frames: its files by the names that ``source.toml`` gives them; a crosswalk's name among
            them stands for that crosswalk.
        engine: what runs the mapping; the records are the same.

    Raises:
        MappingError: the mapping is not what is declared, or fails; see ``quads``.
        EngineError: the engine is not installed, or does not start.
    """
    given = _crosswalks(source) | dict(frames)
    records = _records(source)
    takes = set(inspect.signature(records).parameters)
    if takes != set(given):
        raise MappingError(
            f"{source.id}: records() takes {', '.join(sorted(takes))}; "
            f"source.toml names the files and crosswalks {', '.join(sorted(given))}"
        )
    failures: tuple[type[Exception], ...] = (
        nw.exceptions.NarwhalsError,
        pl.exceptions.PolarsError,
    )
    if engine == "pyspark":
        given, failures = on_spark(given), (*failures, spark_error())

    def run(other: dict[str, Frame]) -> Faces:
        try:
            return collect(records(**(given | other)), source.id)
        except failures as error:
            raise MappingError(f"{source.id}: mapping.py fails: {error}") from error

    try:
        return run({})
    except MappingError as error:
        files = [name for name in source.description.files if name in frames]
        culprit = _culprit(run, given, files)
        raise MappingError(f"{error}{culprit}") from error


def _culprit(
    run: Callable[[dict[str, Frame]], Faces], given: Mapping[str, Frame], files: Iterable[str]
) -> str:
    """The one row over which a mapping fails, in words; empty where there is no such row.

    It is sought among halves of halves of the rows of a file, which takes as long as two runs.
    """

    def fails(name: str, least: int, most: int) -> bool:
        try:
            run({name: given[name].filter(nw.col("row").is_between(least, most))})
        except MappingError:
            return True
        return False

    for name in files:
        rows = given[name].select("row", "file").collect(backend="polars").to_polars()
        least, most = 0, max(rows["row"], default=0)
        if not fails(name, 1, 0):
            while least < most:
                middle = (least + most) // 2
                if fails(name, least, middle):
                    most = middle
                elif fails(name, middle + 1, most):
                    least = middle + 1
                else:
                    return ""
            file = rows.filter(pl.col("row") == least)["file"][0]
            return f"; it fails over row {least} of {file}"
    return ""


def read_crosswalk(table: str, path: Path) -> Frame:
    """A crosswalk from a CSV file: text alone, or the columns of one of comity's own tables.

    Args:
        table: what ``source.toml`` says that the crosswalk is.
        path: the file; a list's parts stand between semicolons.

    Raises:
        FileFormatError: the file has not the columns or types of comity's table.
    """
    if table not in IDENTITY:
        return nw.from_native(pl.read_csv(path, infer_schema=False).fill_null("").lazy())
    schema = IDENTITY[table]().drop("path").schema
    try:
        text = pl.read_csv(path, infer_schema=False, null_values=[""])
        typed = text.select(_typed(column, dtype) for column, dtype in schema.items())
    except pl.exceptions.PolarsError as error:
        raise FileFormatError(f"{path}: not a table of {', '.join(schema)}: {error}") from None
    return nw.from_native(_paths(typed).lazy())


def _typed(column: str, dtype: pl.DataType) -> pl.Expr:
    text = pl.col(column)
    if isinstance(dtype, pl.List):
        return text.str.split(";").fill_null([])
    if dtype == pl.Date:
        return text.str.to_date("%Y-%m-%d")
    return text == "true" if dtype == pl.Boolean else text.cast(dtype)


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
    return {
        name: nw.from_native(IDENTITY[table]().lazy())
        if table in IDENTITY
        else read_crosswalk(table, source.folder / table)
        for name, table in source.description.crosswalks.items()
    }


def _paths(table: pl.DataFrame) -> pl.DataFrame:
    paths = polities().select("key", pl.format("{}/{}", "kind", "key").alias("path"))
    return table.join(paths, on="key", how="left")


IDENTITY: dict[str, Callable[[], pl.DataFrame]] = {
    "identifiers": lambda: _paths(identifiers()),
    "polities": lambda: _paths(polities()),
    "labels": lambda: _paths(labels()),
}
"""Crosswalks that are comity's own tables of states, by the name that source.toml uses."""
