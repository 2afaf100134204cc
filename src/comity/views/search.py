"""The page on which a site of files is searched, with all names of what the site has."""

from collections.abc import Iterable

from comity.answers.search import LETTERS
from comity.model.records import Match
from comity.model.words import N_, _, pgettext
from comity.views.page import Page
from comity.views.ways import Way

ADDRESS = "/search"
DYAD = N_("dyad")


def search_page(names: Iterable[Match], way: Way) -> Page:
    """The page that finds what a site of files has by any of its names, which are given best first.

    A file asks no server, so that the names are what the page's script reads: each thing (label,
    kind, address) once, and its names by its number.
    """
    numbers: dict[tuple[str, str, str], int] = {}
    held: list[int | tuple[int, str]] = []
    for match in names:
        one = match.thing
        if way.holds(one.href):
            number = numbers.setdefault((one.label, one.kind, one.href), len(numbers))
            held.append((number, match.name) if match.name else number)
    letters = {chr(sign): str(stands) for sign, stands in LETTERS.items()}
    kinds = {kind: _(kind) for _label, kind, _href in numbers} | {DYAD: _(DYAD)}
    payload = {"letters": letters, "things": list(numbers), "names": held, "kinds": kinds}
    shows = {"count": len(numbers)}
    return Page(
        "search.html",
        pgettext("page", "Search"),
        shows,
        scripts=("search", "page"),
        payload=payload,
    )
