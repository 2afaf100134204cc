"""What an empty cell of a table means: a true zero, missing, not applicable, or out of coverage.

Rule: "missing is four things"; nothing is filled with zero beyond what a source declares to cover.
"""

import datetime as dt
from collections.abc import Iterable

import polars as pl

from comity.files.source import Covers, Source
from comity.model.states import identifiers
from comity.tables.column import MEANING, MISSING, NOT_APPLICABLE, OUTSIDE, ZERO
from comity.tables.holding import Holding
from comity.tables.panel import Panel

SILENCES = {"cm:Missing": MISSING, "cm:NotApplicable": NOT_APPLICABLE}


def silence_of_dyads(
    held: Holding, source: Source, kind: str, panel: Panel, dyads: pl.DataFrame
) -> pl.Series:
    """What it means of each dyad and year that a source has no tie of a kind from a to b.

    Args:
        held: what the store holds.
        source: the source.
        kind: class of the ties.
        panel: the units that the dyads are of.
        dyads: year, a, b (units).

    Returns:
        One of ``MEANING`` for each row of dyads.
    """
    covers = [one for one in source.description.coverage if one.kind == kind]
    gaps = _gaps(held, source, kind)
    of_pairs = _of_pairs(gaps, panel)
    rows = dyads.lazy()
    for end in ("a", "b"):
        lacking = _lacking(gaps, panel, end)
        rows = rows.join(lacking, on=["year", end], how="left", maintain_order="left")
    rows = rows.join(of_pairs, on=["year", "a", "b"], how="left", maintain_order="left")
    told = pl.coalesce("gap", "gap_a", "gap_b")
    return _meaning(rows, _covered(held, source, covers, panel, ("a", "b")), covers, told)


def silence_of_states(
    held: Holding, source: Source, kind: str, panel: Panel, states: pl.DataFrame
) -> pl.Series:
    """What it means of each state and year that a source has no tie of a kind; see above.

    Args:
        held: what the store holds.
        source: the source.
        kind: class of the ties.
        panel: the units.
        states: year, unit.
    """
    covers = [one for one in source.description.coverage if one.kind == kind]
    gaps = _gaps(held, source, kind)
    lacking = _lacking(gaps, panel, "unit")
    rows = states.lazy().join(lacking, on=["year", "unit"], how="left", maintain_order="left")
    told = pl.col("gap_unit")
    return _meaning(rows, _covered(held, source, covers, panel, ("unit",)), covers, told)


def _meaning(
    rows: pl.LazyFrame,
    known: Iterable[tuple[pl.LazyFrame, list[str]]],
    covers: list[Covers],
    told: pl.Expr,
) -> pl.Series:
    within = pl.lit(value=False)
    for one in covers:
        year = pl.col("year")
        within |= year.is_in(one.years) if one.years else year.is_between(one.start, one.end)
    for number, (frame, on) in enumerate(known):
        name = f"known_{number}"
        marked = frame.with_columns(pl.lit(value=True).alias(name))
        rows = rows.join(marked, on=on, how="left", maintain_order="left")
        within &= pl.col(name).is_not_null()
    absent = MISSING if any(one.absent == "missing" for one in covers) else ZERO
    meaning = pl.when(within).then(pl.coalesce(told, pl.lit(absent))).otherwise(pl.lit(OUTSIDE))
    return rows.select(meaning.cast(MEANING).alias("meaning")).collect().to_series()


def _covered(
    held: Holding, source: Source, covers: list[Covers], panel: Panel, ends: tuple[str, ...]
) -> list[tuple[pl.LazyFrame, list[str]]]:
    """The years and units that a source covers, and the columns to join them on.

    Holders of a code are covered at both ends. Actors that the records list are senders: what they
    send is covered, to whomever.
    """
    schemes = [one.actors for one in covers if one.actors]
    if schemes:
        holders = _holders(schemes, panel)
        return [(holders.rename({"unit": end}), ["year", end]) for end in ends]
    listed = held.records(source, "Coverage").collect()
    if listed.is_empty():
        return []
    actors = listed.select(key=_key("covered_actor"))
    senders = panel.keys.lazy().join(actors.lazy().unique(), on="key", how="semi")
    end = ends[0]
    return [(senders.select("year", pl.col("unit").alias(end)).unique(), ["year", end])]


def _holders(schemes: list[str], panel: Panel) -> pl.LazyFrame:
    """Years and units that hold a code of one of the schemes on a day of the year."""
    codes = identifiers().filter(pl.col("scheme").is_in(schemes)).select("key", "start", "end")
    held = panel.keys.lazy().join(codes.lazy(), on="key")
    begins = pl.col("start").fill_null(dt.date.min).dt.year()
    ends = pl.col("end").fill_null(dt.date.max).dt.year()
    return held.filter(pl.col("year").is_between(begins, ends)).select("year", "unit").unique()


def _gaps(held: Holding, source: Source, kind: str) -> pl.DataFrame:
    """Gaps of a source in a kind that are of no one body or agreement: year, dyad, member, why."""
    found = held.records(source, "Gap").collect()
    columns = {"year": pl.Int32, "dyad": pl.String, "member": pl.String, "why": pl.String}
    if found.is_empty():
        return pl.DataFrame(schema=columns)
    lacking = [pl.lit(None, pl.String).alias(c) for c in ("dyad", "member", "body", "agreement")]
    found = found.with_columns(
        one for one in lacking if one.meta.output_name() not in found.columns
    )
    whole = pl.col("dyad").is_not_null() | pl.col("body").is_null() & pl.col("agreement").is_null()
    found = found.filter(pl.col("lacks") == f"cm:{kind}", whole)
    last = max(one.end for one in source.description.coverage if one.kind == kind)
    years = pl.int_ranges(
        pl.col("start").dt.year(), pl.col("end").dt.year().fill_null(last) + 1, dtype=pl.Int32
    )
    why = pl.col("silence").replace_strict(SILENCES)
    found = found.select("dyad", "member", years.alias("year"), why.alias("why"))
    return found.explode("year").select(*columns)


def _lacking(gaps: pl.DataFrame, panel: Panel, end: str) -> pl.LazyFrame:
    """Years and units of which a source says that it knows nothing: year, the end, gap_<end>."""
    of_members = gaps.filter(pl.col("member").is_not_null()).with_columns(key=_key("member"))
    found = of_members.join(panel.keys, on=["year", "key"])
    return (
        found.lazy()
        .group_by("year", pl.col("unit").alias(end))
        .agg(pl.col("why").min().alias(f"gap_{end}"))
    )


def _of_pairs(gaps: pl.DataFrame, panel: Panel) -> pl.LazyFrame:
    """Years and dyads of which a source says that it knows nothing: year, a, b, gap."""
    found = gaps.filter(pl.col("dyad").is_not_null()).lazy()
    return ends(found, panel).group_by("year", "a", "b").agg(pl.col("why").min().alias("gap"))


def ends(ties: pl.LazyFrame, panel: Panel) -> pl.LazyFrame:
    """Ties by year, with their dyad's ends as units, a and b; pairs in both orders.

    Ties of whom the panel does not have in their year are left out, and those within one unit.
    """
    parts = pl.col("dyad").str.split("/").list
    keyed = ties.with_columns(parts.get(0).alias("shape"), ka=parts.get(1), kb=parts.get(2))
    backward = keyed.filter(pl.col("shape") == "pair").with_columns(ka="kb", kb="ka")
    both = pl.concat([keyed, backward])
    for end in ("a", "b"):
        units = panel.keys.lazy().select(
            "year", pl.col("key").alias(f"k{end}"), pl.col("unit").alias(end)
        )
        both = both.join(units, on=["year", f"k{end}"])
    return both.filter(pl.col("a") != pl.col("b")).drop("shape", "ka", "kb")


def members(ties: pl.LazyFrame, panel: Panel) -> pl.LazyFrame:
    """Ties by year of a member, with the unit that it is; others are left out."""
    keyed = ties.with_columns(key=_key("member"))
    return keyed.join(panel.keys.lazy(), on=["year", "key"]).drop("key")


def _key(column: str) -> pl.Expr:
    return pl.col(column).str.splitn("/", 2).struct.field("field_1")
