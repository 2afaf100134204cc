"""SPARQL results as text → typed frames, the same for every store.

The embedded store writes TSV, which is the cheapest way to a frame; endpoints are asked for JSON,
the one form that all of them write, and write alike.
"""

import re
from collections.abc import Mapping

import msgspec
import polars as pl
import pyoxigraph as ox

from comity.errors import EndpointError
from comity.model.namespaces import XSD

INTEGERS = (
    "integer",
    "int",
    "long",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "gYear",
)
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
UNESCAPED = {escape[1]: character for character, escape in ESCAPES}
ESCAPE = re.compile(r"\\(.)")
TERM = (
    r'^(<[^>]*>|"(?:[^"\\]|\\.)*"(@[A-Za-z0-9-]+|\^\^<[^>]*>)?'
    r"|[+-]?[\d.]+([eE][+-]?\d+)?|true|false|_:\S+)$"
)


def read_tsv(content: bytes) -> pl.DataFrame:
    """A frame from SPARQL 1.1 TSV results.

    A column whose values are all integers, numbers, dates or booleans has that type; any other is
    text: IRIs without their brackets, literals without quotes, language or datatype.

    Raises:
        EndpointError: the content is no TSV of terms; a server may send an error in its place.
    """
    header, _, body = content.decode("utf-8").partition("\n")
    names = [name.removeprefix("?") for name in header.rstrip("\r").split("\t")] if header else []
    rows = body.split("\n")
    if rows and rows[-1] == "":
        rows.pop()
    if not names:
        return pl.DataFrame()
    cells = pl.DataFrame({"row": rows}, schema={"row": pl.String}).select(
        pl.col("row").str.strip_suffix("\r").str.split_exact("\t", len(names) - 1)
    )
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    columns = cells.get_column("row").struct.unnest()
    columns.columns = names
    return columns.select(_typed(columns.get_column(name)) for name in names)


class Head(msgspec.Struct):
    """Names of the columns of a SELECT."""

    vars: list[str] = []


class Rows(msgspec.Struct):
    """Rows of a SELECT: a term for each column that has one."""

    bindings: list[dict[str, dict[str, str]]] = []


class Answer(msgspec.Struct):
    """SPARQL 1.1 Query Results JSON of a SELECT or an ASK."""

    head: Head
    results: Rows | None = None
    boolean: bool | None = None


def read_json(content: bytes) -> Answer:
    """An answer from SPARQL 1.1 JSON results.

    Raises:
        EndpointError: the content is something else.
    """
    try:
        return msgspec.json.decode(content, type=Answer)
    except msgspec.DecodeError as error:
        raise EndpointError(f"the answer is no SPARQL JSON results: {error}") from None


def read_xml(content: bytes) -> Answer:
    """An answer from SPARQL 1.1 XML results.

    Raises:
        EndpointError: the content is something else.
    """
    try:
        found = ox.parse_query_results(content, ox.QueryResultsFormat.XML)
        written = found.serialize(format=ox.QueryResultsFormat.JSON)
    except SyntaxError as error:
        raise EndpointError(f"the answer is no SPARQL XML results: {error}") from None
    return read_json(written or b"")


def frame(answer: Answer) -> pl.DataFrame:
    """A frame from the rows of a SELECT, typed as ``read_tsv`` types it.

    Raises:
        EndpointError: the answer has no rows, as that of an ASK.
    """
    if answer.results is None:
        raise EndpointError("the answer has no rows; is the query a SELECT?")
    rows = answer.results.bindings
    columns = {
        name: [_term(row[name]) if name in row else None for row in rows]
        for name in answer.head.vars
    }
    terms = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return terms.select(_typed(terms.get_column(name)) for name in columns)


def _term(binding: Mapping[str, str]) -> str:
    """A term of the JSON results as the TSV results write it."""
    value = binding["value"]
    if binding["type"] == "uri":
        return f"<{value}>"
    if binding["type"] == "bnode":
        return f"_:{value}"
    for character, escape in ESCAPES:
        value = value.replace(character, escape)
    if "xml:lang" in binding:
        return f'"{value}"@{binding["xml:lang"]}'
    return f'"{value}"^^<{binding["datatype"]}>' if "datatype" in binding else f'"{value}"'


def _typed(column: pl.Series) -> pl.Series:
    terms = column.replace("", None)
    present = terms.drop_nulls()
    if present.len() == 0:
        return terms
    wrong = present.filter(~present.str.contains(TERM))
    if wrong.len():
        raise EndpointError(
            f"the answer holds {wrong[0]!r}, which is no RDF term; was the query cut short?"
        )
    text = _text(terms)
    kinds = _datatypes(present).unique().to_list()
    if all(kind in INTEGERS for kind in kinds):
        return text.cast(pl.Int64, strict=False)
    if all(kind in (*INTEGERS, "decimal", "double", "float") for kind in kinds):
        return text.cast(pl.Float64, strict=False)
    if kinds == ["date"]:
        return text.str.to_date("%Y-%m-%d", strict=False)
    if kinds == ["boolean"]:
        return text == "true"
    return text


def _datatypes(terms: pl.Series) -> pl.Series:
    frame = terms.to_frame("term")
    given = pl.col("term").str.extract(r"\^\^<" + XSD.replace(".", r"\.") + r"(\w+)>$")
    kind = (
        pl.when(pl.col("term").str.contains(r"^[+-]?\d+$"))
        .then(pl.lit("integer"))
        .when(pl.col("term").str.contains(NUMBER))
        .then(pl.lit("decimal"))
        .when(pl.col("term").is_in(["true", "false"]))
        .then(pl.lit("boolean"))
        .otherwise(given.fill_null("text"))
    )
    return frame.select(kind.alias("kind")).to_series()


def _text(terms: pl.Series) -> pl.Series:
    frame = terms.to_frame("term")
    term = pl.col("term")
    value = (
        pl.when(term.str.starts_with('"'))
        .then(term.str.extract(r'^"((?:[^"\\]|\\.)*)"'))
        .when(term.str.starts_with("<"))
        .then(term.str.slice(1).str.strip_suffix(">"))
        .otherwise(term)
    )
    text = frame.select(value.alias(terms.name)).to_series()
    escaped = text.str.contains("\\", literal=True).fill_null(value=False).arg_true()
    plain = [ESCAPE.sub(_unescape, one) for one in text.gather(escaped)]
    return text.scatter(escaped, plain) if plain else text


def _unescape(match: re.Match[str]) -> str:
    return UNESCAPED[match[1]]
