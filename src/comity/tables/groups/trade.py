"""Trade: the yearly flows of goods between two states, and of one with all."""

import polars as pl

from comity.tables.groups.group import Group, Measure, Part

USD = "current US dollars"
TOTALS = {"": "value", "smoothed_": "smoothed_value"}
FLOWS = {"flow": "value", "smoothed": "smoothed_value"}


def _dyads(part: Part) -> pl.DataFrame:
    flows = part.dyadic("TradeFlow").group_by("year", "a", "b")
    return flows.agg(_sum(column).alias(name) for name, column in FLOWS.items()).collect()


def _states(part: Part) -> pl.DataFrame:
    flows = part.dyadic("TradeFlow")
    sides = [
        flows.group_by("year", pl.col(end).alias("unit")).agg(
            _sum(column).alias(f"{prefix}{way}") for prefix, column in TOTALS.items()
        )
        for end, way in (("a", "exports"), ("b", "imports"))
    ]
    return sides[0].join(sides[1], on=["year", "unit"], how="full", coalesce=True).collect()


def _sum(column: str) -> pl.Expr:
    """The sum of what is known; null where nothing is."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum())


SMOOTHED = ", smoothed by the source where values are missing"
TRADE = Group(
    name="trade",
    kind="TradeFlow",
    of_dyads=(
        Measure("flow", "Goods from {a} to {b}, as the importer reports them", USD, directed=True),
        Measure("smoothed", "Goods from {a} to {b}" + SMOOTHED, USD, directed=True),
    ),
    dyads=_dyads,
    of_states=(
        Measure("exports", "Exports to the states of the list of which a value is known", USD),
        Measure("imports", "Imports from the states of the list of which a value is known", USD),
        Measure("smoothed_exports", "Exports to the states of the list" + SMOOTHED, USD),
        Measure("smoothed_imports", "Imports from the states of the list" + SMOOTHED, USD),
    ),
    states=_states,
)
