"""Folders of sources, changed for a test."""

import re
import shutil
from pathlib import Path

from comity.files.source import DESCRIPTION, source


def of_any_rows(name: str, place: Path) -> Path:
    """The folder of a source, copied below a place, that takes a file of any number of rows."""
    made = Path(shutil.copytree(source(name).folder, place / name))
    path = made / DESCRIPTION
    text = re.sub(r"rows = \[\d+, \d+\]", "rows = [1, 10000000]", path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    return made
