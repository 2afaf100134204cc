r"""Many ties as a few short columns, so that a page can carry them all.

Texts that repeat the two ends, the dates or a row number become patterns: ``\x01a`` and ``\x01b``
stand for the labels of the ends, ``\x01A`` and ``\x01B`` for their keys, ``\x01s`` and ``\x01e``
for start and end, ``\x01S`` and ``\x01E`` for their years, ``\x01y`` for the year, ``\x01#`` for a
number kept apart, ``\x01+`` for one that is kept as what it is more than that, ``\x01k`` for a text
known from another column and ``\x01!`` for the mark itself; ``ties.ts`` reads them.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

MARK = "\x01"
CODES = "abABseySE"
SIGNS = [chr(at) for at, _ in enumerate(CODES, 0x0E)]
"""What stands for each code until all are put in, as none of them is in a text."""
MARKS = {ord(sign): MARK + code for sign, code in zip(SIGNS, CODES, strict=True)}
TAKEN = re.compile(f"[{MARK}{SIGNS[0]}-{SIGNS[-1]}]")
NUMBER = "[1-9][0-9]{2,14}"
DIGITS = re.compile(rf"(?<![0-9\x01]){NUMBER}(?:-{NUMBER})?(?![0-9])")
"""A whole number, or the first and last of some."""
YEAR = 4


@dataclass(frozen=True)
class Ends:
    """What texts of one tie are likely to repeat."""

    label_a: str
    label_b: str
    key_a: str
    key_b: str
    start: str
    end: str
    year: str

    def fold(self, text: str) -> str:
        """The text with all that it repeats replaced by marks."""
        if TAKEN.search(text):
            return escaped(text)
        for word, sign in self._signs:
            text = text.replace(word, sign)
        return text.translate(MARKS)

    @cached_property
    def _signs(self) -> list[tuple[str, str]]:
        """What it may repeat, the longest first, and the sign of each."""
        words = (
            *(self.label_a, self.label_b, self.key_a, self.key_b),
            *(self.start, self.end, self.year),
            *(self.start[:YEAR], self.end[:YEAR]),
        )
        signs: dict[str, str] = {}
        for word, sign in zip(words, SIGNS, strict=True):
            if word and not TAKEN.search(word):
                signs.setdefault(word, sign)
        return sorted(signs.items(), key=lambda one: (-len(one[0]), one[0]))


def escaped(text: str) -> str:
    """A text that is its own pattern."""
    return text.replace(MARK, MARK + "!")


def numbers(values: Sequence[float | None]) -> object:
    """Numbers as they are, or as runs of value and length where that is shorter."""
    runs: list[float | None] = []
    for value in values:
        if runs and runs[-2] == value:
            runs[-1] = (runs[-1] or 0) + 1
        else:
            runs += [value, 1]
    plain = list(values)
    return {"runs": runs} if _length(runs) < _length(plain) else plain


def table(values: Iterable[str | None]) -> dict[str, object]:
    """Texts that many ties share: each once, and the index of that of each tie."""
    seen: dict[str | None, int] = {}
    index = [seen.setdefault(value, len(seen)) for value in values]
    patterns = [None if value is None else escaped(value) for value in seen]
    return {"patterns": patterns, "index": numbers(index), "numbers": []}


def texts(
    values: Sequence[str | None], ends: Iterable[Ends], known: Sequence[str] = ()
) -> dict[str, object]:
    r"""Texts as patterns, the index of each tie's pattern, and the numbers cut out of them.

    A text that is the known one of its tie becomes ``\x01k``.
    """
    seen: dict[str | None, int] = {}
    index: list[int] = []
    cut: list[int] = []
    for value, pair, same in zip(values, ends, known or [""] * len(values), strict=True):
        found = (MARK + "k", []) if value and value == same else _pattern_of(value, pair)
        pattern, apart = found
        index.append(seen.setdefault(pattern, len(seen)))
        cut += apart
    return {"patterns": list(seen), "index": numbers(index), "numbers": cut}


def _pattern_of(value: str | None, ends: Ends) -> tuple[str | None, list[int]]:
    return (None, []) if value is None else _cut(ends.fold(value))


def _cut(text: str) -> tuple[str, list[int]]:
    """The text with its longest whole number cut out, or with both that a range is of."""
    found = max(DIGITS.finditer(text), key=lambda one: len(one.group()), default=None)
    if found is None:
        return text, []
    first, *last = map(int, found.group().split("-"))
    marks = f"{MARK}#-{MARK}+" if last else f"{MARK}#"
    return f"{text[: found.start()]}{marks}{text[found.end() :]}", [
        first,
        *(n - first for n in last),
    ]


def _length(value: object) -> int:
    return len(json.dumps(value, separators=(",", ":")))
