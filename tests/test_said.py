"""What answers and pages say in another language, and that none of it is kept for the next page."""

import re

import pytest

from comity.answers.dates import in_words, period
from comity.answers.dossier import dossier
from comity.answers.lines import labels
from comity.answers.network import network
from comity.answers.search import find, search
from comity.answers.wording import counted, filled, plain
from comity.errors import QuestionError, UnknownStateError
from comity.model.ontology import kinds
from comity.model.records import Thing
from comity.model.states import labels as names
from comity.model.states import name_of, polities, state
from comity.model.words import day_text, english_numerals, numeral, speaking
from comity.store.stores import Embedded
from comity.views.timeline import timeline_svg

RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


def test_a_dossier_in_another_language_leaves_the_english_one_as_it_is(store: Embedded) -> None:
    before = dossier(store, "PAK", "RUS")
    with speaking("ru"):
        russian = dossier(store, "PAK", "RUS")
    after = dossier(store, "PAK", "RUS")
    assert after == before
    assert (russian.a.label, russian.b.label) == ("Пакистан", "Россия")
    assert plain(russian.summary).startswith("Пакистан и Россия: ")
    assert [len(one.lines) for one in russian.sections] == [
        len(one.lines) for one in after.sections
    ]
    assert all(RUSSIAN.match(one.title) for one in russian.sections)
    assert not RUSSIAN.search(plain(after.summary))


def test_a_tie_needs_no_case_where_no_phrase_stands_between_two_names(store: Embedded) -> None:
    english = dossier(store, "PAK", "RUS")
    with speaking("ru"):
        russian = dossier(store, "PAK", "RUS")
    said = {one.iri: plain(one.sentence) for part in english.sections for one in part.lines}
    theirs = {one.iri: plain(one.sentence) for part in russian.sections for one in part.lines}
    assert said.keys() == theirs.keys()
    relations = next(iri for iri, text in said.items() if "has diplomatic relations with" in text)
    ends = {"Пакистан", "Советский Союз", "Россия"}
    first, second, what = re.split(" – |: ", theirs[relations])
    assert {first, second} <= ends
    assert what == "дипломатические отношения"


def test_bars_are_as_high_whatever_the_language_writes_numbers_with(store: Embedded) -> None:
    heights = re.compile(r'height="([\d.]+)"')
    drawn = {}
    for code in ("en", "ru"):
        with speaking(code):
            sections = dossier(store, "PAK", "RUS").sections
            drawn[code] = str(timeline_svg(sections))
    assert len(set(heights.findall(drawn["en"]))) > 2
    assert heights.findall(drawn["ru"]) == heights.findall(drawn["en"])


def test_numbers_of_a_language_are_read_again() -> None:
    with speaking("ru"):
        assert numeral(1234567.5, ",.1f") == "1\u00a0234\u00a0567,5"
        assert (
            english_numerals(f"более {numeral(1234567.5, ',.1f')} млн") == "более 1,234,567.5 млн"
        )
        assert numeral(0.0107, ".2%") == "1,07\u00a0%"
    assert english_numerals("1,234.5") == "1,234.5"


def test_days_are_written_as_the_language_writes_them() -> None:
    assert day_text("2014-06-03") == "2014-06-03"
    assert period(start="1948-05-01").words == "from 1948-05-01"
    with speaking("ru"):
        assert [day_text(one) for one in ("2014-06-03", "2014-06", "2014", "#row=2")] == [
            "03.06.2014",
            "06.2014",
            "2014",
            "#row=2",
        ]
        assert period(start="1948-05-01").words == "с 01.05.1948"
        assert period(start="1948-01-01", end="1950-12-31", precision="year").words == "1948–1950"
        assert in_words("198X") == "1980-е годы"
        assert in_words("2023-12~") == "около 12.2023"
        assert period().words == "без даты"
    assert in_words("198X") == "1980s"


def test_parts_of_a_sentence_stand_where_the_language_has_them() -> None:
    a, b = (Thing("", one, "", "") for one in "AB")
    assert filled("{b} after {a}, {n}.", a=a, b=b, n="3") == [b, " after ", a, ", 3."]
    assert counted(2, "dyad") == "2 dyads"
    assert counted(3, "body") == "3 bodies"
    with speaking("ru"):
        assert counted(3, "визит") == "визит – 3"


def test_every_state_has_a_name_in_russian() -> None:
    russian = set(names().filter(lang="ru")["key"])
    assert set(polities()["key"]) == russian
    assert set(polities()["key"]) == set(names().filter(lang="en")["key"])
    with speaking("ru"):
        assert name_of("gw-300", state("gw-300").name) == "Австро-Венгрия"
    assert name_of("gw-300", state("gw-300").name) == "Austria-Hungary"


def test_kinds_and_things_are_named_in_the_language(store: Embedded) -> None:
    english = labels(store)
    with speaking("ru"):
        russian = labels(store)
        assert kinds()["TradeFlow"].label == "экспорт товаров"
        assert kinds()["TradeFlow"].phrase == ""
        # what has no Russian name is called as in English
        assert russian.keys() >= english.keys()
        assert russian[state("SUN").iri] == "Советский Союз"
    assert kinds()["TradeFlow"].phrase == "exports to"
    assert labels(store)[state("SUN").iri] == "Soviet Union"


def test_a_search_finds_by_all_names_and_shows_that_of_the_language(store: Embedded) -> None:
    with speaking("ru"):
        for text in ("Пакистан", "Pakistan"):
            assert search(store, text)[0].thing.label == "Пакистан"
        assert find(store, "Pakistan").label == "Пакистан"
    assert search(store, "Пакистан")[0].thing.label == "Pakistan"
    assert find(store, "Пакистан").label == "Pakistan"


def test_networks_are_described_in_the_language(store: Embedded) -> None:
    english = network(store, "PAK").graph["subtitle"]
    with speaking("ru"):
        russian = network(store, "PAK").graph["subtitle"]
    assert re.search(r"\d связ(ь|и|ей) · \d+ участник", russian)
    assert network(store, "PAK").graph["subtitle"] == english


def test_errors_speak_the_language(store: Embedded) -> None:
    with speaking("ru"), pytest.raises(UnknownStateError, match="никогда не обозначал государства"):
        dossier(store, "XXX", "RUS")
    with speaking("ru"), pytest.raises(QuestionError, match="не дата"):
        dossier(store, "PAK", "RUS", as_of="2014-13-01")
    with pytest.raises(QuestionError, match="is no day"):
        dossier(store, "PAK", "RUS", as_of="2014-13-01")
