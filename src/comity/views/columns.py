r"""Many ties as a few short columns, so that a page can carry them all.

Texts that repeat the two ends, the year or a row number become patterns: ``\x01a`` and ``\x01b``
stand for the labels of the ends, ``\x01A`` and ``\x01B`` for their keys, ``\x01y`` for the year,
``\x01#`` for a number kept apart, ``\x01k`` for a text known from another column and ``\x01!`` for
the mark itself; ``ties.ts`` reads them.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

MARK = "\x01"
DIGITS = re.compile(r"(?<![0-9\x01])[1-9][0-9]{2,14}(?![0-9])")


@dataclass(frozen=True)
class Ends:
    """What texts of one tie are likely to repeat."""

    label_a: str
    label_b: str
    key_a: str
    key_b: str
    year: str

    def fold(self, text: str) -> str:
        """The text with all that it repeats replaced by marks."""
        pattern, codes = _pattern(self)
        return pattern.sub(lambda found: MARK + codes[found.group()], text)


@lru_cache(maxsize=1 << 15)
def _pattern(ends: Ends) -> tuple[re.Pattern[str], dict[str, str]]:
    texts = (MARK, ends.label_a, ends.label_b, ends.key_a, ends.key_b, ends.year)
    codes: dict[str, str] = {}
    for text, code in zip(texts, "!abABy", strict=True):
        if text:
            codes.setdefault(text, code)
    longest = sorted(codes, key=lambda text: (-len(text), text))
    return re.compile("|".join(map(re.escape, longest))), codes


def integers(values: Sequence[int | None]) -> object:
    """Numbers as they are, or as runs of value and length where that is shorter."""
    runs: list[int | None] = []
    for value in values:
        if runs and runs[-2] == value:
            runs[-1] = (runs[-1] or 0) + 1
        else:
            runs += [value, 1]
    plain = list(values)
    return {"runs": runs} if _length(runs) < _length(plain) else plain


def texts(
    values: Sequence[str | None], ends: Iterable[Ends], known: Sequence[str] = ()
) -> dict[str, object]:
    r"""Texts as patterns, the index of each tie's pattern, and the numbers cut out of them.

    A text that is the known one of its tie becomes ``\x01k``.
    """
    seen: dict[str | None, int] = {}
    index, numbers = [], []
    for value, pair, same in zip(values, ends, known or [""] * len(values), strict=True):
        pattern, number = (MARK + "k", 0) if value and value == same else _pattern_of(value, pair)
        index.append(seen.setdefault(pattern, len(seen)))
        if number:
            numbers.append(number)
    return {"patterns": list(seen), "index": integers(index), "numbers": numbers}


def _pattern_of(value: str | None, ends: Ends) -> tuple[str | None, int]:
    return (None, 0) if value is None else _cut(ends.fold(value))


def _cut(text: str) -> tuple[str, int]:
    """The text with its longest whole number cut out."""
    found = max(DIGITS.finditer(text), key=lambda one: len(one.group()), default=None)
    if found is None:
        return text, 0
    return f"{text[: found.start()]}{MARK}#{text[found.end() :]}", int(found.group())


def _length(value: object) -> int:
    return len(json.dumps(value, separators=(",", ":")))
