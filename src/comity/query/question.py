"""Questions as files: SPARQL with a header that says what is asked and what may be filled in.

The header is grlc's form: lines beginning ``#+`` hold YAML. A parameter ``state`` stands in the
query as ``?_state`` and is bound as an RDF term, never pasted in as text.
"""

import difflib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from comity.errors import IdentityError, QuestionError
from comity.model.words import _
from comity.query.parameter import Parameter
from comity.query.sparql import bind

SHIPPED = Path(__file__).parents[1] / "queries"
OWN = "questions"
"""Folder in the store's home of the questions that its user keeps."""
MARK = "#+"
NAME = re.compile(r"[\w-]+")
View = Literal["table", "chart", "map", "matrix", "network", "timeline"]


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fewest rows that the question gives over what ships."""

    min_rows: int = 0


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The header of a question; ``view`` is what its answer is drawn as, above its table."""

    summary: str
    description: str = ""
    tags: list[str] = []
    view: View = "table"
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
            wrong = _("{question} takes no parameter {name}; it takes {parameters}")
            said = {"question": self.name, "name": repr(unknown[0])}
            raise QuestionError(wrong.format(**said, parameters=self.takes or _("none")))
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

    def wrong(self, **given: str | int) -> dict[str, str]:
        """What is wrong with the value of each parameter that cannot be asked with, by name."""
        found = {}
        for name, parameter in self.header.params.items():
            value = given.get(name, parameter.default)
            try:
                if value != "":
                    parameter.term(value)
                elif not parameter.optional:
                    found[name] = _("this is needed")
            except (IdentityError, ValueError) as error:
                found[name] = str(error)
        return found


def term(question: str, name: str, parameter: Parameter, value: str | int) -> str:
    """A parameter's value as an RDF term in N-Triples text.

    Raises:
        QuestionError: the value is missing or not of the parameter's type.
        IdentityError: the value is of type ``state`` and means none.
    """
    if value == "":
        wrong = _("{question} needs {name} ({label}); write {name}=VALUE")
        label = _(parameter.label) if parameter.label else ""
        raise QuestionError(wrong.format(question=question, name=name, label=label))
    try:
        return str(parameter.term(value))
    except ValueError as error:
        wrong = _("{question}: {name} must be of type {type}: {why}")
        said = {"question": question, "name": name, "type": parameter.type}
        raise QuestionError(wrong.format(**said, why=error)) from None


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
        raise QuestionError(_("{name}: header: {why}").format(name=name, why=error)) from None
    return Question(name, facts, query + "\n")


def written_question(summary: str, query: str) -> str:
    """The text of a ``.rq`` file: the query under a header with its summary.

    A query that has a header is left as it is.

    Raises:
        QuestionError: the header that it has is none.
    """
    text = query.replace("\r\n", "\n").strip() + "\n"
    if not any(line.startswith(MARK) for line in text.splitlines()):
        lines = msgspec.yaml.encode({"summary": summary}).decode().splitlines()
        text = "".join(f"{MARK} {line}\n" for line in lines) + text
    read_question(text, "the query")
    return text


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


def own_questions(home: Path) -> tuple[dict[str, Question], dict[str, str]]:
    """Questions that a user keeps as ``questions/NAME.rq`` in a store's home, by name.

    Beside them what is wrong with each file that is no question, by its name.
    """
    found, wrong = {}, {}
    for path in sorted((home / OWN).glob("*.rq")):
        if not NAME.fullmatch(path.stem):
            wrong[path.name] = _("name it in letters, digits, - and _ alone")
            continue
        try:
            found[path.stem] = read_question(path.read_text(encoding="utf-8"), path.stem)
        except (QuestionError, OSError, UnicodeDecodeError) as error:
            wrong[path.name] = str(error)
    return found, wrong


def question(name: str) -> Question:
    """A shipped question by name, of those that people ask or of those that only feed pages.

    Raises:
        QuestionError: there is none; the message names the nearest that people ask.
    """
    known = questions() | _questions_of_pages()
    if name not in known:
        near = difflib.get_close_matches(name, questions(), n=3, cutoff=0.3) or sorted(questions())
        wrong = _("no question is called {name}; near are {names}")
        raise QuestionError(wrong.format(name=repr(name), names=", ".join(near)))
    return known[name]


def ask_text(text: str, name: str, given: Mapping[str, str]) -> str:
    """SPARQL of a file's text: with a header its parameters are bound, without one it is as it is.

    Raises:
        QuestionError: parameters were given to a text without a header, or do not fit it.
    """
    if any(line.startswith(MARK) for line in text.splitlines()):
        return read_question(text, name).sparql(**given)
    if given:
        wrong = _("{name} has no header ({mark} lines), so it takes no parameters")
        raise QuestionError(wrong.format(name=name, mark=MARK))
    return text
