"""The whole set of pages as a site of files, which any file server or a USB stick can carry."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from itertools import permutations
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import unquote

from comity.answers.lines import POLITIES, labels, source_notes
from comity.answers.releases import all_releases
from comity.answers.search import NAMED, named
from comity.atomic import write, write_all
from comity.errors import PublishError
from comity.model.namespaces import BASE, ID
from comity.model.states import polities
from comity.model.words import ENGLISH, speaking
from comity.query.question import own_questions, questions
from comity.store.manifest import read_manifest
from comity.views.html import html
from comity.views.page import forms, twin
from comity.views.search import ADDRESS as SEARCH
from comity.views.search import search_page
from comity.views.site import Site
from comity.views.ways import Way, file_of, spoken

ABOUT = "comity.json"
"""Says in a site's folder what it was made of."""
WHOLE = ("/", SEARCH, "/sources", "/network", "/matrix", "/map", "/timeline")
"""Pages without which no site is; the box for queries asks a server."""
KINDS = tuple(kind for kind in NAMED if kind not in POLITIES)
Show = Callable[[int, int], None]


def publish(
    folder: Path,
    to: Path,
    states: Sequence[str] = (),
    show: Show | None = None,
    *,
    language: str = ENGLISH,
) -> int:
    """Writes the pages of the graph in a folder, each with its twins as data, as a site of files.

    A page is a folder with ``index.html``; all links are to files that are there. What was begun
    and stopped is beside the place with ``.part`` after its name, and is gone on with; the site is
    put in its place when it is whole, where it replaces one that was written so before.

    Args:
        folder: where the store is.
        to: where the site is to be.
        states: keys of the states whose dyads and networks are written; all of today by default.
        show: told how many pages of how many are done.
        language: the language of all pages, one of ``comity.model.words.LANGUAGES``.

    Returns:
        How many pages the site has.

    Raises:
        PublishError: there is something else in the place.
        QuestionError: there are no pages in the language.
        OSError: the disk is full.
    """
    if to.exists() and any(to.iterdir()) and not (to / ABOUT).is_file():
        raise PublishError(f"{to} holds something that is no site of comity; name another folder")
    with speaking(language):
        site = Site(folder)
        chosen = tuple(sorted(states)) or _of_today()
        pages = addresses(site, chosen)
    way = Way(live=False, held=_held(pages), states=chosen)
    manifest = read_manifest(folder)
    about = {
        "comity": manifest.version,
        "manifest": manifest.hash(),
        "states": chosen,
        "language": language,
    }
    part = to.with_name(f"{to.name}.part")
    _begin(part, {**about, "pages": len(pages)})
    left = [one for one in pages if not _file(part, one).is_file()]
    written = _written(left, folder, part, way, language)
    for done, _ in enumerate(written, start=len(pages) - len(left) + 1):
        if show:
            show(done, len(pages))
    if to.exists():
        shutil.rmtree(to)
    part.rename(to)
    return len(pages)


def addresses(site: Site, states: Sequence[str]) -> list[str]:
    """Every page of a site of files: of all things, and of the dyads of some states (keys)."""
    store = site.place.known()
    things = [iri.removeprefix(BASE) for iri in labels(store) if iri.startswith(ID)]
    named = tuple(f"id/{kind}/" for kind in KINDS)
    documents = (note.href for note in source_notes(store).values())
    kinds = dict(polities().select("key", "kind").iter_rows())
    return [
        *WHOLE,
        *(f"/question/{name}" for name in questions()),
        *(f"/question/own/{name}" for name in own_questions(site.place.folder)[0]),
        *sorted(
            {"/" + one.thing.iri.removeprefix(BASE) for one in all_releases(site.place.folder)}
            | {href for href in documents if href.startswith("/")}
        ),
        *(f"/state/{key}" for key in sorted(kinds)),
        *sorted("/" + path for path in things if path.startswith(named)),
        *(f"/network/{kinds[key]}/{key}" for key in states),
        *(f"/dyad/{a}/{b}" for a, b in permutations(states, 2)),
    ]


def _of_today() -> tuple[str, ...]:
    rows = polities().select("key", "kind", "end").sort("key").iter_rows()
    return tuple(key for key, kind, end in rows if kind == "state" and end is None)


def _held(pages: Iterable[str]) -> tuple[str, ...]:
    """What a site has, said as shortly as its links allow: all of a kind by the folder."""
    folders = {"/state/", "/question/", *(f"/id/{kind}/" for kind in KINDS)}
    single = [one for one in pages if not one.startswith(("/dyad/", *folders))]
    return tuple(sorted({*folders, *single}))


def _begin(part: Path, about: dict[str, object]) -> None:
    """Makes the folder that a site is written in; what another graph left there is taken away."""
    text = json.dumps(about, indent=1).encode()
    if part.exists() and (not (part / ABOUT).is_file() or (part / ABOUT).read_bytes() != text):
        shutil.rmtree(part)
    part.mkdir(parents=True, exist_ok=True)
    write(part / ABOUT, text)


def _written(pages: list[str], folder: Path, part: Path, way: Way, language: str) -> Iterable[None]:
    # a new process has no threads of this one's engine, which a fork would copy half
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        yield from pool.map(partial(_write, folder, part, way, language), pages, chunksize=4)


def _file(part: Path, address: str) -> Path:
    """Where a page lies; browsers and servers look for the file by its decoded name."""
    path = part / unquote(file_of(address))
    if not path.resolve().is_relative_to(part.resolve()):
        raise PublishError(f"the page {address} would lie outside of {part}")
    return path


_opened = lru_cache(maxsize=1)(Site)
"""The pages of a folder, which a process of the pool opens once."""


def _write(folder: Path, part: Path, way: Way, language: str, address: str) -> None:
    site, path = _opened(folder), _file(part, address)
    with speaking(language):
        if address == SEARCH:
            page = search_page(named(site.place.known()), way)
        else:
            page = site.page(spoken(address, language))
    root = "../" * (len(path.relative_to(part).parts) - 1)
    here = replace(way, root=root)
    write_all({path.with_name(f"index.{form}"): twin(page, form) for form in forms(page)})
    # last, as it says that the page is there
    write(path, html(page, here).encode())
