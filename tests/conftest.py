"""What several test modules share."""

from pathlib import Path

import pytest

from comity.build import build
from comity.store import Embedded, connect

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


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
