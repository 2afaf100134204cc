"""The graphs that are written by hand: a newspaper column, Pakistan and Russia, the UN."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from comity.model.states import polities

ROOT = Path(__file__).parents[1]
COLUMN = ROOT.parent / "shared" / "seed" / "pak-russia-ties.txt"
FILES = ("entities", "pak-russia-ties", "pakistan-russia", "sectors", "united-nations")

BASE = "https://w3id.org/comity/"
CM = Namespace(f"{BASE}ns#")
ID = f"{BASE}id/"
DOCUMENT = URIRef(f"{ID}document/pak-russia-ties")
DERIVED = URIRef(f"{BASE}graph/derived")
KEYS = ("CHN", "IND", "KAZ", "KGZ", "PAK", "RUS", "SUN", "TJK", "USA", "UZB")
STATES = {URIRef(f"{ID}state/{key}") for key in KEYS}
TERRITORIES = {URIRef(f"{ID}territory/{key}") for key in ("BYS", "m49-804")}
FROM_ELSEWHERE = {URIRef(f"{ID}body/{key}") for key in ("SCO", "UN")}
TURNOVER_2020 = Decimal(789_800_000)
TURNOVER_2019 = Decimal(541_700_000)

DISPUTES = [
    ("tie/pak-sun-relations-1948", "tie/pak-rus-relations-1992"),
    ("event/first-soviet-ambassador-serenko", "event/first-soviet-ambassador-wikipedia"),
    ("event/qureshi-credentials-serenko", "event/qureshi-credentials-pakistantoday"),
    ("event/bank-of-russia-founding-1860", "event/bank-of-russia-founding-1990"),
    ("event/mi-35m-signing-dawn", "event/mi-35m-signing-presstv"),
    ("event/pak-rus-igc-3-brecorder", "event/pak-rus-igc-3-profit"),
    ("claim/pakistan-stream-length-brecorder", "claim/pakistan-stream-length-dawn"),
    ("claim/pak-rus-igc-capitals-dawn", "event/pak-rus-igc-7-brecorder"),
    ("claim/pakistan-stream-length-brecorder", "claim/pakistan-stream-length-jasarat"),
    ("event/gosbank-end-encyclopedia", "event/gosbank-end-wikipedia"),
    ("event/tashkent-declaration-factsonfile", "event/tashkent-declaration-pakistantoday"),
    ("tie/pak-in-sco-member", "tie/pak-in-sco-member-pakobserver"),
    ("tie/rus-in-sco-2001", "tie/rus-in-sco-cow"),
]


@cache
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "comity.ttl")


@cache
def graph(name: str) -> Graph:
    return Graph().parse(ROOT / "graphs" / f"{name}.ttl")


@cache
def everything() -> Graph:
    whole = Graph()
    for name in FILES:
        whole += graph(name)
    return whole


@cache
def classes_above(kind: Node) -> frozenset[Node]:
    """A class and all that it is a subclass of."""
    above = ontology().transitive_objects(kind, RDFS.subClassOf)
    return frozenset(found for found in above if found is not None)


def classes_of(thing: Node) -> set[Node]:
    return {
        above for kind in everything().objects(thing, RDF.type) for above in classes_above(kind)
    }


def instances(kind: Node) -> set[Node]:
    return {thing for thing in set(everything().subjects(RDF.type)) if kind in classes_of(thing)}


def claims(number: int) -> list[Node]:
    """Claims of the column with the number of this sentence."""
    return [
        claim
        for claim in everything().subjects(CM.source, DOCUMENT)
        if CM.Claim in classes_of(claim) and (claim, CM.number, Literal(number)) in everything()
    ]


def sentences(text: str) -> Iterator[str]:
    """The title of a text, then its sentences."""
    for paragraph in text.split("\n\n"):
        yield from re.split(r"(?<=\.)\s+", paragraph.strip())


def test_every_sentence_of_the_column_and_its_title_are_claims() -> None:
    numbered = set(everything().subjects(CM.source, DOCUMENT)) & instances(CM.Claim)
    assert {number for number in range(15) if claims(number)} == set(range(15))
    assert {claim for number in range(15) for claim in claims(number)} == numbered


def test_every_claim_of_the_column_is_quoted_and_placed() -> None:
    for number in range(15):
        for claim in claims(number):
            place = f"pak-russia-ties.txt#sentence={number}"
            assert everything().value(claim, CM.locator) == Literal(place)
            assert len(list(everything().objects(claim, CM.quote))) == 1
            assert list(everything().objects(claim, CM.about))


@pytest.mark.skipif(not COLUMN.exists(), reason="the column itself is not in this repository")
def test_quotes_cover_the_column_word_for_word() -> None:
    found = list(sentences(COLUMN.read_text("utf-8")))
    assert len(found) == 15
    for number, sentence in enumerate(found):
        covered = [False] * len(sentence)
        for claim in claims(number):
            quote = str(everything().value(claim, CM.quote))
            start = sentence.index(quote)
            covered[start : start + len(quote)] = [True] * len(quote)
        bare = [word.group() for word in re.finditer(r"\S+", sentence) if not all_of(covered, word)]
        assert not bare, (number, bare)


def all_of(covered: list[bool], word: re.Match[str]) -> bool:
    return all(covered[word.start() : word.end()])


def test_opinions_state_nothing() -> None:
    opinions = instances(CM.OpinionClaim)
    assert len(opinions) >= 10
    assert not [claim for claim in opinions if list(everything().objects(claim, CM.states))]


def test_what_a_claim_states_has_the_same_source_and_place() -> None:
    for claim, record in everything().subject_objects(CM.states):
        for name in (CM.source, CM.locator):
            assert everything().value(claim, name) == everything().value(record, name)


def test_every_record_of_the_column_is_stated_by_a_claim() -> None:
    stated = set(everything().objects(None, CM.states))
    records = set(everything().subjects(CM.source, DOCUMENT)) - instances(CM.Claim)
    assert records == stated


def test_hedges_are_words_of_the_quote() -> None:
    hedges = list(everything().subject_objects(CM.hedge))
    assert {str(hedge) for _, hedge in hedges} == {"Reportedly", "It is hoped"}
    for claim, hedge in hedges:
        assert str(hedge) in str(everything().value(claim, CM.quote))


def test_the_turnover_of_2020_is_said_once_by_the_column_and_once_by_the_news() -> None:
    said = list(everything().subjects(CM.value, Literal(TURNOVER_2020)))
    sources = [everything().value(tie, CM.source) for tie in said]
    assert len(said) == 2
    assert sources.count(DOCUMENT) == 1
    column, news = sorted(said, key=lambda tie: everything().value(tie, CM.source) != DOCUMENT)
    assert (news, CM.agreesWith, column) in everything()


def test_the_turnover_of_2019_is_only_derived() -> None:
    said = list(everything().subjects(CM.value, Literal(TURNOVER_2019)))
    assert len(said) == 1
    tie = said[0]
    assert everything().value(tie, CM.source) == DERIVED
    assert everything().value(tie, CM.derivedFrom)
    assert everything().value(tie, CM.derivation) == Literal("789.8 / 1.458")
    assert not list(everything().subjects(CM.states, tie))
    assert round(Decimal("789.8") / Decimal("1.458"), 1) * 1_000_000 == TURNOVER_2019


def test_every_record_has_one_declared_source_and_a_place_in_it() -> None:
    records = instances(CM.Record)
    assert len(records) >= 100
    for record in records:
        sources = list(everything().objects(record, CM.source))
        assert len(sources) == 1, record
        assert CM.Source in classes_of(sources[0]), record
        assert len(list(everything().objects(record, CM.locator))) == 1, record


def test_every_source_has_a_title_and_is_used() -> None:
    used = set(everything().objects(None, CM.source))
    used |= set(everything().objects(None, CM.corroboratedBy))
    for source in instances(CM.Source):
        assert everything().value(source, DCTERMS.title), source
        assert source in used, source


def test_the_rights_of_a_document_say_whether_its_words_are_quoted() -> None:
    for document in instances(CM.Document):
        records = set(everything().subjects(CM.source, document))
        quotes = {quote for record in records for quote in everything().objects(record, CM.quote)}
        rights = str(everything().value(document, DCTERMS.rights))
        assert ("quoted" in rights) == bool(quotes), document


def test_no_source_corroborates_itself() -> None:
    for record, source in everything().subject_objects(CM.corroboratedBy):
        assert CM.Source in classes_of(source), source
        assert everything().value(record, CM.source) != source, record


def test_no_words_are_quoted_from_a_page_that_was_not_read() -> None:
    notes = everything().subject_objects(CM.note)
    unread = {thing for thing, note in notes if "page not re-read" in str(note)}
    assert unread
    for source in unread:
        for record in everything().subjects(CM.source, source):
            assert not list(everything().objects(record, CM.quote)), record


def test_nothing_rests_on_what_is_marked_unverified() -> None:
    assert not [note for note in everything().objects(None, CM.note) if "nverified" in str(note)]


def test_records_of_the_news_are_graded() -> None:
    grades = {CM.ConfidenceA, CM.ConfidenceB}
    for record in set(graph("pakistan-russia").subjects(CM.source, None)):
        assert len(grades & set(everything().objects(record, CM.confidence))) == 1, record


def test_only_terms_of_the_ontology_are_used() -> None:
    declared = set(ontology().subjects())
    used = {term for triple in everything() for term in triple if str(term).startswith(CM)}
    assert used <= declared


def test_subjects_and_objects_are_of_the_classes_that_the_ontology_asks_for() -> None:
    wrong = []
    typed = set(everything().subjects(RDF.type)) - FROM_ELSEWHERE
    for subject, prop, value in everything():
        domain, span = (ontology().value(prop, p) for p in (RDFS.domain, RDFS.range))
        if domain and domain not in classes_of(subject):
            wrong.append((subject, prop))
        if span and str(span).startswith(CM) and value in typed and span not in classes_of(value):
            wrong.append((prop, value))
    assert not wrong


def test_functional_properties_have_one_value() -> None:
    functional = set(ontology().subjects(RDF.type, OWL.FunctionalProperty))
    values: dict[tuple[Node, Node], set[Node]] = defaultdict(set)
    for subject, prop, value in everything():
        if prop in functional:
            values[subject, prop].add(value)
    assert not [key for key, found in values.items() if len(found) > 1]


def test_every_thing_has_one_class() -> None:
    for thing in set(everything().subjects()) - FROM_ELSEWHERE:
        assert len(list(everything().objects(thing, RDF.type))) == 1, thing


def test_everything_that_is_named_is_described() -> None:
    described = set(everything().subjects()) | STATES | TERRITORIES
    dyads = (f"{ID}pair/", f"{ID}dyad/")
    named = {value for value in everything().objects() if str(value).startswith(ID)}
    missing = {value for value in named - described if not str(value).startswith(dyads)}
    assert not missing


def test_dyads_and_states_are_left_to_the_build() -> None:
    for subject in set(everything().subjects()):
        assert not str(subject).startswith((f"{ID}pair/", f"{ID}dyad/", f"{ID}state/")), subject


def test_dyads_are_named_by_keys_of_states() -> None:
    shape = re.compile(rf"{ID}(pair|dyad)/(\w+)/(\w+)")
    for dyad in set(everything().objects(None, CM.dyad)):
        match = shape.fullmatch(str(dyad))
        assert match, dyad
        kind, first, second = match.groups()
        assert {URIRef(f"{ID}state/{key}") for key in (first, second)} <= STATES
        assert kind == "dyad" or first < second, dyad


def test_flows_have_a_direction_and_turnovers_have_none() -> None:
    for kind, shape in ((CM.TradeFlow, "dyad"), (CM.TradeTurnover, "pair")):
        for tie in instances(kind):
            assert str(everything().value(tie, CM.dyad)).startswith(f"{ID}{shape}/"), tie


def test_observations_are_of_a_year_or_of_days() -> None:
    for tie in instances(CM.Observation):
        year, start, end = (everything().value(tie, p) for p in (CM.year, CM.start, CM.end))
        assert bool(year) != bool(start), tie
        assert bool(start) == bool(end), tie
        assert everything().value(tie, CM.value), tie
        assert everything().value(tie, CM.unit) == Literal("USD"), tie


def test_there_are_no_blank_nodes() -> None:
    assert not [term for triple in everything() for term in triple if isinstance(term, BNode)]


def test_dates_are_days_and_no_end_comes_before_its_start() -> None:
    for prop in (CM.start, CM.end, CM.asOf, DCTERMS.issued):
        for value in everything().objects(None, prop):
            assert isinstance(value, Literal)
            assert value.datatype == XSD.date
    for record, start in everything().subject_objects(CM.start):
        end = everything().value(record, CM.end)
        assert end is None or str(start) <= str(end), record


def test_facts_before_1992_are_of_the_ussr() -> None:
    for record, dyad in everything().subject_objects(CM.dyad):
        day = everything().value(record, CM.start) or everything().value(record, CM.end)
        if "RUS" in str(dyad):
            assert day is None or str(day) > "1991-12-25", record


@pytest.mark.parametrize(("one", "other"), DISPUTES)
def test_both_sides_of_a_dispute_stand(one: str, other: str) -> None:
    a, b = URIRef(ID + one), URIRef(ID + other)
    assert everything().value(a, CM.source) != everything().value(b, CM.source)
    assert (a, CM.disagreesWith, b) in everything()
    assert (b, CM.disagreesWith, a) in everything()


def test_union_republics_were_members_of_the_united_nations_from_its_first_day() -> None:
    lives = dict(polities().select("key", "end").rows())
    for territory in TERRITORIES:
        (tie,) = graph("united-nations").subjects(CM.member, territory)
        assert everything().value(tie, CM.body) == URIRef(f"{ID}body/UN")
        assert str(everything().value(tie, CM.start)) == "1945-10-24"
        key = str(territory).rsplit("/", 1)[1]
        assert str(everything().value(tie, CM.end)) == str(lives[key])


def test_the_seventh_session_of_the_column_is_that_of_the_news() -> None:
    column = URIRef(f"{ID}event/pak-rus-igc-7-column")
    assert everything().value(column, CM.start) is None
    agreeing = set(everything().subjects(CM.agreesWith, column))
    assert agreeing
    assert {str(everything().value(event, CM.start)) for event in agreeing} == {"2021-11-24"}


def test_sectors_have_names_in_three_languages() -> None:
    scheme = URIRef(f"{ID}sector/")
    for sector in everything().subjects(SKOS.inScheme, scheme):
        names = everything().objects(sector, SKOS.prefLabel)
        languages = {name.language for name in names if isinstance(name, Literal)}
        assert languages == {"en", "ru", "ur"}, sector
        assert everything().value(sector, SKOS.definition), sector


def test_every_sector_is_used_and_every_class_has_its_code() -> None:
    scheme = URIRef(f"{ID}sector/")
    used = set(everything().objects(None, CM.sector)) | set(everything().objects(None, CM.about))
    assert set(everything().subjects(SKOS.inScheme, scheme)) <= used
    for concept in set(everything().objects(None, SKOS.closeMatch)):
        code = str(everything().value(concept, SKOS.notation))
        assert str(concept).endswith(f"/{code}")
        assert everything().value(concept, SKOS.prefLabel), concept


def test_what_the_column_names_has_a_name_in_three_languages() -> None:
    for path in (
        "body/pak-rus-igc",
        "institution/bank-of-russia",
        "institution/state-bank-of-pakistan",
    ):
        names = everything().objects(URIRef(ID + path), RDFS.label)
        assert {name.language for name in names if isinstance(name, Literal)} == {"en", "ru", "ur"}


def test_what_comity_says_itself_is_of_whom_institutions_and_agreements_are() -> None:
    """All that links two things without a source of its own; each such agreement has a report."""
    graph, bare = everything(), Counter[str]()
    for name in ("organOf", "party", "amends", "concerns", "participant", "mission"):
        for subject in graph.subjects(CM[name]):
            if (subject, CM.source, None) not in graph:
                bare[name] += 1
                acts = list(graph.subjects(CM.agreement, subject))
                assert name == "organOf" or any((act, CM.source, None) in graph for act in acts)
    assert bare == {"organOf": 6, "party": 4, "amends": 3, "concerns": 3}
