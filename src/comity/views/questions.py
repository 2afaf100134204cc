"""Questions as forms with their answers, and the box for a query of one's own."""

import shlex

import polars as pl

from comity.answers.lines import labels, thing
from comity.errors import IdentityError, QueryLimitError, QuestionError
from comity.model.namespaces import BASE
from comity.model.records import Made, Thing
from comity.query.question import question, questions
from comity.query.result import called_of
from comity.views.asked import Asked
from comity.views.page import Page

FIRST_QUERY = """SELECT ?neighbour ?km WHERE {
  ?border a cm:LandBorder ; cm:reportedBy state:PAK ; cm:dyad/cm:between ?country ; cm:value ?km .
  ?country rdfs:label ?neighbour .
  FILTER (?country != state:PAK && LANG(?neighbour) = "en")
}
ORDER BY DESC(?km)
"""
MOST = 10_000
"""So many rows of an answer stand on a page; a browser is long over more."""


def query(asked: Asked) -> Page:
    """The SPARQL box."""
    shown = [
        {"name": name, "title": one.header.summary, "text": one.sparql()}
        for name, one in questions().items()
    ]
    shows = {"questions": shown, "text": FIRST_QUERY}
    return Page("query.html", "Query", shows, scripts=["query"], made=asked.made)


def asked_question(asked: Asked) -> Page:
    """One shipped question, asked with the parameters of the address."""
    one = question(asked.parts["name"])
    given = {key: value for key, value in asked.given.items() if value}
    params = [
        (name, kind.label, given.get(name, str(kind.default)))
        for name, kind in one.header.params.items()
    ]
    command = _command(one.name, [f"{name}={value}" for name, _, value in params if value])
    everything = f"{command} -o {one.name}.csv"
    error, status, text, answer = "", 200, one.text, pl.DataFrame()
    try:
        text = one.sparql(**given)
        answer = asked.place.ask(asked.store, text)
    except (QuestionError, IdentityError) as problem:
        error = str(problem)
    except QueryLimitError as problem:
        error = f"{problem}; the command line has no such limit: {everything}"
        status = 503
    call = called_of(asked.store, "ask", one.name, **given)
    shows = {
        "description": one.header.description,
        "text": text,
        "params": params,
        "command": command,
        "everything": everything,
        "columns": answer.columns,
        "rows": [[_cell(asked, v) for v in row] for row in answer.head(MOST).iter_rows()],
        "total": answer.height,
        "error": error,
        "cite": f"comity cite --query {command.removeprefix('comity query ')}",
    }
    return Page(
        "question.html",
        one.header.summary,
        shows,
        table=None if error else lambda: answer,
        made=Made(call, asked.store.manifest, ""),
        path=asked.path,
        given=given,
        status=status,
    )


def _cell(asked: Asked, value: object) -> str | Thing:
    text = "" if value is None else str(value)
    return thing(text, labels(asked.store).get(text, "")) if text.startswith(BASE) else text


def _command(name: str, params: list[str]) -> str:
    """What asks a question on the command line."""
    options = (part for param in params for part in ("-p", param))
    return shlex.join(["comity", "query", name, *options])
