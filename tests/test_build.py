"""What a build puts in, keeps, takes out, and says when it cannot."""

import importlib
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from comity.build import build, is_current, read_manifest, with_files
from comity.errors import StoreError, ValueRangeError
from comity.question import question
from comity.source import Source, read_source, source, sources
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
