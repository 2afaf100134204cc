"""SPARQL results as text → typed frames, the same for every store."""

import polars as pl

from comity.errors import EndpointError
from comity.namespaces import XSD

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
    quoted = term.str.extract(r'^"((?:[^"\\]|\\.)*)"')
    plain = (
        quoted.str.replace_all(r"\\", "\x00", literal=True)
        .str.replace_all(r"\"", '"', literal=True)
        .str.replace_all(r"\n", "\n", literal=True)
        .str.replace_all(r"\r", "\r", literal=True)
        .str.replace_all(r"\t", "\t", literal=True)
        .str.replace_all("\x00", "\\", literal=True)
    )
    value = (
        pl.when(term.str.starts_with('"'))
        .then(plain)
        .when(term.str.starts_with("<"))
        .then(term.str.slice(1).str.strip_suffix(">"))
        .otherwise(term)
    )
    return frame.select(value.alias(terms.name)).to_series()
