"""The check is green on what ships, and red on each planted fault, naming the culprit."""

import pytest
from rdflib import Graph

from comity.check import check, curated, ontology, with_dyads

PREFIXES = """
@prefix cm: <https://w3id.org/comity/ns#> .
@prefix id: <https://w3id.org/comity/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix t: <https://w3id.org/comity/id/tie/> .
@prefix c: <https://w3id.org/comity/id/claim/> .
@prefix state: <https://w3id.org/comity/id/state/> .
@prefix document: <https://w3id.org/comity/id/document/> .
"""
SOURCED = 'cm:source document:pak-russia-ties ; cm:locator "x#1"'
RELATION = "a cm:DiplomaticRelation"
SELF = "<https://w3id.org/comity/id/dyad/PAK/PAK>"
PAIR = "cm:dyad <https://w3id.org/comity/id/pair/PAK/RUS>"
FAULTS = {
    "a state that is a central bank": (
        "state:PAK a cm:State , cm:CentralBank .",
        "state/PAK",
        "is both State and StateInstitution",
    ),
    "a member of what is no body": (
        (
            f"t:bad a cm:Membership ; {SOURCED} ; cm:member state:PAK ; cm:body state:RUS ;"
            " cm:role cm:Member . state:RUS a cm:State ."
        ),
        "state/RUS",
        "which exclude each other",
    ),
    "an end before its start": (
        (
            f't:bad {RELATION} ; {PAIR} ; {SOURCED} ; cm:start "2001-01-01"^^xsd:date ;'
            ' cm:end "2000-01-01"^^xsd:date .'
        ),
        "tie/bad",
        "not after the end",
    ),
    "a dyad of one actor": (
        (
            f"t:bad a cm:TradeFlow ; cm:dyad {SELF} ; {SOURCED} ;"
            ' cm:year 2000 ; cm:unit "USD" ; cm:value 1.0 .'
        ),
        "dyad/PAK/PAK",
        "it is not its to",
    ),
    "no source": (
        f't:bad {RELATION} ; {PAIR} ; cm:locator "x#1" .',
        "tie/bad",
        "exactly one source",
    ),
    "two sources": (
        f"t:bad {RELATION} ; {PAIR} ; {SOURCED} ; cm:source document:other .",
        "tie/bad",
        "exactly one source",
    ),
    "no place in the source": (
        f"t:bad {RELATION} ; {PAIR} ; cm:source document:pak-russia-ties .",
        "tie/bad",
        "where in its source",
    ),
    "an opinion that states a tie": (
        (
            f"t:bad {RELATION} ; {PAIR} ; {SOURCED} . c:bad a cm:Forecast ; {SOURCED} ;"
            ' cm:quote "x" ; cm:about state:PAK ; cm:states t:bad .'
        ),
        "claim/bad",
        "an opinion states no record",
    ),
    "a value without a unit": (
        f"t:bad a cm:TradeTurnover ; {PAIR} ; {SOURCED} ; cm:year 2000 ; cm:value 1.0 .",
        "tie/bad",
        "a value has a unit",
    ),
    "a property that does not exist": (
        f"t:bad {RELATION} ; {PAIR} ; {SOURCED} ; cm:begin 1948 .",
        "tie/bad",
        "begin is not in the ontology",
    ),
}


def test_what_ships_keeps_every_rule() -> None:
    assert check(curated()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_named(fault: str) -> None:
    turtle, culprit, says = FAULTS[fault]
    data = with_dyads(Graph().parse(data=PREFIXES + turtle))
    found = check(data, ontology())
    assert any(f.thing.endswith(culprit) and says in f.says for f in found), found
