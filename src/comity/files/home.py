"""Where comity keeps what it builds and fetches on this machine."""

import os
from pathlib import Path

import platformdirs

from comity.files.source import Source


def home() -> Path:
    """Folder of comity: ``COMITY_HOME`` where set, else the platform's place for data."""
    chosen = os.environ.get("COMITY_HOME")
    return Path(chosen) if chosen else platformdirs.user_data_path("comity", appauthor=False)


def cache(source: Source) -> Path:
    """Folder of the files that comity has fetched for a release of a source."""
    return home() / "files" / f"{source.id}-{source.description.release}"
