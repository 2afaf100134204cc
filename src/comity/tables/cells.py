"""What an empty cell of a table means: a true zero, missing, not applicable, or out of coverage.

Rule: "missing is four things"; nothing is filled with zero beyond what a source declares to cover.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from comity.files.source import Covers, Source
from comity.model.states import identifiers
from comity.tables.column import MEANING, MEANINGS, MISSING, NOT_APPLICABLE, OUTSIDE, ZERO
from comity.tables.holding import Holding
from comity.tables.panel import Panel

SILENCES = {
    "cm:Missing": MEANINGS.index(MISSING),
    "cm:NotApplicable": MEANINGS.index(NOT_APPLICABLE),
}


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
    known, listed = _covered(held, source, covers, panel)
    gaps = _gaps(held, source, kind)
    told = (
        _at(_lacking(gaps, panel), panel, dyads, "a"),
        _at(_lacking(gaps, panel), panel, dyads, "b"),
    )
    meaning = np.where(told[0] > 0, told[0], told[1])
    pairs = dyads.with_columns(meaning=pl.Series(meaning, dtype=pl.Int8)).join(
        _of_pairs(gaps, panel), on=["year", "a", "b"], how="left", maintain_order="left"
    )
    meaning = pairs.select(pl.coalesce("why", "meaning")).to_series().to_numpy()
    within = _within(covers, dyads) & (_at(known, panel, dyads, "a") > 0)
    # Actors that the records list are senders: what they send is covered, to whomever.
    if not listed:
        within &= _at(known, panel, dyads, "b") > 0
    return _meaning(covers, within, meaning)


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
    known, _ = _covered(held, source, covers, panel)
    lacking = _lacking(_gaps(held, source, kind), panel)
    within = _within(covers, states) & (_at(known, panel, states, "unit") > 0)
    return _meaning(covers, within, _at(lacking, panel, states, "unit"))


Flags = npt.NDArray[np.int8]


def _meaning(covers: list[Covers], within: npt.NDArray[np.bool_], told: Flags) -> pl.Series:
    """What cells mean: as the source tells, else by what it says of its absences."""
    absent = MISSING if any(one.absent == "missing" for one in covers) else ZERO
    code = np.where(told > 0, told, MEANINGS.index(absent))
    code = np.where(within, code, MEANINGS.index(OUTSIDE))
    return pl.Series("meaning", MEANINGS, MEANING).gather(code)


def _within(covers: list[Covers], rows: pl.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether a source speaks of the year of each row."""
    year, within = pl.col("year"), pl.lit(value=False)
    for one in covers:
        within |= year.is_in(one.years) if one.years else year.is_between(one.start, one.end)
    return rows.select(within.alias("within")).to_series().to_numpy()


def _at(flags: pl.DataFrame, panel: Panel, rows: pl.DataFrame, end: str) -> Flags:
    """The flag of each row's year and unit, 0 where there is none: looked up, not joined.

    A join of a million rows with a few thousand takes ten times as long.
    """
    first, last = panel.years
    table = np.zeros((last - first + 1, panel.greatest + 1), np.int8)
    year, unit, flag = (flags.get_column(name).to_numpy() for name in ("year", "unit", "flag"))
    table[year - first, unit] = flag
    found: Flags = table[
        rows.get_column("year").to_numpy() - first, rows.get_column(end).to_numpy()
    ]
    return found


def _covered(
    held: Holding, source: Source, covers: list[Covers], panel: Panel
) -> tuple[pl.DataFrame, bool]:
    """The years and units that a source covers, as flags, and whether its records list them."""
    units = panel.keys.with_columns(flag=pl.lit(1, pl.Int8))
    schemes = [one.actors for one in covers if one.actors]
    if schemes:
        codes = identifiers().filter(pl.col("scheme").is_in(schemes))
        holders = units.join(codes.select("key", "start", "end"), on="key")
        begins = pl.col("start").dt.year().fill_null(panel.years[0])
        ends_in = pl.col("end").dt.year().fill_null(panel.years[1])
        return holders.filter(pl.col("year").is_between(begins, ends_in)), False
    listed = held.records(source, "Coverage").collect()
    if listed.is_empty():
        return units, False
    return units.join(listed.select(key=key_in("covered_actor")), on="key", how="semi"), True


def _gaps(held: Holding, source: Source, kind: str) -> pl.DataFrame:
    """Gaps of a source in a kind that are of no one body or agreement: year, dyad, member, why."""
    found = held.records(source, "Gap").collect()
    columns = {"year": pl.Int32, "dyad": pl.String, "member": pl.String, "why": pl.Int8}
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
    why = pl.col("silence").replace_strict(SILENCES, return_dtype=pl.Int8)
    found = found.select("dyad", "member", years.alias("year"), why.alias("why"))
    return found.explode("year").select(*columns)


def _lacking(gaps: pl.DataFrame, panel: Panel) -> pl.DataFrame:
    """Years and units of which a source says that it knows nothing, with why as flag."""
    of_members = gaps.filter(pl.col("member").is_not_null()).with_columns(key=key_in("member"))
    found = of_members.join(panel.keys, on=["year", "key"])
    return found.group_by("year", "unit").agg(flag=pl.col("why").min())


def _of_pairs(gaps: pl.DataFrame, panel: Panel) -> pl.DataFrame:
    """Years and dyads of which a source says that it knows nothing: year, a, b, why."""
    found = ends(gaps.filter(pl.col("dyad").is_not_null()).lazy(), panel)
    return found.group_by("year", "a", "b").agg(pl.col("why").min()).collect()


def ends(ties: pl.LazyFrame, panel: Panel) -> pl.LazyFrame:
    """Ties by year, with their dyad's ends as units, a and b; pairs in both orders.

    Ties of whom the panel does not have in their year are left out, and those within one unit. Of
    two units that one state is in a year, a tie is of those that it was on its days, and one that
    has none of that which it was last.
    """
    # Every dyad is taken apart once, and all else joined on numbers: four times as fast.
    parts = pl.col("dyad").str.split("/").list
    dyads = ties.select("dyad").unique()
    dyads = dyads.with_columns(shape=parts.get(0), a=parts.get(1), b=parts.get(2))
    numbers = panel.keys.select("key").unique().with_row_index("number").lazy()
    for end in ("a", "b"):
        dyads = dyads.join(numbers.rename({"key": end, "number": f"number_{end}"}), on=end)
    both = ties.join(dyads.drop("a", "b"), on="dyad")
    backward = both.filter(pl.col("shape") == "pair")
    swapped = backward.with_columns(number_a="number_b", number_b="number_a")
    both = pl.concat([both, swapped])
    held = _units(panel, numbers)
    for end in ("a", "b"):
        placed = both.with_columns(_cell(f"number_{end}"))
        both = _then(placed.join(held.rename({"unit": end}), on="cell"))
    apart = pl.col("a") != pl.col("b")
    return both.filter(apart).drop("shape", "number_a", "number_b", "cell")


def _cell(number: str) -> pl.Expr:
    """Year and number as one number."""
    return (pl.col("year").cast(pl.Int64) * 10_000 + pl.col(number)).alias("cell")


def members(ties: pl.LazyFrame, panel: Panel) -> pl.LazyFrame:
    """Ties by year of a member, with the unit that it is; others are left out. See ``ends``."""
    named = ties.select("member").unique().with_columns(key=key_in("member"))
    numbers = panel.keys.select("key").unique().with_row_index("number").lazy()
    numbered = ties.join(named.join(numbers, on="key").select("member", "number"), on="member")
    placed = numbered.with_columns(_cell("number")).join(_units(panel, numbers), on="cell")
    return _then(placed).drop("number", "cell")


def _units(panel: Panel, numbers: pl.LazyFrame) -> pl.LazyFrame:
    """The units by year and number of their keys, with their days."""
    days = ("first", "last", "close")
    return panel.keys.lazy().join(numbers, on="key").select(_cell("number"), "unit", *days)


def _then(ties: pl.LazyFrame) -> pl.LazyFrame:
    """Without ties that hold on no day on which their state was the unit, from first to last."""
    columns = ties.collect_schema().names()
    # A record of a year that has no days is of its end: it must not count for both.
    start, end = (pl.col(day if day in columns else "close") for day in ("start", "end"))
    elsewhen = (end < pl.col("first")) | (start > pl.col("last"))
    return ties.filter(~elsewhen.fill_null(value=False)).drop("first", "last", "close")


def key_in(column: str) -> pl.Expr:
    """The key of the state or territory whose path a column has."""
    return pl.col(column).str.splitn("/", 2).struct.field("field_1")
