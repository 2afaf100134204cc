"""Queries that people write: their errors, the forms of their answers, how they may go on."""

import json
from io import BytesIO

import httpx
import polars as pl
import pyoxigraph as ox
import pytest

from comity.answers.completion import complete
from comity.errors import QuerySyntaxError
from comity.model.namespaces import PREFIXES
from comity.store.stores import Embedded
from comity.store.syntax import syntax_error

NEIGHBOURS = """SELECT ?km WHERE {
  ?border a cm:LandBorder ; cm:reportedBy state:PAK ; cm:value ?km
} ORDER BY ?km"""


@pytest.mark.parametrize(
    ("query", "line", "column", "says"),
    [
        ("SELECT ?a\nWHRE { ?a ?b ?c }", 2, 6, "it cannot be read from '{' on; what fits then"),
        ("SELECT * {\n  ?a nope:b ?c }", 2, 6, "Prefix not found"),
        ('SELECT * { ?a ?b "روس" . ?c nope:b ?d }', 1, 29, "Prefix not found"),
        ("INSERT DATA { <a:a> <a:a> <a:a> }", 1, 8, "it cannot be read from 'DATA' on"),
        ("", 1, 1, "it cannot be read here"),
    ],
)
def test_a_wrong_query_is_told_with_the_place_where_its_word_begins(
    query: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(SyntaxError) as raised:
        ox.Store().query(query, prefixes=PREFIXES)
    error = syntax_error(str(raised.value), query)
    assert (error.line, error.column) == (line, column)
    assert str(error).startswith(f"SPARQL error at {line}:{column}: {says}")
    assert "\\u{" not in str(error)


def test_what_the_engine_says_otherwise_is_passed_on() -> None:
    error = syntax_error("something else", "ASK {}")
    assert (str(error), error.line, error.column) == ("SPARQL something else", 0, 0)


def test_an_error_is_told_as_data_as_text_or_on_a_page(address: str, store: Embedded) -> None:
    query = "SELECT ?a\nWHRE { ?a ?b ?c }"
    with pytest.raises(QuerySyntaxError) as raised:
        store.select(query)

    def asked(accept: str) -> httpx.Response:
        headers = {"Accept": accept}
        return httpx.post(f"{address}/sparql", data={"query": query}, headers=headers, timeout=60)

    told = asked("application/json")
    assert told.status_code == 400
    assert told.json() == {"error": str(raised.value), "line": 2, "column": 6}
    for accept in ("*/*", "application/sparql-results+json"):
        assert asked(accept).text == str(raised.value)
    page = asked("text/html")
    assert page.status_code == 400
    assert 'role="alert" data-line="2" data-column="6">SPARQL error at 2:6' in page.text
    refused = httpx.get(
        f"{address}/sparql?query=LOAD <http://x/>", headers={"Accept": "application/json"}
    )
    assert refused.status_code == 400
    assert (refused.json()["line"], "LOAD" in refused.json()["error"]) == (None, True)


def test_an_answer_is_had_in_every_form(address: str, store: Embedded) -> None:
    frame = store.select(NEIGHBOURS)
    assert frame.height == 4

    def asked(form: str) -> httpx.Response:
        data = {"query": NEIGHBOURS, "format": form}
        return httpx.post(f"{address}/sparql", data=data, timeout=60)

    assert pl.read_parquet(BytesIO(asked("parquet").content)).equals(frame)
    assert pl.read_csv(asked("csv").content)["km"].to_list() == frame["km"].to_list()
    assert len(json.loads(asked("json").content)["results"]["bindings"]) == 4
    disposition = asked("csv").headers["content-disposition"]
    assert disposition == 'attachment; filename="answer.csv"'
    none = asked("pdf")
    assert (none.status_code, "there are: tsv, csv, json, xml, parquet" in none.text) == (406, True)
    whole = httpx.post(f"{address}/sparql", data={"query": NEIGHBOURS}, timeout=60)
    assert whole.headers["content-type"] == "application/sparql-results+json"
    assert "content-disposition" not in whole.headers


def test_an_answer_on_a_page_has_links_a_count_and_a_chart_of_years(address: str) -> None:
    query = "SELECT ?s ?year ?value { VALUES (?s ?year ?value) { (state:PAK 2000 7) } }"
    page = httpx.post(
        f"{address}/sparql", data={"query": query}, headers={"Accept": "text/html"}, timeout=60
    ).text
    assert '<a href="/state/PAK" dir="auto">Pakistan</a>' in page
    assert '<p class="quiet">1 row</p>' in page
    assert '<figure class="chart"' in page
    empty = httpx.post(
        f"{address}/sparql",
        data={"query": "SELECT * { state:PAK cm:nothing ?x }"},
        headers={"Accept": "text/html"},
        timeout=60,
    ).text
    assert "0 rows" in empty
    assert "does not say that there is none" in empty


def test_a_text_comes_back_in_the_box_as_it_was(address: str) -> None:
    text = "\n\nSELECT * { ?a ?b '</textarea><script>owned=1</script>' }\n"
    page = httpx.get(f"{address}/query", params={"query": text}, timeout=60).text
    assert "owned=1</script>'" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;owned=1" in page
    taken = httpx.get(f"{address}/query?question=borders-of", timeout=60).text
    assert "id/state/PAK&gt;" in taken


def terms(store: Embedded, text: str) -> list[tuple[str, str]]:
    return [(one.term, one.kind) for one in complete(store, text)]


def test_completion_knows_classes_properties_prefixes_and_things(store: Embedded) -> None:
    """cm:LandBorder and its definition stand in the ontology; SCO is a body of the Factbook."""
    (border,) = complete(store, "cm:LandB")
    assert (border.term, border.kind, border.label) == ("cm:LandBorder", "class", "land border")
    assert border.says.startswith("A land border of a given length")
    assert terms(store, "cm:reportedB") == [("cm:reportedBy", "property")]
    assert terms(store, "land border")[0] == ("cm:LandBorder", "class")
    assert terms(store, "rdfs:lab") == [("rdfs:label", "property")]
    assert ("state:", "prefix") in terms(store, "stat")
    assert ("state:PAK", "state") in terms(store, "Pakist")
    assert terms(store, "state:pakist") == [("state:PAK", "state")]
    assert terms(store, "body:shanghai coop")[0] == ("body:SCO", "body")
    assert ("graph:factbook-2026-02-04", "data set") in terms(store, "graph:factbook")
    assert terms(store, "nope:x") == []
    assert {kind for _, kind in terms(store, "state:an")} == {"state"}


def test_completion_writes_whole_what_no_prefix_can_stand_before(store: Embedded) -> None:
    """``agreement/...`` below ``id:`` would have a slash in its name."""
    for one in complete(store, "id:bank"):
        assert one.term.startswith("<https://") or "/" not in one.term
        query = f"SELECT * {{ {one.term} ?p ?o }} LIMIT 1"
        assert store.select(query).height == 1, one.term


def test_terms_are_few_and_served_as_data(address: str) -> None:
    found = httpx.get(f"{address}/terms?q=a", timeout=60)
    assert len(found.content) < 20_000
    assert set(found.json()[0]) == {"term", "kind", "label", "says"}
