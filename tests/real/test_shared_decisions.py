"""Votes and disputes of two states read from Parquet are those that the engine finds."""

from pathlib import Path

import pytest

from comity.answers.records import between, decisions
from comity.files.source import source
from comity.query.question import question
from comity.store.build import build
from comity.store.stores import Embedded, connect


@pytest.fixture(scope="module")
def voted(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A store with votes of the General Assembly and disputes."""
    place = tmp_path_factory.mktemp("voted")
    for name in ("unga_votes", "cow_mid"):
        build([source(name)], shared_data / name, place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def test_decisions_of_both_are_those_that_the_engine_finds(voted: Embedded) -> None:
    asked = voted.select(question("decisions-of-both").sparql(a="PAK", b="RUS"))
    found = decisions(voted, "PAK", "RUS").select(asked.columns)
    assert asked.height > 4000
    assert found.sort("decision").rows() == asked.sort("decision").rows()


def test_disputes_are_those_that_the_engine_finds(voted: Embedded) -> None:
    columns = ["record", "property", "value"]
    asked = voted.select(question("records-between").sparql(a="IND", b="PAK"))
    found = between(voted, "IND", "PAK").unique()
    assert asked.height > 500
    assert found.select(columns).sort(columns).rows() == asked.select(columns).sort(columns).rows()
