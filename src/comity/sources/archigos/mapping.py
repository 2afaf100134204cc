"""Leaders as persons, and the spells over which each led a state."""

import datetime as dt
from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, dyad, path, resolve, row_locator

IN_OFFICE = "Still in Office"
NOTHING = [IN_OFFICE, "Unknown"]
LAST_DAY = dt.date(2015, 12, 31)


def records(leaders: Frame, identifiers: Frame, persons: Frame) -> Iterator[Frame]:
    """Persons, and their leaderships; who is still in office leaves no end."""
    rows = leaders.join(persons, on="obsid", how="left").with_columns(
        person=nw.coalesce("person", nw.concat_str([nw.lit("archigos-"), nw.col("leadid")]))
    )
    yield _persons(rows)
    yield _leaderships(rows, identifiers)


def _persons(rows: Frame) -> Frame:
    """Each person under the name of the first spell, as a surname is many people's."""
    began = nw.col("startdate").min().over("person")
    named = nw.concat_str([nw.col("leader"), nw.lit(" ("), nw.col("obsid"), nw.lit(")")])
    return rows.filter(nw.col("startdate") == began).select(
        iri=path("person", nw.col("person")), kind=nw.lit("Person"), label=named, lang=nw.lit("en")
    )


def _leaderships(rows: Frame, identifiers: Frame) -> Frame:
    in_office = nw.col("exit") == IN_OFFICE
    start, last = nw.col("startdate"), nw.col("enddate")
    rows = rows.with_columns(start=start, end=nw.when(~in_office | (start > last)).then(last))
    rows = resolve(rows, identifiers, scheme="gw", code="gwcode", to="state")
    # Of a spell that is cut where one state follows another, power was gained in the first part and
    # lost in the last.
    first = nw.col("start") == nw.col("start").min().over("obsid")
    last = nw.col("start") == nw.col("start").max().over("obsid")
    looked = [nw.lit("still in office on "), nw.col("enddate").cast(nw.String)]
    return rows.select(
        "start",
        "end",
        iri=path("tie/archigos", nw.col("obsid"), nw.col("state_key")),
        kind=nw.lit("Leadership"),
        dyad=dyad(nw.concat_str([nw.lit("person."), nw.col("person")]), nw.col("state_key")),
        entry=_known("entry", first),
        exit=_known("exit", last),
        exit_detail=_known("exitcode", last),
        note=nw.when(in_office & (nw.col("enddate") < LAST_DAY)).then(nw.concat_str(looked)),
        locator=row_locator("archigos.csv"),
        refused=nw.when(nw.col("state_key").is_null()).then(
            nw.lit("a Gleditsch and Ward code that meant no state in that spell")
        ),
    )


def _known(column: str, part: nw.Expr) -> nw.Expr:
    return nw.when(part & ~nw.col(column).is_in(NOTHING)).then(nw.col(column))
