"""SPARQL results as text → typed frames, the same for every store.

The embedded store writes TSV, which is the cheapest way to a frame; endpoints are asked for JSON,
the one form that all of them write, and write alike.
"""

import re
from collections.abc import Collection, Mapping

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
    return _typed(columns)


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
    return _typed(terms)


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


def _typed(cells: pl.DataFrame) -> pl.DataFrame:
    """Terms as values; all columns in one pass, as most answers are short and a pass costs more."""
    terms = cells.select(pl.all().replace("", None))
    names = terms.columns
    wrong = terms.select(
        pl.col(one).filter(~pl.col(one).str.contains(TERM)).first() for one in names
    )
    for said in wrong.rows()[0] if names else ():
        if said is not None:
            raise EndpointError(
                f"the answer holds {said!r}, which is no RDF term; was the query cut short?"
            )
    kinds = terms.select(_datatype(one).drop_nulls().unique().implode() for one in names)
    texts = _unescaped(terms.select(_text(one) for one in names))
    return texts.select(_valued(one, kinds[one].item().to_list()) for one in names)


def _valued(name: str, kinds: Collection[str]) -> pl.Expr:
    """A column of text as what all of its datatypes are."""
    text = pl.col(name)
    if not kinds:
        return text
    if all(kind in INTEGERS for kind in kinds):
        return text.cast(pl.Int64, strict=False)
    if all(kind in (*INTEGERS, "decimal", "double", "float") for kind in kinds):
        return text.cast(pl.Float64, strict=False)
    if set(kinds) == {"date"}:
        return text.str.to_date("%Y-%m-%d", strict=False)
    return text == "true" if set(kinds) == {"boolean"} else text


def _datatype(name: str) -> pl.Expr:
    term = pl.col(name)
    given = term.str.extract(r"\^\^<" + XSD.replace(".", r"\.") + r"(\w+)>$")
    return (
        pl.when(term.is_null())
        .then(None)
        .when(term.str.contains(r"^[+-]?\d+$"))
        .then(pl.lit("integer"))
        .when(term.str.contains(NUMBER))
        .then(pl.lit("decimal"))
        .when(term.is_in(["true", "false"]))
        .then(pl.lit("boolean"))
        .otherwise(given.fill_null("text"))
        .alias(name)
    )


def _text(name: str) -> pl.Expr:
    term = pl.col(name)
    return (
        pl.when(term.str.starts_with('"'))
        .then(term.str.extract(r'^"((?:[^"\\]|\\.)*)"'))
        .when(term.str.starts_with("<"))
        .then(term.str.slice(1).str.strip_suffix(">"))
        .otherwise(term)
        .alias(name)
    )


def _unescaped(texts: pl.DataFrame) -> pl.DataFrame:
    escaped = texts.select(pl.all().str.contains("\\", literal=True).arg_true().implode())
    for name in texts.columns:
        places = escaped[name].item()
        if places.len():
            plain = [ESCAPE.sub(_unescape, one) for one in texts[name].gather(places)]
            texts = texts.with_columns(texts[name].scatter(places, plain))
    return texts


def _unescape(match: re.Match[str]) -> str:
    return UNESCAPED[match[1]]
