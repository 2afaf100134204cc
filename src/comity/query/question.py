"""Questions as files: SPARQL with a header that says what is asked and what may be filled in.

The header is grlc's form: lines beginning ``#+`` hold YAML. A parameter ``state`` stands in the
query as ``?_state`` and is bound as an RDF term, never pasted in as text.
"""

import difflib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import pyoxigraph as ox

from comity.errors import QuestionError
from comity.model.days import day_of
from comity.model.namespaces import BASE, ID, XSD
from comity.model.states import state
from comity.query.sparql import bind

SHIPPED = Path(__file__).parents[1] / "queries"
MARK = "#+"


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a question may be given.

    ``state`` takes a comity key, ``thing`` a path below ``id/``, ``path`` one below comity's base.
    What is optional and not given stays a variable without a value.
    """

    type: Literal["state", "thing", "path", "text", "integer", "date"]
    label: str
    default: str | int = ""
    optional: bool = False


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fewest rows that the question gives over what ships."""

    min_rows: int = 0


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The header of a question."""

    summary: str
    description: str = ""
    tags: list[str] = []
    params: dict[str, Parameter] = {}
    expect: Expect = Expect()


class Question(msgspec.Struct, frozen=True):
    """A named question: its header and its SPARQL with ``?_name`` where parameters go."""

    name: str
    header: Header
    text: str

    @property
    def takes(self) -> str:
        """Its parameters as they are given, each with its default and type."""
        return ", ".join(
            f"{name}={parameter.default} ({parameter.type}{', optional' * parameter.optional})"
            for name, parameter in self.header.params.items()
        )

    def sparql(self, **given: str | int) -> str:
        """The query with its parameters bound.

        Raises:
            QuestionError: an unknown or missing parameter, or a value that is not of its type.
        """
        unknown = sorted(set(given) - set(self.header.params))
        if unknown:
            raise QuestionError(
                f"{self.name} takes no parameter {unknown[0]!r}; it takes {self.takes or 'none'}"
            )
        values = {
            name: given.get(name, parameter.default)
            for name, parameter in self.header.params.items()
        }
        terms = {
            f"_{name}": term(self.name, name, parameter, values[name])
            for name, parameter in self.header.params.items()
            if values[name] != "" or not parameter.optional
        }
        return bind(self.text, terms)


def term(question: str, name: str, parameter: Parameter, value: str | int) -> str:
    """A parameter's value as an RDF term in N-Triples text.

    Raises:
        QuestionError: the value is missing or not of the parameter's type.
        IdentityError: the value is of type ``state`` and means none.
    """
    if value == "":
        raise QuestionError(f"{question} needs {name} ({parameter.label}); write {name}=VALUE")
    try:
        return str(TERMS[parameter.type](str(value)))
    except ValueError as error:
        raise QuestionError(
            f"{question}: {name} must be of type {parameter.type}: {error}"
        ) from None


def _date(text: str) -> ox.Literal:
    return ox.Literal(str(day_of(text, ValueError)), datatype=ox.NamedNode(XSD + "date"))


TERMS: Mapping[str, Callable[[str], ox.NamedNode | ox.Literal]] = {
    "state": lambda text: ox.NamedNode(state(text).iri),
    "thing": lambda text: ox.NamedNode(ID + text),
    "path": lambda text: ox.NamedNode(BASE + text),
    "text": ox.Literal,
    "integer": lambda text: ox.Literal(int(text)),
    "date": _date,
}
"""How the text of a value becomes a term, by type of parameter; ValueError where it cannot."""


def read_question(text: str, name: str) -> Question:
    """A question from the text of a ``.rq`` file.

    Raises:
        QuestionError: the header is missing, is no YAML, or has an unknown key.
    """
    header = "\n".join(line[len(MARK) :] for line in text.splitlines() if line.startswith(MARK))
    query = "\n".join(line for line in text.splitlines() if not line.startswith(MARK)).strip()
    try:
        facts = msgspec.yaml.decode(header.encode(), type=Header)
    except msgspec.DecodeError as error:
        raise QuestionError(f"{name}: header: {error}") from None
    return Question(name, facts, query + "\n")


@cache
def questions() -> dict[str, Question]:
    """Every question that people ask, by name."""
    return _read(SHIPPED)


@cache
def _questions_of_pages() -> dict[str, Question]:
    return _read(SHIPPED / "pages")


def _read(folder: Path) -> dict[str, Question]:
    paths = sorted(folder.glob("*.rq"))
    return {path.stem: read_question(path.read_text(encoding="utf-8"), path.stem) for path in paths}


def question(name: str) -> Question:
    """A shipped question by name, of those that people ask or of those that only feed pages.

    Raises:
        QuestionError: there is none; the message names the nearest that people ask.
    """
    known = questions() | _questions_of_pages()
    if name not in known:
        near = difflib.get_close_matches(name, questions(), n=3, cutoff=0.3) or sorted(questions())
        raise QuestionError(f"no question is called {name!r}; near are {', '.join(near)}")
    return known[name]


def ask_text(text: str, name: str, given: Mapping[str, str]) -> str:
    """SPARQL of a file's text: with a header its parameters are bound, without one it is as it is.

    Raises:
        QuestionError: parameters were given to a text without a header, or do not fit it.
    """
    if any(line.startswith(MARK) for line in text.splitlines()):
        return read_question(text, name).sparql(**given)
    if given:
        raise QuestionError(f"{name} has no header ({MARK} lines), so it takes no parameters")
    return text
