"""What two states have in common by year: bodies, agreements, roll calls."""

import numpy as np
import polars as pl


def joint(rows: pl.DataFrame) -> pl.DataFrame:
    """How many things two units share in a year.

    Args:
        rows: year, unit, thing; each once.

    Returns:
        year, a, b (a the lesser) and shared, where that is not 0.
    """
    found = []
    for (year,), part in rows.sort("year").partition_by("year", as_dict=True).items():
        units, of_unit = np.unique(part.get_column("unit").to_numpy(), return_inverse=True)
        things, of_thing = np.unique(part.get_column("thing").to_numpy(), return_inverse=True)
        table = np.zeros((len(units), len(things)), np.float32)
        table[of_unit, of_thing] = 1
        shared = np.triu(table @ table.T, 1)
        low, high = np.nonzero(shared)
        found.append(
            pl.DataFrame(
                {"a": units[low], "b": units[high], "shared": shared[low, high].astype(np.int32)}
            ).select(pl.lit(year, pl.Int32).alias("year"), "a", "b", "shared")
        )
    unit = rows.schema["unit"]
    empty = pl.DataFrame(schema={"year": pl.Int32, "a": unit, "b": unit, "shared": pl.Int32})
    return pl.concat([empty, *found], how="vertical_relaxed").cast(empty.schema)
