"""Sentences in the language that is spoken, with things in them that pages link to."""

from collections.abc import Iterable
from string import Formatter

from comity.model.records import Kind, Thing
from comity.model.words import ENGLISH, _, language, ngettext, numeral


def filled(sentence: str, **parts: str | Thing | tuple[str | Thing, ...]) -> list[str | Thing]:
    """A sentence with its ``{parts}`` put in: text and things, wherever the sentence has them."""
    found: list[str | Thing] = []
    for text, name, _form, _conversion in Formatter().parse(sentence):
        part = parts[name] if name else ()
        for one in (text, *(part if isinstance(part, tuple) else (part,))):
            if isinstance(one, str) and found and isinstance(found[-1], str):
                found[-1] += one
            elif one != "":
                found.append(one)
    return found


def records_said(count: int) -> str:
    """So many records: ``1 record``, ``1,240 records``."""
    return ngettext("{count} record", "{count} records", count).format(count=numeral(count))


def tied(kind: Kind, first: Thing, second: Thing, more: str = "") -> tuple[str | Thing, ...]:
    """A tie in words: its ends with a phrase between them, and more behind.

    In a language in which no phrase can stand between two names, the kind of tie stands behind.
    """
    if kind.phrase:
        return (first, f" {kind.phrase} ", second, more)
    return (first, " → " if kind.directed else " – ", second, f": {kind.label}{more}")


def plain(sentence: Iterable[str | Thing]) -> str:
    """A sentence without links."""
    return "".join(part if isinstance(part, str) else part.label for part in sentence)


def counted(count: int, word: str) -> str:
    """So many of what an English label names; in other languages the label stays as it is."""
    if language() != ENGLISH:
        return _("{kind}: {count}").format(kind=word, count=numeral(count))
    many = word if count == 1 else word[:-1] + "ies" if word.endswith("y") else word + "s"
    return f"{numeral(count)} {many}"
