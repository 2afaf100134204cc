"""Records read from Parquet are those that the engine finds."""

from collections.abc import Callable

import polars as pl
import pytest

from comity.answers.records import between, decisions, of_members
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
