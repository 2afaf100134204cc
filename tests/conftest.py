"""What several test modules share."""

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the publishers' files, beside the checkout; tests are skipped without it."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the publishers' files are not beside this checkout")
    return SHARED_DATA
