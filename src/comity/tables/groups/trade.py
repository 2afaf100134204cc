"""Trade: the yearly flows of goods between two states, and of one with all."""

import polars as pl

from comity.tables.cells import ends as ends_of
from comity.tables.groups.group import Group, Measure, Part

USD = "current US dollars"
TOTALS = {"": "value", "smoothed_": "smoothed_value"}
FLOWS = {"flow": "value", "smoothed": "smoothed_value"}


def _dyads(part: Part) -> pl.DataFrame:
    flows = part.dyadic("TradeFlow").group_by("year", "a", "b")
    each = flows.agg(_sum(column).alias(name) for name, column in FLOWS.items()).collect()
    return each.join(_dependence(part, each), on=["year", "a", "b"], how="full", coalesce=True)


def _dependence(part: Part, flows: pl.DataFrame) -> pl.DataFrame:
    """The share of b in all trade of a, both ways: year, a, b, dependence."""
    forth = flows.select("year", "a", "b", value="flow")
    back = flows.select("year", a="b", b="a", value="flow")
    both = pl.concat([forth, back]).group_by("year", "a", "b").agg(_sum("value").alias("both"))
    ends = ends_of(part.ties("TradeFlow"), part.world).select("year", "a", "b", "value")
    sides = [ends.select("year", "value", pl.col(end).alias("unit")) for end in ("a", "b")]
    total = (
        pl.concat(sides)
        .group_by("year", pl.col("unit").alias("a"))
        .agg(total=_sum("value"))
        .collect()
    )
    share = pl.when(pl.col("total") > 0).then(pl.col("both") / pl.col("total"))
    return both.join(total, on=["year", "a"]).select("year", "a", "b", dependence=share)


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
        Measure(
            "dependence",
            "Trade of {a} with {b}, both ways, as a share of all its trade of which a value is "
            "known (trade share, Barbieri 1996, Journal of Peace Research 33(1))",
            directed=True,
        ),
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
