"""The pages of a store on this machine: 127.0.0.1 only, read-only."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

import polars as pl
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from comity.build import read_manifest
from comity.dossier import dossier, profile
from comity.errors import (
    ComityError,
    IdentityError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
)
from comity.lines import labels, source_notes, thing
from comity.namespaces import BASE, CM, GRAPH, ID
from comity.network import network
from comity.question import Question, question, questions
from comity.records import Thing
from comity.sandbox import Sandbox
from comity.search import search
from comity.states import polities, state
from comity.store import FORMATS, connect
from comity.views.network import network_page
from comity.views.page import render

FIRST_QUERY = """SELECT ?neighbour ?km WHERE {
  ?border a cm:LandBorder ; cm:reportedBy state:PAK ; cm:dyad/cm:between ?country ; cm:value ?km .
  ?country rdfs:label ?neighbour .
  FILTER (?country != state:PAK && LANG(?neighbour) = "en")
}
ORDER BY DESC(?km)
"""
FEATURED = (("Pakistan – Russia", "/dyad/PAK/RUS"), ("Pakistan’s network", "/network/state/PAK"), ("Pakistan", "/state/PAK"))


def application(folder: Path) -> Starlette:
    """The web application over the store in a folder.

    Raises:
        StoreMissingError: nothing has been built there.
    """
    store = connect(folder)
    sandbox = Sandbox(folder)

    def page(make: Callable[[Request], str]) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            try:
                return HTMLResponse(await run_in_threadpool(make, request))
            except IdentityError as error:
                return HTMLResponse(_sorry(str(error)), status_code=404)

        return answer

    @cache
    def ego(path: str) -> str:
        title = labels(store).get(f"{ID}{path}", path)
        return network_page(network(store, path), title=title, centre=f"{ID}{path}", live=True)

    @cache
    def world() -> str:
        return network_page(network(store), title="States and territories", live=True)

    async def sparql(request: Request) -> Response:
        query, form = await _asked(request)
        try:
            content = await run_in_threadpool(sandbox.run, query, form)
        except (QuerySyntaxError, QueryRefusedError) as error:
            return PlainTextResponse(str(error), status_code=400)
        except QueryLimitError as error:
            return PlainTextResponse(str(error), status_code=503)
        return Response(content, media_type=FORMATS[form])

    async def suggest(request: Request) -> Response:
        text = request.query_params.get("q", "")
        found = search(labels(store), text)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse([{"label": t.label, "kind": t.kind, "href": t.href} for t in found])
        if len(found) == 1:
            return RedirectResponse(found[0].href)
        facts = [("Found", list[str | Thing](found))] if found else [("Found", ["nothing by that name"])]
        subject = Thing("", f"Search: {text}", "", "")
        return HTMLResponse(render("thing.html", title="Search", thing=subject, facts=facts, incoming=[]))

    def dyad_page(request: Request) -> str:
        a, b = request.path_params["a"], request.path_params["b"]
        known = dossier(store, a, b)
        ways = [("Swap", f"/dyad/{b}/{a}"), (f"Network of {known.a.label}", f"/network/state/{a}"), (f"Network of {known.b.label}", f"/network/state/{b}")]
        title = f"{known.a.label} – {known.b.label}"
        return render("dyad.html", title=title, scripts=["page.js"], dossier=known, links=ways)

    def state_page(request: Request) -> str:
        known = profile(store, request.path_params["key"])
        ways = [("Network", f"/network/{known.thing.kind}/{request.path_params['key']}")]
        return render("state.html", title=known.thing.label, scripts=["page.js"], profile=known, links=ways)

    def home(_request: Request) -> str:
        return _home(folder, store)

    def query_page(_request: Request) -> str:
        shown = [{"name": q.name, "title": q.header.summary, "text": q.sparql()} for q in questions().values()]
        return render("query.html", title="Query", scripts=["query.js"], questions=shown, text=FIRST_QUERY)

    def question_page(request: Request) -> str:
        return _question(store, question(request.path_params["name"]), dict(request.query_params))

    def sources_page(_request: Request) -> str:
        notes = source_notes(store).values()
        facts = [(n.title, [thing(n.iri, n.citation or n.title), f" {n.publisher}. {n.licence}"]) for n in notes]
        subject = Thing("", "Sources and licences", "", "")
        return render("thing.html", title="Sources", thing=subject, facts=facts, incoming=[])

    def thing_page(request: Request) -> str:
        return _thing(store, BASE + request.url.path.removeprefix("/"))

    return Starlette(
        routes=[
            Route("/", page(home)),
            Route("/search", suggest),
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/query", page(query_page)),
            Route("/sources", page(sources_page)),
            Route("/question/{name}", page(question_page)),
            Route("/dyad/{a}/{b}", page(dyad_page)),
            Route("/state/{key}", page(state_page)),
            Route("/network", page(lambda _r: world())),
            Route("/network/{path:path}", page(lambda r: ego(r.path_params["path"]))),
            Route("/id/{path:path}", page(thing_page)),
            Route("/graph/{path:path}", page(thing_page)),
        ],
        on_shutdown=[sandbox.close] if False else None,
    )
