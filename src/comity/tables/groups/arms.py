"""Transfers of major conventional arms, by order and by delivery."""

import polars as pl

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part, of_sides

TIV = N_("million SIPRI trend-indicator values, which are no money")
KIND = "ArmsTransfer"
VOLUME = pl.col("value_of_order").cast(pl.Decimal(38, 6)).sum().cast(pl.Float64)
"""Added up exactly: of floats the last digit of a sum depends on the order, which is any."""


def _orders(part: Part) -> pl.LazyFrame:
    """Transfers in the year of their order."""
    ends = part.held.records(part.source, KIND).with_columns(
        year=pl.col("order_year").cast(pl.Int32)
    )
    return part.placed(ends.drop_nulls("year"))


def _deliveries(part: Part) -> pl.LazyFrame:
    """Transfers, once for each year in which some of the weapons came."""
    records = part.held.records(part.source, KIND)
    every = records.with_columns(year=pl.col("delivery_year").cast(pl.List(pl.Int32)))
    return part.placed(every.explode("year", empty_as_null=False).drop_nulls("year"))


def _dyads(part: Part) -> pl.DataFrame:
    count = pl.len().cast(pl.Int32)
    keys = ["year", "a", "b"]
    ordered = _orders(part).group_by(keys).agg(orders=count, tiv_ordered=VOLUME)
    came = _deliveries(part).group_by(keys).agg(deliveries=count)
    return ordered.join(came, on=keys, how="full", coalesce=True).collect()


def _states(part: Part) -> pl.DataFrame:
    return of_sides(_orders(part), {"a": {"tiv_sold": VOLUME}, "b": {"tiv_bought": VOLUME}})


ARMS = Group(
    name="arms",
    kind=KIND,
    of_dyads=(
        Measure("orders", N_("Orders of {b} from {a} of the year"), directed=True, counts=True),
        Measure(
            "tiv_ordered",
            N_(
                "Volume of the orders of {b} from {a} of the year, as far as it is delivered or due"
            ),
            TIV,
            directed=True,
            counts=True,
        ),
        Measure(
            "deliveries",
            N_("Orders of {b} from {a} of which weapons were delivered in the year"),
            directed=True,
            counts=True,
        ),
    ),
    dyads=_dyads,
    of_states=(
        Measure(
            "tiv_sold",
            N_("Volume of the orders of the year that it is to deliver"),
            TIV,
            counts=True,
        ),
        Measure("tiv_bought", N_("Volume of its orders of the year"), TIV, counts=True),
    ),
    states=_states,
)
