"""Pages of states, data sets and anything else: files that open offline, or as they are served."""

from collections.abc import Mapping, Sequence

from comity.model.listing import Listing
from comity.model.records import Dossier, Made, Portrait, Profile, Release
from comity.views.page import render

Links = Sequence[tuple[str, str]]


def dyad_page(
    known: Dossier, *, live: bool = False, links: Links = (), as_known: str = "", path: str = ""
) -> str:
    """The page of a dyad.

    Args:
        known: what is known between the two.
        live: whether the page is served and may link to the server's other pages.
        links: words and addresses of pages that are near.
        as_known: the day, month or year by which it was known, where that is not all; it is said.
        path: the page's address without a day, where a day can be asked for.
    """
    title = f"{known.a.label} – {known.b.label}"
    return render(
        "dyad.html",
        title=title,
        scripts=["page"],
        live=live,
        dossier=known,
        links=links,
        path=path,
        as_known=as_known,
        cited=[one.iri for one in known.sources],
        made_by=_made(known),
    )


def state_page(
    known: Profile,
    *,
    live: bool = False,
    links: Links = (),
    as_known: str = "",
    path: str = "",
    whole: Mapping[str, str] | None = None,
) -> str:
    """The page of a state or territory; see ``dyad_page``.

    ``whole`` holds addresses of all records of a kind, by class.
    """
    title = known.thing.label
    return render(
        "state.html",
        title=title,
        scripts=["page"],
        live=live,
        profile=known,
        links=links,
        path=path,
        as_known=as_known,
        all=whole or {},
        cited=[one.iri for one in known.sources],
        made_by=_made(known),
    )


def listing_page(known: Listing, *, links: Links = (), as_known: str = "") -> str:
    """A served page of records of one kind; see ``dyad_page``."""
    return render(
        "listing.html",
        title=f"{known.thing.label}: {known.kind.label}",
        scripts=["page"],
        listing=known,
        links=links,
        as_known=as_known,
        cited=[one.iri for one in known.sources],
        made_by=_made(known),
    )


def source_page(known: Release, *, live: bool = False) -> str:
    """The page of a data set, loaded or not; see ``dyad_page``."""
    return render(
        "source.html",
        title=f"{known.thing.label} {known.release}",
        scripts=["page"],
        live=live,
        release=known,
        cited=[known.thing.iri],
        made_by=_made(known),
    )


def thing_page(known: Portrait, *, live: bool = False) -> str:
    """The page of any thing of the graph; see ``dyad_page``."""
    return render(
        "thing.html",
        title=known.thing.label,
        scripts=["page"],
        live=live,
        portrait=known,
        cited=[one.iri for one in known.sources],
        made_by=_made(known),
    )


def _made(known: Made) -> tuple[str, str, str]:
    return known.call, known.manifest, known.bibtex
