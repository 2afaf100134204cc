"""Pages of two states, of one, and of any other thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from comity.answers.dossier import dossier
from comity.answers.profile import profile
from comity.answers.releases import known_releases, release
from comity.answers.shown import listing
from comity.answers.things import portrait
from comity.errors import QuestionError
from comity.model.listing import Listing
from comity.model.namespaces import BASE, GRAPH, ID
from comity.model.portrait import Portrait
from comity.model.records import Dossier, Line, Profile, Section
from comity.model.release import Release
from comity.model.words import _
from comity.query.question import question
from comity.views.asked import Asked
from comity.views.page import NONE, Given, Page, lines_frame

Links = Sequence[tuple[str, str]]
DRAWN = ("body", "institution", "nonstate", "person")
"""Kinds of thing, but states, that have ties to draw."""


def dyad(asked: Asked) -> Page:
    """Everything between two states: ``/dyad/PAK/RUS``."""
    a, b = asked.parts["a"], asked.parts["b"]
    known = dossier(asked.store, a, b, as_of=asked.at)
    links = [(_("Swap"), f"/dyad/{b}/{a}")]
    links += [
        (_("Network of {name}").format(name=end.label), f"/network/{end.kind}/{key}")
        for end, key in ((known.a, a), (known.b, b))
    ]
    links = [(words, asked.near(path)) for words, path in links]
    return dyad_page(known, links=links, path=asked.path, given=asked.days)


def state(asked: Asked) -> Page:
    """One state or territory, or a page of its records of one kind: ``/state/PAK``."""
    key, path = asked.parts["key"], asked.path
    if asked.given.get("kind"):
        return _listing(asked, key)
    known = profile(asked.store, key, as_of=asked.at)
    links = [(_("Network"), f"/network/{known.thing.kind}/{key}")]
    links += [
        (
            _("with {name}").format(name=other.label),
            f"/dyad/{key}/{other.href.rsplit('/', 1)[1]}",
        )
        for other, _count in known.partners[:8]
    ]
    links = [(words, asked.near(to)) for words, to in links]
    whole = _whole(asked, known.sections)
    return state_page(known, links=links, path=path, given=asked.days, whole=whole)


def _whole(asked: Asked, sections: Iterable[Section]) -> dict[str, str]:
    """Addresses of all records of each kind of which a page does not show all."""
    cut = [one.kind.name for part in sections for one in part.cut]
    return {kind: asked.near(asked.path, kind=kind) for kind in cut}


def _listing(asked: Asked, actor: str) -> Page:
    path, kind, number = asked.path, asked.given["kind"], asked.given.get("page", "1")
    if not number.isdecimal():
        wrong = _("{number} is no page; write it as a number")
        raise QuestionError(wrong.format(number=repr(number)))
    known = listing(asked.store, actor, kind, page=int(number), as_of=asked.at)
    links = [(known.thing.label, asked.near(path))]
    links += [
        (words, asked.near(path, kind=kind, page=str(n)))
        for words, n in ((_("Later"), known.page - 1), (_("Earlier"), known.page + 1))
        if 1 <= n <= known.pages
    ]
    given = {"kind": kind, "page": number} | asked.days
    return listing_page(known, links=links, path=path, given=given)


def anything(asked: Asked) -> Page:
    """Any thing by its IRI; a data set has a page whether it is loaded or not."""
    iri = BASE + asked.path.removeprefix("/")
    folder = asked.place.folder
    known = known_releases(folder) if iri.startswith(GRAPH) else {}
    if iri in known:
        return source_page(release(known[iri], folder), path=asked.path)
    if iri.startswith(ID) and asked.given.get("kind"):
        return _listing(asked, iri.removeprefix(ID))
    shown = portrait(asked.store, iri, as_of=asked.at)
    links = []
    if shown.thing.kind in DRAWN:
        links.append((_("Network"), asked.near(f"/network/{iri.removeprefix(ID)}")))
    whole = _whole(asked, shown.sections) if iri.startswith(ID) else {}
    return thing_page(shown, links=links, path=asked.path, given=asked.days, whole=whole)


def dyad_page(known: Dossier, *, links: Links = (), path: str = "", given: Given = NONE) -> Page:
    """The page of a dyad.

    Args:
        known: what is known between the two.
        links: words and addresses of pages that are near.
        path: the page's address without what is asked of it, where it has one.
        given: what is asked of it: ``at``, the day, and ``known``, by when it was known.
    """
    title = f"{known.a.label} – {known.b.label}"
    shows = {"dossier": known, "links": links}
    page = _page("dyad.html", title, shows, known, _lines(known.sections), path, given)
    a, b = (end.iri.rsplit("/", 1)[-1] for end in (known.a, known.b))
    return replace(page, behind=question("records-between").sparql(a=a, b=b))


def state_page(
    known: Profile,
    *,
    links: Links = (),
    path: str = "",
    given: Given = NONE,
    whole: Given = NONE,
) -> Page:
    """The page of a state or territory; see ``dyad_page``.

    ``whole`` holds addresses of all records of a kind, by class.
    """
    shows = {"profile": known, "links": links, "all": whole}
    lines = _lines(known.sections)
    page = _page("state.html", known.thing.label, shows, known, lines, path, given)
    return replace(page, behind=records_of(known.thing.iri))


def listing_page(known: Listing, *, links: Links = (), path: str = "", given: Given = NONE) -> Page:
    """A page of records of one kind; see ``dyad_page``."""
    title = f"{known.thing.label}: {known.kind.label}"
    shows = {"listing": known, "links": links}
    page = _page("listing.html", title, shows, known, known.lines, path, given)
    return replace(page, behind=records_of(known.thing.iri))


def thing_page(
    known: Portrait,
    *,
    links: Links = (),
    path: str = "",
    given: Given = NONE,
    whole: Given = NONE,
) -> Page:
    """The page of any other thing; see ``state_page``."""
    shows = {"portrait": known, "links": links, "all": whole}
    lines = _lines(known.sections)
    page = _page("thing.html", known.thing.label, shows, known, lines, path, given)
    return replace(page, behind=records_of(known.thing.iri))


def records_of(iri: str) -> str:
    """The SPARQL that asks for all records of a thing of ours; nothing of another."""
    path = iri.removeprefix(BASE)
    return question("records-of").sparql(thing=path) if iri.startswith(ID) else ""


def _page(
    template: str,
    title: str,
    shows: Mapping[str, object],
    known: Dossier | Profile | Listing | Portrait,
    lines: Sequence[Line],
    path: str,
    given: Given,
) -> Page:
    return Page(
        template,
        title,
        shows,
        data=known,
        table=lambda: lines_frame(lines),
        cited=[one.iri for one in known.sources],
        made=known,
        path=path,
        given=given,
    )


def source_page(known: Release, *, path: str = "") -> Page:
    """The page of a data set, loaded or not; see ``dyad_page``."""
    return Page(
        "source.html",
        f"{known.thing.label} {known.release}",
        {"release": known},
        data=known,
        cited=[known.thing.iri],
        made=known,
        path=path,
    )


def _lines(sections: Iterable[Section]) -> list[Line]:
    return [line for part in sections for line in part.lines]
