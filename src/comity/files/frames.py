"""Publisher's file → lazy frame, checked against what ``source.toml`` declares of it.

Values are cast only after they have been checked. Where a declared file is not there, the same with
``.gz`` takes its place, then the file in another of its layouts.
"""

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import narwhals as nw
import polars as pl

from comity.errors import KeyNotUniqueError, MissingFileError, ValueRangeError
from comity.files.readers import GZIP, READERS, declared_of
from comity.files.source import Column, File, Source
from comity.files.terms import YEARS, Frame

TYPES = {
    "text": pl.String,
    "int": pl.Int64,
    "decimal": pl.Float64,
    "bool": pl.Boolean,
    "date": pl.Date,
    "yyyymm": pl.Date,
}


def read_frames(source: Source, folder: Path | None = None) -> dict[str, Frame]:
    """The source's files as lazy frames by the names that its mapping takes them by.

    Args:
        source: the data set.
        folder: where the publisher's files are, or the one file itself; not needed for files that
            come in a package.

    Returns:
        One frame a file: the used columns in their declared types, ``row`` (Int64) and ``file``;
        columns that are declared as many stand below each other.

    Raises:
        MissingFileError: a file is not there.
        FileFormatError: a file is a Git LFS pointer, cut off, or not in its declared format.
        ColumnError: the header is not what is declared; in JSON, a section, or what stands beside
            a declared field, is not declared, or no page has a declared field.
        ValueRangeError: a value is not of its type or not in its declared set, or there are
            fewer or more rows than declared.
        KeyNotUniqueError: two rows have the same key.
    """
    frames: dict[str, Frame] = {}
    for name, file in at_hand(source, folder).description.files.items():
        table = READERS[file.format](file, _paths(source, file, folder))
        frames[name] = nw.from_native(_check(table, file))
    return frames


def at_hand(source: Source, folder: Path | None = None) -> Source:
    """The source with each file in the first of its layouts that is there.

    Args:
        source: the data set.
        folder: where the publisher's files are; see ``read_frames``.

    Raises:
        MissingFileError: a file is not there in any layout.
    """
    files = {}
    for name, file in source.description.files.items():
        root = _root(source, file, folder)
        layouts = [one for one in (file, *file.layouts) if found(root, one)]
        if not layouts:
            asked = " or ".join(one.path for one in (file, *file.layouts))
            if root.is_file():
                raise MissingFileError(
                    f"{root} is not called {asked}; give it that name, or the folder of all files"
                )
            raise MissingFileError(f"{root / asked} does not exist; {source.by_hand}")
        files[name] = layouts[0]
    return source.with_files(files)


def checksums(source: Source, folder: Path | None = None) -> dict[str, str]:
    """SHA-256 of each of the source's files by its declared name."""
    result = {}
    for name, file in at_hand(source, folder).description.files.items():
        total = hashlib.sha256()
        for path in _paths(source, file, folder):
            total.update(path.read_bytes())
        result[name] = total.hexdigest()
    return result


def rows_of(frames: Mapping[str, Frame]) -> dict[str, int]:
    """How many rows were read of each file, by its declared name."""
    counts = {
        name: frame.select(nw.struct("file", "row").n_unique().alias("rows"))
        for name, frame in frames.items()
    }
    return {name: int(count.collect(backend="polars")["rows"][0]) for name, count in counts.items()}


def package_root(package: str) -> Path:
    """Folder of an installed package whose data is a source.

    Raises:
        MissingFileError: the package is not installed.
    """
    found = find_spec(package)
    if found is None or found.origin is None:
        raise MissingFileError(f"the package {package} is not installed; install comity again")
    return Path(found.origin).parent


def _root(source: Source, file: File, folder: Path | None) -> Path:
    if file.package:
        return package_root(file.package)
    if folder is None:
        raise MissingFileError(f"{source.id} needs {file.path}; {source.by_hand}")
    return folder


def found(root: Path, file: File) -> list[Path]:
    """The paths of a declared file in a folder, or in the one file, packed or not."""
    if root.is_file():
        return [root] if root.name in (file.path, f"{file.path}{GZIP}") else []
    return sorted(root.glob(file.path)) or sorted(root.glob(f"{file.path}{GZIP}"))


def _paths(source: Source, file: File, folder: Path | None) -> list[Path]:
    return found(_root(source, file, folder), file)


def _check(table: pl.DataFrame, file: File) -> pl.LazyFrame:
    name = Path(file.path).name
    least, most = file.rows
    if not least <= table.height <= most:
        raise ValueRangeError(
            f"{name}: {table.height} rows where {least} to {most} are expected; is it whole?"
        )
    columns = declared_of(file, [one for one in table.columns if one not in ("row", "file")])
    used = {column: facts for column, facts in columns.items() if not facts.unused}
    table = table.with_columns(_typed(name, table, *column) for column in used.items())
    if file.key:
        _check_key(name, table, file.key)
    kept = ["row", "file", *(column for column, facts in used.items() if not facts.many)]
    wide = [column for column, facts in used.items() if facts.many]
    if not wide:
        return table.select(kept).lazy()
    names, values = used[wide[0]].as_
    long = table.lazy().unpivot(wide, index=kept, variable_name=names, value_name=values)
    return long.filter(pl.col(values).is_not_null())


def _typed(name: str, table: pl.DataFrame, column: str, facts: Column) -> pl.Series:
    text = table.get_column(column)
    empty = text.str.strip_chars().fill_null("") == ""
    if not facts.nullable and empty.any():
        row = _first_row(table, empty)
        raise ValueRangeError(f"{name}, row {row}, column {column}: empty, and it may not be")
    if facts.type == "yyyymm":
        value = (text + "01").str.to_date("%Y%m%d", strict=False)
    elif facts.type == "date":
        value = text.str.to_date("%Y-%m-%d", strict=False)
    elif facts.type == "bool":
        value = text.replace_strict({"1": True, "0": False}, default=None, return_dtype=pl.Boolean)
    else:
        value = text.cast(TYPES[facts.type], strict=False)
    wrong = (value.is_null() & text.is_not_null()) | _unheard_of(value)
    if facts.in_:
        wrong = wrong | (
            value.is_not_null() & ~value.is_in(pl.Series(facts.in_, dtype=value.dtype).implode())
        )
    if wrong.any():
        row = _first_row(table, wrong)
        given = text.filter(wrong)[0]
        allowed = f"one of {facts.in_}" if facts.in_ else f"a value of type {facts.type}"
        raise ValueRangeError(
            f"{name}, row {row}, column {column}: {given!r} is not {allowed}; "
            "if the publisher added it, declare it in source.toml"
        )
    return value.alias(column)


def _unheard_of(value: pl.Series) -> pl.Series:
    """Where a value is no number, or a day of no year that has four digits."""
    if value.dtype.is_float():
        return ~value.is_finite().fill_null(value=True)
    if value.dtype == pl.Date:
        return ~value.dt.year().is_between(*YEARS).fill_null(value=True)
    return pl.repeat(value=False, n=value.len(), eager=True)


def _check_key(name: str, table: pl.DataFrame, key: list[str]) -> None:
    twice = table.select(pl.struct(key).is_duplicated()).to_series()
    if twice.any():
        rows = table.filter(twice).sort(key).head(2)
        given = ", ".join(f"{column} {rows.get_column(column)[0]}" for column in key)
        numbers = " and ".join(str(row) for row in rows.get_column("row"))
        raise KeyNotUniqueError(
            f"{name}, rows {numbers}, columns {', '.join(key)}: both are {given}; "
            "the key must be unique, as ties are named by it"
        )


def _first_row(table: pl.DataFrame, mask: pl.Series) -> int:
    return int(table.get_column("row").filter(mask)[0])
