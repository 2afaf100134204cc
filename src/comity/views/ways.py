"""Ways in which a page is handed on, and what it may link to on each."""

import re
from dataclasses import dataclass

from comity.model.namespaces import BASE
from comity.model.words import ENGLISH, language

WEB = re.compile(r"https?://[^\s\x00-\x20\\]+")
OURS = re.compile(r"(?:/(?![/\\])|#)[^\s\x00-\x20\\]*")


@dataclass(frozen=True)
class Way:
    """How a page is handed on.

    ``live`` pages are served: they link to the server's other pages, and their forms and scripts
    ask it. Pages of a site of files link to the pages that it ``held``: paths such as ``/matrix``,
    with a last ``/`` all below, and of dyads those of two of its ``states`` (keys). ``root`` is the
    way from the page to the site's folder, such as ``../../``.
    """

    live: bool
    root: str = ""
    held: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a site of files has a page of this path."""
        if path.startswith("/dyad/"):
            return set(path.split("/")[2:]) <= {*self.states}
        folders = tuple(one for one in self.held if one.endswith("/") and one != "/")
        return path in self.held or ("?" not in path and path.startswith(folders))


SERVED = Way(live=True)
ALONE = Way(live=False)
"""One file, which knows of no other."""


def address(href: str, way: Way) -> str:
    """An address that a page may link to, or nothing.

    Web addresses always, paths where there are such pages, nothing that could run. What is served
    stays in the language that is spoken; a site of files has one language.
    """
    path = "/" + href.removeprefix(BASE) if href.startswith(BASE) else href
    ours = bool(OURS.fullmatch(path))
    if path.startswith("#") and ours:
        return path
    if ours and way.live:
        return spoken(path)
    if ours and way.holds(path):
        return f"{way.root}{file_of(path)}"
    there = path if way.live else href
    return there if WEB.fullmatch(there) else ""


def spoken(path: str, code: str = "") -> str:
    """The address of a served page in a language, by default in that which is spoken."""
    asked = code or language()
    if asked == ENGLISH:
        return path
    before, mark, place = path.partition("#")
    return f"{before}{'&' if '?' in before else '?'}lang={asked}{mark}{place}"


def file_of(path: str) -> str:
    """The file of a page in a site of files: ``/dyad/PAK/RUS`` → ``dyad/PAK/RUS/index.html``."""
    return f"{path.strip('/')}/index.html".lstrip("/")
