"""Trade: the yearly flows of goods between two states, and of one with all."""

import polars as pl

from comity.model.words import N_
from comity.tables.cells import ends
from comity.tables.groups.group import Group, Measure, Part, of_sides

USD = N_("current US dollars")
TOTALS = {"": "value", "smoothed_": "smoothed_value"}
FLOWS = {"flow": "value", "smoothed": "smoothed_value"}


PAIR = ["year", "a", "b"]


def _dyads(part: Part) -> pl.DataFrame:
    sums = [_sum(column).alias(name) for name, column in FLOWS.items()]
    world = ends(part.ties("TradeFlow"), part.world).group_by(PAIR).agg(sums).collect()
    shares = _dependence(world)
    inside = part.panel.keys.get_column("unit").unique().implode()
    among = world.filter(pl.col("a").is_in(inside), pl.col("b").is_in(inside))
    known = shares.filter(pl.col("a").is_in(inside), pl.col("b").is_in(inside))
    return among.join(known, on=PAIR, how="full", coalesce=True)


def _dependence(flows: pl.DataFrame) -> pl.DataFrame:
    """The share of b in all trade of a, both ways: year, a, b, dependence."""
    known = flows.lazy().drop_nulls("flow").select(*PAIR, "flow")
    back = known.select("year", pl.col("b").alias("a"), pl.col("a").alias("b"), "flow")
    both = pl.concat([known, back]).group_by(PAIR).agg(pl.col("flow").sum())
    total = pl.col("flow").sum().over("year", "a")
    share = pl.when(total > 0).then(pl.col("flow") / total)
    return both.select(*PAIR, dependence=share).collect()


def _states(part: Part) -> pl.DataFrame:
    sides = {
        end: {f"{prefix}{way}": _sum(column) for prefix, column in TOTALS.items()}
        for end, way in (("a", "exports"), ("b", "imports"))
    }
    return of_sides(part.dyadic("TradeFlow"), sides)


def _sum(column: str) -> pl.Expr:
    """The sum of what is known; null where nothing is."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum())


TRADE = Group(
    name="trade",
    kind="TradeFlow",
    of_dyads=(
        Measure(
            "flow", N_("Goods from {a} to {b}, as the importer reports them"), USD, directed=True
        ),
        Measure(
            "smoothed",
            N_("Goods from {a} to {b}, smoothed by the source where values are missing"),
            USD,
            directed=True,
        ),
        Measure(
            "dependence",
            N_(
                "Trade of {a} with {b}, both ways, as a share of all its trade of which a value is "
                "known (trade share, Barbieri 1996, Journal of Peace Research 33(1))"
            ),
            directed=True,
        ),
    ),
    dyads=_dyads,
    of_states=(
        Measure("exports", N_("Exports to the states of the list of which a value is known"), USD),
        Measure(
            "imports", N_("Imports from the states of the list of which a value is known"), USD
        ),
        Measure(
            "smoothed_exports",
            N_(
                "Exports to the states of the list, smoothed by the source where values are missing"
            ),
            USD,
        ),
        Measure(
            "smoothed_imports",
            N_(
                "Imports from the states of the list, smoothed by the source where values are "
                "missing"
            ),
            USD,
        ),
    ),
    states=_states,
)
