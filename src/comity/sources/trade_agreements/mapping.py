"""Trade agreements, and who was bound by them from their entry into force to a withdrawal."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, day, path, resolve, row_locator, written_day

OPEN = 9999
"""Year of a withdrawal that never came, so that it can be grouped and compared."""

TREATIES = ["base_treaty", "protocol or amendment", "consolidated"]
SIGNED = ["base_treaty", "protocol or amendment", "accession"]
JOINED_LATE = "year of signature; no entry into force of the accession is given"


def records(treaties: Frame, identifiers: Frame, former: Frame) -> Iterator[Frame]:
    """Agreements, signings, participations, and gaps where an entry into force is not given."""
    rows = treaties.drop("place", "number_there").unique("row")
    parties = _parties(treaties)
    left = _leaving(parties)
    bound = _until(_joining(parties, rows), left)
    yield _agreements(rows)
    yield _signings(rows)
    yield _ties(bound, _codes(identifiers, former))
    yield _without_effect(left, bound)


def _treaty(number: str) -> nw.Expr:
    return nw.concat_str([nw.lit("agreement/desta-"), nw.col(number)])


def _agreements(rows: Frame) -> Frame:
    changes = nw.col("number") != nw.col("base_treaty")
    return rows.filter(nw.col("entry_type").is_in([*TREATIES, "negotiation"])).select(
        iri=_treaty("number"),
        kind=nw.lit("TradeAgreement"),
        label=nw.col("name"),
        lang=nw.lit("en"),
        amends=nw.when(changes).then(_treaty("base_treaty")),
        note=nw.when(nw.col("entry_type") == "consolidated").then(nw.lit("a consolidated text")),
        locator=row_locator("DESTA.csv"),
        refused=nw.when(nw.col("entry_type") == "negotiation").then(
            nw.lit("a negotiation, which binds nobody")
        ),
    )


def _signings(rows: Frame) -> Frame:
    accession = nw.col("entry_type") == "accession"
    number = nw.when(accession).then(nw.col("base_treaty")).otherwise(nw.col("number"))
    signed = rows.filter(nw.col("entry_type").is_in(SIGNED)).with_columns(treaty=number)
    return signed.select(
        iri=path("event/trade_agreements/signing", nw.col("number")),
        kind=nw.lit("Signing"),
        label=nw.concat_str([nw.lit("Signing: "), nw.col("name")]),
        lang=nw.lit("en"),
        agreement=_treaty("treaty"),
        start=_first_day("year"),
        end=_last_day("year"),
        precision=nw.lit("year"),
        locator=row_locator("DESTA.csv"),
    )


def _first_day(year: str) -> nw.Expr:
    return day(nw.col(year), nw.lit(1), nw.lit(1))


def _last_day(year: str) -> nw.Expr:
    return day(nw.col(year), nw.lit(12), nw.lit(31))


def _parties(treaties: Frame) -> Frame:
    """One row for each party of each row, with its code (three digits) and its mark."""
    marked = nw.col("place").str.starts_with("m")
    marks = treaties.filter(marked).select(
        "row", place=nw.col("place").str.slice(1), mark=nw.col("number_there")
    )
    code = nw.col("number_there").cast(nw.String).str.zfill(3)
    parties = treaties.filter(~marked).with_columns(code=code).drop("number_there")
    return parties.join(marks, on=["row", "place"], how="left").unique(["row", "code"])


def _joining(parties: Frame, rows: Frame) -> Frame:
    """Who joins which treaty by which row.

    Columns: row, treaty, code, begins (year), in_force (whether that is known), note.
    """
    in_force = ~nw.col("entryforceyear").is_null()
    founding = parties.filter(nw.col("entry_type") == "base_treaty")
    acceding = _acceding(parties)
    ever = nw.concat(
        [
            parties.filter(nw.col("entry_type").is_in(TREATIES)).select("code", to="number"),
            acceding.select("code", to="base_treaty"),
        ]
    ).unique()
    protocols = parties.filter(nw.col("entry_type") == "protocol or amendment")
    new = protocols.join(ever, left_on=["base_treaty", "code"], right_on=["to", "code"], how="anti")
    first = nw.concat([founding, new.select(*founding.columns)]).select(
        "row",
        "code",
        treaty="number",
        begins=nw.coalesce(nw.col("entryforceyear"), nw.col("year")),
        in_force=in_force,
        note=nw.lit(None, nw.String),
    )
    since = rows.select(base_treaty="number", base_since="entryforceyear")
    base_in_force = ~nw.col("base_since").is_null()
    later = acceding.join(since, on="base_treaty", how="left").select(
        "row",
        "code",
        treaty="base_treaty",
        begins=nw.coalesce(nw.col("entryforceyear"), nw.max_horizontal("year", "base_since")),
        in_force=in_force | base_in_force,
        note=nw.when(~in_force & base_in_force).then(nw.lit(JOINED_LATE)),
    )
    return nw.concat([first, later])


def _acceding(parties: Frame) -> Frame:
    mark = nw.col("mark")
    marked = parties.filter((nw.col("entry_type") == "accession") & mark.is_in([1, 2]))
    return marked.filter(mark == mark.min().over("row"))


def _leaving(parties: Frame) -> Frame:
    leaving = parties.filter((nw.col("entry_type") == "withdrawal") & (nw.col("mark") == 1))
    return leaving.select("code", treaty="base_treaty", ends="year", left_at="row", number="number")


def _until(joined: Frame, left: Frame) -> Frame:
    """Who was bound from when until which withdrawal, if one followed.

    Two rows by which a party joins with no withdrawal between are one spell, which the earlier
    begins; column again marks the others.
    """
    after = joined.join(left, on=["treaty", "code"], how="inner").filter(
        nw.col("ends") >= nw.col("begins")
    )
    ends = after.group_by("row", "code").agg(nw.col("ends").min())
    spells = joined.join(ends, on=["row", "code"], how="left")
    spells = spells.with_columns(ends=nw.col("ends").fill_null(OPEN))
    # Of two rows of one year the first counts; no file has a million rows.
    order = nw.col("begins") * 1_000_000 + nw.col("row")
    spells = spells.with_columns(order=order)
    same = ["treaty", "code", "ends"]
    again = nw.col("order") != nw.col("order").min().over(*same)
    places = left.select("treaty", "code", "ends", "left_at")
    return spells.with_columns(again=again).join(places, on=same, how="left")


def _codes(identifiers: Frame, former: Frame) -> Frame:
    """ISO codes with their holders, and the states that stand under the code of a later one."""
    columns = ["key", "path", "scheme", "code", "start", "end"]
    own = former.select(
        "key",
        "code",
        scheme=nw.lit("m49"),
        path=nw.concat_str([nw.lit("state/"), nw.col("key")]),
        start=written_day("start"),
        end=written_day("end"),
    )
    iso = identifiers.filter(nw.col("scheme") == "m49")
    return nw.concat([iso.select(*columns), own.select(*columns)])


def _ties(bound: Frame, codes: Frame) -> Frame:
    leaves = nw.col("ends") != OPEN
    spells = bound.with_columns(
        line=nw.col("row"),
        # One party of one row, as resolve() tells rows apart by this column.
        row=path(nw.col("row"), nw.col("code")),
        start=_first_day("begins"),
        end=nw.when(leaves).then(_last_day("ends")),
    )
    spells = resolve(spells, codes, scheme="m49", code="code", to="member")
    spells = spells.with_columns(held=nw.col("start").min().over("row"))
    key, in_force = nw.col("member_key"), nw.col("in_force")
    kind = nw.when(in_force).then(nw.lit("Participation")).otherwise(nw.lit("Gap"))
    place = nw.when(in_force).then(nw.lit("tie")).otherwise(nw.lit("gap"))
    withdrawal = nw.concat_str([nw.lit("withdrawal: row "), nw.col("left_at").cast(nw.String)])
    said = nw.concat_str(
        [nw.col("note"), nw.when(leaves).then(withdrawal)], separator="; ", ignore_nulls=True
    )
    unheld = key.is_null() | (nw.col("held").dt.year() > nw.col("begins"))
    return spells.select(
        "start",
        "end",
        iri=path(place, "trade_agreements", nw.col("treaty"), key, nw.col("start")),
        kind=kind,
        member=nw.col("member_path"),
        agreement=_treaty("treaty"),
        lacks=nw.when(~in_force).then(nw.lit("cm:Participation")),
        silence=nw.when(~in_force).then(nw.lit("cm:Missing")),
        precision=nw.lit("year"),
        note=nw.when(~in_force)
        .then(nw.lit("signed; no entry into force is given"))
        .when(said != "")
        .then(said),
        locator=nw.concat_str([nw.lit("DESTA.csv#row="), nw.col("line").cast(nw.String)]),
        refused=nw.when(nw.col("again"))
        .then(nw.lit("an accession of a party that is bound already"))
        .when(unheld)
        .then(nw.lit("an ISO code that meant no state when the agreement began to bind")),
    )


def _without_effect(left: Frame, bound: Frame) -> Frame:
    return left.join(bound, on=["treaty", "code", "ends"], how="anti").select(
        iri=path("tie/trade_agreements/withdrawal", nw.col("number"), nw.col("code")),
        kind=nw.lit("Participation"),
        refused=nw.lit("a withdrawal of a party that is not bound"),
    )
