"""Intergovernmental organisations, their first and last years, and who was in them when."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, day, path, resolve_year, row_locator, word

LAST_YEAR = 2014
"""What runs to this year is open: to the end of what the source covers."""
MISSING, NOT_THERE, NONE = -9, -1, 0
ROLES = {1: "cm:Member", 2: "cm:AssociateMember", 3: "cm:Observer"}
SILENCES = {MISSING: "cm:Missing", NOT_THERE: "cm:NotApplicable"}
SPELL = ("body", "start", "end", "precision", "derivation", "note", "locator", "refused")
# Letters of Mac OS Roman that the file has as control characters, and its no-break space.
LETTERS = {"\u008e": "é", "\u008a": "ä", "\u0099": "ô", "Ê": ""}


def records(
    states: Frame, organisations: Frame, bodies: Frame, identifiers: Frame
) -> Iterator[Frame]:
    """Bodies, their foundings and ends, memberships, and gaps where there is no answer."""
    organisations = organisations.with_columns(igo=nw.col("ioname").str.to_lowercase())
    known = _known(organisations, bodies)
    yield from _bodies(known)
    yield _turns(known, "sdate", "Founding", "founds")
    yield _turns(known, "deaddate", "Dissolution", "dissolves")
    spells = _spells(_statuses(states, organisations, known, identifiers))
    yield _memberships(spells)
    yield _gaps(spells)
    yield _rowless(states, identifiers)


def _known(organisations: Frame, bodies: Frame) -> Frame:
    """Each organisation once, by its last row, with its body and the name that others give it."""
    last = organisations.group_by("igo").agg(nw.col("year").max())
    long_name = nw.col("longorgname")
    for letter, meant in LETTERS.items():
        long_name = long_name.str.replace_all(letter, meant, literal=True)
    crosswalk = bodies.select(*(nw.col(c) for c in ("key", "kind", "name")), ioname=nw.col("igo"))
    own = nw.concat_str([nw.lit("cow-igo-"), nw.col("ioname")])
    return (
        organisations.join(last, on=["igo", "year"], how="inner")
        .join(crosswalk, on="ioname", how="left")
        .with_columns(
            body=path("body", nw.coalesce(nw.col("key"), own)),
            kind=nw.coalesce(nw.col("kind"), nw.lit("IntergovernmentalOrganization")),
            long_name=long_name,
            lang=nw.lit("en"),
            locator=row_locator("igo_year_format3.csv"),
        )
    )


def _bodies(known: Frame) -> Iterator[Frame]:
    named = known.with_columns(iri=nw.col("body"))
    elsewhere = ~nw.col("name").is_null()
    yield named.filter(~elsewhere).select("iri", "kind", "lang", label=nw.col("long_name"))
    yield named.filter(elsewhere & (nw.col("name") != nw.col("long_name"))).select(
        "iri", "kind", "lang", alt_label=nw.col("long_name")
    )
    yield named.select("iri", "kind", "lang", alt_label=nw.col("ioname"))


def _turns(known: Frame, column: str, kind: str, leads: str) -> Frame:
    """First or last years of organisations as events, of which no day is known."""
    year = nw.col(column)
    into = nw.when(nw.col("replaced")).then(nw.lit("Replaced by another organisation."))
    into = into.when(nw.col("integrated")).then(nw.lit("Became part of another organisation."))
    words = " is founded" if kind == "Founding" else " ends"
    event = known.filter(~year.is_null()).with_columns(turn=nw.lit(kind.lower()))
    return event.select(
        "lang",
        "locator",
        nw.col("body").alias(leads),
        iri=path("event/cow_igo", nw.col("ioname"), nw.col("turn")),
        kind=nw.lit(kind),
        label=nw.concat_str([nw.coalesce(nw.col("name"), nw.col("long_name")), nw.lit(words)]),
        start=day(year, nw.lit(1), nw.lit(1)),
        end=day(year, nw.lit(12), nw.lit(31)),
        precision=nw.lit("year"),
        edtf=year.cast(nw.String),
        note=into if kind == "Dissolution" else nw.lit(None, nw.String),
    )


def _statuses(states: Frame, organisations: Frame, known: Frame, identifiers: Frame) -> Frame:
    """What is said of each state, organisation and year, but for no membership.

    Left out is also what is not there in years in which, by its own dates, no organisation was.
    """
    dated = known.select("igo", "ioname", "body", "sdate", "deaddate")
    years = organisations.select("igo", "year", "imputed")
    said = states.filter(nw.col("status") != NONE).join(dated, on="igo", how="left")
    before = nw.col("year") < nw.col("sdate")
    after = (nw.col("year") > nw.col("deaddate")).fill_null(value=False)
    said = said.filter((nw.col("status") != NOT_THERE) | ~(before | after))
    said = said.join(years, on=["igo", "year"], how="left")
    return resolve_year(said, identifiers, scheme="cow", code="ccode", to="member")


def _spells(statuses: Frame) -> Frame:
    """Runs of consecutive years of one state in one organisation with one status."""
    by = ["igo", "ioname", "body", "deaddate", "holder", "member_key", "member_path", "status"]
    year, imputed = nw.col("year"), nw.col("imputed").fill_null(value=False)
    # A code that meant nobody stays apart from others.
    rows = statuses.with_columns(holder=nw.coalesce(nw.col("member_key"), nw.col("ccode")))
    place = year.rank("dense").over("igo", "holder", "status").cast(nw.Int64)
    runs = rows.with_columns(run=year - place, guessed=nw.when(imputed).then(year))
    spells = runs.group_by(*by, "run").agg(
        year.min().alias("first"),
        year.max().alias("last"),
        nw.col("guessed").count(),
        nw.col("guessed").min().alias("guessed_first"),
        nw.col("guessed").max().alias("guessed_last"),
    )
    for which in ("first", "last"):
        rows_then = runs.select(
            "igo", "holder", "status", year.alias(which), nw.col("row").alias(f"{which}_row")
        )
        spells = spells.join(rows_then, on=["igo", "holder", "status", which], how="inner")
    number, since, until = (
        nw.col(f"guessed{which}").cast(nw.String) for which in ("", "_first", "_last")
    )
    guessed = [number, nw.lit(" of the years from "), since, nw.lit(" to "), until]
    return spells.select(
        *by,
        key=path(nw.col("ioname"), nw.col("holder"), nw.col("first")),
        start=day(nw.col("first"), nw.lit(1), nw.lit(1)),
        end=nw.when(nw.col("last") < LAST_YEAR).then(day(nw.col("last"), nw.lit(12), nw.lit(31))),
        precision=nw.lit("year"),
        derivation=nw.when(nw.col("guessed") > 0).then(
            nw.concat_str([*guessed, nw.lit(" are imputed by the source")])
        ),
        note=nw.when(nw.col("last") > nw.col("deaddate")).then(
            nw.concat_str(
                [
                    nw.lit("By the same source the body ended in "),
                    nw.col("deaddate").cast(nw.String),
                ]
            )
        ),
        locator=_rows(nw.col("first_row"), nw.col("last_row"), nw.col("last") - nw.col("first")),
        refused=nw.when(nw.col("member_key").is_null())
        .then(nw.lit("a COW code that meant no one state in that year"))
        .when(nw.col("body").is_null())
        .then(nw.lit("an organisation that the file by organisation has not")),
    )


def _rows(first: nw.Expr, last: nw.Expr, years: nw.Expr) -> nw.Expr:
    """Place of a spell's rows: ``file#row=12-15`` (RFC 7111).

    Years under two codes, as Germany's, do not stand together; then the first and the last row.
    """
    start = nw.concat_str([nw.lit("state_year_format3.csv#row="), first.cast(nw.String)])
    together = nw.when(last - first == years).then(nw.lit("-")).otherwise(nw.lit(";"))
    both = nw.concat_str([start, together, last.cast(nw.String)])
    return nw.when(first == last).then(start).otherwise(both)


def _memberships(spells: Frame) -> Frame:
    tied = nw.col("status").is_in(list(ROLES))
    return spells.filter(tied).select(
        *SPELL,
        iri=path("tie/cow_igo", nw.col("key")),
        kind=nw.lit("Membership"),
        member=nw.col("member_path"),
        role=word(nw.col("status"), ROLES),
    )


def _gaps(spells: Frame) -> Frame:
    silent = nw.col("status").is_in(list(SILENCES))
    return spells.filter(silent).select(
        *SPELL,
        iri=path("gap/cow_igo", nw.col("key")),
        kind=nw.lit("Gap"),
        member=nw.col("member_path"),
        lacks=nw.lit("cm:Membership"),
        silence=word(nw.col("status"), SILENCES),
    )


def _rowless(states: Frame, identifiers: Frame) -> Frame:
    """Gaps of the years in which a state was in the system and the file has no row of it.

    A state that changed codes in a year has its row under one of them, as Germany in 1990.
    """
    told = states.select("ccode", "year").unique()
    cow = identifiers.filter(nw.col("scheme") == "cow")
    codes = cow.select(ccode="code", since=nw.col("start").dt.year(), to=nw.col("end").dt.year())
    begun = nw.col("since").is_null() | (nw.col("since") <= nw.col("year"))
    lasts = nw.col("to").is_null() | (nw.col("to") >= nw.col("year"))
    there = told.select("year").unique().join(codes, how="cross").filter(begun & lasts)
    lacking = there.select("ccode", "year").unique().join(told, on=["ccode", "year"], how="anti")
    by_state, rowless = (
        resolve_year(rows, identifiers, scheme="cow", code="ccode", to="member")
        for rows in (told, lacking)
    )
    return rowless.join(by_state, on=["member_key", "year"], how="anti").select(
        iri=path("gap/cow_igo", nw.col("member_key"), nw.col("year")),
        kind=nw.lit("Gap"),
        member=nw.col("member_path"),
        lacks=nw.lit("cm:Membership"),
        silence=nw.lit("cm:Missing"),
        start=day(nw.col("year"), 1, 1),
        end=day(nw.col("year"), 12, 31),
        precision=nw.lit("year"),
        note=nw.lit("The file has no row of this state and year."),
        locator=nw.lit("state_year_format3.csv"),
    )
