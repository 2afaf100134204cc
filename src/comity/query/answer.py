"""Answers that know what gives them again: the call, the manifest of the store, and the sources."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import polars as pl

from comity.atomic import write_all
from comity.errors import CitationError, QuestionError
from comity.query.cite import cite, name_sources
from comity.query.question import ask_text, question
from comity.query.written import bibtex_of
from comity.store.stores import FORMATS, Remote, Store

PARQUET = "parquet"
FORMS = (*FORMATS, PARQUET)
"""Forms in which an answer is written."""


@dataclass(frozen=True)
class Answer:
    """Rows and what is known of them.

    ``call`` is the call that gives the same rows again from a store of the same ``manifest`` (its
    hash; empty where the store has none); ``query`` is the SPARQL.
    """

    call: str
    manifest: str
    query: str
    store: Store = field(repr=False, compare=False)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The rows as a Polars frame, asked for when they are first wanted.

        Raises:
            QuerySyntaxError: the query is no SPARQL, or no SELECT.
        """
        return self.store.select(self.query)

    @property
    def sources(self) -> tuple[str, ...]:
        """IRIs of the sources that its rows name, in order.

        Raises:
            CitationError: it has no rows, or no row names a source.
        """
        return name_sources(self.store, self.frame).sources

    @property
    def made_by(self) -> Mapping[str, str]:
        """What made it, by what that is called."""
        return {"Call": self.call, "Manifest": self.manifest, "comity": version("comity")}

    def cite(self) -> str:
        """BibTeX of exactly these sources, with their licences as comments.

        Raises:
            CitationError: it has no rows, or no row names a source.
        """
        return cite(self.frame, store=self.store)

    def content(self, form: str) -> bytes:
        """Its rows as ``csv``, ``tsv``, ``json`` or ``xml`` of SPARQL 1.1, or as ``parquet``."""
        if form != PARQUET:
            return self.store.serialise(self.query, form)
        written = io.BytesIO()
        self.frame.write_parquet(written)
        return written.getvalue()

    def write(self, path: Path | str, form: str = "") -> tuple[Path, Path]:
        """Writes the rows, and ``<stem>.bib`` beside them: call, manifest, and BibTeX of sources.

        Args:
            path: the file; it is replaced.
            form: one of ``FORMS``; by default what the path ends in.

        Returns:
            The paths of the two.

        Raises:
            QuestionError: there is no such form.
            OSError: the disk is full, or the folder may not be written; nothing is changed then.
        """
        place = Path(path)
        form = form or place.suffix.lower().removeprefix(".")
        if form not in FORMS:
            raise QuestionError(
                f"{place.name} ends in no format that there is: {', '.join(FORMS)}; or say which"
            )
        try:
            cited = self.cite()
        except CitationError as error:
            cited = f"% {error}\n"
        content, beside = self.content(form), place.with_suffix(".bib")
        write_all({place: content, beside: bibtex_of(place.name, content, self.made_by, cited)})
        return place, beside

    def _repr_html_(self) -> str:
        """First rows, as a notebook shows a frame."""
        return str(self.frame._repr_html_())


def ask(store: Store, asked: str, /, **given: str | int) -> Answer:
    """The answer to a question that comes with comity, or to SPARQL.

    Args:
        store: where to ask.
        asked: the question's name, or SPARQL; with a header as in a ``.rq`` file it may take
            parameters too.
        **given: parameters of the question.

    Raises:
        QuestionError: no question has that name, or a parameter does not fit it.
    """
    if "{" in asked or len(asked.split()) > 1:
        text = ask_text(asked, "the query", {name: str(one) for name, one in given.items()})
    else:
        text = question(asked).sparql(**given)
    call = called_of(store, "ask", asked, **given)
    return Answer(call, store.manifest, text, store)


def called(name: str, /, *given: object, **named: object) -> str:
    """The call of a public function as text, without what was left out."""
    said = [repr(one) for one in given]
    said += [f"{key}={value!r}" for key, value in named.items() if value]
    return f"comity.{name}({', '.join(said)})"


def called_of(store: Store, name: str, /, *given: object, **named: object) -> str:
    """The call of a function that takes a store; in which folder that is changes no answer."""
    place = [store.address] if isinstance(store, Remote) else []
    opened = called("connect", *place, as_known=store.as_known)
    rest = called(name, *given, **named).split("(", 1)[1]
    return f"comity.{name}({opened}{', ' if rest != ')' else ''}{rest}"
