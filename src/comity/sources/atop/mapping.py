"""Alliances as treaties, who was bound by them, when and to what, and who owed what to whom."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, day, dyad, last_of_month, listed, path, resolve, row_locator

PARTICIPATION = (
    "start",
    "end",
    "iri",
    "member",
    "agreement",
    "phase",
    "obligation",
    "precision",
    "locator",
    "refused",
)
COARSE = ("year", "month")
PLEDGE = ("start", "end", "dyad", "agreement", "precision", "locator")


def records(alliances: Frame, members: Frame, identifiers: Frame) -> Iterator[Frame]:
    """Treaties, participations by member and phase, and pledges; an end of 0 is no end."""
    yield _treaties(alliances)
    participations = _participations(members, identifiers)
    yield participations.select(*PARTICIPATION, kind=nw.lit("Participation"))
    pledges = _pledges(participations.filter(nw.col("refused").is_null()))
    varies = nw.col("obvary")
    yield pledges.filter(~varies & ~nw.col("obligation").is_null()).select(
        *PLEDGE,
        "phase",
        "obligation",
        "derived_from",
        iri=path("tie/atop/pledge", nw.col("place")),
        kind=nw.lit("AlliancePledge"),
        derivation=nw.lit("what the member owes, to each other member while both are bound"),
    )
    yield pledges.filter(varies).select(
        *PLEDGE,
        iri=path("gap/atop/pledge", nw.col("place")),
        kind=nw.lit("Gap"),
        lacks=nw.lit("cm:AlliancePledge"),
        silence=nw.lit("cm:Missing"),
        note=nw.lit("What this member owes varies between its allies, and to whom is not said."),
    )


def _treaty() -> nw.Expr:
    return nw.concat_str([nw.lit("agreement/atop-"), nw.col("atopid")])


def _first(year: str, month: str, day_of_month: str) -> nw.Expr:
    return day(nw.col(year), nw.col(month).fill_null(1), nw.col(day_of_month).fill_null(1))


def _last(year: str, month: str, day_of_month: str) -> nw.Expr:
    in_year, in_month = _not_zero(year), _not_zero(month).fill_null(12)
    end_of_month = last_of_month(day(in_year, in_month, nw.lit(1)))
    return nw.coalesce(day(in_year, in_month, _not_zero(day_of_month)), end_of_month)


def _not_zero(column: str) -> nw.Expr:
    return nw.when(nw.col(column) > 0).then(nw.col(column))


def _precision(start: tuple[str, str], end_year: str, end: tuple[str, str]) -> nw.Expr:
    """The coarser of the two dates' precisions; start and end name their month and their day."""
    ends = nw.col(end_year) > 0
    no_month, no_day = (
        nw.col(first).is_null() | (ends & nw.col(last).is_null())
        for first, last in zip(start, end, strict=True)
    )
    return nw.when(no_month).then(nw.lit("year")).when(no_day).then(nw.lit("month"))


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
        precision=_precision(("begmo", "begday"), "endyr", ("endmo", "endday")),
        locator=row_locator("atop5_1a.csv"),
    )


def _participations(members: Frame, identifiers: Frame) -> Frame:
    rows = members.with_columns(
        start=_first("yrent", "moent", "dayent"), end=_last("yrexit", "moexit", "dayexit")
    )
    rows = resolve(rows, identifiers, scheme="cow", code="member", to="member")
    return rows.select(
        "atopid",
        "member_key",
        "obvary",
        "start",
        "end",
        iri=path(
            "tie/atop", nw.col("atopid"), nw.col("member_key"), nw.col("phase"), nw.col("start")
        ),
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
        precision=_precision(("moent", "dayent"), "yrexit", ("moexit", "dayexit")),
        locator=row_locator("atop5_1m.csv"),
        refused=nw.when(nw.col("member_key").is_null()).then(
            nw.lit("a COW code that meant no state while the member was bound")
        ),
    )


def _pledges(participations: Frame) -> Frame:
    """Each two participations of one phase at one time, once from either member to the other."""
    others = participations.select(
        "atopid",
        "phase",
        other_key="member_key",
        other_start="start",
        other_end="end",
        other_precision="precision",
        other_iri="iri",
    )
    pairs = participations.join(others, on=["atopid", "phase"], how="inner")
    open_or = nw.col("end").is_null() | (nw.col("end") >= nw.col("other_start"))
    other_open_or = nw.col("other_end").is_null() | (nw.col("other_end") >= nw.col("start"))
    giver, taker = nw.col("member_key"), nw.col("other_key")
    coarse = [(nw.col("precision") == p) | (nw.col("other_precision") == p) for p in COARSE]
    rows = pairs.filter((giver != taker) & open_or & other_open_or).with_columns(
        start=nw.max_horizontal("start", "other_start"),
        end=nw.min_horizontal("end", "other_end"),
        precision=nw.when(coarse[0])
        .then(nw.lit(COARSE[0]))
        .when(coarse[1])
        .then(nw.lit(COARSE[1])),
        dyad=dyad(giver, taker),
        derived_from=nw.concat_str(["iri", "other_iri"], separator=" ").str.split(" "),
    )
    return rows.with_columns(
        place=path(nw.col("atopid"), giver, taker, nw.col("phase"), nw.col("start"))
    )
