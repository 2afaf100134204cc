"""Shares of its largest partners in the exports and imports of a state."""

import polars as pl

from comity.tables.groups.group import Group, Measure, Part

TOLD = "if among the largest that the source names"
PERCENT = "percent"


def _shares(way: str, whose: str, end: str) -> Group:
    """The shares of partners one way, where ``end`` is the state whose trade they are of."""
    kind, name = f"{way.capitalize()}Share", f"{way}_share"

    def largest(part: Part, by: list[pl.Expr | str], column: str) -> pl.DataFrame:
        ties = part.dyadic(kind).group_by("year", *by)
        return ties.agg(pl.col("value").max().alias(column)).collect()

    return Group(
        name=f"{name}s",
        kind=kind,
        of_dyads=(Measure(name, f"Share of {whose}, {TOLD}", PERCENT, directed=True),),
        dyads=lambda part: largest(part, ["a", "b"], name),
        of_states=(Measure(f"{name}_top", f"The largest share of a state in its {way}s", PERCENT),),
        states=lambda part: largest(part, [pl.col(end).alias("unit")], f"{name}_top"),
    )


EXPORT_SHARES = _shares("export", "{b} in the exports of {a}", "a")
IMPORT_SHARES = _shares("import", "{a} in the imports of {b}", "b")
