"""What two states have in common by year: bodies, agreements, roll calls."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

Counts = npt.NDArray[np.float32]
Count = Callable[[Counts], Counts]


def both(has: Counts) -> Counts:
    """How many things each two of the rows have in common."""
    return has @ has.T


def either(has: Counts) -> Counts:
    """How many things are of one of each two rows at the least."""
    own = has.sum(1)
    found: Counts = own[:, None] + own[None, :] - has @ has.T
    return found


def shared(asked: Mapping[str, tuple[pl.DataFrame, Count]], units: pl.DataFrame) -> pl.DataFrame:
    """What each two units share in a year, in one go as a product of matrices for each year.

    Args:
        asked: by name what is counted: year, unit, thing, each once; and how, ``both`` or
            ``either``.
        units: year, unit, of all whose pairs are asked for.

    Returns:
        year, a, b (a the lesser) and a column by each name, where one of them is not 0.
    """
    columns = ("year", "a", "b", *asked)
    empty = pl.DataFrame(schema=dict.fromkeys(columns, pl.Int32))
    years = {
        name: numbered(rows, "thing").partition_by("year", as_dict=True)
        for name, (rows, _) in asked.items()
    }
    found = [empty]
    for (year,), part in units.partition_by("year", as_dict=True).items():
        names = np.unique(part.get_column("unit").to_numpy())
        counts = {
            name: np.triu(count(_table(years[name][year,], names)), 1)
            for name, (_, count) in asked.items()
            if (year,) in years[name]
        }
        low, high = np.nonzero(sum(counts.values(), np.zeros((len(names), len(names)))))
        numbers = {name: table[low, high].astype(np.int32) for name, table in counts.items()}
        lacking = {name: 0 for name in asked if name not in counts}
        frame = pl.DataFrame({"a": names[low], "b": names[high], **numbers})
        frame = frame.with_columns(year=pl.lit(year), **{n: pl.lit(v) for n, v in lacking.items()})
        found.append(frame.select(columns).cast(empty.schema))
    return pl.concat(found)


def numbered(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows with a number in the place of each text, which numpy sorts much faster."""
    numbers = rows.select(column).unique().with_row_index("number")
    return rows.join(numbers, on=column).drop(column).rename({"number": column})


def _table(rows: pl.DataFrame, units: npt.NDArray[np.int32]) -> Counts:
    """Rows of the units in order, and 1 for each and every thing that one has, else 0."""
    things, of_thing = np.unique(rows.get_column("thing").to_numpy(), return_inverse=True)
    table = np.zeros((len(units), len(things)), np.float32)
    table[np.searchsorted(units, rows.get_column("unit").to_numpy()), of_thing] = 1
    return table
