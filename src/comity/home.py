"""Where comity keeps what it builds and fetches on this machine."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """Folder of comity: ``COMITY_HOME`` where set, else the platform's place for data."""
    chosen = os.environ.get("COMITY_HOME")
    return Path(chosen) if chosen else platformdirs.user_data_path("comity", appauthor=False)
