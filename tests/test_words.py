"""What pages say in other languages: every text has its translation, and none is left in English."""

import gettext
import importlib.util
import re
import string
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from browser import ROOT
from comity.errors import QuestionError
from comity.model import words
from comity.model.ontology import kinds
from comity.model.words import ENGLISH, LANGUAGES, LOCALE, ngettext, numeral, speaking
from comity.views.html import html, language_name
from comity.views.site import Site
from comity.views.ways import SERVED
from made_pages import every_page

OTHERS = [code for code in LANGUAGES if code != ENGLISH]
PARTS = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAGS = re.compile(r"</?[a-z][^>]*>")


@cache
def _script() -> ModuleType:
    """The script that keeps catalogues, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("scripts_words", ROOT / "scripts/words.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _messages(code: str) -> list[Message]:
    with (LOCALE / code / "LC_MESSAGES/comity.po").open("rb") as file:
        return [one for one in read_po(file) if one.id]


def _all(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_every_text_of_today_and_no_other(code: str) -> None:
    """Brought up to date by scripts/words.py, the file stays as it is."""
    held, content = _script().updated(code)
    assert content.decode() == (LOCALE / code / "LC_MESSAGES/comity.po").read_text("utf-8")
    assert _script().untranslated(held) == []
    assert [one.id for one in held if one.fuzzy and one.id] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_parts_and_the_tags_of_its_text(code: str) -> None:
    for one in _messages(code):
        wanted = set(PARTS.findall(" ".join(_all(one.id))))
        for said in _all(one.string):
            assert set(PARTS.findall(said)) == wanted, said
            assert sorted(TAGS.findall(said)) == sorted(TAGS.findall(_all(one.id)[-1])), said
            bare = TAGS.sub("", said)
            assert not set('<>"&') & (set(bare) - set(" ".join(_all(one.id)))), said
            assert said == said.strip() or _all(one.id)[0] != _all(one.id)[0].strip(), said


@pytest.mark.parametrize("code", OTHERS)
def test_every_label_of_the_ontology_is_there(code: str) -> None:
    text = (ROOT / "ontology/comity.ttl").read_text("utf-8")
    labels = re.findall(r'rdfs:label ("[^;]+?)(?: ;| \.)', text)
    assert len(labels) > 300
    assert [one for one in labels if f"@{code}" not in one] == []


def test_numbers_and_kinds_of_number_are_those_of_the_language() -> None:
    one, many = "{count} record", "{count} records"
    with speaking("ru"):
        assert numeral(1948.55, ",.1f") == "1\N{NO-BREAK SPACE}948,5"
        found = [ngettext(one, many, n).format(count=n) for n in (1, 2, 5, 11, 21)]
        assert found == ["1 запись", "2 записи", "5 записей", "11 записей", "21 запись"]
        assert kinds()["TradeFlow"].label == "экспорт товаров"
    assert numeral(1948.55, ",.1f") == "1,948.5"
    assert kinds()["TradeFlow"].label == "trade flow"


def test_a_language_without_pages_is_told() -> None:
    with pytest.raises(QuestionError, match="no pages are in 'tlh'; languages are: en, ru"), speaking("tlh"):
        pass


# A language in which every text stands in brackets: what stands outside was never asked for.

PSEUDO = "eo"


class Bracketed(gettext.NullTranslations):
    """Every text of the catalogue in brackets; a text that is in none is none of ours."""

    def __init__(self, known: set[str]) -> None:
        super().__init__()
        self.known = known

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if message in self.known else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return f"⟦{message}⟧"


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    known = {text for one in _messages("ru") for text in _all(one.id)}
    held = words.catalogue
    monkeypatch.setitem(LANGUAGES, PSEUDO, "⟦⟧")
    monkeypatch.setattr(
        words, "catalogue", lambda code: Bracketed(known) if code == PSEUDO else held(code)
    )
    monkeypatch.setattr("comity.views.html.said", lambda _code: "")
    yield


class Seen(HTMLParser):
    """What of a page a reader sees or hears, without what stands in brackets."""

    TOLD = ("title", "aria-label", "placeholder", "alt", "label")
    MUTE = ("script", "style", "code", "pre", "metadata", "textarea")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth, self.mute, self.bare = 0, 0, [""]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.mute += tag in self.MUTE
        self.bare.append("")
        for name, value in attrs:
            if name in self.TOLD and tag != "meta":
                self.bare.append("")
                self._hear(value or "")
                self.bare.append("")

    def handle_endtag(self, tag: str) -> None:
        self.mute -= tag in self.MUTE
        self.bare.append("")

    def handle_data(self, data: str) -> None:
        if not self.mute:
            self._hear(data)

    def _hear(self, text: str) -> None:
        for sign in text:
            self.depth += (sign == "⟦") - (sign == "⟧")
            if not self.depth and sign != "⟧":
                self.bare[-1] += sign

    @property
    def outside(self) -> list[str]:
        trimmed = (one.strip(string.whitespace + string.punctuation + "·–—→…“”") for one in self.bare)
        return [one for one in trimmed if re.search("[A-Za-z]{2}", one)]


ALLOWED = {"comity", "PNG", "SVG", "CSV", "JSON", "Parquet", "BibTeX", "English", "Русский"}
"""Names that are the same in every language."""
MADE = re.compile(
    r"""(?:\d{4}:\ )?[\d,]+\ USD            # values
    | (?:A|B|USA|Goods|row|id/x|iso3|to|and|border|member|Geography|trade\ flow|comity|other|thing
      |year|this\ record|as\ of|No|in\ any\ source|[A-Z]{3}|[-\d.:,·–\s])*""",
    re.VERBOSE,
)
"""What tests/made_pages.py itself writes in the place of data."""


@pytest.mark.usefixtures("bracketed")
@pytest.mark.parametrize("live", [True, False])
def test_no_text_of_a_template_is_left_in_english(*, live: bool) -> None:
    """With data in brackets too, nothing but names stands outside."""
    with speaking(PSEUDO):
        pages = every_page("⟦data⟧", "/id/x", live=live)
        tongues = {language_name(code) for code in ("en", "fr", "ru", "ur", "zh", "ar", "es")}
    left = {
        (name, text)
        for name, page in pages.items()
        for text in Seen(page).outside
        if text not in ALLOWED | tongues and not MADE.fullmatch(text)
    }
    assert left == set()
