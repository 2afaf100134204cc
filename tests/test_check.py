"""The check is green on what ships, and red on each planted fault, naming the culprit."""

import gc
from functools import cache

import pytest
from rdflib import Graph
from typer.testing import CliRunner

from comity.checks.check import (
    Finding,
    check,
    contradictions,
    curated,
    ontology,
    profile,
    with_dyads,
)
from comity.cli import app

PREFIXES = """
@prefix cm: <https://w3id.org/comity/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix c: <https://w3id.org/comity/id/claim/> .
@prefix document: <https://w3id.org/comity/id/document/> .
@prefix person: <https://w3id.org/comity/id/person/> .
@prefix state: <https://w3id.org/comity/id/state/> .
@prefix t: <https://w3id.org/comity/id/tie/> .
"""
SOURCED = 'cm:source document:pak-russia-ties ; cm:locator "x#1"'
PAIR = "cm:dyad <https://w3id.org/comity/id/pair/PAK/RUS>"
SELF = "cm:dyad <https://w3id.org/comity/id/dyad/PAK/PAK>"
RELATION = f"a cm:DiplomaticRelation ; {PAIR} ; {SOURCED}"
FAULTS = {
    "a state that is a central bank": (
        "state:DEU a cm:State , cm:CentralBank .",
        Finding("logic", "state/DEU", "is both State and StateInstitution"),
    ),
    "a member of what is no body": (
        (
            f"t:no-body a cm:Membership ; {SOURCED} ; cm:member state:PAK ; cm:body state:FRA ;"
            " cm:role cm:Member . state:FRA a cm:State ."
        ),
        Finding("logic", "state/FRA", "is both InternationalBody and State"),
    ),
    "one state for two members": (
        (
            f"t:two-members a cm:Membership ; {SOURCED} ; cm:member state:ITA , state:ESP ;"
            " cm:body <https://w3id.org/comity/id/body/UN> ; cm:role cm:Member ."
        ),
        Finding("logic", "tie/two-members", "two values of member: state/ESP, state/ITA"),
    ),
    "a code of two states": (
        "state:SDN cm:identifier t:code . state:SSD cm:identifier t:code .",
        Finding("logic", "tie/code", "is identifier of two: state/SDN, state/SSD"),
    ),
    "a record that disagrees with itself": (
        f"t:itself {RELATION} ; cm:disagreesWith t:itself .",
        Finding("logic", "tie/itself", "disagreesWith leads to itself"),
    ),
    "a number that is text": (
        f't:text {RELATION} ; cm:phase "first" .',
        Finding("logic", "tie/text", 'phase is "first", and not of integer'),
    ),
    "a number that is none": (
        f't:none {RELATION} ; cm:phase "first"^^xsd:integer .',
        Finding("datatype", "tie/none", "phase is"),
    ),
    "a datatype that OWL does not have": (
        f't:gyear {RELATION} ; cm:edtf "1948"^^xsd:gYear .',
        Finding("datatype", "tie/gyear", "edtf is"),
    ),
    "an end before its start": (
        (
            f't:backwards {RELATION} ; cm:start "2001-01-01"^^xsd:date ;'
            ' cm:end "2000-01-01"^^xsd:date .'
        ),
        Finding("shape", "tie/backwards", "not after the end"),
    ),
    "a dyad of one actor": (
        (
            f"t:self a cm:TradeFlow ; {SELF} ; {SOURCED} ;"
            ' cm:year 2000 ; cm:unit "USD" ; cm:value 1.0 .'
        ),
        Finding("shape", "dyad/PAK/PAK", "it is not its to"),
    ),
    "no source": (
        f't:no-source a cm:DiplomaticRelation ; {PAIR} ; cm:locator "x#1" .',
        Finding("shape", "tie/no-source", "exactly one source"),
    ),
    "two sources": (
        f"t:two-sources {RELATION} ; cm:source document:other .",
        Finding("shape", "tie/two-sources", "exactly one source"),
    ),
    "no place in the source": (
        f"t:nowhere a cm:DiplomaticRelation ; {PAIR} ; cm:source document:pak-russia-ties .",
        Finding("shape", "tie/nowhere", "where in its source"),
    ),
    "an opinion that states a tie": (
        (
            f"t:stated {RELATION} . c:opinion a cm:Forecast ; {SOURCED} ;"
            ' cm:quote "x" ; cm:about state:PAK ; cm:states t:stated .'
        ),
        Finding("shape", "claim/opinion", "an opinion states no record"),
    ),
    "a number of a claim without a unit": (
        (
            f'c:no-unit a cm:FactualClaim ; {SOURCED} ; cm:quote "x" ; cm:about state:PAK ;'
            " cm:value 1.0 ."
        ),
        Finding("shape", "claim/no-unit", "a number of a claim has a unit"),
    ),
    "a value without a unit": (
        f"t:no-unit a cm:TradeTurnover ; {PAIR} ; {SOURCED} ; cm:year 2000 ; cm:value 1.0 .",
        Finding("shape", "tie/no-unit", "a value has a unit"),
    ),
    "a value in a unit of its own": (
        (
            f"t:unit a cm:TradeTurnover ; {PAIR} ; {SOURCED} ; cm:year 2000 ; cm:value 1.0 ;"
            ' cm:unit "PKR" .'
        ),
        Finding("shape", "tie/unit", 'percent, km, t or 1, not "PKR"'),
    ),
    "a source without a licence": (
        'document:unlicensed a cm:Document ; <http://purl.org/dc/terms/title> "x" .',
        Finding("shape", "document/unlicensed", "says who may use it"),
    ),
    "a source without a title": (
        'document:untitled a cm:Document ; <http://purl.org/dc/terms/rights> "x" .',
        Finding("shape", "document/untitled", "a source or a concept scheme has one title"),
    ),
    "a property that does not exist": (
        f"t:no-property {RELATION} ; cm:begin 1948 .",
        Finding("vocabulary", "tie/no-property", "begin is not in the ontology"),
    ),
}
VIOLATIONS = {
    "a property of things and of values": (
        "cm:both a owl:ObjectProperty , owl:DatatypeProperty .",
        Finding("profile", "https://w3id.org/comity/ns#both", "cannot pun between properties"),
    ),
    "a class that nobody declared": (
        "cm:Enclave a owl:Class ; rdfs:subClassOf cm:Exclave .",
        Finding("profile", "https://w3id.org/comity/ns#Exclave", "use of undeclared class"),
    ),
    "a function that follows from a chain": (
        "cm:party a owl:FunctionalProperty .",
        Finding("profile", "https://w3id.org/comity/ns#party", "non-simple property"),
    ),
    "a datatype that OWL does not have": (
        "cm:day a owl:DatatypeProperty ; rdfs:range xsd:date .",
        Finding("profile", "https://w3id.org/comity/ns#day", "is not a datatype of OWL 2"),
    ),
}


def turtle(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text)


def named(expected: Finding, found: list[Finding]) -> bool:
    return any(
        one.rule == expected.rule
        and one.thing.endswith(expected.thing)
        and expected.says in one.says
        for one in found
    )


@cache
def findings() -> list[Finding]:
    """All faults at once, each of a thing of its own, so that HermiT runs once."""
    data = curated()
    for text, _ in FAULTS.values():
        data += turtle(text)
    return check(with_dyads(data))


def test_what_ships_keeps_every_rule_and_the_command_says_so() -> None:
    ran = CliRunner().invoke(app, ["check"])
    assert ran.exit_code == 0, ran.output
    assert "OWL 2 DL (OWL API), consistent (HermiT)" in " ".join(ran.stderr.split())
    assert ran.stdout == ""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_named(fault: str) -> None:
    assert named(FAULTS[fault][1], findings()), findings()


def test_nothing_is_found_but_of_what_was_planted() -> None:
    """The pair of a dyad of one actor is as wrong as the dyad."""
    things = (*(expected.thing for _, expected in FAULTS.values()), "pair/PAK/PAK")
    assert [one for one in findings() if not one.thing.endswith(things)] == []


@pytest.mark.parametrize("fault", VIOLATIONS)
def test_what_is_not_owl_2_dl_is_found_and_named(fault: str) -> None:
    text, expected = VIOLATIONS[fault]
    found = profile(ontology() + turtle(text))
    assert named(expected, found), found


def test_java_does_nothing_when_python_collects_its_garbage() -> None:
    """What JPype does then makes Python many times slower, for as long as the process lives."""
    profile(ontology())
    assert [one for one in gc.callbacks if getattr(one, "__module__", "") == "_jpype"] == []


def test_a_contradiction_that_no_plain_rule_sees_is_narrowed_down() -> None:
    """A state and a person under one name, by owl:sameAs; what else is said of them is no part."""
    data = turtle(
        "state:PAK a cm:State . state:RUS a cm:State ; cm:continues state:SUN ."
        " person:x a cm:Person ; owl:sameAs state:PAK ."
    )
    found = contradictions(data, ontology())
    assert [one.thing.rsplit("/id/")[1] for one in found] == ["person/x", "state/PAK"]
    assert all("person/x and state/PAK contradicts itself" in one.says for one in found)


def test_an_ontology_that_contradicts_itself_is_no_fault_of_the_data() -> None:
    terms = ontology() + turtle("cm:ConfidenceA a cm:Role .")
    found = contradictions(turtle("state:PAK a cm:State ."), terms)
    assert [one.thing for one in found] == ["https://w3id.org/comity/ns#"]


def test_a_class_that_nothing_can_be_of_is_found_and_named() -> None:
    terms = ontology() + turtle("cm:Ship a owl:Class ; rdfs:subClassOf cm:State , cm:Person .")
    found = contradictions(Graph(), terms)
    assert named(Finding("logic", "ns#Ship", "no thing can be of this class"), found)
