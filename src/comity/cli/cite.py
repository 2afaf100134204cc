"""``comity cite``: BibTeX for the sources of an answer, a file or a page."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Console

from comity.cli.query import asked_text, given
from comity.cli.rows import AS_KNOWN, OUTPUT, PARAMS, STORE, write_out
from comity.errors import QuestionError
from comity.query.answer import ask
from comity.query.cite import Named, cite, name_sources
from comity.query.written import FORMS, read_answer
from comity.store.stores import Embedded, Remote, connect

USE = "say what to cite: a source's id, a file that comity wrote, or --query NAME"


def cite_sources(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID|FILE", help="Sources, or answers and pages that comity wrote."),
    ] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="FILE|NAME|-", help="Sources of this question's answer."),
    ] = None,
    param: PARAMS = None,
    output: OUTPUT = None,
    as_known: AS_KNOWN = "",
    store: STORE = None,
) -> None:
    """Print BibTeX for exactly the sources that an answer uses, with their licences."""
    if not what and query is None:
        raise QuestionError(USE)
    place: Embedded | Remote | None = None
    asked: list[str | Named] = []
    for one in what or []:
        path = Path(one)
        is_file = path.is_file() or path.suffix.lower() in FORMS
        read = read_answer(path) if is_file else one
        if isinstance(read, pl.DataFrame):
            place = place or connect(store, as_known=as_known)
            read = name_sources(place, read)
        asked.append(read)
    if query is not None:
        place = place or connect(store, as_known=as_known)
        answer = ask(place, asked_text(query), **given(param or []))
        asked.append(name_sources(place, answer.frame))
    text = cite(
        *asked, store=place or (connect(store, as_known=as_known) if store or as_known else None)
    )
    for remark in [line for one in asked if isinstance(one, Named) for line in one.remarks()]:
        Console(stderr=True).print(remark, markup=False, highlight=False)
    write_out(text.encode(), output)
