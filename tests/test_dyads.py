"""Ties of all dyads: Parquet and SPARQL give the same, of some kinds and on a day."""

import datetime as dt
import re
import shutil
from collections import Counter
from pathlib import Path

import httpx
import networkx as nx  # type: ignore[import-untyped]
import polars as pl
import pytest
from playwright.sync_api import Browser

import comity
from comity.answers import dyads
from comity.answers.actors import DATES, dated, period_of
from comity.answers.asof import NO, held_on, holds, reaches
from comity.answers.dyads import (
    first_shown,
    held_among,
    ties_of_dyads,
    ties_of_two_modes,
    two_modes,
)
from comity.answers.lines import record_lines
from comity.answers.network import network
from comity.errors import QuestionError
from comity.files.source import DESCRIPTION, read_source, source
from comity.model.namespaces import ID
from comity.model.ontology import ancestors
from comity.quads import series
from comity.query.question import question
from comity.store.build import build
from comity.store.manifest import FACES
from comity.store.stores import Embedded, Store, connect
from comity.views import networks
from comity.views.html import html
from comity.views.network import network_page
from comity.views.serve import application
from loopback import served

COLUMNS = ["record", "property", "value"]
DAYS = ["1947-08-13", "1950-06-01", "1970-07-01", "1990-12-31", "2014-01-01", "2026-02-04"]
OF_INVENTED = {"water", "border", "border-other-side"}


def asked_of(store: Store) -> pl.DataFrame:
    return store.select(question("records-of-dyads").sparql()).select(COLUMNS)


def names(net: nx.MultiDiGraph) -> set[str]:
    """Last parts of the IRIs of its ties."""
    return {iri.rsplit("/", 1)[1] for *_, iri in net.edges(keys=True)}


@pytest.mark.parametrize(
    ("given", "as_known", "fewest"),
    [("store", "", 2000), ("gathered", "", 2000), ("gathered", "2018", 10)],
)
def test_parquet_and_sparql_give_the_same_ties(
    request: pytest.FixtureRequest, given: str, as_known: str, fewest: int
) -> None:
    """By 2018 the release of contiguity had come out, and the Factbook of 2026 had not."""
    whole: Embedded = request.getfixturevalue(given)
    store = connect(whole.folder, as_known=as_known) if as_known else whole
    held, asked = ties_of_dyads(store), asked_of(store)
    lines = [one for one in record_lines(store, asked) if "Tie" in ancestors(one.kind.name)]
    ties = [one.iri for one in lines]
    assert len(ties) > fewest
    assert any("/series/" in iri for iri in ties) == (given == "gathered")
    found = held.rows(held.index["record"]).select(COLUMNS)
    said = asked.unique().filter(pl.col("record").is_in(ties))
    assert found.sort(COLUMNS).rows() == said.cast(pl.String).sort(COLUMNS).rows()
    known = {(one.iri, one.kind.name, one.source.iri, one.records) for one in lines}
    assert set(held.index.select("record", "kind", "source", "records").iter_rows()) == known


@pytest.mark.parametrize(("given", "fewest"), [("store", 9000), ("gathered", 9000)])
def test_parquet_and_sparql_give_the_same_ties_of_two_modes(
    request: pytest.FixtureRequest, given: str, fewest: int
) -> None:
    """Of the votes that are gathered neither gives any; see the fixture."""
    store: Embedded = request.getfixturevalue(given)
    held = ties_of_two_modes(store)
    asked = store.select(question("records-of-two-modes").sparql()).select(COLUMNS)
    lines = record_lines(store, asked)
    ties = [one.iri for one in lines if one.kind.name in two_modes()]
    assert len(ties) > fewest
    found = held.rows(held.index["record"]).select(COLUMNS).unique()
    said = asked.unique().filter(pl.col("record").is_in(ties)).cast(pl.String)
    assert found.sort(COLUMNS).rows() == said.sort(COLUMNS).rows()
    assert {*held.index["kind"]} <= two_modes()


def test_a_network_says_what_is_gathered_and_not_in_it(
    folder: Path, store: Embedded, tmp_path: Path
) -> None:
    """Votes of the sample, as if they were too many to be shown one by one."""
    path, place = tmp_path / "unga_votes", Path(shutil.copytree(folder, tmp_path / "store"))
    shutil.copytree(source("unga_votes").folder, path)
    text = (path / DESCRIPTION).read_text("utf-8")
    text = re.sub(r"^rows = \[\d+, \d+\]", "rows = [1, 100]", text, flags=re.MULTILINE)
    (path / DESCRIPTION).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series, "MOST", 5)
        build([read_source(path)], path / "sample", place)
    held = connect(place)
    assert isinstance(held, Embedded)
    votes = pl.read_parquet(held.place / FACES / "unga_votes" / "Vote.parquet").height
    net = network(held, kinds=["Vote"])
    ((iri, title, count),) = net.graph["gathered"]
    assert (title, count) == (source("unga_votes").description.title, votes)
    assert iri not in net.graph["sources"]
    assert network(held, kinds=["Membership"]).graph["gathered"] == []
    page = html(network_page(net, title="Votes"))
    assert f"has {votes:,} ties of these kinds" in page
    assert "gathered by state" not in html(network_page(network(store), title="All"))


def test_ties_of_two_modes_are_of_all_states_where_they_are_asked_for(store: Embedded) -> None:
    """By the columns of the Factbook's memberships, and those of documents besides."""
    path = store.place / FACES / "factbook" / "Membership.parquet"
    rows = pl.read_parquet(path, columns=["iri", "member", "body"])
    net = network(store, kinds=["Membership"])
    by = {iri: (a, b) for a, b, iri in net.edges(keys=True)}
    ends = {ID + iri: (ID + a, ID + b) for iri, a, b in rows.iter_rows()}
    assert ends.items() <= by.items()
    assert net.graph["besides"]["Membership"] == len(by) < len(ends) + 20
    assert network(store).graph["besides"] == net.graph["besides"]
    assert "Membership" not in {d["kind"].name for *_, d in network(store).edges(data=True)}


def test_ties_are_of_states_that_are_chosen(store: Embedded) -> None:
    whole = network(store)
    chosen = [f"{ID}state/{key}" for key in ("PAK", "CHN", "IND")]
    some = network(store, states=["PAK", "CHN", "IND"])
    assert {*some.edges(keys=True)} == {*whole.subgraph(chosen).edges(keys=True)}
    assert some.graph["others"] == whole.number_of_edges() - some.number_of_edges()
    assert some.graph["call"].endswith("network(comity.connect(), states=['PAK', 'CHN', 'IND'])")
    both, one = (
        network(store, kinds=["Membership"], states=given)
        for given in (["PAK", "CHN"], ["PAK", "CHN", "body/SCO"])
    )
    assert {a for a, _ in both.edges()} == {*chosen[:2]}
    assert {b for _, b in one.edges()} == {f"{ID}body/SCO"}
    with pytest.raises(QuestionError, match="of one actor or among states"):
        network(store, "PAK", states=["CHN"])


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("given", ["store", "gathered", "invented"])
def test_a_network_of_a_day_has_the_ties_whose_lines_hold(
    request: pytest.FixtureRequest, given: str, day: str
) -> None:
    store: Embedded = request.getfixturevalue(given)
    every = record_lines(store, asked_of(store))
    lines = [one for one in every if "Tie" in ancestors(one.kind.name)]
    held, undated = held_on(lines, dt.date.fromisoformat(day), reaches(store))
    net = network(store, as_of=day)
    found = {iri: data["possibly"] for *_, iri, data in net.edges(keys=True, data=True)}
    assert found == {one.iri: one.possibly for one in held}
    assert net.graph["undated"] == len(undated)
    assert net.graph["others"] == len(lines) - len(held) - len(undated)


@pytest.mark.parametrize("given", ["store", "gathered"])
def test_dates_are_left_out_only_where_no_period_holds(
    request: pytest.FixtureRequest, given: str
) -> None:
    """Whole columns of dates are compared first; one period after another says the same."""
    store: Embedded = request.getfixturevalue(given)
    known = reaches(store)
    index = ties_of_dyads(store).index.with_columns(first=None, second=None)
    for text in DAYS:
        day = dt.date.fromisoformat(text)
        expected = {
            record: state
            for record, kind, source, *dates in index.select(
                "record", "kind", "source", *DATES
            ).iter_rows()
            if (state := holds(period_of(kind, *dates), day, known.of(source, kind))) != NO
        }
        found = dated(index.cast({"first": pl.String, "second": pl.String}), day, known)
        assert dict(found.select("record", "holds").iter_rows()) == expected


def test_a_network_is_of_kinds_and_of_those_below_them(invented: Embedded) -> None:
    """invented.ttl: water from 1947 to 1990, a border that two found on 1 July 1970."""
    assert names(network(invented)) == OF_INVENTED
    assert names(network(invented, kinds=["Contiguity"])) == OF_INVENTED
    borders = network(invented, kinds=["LandBorder"])
    assert names(borders) == OF_INVENTED - {"water"}
    assert borders.graph["others"] == 1
    assert borders.graph["there"] == {"Contiguity": 1, "LandBorder": 2}
    assert "1 of other kinds or days are not shown" in borders.graph["subtitle"]
    assert borders.graph["call"] == "comity.network(comity.connect(), kinds=['LandBorder'])"
    later = network(invented, kinds=("Contiguity", "AlliancePledge"), as_of="1980-01-01")
    assert names(later) == {"water"}
    assert later.graph["others"] == 2
    assert names(network(invented, kinds=["LandBorder"], as_of="1980-01-01")) == set()


def test_a_network_of_kinds_is_that_part_of_the_whole(store: Embedded) -> None:
    """Of all, and of one actor, whose memberships are ties too."""
    for actor in (None, "PAK"):
        whole = network(store, actor)
        kinds = Counter(data["kind"].name for *_, data in whole.edges(data=True))
        assert kinds == whole.graph["there"]
        part = network(store, actor, kinds=["LandBorder", "ExportShare"])
        assert part.number_of_edges() == kinds["LandBorder"] + kinds["ExportShare"] > 5
        edges = {iri: data for *_, iri, data in whole.edges(keys=True, data=True)}
        assert all(edges[iri] == data for *_, iri, data in part.edges(keys=True, data=True))
        assert part.graph["others"] == whole.number_of_edges() - part.number_of_edges()


@pytest.mark.parametrize("wrong", ["Alliance", "Event", "State", "x"])
def test_a_kind_that_is_none_is_told(store: Embedded, wrong: str) -> None:
    with pytest.raises(QuestionError, match=f"no class of ties is called '{wrong}'"):
        comity.network(store, kinds=["LandBorder", wrong])


def test_few_ties_are_all_shown_at_first(store: Embedded, invented: Embedded) -> None:
    assert first_shown(store) == first_shown(invented) == ((), None)


def test_of_many_ties_those_of_the_last_year_are_shown_at_first(
    invented: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """invented.ttl: what is covered ends with 1990, and so does the water; found in 1970 alone."""
    monkeypatch.setattr(dyads, "FEW", 2)
    assert first_shown(invented) == ((), dt.date(1990, 12, 31))
    monkeypatch.setattr(dyads, "FIRST", ("AlliancePledge", "Contiguity"))
    assert first_shown(invented) == (("Contiguity",), dt.date(1990, 12, 31))
    found = held_among(invented, ("Contiguity",), dt.date(1990, 12, 31))
    assert [one.rsplit("/", 1)[1] for one in found["record"]] == ["water"]
    monkeypatch.setattr(dyads, "FIRST", ("LandBorder",))
    assert first_shown(invented) == (("LandBorder",), None)


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page holds so many ties as there are borders and no more."""
    monkeypatch.setattr(dyads, "FEW", 100)
    monkeypatch.setattr(dyads, "FIRST", ("LandBorder",))
    monkeypatch.setattr(networks, "MOST", 1000)


@pytest.mark.usefixtures("crowded")
def test_an_address_says_of_which_kinds_and_day_the_page_is(folder: Path, browser: Browser) -> None:
    """Borders are found on one day of the Factbook, no last one of a year: at any time, then."""
    with served(application(folder)) as address:
        pages = {
            path: httpx.get(address + path, timeout=60)
            for path in (
                "/network",
                "/network?kind=Tie",
                "/network?kind=Nothing",
                "/network?kind=LandBorder&known=",
                "/network/PAK?kind=ImportShare&kind=LandBorder",
            )
        }
        said = {path: (page.status_code, page.text) for path, page in pages.items()}
        page = browser.new_page()
        page.goto(f"{address}/network")
        page.wait_for_selector("[data-drawn=yes]")
        shown, drawn = page.url, page.inner_text("#drawn")
        page.goto(shown)
        page.wait_for_selector("[data-drawn=yes]")
        assert (page.url, page.inner_text("#drawn")) == (shown, drawn)
        page.close()
    assert shown == f"{address}/network?kind=LandBorder"
    assert said["/network"][0] == 200
    assert re.search(r"of [0-9,]+ pairs drawn", said["/network"][1])
    assert "of other kinds or days are not shown" in said["/network"][1]
    assert said["/network?kind=Tie"][0] == said["/network?kind=Nothing"][0] == 404
    assert "ties are more than the 1,000 that a page holds" in said["/network?kind=Tie"][1]
    assert "as in /network?kind=LandBorder" in said["/network?kind=Tie"][1]
    ego = said["/network/PAK?kind=ImportShare&kind=LandBorder"][1]
    assert '"address":"/network/PAK?kind=ImportShare,LandBorder"' in ego
    boxes = re.findall(r'name="kind" value="(\w+)"( checked)?', ego)
    assert {kind for kind, checked in boxes if checked} == {"ImportShare", "LandBorder"}
    assert "Membership" in dict(boxes)
