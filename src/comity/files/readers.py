"""Publisher's files → tables of text, one reader for each format.

Every column is read as text, so that no reader guesses: ``007`` stays ``007``, Namibia's ``NA``
stays ``NA``. A table has the columns of the file, ``row`` (Int64: the row's number in the file as
RFC 7111 counts it, the header being row 1, or the number of the page or area) and ``file`` (its
name).
"""

import csv
import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import fastexcel
import polars as pl

from comity.errors import ColumnError, FileFormatError
from comity.files.outlines import areas, json_object
from comity.files.source import Column, File

GZIP = ".gz"
LFS_POINTER = b"version https://git-lfs"


def _read_csv(file: File, paths: list[Path]) -> pl.DataFrame:
    path = paths[0]
    content = _unpacked(path)
    if content.startswith(LFS_POINTER):
        raise _lfs_pointer(path.name, content)
    try:
        text = content.decode(file.encoding)
    except UnicodeDecodeError as error:
        raise FileFormatError(
            f"{path.name}, byte {error.start}: not {file.encoding}; is it the publisher's file?"
        ) from None
    unended = not text.endswith("\n")
    if unended and file.final_newline:
        raise _cut_off(path.name, text, "the last row has no end of line")
    header = _header(path.name, text, file)
    _check_header(path.name, header, file)
    try:
        table = pl.read_csv(
            text.encode(),
            separator=file.delimiter,
            quote_char='"' if file.quoted else None,
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


def _header(name: str, text: str, file: File) -> list[str]:
    """Names of the columns; one that stands again is told apart by its number."""
    line = text.split("\n", file.preamble + 1)[: file.preamble + 1][-1]
    if not file.quoted:
        return _told_apart(line.rstrip("\r").split(file.delimiter))
    try:
        return _told_apart(next(csv.reader([line], delimiter=file.delimiter)))
    except csv.Error as error:
        row = file.preamble + 1
        raise FileFormatError(f"{name}, row {row}: not a header: {error}") from None


def _told_apart(names: Sequence[str]) -> list[str]:
    seen = Counter[str]()
    header = []
    for name in names:
        seen[name] += 1
        header.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return header


def _cut_off(name: str, text: str, lacks: str) -> FileFormatError:
    last = text.count("\n") + 1
    return FileFormatError(f"{name}, row {last}: cut off, {lacks}")


def _lfs_pointer(name: str, content: bytes) -> FileFormatError:
    return FileFormatError(
        f"{name} is a Git LFS pointer of {len(content)} bytes, not the file itself; "
        "get the file from its publisher"
    )


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix != GZIP or content.startswith(LFS_POINTER):
        return content
    try:
        return gzip.decompress(content)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileFormatError(f"{path.name}: cut off, or no gzip file: {error}") from None


def _read_xlsx(file: File, paths: list[Path]) -> pl.DataFrame:
    path = paths[0]
    content = _unpacked(path)
    if content.startswith(LFS_POINTER):
        raise _lfs_pointer(path.name, content)
    try:
        sheet = fastexcel.read_excel(content).load_sheet(
            file.sheet, header_row=None, skip_rows=0, dtypes="string"
        )
    except fastexcel.FastExcelError as error:
        reason = str(error).split("\n", 1)[0]
        raise FileFormatError(
            f"{path.name}: no workbook with a sheet {file.sheet!r}: {reason}"
        ) from None
    cells = sheet.to_polars()
    header = _told_apart([name or "" for name in cells.slice(file.preamble, 1).row(0)])
    _check_header(path.name, header, file)
    table = cells.slice(file.preamble + 1).with_columns(pl.all().replace(["", *file.null], None))
    table.columns = header
    numbered = table.with_row_index("row", offset=file.preamble + 2)
    written = numbered.filter(~pl.all_horizontal(pl.col(header).is_null()))
    return written.with_columns(pl.col("row").cast(pl.Int64), file=pl.lit(file.path))


def _read_json(file: File, paths: list[Path]) -> pl.DataFrame:
    records: list[dict[str, str | int | None]] = []
    for number, path in enumerate(paths, start=1):
        page = path.relative_to(path.parents[1]).as_posix()
        document = json_object(_unpacked(path), page)
        for stray in _undeclared(document, file):
            raise ColumnError(f"{page}: {stray}; say in source.toml what it is")
        values = {name: _at(document, column.at) for name, column in file.columns.items()}
        records.append({"file": page, "row": number, **values})
    return _table(records, file)


def _read_topojson(file: File, paths: list[Path]) -> pl.DataFrame:
    """The areas of an object in their order, counted from 1."""
    path = paths[0]
    records: list[dict[str, str | int | None]] = []
    found = areas(_unpacked(path), path.name, file.object, set(file.sections))
    ways = {column.at for column in file.columns.values()}
    for number, area in enumerate(found, start=1):
        for stray in _off_the_ways(area, "", ways):
            raise ColumnError(f"{path.name}, area {number}: {stray}; say in source.toml what it is")
        values = {name: _at(area, column.at) for name, column in file.columns.items()}
        records.append({"file": path.name.removesuffix(GZIP), "row": number, **values})
    return _table(records, file)


def _table(records: list[dict[str, str | int | None]], file: File) -> pl.DataFrame:
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
    declared = declared_of(file, header)
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


def declared_of(file: File, header: Sequence[str]) -> dict[str, Column]:
    """What is declared of each column, a pattern's facts under all names that fit it."""
    columns: dict[str, Column] = {}
    for name, facts in file.columns.items():
        if facts.many:
            fitting = [one for one in header if one not in file.columns and fnmatchcase(one, name)]
            columns |= dict.fromkeys(fitting, facts)
        else:
            columns[name] = facts
    return columns


READERS: Mapping[str, Callable[[File, list[Path]], pl.DataFrame]] = {
    "csv": _read_csv,
    "json": _read_json,
    "topojson": _read_topojson,
    "xlsx": _read_xlsx,
}
"""How the files of each format become a table of text."""
