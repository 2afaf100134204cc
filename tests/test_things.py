"""Pages of things: who is in a body by every source, claims in their place, what a gap is of."""

import httpx
import pytest

from comity.answers.outward import elsewhere
from comity.answers.profile import profile
from comity.answers.things import portrait
from comity.errors import QuestionError
from comity.model.namespaces import ID
from comity.model.records import Thing
from comity.store.stores import Embedded
from comity.views.html import html
from comity.views.pages import thing_page

CLAIM = f"{ID}claim/pak-russia-ties-05"
LATER = "1971-01-01 to 1975-12-31"
GAPS = ("union-rus", "border-later")


def seats(store: Embedded, path: str, as_of: str | None = None) -> list[tuple[str, str, list[str]]]:
    """Who, in what capacity, and when by each source, of the only roll of a thing."""
    (roll,) = portrait(store, ID + path, as_of=as_of).rolls
    return [
        (one.thing.label, one.capacity, [report.when.words for report in one.reports])
        for one in roll.seats
    ]


def test_parties_stand_by_name_with_what_they_owe(invented: Embedded) -> None:
    """invented.ttl, pact one: Pakistan owes more from 1960 on, the USSR left at the end of 1957."""
    assert seats(invented, "agreement/one") == [
        ("Pakistan", "consultation", ["1955-02-24 to 1959-12-31"]),
        ("Pakistan", "consultation, defence", ["from 1960-01-01"]),
        ("Soviet Union", "defence, neutrality", ["1956-01-01 to 1957-12-31"]),
        ("Türkiye", "consultation, defence", ["from 1955-02-24"]),
    ]


def test_parties_of_a_day_are_those_of_that_day(invented: Embedded) -> None:
    """invented.ttl, pact one: by 1958 the USSR has left and Pakistan is in phase one."""
    found = [(who, owes) for who, owes, _ in seats(invented, "agreement/one", "1958-01-01")]
    assert found == [("Pakistan", "consultation"), ("Türkiye", "consultation, defence")]
    known = portrait(invented, f"{ID}agreement/one", as_of="1958-01-01")
    assert known.as_of
    assert (known.as_of.certainly, known.as_of.possibly) == (2, 0)
    with pytest.raises(QuestionError):
        portrait(invented, f"{ID}agreement/one", as_of="soon")


def test_sessions_are_one_row_each_with_all_who_report_them(store: Embedded) -> None:
    """pakistan-russia.ttl: three reports of the seventh session, one of them without a date."""
    rolls = {one.kind: one for one in portrait(store, f"{ID}body/pak-rus-igc").rolls}
    assert rolls.keys() == {"Membership", "Session"}
    (seventh,) = (
        one for one in rolls["Session"].seats if one.thing.label.startswith("7th session")
    )
    assert seventh.capacity == "Yekaterinburg"
    assert sorted(one.when.words for one in seventh.reports) == [
        "2021-11-24 to 2021-11-26",
        "2021-11-24 to 2021-11-26",
        "undated",
    ]
    assert len({one.source.iri for one in seventh.reports}) == 3


def test_a_claim_stands_between_its_neighbours(store: Embedded) -> None:
    """pak-russia-ties.ttl: sentences 3 (of it the second half), 4, 5, 6 and 7 are numbered so."""
    known = portrait(store, CLAIM)
    assert known.thing.label == "Claim 5 of “Pak-Russia ties”"
    assert [one.number for one in known.claims] == [3, 4, 5, 6, 7]
    own = known.claims[2]
    assert (own.iri, own.verdict, len(own.beside)) == (CLAIM, "unconfirmed", 3)
    page = html(thing_page(known))
    assert page.count('<li id="claim-') == 5
    assert page.count(' class="quiet"><blockquote'.replace("><", ">\n<")) == 4


def test_a_document_shows_its_claims_in_order(store: Embedded) -> None:
    found = portrait(store, f"{ID}document/pak-russia-ties").claims
    numbers = [one.number for one in found]
    assert numbers == sorted(numbers)
    assert (numbers[0], len(set(numbers))) == (0, numbers[-1] + 1)


def test_a_gap_is_named_by_what_is_missing_of_whom(invented: Embedded) -> None:
    """invented.ttl: Russia's place in the union is missing, a border with Pakistan needless."""
    titles = [portrait(invented, f"{ID}tie/{one}").thing.label for one in GAPS]
    assert titles == [
        "Membership of Russia in Union: not known to Invented alliances, 1970-01-01 to 1970-12-31",
        f"Land border of Pakistan and Türkiye: not applicable, by Invented alliances, {LATER}",
    ]


def test_a_record_stands_beside_those_of_its_matter(store: Embedded) -> None:
    """pakistan-russia.ttl: one length of 1,100 km disagrees with two others."""
    known = portrait(store, f"{ID}claim/pakistan-stream-length-arynews")
    words = [words for words, _ in known.beside]
    assert words[0] == "this record"
    assert words.count("differs") >= 2
    named = {one.iri.rsplit("/", 1)[1] for _, one in known.beside}
    assert {"pakistan-stream-length-brecorder", "pakistan-stream-length-jasarat"} <= named


def test_a_body_says_its_names_and_where_else_it_is(store: Embedded) -> None:
    known = portrait(store, f"{ID}body/UN")
    assert ("Wikidata Q1065", "https://www.wikidata.org/wiki/Q1065") in known.links
    assert known.names[0] == ("en", "United Nations")
    assert ("ru", "Организация Объединённых Наций") in known.names
    assert "label" not in dict(known.facts)


def test_sites_are_named() -> None:
    assert elsewhere(
        [
            "http://www.wikidata.org/entity/Q843",
            "https://sws.geonames.org/1168579/",
            "http://dbpedia.org/resource/Pakistan",
            "http://aims.fao.org/aos/geopolitical.owl#Pakistan",
            "http://publications.europa.eu/resource/authority/country/PAK",
            "https://example.org/x",
            f"{ID}state/PAK",
        ]
    ) == (
        ("Wikidata Q843", "https://www.wikidata.org/wiki/Q843"),
        ("GeoNames 1168579", "https://www.geonames.org/1168579"),
        ("DBpedia Pakistan", "https://dbpedia.org/page/Pakistan"),
        ("FAO Pakistan", "http://aims.fao.org/aos/geopolitical.owl#Pakistan"),
        (
            "EU Vocabularies PAK",
            "http://publications.europa.eu/resource/authority/country/PAK",
        ),
        ("https://example.org/x", "https://example.org/x"),
    )


def test_a_page_of_a_body_is_of_a_day_and_leads_to_all_of_a_kind(address: str) -> None:
    page = httpx.get(f"{address}/id/body/UN?known=2026", timeout=60).text
    to = "/id/body/UN?kind=Membership&known=2026"
    whole = httpx.get(address + to, timeout=60)
    then = httpx.get(f"{address}/id/body/UN?at=1900-01-01", timeout=60)
    assert f'href="{to.replace("&", "&amp;")}"' in page
    assert "latest first" in whole.text
    assert "As of 1900-01-01: 0 records held on the day" in then.text


def test_institutions_of_a_state_stand_by_what_they_are(store: Embedded) -> None:
    """entities.ttl: of Pakistan one central bank, named among others."""
    groups = dict(profile(store, "PAK").institutions)
    assert [one.label for one in groups["central bank"]] == ["State Bank of Pakistan"]
    assert all(isinstance(one, Thing) for some in groups.values() for one in some)
