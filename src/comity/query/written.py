"""Files of answers, tables and pages: BibTeX stands beside them, and tells whose they are again."""

import hashlib
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import polars as pl

from comity.atomic import write_all
from comity.errors import CitationError
from comity.query.cite import Named, plain
from comity.store.results import frame, read_json, read_tsv, read_xml

TABLES = (".feather", ".xlsx", ".dta")
ROWS = (".csv", ".tsv", ".json", ".xml", ".parquet")
FORMS = (*ROWS, ".html", ".htm", *TABLES)
"""Endings of files that ``read_answer`` reads."""
OF_FILE = re.compile(r"% Sources of (.*), SHA-256 ([0-9a-f]{64})\n")
"""First line of the BibTeX that stands beside a file."""
CITED = re.compile(r"(?m)^% .* <(\S+)>$")


def bibtex_of(
    name: str, content: bytes | memoryview, about: Mapping[str, str], cited: str
) -> bytes:
    """BibTeX to stand beside a file, by whose first line ``read_answer`` knows the file again.

    Args:
        name: of the file.
        content: of the file.
        about: what made it, by what that is called: its call, and the manifest of the store.
        cited: BibTeX of its sources.
    """
    digest = hashlib.sha256(content).hexdigest()
    said = "".join(f"% {plain(f'{key}: {value}')}\n" for key, value in about.items())
    return f"% Sources of {plain(name)}, SHA-256 {digest}\n{said}{cited}".encode()


def write_cited(
    place: Path, content: bytes, about: Mapping[str, str], cited: Callable[[], str]
) -> tuple[Path, Path]:
    """Writes a file, and ``<stem>.bib`` beside it, which says why where there is nothing to cite.

    Args:
        place: the file; it is replaced.
        content: of the file.
        about: as for ``bibtex_of``.
        cited: gives BibTeX of its sources.

    Returns:
        The paths of the two.

    Raises:
        OSError: the disk is full, or the folder may not be written; nothing is changed then.
    """
    try:
        sources = cited()
    except CitationError as error:
        sources = f"% {error}\n"
    beside = place.with_suffix(".bib")
    write_all({place: content, beside: bibtex_of(place.name, content, about, sources)})
    return place, beside


def read_rows(content: bytes, form: str) -> pl.DataFrame:
    """Rows that were written as ``csv`` (all text), ``tsv``, ``json``, ``xml`` or ``parquet``.

    The answer of an ASK has none.

    Raises:
        EndpointError: it is no SPARQL results.
    """
    match form:
        case "csv":
            return pl.read_csv(content, infer_schema=False)
        case "parquet":
            return pl.read_parquet(content)
        case "tsv":
            return read_tsv(content)
    answer = read_xml(content) if form == "xml" else read_json(content)
    return pl.DataFrame() if answer.results is None else frame(answer)


def frame_bytes(frame: pl.DataFrame, form: str) -> bytes:
    """Rows as ``csv`` or ``parquet``."""
    if form == "csv":
        return frame.write_csv().encode()
    written = BytesIO()
    frame.write_parquet(written)
    return written.getvalue()


def read_answer(path: Path) -> pl.DataFrame | Named:
    """What ``comity query``, ``view`` or ``table`` wrote: rows, or the sources that it names.

    A file is known by the BibTeX beside it, a page by what it says itself.

    Raises:
        CitationError: it is neither, a page without sources, or a file that was changed since.
    """
    kind = path.suffix.lower()
    if not path.is_file():
        raise CitationError(f"{path} does not exist")
    if (named := _of_bibtex(path)) is not None:
        return named
    if kind in TABLES:
        raise CitationError(
            f"what {path} rests on is told by {path.with_suffix('.bib').name} beside it, which is "
            "not there or of another file; write the table again with: comity table"
        )
    try:
        if kind in ROWS:
            return read_rows(path.read_bytes(), kind.removeprefix("."))
        if kind in (".html", ".htm"):
            return _of_page(path)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise CitationError(f"{path} is no answer of comity: {error}") from None
    raise CitationError(f"{path} is no answer or page of comity; it can be {', '.join(FORMS)}")


class _Page(HTMLParser):
    """Collects what a page says, in RDFa, that its sources are."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "meta" and facts.get("property") == "dcterms:source":
            self.sources.append(facts.get("resource") or "")


def _of_bibtex(path: Path) -> Named | None:
    """The sources of a file by the BibTeX beside it; nothing where there is none of that file."""
    beside = path.with_suffix(".bib")
    text = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    first = OF_FILE.match(text)
    if first is None or first[1] != plain(path.name):
        return None
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != first[2]:
            raise CitationError(
                f"{path} was changed since it was written, so what it rests on cannot be known; "
                f"{beside} has the sources of what was written"
            )
    cited = tuple(CITED.findall(text))
    return Named(cited, rows=0) if cited else None


def _of_page(path: Path) -> Named:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    if not page.sources:
        raise CitationError(f"{path} names no sources; is it a page that comity view wrote?")
    return Named(tuple(sorted(set(page.sources))), rows=0)
