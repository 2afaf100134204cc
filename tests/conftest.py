"""What several test modules share."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser

from browser import chromium
from comity.model.shipped import shipped
from comity.store.build import build
from comity.store.stores import Embedded, connect, replacing

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ONTOLOGY = shipped("ontology") / "comity.ttl"
INVENTED = Path(__file__).parent / "invented.ttl"


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
