"""Every result knows what gives it again: its call, the manifest of the store, its sources."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import polars as pl
import pytest
from markupsafe import escape

import comity
from comity.errors import CitationError, QuestionError
from comity.query.written import read_answer
from comity.store.manifest import read_manifest
from comity.store.stores import Embedded
from comity.views.html import html
from comity.views.network import network_page
from comity.views.page import Page
from comity.views.pages import dyad_page, listing_page, source_page, state_page, thing_page
from comity.views.serve import application
from comity.views.ways import SERVED
from conftest import Run
from loopback import served

FACTBOOK = "https://w3id.org/comity/graph/factbook-2026-02-04"
SCO = "https://w3id.org/comity/id/body/SCO"
COMMISSION = "https://w3id.org/comity/id/document/pid-31143"
ASKED = "SELECT ?state { ?state a cm:State } ORDER BY ?state LIMIT 2"


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """What ships, built a second time in another folder."""
    place = tmp_path_factory.mktemp("again")
    comity.build(folder=place)
    found = comity.connect(place)
    assert isinstance(found, Embedded)
    return found


@pytest.fixture(scope="module")
def served_pages(folder: Path) -> Iterator[str]:
    """Address of the pages of what ships."""
    with served(application(folder)) as address:
        yield address


def test_a_store_knows_its_manifest(folder: Path, store: Embedded) -> None:
    assert len(store.manifest) == 64
    assert store.manifest == read_manifest(folder).hash()


def test_an_answer_knows_what_gives_it_again(store: Embedded) -> None:
    found = comity.ask(store, "shared-bodies", a="PAK", b="RUS")
    assert found.call == "comity.ask(comity.connect(), 'shared-bodies', a='PAK', b='RUS')"
    assert found.manifest == store.manifest
    assert found.frame.equals(store.select(found.query))
    assert found.sources == tuple(sorted([FACTBOOK, COMMISSION]))
    assert found.cite() == comity.cite(FACTBOOK, COMMISSION, store=store)


def test_its_call_gives_it_again(
    store: Embedded, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_HOME", str(folder))
    found = comity.ask(store, "shared-bodies", a="PAK", b="RUS")
    again = eval(found.call, {"comity": comity})  # noqa: S307 - the call is what is tested
    assert again.frame.equals(found.frame)
    assert (again.call, again.manifest) == (found.call, found.manifest)


def test_sparql_is_asked_as_it_is(store: Embedded) -> None:
    found = comity.ask(store, ASKED)
    assert found.frame.height == 2
    assert found.call == f"comity.ask(comity.connect(), {ASKED!r})"
    with pytest.raises(CitationError, match="no row of the answer names a source"):
        found.cite()
    with pytest.raises(QuestionError, match="takes no parameters"):
        comity.ask(store, ASKED, a="PAK")


def test_what_was_known_by_a_day_is_in_the_call(folder: Path) -> None:
    known = comity.connect(folder, as_known="2018")
    found = comity.ask(known, "bodies-of", state="PAK")
    assert found.call.startswith("comity.ask(comity.connect(as_known='2018'), 'bodies-of'")


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "parquet"])
def test_a_second_build_gives_the_same_files(
    store: Embedded, again: Embedded, tmp_path: Path, form: str
) -> None:
    """The BibTeX beside a file has the digest of the file, the call and the manifest."""
    made = [
        comity.ask(one, "shared-bodies", a="PAK", b="RUS").write(tmp_path / name / f"a.{form}")
        for one, name in ((store, "one"), (again, "two"))
    ]
    assert store.folder != again.folder
    for one, other in zip(*made, strict=True):
        assert one.read_bytes() == other.read_bytes()
    file, beside = made[0]
    said = beside.read_text(encoding="utf-8").splitlines()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert said[0] == f"% Sources of a.{form}, SHA-256 {digest}"
    assert "% Call: comity.ask(comity.connect(), 'shared-bodies', a='PAK', b='RUS')" in said
    assert f"% Manifest: {store.manifest}" in said
    assert comity.cite(FACTBOOK, COMMISSION, store=store) in beside.read_text(encoding="utf-8")


PAGES: dict[str, Callable[[Embedded], Page]] = {
    "dossier": lambda one: dyad_page(comity.dossier(one, "PAK", "RUS")),
    "profile": lambda one: state_page(comity.profile(one, "PAK")),
    "network": lambda one: network_page(comity.network(one, "PAK"), title="Pakistan"),
    "portrait": lambda one: thing_page(comity.portrait(one, SCO)),
    "listing": lambda one: listing_page(comity.listing(one, "PAK", "Membership")),
    "release": lambda one: source_page(comity.release(comity.source("factbook"), one.folder)),
}
CALLS = {
    "portrait": f"comity.portrait(comity.connect(), '{SCO}')",
    "release": "comity.release(comity.source('factbook'))",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_second_build_gives_the_same_pages(store: Embedded, again: Embedded, name: str) -> None:
    page = html(PAGES[name](store))
    assert page == html(PAGES[name](again))
    assert store.manifest in page
    call = CALLS.get(name, f"comity.{name}(comity.connect(), 'PAK'")
    assert str(escape(call)) in page
    assert "<summary>Sources in BibTeX</summary>" in page
    assert "@misc{CIA2026," in page


def test_pages_of_the_served_say_it_too(store: Embedded) -> None:
    known = comity.profile(store, "PAK")
    assert store.manifest in html(state_page(known), SERVED)


def test_a_dossier_cites_what_it_shows(store: Embedded, again: Embedded) -> None:
    found = comity.dossier(store, "PAK", "RUS")
    assert (found.call, found.manifest) == (
        "comity.dossier(comity.connect(), 'PAK', 'RUS')",
        store.manifest,
    )
    assert found.cite() == comity.cite(*(one.iri for one in found.sources), store=store)
    assert found == comity.dossier(again, "PAK", "RUS")


def test_a_profile_cites_what_it_shows(store: Embedded) -> None:
    found = comity.profile(store, "PAK")
    assert found.call == "comity.profile(comity.connect(), 'PAK')"
    assert found.manifest == store.manifest
    assert found.cite() == comity.cite(*(one.iri for one in found.sources), store=store)


@pytest.mark.parametrize(
    "path",
    [
        *("", "query", "sources", "question/shared-bodies", "network", "network/state/PAK"),
        *("dyad/PAK/RUS", "state/PAK", "state/PAK?kind=Membership", "id/body/SCO", "ns"),
        *("graph/factbook-2026-02-04", "graph/atop-5.1", "search?q=shanghai"),
    ],
)
def test_every_served_page_says_of_which_graph_it_is(
    served_pages: str, store: Embedded, path: str
) -> None:
    page = httpx.get(f"{served_pages}/{path}", timeout=60, follow_redirects=True)
    assert page.status_code == 200
    assert f"<code>{store.manifest}</code>" in page.text


def test_a_page_of_a_thing_is_cited(run: Run, store: Embedded, tmp_path: Path) -> None:
    known = comity.portrait(store, SCO)
    assert known.sources
    assert known.cite() == comity.cite(*(one.iri for one in known.sources), store=store)
    path = tmp_path / "sco.html"
    path.write_text(html(thing_page(known)), encoding="utf-8")
    assert run("cite", str(path))[1] == known.cite()


def test_a_release_cites_itself(tmp_path: Path, folder: Path) -> None:
    for name in ("factbook", "atop"):
        found = comity.release(comity.source(name), folder)
        assert found.cite() == comity.cite(name)
        assert found.manifest == read_manifest(folder).hash()
    assert comity.release(comity.source("atop"), tmp_path).manifest == ""


def test_a_network_is_cited_like_anything_else(store: Embedded) -> None:
    net = comity.network(store, "body/SCO")
    assert net.graph["call"] == "comity.network(comity.connect(), 'body/SCO')"
    assert net.graph["manifest"] == store.manifest
    used = {source for *_, source in net.edges(data="source")}
    assert used
    assert comity.cite(net, store=store) == comity.cite(*used, store=store) == net.graph["bibtex"]
    with pytest.raises(CitationError, match="does not say what it rests on"):
        comity.cite(type(net)(), store=store)


def test_a_file_of_rows_without_sources_says_so(run: Run, tmp_path: Path) -> None:
    asked, path = tmp_path / "asked.rq", tmp_path / "states.csv"
    asked.write_text(ASKED, encoding="utf-8")
    assert run("query", str(asked), "-o", str(path))[0] == 0
    said = path.with_suffix(".bib").read_text(encoding="utf-8")
    assert f"% Call: comity.ask(comity.connect(), {ASKED!r})" in said
    assert "% no row of the answer names a source" in said
    assert isinstance(read_answer(path), pl.DataFrame)


def test_a_form_that_there_is_not(store: Embedded, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="ends in no format that there is: tsv, csv"):
        comity.ask(store, ASKED).write(tmp_path / "a.docx")
    assert list(tmp_path.iterdir()) == []


def test_a_parameter_may_have_any_name(store: Embedded) -> None:
    asked = "#+ summary: A thing of that name\n#+ params:\n#+   name: {type: text, label: Name}\n"
    found = comity.ask(store, asked + "SELECT ?n { VALUES ?n { ?_name } }", name="Pakistan")
    assert found.frame.rows() == [("Pakistan",)]
    assert "name='Pakistan'" in found.call


COMPARED = {
    "coverage": comity.coverage,
    "disagreements": comity.disagreements,
    "check_claims": comity.check_claims,
    "paths": comity.paths,
}


@pytest.mark.parametrize("name", COMPARED)
def test_what_is_found_of_two_knows_what_gives_it_again(
    store: Embedded, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = COMPARED[name](store, "PAK", "RUS")
    assert found.frame.height > 0
    assert (found.call, found.manifest) == (
        f"comity.{name}(comity.connect(), 'PAK', 'RUS')",
        store.manifest,
    )
    named = {iri for one in ("source", "theirSource") for iri in found.frame.to_dict().get(one, ())}
    assert named - {"", None} <= set(found.sources)
    assert found.cite() == comity.cite(*found.sources, store=store)
    monkeypatch.setenv("COMITY_HOME", str(folder))
    again = eval(found.call, {"comity": comity})  # noqa: S307 - the call is what is tested
    assert again.frame.equals(found.frame)
    assert (again.call, again.sources) == (found.call, found.sources)


def test_a_path_says_what_else_was_asked(store: Embedded) -> None:
    found = comity.paths(store, "PAK", "RUS", as_of="2021-12-01", avoid=["SCO"], k=1)
    assert found.call == (
        "comity.paths(comity.connect(), 'PAK', 'RUS', as_of='2021-12-01', avoid=['SCO'], k=1)"
    )


def test_the_documents_that_claim_are_cited(store: Embedded) -> None:
    found = comity.check_claims(store, "PAK", "RUS")
    claim = found.frame.get_column("claim").item(0)
    rows = store.select(f"SELECT ?source WHERE {{ <{claim}> cm:source ?source }}")
    assert rows.get_column("source").item(0) in found.sources


def test_what_names_no_source_says_so(store: Embedded, tmp_path: Path) -> None:
    found = comity.disagreements(store, "CHE", "LIE")
    assert found.sources == ()
    with pytest.raises(CitationError, match="names no source"):
        found.cite()
    _, beside = found.write(tmp_path / "none.csv")
    assert "names no source" in beside.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_are_written_with_what_they_rest_on(
    store: Embedded, tmp_path: Path, form: str
) -> None:
    found = comity.coverage(store, "PAK", "RUS")
    file, beside = found.write(tmp_path / f"rows.{form}")
    read = pl.read_csv(file) if form == "csv" else pl.read_parquet(file)
    assert read.equals(found.frame)
    said = beside.read_text(encoding="utf-8")
    assert f"% Call: {found.call}\n% Manifest: {store.manifest}\n" in said
    assert said.endswith(found.cite())
    with pytest.raises(QuestionError, match="no format that there is: csv, parquet"):
        found.write(tmp_path / "rows.docx")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("coverage", "PAK", "RUS"), "coverage"),
        (("disagreements", "PAK", "RUS"), "disagreements"),
        (("claims", "PAK", "RUS"), "check_claims"),
        (("path", "PAK", "RUS"), "paths"),
    ],
)
@pytest.mark.parametrize("form", ["text", "csv"])
def test_a_file_of_the_command_has_its_sources_beside_it(
    run: Run, store: Embedded, tmp_path: Path, words: tuple[str, ...], name: str, form: str
) -> None:
    path = tmp_path / "found.txt"
    assert run(*words, "-f", form, "-o", str(path))[0] == 0
    assert path.read_text(encoding="utf-8") == run(*words, "-f", form)[1]
    said = path.with_suffix(".bib").read_text(encoding="utf-8")
    assert f"% Call: comity.{name}(comity.connect(), 'PAK', 'RUS')\n" in said
    code, cited, _ = run("cite", str(path))
    assert code == 0
    assert cited == COMPARED[name](store, "PAK", "RUS").cite()


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "parquet"])
def test_a_file_asks_once(
    folder: Path, run: Run, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what it cites is what its rows name, whatever the form."""
    asked = []
    serialise = Embedded.serialise

    def counted(store: Embedded, query: str, form: str) -> bytes:
        asked.append(query)
        return serialise(store, query, form)

    monkeypatch.setattr(Embedded, "serialise", counted)
    path = tmp_path / f"bodies.{form}"
    assert run("query", "shared-bodies", "-p", "a=PAK", "-p", "b=RUS", "-o", str(path))[0] == 0
    query = comity.question("shared-bodies").sparql(a="PAK", b="RUS")
    assert asked.count(query) == 1
    said = path.with_suffix(".bib").read_text(encoding="utf-8")
    assert said.endswith(comity.cite(FACTBOOK, COMMISSION, store=comity.connect(folder)))


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_an_ask_is_written_and_cites_nothing(store: Embedded, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"is.{form}"
    _, beside = comity.ask(store, "ASK { state:PAK a cm:State }").write(path)
    assert b"true" in path.read_bytes()
    assert "% the answer has no rows" in beside.read_text(encoding="utf-8")


def test_a_dyad_is_told_in_the_order_of_a_dossier(store: Embedded) -> None:
    """Treaties, institutions, money, what both are in, security, position, disagreements, gaps."""
    found = html(dyad_page(comity.dossier(store, "PAK", "RUS")))
    heads = re.findall(r"<h2 id=\"[^\"]*\">([^<]*[^< ])", found)
    order = [
        *("Relations", "Treaties and pledges", "Institutions and commissions", "Money and goods"),
        *("Multilateral", "Security", "Network position", "Where sources disagree"),
        *("What nobody recorded", "Sources and licences"),
    ]
    assert [title for title in heads if title in order] == order


def test_a_dyad_says_since_when_there_are_relations_and_which_missions(store: Embedded) -> None:
    """By the curated graph; of the missions of one kind and way, what is said last."""
    known = comity.dossier(store, "PAK", "RUS")
    said = [
        ("".join(p if isinstance(p, str) else p.label for p in one.sentence), one.when.words)
        for one in known.status
    ]
    assert said == [
        ("Pakistan has diplomatic relations with Soviet Union", "from 1948-05-01"),
        ("Pakistan has diplomatic relations with Russia", "from 1992"),
        ("Russia keeps a mission in Pakistan (consulate general)", "as of 2022-06-11"),
        ("Pakistan keeps a mission in Russia (embassy)", "as of 2023-08-14"),
        ("Russia keeps a mission in Pakistan (embassy)", "as of 2024-06-12"),
    ]
