"""Records that speak of one thing: an index of all of them, and those that a page shows.

A hub has ten thousand; a page counts all and shows a few, so that only these are put into words.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from comity.answers.asof import CERTAINLY, NO, Reaches, gone_on, holds
from comity.answers.dates import period
from comity.answers.lines import STORES, Facts, ends_of, facts, is_a, series_period
from comity.answers.records import SCHEMA, Face, ends_of_all, parquet
from comity.model.namespaces import BASE, CM, ID
from comity.model.ontology import ancestors, ends
from comity.model.records import Period
from comity.quads.dyads import key_of
from comity.quads.faces import camel, column_of, statements
from comity.query.question import question
from comity.store.stores import Store

WHOLE = (
    *("body", "participant", "asks", "session_of", "founds", "dissolves", "mission"),
    *("agreement", "sector", "about", "chair", "concerns", "city", "system", "aim", "issue"),
    *("decision", "outcome_of", "states", "derived_from"),
    *("agrees_with", "disagrees_with", "same_matter", "source", "corroborated_by"),
)
"""Columns that lead to a thing from records that are shown one by one, whatever gives them."""
DATES = ("start", "end", "year", "as_of", "edtf", "precision", "first_year", "last_year")
COLUMNS = ("record", "kind", "source", "first", "second", *DATES)
INDEX = pl.Schema(dict.fromkeys(COLUMNS, pl.String()) | {"records": pl.Int64()})


@dataclass(frozen=True)
class Parts:
    """Records that speak of one thing: ``index``, of which ``rows`` gives those that are asked for.

    The index has one row a record: record (IRI), kind (local name), source (IRI), first and second
    (IRIs of the ends that its line names, if any), its dates as text, empty where it has none, and
    how many records it stands for.
    """

    index: pl.DataFrame
    faces: tuple[tuple[Face, pl.DataFrame], ...]
    rest: pl.DataFrame

    def rows(self, records: Iterable[str]) -> pl.DataFrame:
        """What these say, one row a property, and last the ends of their dyads."""
        wanted = pl.Series(list(records), dtype=pl.String).implode()
        parts = [self.rest.filter(pl.col("record").is_in(wanted))]
        for face, rows in self.faces:
            some = rows.filter(pl.format(ID + "{}", "iri").is_in(wanted))
            if some.height:
                parts.append(statements(some, face.kind, face.graph))
        return with_dyads(pl.concat(parts))


@lru_cache(maxsize=STORES)
def parts_of(store: Store, iri: str) -> Parts:
    """Records of the dyads of an actor, and those in which a thing is member, body or such.

    Of a release that gives too much to be shown tie by tie, the series that gather them. Gaps are
    left out.

    Args:
        store: where to ask.
        iri: the thing.
    """
    held = parquet(store)
    if held is None:
        rest = store.select(question("records-of").sparql(thing=iri.removeprefix(BASE))).cast(
            pl.String
        )
        return Parts(indexed(facts(rest, {})), (), rest)
    gathered, actor = gathered_by(held.faces), iri.removeprefix(ID)
    ours = [(one, _has_part(one, actor, gathered=one.graph in gathered)) for one in held.faces]
    asked = [(face, has) for face, has in ours if has is not None and face.kind != "Gap"]
    return parts_from(asked, _of_rest(held.rest, iri, gathered))


def parts_from(asked: Sequence[tuple[Face, pl.Expr]], rest: pl.DataFrame) -> Parts:
    """The records of each face for which this is so, and those that are stated in ``rest``."""
    found = pl.collect_all([face.frame.filter(has) for face, has in asked])
    faces = tuple((face, rows) for (face, _), rows in zip(asked, found, strict=True) if rows.height)
    index = pl.concat([indexed(facts(rest, {})), *(_index(*one) for one in faces)])
    return Parts(index.unique("record"), faces, rest)


def parts_in(store: Store, actors: Collection[str], kind: str) -> Parts:
    """Records of one class in which one of some actors has a part, each by itself; see above.

    Args:
        store: where to ask.
        actors: their paths below ``id/``.
        kind: local name of the class.
    """
    held = parquet(store)
    if held is None:
        every = [parts_of(store, ID + actor) for actor in actors]
        index = pl.concat([one.index.filter(kind=kind) for one in every]).unique("record")
        return Parts(index, (), pl.concat([one.rest for one in every]).unique())
    faces = []
    for face in (one for one in held.faces if one.kind == kind):
        tests = [_has_part(face, actor, gathered=False) for actor in actors]
        given = [test for test in tests if test is not None]
        rows = face.frame.filter(pl.any_horizontal(given)).collect() if given else pl.DataFrame()
        if rows.height:
            faces.append((face, rows))
    rest = pl.concat([_of_rest(held.rest, ID + actor, ()) for actor in actors]).unique()
    index = pl.concat([indexed(facts(rest, {})), *(_index(*one) for one in faces)])
    return Parts(index.filter(kind=kind).unique("record"), tuple(faces), rest)


def gathered_by(faces: Iterable[Face]) -> frozenset[str]:
    """IRIs of the releases whose ties are gathered in series."""
    series = [one.frame.select("gathered_from") for one in faces if one.kind == "Series"]
    return frozenset(path for f in pl.collect_all(series) for path in f["gathered_from"].unique())


def _has_part(face: Face, actor: str, *, gathered: bool) -> pl.Expr | None:
    """Whether the actor has a part in a record of the face; nothing if no column can tell."""
    single = () if gathered and face.kind != "Series" else ("member",)
    columns = [one for one in (*single, *WHOLE, "series_of") if one in face.columns]
    schema = face.frame.collect_schema()
    tests = [
        pl.col(one).list.contains(actor)
        if isinstance(schema[one], pl.List)
        else pl.col(one) == actor
        for one in columns
    ]
    dyadic = ("series_of",) if not single else ("dyad", "series_of")
    tests += [_of_dyad(pl.col(one), actor) for one in dyadic if one in face.columns]
    return pl.any_horizontal(test.fill_null(value=False) for test in tests) if tests else None


def _of_dyad(path: pl.Expr, actor: str) -> pl.Expr:
    """Whether a path is that of a dyad or pair of the actor."""
    key = key_of(actor)
    is_dyad = path.str.starts_with("dyad/") | path.str.starts_with("pair/")
    return is_dyad & (path.str.ends_with(f"/{key}") | path.str.contains(f"/{key}/", literal=True))


def _of_rest(rest: pl.DataFrame, iri: str, gathered: Collection[str]) -> pl.DataFrame:
    """Statements of the thing's records among those that no Parquet holds."""
    prop, value = pl.col("property"), pl.col("value")
    dyad = _of_dyad(value.str.strip_prefix(ID), iri.removeprefix(ID))
    single = rest.filter(
        ((prop == f"{CM}dyad") & dyad) | ((prop == f"{CM}member") & (value == iri))
    )
    of_gathered = rest.filter(prop == f"{CM}source", value.is_in(list(gathered)))
    whole = [f"{CM}{camel(one)}" for one in (*WHOLE, "series_of")]
    named = rest.filter((prop.is_in(whole) & (value == iri)) | ((prop == f"{CM}seriesOf") & dyad))
    records = pl.concat([single.join(of_gathered, on="record", how="anti"), named])["record"]
    gaps = rest.filter(value == f"{CM}Gap")
    some = rest.filter(pl.col("record").is_in(records.unique().implode()))
    return with_dyads(some.join(gaps, on="record", how="anti").select(*SCHEMA))


def with_dyads(rows: pl.DataFrame) -> pl.DataFrame:
    """Statements of records, and the ends of their dyads."""
    of = rows.filter(pl.col("property").is_in([CM + "dyad", CM + "seriesOf"]))
    ends = of.select("record", "value").join(ends_of_all(of["value"].unique()), on="value")
    return pl.concat([rows, ends.select("record", "property", value="end")]).unique()


def _index(face: Face, rows: pl.DataFrame) -> pl.DataFrame:
    """The index of some records of one face."""
    kind = face.kind
    if not {"Record", "Series"} & {*ancestors(kind)}:
        return pl.DataFrame(schema=INDEX)
    gathers = kind == "Series"
    given = {
        "record": pl.format(ID + "{}", "iri"),
        "kind": pl.col("gathers").str.strip_prefix("cm:") if gathers else pl.lit(kind),
        "source": pl.lit(face.graph),
        "records": pl.col("record_count") if gathers else pl.lit(1),
    }
    given |= {name: pl.col(name) for name in DATES if name in rows.columns}
    named = _with_ends(rows, kind).select(
        *(value.alias(name) for name, value in given.items()), "first", "second"
    )
    absent = [pl.lit(None).alias(name) for name in INDEX if name not in named.columns]
    texts = named.with_columns(absent).select(*INDEX).cast(INDEX)
    return texts.with_columns(pl.col(*DATES).fill_null(""))


def _with_ends(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Rows with ``first`` and ``second``, the ends of the tie, as lines name them."""
    begins, leads_to = map(column_of, ends(kind))
    none = pl.lit(None, pl.String)
    if "Claim" in ancestors(kind) or (begins and not {begins, leads_to} <= {*rows.columns}):
        return rows.with_columns(first=none, second=none)
    if begins:
        pair = [pl.col(one).cast(pl.String) for one in (begins, leads_to)]
        both = pl.all_horizontal(one.is_not_null() for one in pair)
        found = rows.with_columns(
            pl.when(both).then(pl.format(ID + "{}", one)).alias(name)
            for one, name in zip(pair, ("first", "second"), strict=True)
        )
    elif (of := "series_of" if kind == "Series" else "dyad") in rows.columns:
        paths = ID + rows[of].drop_nulls().unique()
        wide = _pairs(ends_of_all(paths)).with_columns(pl.col("value").str.strip_prefix(ID))
        found = rows.join(wide, left_on=of, right_on="value", how="left")
        if kind == "Series":
            found = found.with_columns(pl.coalesce("first", pl.format(ID + "{}", of)))
    else:
        return rows.with_columns(first=none, second=none)
    if "label" not in rows.columns:
        return found
    named = pl.col("label").is_not_null()
    return found.with_columns(
        pl.when(~named).then(pl.col(name)).alias(name) for name in ("first", "second")
    )


def _pairs(long: pl.DataFrame) -> pl.DataFrame:
    """Both ends of each dyad in one row, in the order in which lines name them."""
    ordered = long.with_columns(to=pl.col("property") == f"{CM}to").sort("value", "to", "end")
    return ordered.group_by("value").agg(first=pl.col("end").first(), second=pl.col("end").last())


def indexed(records: Iterable[Facts]) -> pl.DataFrame:
    """The index of records that are read already."""
    rows = [
        _row(one)
        for one in records
        if (is_a(one, "Record") or is_a(one, "Series")) and not is_a(one, "Gap")
    ]
    return pl.DataFrame(rows, schema=INDEX, orient="row")


def _row(record: Facts) -> dict[str, object]:
    gathers = is_a(record, "Series")
    kind = record.first("gathers").removeprefix(CM) if gathers else record.first("type")
    unnamed = "label" in record.values or is_a(record, "Claim")
    pair = None if unnamed else ends_of(record)
    first, second = pair or (record.first("seriesOf") or None, None)
    row: dict[str, object] = {
        "record": record.iri,
        "kind": kind,
        "source": record.first("gatheredFrom" if gathers else "source"),
        "first": first,
        "second": second,
        "records": int(record.first("recordCount")) if gathers else 1,
    }
    return row | {name: record.first(camel(name)) for name in DATES}


def dated(index: pl.DataFrame, day: dt.date | None, known: Reaches) -> pl.DataFrame:
    """Records of an index that hold on a day, or may, or have no date; see ``comity.answers.asof``.

    Without a day all hold. Ties of states that did not exist on the day are left out.

    Returns:
        The index with ``holds``, and ``from`` and ``to``, its first and last day as text, if any.
    """
    if day:
        gone = pl.col("first", "second").is_in(list(gone_on(day))).fill_null(value=False)
        numbers = [one for one in index["kind"].unique() if "Observation" in ancestors(one)]
        index = index.filter(~pl.any_horizontal(gone) | pl.col("kind").is_in(numbers))
        index = index.filter(~_apart(day))
    by = ["source", "kind", *DATES]
    found = []
    for source, kind, *dates in index.select(by).unique().iter_rows():
        when = period_of(kind, *dates)
        state = holds(when, day, known.of(source, kind)) if day else CERTAINLY
        ends = [str(one) if one else None for one in (when.start, when.end)]
        found.append((source, kind, *dates, state, *ends))
    schema = dict.fromkeys((*by, "holds", "from", "to"), pl.String)
    states = pl.DataFrame(found, schema, orient="row").filter(pl.col("holds") != NO)
    return index.join(states, on=by)


def _apart(day: dt.date) -> pl.Expr:
    """Whether the dates of a record are all before a day, or all after it.

    ``holds`` says so too, one period after another; this is for a world of them.
    """
    year, first, last = (
        pl.col(one).cast(pl.Int32, strict=False) for one in ("year", "first_year", "last_year")
    )
    start, end = pl.col("start"), pl.col("end")
    days = (start > str(day)) | ((start != "") & (end != "") & (end < str(day)))
    apart = (
        pl.when(first.is_not_null())
        .then((first > day.year) | (last < day.year))
        .when(year.is_not_null())
        .then(year != day.year)
        .otherwise(days)
    )
    return apart.fill_null(value=False)


def period_of(kind: str, *dates: str) -> Period:
    """The period of a record of a class with these ``DATES``."""
    start, end, year, as_of, edtf, precision, first, last = dates
    if first:
        return series_period(first, last)
    return period(
        start=start,
        end=end,
        year=year,
        as_of=as_of,
        edtf=edtf,
        precision=precision,
        moment="Event" in ancestors(kind),
    )
