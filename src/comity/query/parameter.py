"""What a question may be given: values as people type them, made RDF terms."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
import pyoxigraph as ox

from comity.model.namespaces import BASE, ID, XSD
from comity.model.states import LANGUAGES, state
from comity.model.words import _

Type = Literal["state", "thing", "path", "text", "language", "choice", "integer", "year", "date"]
NUMBERS = ("integer", "year")
YEARS = (1, 9999)
"""The years that a year lies in unless its question says otherwise: those that xsd:date writes."""
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+", re.ASCII)


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a question may be given.

    ``state`` takes a comity key, ``thing`` a path below ``id/``, ``path`` one below comity's base,
    ``choice`` one of the ``choices``, ``language`` a code of a language that states have names in.
    An ``integer`` or a ``year`` is not below the ``minimum`` nor above the ``maximum``. What is
    optional and not given stays a variable without a value.
    """

    type: Type
    label: str
    default: str | int = ""
    optional: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def __post_init__(self) -> None:
        """Refuses what its type knows nothing of.

        Raises:
            ValueError: choices or limits are missing or out of place, or it cannot be its default.
        """
        limited = self.minimum is not None or self.maximum is not None
        if limited and self.type not in NUMBERS:
            raise ValueError(f"{self.type} has no minimum or maximum")
        if bool(self.choices) is not (self.type == "choice"):
            raise ValueError("choices are those of type choice, which has some")
        if self.default != "" and self.type in ("choice", "language", *NUMBERS):
            self.term(self.default)

    @property
    def limits(self) -> tuple[int | None, int | None]:
        """The least and the greatest number that it takes, where it has limits."""
        low, high = YEARS if self.type == "year" else (None, None)
        return (
            low if self.minimum is None else self.minimum,
            high if self.maximum is None else self.maximum,
        )

    @property
    def taken(self) -> tuple[str, ...]:
        """All values that it takes, where they are few."""
        return LANGUAGES if self.type == "language" else self.choices

    def term(self, value: str | int) -> ox.NamedNode | ox.Literal:
        """A value as an RDF term.

        Raises:
            ValueError: it is not of the parameter's type, or beyond its limits or choices.
            IdentityError: the type is ``state`` and the value means none.
        """
        text = str(value)
        if self.taken and text not in self.taken:
            wrong = _("{text} is none of: {values}")
            raise ValueError(wrong.format(text=repr(text), values=", ".join(self.taken)))
        if self.type in NUMBERS:
            return self._number(text)
        return TERMS[self.type](text)

    def _number(self, text: str) -> ox.Literal:
        if not WHOLE.fullmatch(text):
            raise ValueError(_("{text} is no whole number").format(text=repr(text)))
        low, high = self.limits
        if low is not None and int(text) < low:
            raise ValueError(_("{number} is less than {least}").format(number=text, least=low))
        if high is not None and int(text) > high:
            raise ValueError(_("{number} is more than {most}").format(number=text, most=high))
        return ox.Literal(int(text))


def _date(text: str) -> ox.Literal:
    try:
        day = dt.date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        wrong = _("{text} is no day; write it as 2014-06-30")
        raise ValueError(wrong.format(text=repr(text))) from None
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def _node(iri: str, text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri + text)
    except ValueError:
        raise ValueError(_("{text} is no path").format(text=repr(text))) from None


TERMS: Mapping[str, Callable[[str], ox.NamedNode | ox.Literal]] = {
    "state": lambda text: ox.NamedNode(state(text).iri),
    "thing": lambda text: _node(ID, text),
    "path": lambda text: _node(BASE, text),
    "text": ox.Literal,
    "language": ox.Literal,
    "choice": ox.Literal,
    "date": _date,
}
"""How the text of a value becomes a term, by type of parameter."""
