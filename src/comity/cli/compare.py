"""``comity coverage``, ``disagreements`` and ``claims``: what sources say of two states."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from comity.answers.claims import check_claims
from comity.answers.coverage import TIES, coverage, in_words
from comity.answers.disagreements import disagreements
from comity.answers.lines import source_notes
from comity.cli.rows import AS_KNOWN, OUTPUT, STORE, write_out
from comity.query.result import Rows
from comity.query.written import write_cited
from comity.store.stores import connect


class Form(StrEnum):
    """Forms of a table: lines to read, or CSV."""

    text = "text"
    csv = "csv"


A = Annotated[str, typer.Argument(help="Key of the first state, such as PAK.")]
B = Annotated[str, typer.Argument(help="Key of the second.")]
FORM = Annotated[Form, typer.Option("--format", "-f")]


def show_coverage(
    a: A,
    b: B,
    form: FORM = Form.text,
    output: OUTPUT = None,
    as_known: AS_KNOWN = "",
    store: STORE = None,
) -> None:
    """Say which sources have ties of two states, which found none, and which cannot say."""
    found = coverage(connect(store, as_known=as_known), a, b)
    words = []
    for (kind, title), rows in found.frame.group_by("kind", "title", maintain_order=True):
        words.append(f"{kind}, {title}")
        for (says,), runs in rows.group_by("says", maintain_order=True):
            ties = f" ({runs['ties'].sum():,})" if says == TIES else ""
            words.append(f"  {says + ties:28}{in_words(runs)}")
    put(found, words, form, output)


def show_disagreements(
    a: A,
    b: B,
    form: FORM = Form.text,
    output: OUTPUT = None,
    as_known: AS_KNOWN = "",
    store: STORE = None,
) -> None:
    """List where two sources say different things of the same matter, and why, where known."""
    place = connect(store, as_known=as_known)
    found, titles = disagreements(place, a, b), source_notes(place)
    words = []
    for row in found.frame.iter_rows(named=True):
        words.append(f"{row['matter']}: they differ on {row['differ']}")
        words += [f"  {row['says']} ({titles[row['source']].title})"]
        words += [f"  {row['theySay']} ({titles[row['theirSource']].title})"]
        words += [f"  because {row['why']}"] if row["why"] else []
    put(found, words, form, output)


def show_claims(
    a: A,
    b: B,
    form: FORM = Form.text,
    output: OUTPUT = None,
    as_known: AS_KNOWN = "",
    store: STORE = None,
) -> None:
    """Set every factual claim on two states beside the series that could bear it out."""
    place = connect(store, as_known=as_known)
    found, titles = check_claims(place, a, b), source_notes(place)
    words = []
    for (number, quote), rows in found.frame.group_by("number", "quote", maintain_order=True):
        words.append(f"{number}. “{quote}”")
        for row in rows.iter_rows(named=True):
            by = f" ({titles[row['source']].title})" if row["evidence"] else ""
            words.append(f"  {row['verdict']}: {row['because']}{by}")
    put(found, words, form, output)


def put(found: Rows, words: list[str], form: Form, output: Path | None) -> None:
    """Writes a result as lines to read, or as CSV; beside a file stands BibTeX of its sources."""
    text = "".join(f"{line}\n" for line in words).encode()
    content = found.content("csv") if form is Form.csv else text
    if output is None:
        write_out(content, None)
    else:
        write_cited(output, content, found.made_by, found.cite)
