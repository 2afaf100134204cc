"""Dyad-years and state-years with a group of columns for each kind of tie."""

import datetime as dt
import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from comity.errors import TableError
from comity.files.source import Source, sources
from comity.model.days import day_of
from comity.query.result import called
from comity.tables.cells import silence_of_dyads, silence_of_states
from comity.tables.column import MEANING, POSSIBLY, VALUE, ZERO, Column
from comity.tables.groups import GROUPS
from comity.tables.groups.group import Group, Measure, Part
from comity.tables.holding import Holding, holding
from comity.tables.panel import LISTS, MEMBERSHIP, Actors, Panel, panel
from comity.tables.table import Table

MEANING_OF = ".missing"
"""What the name of a column that says what cells mean ends in."""
KEYS = ("year", "a", "b", "unit")
WAYS = (("a", "b"), ("b", "a"))


def dyad_year(  # noqa: PLR0913 - each says which rows or columns there are
    ties: Sequence[str] = (),
    *,
    states: Sequence[str] = (),
    years: tuple[int, int] | None = None,
    as_of: dt.date | str | None = None,
    directed: bool = False,
    actors: Actors = "cow",
    as_known: str = "",
    folder: Path | None = None,
) -> Table:
    """One row for each pair of states and year in which both existed on one same day.

    The columns are year, a and b (comity keys at the end of the year), cow_a and cow_b (or gw_a and
    gw_b) where the list has numbers, and for each group and each source that has it the measures
    that ``Table.columns`` describes, named ``<source>_<measure>``, with ``_a_to_b`` and ``_b_to_a``
    where they have a direction. Beside each stands ``<column>.missing``: ``value``, ``true zero``,
    ``missing``, ``not applicable`` or ``outside coverage``. A cell is null unless it has a value or
    the source covers it and has none.

    As of a day the rows are the pairs that existed on it, and ties those that held on it: from the
    first to the last day of each, an open end to that of what its source covers. What is of a year
    is of that day's year. Where a source's dates are too coarse to tell, the tie counts, and
    ``.missing`` says ``possibly``.

    Args:
        ties: groups of columns, such as ``trade``; see ``comity.tables.groups``.
        states: comity keys; pairs of these alone. All states by default.
        years: first and last.
        as_of: a day, instead of years.
        directed: both orders of each pair, instead of a as the one with the lesser number.
        actors: whose list of states: ``cow``, ``gw``, or ``all`` that comity knows.
        as_known: a day, month or year: of sources that had certainly come out by its last day.
        folder: where the store is; comity's own by default.

    Raises:
        StoreMissingError: no graph has been built there.
        TableError: a group is unknown, no source of it is built, or the list of states is not, or
            does not reach those years.
        UnknownStateError: nothing has that key.
        QuestionError: ``as_known`` is no day, month or year.
    """
    held, (span, day) = holding(folder, as_known), span_of(years, as_of)
    rows = panel(held, actors, span, states, day)
    dyads = rows.dyads(directed=directed)
    world = panel(held, actors, span, day=day) if states else rows
    made = [
        of_dyads(group, Part(held, source, rows, world), dyads)
        for group, source in _wanted(held, ties)
    ]
    given = {"directed": directed, "actors": actors, "as_known": as_known}
    call = called("dyad_year", list(ties), states=list(states), years=years, as_of=as_of, **given)
    says = f"each pair of states of {rows.title} {_existed(day, 'both existed on one same day')}"
    return _table(held, *_named(dyads, rows, {"a": "a", "b": "b"}), made, call, says)


def state_year(
    ties: Sequence[str] = (),
    *,
    states: Sequence[str] = (),
    years: tuple[int, int] | None = None,
    as_of: dt.date | str | None = None,
    actors: Actors = "cow",
    as_known: str = "",
    folder: Path | None = None,
) -> Table:
    """One row for each state and year in which it existed on a day; see ``dyad_year``.

    The columns are year, state (comity key at the end of the year), cow_state or gw_state, and the
    measures of each group, with ``.missing`` beside each.

    Args:
        ties: groups of columns.
        states: comity keys; all states by default.
        years: first and last.
        as_of: a day, instead of years.
        actors: whose list of states.
        as_known: as for ``dyad_year``.
        folder: where the store is.

    Raises:
        StoreMissingError: no graph has been built there.
        TableError: as for ``dyad_year``.
        UnknownStateError: nothing has that key.
        QuestionError: ``as_known`` is no day, month or year.
    """
    held, (span, day) = holding(folder, as_known), span_of(years, as_of)
    units = panel(held, actors, span, states, day).units().select("year", "unit")
    # Partners are all states, whichever have rows.
    rows = panel(held, actors, span, day=day)
    made = [
        _of_states(group, Part(held, source, rows, rows), units)
        for group, source in _wanted(held, ties)
    ]
    given = {"actors": actors, "as_known": as_known}
    call = called("state_year", list(ties), states=list(states), years=years, as_of=as_of, **given)
    says = f"each state of {rows.title} {_existed(day, 'it existed on a day')}"
    return _table(held, *_named(units, rows, {"unit": "state"}), made, call, says)


def _existed(day: dt.date | None, within: str) -> str:
    """Which rows there are, in words."""
    return f"that existed on {day}" if day else f"and year in which {within}"


def span_of(
    years: tuple[int, int] | None, as_of: dt.date | str | None
) -> tuple[tuple[int, int], dt.date | None]:
    """The years that are asked for, and the day, of which one alone is to be given.

    Raises:
        TableError: both are given, or neither; or the day is none.
    """
    day = day_of(as_of, TableError)
    if (years is None) == (day is None):
        raise TableError("it is of years or as of a day: give the one or the other")
    return ((day.year, day.year), day) if day else (years or (0, 0), None)


Made = list[tuple[Column, pl.Series, pl.Series]]
"""Columns, each with its values and with what they mean, in the order of the table's rows."""


def _wanted(held: Holding, ties: Iterable[str]) -> Iterator[tuple[Group, Source]]:
    """The groups asked for, and each source that has one of them."""
    for name in dict.fromkeys(ties):
        if name not in GROUPS:
            close = difflib.get_close_matches(name, GROUPS, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else ";"
            raise TableError(
                f"no group of columns is called {name!r}{hint} there are {', '.join(GROUPS)}"
            )
        group = GROUPS[name]
        having = group.having(held)
        if not having:
            raise TableError(
                f"no source of {name!r} is built{held.limit}; run comity build ID, of one that has "
                f"ties of the class {group.kind}: {', '.join(sources_of(group))}"
            )
        yield from ((group, source) for source in having)


def sources_of(group: Group) -> list[str]:
    """Ids of the built-in sources that speak of the ties of a group."""
    return [one.id for one in sources().values() if group.covers(one)]


def of_dyads(group: Group, part: Part, dyads: pl.DataFrame) -> Made:
    """The columns of a group and a source, of dyads (year, a, b; units of the panel)."""
    if group.dyads is None:
        return _of_each(group, part, dyads)
    made, source = _both_ways(group.dyads, part), part.source
    given = [one for one in group.of_dyads if one.name in made.columns]
    directed = [one for one in given if one.directed]
    found: Made = []
    for a, b in WAYS if directed else ():
        acting = dyads.select("year", pl.col(a).alias("a"), pl.col(b).alias("b"))
        silence = silence_of_dyads(part.held, source, group.kind, part.panel, acting)
        found += _columns(
            (source, group.kind), directed, _beside(acting, made, ("a", "b")), silence, (a, b)
        )
    symmetric = [one for one in given if not one.directed]
    if symmetric:
        silence = silence_of_dyads(part.held, source, group.kind, part.panel, dyads)
        lesser = pl.col("a") < pl.col("b")
        low, high = (pl.when(lesser).then(one).otherwise(other) for one, other in WAYS)
        pairs = dyads.select("year", a=low, b=high)
        found += _columns(
            (source, group.kind), symmetric, _beside(pairs, made, ("a", "b")), silence, ("a", "b")
        )
    order = {one.name: place for place, one in enumerate(group.of_dyads)}
    return sorted(found, key=lambda one: order[_measured(one[0].name, source)])


def _of_each(group: Group, part: Part, dyads: pl.DataFrame) -> Made:
    """The measures of a state, of a and of b."""
    made = _both_ways(group.states, part)
    found: Made = []
    for end in ("a", "b"):
        units = dyads.select("year", unit=end)
        silence = silence_of_states(part.held, part.source, group.kind, part.panel, units)
        values = _beside(units, made, ("unit",))
        asked = (part.source, group.kind)
        found += _columns(asked, group.of_states, values, silence, (end,))
    return found


def _of_states(group: Group, part: Part, units: pl.DataFrame) -> Made:
    made, source = _both_ways(group.states, part), part.source
    given = [one for one in group.of_states if one.name in made.columns]
    silence = silence_of_states(part.held, source, group.kind, part.panel, units)
    values = _beside(units, made, ("unit",))
    return _columns((source, group.kind), given, values, silence, ())


SURE = "surely_"


def _both_ways(count: Callable[[Part], pl.DataFrame], part: Part) -> pl.DataFrame:
    """What a group counts, and of one day beside it what it counts of the ties that surely held."""
    made = count(part)
    if part.panel.day is None:
        return made
    keys = [name for name in made.columns if name in KEYS]
    sure = count(replace(part, sure=True))
    named = {name: SURE + name for name in sure.columns if name not in keys}
    return made.join(sure.rename(named), on=keys, how="left")


def _measured(column: str, source: Source) -> str:
    """The measure that a column is of."""
    name = column.removeprefix(f"{source.id}_")
    for a, b in WAYS:
        name = name.removesuffix(f"_{a}_to_{b}")
    return name


def _beside(rows: pl.DataFrame, made: pl.DataFrame, ends: tuple[str, ...]) -> pl.DataFrame:
    """What was made of each row; joined on one number, which is faster than on three."""
    cell = pl.col("year").cast(pl.Int64)
    for end in ends:
        cell = cell * 10_000 + pl.col(end)
    numbered = made.with_columns(cell=cell).drop("year", *ends)
    return rows.select(cell=cell).join(
        numbered, on="cell", how="left", maintain_order="left", validate="m:1"
    )


def _columns(
    of: tuple[Source, str],
    measures: Iterable[Measure],
    values: pl.DataFrame,
    silence: pl.Series,
    ends: tuple[str, ...],
) -> Made:
    found: Made = []
    source, kind = of
    for one in measures:
        name = f"{source.id}_{one.name}"
        if one.directed:
            name += f"_{ends[0]}_to_{ends[1]}"
        elif len(ends) == 1:
            name += f"_{ends[0]}"
        says = one.says.format(**dict(zip("ab", ends, strict=False)), it=ends[0] if ends else "it")
        column = Column(name, says, one.unit, one.labels, source, kind, name + MEANING_OF)
        value = values.get_column(one.name)
        sure = values.get_column(SURE + one.name) if SURE + one.name in values.columns else value
        found.append((column, *_cells(one, value, sure, silence)))
    return found


def _cells(
    measure: Measure, values: pl.Series, sure: pl.Series, silence: pl.Series
) -> tuple[pl.Series, pl.Series]:
    """Values, zero where that is what none on record means; and what each cell means."""
    frame = pl.DataFrame({"value": values, "sure": sure, "silence": silence})
    value, told = pl.col("value"), pl.col("silence")
    if measure.counts:
        value = pl.when(value.is_null() & (told == ZERO)).then(0).otherwise(value)
    nothing = value == 0 if values.dtype.is_numeric() else pl.lit(value=False)
    unsure = pl.col("value").is_not_null() & pl.col("value").ne_missing(pl.col("sure"))
    meaning = (
        pl.when(value.is_null())
        .then(told)
        .when(unsure)
        .then(pl.lit(POSSIBLY, MEANING))
        .when(nothing)
        .then(pl.lit(ZERO, MEANING))
        .otherwise(pl.lit(VALUE, MEANING))
    )
    filled = frame.select(value.cast(values.dtype).alias("value"), meaning.alias("meaning"))
    return filled.get_column("value"), filled.get_column("meaning")


def _table(
    held: Holding,
    rows: pl.DataFrame,
    keys: Iterable[Column],
    made: Iterable[Made],
    call: str,
    says: str,
) -> Table:
    columns, series = list(keys), list(rows)
    for column, values, meaning in (one for some in made for one in some):
        columns.append(column)
        series += [values.alias(column.name), meaning.alias(column.meaning)]
    return Table(pl.DataFrame(series), tuple(columns), call, held.manifest.hash(), says)


def _named(
    rows: pl.DataFrame, over: Panel, ends: dict[str, str]
) -> tuple[pl.DataFrame, list[Column]]:
    """The rows with the keys of their states and, where the list has them, their numbers there."""
    columns = [Column("year", "Calendar year")]
    for unit, name in ends.items():
        names = over.names.rename({"unit": unit, "key": f"key of {unit}"})
        rows = rows.join(names, on=["year", unit], how="left", maintain_order="left")
        columns.append(Column(name, "The state, by comity key at the end of the year"))
    numbered = over.actors in LISTS
    says = f"Its number in {over.source.description.title}"
    if numbered:
        columns += [
            Column(f"{over.actors}_{name}", says, source=over.source, kind=MEMBERSHIP)
            for name in ends.values()
        ]
    keys = [pl.col(f"key of {unit}").alias(name) for unit, name in ends.items()]
    numbers = [pl.col(unit).alias(f"{over.actors}_{name}") for unit, name in ends.items()]
    return rows.select("year", *keys, *(numbers if numbered else ())), columns
