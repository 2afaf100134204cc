"""What a page shows, whichever way it is handed on, and the same as data at the same address."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from types import MappingProxyType
from urllib.parse import urlencode

import polars as pl

from comity.model.records import Line, Made, Thing
from comity.model.words import language, speaking
from comity.query.written import frame_bytes
from comity.views.ways import Way, spoken

Given = Mapping[str, str]
NONE: Given = MappingProxyType({})
"""What is asked of a page: nothing."""
FORMS = {"json": "JSON", "csv": "CSV", "parquet": "Parquet", "bib": "BibTeX"}
"""Other forms of a page, by ending."""
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "bib": "application/x-bibtex",
}


@dataclass(frozen=True)
class Page:
    """What a page shows, in whichever way it is handed on.

    Attributes:
        template: a file of ``templates/``, which reads ``shows``.
        title: plain text for the browser's title.
        shows: what the template shows.
        scripts: bundles of ``assets/`` without their ending, in the order in which they run.
        payload: what the scripts read, as JSON.
        data: what its twin in JSON says; nothing where it has none.
        table: gives the rows of what it shows, for its twins in CSV and Parquet.
        cited: IRIs of the sources that it shows.
        made: what gives the same again, and the BibTeX of its sources.
        behind: the SPARQL that asks for its records, of any time; empty where no one query does.
        path: its address without what is asked of it, where a day can be.
        given: what is asked of it, by name.
        status: HTTP's number of how the asking went.
        language: in which it speaks, which is that of the moment when it is made.
    """

    template: str
    title: str
    shows: Mapping[str, object] = field(default_factory=dict)
    scripts: Sequence[str] = ("page",)
    payload: object = None
    data: object = None
    table: Callable[[], pl.DataFrame] | None = None
    cited: Sequence[str] = ()
    made: Made | None = None
    behind: str = ""
    path: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    language: str = field(default_factory=language)

    def address(self, **given: str) -> str:
        """Where it is to be had in English, with other things asked of it.

        Those that are empty fall away.
        """
        asked = {name: value for name, value in {**self.given, **given}.items() if value}
        return f"{self.path}?{urlencode(asked, safe=',/')}" if asked else self.path


def forms(page: Page) -> list[str]:
    """Other forms that a page has."""
    has = {
        "json": page.data is not None or page.table is not None,
        "csv": page.table is not None,
        "parquet": page.table is not None,
        "bib": page.made is not None and bool(page.made.bibtex),
    }
    return [form for form in FORMS if has[form]]


def twins(page: Page, way: Way) -> list[tuple[str, str]]:
    """Other forms of a page by name, each with its address; a page that stands alone has none."""
    if not page.path or not (way.live or way.held):
        return []
    return [
        (FORMS[form], spoken(page.address(format=form)) if way.live else f"index.{form}")
        for form in forms(page)
    ]


def twin(page: Page, form: str) -> bytes:
    """A page in one of its other ``forms``.

    JSON has its title, its address, what gives it again (call and manifest) and what it shows:
    ``data``, or the ``rows`` of its table.
    """
    if form == "bib" and page.made:
        return page.made.bibtex.encode()
    with speaking(page.language):
        if form == "json":
            return _json(page)
        return frame_bytes(page.table() if page.table else pl.DataFrame(), form)


def _json(page: Page) -> bytes:
    said: dict[str, object] = {"title": page.title, "address": spoken(page.address())}
    if page.made:
        said |= {"call": page.made.call, "manifest": page.made.manifest}
    if page.data is not None:
        said["data"] = page.data
    elif page.table:
        said["rows"] = page.table().to_dicts()
    return json.dumps(said, ensure_ascii=False, allow_nan=False, default=_plain).encode()


def _plain(value: object) -> object:
    """What JSON has no word for: parts by name of what has any, else the text."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def lines_frame(lines: Iterable[Line]) -> pl.DataFrame:
    """Lines as rows: when, start and end (days), possibly, kind, says, value, source, locator, iri.

    Dates are those of ``Period``; ``says`` and ``value`` are text as the page has it.
    """
    rows = [
        {
            "when": one.when.words,
            "start": one.when.start,
            "end": one.when.end,
            "possibly": one.possibly,
            "kind": one.kind.name,
            "says": "".join(p.label if isinstance(p, Thing) else p for p in one.sentence),
            "value": one.value,
            "source": one.source.title,
            "locator": one.locator,
            "iri": one.iri,
        }
        for one in lines
    ]
    text = dict.fromkeys(("when", "kind", "says", "value", "source", "locator", "iri"), pl.String)
    schema = {"when": pl.String, "start": pl.Date, "end": pl.Date, "possibly": pl.Boolean} | text
    return pl.DataFrame(rows, schema=schema)
