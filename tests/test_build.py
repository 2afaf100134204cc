"""What a build puts in, keeps, takes out, and says when it cannot."""

import importlib
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from comity.build import build, is_current, read_manifest
from comity.errors import StoreError
from comity.question import question
from comity.source import Source, read_source, source
from comity.store import connect, current

BUILD = importlib.import_module("comity.build")
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
