"""Posts abroad by the sheets of a workbook: what each represents its sender at, in its year."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, day, dyad, path

SLIP = "Northern Cyprus*"
"""What stands in the header of 2016 where COUNTRY should."""

TIE = "tie/lowy_diplomacy"
COVERAGE = "coverage/lowy_diplomacy-2023"


def records(
    posts_2016: Frame,
    posts_2017: Frame,
    posts_2021: Frame,
    posts_2023: Frame,
    countries: Frame,
    titles: Frame,
) -> Iterator[Frame]:
    """Posts at states and at bodies, the senders that are covered, and when they were not yet."""
    rows = nw.concat(
        [
            _sheet(posts_2016, 2016, SLIP),
            _sheet(posts_2017, 2017, "COUNTRY"),
            _sheet(posts_2021, 2021, "COUNTRY"),
            _sheet(posts_2023, 2023, "COUNTRY"),
        ]
    )
    rows = _known(rows, countries, titles)
    yield _at_states(rows)
    yield _at_bodies(rows)
    yield from _covered(rows)
    yield _not_yet(rows)


def _sheet(posts: Frame, year: int, sender: str) -> Frame:
    return posts.select(
        "row",
        "file",
        year=nw.lit(year),
        sender=nw.col(sender),
        city=nw.col("POST CITY"),
        host=nw.col("POST COUNTRY"),
        title=nw.col("POST TYPE TITLE"),
    )


def _known(rows: Frame, countries: Frame, titles: Frame) -> Frame:
    """Rows with the paths and keys of sender and host, and what the title says."""
    for end in ("sender", "host"):
        named = nw.col("path")
        key = named.str.replace_all("^body/", "body.").str.replace_all(r"^\w+/", "")
        found = countries.select(**{end: nw.col("name"), f"{end}_path": named, f"{end}_key": key})
        rows = rows.join(found, on=end, how="left")
    same = ["year", "sender", "city", "host", "title"]
    # Null is no key of a join: one row has no title.
    rows = rows.with_columns(title=nw.coalesce(nw.col("title"), nw.lit("")))
    first = rows.group_by(same).agg(first=nw.col("row").min())
    rows = rows.join(first, on=same, how="left").join(titles, on="title", how="left")
    return rows.with_columns(refused=_refused())


def _refused() -> nw.Expr:
    """Why a row gives nothing at all."""
    return (
        nw.when(nw.col("row") != nw.col("first"))
        .then(nw.lit("a row that stands twice in its sheet"))
        .when(nw.col("sender_path").is_null())
        .then(nw.lit("a sender that countries.csv does not have"))
        .when(nw.col("kind").is_null() & (nw.col("title") != ""))
        .then(nw.lit("a title that titles.csv does not have"))
        .when((nw.col("kind") == "") & (nw.col("bodies") == ""))
        .then(nw.lit("a mission at bodies that are not named, or that comity does not have"))
    )


def _at_states(rows: Frame) -> Frame:
    """Posts in states and territories; those at bodies alone, which give none, are left out."""
    at_body_alone = (nw.col("kind") == "") & (nw.col("bodies") != "")
    posts = rows.filter(~(nw.col("refused").is_null() & nw.coalesce(at_body_alone, _no())))
    away = nw.coalesce(nw.col("accredited") != "", _no())
    accredited = nw.col("accredited").str.replace_all(r"^\w+/", "")
    host = nw.when(away).then(accredited).otherwise(nw.col("host_key"))
    sender = nw.col("sender_key")
    why = (
        nw.when(~nw.col("refused").is_null())
        .then(nw.col("refused"))
        .when(host.is_null())
        .then(nw.lit("a place in no state or territory"))
        .when(host == sender)
        .then(nw.lit("a post in the sender's own country"))
    )
    kind = nw.when(away).then(nw.lit("NonResidentAccreditation"))
    named = nw.when(nw.col("kind") != "").then(nw.col("kind"))
    return posts.select(
        "year",
        iri=path(TIE, nw.col("year"), nw.col("row")),
        kind=kind.otherwise(nw.lit("DiplomaticRepresentation")),
        dyad=dyad(sender, host),
        mission_kind=nw.concat_str([nw.lit("cm:"), named]),
        **_said(),
        refused=why,
    )


def _no() -> nw.Expr:
    return nw.lit(value=False)


def _at_bodies(rows: Frame) -> Frame:
    at = rows.filter(nw.col("refused").is_null() & (nw.col("bodies") != ""))
    each = at.with_columns(body=nw.col("bodies").str.split(" ")).explode("body")
    return each.select(
        "year",
        iri=path(TIE, nw.col("year"), nw.col("row"), nw.col("body")),
        kind=nw.lit("PermanentRepresentation"),
        member=nw.col("sender_path"),
        body=path("body", nw.col("body")),
        mission_kind=nw.lit("cm:PermanentMission"),
        **_said(),
    )


def _said() -> dict[str, nw.Expr]:
    return {
        "place": nw.col("city"),
        "quote": nw.when(nw.col("title") != "").then(nw.col("title")),
        "locator": _locator(nw.col("row")),
    }


def _locator(row: nw.Expr | None = None) -> nw.Expr:
    """Place in the workbook: its file, the sheet and, where it is one, the row."""
    parts = [nw.col("file"), nw.lit("#sheet="), nw.col("year").cast(nw.String)]
    parts += [] if row is None else [nw.lit("&row="), row.cast(nw.String)]
    return nw.concat_str(parts)


def _covered(rows: Frame) -> Iterator[Frame]:
    senders = rows.filter(~nw.col("sender_path").is_null()).select("sender_path").unique()
    for kind in ("DiplomaticRepresentation", "PermanentRepresentation"):
        yield senders.select(
            iri=nw.lit(f"{COVERAGE}/{kind}"),
            kind=nw.lit("Coverage"),
            absence=nw.lit("cm:NoTie"),
            covered_actor=nw.col("sender_path"),
        )


def _not_yet(rows: Frame) -> Frame:
    """Gaps of the senders that a sheet does not have."""
    ends = ["sender_path", "sender_key"]
    senders = rows.filter(~nw.col("sender_path").is_null()).select(ends).unique()
    sheets = rows.select("year", "file").unique()
    have = rows.select("year", "sender_path").unique()
    lacking = senders.join(sheets, how="cross").join(have, on=["year", "sender_path"], how="anti")
    return lacking.select(
        iri=path("gap/lowy_diplomacy", nw.col("sender_key"), nw.col("year")),
        kind=nw.lit("Gap"),
        lacks=nw.lit("cm:DiplomaticRepresentation"),
        silence=nw.lit("cm:Missing"),
        member=nw.col("sender_path"),
        start=day(nw.col("year"), nw.lit(1), nw.lit(1)),
        end=day(nw.col("year"), nw.lit(12), nw.lit(31)),
        precision=nw.lit("year"),
        note=nw.lit("The Index did not count this sender's posts yet."),
        locator=_locator(),
    )
