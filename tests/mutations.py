"""Faults that a file gets on its way, put into it by a seeded hand: bytes, tables, JSON."""

import csv
import gzip
import io
import json
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

from comity.files.source import File
from workbook import write_workbook

Rows = list[list[str]]

NUMBERS = (
    *("0", "-0", "-1", "-9", "-9.0", "7", "41.5", "1,5", "1e3", "0x10", "+5", "1_000", "1e-320"),
    *("1e308", "1e400", "-1e308", "2147483648", "9223372036854775807", "9223372036854775808"),
    *("9007199254740993", "4e15", "9.3e12", "9" * 400, "-" + "9" * 19, "inf", "-inf", "NaN", "nan"),
    *("\u0661\u0669\u0664\u0668", "\u00bd", "1948", "99999", "10000", "-9999", "12", "13", "31"),
)
DATES = (
    *("2021-02-30", "0000-01-01", "9999-12-31", "99999-01-01", "10000-01-01", "-0001-01-01"),
    *("1945-05-08", "1990-10-02", "1991-12-26", "1815-06-09", "20210101", "202113", "000001"),
    *("999912", "199001", "1990-1-1", "1990-01-01T00:00:00Z", "01/02/1990", "262143-12-31"),
)
TEXTS = (
    *("", " ", "NA", "NULL", "null", "None", "true", "abc", "a b", "x|y", "^", "`", "{}", "<b>"),
    *('"', "'", '""', "\\", "\\n", "\\u0000", "%", "%zz", "#", "?", "/", "..", "../..", "a;b,c\td"),
    *("a\nb", "a\r\nb", "\r", "\t", "\x0b", "\x00", "\x01", "\x1f", "\x7f", "\x85", "\xa0", "\xad"),
    *("\u2028", "\u202e", "\ufffe", "\uffff", "\ufeff", "\ufdd0", "\U0001f600", "e\u0301"),
    *("\u067e\u0627\u06a9", "\U0010ffff", "http://x y", "http://[", "https://example.org/a%20b"),
    *("http", "cm:Foo", "cm:", "state/PAK", "_:b0", "@en", "^^", "$1", "${1}", "(", ")", "[^"),
    "x" * 70_000,
)
ODD = NUMBERS + DATES + TEXTS
ODD_JSON: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 1e308, 0.5, [], {}, [[]], [None], [1, 2], [[0, 1]], [99], [-99]),
    *({"text": {"text": "x"}}, {"text": None}, ["x"], "\ud800", "", "x"),
)


@dataclass(frozen=True)
class Mutant:
    """A file with a fault.

    ``says`` is what was done to it, ``rows`` how many rows are below its header where it is still
    a table, and ``same`` how much of what it says is left: ``all``, all but the order of the rows
    (``order``), or not the same at all (empty).
    """

    content: bytes
    says: str
    rows: int | None = None
    same: str = ""


def mutant(random: Random, file: File, path: Path) -> Mutant:
    """A file of a sample with one fault, or up to three of a table."""
    content = path.read_bytes()
    if random.random() < 0.35:
        return _bytes(random, content)
    if file.format == "xlsx":
        return _sheet(random, file, path.parent)
    if file.format in ("json", "topojson"):
        return _document(random, content)
    return _table(random, file, content)


def packed(random: Random, one: Mutant) -> Mutant:
    """The same in gzip, which may be cut off or broken."""
    content = gzip.compress(one.content, compresslevel=1, mtime=0)
    if random.random() < 0.5:
        return Mutant(content, f"{one.says}; packed", one.rows, one.same)
    broken = _bytes(random, content)
    return Mutant(broken.content, f"{one.says}; packed; {broken.says}")


def _bytes(random: Random, content: bytes) -> Mutant:
    at, size = random.randrange(len(content) + 1), random.choice((1, 1, 1, 2, 7, 100))
    some = bytes(random.choices((*range(256), 0, 10, 13, 34, 0xED, 0xFF), k=size))
    changes = {
        f"byte {at} flipped": content[:at]
        + bytes(b ^ 1 << random.randrange(8) for b in content[at : at + 1])
        + content[at + 1 :],
        f"{some!r} put in at {at}": content[:at] + some + content[at:],
        f"{some!r} put over {at}": content[:at] + some + content[at + size :],
        f"{size} bytes taken out at {at}": content[:at] + content[at + size :],
        f"cut off at {at}": content[:at],
        f"bytes from {at} on twice": content[:at] + content[at:] * 2,
        "emptied": b"",
        "a line feed": b"\n",
        "bytes of the order mark before it": b"\xef\xbb\xbf" + content,
        "UTF-16": content.decode("latin-1").encode("utf-16"),
        "UTF-16 without its mark": content.decode("latin-1").encode("utf-16-le"),
        "encoded twice": content.decode("latin-1").encode(),
        "other quotation marks": content.replace(b'"', b"'"),
        "line ends of a Macintosh": content.replace(b"\n", b"\r"),
        "a surrogate": content[:at] + b"\xed\xa0\x80" + content[at:],
        "a letter of Latin-1": content[:at] + b"\xe9" + content[at:],
        "a quotation mark": content[:at] + b'"' + content[at:],
        "a pointer": b"version https://git-lfs.github.com/spec/v1\nsize 9\n",
    }
    says = random.choice(sorted(changes))
    return Mutant(changes[says], says)


def parsed(content: bytes, file: File) -> Rows:
    """The rows of a table, the header first."""
    return _rows(_parts(content, file)[1], file)


def _parts(content: bytes, file: File) -> tuple[str, str]:
    """What stands before the header of a table, and the rest."""
    packed = content.startswith(b"\x1f\x8b")
    text = (gzip.decompress(content) if packed else content).decode(file.encoding)
    *before, rest = text.split("\n", file.preamble)
    return "".join(f"{line}\n" for line in before), rest


def _rows(text: str, file: File) -> Rows:
    if not file.quoted:
        return [line.split(file.delimiter) for line in text.removesuffix("\n").split("\n")]
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=file.delimiter))


def _table(random: Random, file: File, content: bytes) -> Mutant:
    before, body = _parts(content, file)
    changed, says, left = _changed(random, _rows(body, file))
    write, form, same = _form(random, file)
    written = before + write(changed)
    if not body.endswith("\n"):
        written = written.rstrip("\r\n")
    rows = len(changed) - 1 if same and _whole(changed, file) else None
    encoded = written.encode(file.encoding, errors="replace")
    return Mutant(encoded, f"{says}{form}", rows, left if same else "")


def _whole(rows: Rows, file: File) -> bool:
    """Whether each row is written as one that is read again as it was."""
    width = len(rows[0]) if rows else 0
    cells = [cell for row in rows for cell in row]
    ends = {"\r"} if file.quoted else {"\r", "\n", file.delimiter}
    return not any(ends & set(cell) for cell in cells) and all(
        len(row) == width and any(row) for row in rows
    )


def _form(random: Random, file: File) -> tuple[Callable[[Rows], str], str, bool]:
    """How a table is written, in words, and whether it says the same so."""

    def written(delimiter: str, end: str, quoting: Literal[0, 1]) -> Callable[[Rows], str]:
        def write(rows: Rows) -> str:
            if not file.quoted:
                return "".join(delimiter.join(row) + end for row in rows)
            out = io.StringIO()
            kind = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
            kind.writerows(rows)
            return out.getvalue()

        return write

    ours = file.delimiter
    forms = [(written(ours, "\n", csv.QUOTE_MINIMAL), "", True)] * 8
    forms += [(written(ours, "\r\n", csv.QUOTE_MINIMAL), "; line ends of DOS", True)]
    forms += [(written(ours, "\n", csv.QUOTE_ALL), "; every cell quoted", True)]
    other = random.choice([one for one in ",;\t|" if one != ours])
    forms += [(written(other, "\n", csv.QUOTE_MINIMAL), f"; parted by {other!r}", False)]
    return random.choice(forms)


def _changed(random: Random, rows: Rows) -> tuple[Rows, str, str]:
    """The rows with up to three faults, what was done, and what is left of what they say."""
    faults = [*(_cell,) * 12, *(_splice,) * 5, *(_column,) * 4, *(_lines,) * 6, *(_header,) * 2]
    sames, said = ["all"], []
    for fault in random.choices(faults, k=random.choice((0, 1, 1, 1, 1, 2, 3))):
        rows, says, same = fault(random, [list(row) for row in rows])
        said.append(says)
        sames.append(same)
    left = "" if "" in sames else "order" if "order" in sames else "all"
    return rows, "; ".join(said) or "written again", left


def _place(random: Random, rows: Rows) -> tuple[int, int] | None:
    places = [(n, m) for n, row in enumerate(rows) if n for m in range(len(row))]
    return random.choice(places) if places else None


def _cell(random: Random, rows: Rows) -> tuple[Rows, str, str]:
    place = _place(random, rows)
    if place is None:
        return rows, "no cell", "all"
    n, m = place
    column = [row[m] for row in rows[1:] if len(row) > m]
    new = random.choice((random.choice(ODD), random.choice(column), _near(random, rows[n][m])))
    rows[n][m], old = new, rows[n][m]
    return rows, f"row {n}, cell {m}: {old[:40]!r} is {new[:40]!r}", "all" if new == old else ""


def _near(random: Random, text: str) -> str:
    """Another number, or the same text with one letter changed."""
    if text.lstrip("-").isdecimal():
        return str(int(text) + random.choice((-100, -1, 1, 100, 10**9)))
    if text and random.random() < 0.5:
        at = random.randrange(len(text))
        return text[:at] + random.choice(string.printable) + text[at + 1 :]
    return random.choice(NUMBERS)


def _splice(random: Random, rows: Rows) -> tuple[Rows, str, str]:
    place = _place(random, rows)
    if place is None:
        return rows, "no cell", "all"
    n, m = place
    odd, at = random.choice(TEXTS), random.randrange(len(rows[n][m]) + 1)
    rows[n][m] = rows[n][m][:at] + odd + rows[n][m][at:]
    return rows, f"row {n}, cell {m}: {odd[:40]!r} put in at {at}", "" if odd else "all"


def _column(random: Random, rows: Rows) -> tuple[Rows, str, str]:
    width = min((len(row) for row in rows), default=0)
    if not width:
        return rows, "no column", "all"
    a, b = random.randrange(width), random.randrange(width)
    changes: dict[str, Callable[[list[str]], list[str]]] = {
        f"columns {a} and {b} swapped": lambda row: _swapped(row, a, b),
        f"column {a} taken out": lambda row: row[:a] + row[a + 1 :],
        f"column {a} twice": lambda row: [*row, row[a]],
        f"column {a} filled with the other {b}": lambda row: [*row[:a], row[b], *row[a + 1 :]],
    }
    says = random.choice(sorted(changes))
    start = 0 if random.random() < 0.5 else 1
    changed = [*rows[:start], *(changes[says](row) for row in rows[start:])]
    if start == 0 and says.endswith("swapped") and len(set(rows[0])) == len(rows[0]):
        return changed, says, "all"
    return changed, f"{says}{'' if start == 0 else ' below the header'}", ""


def _swapped(row: list[str], a: int, b: int) -> list[str]:
    new = list(row)
    new[a], new[b] = row[b], row[a]
    return new


def _lines(random: Random, rows: Rows) -> tuple[Rows, str, str]:
    if len(rows) < 2:
        return rows, "no row", "all"
    n = random.randrange(1, len(rows))
    cut = random.randrange(len(rows[n]) + 1)
    shuffled = random.sample(rows[1:], len(rows) - 1)
    changes = {
        "rows shuffled": ([rows[0], *shuffled], "order"),
        "rows turned": ([rows[0], *reversed(rows[1:])], "order"),
        f"row {n} taken out": (rows[:n] + rows[n + 1 :], ""),
        f"rows from {n} on taken out": (rows[:n], ""),
        f"row {n} twice": ([*rows, rows[n]], ""),
        f"row {n} cut at {cut}": ([*rows[:n], rows[n][:cut], *rows[n + 1 :]], ""),
        f"row {n} longer": ([*rows[:n], [*rows[n], "x"], *rows[n + 1 :]], ""),
        f"an empty row before {n}": ([*rows[:n], [], *rows[n:]], ""),
        f"a row of empty cells before {n}": ([*rows[:n], [""] * len(rows[0]), *rows[n:]], ""),
        "the header again": ([*rows[:n], rows[0], *rows[n:]], ""),
        "all rows many times": ([rows[0], *rows[1:] * 40], ""),
    }
    says = random.choice(sorted(changes))
    return *((changes[says][0], says)), changes[says][1]


def _header(random: Random, rows: Rows) -> tuple[Rows, str, str]:
    if not rows or not rows[0]:
        return rows, "no header", ""
    m = random.randrange(len(rows[0]))
    new = random.choice((*TEXTS, rows[0][m].upper(), f" {rows[0][m]}", f"{rows[0][m]}#2"))
    changes = {
        f"column {m} is called {new[:40]!r}": [_put(rows[0], m, new), *rows[1:]],
        "no header": rows[1:],
        "names of columns shuffled": [random.sample(rows[0], len(rows[0])), *rows[1:]],
    }
    says = random.choice(sorted(changes))
    return changes[says], says, "all" if changes[says] == rows else ""


def _put(row: Sequence[str], at: int, new: str) -> list[str]:
    return [*row[:at], new, *row[at + 1 :]]


def _sheet(random: Random, file: File, place: Path) -> Mutant:
    """A workbook, one sheet of which has faults."""
    tables = {
        path.stem: _rows(path.read_text("utf-8"), file) for path in sorted(place.glob("*.csv"))
    }
    changed, says, same = _changed(random, tables[file.sheet])
    out = io.BytesIO()
    write_workbook(out, tables | {file.sheet: changed})
    return Mutant(out.getvalue(), f"sheet {file.sheet}: {says}", same=same)


def _document(random: Random, content: bytes) -> Mutant:
    document = json.loads(content)
    places = list(_places(document))
    texts = [(holder, key) for holder, key in places if isinstance(holder[key], str)]
    holder, key = random.choice(random.choice((places, texts)))
    old = holder[key]
    if isinstance(old, str) and random.random() < 0.6:
        at = random.randrange(len(old) + 1)
        new: Any = old[:at] + random.choice(ODD) + old[random.choice((at, len(old))) :]
    else:
        other, its = random.choice(places)
        new = random.choice((random.choice(ODD_JSON), random.choice(ODD), other[its]))
    says = f"{key!r}: {str(old)[:40]!r} is {str(new)[:40]!r}"
    change = random.choice(("value", "value", "value", "value", "gone", "name"))
    if change == "value":
        holder[key] = new
    else:
        gone = holder.pop(key)
        says = f"{key!r} taken out"
        if change == "name" and isinstance(holder, dict):
            holder[random.choice(TEXTS)] = gone
            says = f"{key!r} called otherwise"
    try:
        return Mutant(json.dumps(document).encode(), says)
    except (ValueError, RecursionError):
        return Mutant(content, "a document that holds itself, left as it was")


def _places(document: Any) -> Any:  # noqa: ANN401
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        yield document, key
        if isinstance(value, dict | list):
            yield from _places(value)
