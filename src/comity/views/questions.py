"""Questions as forms with their answers, and the box for a query of one's own."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from comity.answers.lines import POLITIES, labels, thing
from comity.answers.search import KINDS, find
from comity.errors import (
    IdentityError,
    QueryLimitError,
    QuestionError,
    UnknownThingError,
)
from comity.model.namespaces import BASE, ID
from comity.model.records import Made, Thing
from comity.model.states import name_of, state
from comity.model.words import _, numeral
from comity.query.parameter import Parameter
from comity.query.question import OWN, Question, own_questions, question, questions
from comity.query.result import called_of
from comity.store.stores import Store
from comity.views.asked import Asked
from comity.views.chart import is_chart
from comity.views.page import Page
from comity.views.pictured import PICTURES, Answer, Picture
from comity.views.ways import WEB

FIRST_QUERY = """SELECT ?neighbour ?km WHERE {
  ?border a cm:LandBorder ; cm:reportedBy state:PAK ; cm:dyad/cm:between ?country ; cm:value ?km .
  ?country rdfs:label ?neighbour .
  FILTER (?country != state:PAK && LANG(?neighbour) = "en")
}
ORDER BY DESC(?km)
"""
MOST = 10_000
"""So many rows of an answer stand on a page; a browser is long over more."""
PLAIN = 10_000
"""Numbers of a column in which none reaches this are written without commas, as years are."""
SOUGHT = {"state": POLITIES, "thing": KINDS}
"""What a field that takes names looks for, by type of its parameter."""


@dataclass(frozen=True)
class Field:
    """A parameter as a form shows it: what was typed, what that means, and what is wrong."""

    name: str
    parameter: Parameter
    value: str
    means: str = ""
    wrong: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """The values of which one is chosen, nothing first where none need be."""
        taken = self.parameter.taken
        return ("", *taken) if taken and self.parameter.optional else taken

    @property
    def sought(self) -> str:
        """Kinds of the things whose names may be typed."""
        return ",".join(SOUGHT.get(self.parameter.type, ()))


def query(asked: Asked) -> Page:
    """The SPARQL box: with the ``query`` that is given, or a ``question``'s."""
    text = asked.given.get("query", "")
    if not text and asked.given.get("question"):
        text = question(asked.given["question"]).sparql()
    return query_page(text or FIRST_QUERY, asked.made, given=asked.given)


def query_page(
    text: str,
    made: Made | None = None,
    *,
    given: Mapping[str, str] | None = None,
    **shown: object,
) -> Page:
    """The SPARQL box with a text in it, and below it an answer or what is wrong, if ``shown``."""
    listed = [(name, _(one.header.summary)) for name, one in questions().items()]
    shows = {"questions": listed, "text": text, "folder": OWN, "answer": None, "error": None}
    return Page(
        "query.html",
        _("Query"),
        {**shows, **shown},
        scripts=["page", "query"],
        made=made,
        path="/query",
        given=given or {},
    )


def answered(store: Store, text: str, frame: pl.DataFrame) -> Page:
    """The SPARQL box with a query and its answer: a table, and a chart if it is one by year."""
    drawn = _drawn(store, frame, "chart" if is_chart(frame) else "table", _("Query"))
    answer = _answer(store, frame, drawn)
    return query_page(text, Made("", store.manifest, ""), answer=answer)


def asked_question(asked: Asked) -> Page:
    """One shipped question, asked with the parameters of the address."""
    one = question(asked.parts["name"])
    return _question(asked, one, one.name, one.name)


def own_question(asked: Asked) -> Page:
    """A question that the user keeps in the store's home, asked in the same way."""
    name = asked.parts["name"]
    found, wrong = own_questions(asked.place.folder)
    if name not in found:
        none = _("there is none in {folder}").format(folder=asked.place.folder / OWN)
        problem = _("no question of your own is called {name}: {why}")
        raise QuestionError(problem.format(name=repr(name), why=wrong.get(f"{name}.rq", none)))
    path = asked.place.folder / OWN / f"{name}.rq"
    return _question(asked, found[name], str(path), path.read_text(encoding="utf-8"))


def _question(asked: Asked, one: Question, called: str, call: str) -> Page:
    fields, values = _fields(asked, one)
    command = _command(called, values)
    everything = f"{command} -o {one.name}.csv"
    given = {name: values[name] for name in asked.given if values.get(name)}
    made = Made(called_of(asked.store, "ask", call, **given), asked.store.manifest, "")
    wrong = [f"{_(field.parameter.label)}: {field.wrong}" for field in fields if field.wrong]
    error, status, text, answer = "", 400 if wrong else 200, one.text, pl.DataFrame()
    try:
        extra = {key: value for key, value in asked.given.items() if key not in values}
        if not wrong:
            text = one.sparql(**values, **extra)
            answer = asked.place.ask(asked.store, text)
    except QuestionError as problem:
        error, status = str(problem), 400
    except QueryLimitError as problem:
        limit = _("{problem}; the command line has no such limit: {command}")
        error = limit.format(problem=problem, command=everything)
        status = 503
    done = not (wrong or error)
    drawn = _drawn(asked.store, answer, one.header.view, _(one.header.summary)) if done else None
    shows = {
        "description": _(one.header.description) if one.header.description else "",
        "fields": fields,
        "command": command,
        "everything": everything,
        "answer": _answer(asked.store, answer, drawn) if done else None,
        "error": error or "; ".join(wrong),
        "wrong": bool(wrong),
        "cite": f"comity cite --query {command.removeprefix('comity query ')}",
    }
    return Page(
        "question.html",
        _(one.header.summary),
        shows,
        scripts=drawn.scripts if drawn else ("page",),
        payload=drawn.payload if drawn else None,
        table=(lambda: answer) if done else None,
        made=None if wrong else made,
        behind="" if wrong else text,
        path=asked.path,
        given=asked.given,
        status=status,
    )


def _fields(asked: Asked, one: Question) -> tuple[list[Field], dict[str, str]]:
    """The fields of a question's form, and the values of its parameters that they mean."""
    typed = {
        name: asked.given.get(name, str(parameter.default))
        for name, parameter in one.header.params.items()
    }
    values, unknown = {}, {}
    for name, parameter in one.header.params.items():
        try:
            values[name] = _meant(asked.store, parameter, typed[name])
        except UnknownThingError as error:
            values[name], unknown[name] = typed[name], str(error)
    wrong = {**one.wrong(**values), **unknown}
    return [
        Field(
            name,
            parameter,
            typed[name],
            "" if wrong.get(name) else _means(asked.store, parameter, values[name]),
            wrong.get(name, ""),
        )
        for name, parameter in one.header.params.items()
    ], values


def _meant(store: Store, parameter: Parameter, text: str) -> str:
    """The key or path of what a name means; what is no name stays as it is."""
    if not text or parameter.type not in SOUGHT:
        return text
    if parameter.type == "thing":
        return text if "/" in text else find(store, text, KINDS).iri.removeprefix(ID)
    try:
        return state(text).key
    except IdentityError:
        return find(store, text, POLITIES).iri.rsplit("/", 1)[1]


def _means(store: Store, parameter: Parameter, value: str) -> str:
    """The name of what a key or a path is of."""
    if parameter.type == "state" and value:
        return name_of(state(value).key, str(state(value)))
    return labels(store).get(ID + value, "") if parameter.type == "thing" else ""


def _drawn(store: Store, frame: pl.DataFrame, view: str, title: str) -> Picture | None:
    """The picture of an answer, if it has rows and there is one."""
    draw = PICTURES.get(view)
    return draw(Answer(store, frame, labels(store), title)) if draw and frame.height else None


def _answer(store: Store, frame: pl.DataFrame, drawn: Picture | None) -> dict[str, object]:
    """What ``answer.html`` shows of an answer."""
    names = labels(store)
    shown = frame.head(MOST)
    columns = [_cells(shown.get_column(name), names) for name in shown.columns]
    numeric = [frame.schema[name].is_numeric() for name in frame.columns]
    return {
        "columns": list(zip(frame.columns, numeric, strict=True)),
        "rows": list(zip(*columns, strict=True)),
        "total": frame.height,
        "picture": drawn,
    }


def _cells(column: pl.Series, names: Mapping[str, str]) -> list[str | Thing]:
    if column.dtype.is_numeric():
        form = ",.10g" if column.dtype.is_float() else ","
        if not (column.abs() >= PLAIN).any():
            form = form.replace(",", "")
        return ["" if value is None else numeral(value, form) for value in column]
    if column.dtype == pl.Boolean:
        words = {True: _("true"), False: _("false"), None: ""}
        return [words[value] for value in column]
    return [_cell("" if value is None else str(value), names) for value in column]


def _cell(text: str, names: Mapping[str, str]) -> str | Thing:
    if text.startswith(BASE):
        return thing(text, names.get(text, ""))
    return Thing(text, text, "", text) if WEB.fullmatch(text) else text


def _command(name: str, values: Mapping[str, str]) -> str:
    """What asks a question on the command line."""
    params = (f"{key}={value}" for key, value in values.items() if value)
    options = (part for param in params for part in ("-p", param))
    return shlex.join(["comity", "query", name, *options])
