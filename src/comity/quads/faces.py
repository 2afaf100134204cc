"""Record frames → N-Quads and Parquet: the two faces of what a mapping yields, from one frame."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from comity.errors import MappingError
from comity.files.terms import YEARS, Frame
from comity.model.namespaces import CM, DCTERMS, GEO, ID, RDF, RDFS, SKOS, WGS84, XSD
from comity.model.ontology import ancestors, classes, properties

CONTROL = ("iri", "kind", "refused", "lang")
NAMES = {
    "label": RDFS + "label",
    "alt_label": SKOS + "altLabel",
    "pref_label": SKOS + "prefLabel",
    "title": DCTERMS + "title",
}
"""Columns of names, whose language is in the column ``lang``, and their properties."""

WORDS = {"notation": SKOS + "notation", "publisher": DCTERMS + "publisher"}
"""Columns of text in no language, and their properties."""

LINKS = {
    "broad_match": SKOS + "broadMatch",
    "broader": SKOS + "broader",
    "exact_match": SKOS + "exactMatch",
    "has_geometry": GEO + "hasGeometry",
    "has_top_concept": SKOS + "hasTopConcept",
    "in_scheme": SKOS + "inScheme",
    "narrow_match": SKOS + "narrowMatch",
    "related_match": SKOS + "relatedMatch",
    "top_concept_of": SKOS + "topConceptOf",
}
"""Columns of things, and their properties."""

OUTLINES = {"as_wkt": GEO + "asWKT"}
"""Columns of geometries as well-known text, in degrees of WGS 84, and their properties."""

DEGREES = {"lat": WGS84 + "lat", "long": WGS84 + "long"}
"""Columns of decimals, as text or numbers, in degrees, and their properties."""

MOST_DEGREES = {"lat": 90, "long": 180}
"""How far from the equator and from the meridian of Greenwich a point can be."""

OTHERS = NAMES | WORDS | LINKS | OUTLINES | DEGREES
"""Columns whose property is another vocabulary's."""

BATCH = 10_000
"""Subjects whose quads are written at once; with more, fresh memory costs more than it saves."""

NO_IRI = (
    r"[^!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\u{a0}-\u{d7ff}\u{f900}-\u{fdcf}\u{fdf0}-\u{ffef}"
    r"\u{10000}-\u{1fffd}\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}]"
    r"|%(?:.?$|[^0-9A-Fa-f]|.[^0-9A-Fa-f])|#.*#|^https?://(?:[^A-Za-z0-9]|[^/]*[^A-Za-z0-9./-])"
)
"""What makes text no IRI (RFC 3987) and no path of one, as far as IRIs are used here.

Letters of the higher planes that no script uses yet, hosts in brackets and ports are left out.
"""

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b"}
ESCAPES |= {"\f": "\\f"} | {
    chr(code): f"\\u{code:04X}"
    for code in (*range(8), 0x0B, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF)
}
"""Letters that canonical N-Quads write otherwise."""


@dataclass(frozen=True)
class Faces:
    """What one source gave: its record frames by class, and its refused rows by reason.

    ``refused`` has the columns ``kind``, ``refused`` and ``rows``.
    """

    frames: dict[str, pl.DataFrame]
    refused: pl.DataFrame

    @property
    def records(self) -> int:
        """Number of records of all classes."""
        return sum(frame.height for frame in self.frames.values())

    def reasons(self) -> dict[str, int]:
        """How many rows of all classes were refused, by reason."""
        rows = self.refused.group_by("refused").agg(pl.col("rows").sum()).sort("refused")
        return dict(rows.iter_rows())


def collect(records: Iterable[Frame], source: str) -> Faces:
    """A mapping's frames, run, checked against the ontology and sorted by IRI.

    A record that ends before it starts is refused, whatever the source, with its place as reason.

    Args:
        records: what the mapping yields.
        source: id of the data set, for messages.

    Raises:
        MappingError: a column, class or value that the ontology does not know, two records with
            one IRI, an IRI that holds a character that IRIs may not, or a point off the globe.
    """
    frames: dict[str, list[pl.DataFrame]] = {}
    refused = [pl.DataFrame(schema={"kind": pl.String, "refused": pl.String, "rows": pl.UInt32})]
    for lazy in records:
        frame = _with_backward_refused(_native(lazy))
        if "refused" in frame.columns:
            reasons = frame.filter(pl.col("refused").is_not_null())
            refused.append(
                reasons.group_by("kind", "refused").agg(pl.len().cast(pl.UInt32).alias("rows"))
            )
            frame = frame.filter(pl.col("refused").is_null()).drop("refused")
        _check_columns(frame, source)
        for (kind,), part in frame.partition_by("kind", as_dict=True).items():
            frames.setdefault(str(kind), []).append(part)
    joined = {
        kind: pl.concat(parts, how="diagonal_relaxed").sort("iri", maintain_order=True)
        for kind, parts in sorted(frames.items())
    }
    for kind, frame in joined.items():
        _check_records(frame, kind, source)
    rows = pl.concat(refused).group_by("kind", "refused").agg(pl.col("rows").sum())
    return Faces(joined, rows.sort("kind", "refused"))


def write_nquads(faces: Faces, graph: str, path: Path) -> int:
    """Writes the records as N-Quads, sorted, and returns how many quads there are.

    Args:
        faces: the records.
        graph: IRI of the named graph that holds them, which is also that of the release that every
            tie, event and claim of it has for ``cm:source``.
        path: file to write.
    """
    quads = 0
    with path.open("wb") as file:
        for frames in _batches(faces.frames):
            every = pl.concat(
                [part for kind, frame in frames for part in _texts(frame, kind, graph)]
            )
            if every.get_column("subject").is_duplicated().any():
                split = every.get_column("text").str.strip_suffix("\n").str.split("\n").explode()
                texts = split.unique().sort() + "\n"
                quads += texts.len()
            else:
                texts = every.sort("subject").get_column("text")
                quads += int(every.get_column("lines").sum())
            # Polars calls a full disk a fault of the format; writing bytes says what it is.
            content = io.BytesIO()
            texts.to_frame().write_csv(
                content, include_header=False, quote_style="never", line_terminator=""
            )
            file.write(content.getbuffer())
    return quads


def _batches(frames: Mapping[str, pl.DataFrame]) -> Iterator[list[tuple[str, pl.DataFrame]]]:
    """The records by class, some subjects after others, so that few lines are held at once.

    Batch follows batch as lines do: by subjects with the bracket that ends each of them.
    """
    if not frames:
        return
    subject = pl.format("{}>", "iri")
    ordered = {kind: frame.sort(subject) for kind, frame in frames.items()}
    ends = {kind: frame.select(subject).to_series() for kind, frame in ordered.items()}
    first = pl.concat(ends.values()).sort().gather_every(BATCH).unique(maintain_order=True)
    cuts = {kind: [*found.search_sorted(first), found.len()] for kind, found in ends.items()}
    for number in range(first.len()):
        parts = {kind: cut[number : number + 2] for kind, cut in cuts.items()}
        yield [(kind, ordered[kind][low:high]) for kind, (low, high) in parts.items() if low < high]


def write_parquet(faces: Faces, folder: Path) -> None:
    """Writes the records as one Parquet file a class, named by the class."""
    for kind, frame in faces.frames.items():
        content = io.BytesIO()  # as above
        frame.write_parquet(content)
        (folder / f"{kind}.parquet").write_bytes(content.getbuffer())


def statements(frame: pl.DataFrame, kind: str, graph: str) -> pl.DataFrame:
    """What the quads of some records of one class say, as text.

    Returns:
        One row a quad: record (IRI), property (IRI) and value (an IRI, or the text of a literal).
    """
    lists = [column for column, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    said = {
        _predicate(column): _value(column, frame.schema)
        for column in frame.columns
        if column not in (*CONTROL, *lists)
    } | {RDF + "type": pl.lit(classes()[kind])}
    if "source" not in frame.columns and "Record" in ancestors(kind):
        said[CM + "source"] = pl.lit(graph)
    record = pl.format(ID + "{}", "iri").alias("record")
    wide = frame.select(record, *(value.alias(name) for name, value in said.items()))
    parts = [wide.unpivot(index="record", variable_name="property")]
    for column in lists:
        long = frame.select(record, column).explode(column)
        value = _value(column, long.schema).alias("value")
        parts.append(long.select("record", pl.lit(_predicate(column)).alias("property"), value))
    return pl.concat(parts).drop_nulls("value")


def dyads(faces: Faces) -> set[str]:
    """Paths of the dyads and pairs that the records are of, such as ``pair/PAK/RUS``."""
    columns = [
        f.get_column("dyad").drop_nulls() for f in faces.frames.values() if "dyad" in f.columns
    ]
    return {path for column in columns for path in column}


def _texts(frame: pl.DataFrame, kind: str, graph: str) -> Iterator[pl.DataFrame]:
    """The quads of one class's records: all lines of a row in one text, in order.

    The values of a column of lists stand in texts of their own, one each.

    Yields:
        Frames with the columns ``subject`` (with its brackets), ``text`` and, how many they are,
        ``lines``.
    """
    lists = [column for column, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    objects = {
        _predicate(column): _object(column, frame.schema)
        for column in frame.columns
        if column not in (*CONTROL, *lists)
    } | {RDF + "type": pl.lit(f"<{classes()[kind]}>")}
    if "source" not in frame.columns and "Record" in ancestors(kind):
        objects[CM + "source"] = pl.lit(f"<{graph}>")
    if kind == "ConceptScheme":
        objects[DCTERMS + "source"] = pl.lit(f"<{graph}>")
    yield _lines(frame, objects, graph)
    for column in lists:
        long = frame.select("iri", column).explode(column).filter(pl.col(column).is_not_null())
        yield _lines(long, {_predicate(column): _object(column, long.schema)}, graph)


def _lines(frame: pl.DataFrame, objects: Mapping[str, pl.Expr], graph: str) -> pl.DataFrame:
    """See ``_texts``; ``objects`` holds the objects in N-Triples text by predicate."""
    subject = frame.select(pl.format("<{}{}>", pl.lit(ID), "iri").alias("subject"))
    values = subject.hstack(frame.select(value.alias(p) for p, value in objects.items()))
    end = pl.lit(f" <{graph}> .\n")
    # Ordered as lines are, with the bracket that ends the name.
    order = sorted(objects, key=lambda predicate: f"{predicate}>")
    lines = [pl.concat_str("subject", pl.lit(f" <{p}> "), pl.col(p), end) for p in order]
    return values.select(
        "subject",
        text=pl.concat_str(lines, ignore_nulls=True),
        lines=pl.sum_horizontal(pl.col(p).is_not_null() for p in order).cast(pl.Int64),
    )


def camel(column: str) -> str:
    """Local name of the property that a column stands for: ``as_of`` → ``asOf``."""
    first, *rest = column.split("_")
    return first + "".join(word.capitalize() for word in rest)


def column_of(name: str) -> str:
    """The column of a property, the inverse of ``camel``: ``organOf`` → ``organ_of``."""
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name)


def _predicate(column: str) -> str:
    return OTHERS.get(column) or CM + camel(column)


def _object(column: str, schema: pl.Schema) -> pl.Expr:
    value = pl.col(column)
    if column in NAMES:
        return pl.format('"{}"@{}', _escaped(value), "lang")
    if _leads(column):
        return _iri(value)
    datatype = _datatype(column)
    if datatype == XSD + "string":
        return pl.format('"{}"', _escaped(value))
    if datatype == XSD + "decimal" and schema[column].is_float():
        value = value.map_batches(_decimals, return_dtype=pl.String)
    return pl.format('"{}"^^<{}>', value.cast(pl.String), pl.lit(datatype))


def _value(column: str, schema: pl.Schema) -> pl.Expr:
    """What ``_object`` writes, without brackets, quotes, escapes, language and datatype."""
    value = pl.col(column)
    if column not in NAMES and _leads(column):
        return _iri(value).str.strip_chars("<>")
    if schema[column].is_float():
        value = value.map_batches(_decimals, return_dtype=pl.String)
    return value.cast(pl.String)


def _decimals(numbers: pl.Series) -> pl.Series:
    """Numbers as xsd:decimal writes them, without an exponent."""
    text = numbers.cast(pl.String).str.replace(r"\.0$", "")
    far = text.str.contains("e").fill_null(value=False)
    if far.any():
        text = text.scatter(far.arg_true(), [f"{Decimal(one):f}" for one in text.filter(far)])
    return text


def _datatype(column: str) -> str:
    foreign = {**dict.fromkeys(WORDS, XSD + "string"), **dict.fromkeys(DEGREES, XSD + "decimal")}
    foreign |= dict.fromkeys(OUTLINES, GEO + "wktLiteral")
    return foreign.get(column) or properties()[camel(column)].datatype


def _iri(value: pl.Expr) -> pl.Expr:
    return (
        pl.when(value.str.contains("^https?://"))
        .then(pl.format("<{}>", value))
        .when(value.str.starts_with("cm:"))
        .then(pl.format("<{}{}>", pl.lit(CM), value.str.strip_prefix("cm:")))
        .otherwise(pl.format("<{}{}>", pl.lit(ID), value))
    )


def _escaped(value: pl.Expr) -> pl.Expr:
    return value.str.replace_many(ESCAPES)


def _native(lazy: Frame) -> pl.DataFrame:
    collected = lazy.collect(backend="polars").to_native()
    if not isinstance(collected, pl.DataFrame):
        raise MappingError(f"a mapping gave a {type(collected).__name__} where a frame is expected")
    return collected


def _with_backward_refused(frame: pl.DataFrame) -> pl.DataFrame:
    if not {"start", "end"} <= set(frame.columns):
        return frame
    place = [pl.lit(": "), pl.col("locator")] if "locator" in frame.columns else []
    reason = pl.concat_str(pl.lit("it ends before it starts"), *place)
    backward = pl.when(pl.col("start") > pl.col("end")).then(reason)
    given = ["refused"] if "refused" in frame.columns else []
    return frame.with_columns(refused=pl.coalesce(backward, *given))


def _check_columns(frame: pl.DataFrame, source: str) -> None:
    for column in ("iri", "kind"):
        if column not in frame.columns:
            raise MappingError(
                f"{source}: a frame lacks the column {column!r}; see comity.files.terms"
            )
    for column in frame.columns:
        if column not in (*CONTROL, *OTHERS) and camel(column) not in properties():
            raise MappingError(f"{source}: column {column!r} is no property of the ontology")
    unknown = set(frame.get_column("kind").unique()) - set(classes())
    if unknown:
        raise MappingError(f"{source}: {min(map(str, unknown))!r} is no class of the ontology")


def _check_records(frame: pl.DataFrame, kind: str, source: str) -> None:
    twice = frame.filter(pl.col("iri").is_duplicated())
    if twice.height and "Record" in ancestors(kind):
        same = twice.filter(pl.col("iri") == twice["iri"][0])
        places = [f" of {one}" for one in same["locator"]] if "locator" in same.columns else []
        raise MappingError(
            f"{source}: two records of class {kind} are called {same['iri'][0]}{','.join(places)}"
        )
    for column in frame.columns:
        values = frame.get_column(column)
        flat = values.explode() if isinstance(values.dtype, pl.List) else values
        if column == "iri" or (column not in CONTROL and _leads(column)):
            bad = flat.filter(flat.str.contains(NO_IRI).fill_null(value=False))
            says = "holds what no IRI may"
        elif column in NAMES:
            bad = flat.filter(flat == "")
            says = "is no name"
        elif column in DEGREES:
            most = MOST_DEGREES[column]
            on_the_globe = flat.cast(pl.Float64, strict=False).is_between(-most, most)
            bad = flat.filter(~on_the_globe.fill_null(value=False) & flat.is_not_null())
            says = f"is not in the degrees -{most} to {most}"
        elif flat.dtype == pl.Date:
            bad = flat.filter(~flat.dt.year().is_between(*YEARS))
            says = f"is not in the years {YEARS[0]} to {YEARS[1]}"
        elif flat.dtype.is_float():
            bad = flat.filter(~flat.is_finite())
            says = "is no number"
        else:
            continue
        if bad.len():
            given = bad.cast(pl.String)[0]  # which Python's date may not hold
            raise MappingError(f"{source}: {kind} {column} {given!r} {says}")


def _leads(column: str) -> bool:
    if column in OTHERS:
        return column in LINKS
    return properties()[camel(column)].leads_to_thing
