"""What scripts/build_frontend.py has made for pages: scripts, styles, outlines."""

import re
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
REMEDY = "run: python scripts/build_frontend.py"


@cache
def asset(name: str) -> str:
    """A bundled script or style, or the outlines of maps.

    Raises:
        FileNotFoundError: the assets have not been built.
    """
    try:
        text = (ASSETS / name).read_text(encoding="utf-8").replace("\r", "")
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{ASSETS / name} has not been built; {REMEDY}") from error
    if re.search("</(script|style)", text, re.IGNORECASE):
        raise ValueError(f"{ASSETS / name} would close its own tag on a page; {REMEDY}")
    return text
