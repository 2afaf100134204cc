"""The pages of a store on this machine: 127.0.0.1 only, read-only."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from comity.answers.search import plain, search
from comity.errors import (
    IdentityError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    QuestionError,
    UnknownThingError,
)
from comity.model.records import Made, Match
from comity.query.sandbox import Sandbox
from comity.store.results import read_tsv
from comity.store.stores import FORMATS
from comity.views.html import html
from comity.views.page import MEDIA, Page, forms, twin
from comity.views.site import Site
from comity.views.ways import SERVED

FIRST = ("/dyad/PAK/RUS", "/network")
HOSTS = ("127.0.0.1", "localhost")


def application(folder: Path) -> Starlette:
    """The web application over the store in a folder.

    Each page is also there as data: at the same address for who accepts JSON, and with
    ``format=`` one of ``comity.views.page.FORMS``.

    Raises:
        StoreMissingError: nothing has been built there.
    """
    sandbox = Sandbox(folder)
    site = Site(folder, lambda _store, query: read_tsv(sandbox.run(query, "tsv")))

    async def sparql(request: Request) -> Response:
        query, form = await _asked(request)
        try:
            content = await run_in_threadpool(sandbox.run, query, form)
        except (QuerySyntaxError, QueryRefusedError) as error:
            return PlainTextResponse(str(error), status_code=400)
        except QueryLimitError as error:
            return PlainTextResponse(str(error), status_code=503)
        return Response(content, media_type=FORMATS[form])

    async def find(request: Request) -> Response:
        text = request.query_params.get("q", "")
        found = await run_in_threadpool(search, site.place.known(), text)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse([_shown(one) for one in found])
        return _found(found, text, site.place.known().manifest)

    async def page(request: Request) -> Response:
        given = [(name, value) for name, value in parse_qsl(request.url.query) if name != "format"]
        asked = f"?{urlencode(given)}" if given else ""
        form = request.query_params.get("format", "")
        if not form and "application/json" in request.headers.get("accept", ""):
            form = "json"
        return await run_in_threadpool(_answer, site, f"{request.url.path}{asked}", form)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        # A daemon, as none need wait for it at the end.
        threading.Thread(target=_read_once, args=(site,), daemon=True).start()
        yield
        sandbox.close()

    routes = [
        Route("/search", find),
        Route("/sparql", sparql, methods=["GET", "POST"]),
        Route("/{path:path}", page),
    ]
    # A name that a stranger's site points at this machine is not answered (DNS rebinding).
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))
    return Starlette(routes=routes, lifespan=lifespan, middleware=[guard])


def _read_once(site: Site) -> None:
    """Reads what is kept, such as names, before anybody waits for it."""
    search(site.place.known(), "")
    for address in FIRST:
        site.page(address)


def _answer(site: Site, address: str, form: str) -> Response:
    try:
        made = site.page(address)
    except (IdentityError, QuestionError, UnknownThingError) as error:
        if form:
            return JSONResponse({"error": str(error)}, status_code=404)
        none = Page("found.html", "Not found", {"words": str(error), "found": []}, status=404)
        return _html(none)
    if not form:
        return _html(made)
    if form not in forms(made):
        has = ", ".join(forms(made)) or "no other"
        words = f"this page has no form {form!r}; it has: {has}"
        return JSONResponse({"error": words}, status_code=406)
    return Response(twin(made, form), media_type=MEDIA[form], status_code=made.status)


def _html(page: Page) -> Response:
    return HTMLResponse(html(page, SERVED), status_code=page.status)


def _shown(match: Match) -> dict[str, str]:
    one = match.thing
    return {"label": one.label, "name": match.name, "kind": one.kind, "href": one.href}


def _found(found: list[Match], text: str, manifest: str) -> Response:
    if len(found) == 1 or (found and _is_meant(found, plain(text))):
        return RedirectResponse(found[0].thing.href)
    words = "" if found else "Nothing has a name like that."
    shows = {"words": words, "found": found}
    return _html(Page("found.html", f"Search: {text}", shows, made=Made("", manifest, "")))


def _is_meant(found: list[Match], wanted: str) -> bool:
    """Whether the first is a dyad, bears the name as its chief one, or is alone to bear it."""
    first, *others = ((plain(one.name or one.thing.label) == wanted, one) for one in found)
    alone = first[0] and not any(whole for whole, _ in others)
    return first[1].thing.kind == "dyad" or alone or (first[0] and not first[1].name)


async def _asked(request: Request) -> tuple[str, str]:
    """The query of a SPARQL 1.1 protocol request, and the format that it wants back."""
    kind = request.headers.get("content-type", "").split(";")[0]
    body = (await request.body()).decode("utf-8", errors="replace")
    if kind == "application/sparql-query":
        query = body
    elif body:
        query = parse_qs(body).get("query", [""])[0]
    else:
        query = request.query_params.get("query", "")
    accept = request.headers.get("accept", "")
    return query, next((form for form, media in FORMATS.items() if media in accept), "json")
