"""Building, swapping, asking: over what ships, in a store of the tests' own."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from comity.answers.dossier import dossier
from comity.answers.network import network
from comity.errors import (
    EndpointError,
    MissingFileError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    QuestionError,
    StoreError,
    StoreMissingError,
    UnknownStateError,
    UnknownThingError,
)
from comity.files.source import source
from comity.query.question import question
from comity.query.sandbox import Ask, Sandbox
from comity.store.build import build, is_current
from comity.store.manifest import read_manifest
from comity.store.stores import Embedded, connect, current


def test_a_second_build_changes_nothing(folder: Path) -> None:
    before = read_manifest(folder)
    assert is_current(folder)
    assert build(folder=folder) == before


def test_a_failed_build_leaves_the_graph_as_it_was(folder: Path, tmp_path: Path) -> None:
    before = read_manifest(folder)
    with pytest.raises(MissingFileError):
        build([source("cow_contiguity")], tmp_path, folder)
    assert read_manifest(folder) == before
    assert connect(folder).ask("ASK { state:PAK a cm:State }")


FULL_DISK = """
import importlib, resource, sys
from comity import cli
build = importlib.import_module("comity.store.build")
stage, size, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
real = getattr(build, stage)
def on_a_full_disk(*given, **named):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return real(*given, **named)
setattr(build, stage, on_a_full_disk)
sys.argv = ["comity", "build", "--store", folder]
cli.main()
"""


@pytest.mark.parametrize(
    ("stage", "size"),
    [
        ("write_parquet", 1_000),
        ("write_nquads", 100_000),
        ("write_quads", 1_000),
        ("replacing", 1_000),
        ("replace_graphs", 100_000),
    ],
)
def test_a_full_disk_leaves_the_graph_as_it_was(
    folder: Path, tmp_path: Path, stage: str, size: int
) -> None:
    place = tmp_path / "store"
    held = current(folder)
    assert held
    shutil.copytree(held, place / held.name)
    for beside in ("current", "build.lock"):
        shutil.copy(folder / beside, place)
    manifest = place / held.name / "manifest.json"
    stale = manifest.read_bytes().replace(b'"digest":"', b'"digest":"old ')
    manifest.write_bytes(stale)
    before = sorted(path.name for path in place.iterdir())
    command = [sys.executable, "-c", FULL_DISK, stage, str(size), str(place)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    said = " ".join(ran.stderr.split())
    assert ran.returncode == 1
    assert said.startswith(f"comity: the build in {place} stopped: ")
    assert "File too large" in said
    assert len(said) < 500
    assert sorted(path.name for path in place.iterdir()) == before
    assert manifest.read_bytes() == stale
    assert connect(place).ask("ASK { state:PAK a cm:State }")


@pytest.mark.parametrize(
    "asked",
    [
        ["query", "shared-bodies", "-p", "a=PAK", "-p", "b=RUS", "-f", "csv"],
        ["query", "shared-bodies", "-p", "a=PAK", "-p", "b=RUS", "-f", "parquet"],
        ["view", "dyad", "PAK", "RUS"],
    ],
)
def test_a_full_disk_leaves_what_was_written_before(
    folder: Path, tmp_path: Path, asked: list[str]
) -> None:
    written = tmp_path / "answer"
    written.write_text("what was there")
    code = """
import resource, sys
from comity import cli
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
cli.main()
"""
    command = [sys.executable, "-c", code, *asked, "--store", str(folder), "-o", str(written)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    said = f"comity: {written} was not written, and what was there is as it was: File too large"
    assert ran.returncode == 1
    assert " ".join(ran.stderr.split()).startswith(said)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
        ("answer", "what was there")
    ]


def test_the_same_graph_through_rdflib(folder: Path) -> None:
    rows = connect(folder).graph().query("ASK { <https://w3id.org/comity/id/state/PAK> ?p ?o }")
    assert rows.askAnswer


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="comity build"):
        connect(tmp_path)


def test_a_parameter_is_bound_as_a_term(store: Embedded) -> None:
    with pytest.raises(QuestionError, match="takes no parameter 'c'"):
        question("records-between").sparql(c="PAK")
    assert store.select(question("shared-bodies").sparql(a="PAK", b="RUS")).height > 40


def test_the_dossier_of_pakistan_and_russia(store: Embedded) -> None:
    known = dossier(store, "PAK", "RUS")
    verdicts = {claim.verdict for claim in known.claims}
    assert {claim.number for claim in known.claims} == set(range(15))
    assert {"confirmed", "unconfirmed", "opinion"} <= verdicts
    assert len(known.disagreements) >= 5


def test_the_network_keeps_parallel_ties(store: Embedded) -> None:
    net = network(store, "PAK")
    here, there = (f"https://w3id.org/comity/id/state/{key}" for key in ("PAK", "IRN"))
    kinds = [tie["kind"].name for tie in net.get_edge_data(there, here).values()]
    # Each of the two pages states the border, and Iran's names Pakistan among its export partners.
    assert sorted(kinds) == ["ExportShare", "LandBorder", "LandBorder"]


def test_a_state_without_ties_is_a_network_of_one(store: Embedded) -> None:
    net = network(store, "gw-89")
    assert [data["label"] for _, data in net.nodes(data=True)] == [
        "United Provinces of Central America"
    ]
    with pytest.raises(UnknownThingError, match="no actor body/NOPE"):
        network(store, "body/NOPE")
    with pytest.raises(UnknownStateError, match="PAK"):
        network(store, "PKA")


def test_strangers_queries_are_confined(folder: Path) -> None:
    box = Sandbox(folder, seconds=1.0)
    try:
        with pytest.raises(QueryRefusedError, match="SERVICE"):
            box.run("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "json")
        with pytest.raises(QuerySyntaxError, match="error at 1:"):
            box.run("SELECT * { ?s ?p", "json")
        with pytest.raises(QueryLimitError, match="longer than 1 s "):
            box.run("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "json")
        assert b"true" in box.run("ASK { state:PAK a cm:State }", "json")
    finally:
        box.close()


def test_a_strangers_query_that_eats_memory_is_stopped(folder: Path) -> None:
    box = Sandbox(folder, seconds=60.0, memory=64 * 1024**2)
    try:
        with pytest.raises(QueryLimitError, match="more than 64 MB"):
            box.run("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d LIMIT 1", "json")
        assert b"true" in box.run("ASK { state:PAK a cm:State }", "json")
    finally:
        box.close()


LEAVE = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000 | 0x40000000))"


@pytest.mark.skipif(sys.platform != "linux", reason="other platforms have no network namespaces")
def test_a_strangers_query_reaches_no_network(folder: Path) -> None:
    if subprocess.run([sys.executable, "-c", LEAVE], check=False).returncode:  # noqa: S603
        pytest.skip("this host forbids network namespaces")
    box = Sandbox(folder)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.5)
        here = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        past_the_first_lock = Ask(f"SELECT * {{ SERVICE <{here}> {{ ?s ?p ?o }} }}", "json")
        try:
            with pytest.raises(StoreError):
                box._ask(past_the_first_lock)  # noqa: SLF001
            with pytest.raises(TimeoutError):
                listening.accept()
            assert b"true" in box.run("ASK { state:PAK a cm:State }", "json")
        finally:
            box.close()


@pytest.mark.parametrize("name", ["shared-bodies", "asked-of-whom", "unconfirmed-claims"])
def test_an_endpoint_gives_the_rows_that_the_embedded_store_gives(
    store: Embedded, address: str, name: str
) -> None:
    query = question(name).sparql()
    assert connect(f"{address}/sparql").select(query).equals(store.select(query))


def test_an_endpoint_says_where_a_query_is_wrong(address: str) -> None:
    with pytest.raises(QuerySyntaxError, match="error at"):
        connect(f"{address}/sparql").select("SELECT * { ?s")
    with pytest.raises(EndpointError, match="cannot be reached"):
        connect("http://127.0.0.1:9/sparql").ask("ASK {}")


def test_a_name_that_a_stranger_points_here_is_not_answered(address: str) -> None:
    answer = httpx.get(address, headers={"Host": "evil.example"}, timeout=60)
    assert answer.status_code == httpx.codes.BAD_REQUEST


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/", 200, "Pakistan – Russia"),
        ("/dyad/PAK/RUS", 200, "Where sources disagree"),
        ("/state/PAK", 200, "پاکستان"),
        ("/network/state/PAK", 200, "Shanghai Cooperation Organization"),
        ("/question/pledged-sectors", 200, "automobiles"),
        ("/id/body/SCO", 200, "Shanghai Cooperation Organization"),
        ("/search?q=Pakistn", 200, "Pakistan"),
        ("/state/XYZ", 404, "has never meant a state"),
        ("/id/body/NOPE", 404, "says nothing"),
    ],
)
def test_a_page_answers(address: str, path: str, status: int, says: str) -> None:
    answer = httpx.get(address + path, timeout=60)
    assert answer.status_code == status
    assert says in answer.text
