"""Publisher's file → lazy frame, checked against what ``source.toml`` declares of it.

Every column is read as text first, so that no reader guesses (``007`` stays ``007``, Namibia's
``NA`` stays ``NA``), and cast only after its values have been checked. The column ``row`` is the
row's number in the file as RFC 7111 counts it, the header being row 1; ``file`` is the file's name.
Where a declared file is not there, the same with ``.gz`` takes its place, then the file in another
of its layouts.
"""

import csv
import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path

import msgspec
import narwhals as nw
import polars as pl

from comity.errors import (
    ColumnError,
    FileFormatError,
    KeyNotUniqueError,
    MissingFileError,
    ValueRangeError,
)
from comity.source import Column, File, Source
from comity.terms import Frame

GZIP = ".gz"
LFS_POINTER = b"version https://git-lfs"
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
        read = _read_json if file.format == "json" else _read_csv
        frames[name] = nw.from_native(_check(read(source, file, folder), file))
    return frames


def at_hand(source: Source, folder: Path | None = None) -> Source:
    """The source with each file in the first of its layouts that is there.

    Args:
        source: the data set.
        folder: where the publisher's files are; see ``read_frames``.

    Raises:
        MissingFileError: a file is not there in any layout.
    """
    found = {}
    for name, file in source.description.files.items():
        root = _root(source, file, folder)
        layouts = [one for one in (file, *file.layouts) if _found(root, one)]
        if not layouts:
            asked = " or ".join(one.path for one in (file, *file.layouts))
            if root.is_file():
                raise MissingFileError(
                    f"{root} is not called {asked}; give it that name, or the folder of all files"
                )
            raise MissingFileError(f"{root / asked} does not exist; {source.by_hand}")
        found[name] = layouts[0]
    return source.with_files(found)


def checksums(source: Source, folder: Path | None = None) -> dict[str, str]:
    """SHA-256 of each of the source's files by its declared name."""
    result = {}
    for name, file in at_hand(source, folder).description.files.items():
        total = hashlib.sha256()
        for path in _paths(source, file, folder):
            total.update(path.read_bytes())
        result[name] = total.hexdigest()
    return result


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


def _found(root: Path, file: File) -> list[Path]:
    if root.is_file():
        return [root] if root.name in (file.path, f"{file.path}{GZIP}") else []
    return sorted(root.glob(file.path)) or sorted(root.glob(f"{file.path}{GZIP}"))


def _paths(source: Source, file: File, folder: Path | None) -> list[Path]:
    return _found(_root(source, file, folder), file)


def _read_csv(source: Source, file: File, folder: Path | None) -> pl.DataFrame:
    path = _paths(source, file, folder)[0]
    content = _unpacked(path)
    if content.startswith(LFS_POINTER):
        raise FileFormatError(
            f"{path.name} is a Git LFS pointer of {len(content)} bytes, not the file itself; "
            f"get the file from {source.description.landing}"
        )
    try:
        text = content.decode(file.encoding)
    except UnicodeDecodeError as error:
        raise FileFormatError(
            f"{path.name}, byte {error.start}: not {file.encoding}; is it the publisher's file?"
        ) from None
    unended = not text.endswith("\n")
    if unended and file.final_newline:
        raise _cut_off(path.name, text, "the last row has no end of line")
    header = _header(text, file)
    _check_header(path.name, header, file)
    try:
        table = pl.read_csv(
            text.encode(),
            separator=file.delimiter,
            skip_lines=file.preamble,
            infer_schema=False,
            null_values=["", *file.null],
        )
    except pl.exceptions.PolarsError as error:
        reason = str(error).split("\n", 1)[0]
        raise FileFormatError(
            f"{path.name}: not a table of {len(header)} columns: {reason}"
        ) from None
    table.columns = header
    if unended and table.tail(1).to_series(-1).has_nulls():
        raise _cut_off(path.name, text, "the last row has no last value")
    return table.with_row_index("row", offset=file.preamble + 2).with_columns(
        pl.col("row").cast(pl.Int64), file=pl.lit(file.path)
    )


def _header(text: str, file: File) -> list[str]:
    """Names of the columns; one that stands again is told apart by its number."""
    lines = iter(text.split("\n", file.preamble + 1)[: file.preamble + 1])
    names = list(csv.reader(lines, delimiter=file.delimiter))[-1]
    seen = Counter[str]()
    header = []
    for name in names:
        seen[name] += 1
        header.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return header


def _cut_off(name: str, text: str, lacks: str) -> FileFormatError:
    last = text.count("\n") + 1
    return FileFormatError(f"{name}, row {last}: cut off, {lacks}")


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix != GZIP or content.startswith(LFS_POINTER):
        return content
    try:
        return gzip.decompress(content)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileFormatError(f"{path.name}: cut off, or no gzip file: {error}") from None


def _read_json(source: Source, file: File, folder: Path | None) -> pl.DataFrame:
    records: list[dict[str, str | int | None]] = []
    for number, path in enumerate(_paths(source, file, folder), start=1):
        page = path.relative_to(path.parents[1]).as_posix()
        try:
            document = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
        except msgspec.DecodeError as error:
            raise FileFormatError(f"{page}: not JSON: {error}") from None
        for stray in _undeclared(document, file):
            raise ColumnError(f"{page}: {stray}; say in source.toml what it is")
        values = {name: _at(document, column.at) for name, column in file.columns.items()}
        records.append({"file": page, "row": number, **values})
    schema = {"file": pl.String, "row": pl.Int64, **dict.fromkeys(file.columns, pl.String)}
    table = pl.DataFrame(records, schema=schema)
    for name, column in file.columns.items():
        if table.get_column(name).is_null().all():
            raise ColumnError(
                f"{file.path}: no page has {column.at}, which is declared as column {name}; "
                "is it the release that is declared?"
            )
    return table


def _undeclared(document: dict[str, object], file: File) -> Iterator[str]:
    """What a page holds that is declared neither as a section nor on the way to a column.

    A field that no column leads into is its section's affair; in one that a column leads into,
    every part counts.
    """
    ways = {column.at for column in file.columns.values()}
    for section, fields in document.items():
        if section not in file.sections:
            yield f"section {section!r} is not declared"
        for field, value in fields.items() if isinstance(fields, dict) else ():
            at = f"/{section}/{field}"
            if any(way.startswith(f"{at}/") for way in ways):
                yield from _off_the_ways(value, at, ways)


def _off_the_ways(value: object, at: str, ways: set[str]) -> Iterator[str]:
    if at in ways:
        if not isinstance(value, str):
            yield f"{at} is declared and holds no text"
    elif isinstance(value, dict) and any(way.startswith(f"{at}/") for way in ways):
        for key, below in value.items():
            yield from _off_the_ways(below, f"{at}/{key}", ways)
    else:
        yield f"{at} is not declared"


def _at(document: object, pointer: str) -> str | None:
    """Text at a JSON pointer (RFC 6901), or null where the document has nothing there."""
    for step in pointer.strip("/").split("/"):
        if not isinstance(document, dict) or step not in document:
            return None
        document = document[step]
    return document if isinstance(document, str) else None


def _check_header(name: str, header: list[str], file: File) -> None:
    declared = _columns(file, header)
    missing = [column for column in declared if column not in header]
    unknown = [column for column in header if column not in declared]
    wrong = [f"lacks {column!r}" for column in missing]
    wrong += [f"has undeclared {column!r}" for column in unknown]
    for pattern, facts in file.columns.items():
        if facts.many:
            found = sum(one is facts for one in declared.values())
            least, most = facts.many
            if not least <= found <= most:
                wrong.append(f"has {found} columns like {pattern!r}, not {least} to {most}")
    if wrong:
        says = "; ".join(wrong)
        row = file.preamble + 1
        raise ColumnError(
            f"{name}, row {row}: the header {says}; is it the release that is declared?"
        )


def _columns(file: File, header: Sequence[str]) -> dict[str, Column]:
    """What is declared of each column, a pattern's facts under all names that fit it."""
    columns: dict[str, Column] = {}
    for name, facts in file.columns.items():
        if facts.many:
            fitting = [one for one in header if one not in file.columns and fnmatchcase(one, name)]
            columns |= dict.fromkeys(fitting, facts)
        else:
            columns[name] = facts
    return columns


def _check(table: pl.DataFrame, file: File) -> pl.LazyFrame:
    name = Path(file.path).name
    least, most = file.rows
    if not least <= table.height <= most:
        raise ValueRangeError(
            f"{name}: {table.height} rows where {least} to {most} are expected; is it whole?"
        )
    columns = _columns(file, [one for one in table.columns if one not in ("row", "file")])
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
    if not facts.nullable and text.has_nulls():
        row = _first_row(table, text.is_null())
        raise ValueRangeError(f"{name}, row {row}, column {column}: empty, and it may not be")
    if facts.type == "yyyymm":
        value = (text + "01").str.to_date("%Y%m%d", strict=False)
    elif facts.type == "date":
        value = text.str.to_date("%Y-%m-%d", strict=False)
    elif facts.type == "bool":
        value = text.replace_strict({"1": True, "0": False}, default=None, return_dtype=pl.Boolean)
    else:
        value = text.cast(TYPES[facts.type], strict=False)
    wrong = value.is_null() & text.is_not_null()
    if facts.in_:
        wrong = wrong | (
            value.is_not_null() & ~value.is_in(pl.Series(facts.in_, dtype=value.dtype).implode())
        )
    if wrong.any():
        row = _first_row(table, wrong)
        found = text.filter(wrong)[0]
        allowed = f"one of {facts.in_}" if facts.in_ else f"a value of type {facts.type}"
        raise ValueRangeError(
            f"{name}, row {row}, column {column}: {found!r} is not {allowed}; "
            "if the publisher added it, declare it in source.toml"
        )
    return value.alias(column)


def _check_key(name: str, table: pl.DataFrame, key: list[str]) -> None:
    twice = table.select(pl.struct(key).is_duplicated()).to_series()
    if twice.any():
        rows = table.filter(twice).sort(key).head(2)
        found = ", ".join(f"{column} {rows.get_column(column)[0]}" for column in key)
        numbers = " and ".join(str(row) for row in rows.get_column("row"))
        raise KeyNotUniqueError(
            f"{name}, rows {numbers}, columns {', '.join(key)}: both are {found}; "
            "the key must be unique, as ties are named by it"
        )


def _first_row(table: pl.DataFrame, mask: pl.Series) -> int:
    return int(table.get_column("row").filter(mask)[0])
