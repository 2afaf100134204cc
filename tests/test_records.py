"""Records read from Parquet are those that the engine finds."""

from collections.abc import Callable

import polars as pl
import pytest

from comity.answers.records import between, decisions, of_members
from comity.answers.shared import shared_by
from comity.query.question import question
from comity.store.stores import Embedded

PAIRS = [("PAK", "RUS"), ("IND", "CHN"), ("USA", "MEX")]


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize(
    ("read", "name"), [(between, "records-between"), (of_members, "records-of-members")]
)
def test_parquet_and_sparql_give_the_same_records(
    store: Embedded, read: Callable[..., pl.DataFrame], name: str, pair: tuple[str, str]
) -> None:
    a, b = pair
    columns = ["record", "property", "value"]
    asked = store.select(question(name).sparql(a=a, b=b)).select(columns).sort(columns)
    found = read(store, a, b).select(columns).unique().sort(columns)
    assert asked.height > 40
    assert found.rows() == asked.rows()


def test_decisions_of_curated_graphs_are_among_those_of_both(store: Embedded) -> None:
    asked = store.select(question("decisions-of-both").sparql(a="PAK", b="RUS"))
    found = decisions(store, "PAK", "RUS").select(asked.columns)
    assert asked.height > 0
    assert found.sort("decision").rows() == asked.sort("decision").rows()


@pytest.mark.parametrize("pair", PAIRS)
def test_bodies_that_two_share_are_those_of_the_question(
    store: Embedded, pair: tuple[str, str]
) -> None:
    a, b = pair
    asked = store.select(question("shared-bodies").sparql(a=a, b=b))
    found = [one for one in shared_by(store, [pair], None) if one.thing.kind == "body"]
    assert [(one.thing.label, one.source.iri) for one in found] == asked.select(
        "name", "source"
    ).rows()
    assert sorted((one.thing.iri, one.role_a, one.role_b) for one in found) == sorted(
        asked.select("body", "roleA", "roleB").iter_rows()
    )
