"""Every page by its address, whichever way it is handed on."""

import re
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, urlsplit

from starlette.routing import compile_path

from comity.errors import UnknownThingError
from comity.model.words import ENGLISH, _, speaking
from comity.query.question import OWN
from comity.views import compare, home, kept, maps, matrix, networks, pages, questions, spells
from comity.views.asked import Ask, Asked, Place
from comity.views.page import Page

LANG = "lang"
"""What an address calls the language of its page."""
KEPT = 64
"""How many pages are kept."""
Make = Callable[[Asked], Page]
PAGES: dict[str, Make] = {
    "/": home.home,
    "/query": questions.query,
    "/sources": home.sources,
    "/question/{name}": questions.asked_question,
    "/question/own/{name}": questions.own_question,
    "/dyad/{a}/{b}": pages.dyad,
    "/compare": compare.compare,
    "/kept": kept.keeping,
    "/state/{key}": pages.state,
    "/matrix": matrix.matrix,
    "/network": networks.world,
    "/network/{path:path}": networks.ego,
    "/map": maps.world,
    "/timeline": spells.across,
    "/id/{path:path}": pages.anything,
    "/graph/{path:path}": pages.anything,
    "/ns": pages.anything,
}


class _GoneWrongError(Exception):
    """Bears a page that says what went wrong, which is not to be kept: it may go well again."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.title)
        self.page = page


class Site:
    """The pages of the graph in a folder. The last that were asked for are kept."""

    def __init__(self, folder: Path, ask: Ask | None = None) -> None:
        self.place = Place(folder, ask)
        self._kept = lru_cache(maxsize=KEPT)(lambda address, _own: self._well(address))
        # who asks for a page that is being made waits for it instead of making it again
        self._making = [Lock() for _ in range(KEPT)]

    def page(self, address: str) -> Page:
        """The page of an address such as ``/dyad/PAK/RUS?at=2014-01-01&lang=ru``.

        Raises:
            UnknownThingError: there is no such page, or the graph says nothing of what it is of.
            IdentityError: a key on it is nobody's.
            QuestionError: what is asked of it cannot be, or it is in no such language.
        """
        with self._making[hash(address) % KEPT]:
            try:
                return self._kept(address, _stamp(self.place.folder / OWN))
            except _GoneWrongError as wrong:
                return wrong.page

    def _well(self, address: str) -> Page:
        page = self._page(address)
        if page.status != HTTPStatus.OK:
            raise _GoneWrongError(page)
        return page

    def _page(self, address: str) -> Page:
        where = urlsplit(address)
        given: dict[str, str] = {}
        for name, value in parse_qsl(where.query):
            # boxes that are ticked come several times
            given[name] = f"{given[name]},{value}" if name in given else value.strip()
        with speaking(given.pop(LANG, ENGLISH)):
            for pattern, make in _patterns():
                if found := pattern.fullmatch(where.path):
                    return make(Asked(self.place, where.path, found.groupdict(), given))
            raise UnknownThingError(_("there is no page {path}").format(path=where.path))


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """What changes whenever a question in the folder does, so that no page of it is kept on."""
    return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.rq")))


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], Make]]:
    return [(compile_path(path)[0], make) for path, make in PAGES.items()]
