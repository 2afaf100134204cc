"""Alliances as treaties, and who was bound by them, when, and to what."""

from collections.abc import Iterator

import narwhals as nw

from comity.terms import Frame, day, last_of_month, listed, path, resolve, row_locator


def records(alliances: Frame, members: Frame, identifiers: Frame) -> Iterator[Frame]:
    """Treaties, and participations by member and phase; an end of 0 is no end."""
    yield _treaties(alliances)
    yield _participations(members, identifiers)


def _treaty() -> nw.Expr:
    return nw.concat_str([nw.lit("agreement/atop-"), nw.col("atopid")])


def _first(year: str, month: str, day_of_month: str) -> nw.Expr:
    known = day(nw.col(year), nw.col(month), nw.col(day_of_month).fill_null(1))
    return nw.when(nw.col(year) > 0).then(known)


def _last(year: str, month: str, day_of_month: str) -> nw.Expr:
    month_known = nw.when(nw.col(month) > 0).then(month).otherwise(12)
    end_of_month = last_of_month(day(nw.col(year), month_known, nw.lit(1)))
    exact = day(nw.col(year), month_known, nw.col(day_of_month))
    has_day = nw.col(day_of_month) > 0
    return nw.when(nw.col(year) > 0, has_day).then(exact).when(nw.col(year) > 0).then(end_of_month)


def _precision(start_day: str, end_year: str, end_day: str) -> nw.Expr:
    coarse_start = nw.col(start_day).is_null()
    coarse_end = (nw.col(end_year) > 0) & nw.col(end_day).is_null()
    return nw.when(coarse_start | coarse_end).then(nw.lit("month"))


def _treaties(alliances: Frame) -> Frame:
    year = nw.col("begyr").cast(nw.String)
    name = [nw.lit("Alliance of "), year, nw.lit(" (ATOP "), nw.col("atopid"), nw.lit(")")]
    return alliances.select(
        iri=_treaty(),
        kind=nw.lit("AllianceTreaty"),
        label=nw.concat_str(name),
        lang=nw.lit("en"),
        start=_first("begyr", "begmo", "begday"),
        end=_last("endyr", "endmo", "endday"),
        precision=_precision("begday", "endyr", "endday"),
        locator=row_locator("atop5_1a.csv"),
    )


def _participations(members: Frame, identifiers: Frame) -> Frame:
    rows = members.with_columns(
        start=_first("yrent", "moent", "dayent"), end=_last("yrexit", "moexit", "dayexit")
    )
    rows = resolve(rows, identifiers, scheme="cow", code="member", to="member")
    return rows.select(
        "start",
        "end",
        iri=path(
            "tie/atop", nw.col("atopid"), nw.col("member_key"), nw.col("phase"), nw.col("start")
        ),
        kind=nw.lit("Participation"),
        member=nw.col("member_path"),
        agreement=_treaty(),
        phase=nw.col("phase"),
        obligation=listed(
            Defence=nw.col("defense"),
            Offence=nw.col("offense"),
            Neutrality=nw.col("neutral"),
            Nonaggression=nw.col("nonagg"),
            Consultation=nw.col("consul"),
        ),
        precision=_precision("dayent", "yrexit", "dayexit"),
        locator=row_locator("atop5_1m.csv"),
        refused=nw.when(nw.col("member_key").is_null()).then(
            nw.lit("a COW code that meant no state while the member was bound")
        ),
    )
