"""Results that know what gives them again: the call, the manifest of the store, and the sources."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import polars as pl

from comity.errors import CitationError, QuestionError
from comity.query.cite import cite
from comity.query.written import frame_bytes, write_cited
from comity.store.stores import Remote, Store

FORMS = ("csv", "parquet")
"""Forms in which rows are written."""


@dataclass(frozen=True)
class Result:
    """What was worked out, and what it rests on.

    ``call`` gives the same again from a store of the same ``manifest`` (its hash; both are empty
    where what was given does not say); ``sources`` are IRIs of exactly the sources that it names.
    """

    call: str
    manifest: str
    sources: tuple[str, ...]
    store: Store | None = field(default=None, repr=False, compare=False, kw_only=True)

    @property
    def made_by(self) -> Mapping[str, str]:
        """What made it, by what that is called."""
        return made_by(self.call, self.manifest)

    def cite(self) -> str:
        """BibTeX of exactly these sources, with their licences as comments.

        Raises:
            CitationError: it names no source.
        """
        if not self.sources:
            raise CitationError("the result names no source, so there is nothing to cite")
        return cite(*self.sources, store=self.store)


@dataclass(frozen=True)
class Rows(Result):
    """Rows that were worked out, as a Polars frame; what their columns are says what made them."""

    frame: pl.DataFrame

    def content(self, form: str) -> bytes:
        """Its rows as ``csv`` or ``parquet``."""
        return frame_bytes(self.frame, form)

    def write(self, path: Path | str) -> tuple[Path, Path]:
        """Writes the rows, and ``<stem>.bib`` beside them: call, manifest, and BibTeX of sources.

        Args:
            path: the file, which ends in ``.csv`` or ``.parquet``; it is replaced.

        Returns:
            The paths of the two.

        Raises:
            QuestionError: it ends in something else.
            OSError: the disk is full, or the folder may not be written; nothing is changed then.
        """
        place = Path(path)
        form = place.suffix.lower().removeprefix(".")
        if form not in FORMS:
            raise QuestionError(f"{place.name} ends in no format that there is: {', '.join(FORMS)}")
        return write_cited(place, self.content(form), self.made_by, self.cite)

    def _repr_html_(self) -> str:
        """First rows, as a notebook shows a frame."""
        return str(self.frame._repr_html_())


def made_by(call: str, manifest: str) -> Mapping[str, str]:
    """What made a result, by what that is called."""
    return {"Call": call, "Manifest": manifest, "comity": version("comity")}


def called(name: str, /, *given: object, **named: object) -> str:
    """The call of a public function as text, without what was left out."""
    return call_of(name, map(repr, given), named)


def call_of(name: str, given: Iterable[str], named: Mapping[str, object]) -> str:
    """The same of arguments that are calls themselves, or written out already."""
    said = [*given, *(f"{key}={value!r}" for key, value in named.items() if value)]
    return f"comity.{name}({', '.join(said)})"


def called_of(store: Store, name: str, /, *given: object, **named: object) -> str:
    """The call of a function that takes a store; in which folder that is changes no answer."""
    place = [store.address] if isinstance(store, Remote) else []
    opened = called("connect", *place, as_known=store.as_known)
    return call_of(name, [opened, *map(repr, given)], named)
