"""Records of two states: from the Parquet of an embedded store, from any other store by SPARQL.

An engine puts a record together property by property; a row of Parquet is whole, and a page of two
states needs a thousand of them. What has no Parquet, curated graphs, is little and read once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import polars as pl

from comity.answers.lines import STORES, Facts, facts, labels
from comity.model.namespaces import CM, ID
from comity.model.ontology import classes
from comity.model.states import polities, state
from comity.model.words import kept_by_language
from comity.quads.dyads import DYADS, ends_of
from comity.quads.faces import camel, statements
from comity.query.question import question
from comity.store.known import GRAPHS
from comity.store.manifest import FACES, read_manifest
from comity.store.stores import Embedded, Store
from comity.tables.holding import Holding

LARGE = 2_000_000
"""A Parquet file of more bytes stays on disk; a scan skips most of it."""
THIRDS = ("body", "agreement", "lacks")
ABOUT = ("founds", "about")
SCHEMA = dict.fromkeys(("record", "property", "value"), pl.String)


@dataclass(frozen=True)
class Face:
    """Records of one class and source, named by the ontology."""

    kind: str
    graph: str
    frame: pl.LazyFrame
    columns: Collection[str]


@dataclass(frozen=True)
class Parquet:
    """What an embedded store holds: ``faces``, and as statements the ``rest`` that has none."""

    faces: tuple[Face, ...]
    rest: pl.DataFrame

    def where(
        self, column: str, paths: Collection[str], having: Collection[str] = ()
    ) -> pl.DataFrame:
        """Statements of records with one of these things in a column, and any of other columns."""
        held = [
            face
            for face in self.faces
            if column in face.columns and (not having or {*having} & {*face.columns})
        ]
        found = pl.collect_all([f.frame.filter(_in(f, column, paths, having)) for f in held])
        parts = [
            statements(rows, face.kind, face.graph)
            for face, rows in zip(held, found, strict=True)
            if rows.height
        ]
        said = self.rest.filter(pl.col("property") == CM + camel(column))
        named = said.filter(pl.col("value").is_in([ID + path for path in paths]))["record"]
        if having:
            has = self.rest.filter(pl.col("property").is_in([CM + camel(one) for one in having]))
            named = named.filter(named.is_in(has["record"].implode()))
        records = pl.concat([named, *(part["record"] for part in parts)]).unique()
        rest = self.rest.filter(pl.col("record").is_in(records.implode()))
        return pl.concat([rest, *parts]).unique()

    def decided(self, members: Collection[str]) -> pl.DataFrame:
        """Paths of the decisions that one of these took part in, as ``iri``."""
        some = list(members)
        votes = [
            face.frame.filter(pl.col("member").is_in(some)).select(iri="decision")
            for face in self.faces
            if {"member", "decision"} <= {*face.columns}
        ]
        who = self.rest.filter(
            pl.col("property") == f"{CM}member", pl.col("value").is_in([ID + one for one in some])
        )
        said = self.rest.filter(pl.col("property") == f"{CM}decision").join(
            who, on="record", how="semi"
        )
        rest = said.select(iri=pl.col("value").str.strip_prefix(ID))
        return pl.concat([*pl.collect_all(votes), rest]).unique()

    def named(self, column: str, paths: Collection[str]) -> list[str]:
        """Paths of the things with one of these in a column."""
        found = self.where(column, paths)["record"].unique()
        return found.str.strip_prefix(ID).to_list()


def _in(face: Face, column: str, paths: Collection[str], having: Collection[str]) -> pl.Expr:
    given = face.frame.collect_schema()[column]
    value = pl.col(column)
    some = list(paths)
    found = (
        value.list.eval(pl.element().is_in(some)).list.any()
        if isinstance(given, pl.List)
        else value.is_in(some)
    )
    third = [pl.col(one).is_not_null() for one in having if one in face.columns]
    return found & pl.any_horizontal(third) if third else found


@lru_cache(maxsize=STORES)
def between(store: Store, a: str, b: str) -> pl.DataFrame:
    """Ties, events, agreements and gaps between two states, or states that they continue.

    Returns:
        One row a property: record, property and value (IRIs or text); last the ends of its dyad.
    """
    held = parquet(store)
    if held is None:
        return store.select(question("records-between").sparql(a=a, b=b))
    paths = [
        path
        for x in lineage(a)
        for y in lineage(b)
        if x != y
        for path in (f"dyad/{x}/{y}", f"dyad/{y}/{x}", "pair/" + "/".join(sorted((x, y))))
    ]
    rows = held.where("dyad", paths)
    dyads = rows.filter(pl.col("property") == f"{CM}dyad").select("record", "value")
    ends = ends_of_all({ID + path for path in paths})
    more = dyads.join(ends, on="value").select("record", "property", value="end")
    return pl.concat([rows, more])


@lru_cache(maxsize=STORES)
def of_members(store: Store, a: str, b: str) -> pl.DataFrame:
    """What two states, or states that they continue, are in, bound by or lack, as ``between``.

    With the events that found or are about their institutions.
    """
    held = parquet(store)
    if held is None:
        return store.select(question("records-of-members").sparql(a=a, b=b))
    members = _members([*lineage(a), *lineage(b)])
    institutions = held.named("organ_of", members)
    parts = [held.where("member", members, THIRDS)]
    parts += [held.where(column, institutions) for column in ABOUT]
    return pl.concat(parts).unique()


@kept_by_language(STORES)
def pair_facts(store: Store, a: str, b: str) -> tuple[Facts, ...]:
    """The records of ``between``, with the names of everything."""
    return tuple(facts(between(store, a, b), labels(store)))


@kept_by_language(STORES)
def member_facts(store: Store, a: str, b: str) -> tuple[Facts, ...]:
    """The records of ``of_members``, with the names of everything."""
    return tuple(facts(of_members(store, a, b), labels(store)))


@lru_cache(maxsize=STORES)
def decisions(store: Store, a: str, b: str) -> pl.DataFrame:
    """Decisions that both took part in, or states that they continue: decision, source, start."""
    held = parquet(store)
    if held is None:
        return store.select(question("decisions-of-both").sparql(a=a, b=b))
    mine, theirs = (held.decided(_members(lineage(key))) for key in (a, b))
    shared = mine.join(theirs, on="iri")
    calls = [
        face.frame.filter(pl.col("iri").is_in(shared["iri"].implode())).select(
            pl.format(ID + "{}", "iri").alias("decision"),
            pl.lit(face.graph).alias("source"),
            pl.col("start"),
        )
        for face in held.faces
        if face.kind == "RollCall"
    ]
    said = held.rest.filter(pl.col("record").is_in((ID + shared["iri"]).implode()))
    names = {f"{CM}source": "source", f"{CM}start": "start"}
    wide = said.filter(pl.col("property").is_in(list(names))).pivot(
        "property", index="record", values="value", aggregate_function="first"
    )
    given = [
        pl.col(name) if name in wide.columns else pl.lit(None, pl.String).alias(name)
        for name in names
    ]
    rest = wide.select(pl.col("record").alias("decision"), *given).rename(names)
    rest = rest.with_columns(pl.col("start").str.to_date())
    return pl.concat([*pl.collect_all(calls), rest])


def ends_of_all(dyads: Iterable[str]) -> pl.DataFrame:
    """Ends of dyads among some IRIs: value (the dyad), property and end (IRI)."""
    paths = (one.removeprefix(ID) for one in dyads)
    rows = [
        (ID + path, *end)
        for path in paths
        if path.startswith(("dyad/", "pair/"))
        for end in ends_of(path)
    ]
    return pl.DataFrame(rows, ["value", "property", "end"], orient="row").cast(pl.String)


def lineage(key: str) -> list[str]:
    """Keys of a state and of all that it continues, latest first."""
    continues = dict(polities().select("key", "continues").iter_rows())
    found = [key]
    while earlier := continues.get(found[-1]):
        found.append(earlier)
    return found


def _members(keys: Iterable[str]) -> list[str]:
    return [state(key).iri.removeprefix(ID) for key in keys]


@lru_cache(maxsize=STORES)
def parquet(store: Store) -> Parquet | None:
    """What a store holds as Parquet; nothing of an endpoint, or of a database that stands alone."""
    if not isinstance(store, Embedded) or not (store.place / FACES).is_dir():
        return None
    held = Holding(store.place, read_manifest(store.folder), store.as_known)
    faces = tuple(
        _face(path, one.graph)
        for one in held.sources.values()
        for path in sorted((store.place / FACES / one.id).glob("*.parquet"))
        if path.stem in classes()
    )
    graphs = store.select(GRAPHS).get_column("graph")
    others = [graph for graph in graphs if graph not in {DYADS, *(face.graph for face in faces)}]
    values = " ".join(f"<{one}>" for one in others)
    asked = (
        f"SELECT ?record ?property ?value WHERE {{ VALUES ?graph {{ {values} }} "
        "GRAPH ?graph { ?record ?property ?value } }"
    )
    rest = store.select(asked).cast(pl.String) if others else pl.DataFrame(schema=SCHEMA)
    return Parquet(faces, rest)


def _face(path: Path, graph: str) -> Face:
    large = path.stat().st_size > LARGE
    frame = pl.scan_parquet(path) if large else pl.read_parquet(path).lazy()
    return Face(path.stem, graph, frame, frame.collect_schema().names())
