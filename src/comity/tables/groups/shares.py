"""Shares of its largest partners in the exports and imports of a state."""

import polars as pl

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part

PERCENT = N_("percent")


def _shares(way: str, says: tuple[str, str], end: str) -> Group:
    """The shares of partners one way, where ``end`` is the state whose trade they are of."""
    kind, name = f"{way.capitalize()}Share", f"{way}_share"

    def largest(part: Part, by: list[pl.Expr | str], column: str) -> pl.DataFrame:
        ties = part.dyadic(kind).group_by("year", *by)
        return ties.agg(pl.col("value").max().alias(column)).collect()

    return Group(
        name=f"{name}s",
        kind=kind,
        of_dyads=(Measure(name, says[0], PERCENT, directed=True),),
        dyads=lambda part: largest(part, ["a", "b"], name),
        of_states=(Measure(f"{name}_top", says[1], PERCENT),),
        states=lambda part: largest(part, [pl.col(end).alias("unit")], f"{name}_top"),
    )


EXPORT_SHARES = _shares(
    "export",
    (
        N_("Share of {b} in the exports of {a}, if among the largest that the source names"),
        N_("The largest share of a state in its exports"),
    ),
    "a",
)
IMPORT_SHARES = _shares(
    "import",
    (
        N_("Share of {a} in the imports of {b}, if among the largest that the source names"),
        N_("The largest share of a state in its imports"),
    ),
    "b",
)
