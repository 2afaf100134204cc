"""What several test modules share."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import httpx
import msgspec
import pyoxigraph as ox
import pytest
from filelock import FileLock
from playwright.sync_api import Browser

from browser import chromium
from comity import cli
from comity.files.source import DESCRIPTION, read_source, source, sources
from comity.model.shipped import shipped
from comity.quads import series
from comity.quads.faces import write_parquet
from comity.quads.mapping import map_source
from comity.store.build import build
from comity.store.manifest import FACES, Manifest
from comity.store.stores import MANIFEST, Embedded, connect, replacing
from comity.views import serve
from loopback import served

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ONTOLOGY = shipped("ontology") / "comity.ttl"
INVENTED = Path(__file__).parent / "invented.ttl"

CLASSIFIED = ("harmonized_system", "un_classifications", "wits_concordances")
IN_ONE = dict.fromkeys(CLASSIFIED, "classifications")
"""Sources whose files lie in a folder with those of others."""

Run = Callable[..., tuple[int, str, str]]
"""Runs the command with words; gives exit code, stdout, and stderr with single spaces."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts tests of real data first: they take longest, and none should be left at the end."""
    items.sort(key=lambda item: "real" not in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def _no_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps every test away from the graph and the files of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMITY_HOME", str(tmp_path_factory.mktemp("home") / "empty"))
        yield


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process."""

    def ran(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["comity", *words])
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        else:
            code = 0
        said = capsys.readouterr()
        return code, said.out, " ".join(said.err.split())

    return ran


@pytest.fixture
def run(command: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on the store with what ships."""
    monkeypatch.setenv("COMITY_HOME", str(folder))
    return command


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the publishers' files, beside the checkout; tests are skipped without it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the publishers' files are not beside this checkout")
    return SHARED_DATA


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a store with what ships, built once for all tests."""
    place = tmp_path_factory.mktemp("store")
    build(folder=place)
    return place


@pytest.fixture(scope="session")
def store(folder: Path) -> Embedded:
    """The store with what ships, opened to read."""
    found = connect(folder)
    assert isinstance(found, Embedded)
    return found


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Where the pages of the store are served, by the server that users have, for all tests.

    What it makes as it starts is made by then: nothing is left that a test could change under it.
    """
    with served(serve.application(folder)) as found:
        for path in serve.FIRST:
            httpx.get(f"{found}{path}", timeout=60)
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser for all tests of pages."""
    yield from chromium()


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A store with the ontology, and alliances, borders and numbers that are made up."""
    place = tmp_path_factory.mktemp("invented")
    with replacing(place) as (made, _):
        for path in (ONTOLOGY, INVENTED):
            made.load(path=str(path), format=ox.RdfFormat.TURTLE)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


@pytest.fixture(scope="session")
def gathered(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """What ships, and contiguity of the sample as if that were a big release."""
    made = tmp_path_factory.mktemp("gathered")
    place, path = Path(shutil.copytree(folder, made / "store")), made / "cow_contiguity"
    shutil.copytree(source("cow_contiguity").folder, path)
    text = (path / DESCRIPTION).read_text(encoding="utf-8")
    (path / DESCRIPTION).write_text(text.replace("rows = [800, 900]", "rows = [1, 100]"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series, "MOST", 5)
        build([read_source(path)], path / "sample", place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first of a run's processes which needs it makes, for all to read."""
    base = factory.getbasetemp()
    # a worker of xdist has a folder of its own in that of the run
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(place.with_suffix(".lock")):
        if not place.exists():
            made = factory.mktemp(name)
            make(made)
            made.rename(place)
    return place


@pytest.fixture(scope="session")
def all_faces(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder with the Parquet of every source that is at hand, and no database."""

    def make(home: Path) -> None:
        place = home / "build-1"
        for one in sources().values():
            files = shared_data / IN_ONE.get(one.id, one.id)
            if files.is_dir() or one.ships:
                folder = place / FACES / one.id
                folder.mkdir(parents=True)
                write_parquet(map_source(one, None if one.ships else files), folder)
                shutil.copyfile(one.folder / DESCRIPTION, folder / DESCRIPTION)
        (place / MANIFEST).write_bytes(msgspec.json.encode(Manifest(version=version("comity"))))
        (home / "current").write_text(place.name, encoding="utf-8")

    return made_once(tmp_path_factory, "all-faces", make)
