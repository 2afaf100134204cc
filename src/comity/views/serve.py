"""The pages of a store on this machine: 127.0.0.1 only, read-only."""

import gc
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode

import polars as pl
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
from starlette.types import ASGIApp, Receive, Scope, Send

from comity.answers.completion import complete
from comity.answers.search import plain, search
from comity.errors import (
    IdentityError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    QuestionError,
    UnknownThingError,
)
from comity.model.namespaces import ID
from comity.model.records import Made, Match
from comity.model.words import ENGLISH, _, speaking
from comity.query.answer import PARQUET
from comity.query.question import written_question
from comity.query.sandbox import Sandbox
from comity.query.written import frame_bytes
from comity.store.results import read_tsv
from comity.store.stores import FORMATS
from comity.views.html import html
from comity.views.page import MEDIA, Page, forms, twin
from comity.views.questions import answered, query_page
from comity.views.site import LANG, Site
from comity.views.ways import SERVED, spoken

FIRST = ("/dyad/PAK/RUS", "/network")
HTML = "html"
HOSTS = ("127.0.0.1", "localhost")


def application(folder: Path) -> Starlette:
    """The web application over the store in a folder.

    Each page is also there as data: at the same address for who accepts JSON, and with
    ``format=`` one of ``comity.views.page.FORMS``.

    Raises:
        StoreMissingError: nothing has been built there.
    """
    sandbox = Sandbox(folder)
    site = Site(folder, lambda _store, query: _rows(sandbox.run(query, "tsv")))

    async def sparql(request: Request) -> Response:
        return await run_in_threadpool(_sparql, site, sandbox, await _asked(request))

    async def terms(request: Request) -> Response:
        text = request.query_params.get("q", "")
        found = await run_in_threadpool(complete, site.place.known(), text)
        return JSONResponse([asdict(one) for one in found])

    async def find(request: Request) -> Response:
        text = request.query_params.get("q", "")
        kinds = [kind for kind in request.query_params.get("of", "").split(",") if kind]
        found = await run_in_threadpool(search, site.place.known(), text, kinds)
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
        Route("/saved.rq", _saved, methods=["POST"]),
        Route("/terms", terms),
        Route("/{path:path}", page),
    ]
    # A name that a stranger's site points at this machine is not answered (DNS rebinding).
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))
    return Starlette(routes=routes, lifespan=lifespan, middleware=[guard, Middleware(_speaking)])


def _speaking(app: ASGIApp) -> ASGIApp:
    """Answers in the language that an address names."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(parse_qsl(scope.get("query_string", b"").decode("ascii", errors="replace")))
        with ExitStack() as stack:
            try:
                stack.enter_context(speaking(given.get(LANG, ENGLISH)))
            except QuestionError as error:
                await _none(str(error))(scope, receive, send)
            else:
                await app(scope, receive, send)

    return answer


def _read_once(site: Site) -> None:
    """Reads what is kept, such as names, before anybody waits for it."""
    search(site.place.known(), "")
    for address in FIRST:
        site.page(address)
    # What has been read stays as long as the server: garbage is not looked for among it again.
    gc.collect()
    gc.freeze()


async def _saved(request: Request) -> Response:
    """A query as a file that reads as a question; nothing is kept here."""
    given = parse_qs((await request.body()).decode("utf-8", errors="replace"))
    summary = given.get("summary", [_("A question of one's own")])[0].strip()
    try:
        text = written_question(summary, given.get("query", [""])[0])
    except QuestionError as error:
        return PlainTextResponse(str(error), status_code=400)
    return Response(text, media_type="application/sparql-query", headers=_file("question.rq"))


@dataclass(frozen=True)
class _Query:
    """What a request asks in SPARQL, and the form that it wants back.

    ``download`` says that it wants a file, ``told`` in which form errors are told.
    """

    text: str
    form: str
    download: bool
    told: str


def _sparql(site: Site, sandbox: Sandbox, asked: _Query) -> Response:
    """An answer in a form of SPARQL 1.1, as Parquet, or on a page."""
    if asked.form not in (*FORMATS, HTML, PARQUET):
        has = ", ".join((*FORMATS, PARQUET))
        words = _("no form {form}; there are: {has}").format(form=repr(asked.form), has=has)
        return _failed(asked, QuestionError(words), 406)

    try:
        content = sandbox.run(asked.text, asked.form if asked.form in FORMATS else "tsv")
    except (QuerySyntaxError, QueryRefusedError) as error:
        return _failed(asked, error, 400)
    except QueryLimitError as error:
        return _failed(asked, error, 503)
    if asked.form == HTML:
        return _html(answered(site.place.known(), asked.text, _rows(content)))
    if asked.form == PARQUET:
        content = frame_bytes(_rows(content), PARQUET)
    headers = _file(f"answer.{asked.form}") if asked.download else None
    media = {**FORMATS, PARQUET: MEDIA[PARQUET]}[asked.form]
    return Response(content, media_type=media, headers=headers)


def _rows(content: bytes) -> pl.DataFrame:
    """An answer in TSV as rows; that of an ASK is one, of the column ``answer``."""
    if (said := content.strip()) in (b"true", b"false"):
        return pl.DataFrame({"answer": [said == b"true"]})
    return read_tsv(content)


def _failed(asked: _Query, error: Exception, status: int) -> Response:
    line, column = (getattr(error, name, 0) for name in ("line", "column"))
    if asked.told == HTML:
        told = {"words": str(error), "line": line, "column": column}
        return _html(query_page(asked.text, error=told), status)
    if asked.told == "json":
        place = {"line": line or None, "column": column or None}
        return JSONResponse({"error": str(error), **place}, status_code=status)
    return PlainTextResponse(str(error), status_code=status)


def _file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _answer(site: Site, address: str, form: str) -> Response:
    try:
        made = site.page(address)
    except (IdentityError, QuestionError, UnknownThingError) as error:
        if form:
            return JSONResponse({"error": str(error)}, status_code=404)
        return _none(str(error))
    if not form:
        return _html(made)
    if form not in forms(made):
        has = ", ".join(forms(made)) or _("no other")
        words = _("this page has no form {form}; it has: {has}").format(form=repr(form), has=has)
        return JSONResponse({"error": words}, status_code=406)
    return Response(twin(made, form), media_type=MEDIA[form], status_code=made.status)


def _none(words: str) -> Response:
    return _html(Page("found.html", _("Not found"), {"words": words, "found": []}, status=404))


def _html(page: Page, status: int = 0) -> Response:
    return HTMLResponse(html(page, SERVED), status_code=status or page.status)


def _shown(match: Match) -> dict[str, str]:
    one = match.thing
    path = one.iri.removeprefix(ID) if one.iri.startswith(ID) else ""
    shown = {"label": one.label, "name": match.name, "kind": _(one.kind), "href": one.href}
    return {**shown, "path": path}


def _found(found: list[Match], text: str, manifest: str) -> Response:
    if len(found) == 1 or (found and _is_meant(found, plain(text))):
        return RedirectResponse(spoken(found[0].thing.href))
    shows = {"words": "" if found else _("Nothing has a name like that."), "found": found}
    title = _("Search: {text}").format(text=text)
    given, made = {"q": text}, Made("", manifest, "")
    return _html(Page("found.html", title, shows, made=made, path="/search", given=given))


def _is_meant(found: list[Match], wanted: str) -> bool:
    """Whether the first is a dyad, bears the name as its chief one, or is alone to bear it."""
    first, *others = ((plain(one.name or one.thing.label) == wanted, one) for one in found)
    alone = first[0] and not any(whole for whole, _ in others)
    return first[1].thing.kind == "dyad" or alone or (first[0] and not first[1].name)


async def _asked(request: Request) -> _Query:
    """The query of a SPARQL 1.1 protocol request, and the form that it wants back."""
    kind = request.headers.get("content-type", "").split(";")[0]
    body = (await request.body()).decode("utf-8", errors="replace")
    given = dict(request.query_params)
    if kind == "application/sparql-query":
        given["query"] = body
    elif body:
        given = {**given, **dict(parse_qsl(body))}
    accept = request.headers.get("accept", "")
    wanted = next((form for form, media in FORMATS.items() if media in accept), "")
    page = HTML if "text/html" in accept else ""
    form = given.get("format") or wanted or page or "json"
    told = page or ("json" if "application/json" in accept else "")
    text = given.get("query", "").replace("\r\n", "\n")
    return _Query(text, form, "format" in given, told)
