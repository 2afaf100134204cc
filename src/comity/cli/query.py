"""``comity query``: a question by name, a file, or standard input."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from comity.cli.rows import AS_KNOWN, OUTPUT, PARAMS, STORE, show, write_out
from comity.errors import QuestionError
from comity.query.answer import ask
from comity.query.question import questions
from comity.store.stores import connect


class Format(StrEnum):
    """Forms of an answer."""

    table = "table"
    csv = "csv"
    tsv = "tsv"
    json = "json"
    xml = "xml"
    parquet = "parquet"


def query_graph(
    asked: Annotated[str, typer.Argument(metavar="FILE|NAME|-", help="What to ask; 'list' lists.")],
    param: PARAMS = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="By default a table, or what the file's name ends in."),
    ] = None,
    output: OUTPUT = None,
    as_known: AS_KNOWN = "",
    store: STORE = None,
) -> None:
    """Ask the graph in SPARQL and print the rows."""
    if asked == "list":
        for name, one in questions().items():
            typer.echo(f"{name:24}{one.header.summary}")
            if one.takes:
                typer.echo(f"{'':24}{one.takes}")
        return
    wanted = form or _by_name(output)
    place = connect(store, as_known=as_known)
    answer = ask(place, asked_text(asked), **given(param or []))
    if wanted is Format.table:
        if output is not None:
            raise QuestionError(
                "a table is for the screen; for a file say -f csv or another format"
            )
        show(answer.frame)
    elif output is not None:
        answer.write(output, wanted.value)
    elif wanted is Format.parquet:
        raise QuestionError("parquet is no text; say where it goes: -o FILE")
    else:
        write_out(answer.content(wanted.value), None)


def _by_name(output: Path | None) -> Format:
    """The format that a file's name asks for; a table where there is no file."""
    if output is None:
        return Format.table
    ending = output.suffix.lower().removeprefix(".")
    there = [one for one in Format if one is not Format.table]
    if ending not in there:
        raise QuestionError(
            f"{output.name} ends in no format that there is: {', '.join(there)}; or say -f"
        )
    return Format(ending)


def asked_text(asked: str) -> str:
    """What a file or standard input asks, or the name of a question as it is."""
    if asked == "-":
        return sys.stdin.read()
    return Path(asked).read_text(encoding="utf-8") if Path(asked).is_file() else asked


def given(params: list[str]) -> dict[str, str]:
    """Parameters as they are typed, by name."""
    wrong = [one for one in params if "=" not in one]
    if wrong:
        raise QuestionError(f"{wrong[0]!r} is no parameter; write it as name=value")
    return dict(one.split("=", 1) for one in params)
