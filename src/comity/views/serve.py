"""The pages of a store on this machine: 127.0.0.1 only, read-only."""

import shlex
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode

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

from comity.answers.dossier import dossier
from comity.answers.lines import STORES, labels, source_notes, thing
from comity.answers.profile import listing, profile
from comity.answers.releases import all_releases, known_releases, release
from comity.answers.search import plain, search
from comity.answers.things import portrait
from comity.errors import (
    IdentityError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    QuestionError,
    UnknownThingError,
)
from comity.model.namespaces import BASE, GRAPH, ID
from comity.model.records import Match, Thing
from comity.model.states import polities
from comity.query.answer import called_of
from comity.query.question import question, questions
from comity.query.sandbox import Sandbox
from comity.store.manifest import read_manifest
from comity.store.results import read_tsv
from comity.store.stores import FORMATS, Store, connect
from comity.views.networks import of_actor, of_all, settled
from comity.views.page import render
from comity.views.pages import dyad_page, listing_page, source_page, state_page

FIRST_QUERY = """SELECT ?neighbour ?km WHERE {
  ?border a cm:LandBorder ; cm:reportedBy state:PAK ; cm:dyad/cm:between ?country ; cm:value ?km .
  ?country rdfs:label ?neighbour .
  FILTER (?country != state:PAK && LANG(?neighbour) = "en")
}
ORDER BY DESC(?km)
"""
TOPICS = {
    "dyad": "Two states",
    "ego": "One state",
    "network": "Across states",
    "time": "Through time",
    "institutions": "Institutions",
    "sectors": "Sectors",
    "claims": "What documents say",
    "provenance": "Who says so",
}
OTHER = "More"
MOST = 10_000
"""So many rows of an answer stand on a page; a browser is long over more."""
KEPT = 64
"""How many networks are kept, each of an actor, of kinds and of days."""
HOSTS = ("127.0.0.1", "localhost")
GROUPS = (
    ("States", "state"),
    ("Territories", "territory"),
    ("Former states and territories", "former"),
)
Make = Callable[[Request], str | Response]
"""What makes a page of a request."""


class Site:
    """What the pages are made from: the store, and the pages that are worth keeping."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder, self.sandbox = folder, sandbox
        self.store = connect(folder)
        self.ego = lru_cache(maxsize=KEPT)(of_actor)
        self.world = lru_cache(maxsize=KEPT)(of_all)
        self.known = lru_cache(maxsize=STORES)(self._known)

    def _known(self, as_known: str) -> Store:
        return connect(self.folder, as_known=as_known) if as_known else self.store

    def warm(self) -> None:
        """Reads what is read once and kept: names, and all ties with their first page."""
        search(self.store, "")
        self.world(self.store, *settled(self.store, (), ""), "")

    def home(self, _request: Request) -> str:
        """The first page."""
        parts = read_manifest(self.folder).parts.values()
        things = [
            (thing(f"{ID}{kind}/{key}", name), kind if end is None else "former")
            for key, kind, name, end in polities().select("key", "kind", "name", "end").iter_rows()
        ]
        groups = [
            (title, sorted((one for one, group in things if group == kind), key=_alphabetical))
            for title, kind in GROUPS
        ]
        return render(
            "home.html",
            title="Ties between states",
            scripts=["page"],
            counts=[
                ("sources", len(source_notes(self.store))),
                ("states", sum(one.kind == "state" for one, _ in things)),
                ("ties", sum(part.ties for part in parts)),
            ],
            groups=groups,
            topics=_topics(),
        )

    def dyad(self, request: Request) -> str:
        """Everything between two states."""
        a, b = request.path_params["a"], request.path_params["b"]
        at, by = _days(request)
        known = dossier(self.known(by), a, b, as_of=at)
        links = [("Swap", f"/dyad/{b}/{a}")]
        links += [
            (f"Network of {end.label}", f"/network/{end.kind}/{key}")
            for end, key in ((known.a, a), (known.b, b))
        ]
        links = [(words, _dated(href, at, by)) for words, href in links]
        return dyad_page(known, live=True, links=links, as_known=by, path=request.url.path)

    def state(self, request: Request) -> str:
        """One state or territory, or a page of its records of one kind."""
        key = request.path_params["key"]
        at, by = _days(request)
        if request.query_params.get("kind"):
            return self._listing(request, key, at, by)
        known = profile(self.known(by), key, as_of=at)
        links = [("Network", f"/network/{known.thing.kind}/{key}")]
        links += [
            (f"with {other.label}", f"/dyad/{key}/{other.href.rsplit('/', 1)[1]}")
            for other, _ in known.partners[:8]
        ]
        links = [(words, _dated(href, at, by)) for words, href in links]
        path = request.url.path
        cut = [one.kind.name for part in known.sections for one in part.cut]
        whole = {kind: _dated(path, at, by, kind=kind) for kind in cut}
        return state_page(known, live=True, links=links, as_known=by, path=path, whole=whole)

    def _listing(self, request: Request, key: str, at: str, by: str) -> str:
        path, kind = request.url.path, request.query_params["kind"]
        page = request.query_params.get("page", "1")
        if not page.isdecimal():
            raise QuestionError(f"{page!r} is no page; write it as a number")
        known = listing(self.known(by), key, kind, page=int(page), as_of=at)
        links = [(known.thing.label, _dated(path, at, by))]
        near = [("Later", known.page - 1), ("Earlier", known.page + 1)]
        links += [
            (words, _dated(path, at, by, kind=kind, page=str(n)))
            for words, n in near
            if 1 <= n <= known.pages
        ]
        return listing_page(known, links=links, as_known=by)

    def network(self, request: Request) -> str:
        """Ties of one actor, or of all, of some kinds and on a day."""
        at, by = _days(request)
        store, kinds = self.known(by), _kinds(request)
        if path := request.path_params.get("path"):
            return self.ego(path, store, kinds, at, by)
        return self.world(store, *settled(store, kinds, at), by)

    def thing(self, request: Request) -> str:
        """Any thing by its IRI; a data set has a page whether it is loaded or not."""
        iri = BASE + request.url.path.removeprefix("/")
        known = known_releases(self.folder) if iri.startswith(GRAPH) else {}
        if iri in known:
            return source_page(release(known[iri], self.folder), live=True)
        shown = portrait(self.store, iri)
        return render("thing.html", title=shown.thing.label, scripts=["page"], portrait=shown)

    def query(self, _request: Request) -> str:
        """The SPARQL box."""
        shown = [
            {"name": name, "title": asked.header.summary, "text": asked.sparql()}
            for name, asked in questions().items()
        ]
        return render(
            "query.html", title="Query", scripts=["query"], questions=shown, text=FIRST_QUERY
        )

    def question(self, request: Request) -> Response:
        """One shipped question, asked with the parameters of the address in the sandbox."""
        asked = question(request.path_params["name"])
        given = {key: value for key, value in request.query_params.items() if value}
        params = [
            (name, kind.label, given.get(name, str(kind.default)))
            for name, kind in asked.header.params.items()
        ]
        command = _command(asked.name, [f"{name}={value}" for name, _, value in params if value])
        everything = f"{command} -o {asked.name}.csv"
        error, status, text, answer = "", 200, asked.text, pl.DataFrame()
        try:
            text = asked.sparql(**given)
            answer = read_tsv(self.sandbox.run(text, "tsv"))
        except (QuestionError, IdentityError) as problem:
            error = str(problem)
        except QueryLimitError as problem:
            error = f"{problem}; the command line has no such limit: {everything}"
            status = 503
        page = render(
            "question.html",
            title=asked.header.summary,
            scripts=["page"],
            description=asked.header.description,
            text=text,
            params=params,
            command=command,
            everything=everything,
            columns=answer.columns,
            rows=[[self._cell(value) for value in row] for row in answer.head(MOST).iter_rows()],
            total=answer.height,
            error=error,
            made_by=(called_of(self.store, "ask", asked.name, **given), self.store.manifest),
        )
        return HTMLResponse(page, status_code=status)

    def sources(self, _request: Request) -> str:
        """Every data set, and every other source with its licence and citation."""
        counts = self.store.select(question("records-by-source").sparql())
        notes, data_sets = source_notes(self.store), all_releases(self.folder)
        shown = {one.thing.iri for one in data_sets}
        known = [
            replace(notes[iri], records=records)
            for iri, records in counts.iter_rows()
            if iri in notes and iri not in shown
        ]
        return render(
            "sources.html", title="Sources", scripts=["page"], releases=data_sets, sources=known
        )

    def _cell(self, value: object) -> str | Thing:
        text = "" if value is None else str(value)
        return thing(text, labels(self.store).get(text, "")) if text.startswith(BASE) else text


def application(folder: Path) -> Starlette:
    """The web application over the store in a folder.

    Raises:
        StoreMissingError: nothing has been built there.
    """
    sandbox = Sandbox(folder)
    site = Site(folder, sandbox)

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
        found = await run_in_threadpool(search, site.store, text)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse([_shown(one) for one in found])
        return _found(found, text)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        # A daemon, as none need wait for it at the end.
        threading.Thread(target=site.warm, daemon=True).start()
        yield
        sandbox.close()

    pages: dict[str, Make] = {
        "/": site.home,
        "/query": site.query,
        "/sources": site.sources,
        "/question/{name}": site.question,
        "/dyad/{a}/{b}": site.dyad,
        "/state/{key}": site.state,
        "/network": site.network,
        "/network/{path:path}": site.network,
        "/id/{path:path}": site.thing,
        "/graph/{path:path}": site.thing,
        "/ns": site.thing,
    }
    routes = [Route(path, _page(make)) for path, make in pages.items()]
    routes += [Route("/search", find), Route("/sparql", sparql, methods=["GET", "POST"])]
    # A name that a stranger's site points at this machine is not answered (DNS rebinding).
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))
    return Starlette(routes=routes, lifespan=lifespan, middleware=[guard])


def _topics() -> list[tuple[str, list[tuple[str, str]]]]:
    """Questions with their addresses, by what their first tag says that they are about."""
    found: dict[str, list[tuple[str, str]]] = {title: [] for title in [*TOPICS.values(), OTHER]}
    for name, asked in questions().items():
        first = next(iter(asked.header.tags), "")
        found[TOPICS.get(first, OTHER)].append((asked.header.summary, f"/question/{name}"))
    return [(title, asked) for title, asked in found.items() if asked]


def _command(name: str, params: list[str]) -> str:
    """What asks a question on the command line."""
    options = (part for param in params for part in ("-p", param))
    return shlex.join(["comity", "query", name, *options])


def _days(request: Request) -> tuple[str, str]:
    """The day that a page is asked of, and that by which what it shows was known, as text."""
    given = request.query_params
    return given.get("at", "").strip(), given.get("known", "").strip()


def _kinds(request: Request) -> tuple[str, ...]:
    """The kinds of ties that a page is asked of, each once."""
    given = request.query_params.getlist("kind")
    return tuple(dict.fromkeys(kind for kind in (one.strip() for one in given) if kind))


def _dated(href: str, at: str, by: str, **params: str | Sequence[str]) -> str:
    """The address of a page of the same days, with other parameters before them."""
    days = {name: day for name, day in (("at", at), ("known", by)) if day}
    given = urlencode(params | days, doseq=True)
    return f"{href}?{given}" if given else href


def _alphabetical(one: Thing) -> str:
    return one.label


def _page(make: Make) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        try:
            made = await run_in_threadpool(make, request)
            return made if isinstance(made, Response) else HTMLResponse(made)
        except (IdentityError, QuestionError, UnknownThingError) as error:
            page = render("found.html", title="Not found", words=str(error), found=[])
            return HTMLResponse(page, status_code=404)

    return answer


def _shown(match: Match) -> dict[str, str]:
    one = match.thing
    return {"label": one.label, "name": match.name, "kind": one.kind, "href": one.href}


def _found(found: list[Match], text: str) -> Response:
    if len(found) == 1 or (found and _is_meant(found, plain(text))):
        return RedirectResponse(found[0].thing.href)
    words = "" if found else "Nothing has a name like that."
    return HTMLResponse(
        render("found.html", title=f"Search: {text}", scripts=["page"], words=words, found=found)
    )


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
