"""The command as a person types it: results on stdout, all else on stderr, exit codes."""

import io
import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from starlette.applications import Starlette

from comity.store.stores import current
from conftest import Run
from loopback import served

BORDERS = """SELECT ?country ?km WHERE {
  ?border a cm:LandBorder ; cm:reportedBy state:PAK ; cm:dyad/cm:between ?country ; cm:value ?km .
  FILTER (?country != state:PAK)
} ORDER BY ?km"""
KILOMETRES = [438, 959, 2670, 3190]
"""Pakistan's borders with China, Iran, Afghanistan and India, as its Factbook page has them."""


@pytest.fixture
def borders(tmp_path: Path) -> str:
    path = tmp_path / "borders.rq"
    path.write_text(BORDERS, encoding="utf-8")
    return str(path)


def test_an_answer_comes_in_every_format(run: Run, borders: str, tmp_path: Path) -> None:
    _, csv, _ = run("query", borders, "-f", "csv")
    assert pl.read_csv(io.StringIO(csv))["km"].to_list() == KILOMETRES
    _, tsv, _ = run("query", borders, "-f", "tsv")
    assert tsv.splitlines()[0] == "?country\t?km"
    _, answer, _ = run("query", borders, "-f", "json")
    rows = json.loads(answer)["results"]["bindings"]
    assert [float(row["km"]["value"]) for row in rows] == KILOMETRES
    _, xml, _ = run("query", borders, "-f", "xml")
    assert xml.count("<result>") == len(KILOMETRES)
    place = tmp_path / "borders.parquet"
    assert run("query", borders, "-f", "parquet", "-o", str(place)) == (0, "", "")
    assert pl.read_parquet(place)["km"].to_list() == KILOMETRES
    _, table, _ = run("query", borders)
    assert [line.split()[-1] for line in table.splitlines()[1:]] == [str(km) for km in KILOMETRES]


def test_a_file_gets_the_format_that_its_name_ends_in(
    run: Run, borders: str, tmp_path: Path
) -> None:
    assert run("query", borders, "-o", str(tmp_path / "rows.csv")) == (0, "", "")
    assert pl.read_csv(tmp_path / "rows.csv")["km"].to_list() == KILOMETRES
    assert run("query", borders, "-o", str(tmp_path / "rows.parquet"))[0] == 0
    assert pl.read_parquet(tmp_path / "rows.parquet")["km"].to_list() == KILOMETRES
    code, _, said = run("query", borders, "-o", str(tmp_path / "rows.doc"))
    assert code == 2
    assert "rows.doc ends in no format that there is: csv, tsv, json, xml, parquet" in said
    assert run("query", borders, "-f", "table", "-o", str(tmp_path / "rows.txt"))[0] == 2
    made = sorted(path.name for path in tmp_path.glob("rows.*"))
    assert made == ["rows.bib", "rows.csv", "rows.parquet"]


def test_a_question_comes_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("ASK { state:PAK a cm:State }"))
    assert run("query", "-", "-f", "json")[1] == '{"head":{},"boolean":true}'


def test_a_parameter_is_given_by_name(run: Run) -> None:
    code, rows, _ = run("query", "shared-bodies", "-p", "a=AND", "-p", "b=TON", "-f", "csv")
    assert code == 0
    assert "Food and Agriculture Organization" in rows


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("query", "shared-bodie"), 2, "near are shared-bodies"),
        (("query", "shared-bodies", "-p", "c=PAK"), 2, "takes no parameter 'c'"),
        (("query", "shared-bodies", "-p", "a"), 2, "write it as name=value"),
        (("query", "shared-bodies", "-p", "a=PKA"), 2, "has never meant a state"),
        (("query", "shared-bodies", "-f", "parquet"), 2, "say where it goes"),
        (("query", "shared-bodies", "--store", "/nowhere"), 3, "run: comity build"),
        (("view", "pair", "PAK", "RUS", "-o", "x.html"), 2, "a page is: dyad A B"),
        (("view", "dyad", "PAK", "XXX", "-o", "x.html"), 2, "names nothing 'XXX'"),
        (("view", "dyad", "PAK", "PAK", "-o", "x.html"), 2, "a dyad is of two"),
        (("build", "cow_contiguty"), 2, "known are cow_contiguity"),
        (("build", "cow_contiguity", "--file", "/nowhere"), 3, "contdir.csv does not exist"),
        (("check", "/nowhere.ttl"), 1, "does not exist"),
    ],
)
def test_wrong_use_is_said_in_one_line(
    run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    ended, out, err = run(*words)
    assert (ended, out) == (code, "")
    assert err.startswith("comity: ")
    assert says in err


def test_what_is_no_query_is_said_with_its_place(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "wrong.rq"
    path.write_text("SELECT * WHERE { ?s ?p", encoding="utf-8")
    code, _, err = run("query", str(path))
    assert code == 1
    assert "error at 1:" in err


@pytest.mark.parametrize(
    "page",
    [("dyad", "PAK", "RUS"), ("state", "PAK"), ("network", "PAK"), ("/matrix?order=name",)],
)
def test_a_page_is_written_whole(run: Run, tmp_path: Path, page: tuple[str, ...]) -> None:
    path = tmp_path / "page.html"
    assert run("view", *page, "-o", str(path)) == (0, "", "")
    text = path.read_text(encoding="utf-8")
    assert "Pakistan" in text
    assert text.rstrip().endswith("</html>")


def test_a_network_is_written_of_some_kinds(run: Run, tmp_path: Path) -> None:
    """The Factbook gives 665 borders, each of two ends, as its build says."""
    path = tmp_path / "page.html"
    assert run("view", "network", "--kind", "LandBorder", "-o", str(path)) == (0, "", "")
    assert "665 ties among" in path.read_text(encoding="utf-8")
    code, _, err = run("view", "network", "PAK", "--kind", "Border", "-o", str(path))
    assert code == 2
    assert "no class of ties is called 'Border'; near are LandBorder" in err
    code, _, err = run("view", "state", "PAK", "--kind", "LandBorder", "-o", str(path))
    assert code == 2
    assert "--kind is of a network" in err


@pytest.mark.parametrize(("name", "says"), [("factbook", "9,552"), ("atop", "not loaded")])
def test_the_page_of_a_data_set_says_whether_it_is_loaded(
    run: Run, tmp_path: Path, name: str, says: str
) -> None:
    """The Factbook's pages give 9,552 memberships, as its build says."""
    path = tmp_path / "page.html"
    assert run("view", "source", name, "-o", str(path)) == (0, "", "")
    assert says in path.read_text(encoding="utf-8")
    assert run("view", "source", "nothing", "-o", str(path))[0] == 2


def test_a_taken_port_names_another(run: Run) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        code, _, err = run("open", "--no-browser", "--port", str(port))
    assert code == 1
    assert err == f"comity: port {port} is taken; choose another: comity open --port {port + 1}"


def test_a_build_says_what_it_built(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "comity", "build", "--store", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    said = " ".join(ran.stderr.split())
    assert ran.stdout == ""
    assert "232 states" in said
    assert "as of a day" in said
    assert "refused 1,341: members are national bodies, not states" in said


def begun_and_ended(application: Starlette, **_: object) -> None:
    """A server that does not wait to be told to end, and ends what it began."""
    with served(application):
        pass


def test_open_says_what_is_loaded_where_it_is_and_what_was_built_anew(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uvicorn.run", begun_and_ended)
    asked = ("open", "--no-browser", "--port", "0", "--store")
    code, _, err = run(*asked, str(folder))
    assert code == 0
    loaded, address = (" ".join(one.split()) for one in err.split("comity is open at "))
    assert re.fullmatch(r"2 data sets and \d+ other sources, 232 states, [\d,]+ ties: .*", loaded)
    assert address == "http://127.0.0.1:0/ (Ctrl+C ends it)"
    shutil.copytree(folder, tmp_path / "store")
    place = current(tmp_path / "store")
    assert place
    written = json.loads((place / "manifest.json").read_text(encoding="utf-8"))
    written["parts"]["sectors"]["digest"] = "another"
    (place / "manifest.json").write_text(json.dumps(written), encoding="utf-8")
    code, _, again = run(*asked, str(tmp_path / "store"))
    assert code == 0
    said = f"built anew: sectors (comity build says more) {err}"
    assert again.split() == said.split()
