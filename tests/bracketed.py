"""A language in which every text stands in brackets: what stands outside was not translated."""

import gettext
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from comity.model import words
from comity.model.words import LANGUAGES, LOCALE
from comity.views.bundled import asset

PSEUDO = "es"
"""Its code is that of a language in which states have names, as pages ask for those."""
ALLOWED = {"comity", "PNG", "SVG", "CSV", "JSON", "Parquet", "BibTeX", *LANGUAGES.values()}
"""Names that are the same in every language."""
OTHER = re.compile(r"[^a-zà-ÿ'’ -]+")
"""What stands between words."""


def messages(code: str) -> list[Message]:
    """Every text of a language's catalogue."""
    with (LOCALE / code / "LC_MESSAGES/comity.po").open("rb") as file:
        return [one for one in read_po(file) if one.id]


def all_of(text: object) -> list[str]:
    """A text, or each of its plural forms."""
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


class Bracketed(gettext.NullTranslations):
    """Every text that a catalogue has, in brackets."""

    def __init__(self, known: set[str]) -> None:
        super().__init__()
        self.known = known

    def gettext(self, message: str) -> str:
        """A text in brackets; one that the catalogue has not stays bare."""
        return f"⟦{message}⟧" if message in self.known else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The English form for a number, in brackets."""
        return self.gettext(msgid1) if n == 1 else self.gettext(msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        """A text in brackets, wherever it stands."""
        return self.gettext(message)


@contextmanager
def bracketing() -> Iterator[None]:
    """Lets pages speak the language in brackets, scripts included."""
    known = {text for one in messages("ru") for text in all_of(one.id)}
    forms = {one: f"⟦{one}⟧" for one in json.loads(asset("words-ru.json"))}
    many = {
        all_of(one.id)[0]: {"one": f"⟦{one.id[0]}⟧", "other": f"⟦{one.id[1]}⟧"}
        for one in messages("ru")
        if not isinstance(one.id, str)
    }
    forms |= {one: many[one] for one in forms if one in many}
    spoken = json.dumps(forms)
    held, made = words.catalogue, Bracketed(known)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(LANGUAGES, PSEUDO, "⟦⟧")
        patch.setattr(words, "catalogue", lambda code: made if code == PSEUDO else held(code))
        patch.setattr("comity.views.html.said", lambda code: spoken if code == PSEUDO else "")
        yield


class Seen(HTMLParser):
    """What of a page is seen or heard; ``bare`` is what of that stands outside of brackets."""

    TOLD = ("title", "aria-label", "placeholder", "alt", "label")
    MUTE = ("script", "style", "code", "pre", "metadata", "textarea")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth, self.mute, self.bare = 0, 0, [""]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Texts of attributes, each on its own."""
        self.mute += tag in self.MUTE
        for name, value in attrs:
            self.bare.append("")
            if name in self.TOLD:
                held, self.depth = self.depth, 0
                self._hear(value or "")
                self.depth = held  # a text that is cut does not end
        self.bare.append("")

    def handle_endtag(self, tag: str) -> None:
        """An element ends a text."""
        self.mute -= tag in self.MUTE
        self.bare.append("")

    def handle_data(self, data: str) -> None:
        """Text, but not of scripts and code."""
        if not self.mute:
            self._hear(data)

    def _hear(self, text: str) -> None:
        for sign in text:
            self.depth += (sign == "⟦") - (sign == "⟧")
            if not self.depth:
                self.bare[-1] += sign


def phrases(text: str) -> list[str]:
    """Runs of words in a text, in small letters; what is no word ends one."""
    found = (one.strip(" '’-") for one in OTHER.split(" ".join(text.split()).lower()))
    return [one for one in found if re.search("[a-z]{2}", one)]


def untranslated(page: str, data: str) -> set[str]:
    """What a page says outside of brackets that is no phrase of the data, given by ``data``."""
    seen = Seen(page)
    assert seen.depth == 0
    names = {one.lower() for one in ALLOWED}
    bare = {one for text in seen.bare for one in phrases(text)}
    return {one for one in bare - names if one not in data}


def as_data(texts: Iterator[str]) -> str:
    """Texts of data as ``untranslated`` reads them."""
    return "|".join(one for text in texts for one in phrases(text))


SOURCES = sorted((Path(words.__file__).parents[1] / "sources").glob("*/source.toml"))
