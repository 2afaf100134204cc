"""Tables in the format of Stata, with labels, extended missing values and notes.

pyreadstat writes format 118 (Stata 14 and later); the notes, for which it has no place, are put
into what it wrote, as Stata's "help dta" lays the format out.
"""

import hashlib
import re
import struct
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pyreadstat

from comity.errors import TableError
from comity.tables.column import MEANING, MISSING, NOT_APPLICABLE, OUTSIDE, POSSIBLY, Column

SILENT = {MISSING: "a", NOT_APPLICABLE: "b", OUTSIDE: "c"}
BESIDE = (
    "An empty cell is .a where it is missing, .b where it is not applicable, and .c outside what "
    "the source covers; 0 is a true zero. Of a column of text, or as of a day, X_missing says so."
)
STATA_14 = 14
RESERVED = re.compile(
    r"_all|_b|byte|_coef|_cons|double|float|if|in|int|long|_n|_N|_pi|_pred|_rc|_skip|using|with"
    r"|str\d.*|strL"
)
LONGEST = 29
"""Letters of a name: Stata's 32, without three for the number that pyreadstat adds for labels."""
STEM = 4
"""Letters that are left of a word which is cut short."""
LABEL = 80
"""Letters of a variable's label."""
LONG = 2_147_483_620
"""The largest whole number of Stata's type long."""
EXACT = 2**53
"""The largest number to which a double holds every whole one."""
DOUBLE = 8.9884656743e307
"""The largest number of Stata's type double."""
MAP = struct.Struct("=14Q")
PLACE_OF_DATA = 9


def names(columns: Iterable[str]) -> dict[str, str]:
    """Names that Stata takes, by those of the columns; one is the same whatever stands beside it.

    Long ones lose letters of their longest words. Where two came out alike, both end in a part of
    the hash of their whole name.
    """
    short = {name: _short(name) for name in columns}
    times = Counter(short.values())
    return {
        name: one
        if times[one] == 1
        else f"{one[: LONGEST - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        for name, one in short.items()
    }


def _short(name: str) -> str:
    words = re.sub(r"[^A-Za-z0-9_]", "_", name).split("_")
    while len("_".join(words)) > LONGEST and max(map(len, words)) > STEM:
        place = max(range(len(words)), key=lambda at: len(words[at]))
        words[place] = words[place][:STEM]
    whole = "_".join(words)[:LONGEST]
    if RESERVED.fullmatch(whole) or not re.match("[A-Za-z_]", whole):
        whole = f"_{whole}"[:LONGEST]
    return whole


def variables(frame: pl.DataFrame, columns: Iterable[Column]) -> dict[str, Column]:
    """The columns that a file of Stata has, by their names there.

    They are those of the table and, as no text can be an extended missing value nor a number be
    only possible, beside each of text or with such a number one that says by number what its cells
    mean.
    """
    kept = []
    for column in columns:
        kept.append(column)
        told = frame.get_column(column.meaning) if column.meaning else None
        if told is not None and (not _tagged(column, frame) or (told == POSSIBLY).any()):
            says = f"What each cell of {column.name} means"
            kept.append(Column(column.meaning, says, labels=dict(enumerate(MEANING.categories))))
    called = names(one.name for one in kept)
    return {called[one.name]: one for one in kept}


def dta(
    frame: pl.DataFrame,
    columns: Mapping[str, Column],
    said: Mapping[str, Mapping[str, str]],
    about: Mapping[str, str],
) -> bytes:
    """A table as a file of Stata 14, the same bytes at any time.

    Args:
        frame: the rows.
        columns: its columns by their names in the file; see ``variables``.
        said: the facts of each, by the same names.
        about: what made the table.

    Raises:
        TableError: a number is none of Stata's.
        OSError: the folder of temporary files is full.
    """
    silent = {name: [*SILENT.values()] for name, one in columns.items() if _tagged(one, frame)}
    tags = {letter: meaning for meaning, letter in SILENT.items()}
    labels = {
        name: {**one.labels, **(tags if name in silent else {})} for name, one in columns.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.dta"
        try:
            pyreadstat.write_dta(
                pl.DataFrame([_cells(one, frame).alias(name) for name, one in columns.items()]),
                path,
                version=STATA_14,
                column_labels={name: _label(one.says) for name, one in columns.items()},
                variable_value_labels={name: said for name, said in labels.items() if said},
                missing_user_values=silent,
            )
        except pyreadstat.ReadstatError as error:
            raise OSError(
                f"no file of Stata was written in {folder}: {error}; see that the disk has room"
            ) from None
        content = path.read_bytes()
    notes = {"_dta": [f"{name}: {text}" for name, text in about.items() if text]}
    notes["_dta"].append(BESIDE)
    notes |= {name: _notes(one, said[name]) for name, one in columns.items()}
    return _with_notes(content, notes)


def _label(says: str) -> str:
    return textwrap.shorten(says, LABEL, placeholder=" …")


def _tagged(column: Column, frame: pl.DataFrame) -> bool:
    return bool(column.meaning) and frame.schema[column.name].is_numeric()


def _cells(column: Column, frame: pl.DataFrame) -> pl.Series:
    cells = frame.get_column(column.name)
    if cells.dtype == MEANING:
        return cells.to_physical().cast(pl.Int32)
    if not cells.dtype.is_numeric():
        return cells.cast(pl.String).fill_null("")
    numbers = _numbers(cells)
    if not _tagged(column, frame):
        return numbers
    tags = frame.get_column(column.meaning).replace_strict(
        SILENT, default=None, return_dtype=pl.String
    )
    # pyreadstat knows an extended missing value as a letter among numbers.
    mixed = [tag if number is None else number for number, tag in zip(numbers, tags, strict=True)]
    return pl.Series(mixed, dtype=pl.Object)


def _numbers(cells: pl.Series) -> pl.Series:
    """Numbers as pyreadstat takes them: in 32 bits, or as doubles."""
    whole = cells.dtype.is_integer()
    if whole and cells.is_between(-LONG, LONG).all():
        return cells.cast(pl.Int32)
    most = EXACT if whole else DOUBLE
    if not cells.is_between(-most, most).all():
        raise TableError(
            f"the column {cells.name} holds numbers that Stata has not; write .parquet or .csv"
        )
    return cells.cast(pl.Float64)


def _notes(column: Column, said: Mapping[str, str]) -> list[str]:
    cited = column.source.description.cite if column.source else ""
    every = {**said, "Cite": " ".join(cited.split())}
    return [f"{name}: {text}" for name, text in every.items() if text]


def _with_notes(content: bytes, notes: Mapping[str, Sequence[str]]) -> bytes:
    """A file of format 118 with notes, and without the time at which it was written."""
    start = content.index(b"<map>")
    head = content[: content.index(b"<timestamp>")] + b"<timestamp>\0</timestamp></header>"
    first = start + len(b"<map>")
    offsets = MAP.unpack_from(content, first)
    data = offsets[PLACE_OF_DATA]
    elements = b"".join(
        _characteristic(name, f"note{number}", text)
        for name, said in notes.items()
        for number, text in enumerate([str(len(said)), *said])
    )
    moved = len(head) - start
    places = [
        offset and offset + moved + (len(elements) if number >= PLACE_OF_DATA else 0)
        for number, offset in enumerate(offsets)
    ]
    whole = memoryview(content)
    end = data - len(b"</characteristics>")
    before = whole[first + MAP.size : end]
    return b"".join([head, b"<map>", MAP.pack(*places), before, elements, whole[end:]])


def _characteristic(variable: str, name: str, text: str) -> bytes:
    """note0 holds how many notes there are; the others are in order."""
    said = text.encode() + b"\0"
    ends = f"{variable:\0<129}{name:\0<129}".encode()
    return b"<ch>" + struct.pack("=I", len(ends) + len(said)) + ends + said + b"</ch>"
