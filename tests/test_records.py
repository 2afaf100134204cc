"""Records read from Parquet are those that the engine finds."""

from collections.abc import Callable

import polars as pl
import pytest

from comity.answers.records import between, decisions, of_members
from comity.query.question import question
from comity.store.stores import Embedded

PAIRS = [("PAK", "RUS"), ("IND", "CHN"), ("USA", "CUB")]


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
    assert asked.height > 50
    assert found.rows() == asked.rows()


def test_no_decision_is_shared_where_none_is_held(store: Embedded) -> None:
    assert decisions(store, "PAK", "RUS").is_empty()
