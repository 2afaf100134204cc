"""Answers to questions, shipped or in SPARQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from comity.errors import QuestionError
from comity.query.cite import cite, name_sources
from comity.query.question import ask_text, question
from comity.query.result import called_of, made_by
from comity.query.written import frame_bytes, read_rows, write_cited
from comity.store.stores import FORMATS, Store

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
        return made_by(self.call, self.manifest)

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
        return frame_bytes(self.frame, form)

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
        content = self.content(form)

        def cited() -> str:
            # From what was written: to ask for the frame too would be to ask twice.
            return cite(read_rows(content, form), store=self.store)

        return write_cited(place, content, self.made_by, cited)

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
