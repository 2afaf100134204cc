"""Direct contiguity: one tie a pair and spell."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import (
    Frame,
    end_of_spell,
    last_of_month,
    pair,
    path,
    resolve,
    row_locator,
    word,
)

LEVELS = {1: "cm:ByLand", 2: "cm:Water12", 3: "cm:Water24", 4: "cm:Water150", 5: "cm:Water400"}
LAST_DAY = dt.date(2016, 12, 31)


def records(contdir: Frame, identifiers: Frame) -> Iterator[Frame]:
    """Contiguity ties; a spell that runs to the end of the data has no end."""
    start, last = nw.col("begin"), last_of_month(nw.col("end"))
    rows = contdir.with_columns(start=start, end=end_of_spell(start, last, nw.lit(LAST_DAY)))
    rows = resolve(rows, identifiers, scheme="cow", code="statelno", to="low")
    rows = resolve(rows, identifiers, scheme="cow", code="statehno", to="high")
    low, high = nw.col("low_key"), nw.col("high_key")
    yield rows.select(
        "start",
        "end",
        iri=path("tie/cow_contiguity", low, high, nw.col("conttype"), nw.col("start")),
        kind=nw.lit("Contiguity"),
        dyad=pair(low, high),
        level=word(nw.col("conttype"), LEVELS),
        precision=nw.lit("month"),
        note=nw.col("notes"),
        locator=row_locator("contdir.csv"),
        refused=nw.when(low.is_null() | high.is_null()).then(
            nw.lit("a COW code that meant no state in that spell")
        ),
    )
