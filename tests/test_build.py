"""What a build puts in, keeps, takes out, and says when it cannot."""

import hashlib
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from filelock import FileLock

from comity.errors import StoreError, ValueRangeError
from comity.files.source import Source, read_source, source, sources
from comity.quads.dyads import DYADS, dyad_quads
from comity.query.question import question
from comity.store.build import build, is_current, with_files
from comity.store.manifest import Part, read_manifest
from comity.store.stores import DATABASE, connect, current

BUILD = importlib.import_module("comity.store.build")
OWN_GRAPH = "https://w3id.org/comity/graph/own_contiguity-3.2"


@pytest.fixture
def place(folder: Path, tmp_path: Path) -> Path:
    """A store of its own with what ships."""
    return Path(shutil.copytree(folder, tmp_path / "store"))


@pytest.fixture
def own(tmp_path: Path) -> Source:
    """A user's own source: contiguity, of as many rows as its sample has."""
    made = Path(shutil.copytree(source("cow_contiguity").folder, tmp_path / "own_contiguity"))
    text = (made / "source.toml").read_text(encoding="utf-8")
    (made / "source.toml").write_text(text.replace("rows = [800, 900]", "rows = [1, 100]"))
    return read_source(made)


def test_a_source_of_ones_own_is_described_and_stays(place: Path, own: Source) -> None:
    manifest = build([own], own.folder / "sample", place)
    ties = manifest.parts["own_contiguity"].ties
    assert ties > 0
    build(folder=place)
    store = connect(place)
    asked = f"SELECT ?title {{ <{OWN_GRAPH}> dcterms:title ?title }}"
    assert store.select(asked).item() == "Direct Contiguity"
    records = f"SELECT (COUNT(?tie) AS ?n) {{ ?tie cm:source <{OWN_GRAPH}> }}"
    assert store.select(records).item() == ties
    assert store.select(question("untraceable-records").sparql())["untraceable"].item() == 0


def test_a_new_release_takes_the_place_of_the_old(place: Path, own: Source) -> None:
    build([own], own.folder / "sample", place)
    path = own.folder / "source.toml"
    path.write_text(path.read_text("utf-8").replace('release = "3.2"', 'release = "3.3"'))
    build([read_source(own.folder)], own.folder / "sample", place)
    assert not connect(place).ask(f"ASK {{ GRAPH <{OWN_GRAPH}> {{ ?s ?p ?o }} }}")
    newer = OWN_GRAPH.replace("3.2", "3.3")
    assert connect(place).ask(f"ASK {{ GRAPH <{newer}> {{ ?s ?p ?o }} }}")


def test_dyads_come_and_go_with_the_records_that_are_of_them(place: Path, own: Source) -> None:
    """contdir.csv, row 3: the USSR and Türkiye, of whom nothing that ships has a record."""
    asked = (
        "ASK { GRAPH graph:dyads { pair:SUN\\/TUR a cm:Pair ; cm:between state:SUN, state:TUR } }"
    )
    others = "SELECT (COUNT(*) AS ?n) { GRAPH graph:dyads { ?s ?p ?o } }"
    before = connect(place).select(others).item()
    assert not connect(place).ask(asked)
    build([own], own.folder / "sample", place)
    assert connect(place).ask(asked)
    path = own.folder / "sample" / "contdir.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if "TUR" not in row), encoding="utf-8")
    toml = own.folder / "source.toml"
    toml.write_text(toml.read_text("utf-8").replace('release = "3.2"', 'release = "3.3"'))
    build([read_source(own.folder)], own.folder / "sample", place)
    assert not connect(place).ask(asked)
    assert connect(place).select(others).item() > before


def test_a_big_release_goes_out_as_a_small_one_does(
    place: Path, own: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every graph but its own is as before, the other releases' and the dyads' among them.

    The lists of the ontology have no names, and new ones each time that they are loaded.
    """

    def held() -> set[str]:
        rows = connect(place).select("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }")
        lines = {"\t".join(map(str, row)) for row in rows.iter_rows()}
        return {line for line in lines if "_:" not in line}

    build([own], own.folder / "sample", place)
    before = held()
    monkeypatch.setattr(BUILD, "MANY", 10)
    toml = own.folder / "source.toml"
    toml.write_text(toml.read_text("utf-8").replace('release = "3.2"', 'release = "3.3"'))
    build([read_source(own.folder)], own.folder / "sample", place)
    assert {line.replace("3.3", "3.2") for line in held()} == before


def test_what_no_longer_ships_is_taken_out(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = [step for step in BUILD.shipped_steps() if step.name != "sectors"]
    monkeypatch.setattr(BUILD, "shipped_steps", lambda: fewer)
    assert not is_current(place)
    build(folder=place)
    assert is_current(place)
    assert "sectors" not in read_manifest(place).parts
    asked = "ASK { GRAPH <https://w3id.org/comity/graph/sectors> { ?s ?p ?o } }"
    assert not connect(place).ask(asked)


def test_a_store_that_this_comity_cannot_read_is_said_to_be_one(place: Path) -> None:
    held = current(place)
    assert held
    (held / "manifest.json").write_bytes(b'{"version":"0.0.1","parts":{"x":{}}}')
    with pytest.raises(StoreError, match="another version of comity"):
        build(folder=place)


def test_two_builds_at_once_do_not_meet(place: Path, own: Source) -> None:
    with FileLock(place / BUILD.LOCK), pytest.raises(StoreError, match="another build is at work"):
        build([own], own.folder / "sample", place)


def test_the_manifest_is_the_same_wherever_it_is_built(folder: Path, tmp_path: Path) -> None:
    assert build(folder=tmp_path / "again").hash() == read_manifest(folder).hash()


ELSEWHERE = """
import datetime as dt, sys, time
from pathlib import Path

now, now_ns, later = time.time, time.time_ns, 5 * 365 * 86_400
time.time, time.time_ns = lambda: now() + later, lambda: now_ns() + later * 10**9
assert (dt.date.today() - dt.datetime.now().date()).days > 1800
from comity.files.source import read_source
from comity.store.build import build

own, place = map(Path, sys.argv[1:])
print(build([read_source(own)], own / "sample", place).hash())
"""
"""Builds by a clock that is five years fast."""


def test_the_manifest_is_the_same_on_another_day_and_another_machine(
    own: Source, tmp_path: Path
) -> None:
    """With other clocks, places, names of folders, times of files, locales, seeds and threads."""
    there = Path(shutil.copytree(own.folder, tmp_path / "there" / own.id))
    for path in there.rglob("*"):
        os.utime(path, (0, 0))
    script = tmp_path / "elsewhere.py"
    script.write_text(ELSEWHERE, encoding="utf-8")
    machine = {
        "HOME": str(tmp_path),
        "LC_ALL": "C",
        "PATH": os.defpath,
        "POLARS_MAX_THREADS": "1",
        "PYTHONHASHSEED": "1",
        "TZ": "Pacific/Kiritimati",
    }
    printed = subprocess.run(  # noqa: S603
        [sys.executable, str(script), str(there), str(tmp_path / "their-store")],
        env=machine,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    ours = build([own], own.folder / "sample", tmp_path / "our-store")
    assert printed.split() == [ours.hash()]


def named(folder: Path, name: str, rows: str = "rows = [1, 100]") -> Source:
    """A copy of the source of contiguity under another name, of as many rows as its sample has."""
    made = Path(shutil.copytree(source("cow_contiguity").folder, folder / "sources" / name))
    text = (made / "source.toml").read_text(encoding="utf-8")
    (made / "source.toml").write_text(text.replace("rows = [800, 900]", rows))
    shutil.copytree(made / "sample", folder / "files" / name)
    return read_source(made)


def test_each_source_is_swapped_in_when_it_is_whole(place: Path, tmp_path: Path) -> None:
    good, bad = named(tmp_path, "one"), named(tmp_path, "two", "rows = [800, 900]")
    with pytest.raises(ValueRangeError, match="rows where 800 to 900 are expected"):
        build([good, bad], tmp_path / "files", place)
    parts = read_manifest(place).parts
    assert "one" in parts
    assert "two" not in parts
    assert connect(place).ask(f"ASK {{ GRAPH <{good.graph}> {{ ?s ?p ?o }} }}")


def test_a_build_goes_on_where_it_was_and_makes_nothing_twice(place: Path, tmp_path: Path) -> None:
    chosen = [named(tmp_path, "one"), named(tmp_path, "two")]
    files, made = tmp_path / "files", list[str]()
    build(chosen[:1], files, place)
    build(chosen, files, place, lambda name, _done, _total: made.append(name))
    assert made == ["two", "store"]
    made.clear()
    changed = files / "one" / "contdir.csv"
    changed.write_bytes(b"\n".join(changed.read_bytes().splitlines()[:-1]) + b"\n")
    manifest = build(chosen, files, place, lambda name, _done, _total: made.append(name))
    assert made == ["one", "store"]
    rows = {name: manifest.parts[name].rows["contdir"] for name in ("one", "two")}
    assert rows["one"] == rows["two"] - 1


def test_the_manifest_does_not_depend_on_the_order_of_builds(place: Path, tmp_path: Path) -> None:
    one, two = named(tmp_path, "one"), named(tmp_path, "two")
    other = Path(shutil.copytree(place, tmp_path / "other"))
    first = build([one, two], tmp_path / "files", place)
    build([two], tmp_path / "files", other)
    assert build([one], tmp_path / "files", other).hash() == first.hash()


def test_every_source_whose_files_are_there_is_found_and_the_others_said(tmp_path: Path) -> None:
    """Files in a folder of the source, and files that lie beside it."""
    shutil.copytree(source("cow_contiguity").folder / "sample", tmp_path / "cow_contiguity")
    shutil.copy(source("gw_states").folder / "sample" / "gw_states.csv", tmp_path)
    found, lacking = with_files(tmp_path)
    assert [one.id for one in found] == ["cow_contiguity", "gw_states"]
    assert len(found) + len(lacking) == sum(not one.ships for one in sources().values())
    assert all(" is left out: " in words and "comity build" in words for words in lacking)


KILLS = 20
LONG = 600.0
"""Seconds within which every build ends."""

OWN = {
    "own_contiguity": ("cow_contiguity", "contdir.csv"),
    "own_states": ("gw_states", "gw_states.csv"),
    "own_trade": ("cow_trade", "Dyadic_COW_4.0.csv"),
}
"""A user's own sources, those that they are copies of, and their files."""

CODES = ("2", "20", "70", "140", "200", "220", "230", "365", "640", "700", "740", "750", "770")
PAIRS = [(a, b) for n, a in enumerate(CODES) for b in CODES[n + 1 :]]
LEFT = ["build", "build.lock", "current"]


@pytest.fixture
def owned(tmp_path: Path) -> list[Source]:
    """Three sources of a user's own that take as many rows as there are."""
    made = []
    for name, (of, _) in OWN.items():
        folder = Path(shutil.copytree(source(of).folder, tmp_path / "sources" / name))
        text = (folder / "source.toml").read_text("utf-8")
        any_number = re.sub(r"^rows = .*$", "rows = [1, 9999]", text, flags=re.MULTILINE)
        (folder / "source.toml").write_text(any_number, encoding="utf-8")
        made.append(read_source(folder))
    return made


def write_files(folder: Path, month: int) -> Path:
    """Files of all three, whose values are those of a month of the year."""
    tables = {
        "own_contiguity": [
            f'0,{a},"",{b},"",1,{year}{month:02},201612,"",3.2'
            for a, b in PAIRS
            for year in range(2000, 2010)
        ],
        "own_states": [f"{a},AA,A state,1950-{month:02}-01,2017-12-31" for a in CODES],
        "own_trade": [
            f"{a},{b},{year},A,B,{month}.5,{month},1,2,3{',0' * 6}{',-9' * 4},1,1,4"
            for a, b in PAIRS
            for year in range(1990, 2010)
        ],
    }
    folder.mkdir()
    for name, rows in tables.items():
        of, file = OWN[name]
        header = (source(of).folder / "sample" / file).read_text("utf-8").split("\n", 1)[0]
        (folder / file).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return folder


def held_graphs(place: Path, graphs: Iterable[str]) -> dict[str, str]:
    """SHA-256 of the sorted triples of named graphs of the store in a folder."""
    found = current(place)
    assert found
    opened = ox.Store.read_only(str(found / DATABASE))
    form = ox.RdfFormat.N_TRIPLES
    return {
        graph: digest(opened.dump(format=form, from_graph=ox.NamedNode(graph)) or b"")
        for graph in graphs
    }


def digest(triples: bytes) -> str:
    return hashlib.sha256(b"\n".join(sorted(triples.splitlines()))).hexdigest()


def sizes(place: Path) -> dict[str, int]:
    """How many quads each named graph of the store in a folder has."""
    asked = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    return dict(connect(place).select(asked).iter_rows())


def described(parts: Iterable[Part]) -> str:
    """The same of the dyads that the parts speak of."""
    quads = dyad_quads({path for part in parts for path in part.dyads})
    return digest("\n".join(f"{quad.triple} ." for quad in quads).encode())


def build_for(seconds: float, owned: list[Source], files: Path, place: Path) -> bool:
    """Runs ``comity build``; whether it had to be killed, after so many seconds."""
    names = [str(one.folder) for one in owned]
    command = [sys.executable, "-m", "comity", "build", *names, "--file", str(files)]
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(  # noqa: S603
        [*command, "--store", str(place)], stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        assert running.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        return running.wait() == -signal.SIGKILL
    return False


def test_a_killed_build_leaves_of_each_source_the_old_or_the_new(
    place: Path, owned: list[Source], tmp_path: Path
) -> None:
    """Killed at twenty moments of its run, a build goes on from what it left, to the other files.

    The store is then opened, and each of its graphs held against what the files give in whole.
    """
    shipped = sizes(place)
    del shipped[DYADS]
    graphs = [one.graph for one in owned]
    versions = [write_files(tmp_path / f"{month}", month) for month in (3, 8)]
    manifests, whole = [], []
    for files in versions:
        manifests.append(build(owned, files, place))
        whole.append(held_graphs(place, [*graphs, DYADS]))
    took, killed, at = LONG, 0, [1, 1, 1]
    random = Random(1948)  # noqa: S311
    while killed < KILLS:
        # A run that ends by itself tells how long one takes now, on a machine that others use too.
        towards = 1 - at[-1]
        # The first part of it is Python's own.
        part = 0.3 + 0.7 * (killed + random.random()) / KILLS
        moment = took * part if took < LONG else LONG
        began = time.monotonic()
        if build_for(moment, owned, versions[towards], place):
            killed += 1
        elif towards not in at:
            took = min(took, time.monotonic() - began)
        now, parts = held_graphs(place, [*graphs, DYADS]), read_manifest(place).parts
        at = []
        for one in owned:
            (version,) = (v for v in (0, 1) if now[one.graph] == whole[v][one.graph])
            assert parts[one.id] == manifests[version].parts[one.id]
            at.append(version)
        assert now[DYADS] == described(parts.values())
        held = sizes(place)
        assert held.items() >= shipped.items()
        assert held.keys() - shipped.keys() == {*graphs, DYADS}
        left = Counter(path.name.partition("-")[0] for path in place.iterdir())
        assert left <= Counter([*LEFT, "build", "work"])
    (place / ".current.killed").touch()
    for version in (0, 1):
        assert not build_for(LONG, owned, versions[version], place)
        assert held_graphs(place, whole[version]) == whole[version]
    assert sorted(path.name.partition("-")[0] for path in place.iterdir()) == LEFT
