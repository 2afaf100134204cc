"""Nodes and ties as a network page has them, and its ties as columns and as rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from comity.model.namespaces import BASE
from comity.model.records import Kind
from comity.model.words import _
from comity.views.columns import Ends, numbers, table, texts
from comity.views.layout import Pair

SHARED = ("start", "end", "unit", "source", "source_title")
OWN = ("locator", "iri", "when", "sentence")
"""Columns of text that many ties have the same of, and those that tell one from another."""


@dataclass(frozen=True)
class Node:
    """A node as the page shows it."""

    key: str
    label: str
    kind: str
    href: str


@dataclass(frozen=True)
class Tie:
    """One tie of the graph between two numbered nodes."""

    a: int
    b: int
    kind: Kind
    start: str | None
    end: str | None
    year: int | None
    value: float | None
    unit: str | None
    source: str
    source_title: str
    locator: str
    iri: str
    href: str
    when: str
    sentence: str

    @property
    def pair(self) -> Pair:
        """The two ends without direction."""
        return (self.a, self.b) if self.a < self.b else (self.b, self.a)


def node_of(key: str, data: Mapping[str, Any]) -> Node:
    """A node from what a graph says of it."""
    label = str(data.get("label") or key)
    return Node(key, label, str(data.get("kind") or ""), str(data.get("href") or ""))


def tie_of(a: int, b: int, data: Mapping[str, Any]) -> Tie:
    """A tie from what a graph says of it, between two numbered nodes."""

    def word(name: str) -> str:
        return str(data.get(name) or "")

    year, value = data.get("year"), data.get("value")
    return Tie(
        a=a,
        b=b,
        kind=data["kind"],
        start=word("start") or None,
        end=word("end") or None,
        year=None if year is None else int(year),
        value=None if value is None else float(value),
        unit=word("unit") or None,
        source=word("source"),
        source_title=word("source_title"),
        locator=word("locator"),
        iri=word("iri"),
        href=word("href"),
        when=word("when"),
        sentence=word("sentence"),
    )


def frame(nodes: Sequence[Node], ties: Sequence[Tie]) -> pl.DataFrame:
    """The ties as rows, with the labels of their ends."""
    words = ("start", "end", "when", "unit", "sentence", "source_title", "locator", "iri")
    rows = [
        {"from": nodes[tie.a].label, "to": nodes[tie.b].label, "kind": tie.kind.name}
        | {"year": tie.year, "value": tie.value}
        | {name: getattr(tie, name) for name in words}
        for tie in ties
    ]
    numbers: dict[str, type[pl.DataType]] = {"year": pl.Int64, "value": pl.Float64}
    names = ("from", "to", "kind", *numbers, *words)
    return pl.DataFrame(rows, {name: numbers.get(name, pl.String) for name in names})


def tie_columns(
    nodes: Sequence[Node], ties: Sequence[Tie], kinds: Sequence[Kind]
) -> dict[str, object]:
    """The ties by column, in the order of the table."""
    ends = [_ends(nodes[tie.a], nodes[tie.b], tie) for tie in ties]
    kind = {kind.name: at for at, kind in enumerate(kinds)}
    given: dict[str, Callable[[Tie], float | None]] = {
        "a": lambda tie: tie.a,
        "b": lambda tie: tie.b,
        "kind": lambda tie: kind[tie.kind.name],
        "year": lambda tie: tie.year,
        "value": lambda tie: _shortest(tie.value),
    }
    columns: dict[str, object] = {
        name: numbers([read(tie) for tie in ties]) for name, read in given.items()
    }
    columns |= {name: table([getattr(tie, name) for tie in ties]) for name in SHARED}
    columns["unit"] = table([tie.unit and _(tie.unit) for tie in ties])
    columns |= {name: texts([getattr(tie, name) for tie in ties], ends) for name in OWN}
    paths = ["/" + tie.iri.removeprefix(BASE) for tie in ties]
    columns["href"] = texts([tie.href for tie in ties], ends, paths)
    return columns | {"count": len(ties)}


def _shortest(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def _ends(a: Node, b: Node, tie: Tie) -> Ends:
    year = "" if tie.year is None else str(tie.year)
    dates = (tie.start or "", tie.end or "", year)
    return Ends(a.label, b.label, _tail(a.key), _tail(b.key), *dates)


def _tail(key: str) -> str:
    return key.rstrip("/").rsplit("/", 1)[-1]
