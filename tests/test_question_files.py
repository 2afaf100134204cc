"""Questions as files: standard SPARQL, fast on any engine, listed with what they take."""

import ast
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable
from typer.testing import CliRunner

from comity.cli import app
from comity.errors import QuestionError
from comity.model.namespaces import PREFIXES
from comity.model.shipped import shipped
from comity.query.question import SHIPPED, question, questions
from comity.store.stores import Embedded, connect, replacing

TESTS = Path(__file__).parent
EVERY = sorted(path.stem for path in SHIPPED.rglob("*.rq"))
TURTLES = [
    shipped("ontology") / "comity.ttl",
    *sorted(shipped("graphs").glob("*.ttl")),
    TESTS / "invented.ttl",
]
Engines = tuple[Embedded, rdflib.Graph]


@pytest.mark.parametrize("name", EVERY)
def test_it_answers_as_it_promises(store: Embedded, name: str) -> None:
    asked = question(name)
    assert store.select(asked.sparql()).height >= asked.header.expect.min_rows


@pytest.mark.parametrize("name", EVERY)
def test_no_pattern_is_left_unjoined(name: str) -> None:
    """It is standard SPARQL, and no two parts of a pattern are multiplied for want of a variable.

    Oxigraph mends such a product by looking at the rest of the query; other engines do not.
    """
    parsed = prepareQuery(question(name).sparql(), initNs=PREFIXES)
    for pattern in patterns(parsed.algebra):
        groups: list[set[Variable]] = []
        for triple in pattern:
            variables = {part for part in triple if isinstance(part, Variable)}
            near = [group for group in groups if group & variables]
            groups = [group for group in groups if not group & variables]
            groups.append(variables.union(*near))
        assert len(groups) <= 1, groups


def patterns(node: object) -> Iterator[list[tuple[object, object, object]]]:
    """The basic graph patterns of a query's algebra."""
    if isinstance(node, CompValue):
        if node.name == "BGP":
            yield node.triples
        for part in node.values():
            yield from patterns(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from patterns(part)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    """Oxigraph and rdflib with the same graph: what is curated, and what is invented."""
    place = tmp_path_factory.mktemp("engines")
    other = rdflib.Graph()
    with replacing(place) as (made, _):
        for path in TURTLES:
            made.load(path=str(path), format=ox.RdfFormat.TURTLE)
            other.parse(path)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found, other


@pytest.mark.parametrize("name", sorted(questions()))
@pytest.mark.parametrize("b", ["RUS", "TUR"])
def test_two_engines_give_the_same_rows(engines: Engines, name: str, b: str) -> None:
    ours, theirs = engines
    asked = question(name)
    given = {"b": b, "date": "1970-07-01", "agreement": "agreement/one"}
    fits = {key: given[key] for key in asked.header.params if key in given}
    days: list[dict[str, str]] = [{}]
    if "as_of" in asked.header.params:
        days.append({"as_of": "1970-07-01"})
    for one in days:
        query = asked.sparql(**fits, **one)
        answer = theirs.query(query, initNs=PREFIXES).serialize(format="csv")
        assert answer is not None
        assert cells(ours.serialise(query, "csv")) == cells(answer)


def cells(content: bytes) -> Counter[tuple[object, ...]]:
    """Rows of CSV: numbers as numbers, joined words in one order, rows of nothing left out.

    Rdflib gives one row of nothing where groups are asked for and there are none.
    """
    rows = csv.reader(io.StringIO(content.decode()))
    return Counter(tuple(map(cell, row)) for row in rows if any(row))


def cell(text: str) -> object:
    """A number, or sorted words: the order in which they are joined is left to the engine."""
    with suppress(InvalidOperation):
        return Decimal(text).normalize()
    return tuple(sorted(text.split(", ")))


def test_each_question_has_a_test_of_its_answer() -> None:
    files = TESTS.rglob("test_*.py")
    calls = (
        node
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ask"
    )
    named = {arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)}
    assert set(questions()) - named == set()


def test_questions_of_pages_are_found_and_not_listed() -> None:
    assert question("records-between").name == "records-between"
    assert "records-between" not in questions()


def test_the_list_says_what_each_question_takes() -> None:
    listed = CliRunner().invoke(app, ["query", "list"]).stdout
    assert "a=PAK (state), b=RUS (state), date=2020-01-01 (date)" in listed
    for name, one in questions().items():
        assert f"{name:24}{one.header.summary}\n" in listed


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("ties-on", {"day": "2020-01-01"}, r"no parameter 'day'; it takes a=PAK \(state\), b=RUS"),
        ("sources", {"a": "PAK"}, "no parameter 'a'; it takes none"),
        ("ties-on", {"date": ""}, r"ties-on needs date \(Day\); write date=VALUE"),
        ("ties-on", {"date": "2020"}, "date must be of type date"),
        ("turnover-growth", {"from": "last"}, "from must be of type year: 'last' is no whole"),
        ("role-over-time", {"body": "body/a b"}, "body must be of type thing"),
    ],
)
def test_a_wrong_parameter_is_told(name: str, given: dict[str, str], says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        question(name).sparql(**given)


def test_an_answer_that_is_too_wide_is_printed_row_by_row(folder: Path) -> None:
    """south-asia/pk.json has "OAS (observer)"; its locator is whole, however long."""
    place = ["--store", str(folder)]
    wide = ["query", "role-over-time", "-p", "body=body/OAS", *place]
    assert CliRunner().invoke(app, wide).stdout == (
        "role       observer\n"
        "asOf       2026-02-04\n"
        "quote      OAS (observer)\n"
        "source     graph:factbook-2026-02-04\n"
        "issued     2026-02-04\n"
        "locator    south-asia/pk.json#/Government/International organization participation/text\n"
        "\n"
    )
    narrow = CliRunner().invoke(app, ["query", "pairs-on", *place]).stdout
    assert [line.split() for line in narrow.splitlines()] == [
        ["scheme", "states", "pairs"],
        ["cow", "161", "12880"],
        ["gw", "171", "14535"],
    ]
