"""Who is cited for an answer, against what the curated files and source.toml say by themselves."""

import importlib
import io
import re
import sys
from pathlib import Path

import polars as pl
import pytest
import rdflib
from bibtexparser.entrypoint import parse_string
from rdflib import DCTERMS

import comity
from comity.answers.dossier import dossier
from comity.errors import CitationError, UnknownSourceError
from comity.files.source import Source, sources
from comity.model.shipped import shipped
from comity.query.question import question
from comity.store.stores import Embedded
from comity.views.html import html
from comity.views.pages import dyad_page
from conftest import Run

CITE = importlib.import_module("comity.query.cite")
ID = "https://w3id.org/comity/id/"
FACTBOOK = "https://w3id.org/comity/graph/factbook-2026-02-04"
APP = f"{ID}document/app-2017-06-09"
TITLE = "SCO welcomes Pakistan as full member"
COMMISSION = f"{ID}document/pid-31143"
COLUMN = f"{ID}document/pak-russia-ties"
DERIVED = "https://w3id.org/comity/graph/derived"
CM = rdflib.Namespace("https://w3id.org/comity/ns#")


def parsed(text: str) -> dict[str, dict[str, str]]:
    """Fields of each entry by key; fails on whatever is no BibTeX, or a key that stands twice."""
    library = parse_string(text)
    assert library.failed_blocks == []
    assert len(library.entries) == text.count("\n@") + text.startswith("@")
    return {one.key: {f.key: str(f.value) for f in one.fields} for one in library.entries}


def cited(text: str) -> set[str]:
    """IRIs of the sources that the comments name."""
    return set(re.findall(r"(?m)^% .* <(https://w3id\.org/[^>]+)>$", text))


def answer(**columns: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(columns)


@pytest.mark.parametrize("known", sources().values(), ids=sources())
def test_every_data_set_has_an_entry_and_its_licence(known: Source) -> None:
    text = comity.cite(known)
    entries = parsed(text)
    assert len(entries) == known.description.cite.count("@")
    assert all("title" in fields for fields in entries.values())
    assert f"% Licence: {known.description.licence}" in text
    assert cited(text) == {known.graph}


def test_all_data_sets_together_have_each_key_once() -> None:
    text = comity.cite(*sources())
    assert cited(text) == {known.graph for known in sources().values()}
    keys = [key.casefold() for key in parsed(text)]
    assert len(keys) == len(set(keys))


def test_a_document_is_cited_from_what_the_graph_says(store: Embedded) -> None:
    text = comity.cite("document/app-2017-06-09", store=store)
    assert parsed(text) == {
        "app-2017-06-09": {
            "title": f"{{{TITLE}}}",
            "howpublished": "Associated Press of Pakistan",
            "year": "2017",
            "month": "jun",
            "day": "9",
            "url": "https://www.app.com.pk/sco-welcomes-pakistan-as-full-member/",
        }
    }
    assert "% Licence: Copyright of its publisher; quoted in short, with citation." in text


def test_every_document_of_the_curated_graphs_parses(store: Embedded) -> None:
    graph = rdflib.Graph()
    for path in shipped("graphs").glob("*.ttl"):
        graph.parse(path)
    documents = {str(one) for one in graph.subjects(rdflib.RDF.type, CM.Document)}
    text = comity.cite(*documents, store=store)
    assert cited(text) == documents
    entries = parsed(text)
    assert len(entries) == len(documents)
    with_author = {key for key, fields in entries.items() if "author" in fields}
    assert len(with_author) == len(set(graph.subjects(DCTERMS.creator)))
    for document in documents:
        fields = entries[document.rsplit("/", 1)[1]]
        links = [str(link) for link in graph.objects(rdflib.URIRef(document), DCTERMS.source)]
        assert [fields["url"]] == links if links else "url" not in fields


def test_an_order_of_asking_changes_nothing(store: Embedded) -> None:
    one, two = (comity.cite(*asked, store=store) for asked in ((APP, FACTBOOK), (FACTBOOK, APP)))
    assert one == two
    assert comity.cite(APP, APP, store=store) == comity.cite(APP, store=store)


def test_rows_name_sources_in_any_column(store: Embedded) -> None:
    rows = answer(what=["x", "y"], who=[f"{APP}", None], seen=[None, f"{FACTBOOK}, {COMMISSION}"])
    named = CITE.name_sources(store, rows)
    assert named.sources == tuple(sorted([APP, FACTBOOK, COMMISSION]))
    assert named.remarks() == []


def test_a_record_leads_to_its_source(store: Embedded) -> None:
    """The turnover that the column gives, as the curated file has it."""
    rows = answer(tie=[f"{ID}tie/pak-rus-turnover-2020-column"])
    assert CITE.name_sources(store, rows).sources == (COLUMN,)


def test_what_is_derived_rests_on_what_it_was_derived_from(store: Embedded) -> None:
    graph = rdflib.Graph().parse(shipped("graphs") / "pak-russia-ties.ttl")
    column = rdflib.URIRef(f"{ID}tie/pak-rus-turnover-2020-column")
    derived = str(next(graph.subjects(CM.derivedFrom, column)))
    named = CITE.name_sources(store, answer(tie=[derived]))
    assert named.sources == tuple(sorted([DERIVED, COLUMN]))


def test_a_dyad_alone_stands_for_all_who_speak_of_it(store: Embedded) -> None:
    graph = rdflib.Graph()
    for path in shipped("graphs").glob("*.ttl"):
        graph.parse(path)
    ends = [rdflib.URIRef(f"{ID}{one}") for one in ("pair/PAK/RUS", "dyad/PAK/RUS", "dyad/RUS/PAK")]
    records = [record for end in ends for record in graph.subjects(CM.dyad, end)]
    curated = {str(source) for one in records for source in graph.objects(one, CM.source)}
    named = CITE.name_sources(store, answer(dyad=[f"{ID}pair/PAK/RUS"], n=["3"]))
    assert set(named.sources) - {FACTBOOK} == curated
    assert named.remarks() == [
        "1 of 1 rows name a dyad and no source; every source that speaks of the two is listed"
    ]


def test_a_dyad_beside_a_source_adds_none(store: Embedded) -> None:
    rows = answer(dyad=[f"{ID}pair/PAK/RUS"], source=[APP])
    assert CITE.name_sources(store, rows).sources == (APP,)


def test_rows_that_name_no_source_are_counted(store: Embedded) -> None:
    rows = answer(state=[f"{ID}state/PAK", f"{ID}state/RUS"], source=[APP, None])
    named = CITE.name_sources(store, rows)
    assert named.sources == (APP,)
    text = comity.cite(rows, store=store)
    assert text.startswith("% 1 of 2 rows name no source")
    assert list(parsed(text)) == ["app-2017-06-09"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (answer(source=[]), "has no rows"),
        (answer(state=[f"{ID}state/PAK"]), "no row of the answer names a source"),
        (pl.DataFrame({"n": [3]}), "no row of the answer names a source"),
        (answer(source=[f"{ID}document/nobody"]), "no row of the answer names a source"),
    ],
)
def test_an_answer_without_sources_is_said_to_be_one(
    store: Embedded, rows: pl.DataFrame, says: str
) -> None:
    with pytest.raises(CitationError, match=says):
        comity.cite(rows, store=store)


def test_what_nobody_knows_is_said_so(store: Embedded) -> None:
    with pytest.raises(UnknownSourceError, match="known are cow_trade"):
        comity.cite("cow_trad")
    with pytest.raises(CitationError, match="the graph holds no source https://w3id"):
        comity.cite("document/nobody", store=store)
    with pytest.raises(CitationError, match="is no IRI"):
        comity.cite("document/no body>", store=store)


def entries(*works: tuple[str, str]) -> str:
    made = [CITE._Work(f"{ID}document/{name}", name, "CC0", text) for name, text in works]  # noqa: SLF001
    return "\n".join(CITE._entries(made))  # noqa: SLF001


def test_one_publication_of_two_data_sets_is_one_entry() -> None:
    text = entries(("a", "@misc{X, title = {T}}"), ("b", "@misc{X, title = {T}}"))
    assert list(parsed(text)) == ["X"]
    assert cited(text) == {f"{ID}document/a", f"{ID}document/b"}


def test_two_publications_of_one_key_are_told_apart() -> None:
    text = entries(("a", "@misc{X, title = {T}}"), ("b", "@misc{x, title = {U}}"))
    assert {key: f["title"] for key, f in parsed(text).items()} == {"X": "T", "x-b": "U"}


def test_words_that_mean_something_to_tex_come_through() -> None:
    known = {"title": ["R&D {50%} of $1_000 #2 ~ ^ \\"], "publisher": ["زرمبادلہ @ Ведомости"]}
    text = CITE._misc(f"{ID}document/odd", known)  # noqa: SLF001
    fields = parsed(text)["odd"]
    assert fields["title"] == (
        r"{R\&D (50\%) of \$1\_000 \#2 \textasciitilde  \textasciicircum  \textbackslash }"
    )
    assert fields["howpublished"] == "زرمبادلہ @ Ведомости"


def test_a_licence_with_an_at_sign_begins_no_entry() -> None:
    work = CITE._Work(FACTBOOK, "T", "ask me@example.org", "@misc{X, title = {T}}")  # noqa: SLF001
    text = "".join(CITE._entries([work]))  # noqa: SLF001
    assert "ask me(at)example.org" in text
    assert list(parsed(text)) == ["X"]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "parquet"])
def test_a_file_of_an_answer_gives_what_the_question_gives(
    run: Run, tmp_path: Path, form: str
) -> None:
    """The two are in bodies by the Factbook and, by a press release, in their own commission."""
    path = tmp_path / f"answer.{form}"
    assert run("query", "shared-bodies", "-f", form, "-o", str(path))[0] == 0
    code, text, _ = run("cite", str(path))
    assert code == 0
    assert cited(text) == {FACTBOOK, COMMISSION}
    assert text == run("cite", "--query", "shared-bodies", "-p", "a=PAK", "-p", "b=RUS")[1]
    assert list(parsed(text)) == ["CIA2026", "pid-31143"]


@pytest.mark.parametrize("page", [("dyad", "PAK", "RUS"), ("state", "PAK"), ("network", "PAK")])
def test_a_page_gives_the_sources_that_it_shows(
    run: Run, tmp_path: Path, page: tuple[str, ...]
) -> None:
    path = tmp_path / "page.html"
    assert run("view", *page, "-o", str(path))[0] == 0
    code, text, _ = run("cite", str(path))
    assert code == 0
    parsed(text)
    listed = re.findall(r'<li id="source-\d+"', path.read_text("utf-8"))
    assert FACTBOOK in cited(text)
    assert len(cited(text)) == len(listed) or page[0] == "network"


def test_a_page_of_two_cites_its_dossier(store: Embedded) -> None:
    known = dossier(store, "PAK", "RUS")
    links = re.findall(r'<meta property="dcterms:source" resource="(\S+)">', html(dyad_page(known)))
    assert links == [one.iri for one in known.sources]


def test_bibtex_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sources.bib"
    assert run("cite", "cow_trade", "factbook", "-o", str(path)) == (0, "", "")
    assert list(parsed(path.read_text("utf-8"))) == ["Barbieri2009", "CIA2026"]


def test_ids_need_no_graph(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "nothing"))
    assert list(parsed(run("cite", "atop")[1])) == ["Leeds2002"]


def test_what_an_answer_leaves_open_is_said_beside_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = f"SELECT ?s {{ VALUES ?s {{ <{APP}> state:PAK }} }}"
    monkeypatch.setattr(sys, "stdin", io.StringIO(asked))
    code, text, said = run("cite", "--query", "-")
    assert code == 0
    assert said.startswith("1 of 2 rows name no source")
    assert cited(text) == {APP}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("page.html", "<p>nothing</p>", "names no sources; is it a page"),
        ("answer.csv", "n\n3\n", "no row of the answer names a source"),
        ("answer.csv", "source\n", "the answer has no rows"),
        ("answer.parquet", "no parquet", "is no answer of comity"),
        ("answer.json", "{", "no SPARQL JSON results"),
        ("answer.csv", None, "does not exist"),
        ("answer.docx", "", "is no answer or page of comity"),
        ("table.xlsx", "", "rests on is told by table.bib beside it, which is not there"),
    ],
)
def test_a_file_without_sources_is_said_to_be_one(
    run: Run, tmp_path: Path, name: str, content: str | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    code, out, said = run("cite", str(path))
    assert (code, out) == (1, "")
    assert says in said


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ((), 2, "say what to cite"),
        (("cow_trad",), 2, "known are cow_trade"),
        (("--query", "shared-bodie"), 2, "near are shared-bodies"),
        (("--query", "members-of", "-p", "body=body/NOWHERE"), 1, "has no rows"),
    ],
)
def test_wrong_use_is_said_in_one_line(
    run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    ended, out, said = run("cite", *words)
    assert (ended, out) == (code, "")
    assert says in said


def test_every_question_that_shows_a_source_can_be_cited(store: Embedded) -> None:
    """The IRIs of its column ``source``, and no fewer."""
    tried = 0
    for name in ("borders-of", "bodies-of", "claims-about", "who-signed", "sources-between"):
        rows = store.select(question(name).sparql())
        shown = set(rows["source"].drop_nulls())
        assert shown <= set(CITE.name_sources(store, rows).sources)
        tried += len(shown)
    assert tried > 40
