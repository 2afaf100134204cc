"""What a group of columns is: the kind of tie, its measures, and how they are counted by year."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from comity.files.source import Source
from comity.tables.cells import ends, members
from comity.tables.holding import Holding
from comity.tables.panel import Panel


@dataclass(frozen=True)
class Measure:
    """One measure of a group, of each source that has it.

    ``name`` is the column's after the source's id; ``says`` what it is, in which {a} and {b} are
    the two states; ``unit`` that of its numbers; ``labels`` what whole numbers stand for.
    ``directed``: it has a column each way. ``counts``: none on record is 0, where the source covers
    it. ``named``: its values are names and no numbers. {it} is the state of a measure that is of
    one alone. ``nearer``: the less the number, the closer the two. ``needs``: a class of records
    and a column of it, which a source has to have.
    """

    name: str
    says: str
    unit: str = ""
    labels: Mapping[int, str] = field(default_factory=dict)
    directed: bool = False
    counts: bool = False
    nearer: bool = False
    needs: tuple[str, str] | None = None
    named: bool = False

    @property
    def whether(self) -> bool:
        """Whether its numbers say yes and no."""
        return self.says.startswith("Whether")


@dataclass(frozen=True)
class Part:
    """One source's share of a table: its records, and the units and years of the panel.

    ``world`` is the panel of all states of the list, where the table is of some alone: totals are
    of all. Where the panel is of one day, ``sure`` leaves out the ties of which the source's dates
    are too coarse to say that they held on it.
    """

    held: Holding
    source: Source
    panel: Panel
    world: Panel
    sure: bool = False

    def records(self, kind: str) -> pl.LazyFrame:
        """Records of a class; where the panel is of one day, those that may hold on it.

        What is of a year stands for each of its days. Of spells that the source dates to the year
        or month, the first and the last of these are those on which it may hold.
        """
        found = self.held.records(self.source, kind)
        columns = found.collect_schema().names()
        if self.panel.day is None or "start" not in columns or kind == "Gap":
            return found
        day = pl.lit(self.panel.day)
        precision = pl.col("precision") if "precision" in columns else pl.lit(None, pl.String)
        start, end = pl.col("start"), pl.col("end")
        covered = pl.lit(dt.date(self.last(kind), 12, 31))
        if self.sure:
            start = _coarsely(start, precision, late=True)
            end = _coarsely(end, precision, late=False)
        else:
            start = _coarsely(start, precision, late=False)
            end = _coarsely(end, precision, late=True)
        spell = (start <= day) & (day <= pl.coalesce(end, covered))
        if "as_of" in columns:
            spell = pl.coalesce(spell, pl.col("as_of") == day)
        return found.filter(spell)

    def ties(self, kind: str) -> pl.LazyFrame:
        """Records of a class, one row for each year in which they hold on a day, or are of.

        An open end holds to the last year that the source covers, and no further.
        """
        found = self.records(kind)
        columns = found.collect_schema().names()
        if "year" in columns:
            # Others have no unit to be of; left out here they are not read at all.
            wanted = pl.col("year").cast(pl.Int32).is_between(*self.panel.years)
            return found.filter(wanted).with_columns(pl.col("year").cast(pl.Int32))
        day, start, end = (
            pl.col(name) if name in columns else pl.lit(None, pl.Date)
            for name in ("as_of", "start", "end")
        )
        first = pl.coalesce(start, day).dt.year()
        found_on = pl.when(start.is_null()).then(day.dt.year())
        until = pl.coalesce(end.dt.year(), found_on, pl.lit(self.last(kind)))
        years = pl.int_ranges(first, until + 1, dtype=pl.Int32)
        return found.with_columns(year=years).explode("year", empty_as_null=False)

    def last(self, kind: str) -> int:
        """The last year that the source covers, of ties of a class or, as of gaps, of any."""
        covers = self.source.description.coverage
        return max(one.end for one in covers if kind in (one.kind, "Gap"))

    def placed(self, ties: pl.LazyFrame) -> pl.LazyFrame:
        """Ties that have a year, with the ends of each dyad as units; see ``ends``."""
        return ends(ties, self.panel)

    def seated(self, ties: pl.LazyFrame) -> pl.LazyFrame:
        """Ties that have a year and a member, with the unit that it is; see ``members``."""
        return members(ties, self.panel)

    def dyadic(self, kind: str) -> pl.LazyFrame:
        """The same, with the ends of each dyad as units, a and b; of pairs, in both orders."""
        return self.placed(self.ties(kind))

    def of_members(self, kind: str) -> pl.LazyFrame:
        """The same, with the unit that is the member of each."""
        return self.seated(self.ties(kind))


def of_sides(ties: pl.LazyFrame, sides: Mapping[str, Mapping[str, pl.Expr]]) -> pl.DataFrame:
    """What units are to others on either side of their ties: year, unit and the columns of both.

    Args:
        ties: year, a, b.
        sides: by the end that the unit is, ``a`` or ``b``: the columns and how each is counted.
    """
    one, other = (
        ties.group_by("year", pl.col(end).alias("unit")).agg(**columns)
        for end, columns in sides.items()
    )
    return one.join(other, on=["year", "unit"], how="full", coalesce=True).collect()


Levels = Mapping[int, tuple[str, str]]
"""Concepts by the number that stands for each in a table: its name in the ontology, and words."""


def numbered(column: str, levels: Levels) -> pl.Expr:
    """The numbers of concepts."""
    numbers = {f"cm:{name}": number for number, (name, _) in levels.items()}
    return pl.col(column).replace_strict(numbers, return_dtype=pl.Int32)


def in_words(levels: Levels, none: str) -> dict[int, str]:
    """What the numbers of a column stand for, with 0 for none of them."""
    return {0: none} | {number: says for number, (_, says) in levels.items()}


def _coarsely(day: pl.Expr, precision: pl.Expr, *, late: bool) -> pl.Expr:
    """The first or the last day that a day may be, by its precision."""
    year = pl.date(day.dt.year(), 12, 31) if late else pl.date(day.dt.year(), 1, 1)
    month = day.dt.month_end() if late else day.dt.month_start()
    return (
        pl.when(day.is_null())
        .then(day)
        .when(precision == "year")
        .then(year)
        .when(precision == "month")
        .then(month)
        .otherwise(day)
    )


@dataclass(frozen=True)
class Group:
    """A group of columns: ``kind`` is the class of ties whose coverage says what no tie means.

    It is of every source that covers that and holds records of ``holds``, by default the same.
    ``dyads`` gives year, a, b and measures: of directed ones a is who acts, and of the rest a is
    the lesser. ``states`` gives year, unit and measures; a group without ``dyads`` has those in a
    table of dyads too, of either of the two. Measures that a source has not are left out.
    """

    name: str
    kind: str
    of_states: tuple[Measure, ...]
    states: Callable[[Part], pl.DataFrame]
    of_dyads: tuple[Measure, ...] = ()
    dyads: Callable[[Part], pl.DataFrame] | None = None
    holds: str = ""

    def covers(self, source: Source) -> bool:
        """Whether a source speaks of this kind of ties."""
        return any(one.kind == self.kind for one in source.description.coverage)

    def having(self, held: Holding) -> list[Source]:
        """The sources that are held and have this group."""
        return [one for one in held.having(self.holds or self.kind) if self.covers(one)]
