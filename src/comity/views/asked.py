"""What a page is asked for, and where its answer comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import polars as pl

from comity.answers.lines import STORES
from comity.errors import QuestionError
from comity.model.records import Made
from comity.model.words import _
from comity.store.stores import Store, connect

Ask = Callable[[Store, str], pl.DataFrame]
"""What answers a query that somebody else wrote."""


class Place:
    """The graph that pages are made from: what lies in a folder, as known by any day."""

    def __init__(self, folder: Path, ask: Ask | None = None) -> None:
        self.folder = folder
        self.ask = ask or (lambda store, query: store.select(query))
        self._everything = connect(folder)
        self._known = lru_cache(maxsize=STORES)(lambda by: connect(folder, as_known=by))

    def known(self, by: str = "") -> Store:
        """The store with what was known by a day, month or year; by default with everything."""
        return self._known(by) if by else self._everything


@dataclass(frozen=True)
class Asked:
    """An address: its ``path``, the ``parts`` that its pattern names, and what is ``given``."""

    place: Place
    path: str
    parts: Mapping[str, str]
    given: Mapping[str, str]

    @property
    def at(self) -> str:
        """The day that the page is asked of, as text."""
        return self.given.get("at", "")

    @property
    def store(self) -> Store:
        """What was known by the day that is given, or everything."""
        return self.place.known(self.given.get("known", ""))

    def several(self, name: str) -> tuple[str, ...]:
        """Values of what may be given several times, or with commas between them."""
        return tuple(one for one in self.given.get(name, "").split(",") if one)

    def year(self, name: str, most: int = 9999) -> int | None:
        """A year that is given, nothing where none is.

        Raises:
            QuestionError: it is none, or later than ``most``.
        """
        text = self.given.get(name, "")
        if text and not (text.isdecimal() and 1 <= int(text) <= most):
            wrong = _("{text} is no year; write it as 2013")
            raise QuestionError(wrong.format(text=repr(text)))
        return int(text) if text else None

    @property
    def made(self) -> Made:
        """Of which graph the page is, where no one call makes it."""
        return Made("", self.store.manifest, "")

    @property
    def days(self) -> dict[str, str]:
        """Of what is given, what says of which day and known by when."""
        return {name: self.given[name] for name in ("at", "known") if self.given.get(name)}

    def near(self, path: str, **given: str) -> str:
        """The address of another page of the same days."""
        asked = urlencode(given | self.days, safe=",")
        return f"{path}?{asked}" if asked else path
