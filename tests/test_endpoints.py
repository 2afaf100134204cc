"""One graph asked through every way there is: embedded, rdflib's view of it, and an endpoint.

The endpoint runs rdflib's own engine, so the same answers come from two implementations of SPARQL.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.errors import EndpointError
from comity.store.results import frame, read_json, read_tsv
from comity.store.stores import FORMATS, Embedded, Remote, connect, replace_graphs, replacing
from loopback import served

ROOT = Path(__file__).parents[1]
TURTLES = [*sorted((ROOT / "graphs").glob("*.ttl")), ROOT / "ontology" / "comity.ttl"]
QUERIES = {
    "names": """SELECT ?bank ?name WHERE { ?bank a cm:CentralBank ; rdfs:label ?name }
        ORDER BY ?bank ?name""",
    "numbers": """SELECT ?tie ?value ?year WHERE { ?tie a cm:TradeTurnover ; cm:value ?value .
        OPTIONAL { ?tie cm:year ?year } } ORDER BY ?tie""",
    "days": "SELECT ?event ?day WHERE { ?event a cm:Signing ; cm:start ?day } ORDER BY ?event",
    "nothing": "SELECT ?a ?b WHERE { ?a cm:phase ?b }",
    "unbound": """SELECT ?claim ?hedge WHERE { ?claim a cm:FactualClaim .
        OPTIONAL { ?claim cm:hedge ?hedge } } ORDER BY ?claim""",
}
SERIALISED = {FORMATS[form]: form for form in ("csv", "json", "xml")}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    place = tmp_path_factory.mktemp("curated")
    quads = [
        f"{triple} <https://w3id.org/comity/graph/{path.stem}> .\n"
        for path in TURTLES
        for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    ]
    (place / "curated.nq").write_text("".join(quads), encoding="utf-8")
    with replacing(place / "store") as (store, _):
        replace_graphs(store, {"https://w3id.org/comity/graph/all": place / "curated.nq"})
    found = connect(place / "store")
    assert isinstance(found, Embedded)
    return found


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    """The same graph behind a SPARQL 1.1 endpoint of another engine, on loopback."""
    graph = rdflib.Graph()
    for path in TURTLES:
        graph.parse(path)

    async def answer(request: Request) -> Response:
        (asked,) = parse_qs((await request.body()).decode())["query"]
        form = SERIALISED[request.headers["accept"]]
        content = graph.query(asked).serialize(format=form)
        return Response(content, media_type=request.headers["accept"])

    application = Starlette(routes=[Route("/sparql", answer, methods=["POST"])])
    with served(application) as address:
        found = connect(f"{address}/sparql")
        assert isinstance(found, Remote)
        yield found


@pytest.mark.parametrize("name", QUERIES)
def test_another_engine_gives_the_same_frame(embedded: Embedded, remote: Remote, name: str) -> None:
    ours, theirs = embedded.select(QUERIES[name]), remote.select(QUERIES[name])
    assert ours.schema == theirs.schema
    assert ours.equals(theirs)
    assert name == "nothing" or ours.height > 0


@pytest.mark.parametrize("name", QUERIES)
def test_rdflibs_view_of_the_store_gives_as_many_rows(embedded: Embedded, name: str) -> None:
    view = embedded.graph()
    rows = view.query(QUERIES[name])
    assert len(list(rows)) == embedded.select(QUERIES[name]).height


def test_values_have_their_types(embedded: Embedded) -> None:
    assert embedded.select(QUERIES["numbers"]).schema == {
        "tie": pl.String,
        "value": pl.Float64,
        "year": pl.Int64,
    }
    assert embedded.select(QUERIES["days"]).schema == {"event": pl.String, "day": pl.Date}


@pytest.mark.parametrize("truth", [True, False])
def test_yes_and_no(embedded: Embedded, remote: Remote, *, truth: bool) -> None:
    asked = f"ASK {{ ?bank a cm:CentralBank ; cm:organOf state:{'PAK' if truth else 'USA'} }}"
    assert embedded.ask(asked) is remote.ask(asked) is truth


def test_what_is_no_answer_is_said_to_be_none() -> None:
    with pytest.raises(EndpointError, match="no SPARQL JSON results"):
        read_json(b"<html>busy</html>")
    with pytest.raises(EndpointError, match="is the query a SELECT"):
        frame(read_json(b'{"head": {}, "boolean": true}'))


def _answer(store: ox.Store, asked: str, form: str) -> bytes:
    found = store.query(asked)
    assert isinstance(found, ox.QuerySolutions)
    written = found.serialize(format=ox.QueryResultsFormat.from_media_type(FORMATS[form]))
    assert written is not None
    return written


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_any_text_comes_through_both_forms(texts: list[str]) -> None:
    store = ox.Store()
    for at, text in enumerate(texts):
        store.add(ox.Quad(ox.NamedNode(f"x:{at}"), ox.NamedNode("x:p"), ox.Literal(text)))
    asked = "SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?s"
    tsv, json = (_answer(store, asked, form) for form in ("tsv", "json"))
    assert read_tsv(tsv).get_column("o").to_list() == texts
    assert frame(read_json(json)).get_column("o").to_list() == texts
