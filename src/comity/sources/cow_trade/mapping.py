"""Bilateral trade: a flow from the exporter to the importer, each way and year."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, dyad, never_met, path, resolve_year, row_locator

MILLION = 1_000_000


def records(flows: Frame, identifiers: Frame) -> Iterator[Frame]:
    """Trade flows: a row's first number is what its first state imports from its second."""
    rows = flows
    for number in "12":
        rows = resolve_year(
            rows, identifiers, scheme="cow", code=f"ccode{number}", to=f"state{number}"
        )
    apart = never_met(flows, identifiers, scheme="cow", codes=("ccode1", "ccode2"))
    rows = rows.join(apart.with_columns(apart=nw.lit(value=True)), on="row", how="left")
    yield _flows(rows, importer="1", exporter="2")
    yield _flows(rows, importer="2", exporter="1")


def _flows(rows: Frame, importer: str, exporter: str) -> Frame:
    sender, receiver = nw.col(f"state{exporter}_key"), nw.col(f"state{importer}_key")
    value, smoothed = nw.col(f"flow{importer}"), nw.col(f"smoothflow{importer}")
    return rows.filter(~(value.is_null() & smoothed.is_null())).select(
        "year",
        iri=path("tie/cow_trade", sender, receiver, nw.col("year")),
        kind=nw.lit("TradeFlow"),
        dyad=dyad(sender, receiver),
        value=_dollars(value),
        smoothed_value=_dollars(smoothed),
        unit=nw.lit("USD"),
        reported_by=nw.col(f"state{importer}_path"),
        locator=row_locator(nw.col("file")),
        refused=nw.when(sender.is_null() | receiver.is_null())
        .then(nw.lit("a COW code that meant no one state in that year"))
        .when(nw.col("apart"))
        .then(nw.lit("two states that were not there on one same day of that year"))
        .when(value.is_null())
        .then(nw.lit("a smoothed value of a flow that nobody reported"))
        .when((value < 0) | (smoothed < 0))
        .then(nw.lit("a flow below zero")),
    )


def _dollars(millions: nw.Expr) -> nw.Expr:
    return (millions * MILLION).round().cast(nw.Int64)
