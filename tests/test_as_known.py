"""What was known by a day: releases and documents that had come out by then, and no others."""

import logging
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs

import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from comity.answers.claims import check_claims
from comity.answers.coverage import coverage
from comity.answers.disagreements import disagreements
from comity.answers.network import network
from comity.answers.paths import paths
from comity.answers.search import find
from comity.errors import (
    DescriptionError,
    EndpointError,
    QuestionError,
    TableError,
    UnknownThingError,
)
from comity.files.issued import last_day
from comity.files.source import read_source, sources
from comity.model.namespaces import GRAPH, ID
from comity.quads.catalogue import describe
from comity.quads.documents import by_document
from comity.query.answer import ask
from comity.store.build import build
from comity.store.stores import KNOWN, add, connect, current, replacing
from comity.tables.voting import similarity
from comity.tables.years import dyad_year, state_year
from conftest import Run
from loopback import served

pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
"""rdflib warns of what its own queries call."""

ROOT = Path(__file__).parents[1]
CURATED = sorted((ROOT / "graphs").glob("*.ttl"))
FACTBOOK = "https://w3id.org/comity/graph/factbook-2026-02-04"
MADE = "https://w3id.org/comity/graph/made"
PREFIXES = """@prefix cm: <https://w3id.org/comity/ns#> . @prefix : <https://example.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CURATED_GRAPH = (
    PREFIXES
    + """
:old a cm:Document ; dcterms:issued "2001-05-03"^^xsd:date .
:new a cm:Document ; dcterms:issued "2009"^^xsd:gYear .
:undated a cm:Document ; dcterms:title "Undated" .
:first a cm:Signing ; cm:source :old ; cm:agreement :pact .
:second a cm:Signing ; cm:source :new ; cm:agreement :pact, :other .
:third a cm:Signing ; cm:source :undated ; cm:agreement :last .
:pact a cm:Treaty . :other a cm:Treaty . :last a cm:Treaty . :nobodys a cm:Treaty .
"""
)
RELEASES = {
    "day": '"2004-06-30"^^xsd:date',
    "month": '"2004-06"^^xsd:gYearMonth',
    "year": '"2004"^^xsd:gYear',
    "undated": "",
}
THINGS = "SELECT ?thing WHERE { ?thing a ?kind } ORDER BY ?thing"


@pytest.fixture(scope="module")
def quads() -> list[ox.Quad]:
    """A made-up curated graph, and four releases that are issued in as many ways."""
    triples = [q.triple for q in ox.parse(CURATED_GRAPH.encode(), format=ox.RdfFormat.TURTLE)]
    found = by_document(triples, MADE)
    for name, issued in RELEASES.items():
        text = f"{PREFIXES} :{name} a cm:Release . :in-{name} a cm:TradeFlow ; cm:source :{name} ."
        text += f" :{name} dcterms:issued {issued} ." if issued else ""
        graph = ox.NamedNode(f"https://example.org/{name}")
        for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE):
            found.append(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    return found


@pytest.fixture(scope="module")
def place(quads: list[ox.Quad], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "made.nq").write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")
    with replacing(folder / "store") as (store, _):
        add(store, folder / "made.nq")
    return folder / "store"


@pytest.fixture(scope="module")
def endpoint(quads: list[ox.Quad]) -> Iterator[str]:
    """The same behind an endpoint of another engine, which takes the graphs that a query is of."""

    async def answer(request: Request) -> Response:
        asked = parse_qs((await request.body()).decode())
        chosen = asked.get("default-graph-uri")
        lines = [f"{q} .\n" for q in quads if not chosen or str(q.graph_name)[1:-1] in chosen]
        part = rdflib.Dataset(default_union=True)
        part.parse(data="".join(lines), format="nquads")
        content = part.query(asked["query"][0]).serialize(format="json")
        return Response(content, media_type="application/sparql-results+json")

    application = Starlette(routes=[Route("/sparql", answer, methods=["POST"])])
    with served(application) as address:
        yield f"{address}/sparql"


def things(location: Path | str, as_known: str) -> list[str]:
    found = connect(location, as_known=as_known).select(THINGS).get_column("thing").unique()
    return sorted(one.removeprefix("https://example.org/") for one in found)


KNOWN_BY = {
    "2001-05-02": ["nobodys"],
    "2001-05-03": ["first", "nobodys", "old", "pact"],
    "2001-05": ["first", "nobodys", "old", "pact"],
    "2004-06-29": ["first", "nobodys", "old", "pact"],
    "2004-06-30": ["day", "first", "in-day", "in-month", "month", "nobodys", "old", "pact"],
    "2004-12-30": ["day", "first", "in-day", "in-month", "month", "nobodys", "old", "pact"],
    "2009-12-30": [
        *("day", "first", "in-day", "in-month", "in-year", "month", "nobodys", "old", "pact"),
        "year",
    ],
    "2009": [
        *("day", "first", "in-day", "in-month", "in-year", "month", "new", "nobodys", "old"),
        *("other", "pact", "second", "year"),
    ],
}
"""Days, and what of the made-up graphs was known by them; worked out by hand."""


@pytest.mark.parametrize("as_known", KNOWN_BY)
def test_only_what_had_come_out_by_then_is_there(place: Path, endpoint: str, as_known: str) -> None:
    """Of a month or year, from its last day on; of no date, never."""
    assert things(place, as_known) == KNOWN_BY[as_known]
    assert things(endpoint, as_known) == KNOWN_BY[as_known]


def test_what_has_no_date_is_named(
    place: Path, endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    undated = ("https://example.org/undated",)
    with caplog.at_level(logging.WARNING, "comity"):
        for location in (place, endpoint):
            assert connect(location, as_known="2009").left_out == undated
            assert connect(location).left_out == ()
    assert caplog.messages == ["left out, as no one knows when they came out: 1 documents"] * 2


def test_an_endpoint_without_named_graphs_cannot_tell() -> None:
    async def answer(_request: Request) -> Response:
        content = b'{"head": {"vars": ["graph", "issued"]}, "results": {"bindings": []}}'
        return Response(content, media_type="application/sparql-results+json")

    application = Starlette(routes=[Route("/sparql", answer, methods=["POST"])])
    with served(application) as address, pytest.raises(EndpointError, match="no named graphs"):
        connect(f"{address}/sparql", as_known="2009")


def test_named_graphs_are_those_known_alone_and_rdflib_is_refused(
    place: Path, endpoint: str
) -> None:
    known = connect(place, as_known="2001-05-03")
    rows = known.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert set(rows.get_column("g")) == {MADE, "https://example.org/old"}
    for location in (place, endpoint):
        with pytest.raises(QuestionError, match="rdflib cannot ask what was known by a day"):
            connect(location, as_known="2001-05-03").graph()


def test_large_graphs_are_asked_where_they_are(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same is known whether none, some or all graphs are gathered."""
    for few in (0, 2, 3):
        monkeypatch.setattr("comity.store.stores.FEW", few)
        shutil.rmtree((current(place) or place) / KNOWN, ignore_errors=True)
        for as_known, known in KNOWN_BY.items():
            assert things(place, as_known) == known


def test_a_store_of_less_is_made_once_and_goes_with_its_build(tmp_path: Path) -> None:
    build(folder=tmp_path)
    one, other = (connect(tmp_path, as_known=day) for day in ("2018-01-01", "2018-01-02"))
    assert one.select(THINGS).equals(other.select(THINGS))
    held = current(tmp_path)
    assert held is not None
    assert len(list((held / KNOWN).iterdir())) == 1
    with replacing(tmp_path):
        pass
    again = current(tmp_path)
    assert again is not None
    assert not (again / KNOWN).exists()
    assert not held.exists()


@pytest.mark.parametrize("wrong", ["2018-13", "yesterday", "2018-02-30", "20180101", "18"])
def test_what_is_no_day_month_or_year_is_refused(folder: Path, wrong: str) -> None:
    with pytest.raises(QuestionError, match="known by"):
        connect(folder, as_known=wrong)


def test_the_last_day_of_a_month_or_year() -> None:
    assert str(last_day("2016-02")) == "2016-02-29"
    assert str(last_day("2017-02")) == "2017-02-28"
    assert str(last_day("2017")) == "2017-12-31"
    assert str(last_day("2017-02-03")) == "2017-02-03"


def test_what_ships_by_day(folder: Path) -> None:
    """APP wrote on 9 June 2017 that Pakistan became a member of the SCO; the Factbook in 2026."""
    asked = """SELECT ?tie WHERE { ?tie a cm:Membership ; cm:member state:PAK ; cm:body body:SCO ;
        cm:source ?source } ORDER BY ?tie"""
    whole = connect(folder).select(asked)
    assert whole.height > 1
    assert connect(folder, as_known="2017-06-08").select(asked).is_empty()
    (tie,) = connect(folder, as_known="2017-06-09").select(asked).get_column("tie")
    assert tie in whole.get_column("tie").to_list()


def test_the_states_are_there_on_every_day(folder: Path) -> None:
    asked = "SELECT ?state WHERE { ?state a cm:State } ORDER BY ?state"
    assert connect(folder, as_known="1900").select(asked).equals(connect(folder).select(asked))


def test_coverage_is_of_what_had_come_out(folder: Path) -> None:
    before, since = (connect(folder, as_known=day) for day in ("2026-02-03", "2026-02-04"))
    assert coverage(before, "PAK", "RUS").frame.is_empty()
    assert set(coverage(since, "PAK", "RUS").frame.get_column("source")) == {FACTBOOK}


def test_no_record_that_differs_is_younger(folder: Path) -> None:
    store = connect(folder, as_known="2021-12-31")
    frame = disagreements(store, "PAK", "RUS").frame
    issued = """SELECT ?source (STR(?day) AS ?issued) WHERE { ?source dcterms:issued ?day }"""
    days = dict(connect(folder).select(issued).iter_rows())
    named = {*frame.get_column("source"), *frame.get_column("theirSource")}
    assert all(last_day(days[one]) <= last_day("2021") for one in named)
    assert frame.height < disagreements(connect(folder), "PAK", "RUS").frame.height


@pytest.mark.parametrize("path", CURATED, ids=lambda path: path.stem)
def test_each_record_stands_in_the_file_that_describes_its_document(path: Path) -> None:
    """Else a document's graph would be of two files, and go with either."""
    triples = [q.triple for q in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)]
    cm = "https://w3id.org/comity/ns#"
    types = {t.subject for t in triples if str(t.object) in (f"<{cm}Document>", f"<{cm}Source>")}
    assert {t.object for t in triples if t.predicate.value == f"{cm}source"} <= types
    elsewhere = {
        q.subject
        for other in CURATED
        if other != path
        for q in ox.parse(other.read_bytes(), format=ox.RdfFormat.TURTLE)
        if str(q.object) in (f"<{cm}Document>", f"<{cm}Source>")
    }
    assert not types & elsewhere


def test_tables_are_of_what_had_come_out(folder: Path) -> None:
    """The Factbook, of 4 February 2026, is what ships of bodies; before it no source is left."""
    table = partial(state_year, ["igo"], states=["PAK"], years=(2026, 2026), actors="all")
    given = table(as_known="2026-02-04", folder=folder)
    assert given.frame.equals(table(folder=folder).frame)
    assert "as_known='2026-02-04'" in given.call
    for early in ("2026-02-03", "2025"):
        with pytest.raises(TableError, match=rf"known by {early}\)"):
            table(as_known=early, folder=folder)
    with pytest.raises(TableError, match=r"roll calls is built \(of what was known by 2020\)"):
        similarity(years=(2000, 2001), as_known="2020", folder=folder)
    with pytest.raises(QuestionError, match="known by"):
        dyad_year(years=(2026, 2026), actors="all", as_known="soon", folder=folder)


def test_commands_take_a_day(run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    code, out, _ = run("query", "sources", "-f", "csv", "--as-known", "2017-06-09")
    assert code == 0
    assert "SCO welcomes Pakistan as full member" in out
    assert "The World Factbook" not in out
    assert caplog.messages[0].startswith("left out, as no one knows when they came out: derived, ")
    assert run("coverage", "PAK", "RUS", "--as-known", "2026-02-03")[:2] == (0, "")
    assert run("disagreements", "PAK", "RUS", "--as-known", "1999")[:2] == (0, "")
    assert run("query", "sources", "--as-known", "soon")[0] == 2
    page = tmp_path / "dyad.html"
    assert run("view", "dyad", "PAK", "RUS", "--as-known", "2018", "-o", str(page))[0] == 0
    text = page.read_text(encoding="utf-8")
    assert "As known by 2018:" in text
    assert "document/app-2017-12-01" in text
    assert FACTBOOK not in text
    assert run("view", "dyad", "PAK", "RUS", "-o", str(page))[0] == 0
    assert "As known by" not in page.read_text(encoding="utf-8")
    assert run("view", "source", "factbook", "--as-known", "2018", "-o", str(page))[0] == 2


COLUMN = "https://w3id.org/comity/id/document/pak-russia-ties"
DOCUMENT = "https://w3id.org/comity/id/document/"


def test_claims_and_what_is_set_beside_them_by_day(folder: Path, tmp_path: Path) -> None:
    """The column has no date, so no one knows when it claimed anything; here it is given one.

    Of its third claim Business Recorder wrote on 1 November 2021 and UrduPoint on the 26th, of its
    seventh Profit on the 11th.
    """
    known = connect(folder, as_known="2026")
    assert COLUMN in known.left_out
    assert check_claims(known, "PAK", "RUS").frame.is_empty()

    place = tmp_path / "store"
    shutil.copytree(folder, place)
    issued = ox.Literal(
        "2021-11-20", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    )
    column, says = ox.NamedNode(COLUMN), ox.NamedNode("http://purl.org/dc/terms/issued")
    with replacing(place) as (made, _):
        made.add(ox.Quad(column, says, issued, column))
        # Open to be written, it would move its files while others read them.
        del made
    beside = {}
    for day in ("2021-11-19", "2021-11-20", "2021-11-26"):
        found = check_claims(connect(place, as_known=day), "PAK", "RUS").frame
        names = found.with_columns(pl.col("source").str.strip_prefix(DOCUMENT))
        beside[day] = set(names.filter(verdict="supports").select("number", "source").rows())
    assert beside == {
        "2021-11-19": set(),
        "2021-11-20": {(3, "brecorder-2021-11-01"), (7, "profit-2021-11-11")},
        "2021-11-26": {
            (3, "brecorder-2021-11-01"),
            (3, "urdupoint-1410965"),
            (7, "profit-2021-11-11"),
        },
    }


def test_sources_cited_are_those_known(run: Run) -> None:
    """Nawa-i-Waqt wrote of the two banks' memorandum on 19 January 2018, The News in 2018 later."""
    asked = ("cite", "--query", "parties-to", "--as-known")
    assert run(*asked, "2018-01-18")[0] == 1
    code, out, _ = run(*asked, "2018-01-19")
    assert code == 0
    assert re.findall(r"^%.*<(.*document.*)>$", out, re.MULTILINE) == [
        f"{DOCUMENT}nawaiwaqt-752201"
    ]
    whole = run("cite", "--query", "parties-to")[1]
    assert {f"{DOCUMENT}nawaiwaqt-752201", f"{DOCUMENT}thenews-411757"} <= set(
        re.findall(r"^%.*<(.*document.*)>$", whole, re.MULTILINE)
    )


def test_paths_are_of_what_had_come_out(folder: Path, run: Run) -> None:
    """The two banks were linked by their memorandum from the day that it was written of."""
    ends = ("Bank of Russia", "State Bank of Pakistan")
    pact = "https://w3id.org/comity/id/agreement/sbp-bank-of-russia-2018"
    for day, linked in (("2018-01-18", False), ("2018-01-19", True)):
        found = paths(connect(folder, as_known=day), *ends).ways
        assert found
        assert any(pact in {one.iri for one in way.things} for way in found) is linked
        sources = {line.source.iri for way in found for hop in way.hops for line in hop.lines}
        issued = "SELECT ?s (STR(?day) AS ?issued) WHERE { ?s dcterms:issued ?day }"
        days = dict(connect(folder).select(issued).iter_rows())
        assert sources
        assert all(last_day(days[one]) <= last_day(day) for one in sources)
        code, out, _ = run("path", *ends, "--as-known", day, "-f", "csv")
        assert code == 0
        assert (pact in out) is linked


def test_a_release_is_issued_on_a_day_in_a_month_or_in_a_year(tmp_path: Path) -> None:
    text = (sources()["cow_states"].folder / "source.toml").read_text(encoding="utf-8")
    for issued, written in (
        ("2017-02-03", '"2017-02-03"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("2017-02", '"2017-02"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'),
        ("2017", '"2017"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
    ):
        made = text.replace('issued = "2017"', f'issued = "{issued}"')
        (tmp_path / "source.toml").write_text(made, encoding="utf-8")
        described = describe(read_source(tmp_path), {})
        said = [str(q.object) for q in described if q.predicate.value.endswith("/issued")]
        assert said == [written]
    (tmp_path / "source.toml").write_text(
        text.replace('issued = "2017"', 'issued = "in 2017"'), encoding="utf-8"
    )
    with pytest.raises(DescriptionError, match="issued: 'in 2017' is no day, month or year"):
        read_source(tmp_path)


NAMED = """
@prefix cm: <https://w3id.org/comity/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix id: <https://w3id.org/comity/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix g: <https://w3id.org/comity/graph/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix b: <https://w3id.org/comity/id/body/> .
@prefix state: <https://w3id.org/comity/id/state/> . @prefix t: <https://w3id.org/comity/id/tie/> .
"""
EARLY = """
g:early a cm:Release ; dcterms:title "Early"@en ; dcterms:issued "2000"^^xsd:gYear .
t:one a cm:Membership ; cm:member state:PAK ; cm:body b:CLUB ; cm:role cm:Member ;
  cm:source g:early ; cm:locator "row 1" ; cm:start "1990-01-01"^^xsd:date .
state:PAK rdfs:label "Pakistan"@en . state:TUR rdfs:label "Turkey"@en .
"""
LATE = """
g:late a cm:Release ; dcterms:title "Late"@en ; dcterms:issued "2010"^^xsd:gYear .
t:two a cm:Membership ; cm:member state:TUR ; cm:body b:CLUB ; cm:role cm:Member ;
  cm:source g:late ; cm:locator "row 2" ; cm:start "1990-01-01"^^xsd:date .
b:CLUB a cm:InternationalBody ; rdfs:label "The Club"@en ; skos:altLabel "Old boys"@en ;
  cm:name <https://w3id.org/comity/id/name/club> .
<https://w3id.org/comity/id/name/club> rdfs:label "Club of 1990"@en .
<https://w3id.org/comity/id/agreement/pact> a cm:Treaty ; rdfs:label "The Pact"@en .
<https://w3id.org/comity/id/event/talk> a cm:Meeting ; rdfs:label "The Talk"@en .
"""


@pytest.fixture(scope="module")
def clubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source of 2000 that has a member of a body, and one of 2010 that names it and has two."""
    folder = tmp_path_factory.mktemp("clubs")
    with replacing(folder) as (made, _):
        ontology = str(ROOT / "ontology" / "comity.ttl")
        made.load(path=ontology, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(MADE))
        for name, text in (("early", EARLY), ("late", LATE)):
            graph = ox.NamedNode(f"{GRAPH}{name}")
            made.load(input=NAMED + text, format=ox.RdfFormat.TURTLE, to_graph=graph)
        # Open to be written, it would move its files while others read them.
        del made
    return folder


@pytest.mark.parametrize("few", [0, 5, 1000])
def test_who_is_meant_is_known_on_every_day(
    clubs: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a graph is gathered with others or not."""
    monkeypatch.setattr("comity.store.stores.FEW", few)
    shutil.rmtree((current(clubs) or clubs) / KNOWN, ignore_errors=True)
    known = connect(clubs, as_known="2005")
    for name in ("CLUB", "body/CLUB", "the club", "old boys", "club of 1990"):
        assert find(known, name).label == "The Club"
    (row,) = ask(known, "bodies-of", state="PAK").frame.rows(named=True)
    assert (row["name"], row["source"]) == ("The Club", f"{GRAPH}early")
    (way,) = paths(known, "PAK", "CLUB").ways
    assert [one.label for one in way.things] == ["Pakistan", "The Club"]
    (seat,) = network(known, "body/CLUB").edges(data=True)
    assert seat[2]["source"] == f"{GRAPH}early"


def test_what_was_not_reported_yet_is_not_named(clubs: Path) -> None:
    """Nor is what ties; and by the end of 2010 all of it is known."""
    known, later = connect(clubs, as_known="2009"), connect(clubs, as_known="2010")
    assert ask(known, "bodies-of", state="TUR").frame.is_empty()
    assert paths(known, "TUR", "CLUB").ways == ()
    typed = f"ASK {{ <{ID}body/CLUB> a ?kind }}"
    assert (known.ask(typed), later.ask(typed)) == (False, True)
    for name in ("agreement/pact", "The Pact", "The Talk"):
        with pytest.raises(UnknownThingError, match="names nothing"):
            find(known, name)
    assert find(later, "The Pact").iri == f"{ID}agreement/pact"
    assert len(paths(later, "TUR", "PAK").ways) == 1


def test_a_path_to_a_body_that_a_later_source_names(run: Run) -> None:
    """The Factbook of 2026 names the SCO, and APP wrote on 9 June 2017 of Pakistan in it."""
    code, out, _ = run("path", "PAK", "body/SCO", "--as-known", "2017-06-09", "-k", "1")
    assert code == 0
    assert out.startswith("1. Pakistan → Shanghai Cooperation Organization")
    assert "SCO welcomes Pakistan as full member" in out
