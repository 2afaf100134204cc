"""Catalogues of what pages say: every text has its translation, with the same parts and tags."""

import importlib.util
import re
from functools import cache
from types import ModuleType

import pytest

from bracketed import all_of, messages
from browser import ROOT
from comity.errors import QuestionError
from comity.model.ontology import kinds
from comity.model.words import ENGLISH, LANGUAGES, LOCALE, ngettext, numeral, speaking

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


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_every_text_of_today_and_no_other(code: str) -> None:
    """Brought up to date by scripts/words.py, the file stays as it is."""
    held, content = _script().updated(code)
    assert content.decode() == (LOCALE / code / "LC_MESSAGES/comity.po").read_text("utf-8")
    assert _script().untranslated(held) == []
    assert [one.id for one in held if one.fuzzy and one.id] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_parts_and_the_tags_of_its_text(code: str) -> None:
    for one in messages(code):
        wanted = set(PARTS.findall(" ".join(all_of(one.id))))
        for said in all_of(one.string):
            assert set(PARTS.findall(said)) == wanted, said
            assert sorted(TAGS.findall(said)) == sorted(TAGS.findall(all_of(one.id)[-1])), said
            bare = TAGS.sub("", said)
            assert not set('<>"&') & (set(bare) - set(" ".join(all_of(one.id)))), said
            assert said == said.strip() or all_of(one.id)[0] != all_of(one.id)[0].strip(), said


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
    with (
        pytest.raises(QuestionError, match="no pages are in 'tlh'; languages are: en, ru"),
        speaking("tlh"),
    ):
        pass
