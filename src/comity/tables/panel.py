"""The rows of a table: states of a list and pairs of them, by year, that existed on one same day.

The dyad-year frame is that of Bennett and Stam (2000), International Interactions 26(2); that a
pair counts only if both states existed on one day of the year is peacesciencer's rule.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

from comity.errors import TableError
from comity.files.issued import last_day
from comity.files.source import Source
from comity.model.states import identifiers, later, polities, state
from comity.tables.holding import Holding

Actors = Literal["cow", "gw", "all"]
LISTS = {"cow": "cow_states", "gw": "gw_states"}
EVERY = "all"
MEMBERSHIP = "SystemMembership"


@dataclass(frozen=True)
class Panel:
    """The units of a table: the states of one list, each under one number through time.

    A unit is what the list takes for one state: COW 365 is Russia, the Soviet Union and Russia
    again. Where the list has no numbers they are counted in the order of the last successors' keys.
    ``source`` is where the list is from. ``spells`` has a row for each year and spell of a unit:
    year, unit, key (of the state or territory that it is then), first and last (Date; its days in
    that year). Where the panel is of one ``day``, that alone is first and last.
    """

    actors: Actors
    years: tuple[int, int]
    spells: pl.DataFrame
    source: Source
    day: dt.date | None = None

    @cached_property
    def greatest(self) -> int:
        """The greatest number of a unit."""
        return max(self.spells.get_column("unit"), default=0)

    @property
    def title(self) -> str:
        """What the list is called."""
        facts = self.source.description
        return f"{facts.title} {facts.release}" if self.actors in LISTS else "all that comity knows"

    @cached_property
    def keys(self) -> pl.DataFrame:
        """The units by the keys that stand for them: year, key, unit, first, last, close.

        The days are null but where one state has two numbers in a year, one after the other, as
        Germany in 1990 on the list of COW: those of the unit, and the last that it has as either.
        """
        numbers = pl.col("unit").n_unique().over("year", "key")
        days = {"first": pl.col("first"), "last": pl.col("last")}
        days["close"] = pl.col("last").max().over("year", "key")
        found = {name: pl.when(numbers > 1).then(day) for name, day in days.items()}
        return self.spells.select("year", "key", "unit", **found).unique(maintain_order=True)

    @cached_property
    def names(self) -> pl.DataFrame:
        """What each unit is at the end of a year: year, unit, key."""
        last = pl.col("key").sort_by("first").last()
        return self.spells.group_by("year", "unit", maintain_order=True).agg(last)

    def units(self) -> pl.DataFrame:
        """Every unit and year: year, unit, key; by year and unit."""
        return self.names.sort("year", "unit")

    def dyads(self, *, directed: bool) -> pl.DataFrame:
        """Every pair of units that existed on one same day of a year: year, a, b.

        Without direction ``a`` is the lesser; with it both orders are there.
        """
        pairs = self._together(directed=directed)
        return pairs.select("year", "a", "b").unique().sort("year", "a", "b").collect()

    def days(self) -> pl.DataFrame:
        """The first and the last day of each year on which two units existed, a the lesser.

        Columns: year, a, b, first and last (Date).
        """
        opens = pl.max_horizontal("first", "first_right").min()
        closes = pl.min_horizontal("last", "last_right").max()
        pairs = self._together(directed=False).group_by("year", "a", "b")
        return pairs.agg(first=opens, last=closes).collect()

    def _together(self, *, directed: bool) -> pl.LazyFrame:
        """Spells of two units in a year that have a day in common."""
        spell = self.spells.select("year", "first", "last", a="unit").lazy()
        other = self.spells.select("year", "first", "last", b="unit").lazy()
        apart = pl.col("a") != pl.col("b") if directed else pl.col("a") < pl.col("b")
        together = pl.max_horizontal("first", "first_right") <= pl.min_horizontal(
            "last", "last_right"
        )
        return spell.join(other, on="year").filter(apart & together)


def panel(
    held: Holding,
    actors: Actors,
    years: tuple[int, int],
    states: Sequence[str] = (),
    day: dt.date | None = None,
) -> Panel:
    """The units of a list in years, of all states or those named by comity key.

    A named state stands for those that it continues, and that continue it: RUS for the Soviet
    Union. Where a day of the years is given, only that day of each counts.

    Raises:
        TableError: there is no such list, it is not built, or does not reach those years; or no
            state named is of the list in them.
        UnknownStateError: nothing has that key.
    """
    first, last = years
    if first > last:
        raise TableError(f"the years {first}–{last} run backwards; write the earlier one first")
    if actors not in (*LISTS, EVERY):
        raise TableError(
            f"no list of states is called {actors!r}; there are {', '.join([*LISTS, EVERY])}"
        )
    if actors == EVERY and last > (latest := _latest(held)):
        raise TableError(
            f"no source that is built speaks of a year after {latest}{held.limit}; ask for years "
            f"before it, not {first}–{last}"
        )
    spells = _of_all(last) if actors == EVERY else _of_list(held, actors, years)
    rows = (
        spells.with_columns(
            year=pl.int_ranges(
                pl.max_horizontal(pl.col("start").dt.year(), pl.lit(first)),
                pl.min_horizontal(pl.col("end").dt.year(), pl.lit(last)) + 1,
            )
        )
        .explode("year", empty_as_null=False)
        .with_columns(pl.col("year").cast(pl.Int32))
    )
    opens, closes = pl.date(pl.col("year"), 1, 1), pl.date(pl.col("year"), 12, 31)
    rows = rows.select(
        "year",
        "unit",
        "key",
        first=pl.max_horizontal("start", opens),
        last=pl.min_horizontal("end", closes),
    )
    if day:
        on_it = pl.lit(day).is_between("first", "last")
        rows = rows.filter(on_it).with_columns(first=pl.lit(day), last=pl.lit(day))
    if states:
        rows = rows.filter(pl.col("unit").is_in(_named(rows, spells, states)))
    source = held.sources[LISTS.get(actors, "identity")]
    return Panel(actors, years, rows.sort("year", "unit", "first"), source, day)


def _latest(held: Holding) -> int:
    """The last year that a source which is held covers, or in which one came out."""
    told = [one.description for one in held.sources.values()]
    covered = [covers.end for one in told for covers in one.coverage]
    issued = [last_day(one.issued).year for one in told if one.issued]
    return max([*covered, *issued], default=dt.MAXYEAR)


def _named(rows: pl.DataFrame, spells: pl.DataFrame, states: Iterable[str]) -> list[object]:
    """The units that keys stand for."""
    chains = {key: later(key) for key in spells.get_column("key").unique()}
    units: list[object] = []
    for key in states:
        wanted = later(state(key).key)
        of = [one for one, last in chains.items() if last == wanted]
        found = rows.filter(pl.col("key").is_in(of)).get_column("unit").unique().to_list()
        if not found:
            raise TableError(
                f"{state(key)} ({key}) is no state of this list in these years; "
                "ask for other years, or for actors 'all'"
            )
        units += found
    return units


def _of_list(held: Holding, actors: Actors, years: tuple[int, int]) -> pl.DataFrame:
    """Spells of the members of a list: unit (its number there), key, start, end (Date)."""
    name = LISTS[actors]
    source = held.sources.get(name)
    if source is None:
        raise TableError(
            f"the states of a table come from {name}, which is not built{held.limit}; run: comity "
            f"build {name} --file PATH, or ask for actors 'all'"
        )
    covers = next(one for one in source.description.coverage if one.kind == MEMBERSHIP)
    if years[0] < covers.start or years[1] > covers.end:
        raise TableError(
            f"the states of {name} are known from {covers.start} to {covers.end}, not in all of "
            f"{years[0]}–{years[1]}; ask for years within, or for actors 'all'"
        )
    spells = held.records(source, MEMBERSHIP).select(
        "start",
        pl.col("end").fill_null(dt.date(covers.end, 12, 31)),
        key=pl.col("member").str.strip_prefix("state/").str.strip_prefix("territory/"),
    )
    codes = identifiers().filter(pl.col("scheme") == actors).select("key", "code", "start", "end")
    coded = spells.join(codes.lazy(), on="key", suffix="_held").filter(
        pl.col("start_held").fill_null(dt.date.min) <= pl.col("end"),
        pl.col("end_held").fill_null(dt.date.max) >= pl.col("start"),
    )
    return coded.select(
        pl.col("code").cast(pl.Int32).alias("unit"), "key", "start", "end"
    ).collect()


def _of_all(last: int) -> pl.DataFrame:
    """Spells of every state that comity knows: unit, key, start, end (Date)."""
    known = polities().filter(pl.col("kind") == "state")
    chains = [later(key) for key in known.get_column("key")]
    numbers = {key: number for number, key in enumerate(sorted(set(chains)), start=1)}
    return known.select(
        pl.Series("unit", [numbers[key] for key in chains], pl.Int32),
        "key",
        pl.col("start").fill_null(dt.date(1, 1, 1)),
        pl.col("end").fill_null(dt.date(last, 12, 31)),
    )
