"""Sanctions by case, sender and target, and those of a body's members derived from them."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import (
    BLANKS,
    Frame,
    day,
    dyad,
    listed,
    path,
    row_locator,
    word,
    written_day,
)

LAST_YEAR = 2023
MOST_OBJECTIVES = 4

INVERTED = (
    r"(Korea|Egypt|Gambia|Congo|Yemen), ?(North|South|Arab Rep\.|The|Democratic Republic of the)"
)
"""Names that hold a comma, which stand in the lists beside names that it parts."""

OBJECTIVES = {
    "policy_change": "cm:PolicyChange",
    "destab_regime": "cm:RegimeDestabilization",
    "territorial_conflict": "cm:TerritorialConflict",
    "prevent_war": "cm:WarPrevention",
    "terrorism": "cm:CombatingTerrorism",
    "end_war": "cm:EndOfWar",
    "human_rights": "cm:HumanRights",
    "democracy": "cm:Democracy",
    "other": "cm:OtherObjective",
}
OUTCOMES = {
    "success_total": "cm:TotalSuccess",
    "success_part": "cm:PartialSuccess",
    "nego_settlement": "cm:NegotiatedSettlement",
    "failed": "cm:Failure",
    "ongoing": "cm:Ongoing",
}
BY_MEMBER = (
    "the sanction of the body, set out for each of its members by year (members.csv); whether the "
    "member carried it out is not said"
)


def records(
    cases: Frame, names: Frame, members: Frame, bodies: Frame, polities: Frame
) -> Iterator[Frame]:
    """Bodies that no other source has, aims, sanctions, and sanctions of members of bodies."""
    yield bodies.select(
        iri=path("body", nw.col("key")),
        kind=nw.col("kind"),
        label=nw.col("name"),
        alt_label=nw.col("name_as_given"),
        lang=nw.lit("en"),
    )
    for number in range(MOST_OBJECTIVES):
        yield _aims(cases, number)
    found = _imposed(cases, names, polities)
    yield _sanctions(found, members)
    yield _of_members(found, members, polities)


def _aims(cases: Frame, number: int) -> Frame:
    words = cases.with_columns(
        objective_word=_nth("objective", number), outcome_word=_nth("success", number)
    ).filter(~nw.col("objective_word").is_null())
    said = nw.col("outcome_word").fill_null("outcome not given").str.replace_all("_", " ")
    aim = nw.col("objective_word").str.replace_all("_", " ")
    return words.select(
        iri=_aim(nw.col("objective_word")),
        kind=nw.lit("Aim"),
        label=nw.concat_str([aim, nw.lit(": "), said]),
        lang=nw.lit("en"),
        objective=word(nw.col("objective_word"), OBJECTIVES),
        outcome=word(nw.col("outcome_word"), OUTCOMES),
    )


def _nth(column: str, number: int) -> nw.Expr:
    """Word of a comma list at a place counted from 0; null where the list is shorter."""
    before = rf"^(?:[^,]*,){{{number}}}"
    word = nw.col(column).str.replace_all(rf"{before}([^,]*).*$", "$1")
    return nw.when(nw.col(column).str.contains(before)).then(word.str.strip_chars(BLANKS))


def _aim(objective: nw.Expr) -> nw.Expr:
    return path("aim/gsdb", nw.col("case_id"), objective)


def _imposed(cases: Frame, names: Frame, polities: Frame) -> Frame:
    """One row for each sender and target of a case while both were, or for why there is none.

    Columns: those of the cases, sender and target (key; null where there is none), sender_name,
    target_name, first, last (Date; no last where it is ongoing), refused.
    """
    known = _known(names, polities)
    rows = _named(cases, known, "sanctioning_state", "sender")
    targets = _named(cases, known, "sanctioned_state", "target")
    rows = rows.join(targets.drop(*_kept(cases)), on="case_id", how="inner")
    backward = nw.col("begin") > nw.col("end")
    to_the_end = (nw.col("end") == LAST_YEAR) & ~backward
    ongoing = nw.col("success").str.contains("ongoing") & to_the_end
    last_day = day(nw.col("end"), nw.lit(12), nw.lit(31))
    rows = rows.with_columns(
        begin_day=day(nw.col("begin"), nw.lit(1), nw.lit(1)),
        end_day=nw.when(~ongoing).then(last_day),
    ).with_columns(
        first=nw.max_horizontal("begin_day", "sender_from", "target_from"),
        last=nw.min_horizontal("end_day", "sender_to", "target_to"),
    )
    # What ends before it begins stays, as it is not that the two were not there.
    together = nw.col("last").is_null() | (nw.col("first") <= nw.col("last"))
    held = rows.filter(together | backward)
    pair = ["case_id", "sender_name", "target_name"]
    lost = rows.join(held.select(*pair).unique(), on=pair, how="anti").unique(pair)
    lost = lost.with_columns(last=nw.lit(None, nw.Date), lost=nw.lit(value=True))
    held = held.with_columns(lost=nw.lit(value=False))
    rows = nw.concat([held, lost.select(*held.columns)])
    return rows.with_columns(refused=_why_not())


def _kept(cases: Frame) -> list[str]:
    return [column for column in cases.collect_schema().names() if column != "case_id"]


def _known(names: Frame, polities: Frame) -> Frame:
    """Names with whom they mean (empty: no actor) and from when to when that was so."""
    own = polities.select("key", was_from="start", was_to="end")
    dated = names.join(own, on="key", how="left")
    return dated.select(
        "name",
        "key",
        since=nw.max_horizontal(written_day("start"), "was_from"),
        until=nw.min_horizontal(written_day("end"), "was_to"),
    )


def _named(cases: Frame, known: Frame, column: str, side: str) -> Frame:
    text = nw.col(column).str.replace_all(INVERTED, "$1;$2")
    each = cases.with_columns(name=text.str.split(",")).explode("name")
    each = each.with_columns(name=nw.col("name").str.strip_chars(BLANKS).str.replace_all(";", ", "))
    found = each.unique(["case_id", "name"]).join(known, on="name", how="left")
    return found.rename(
        {"name": f"{side}_name", "key": side, "since": f"{side}_from", "until": f"{side}_to"}
    )


def _why_not() -> nw.Expr:
    sender, target = nw.col("sender"), nw.col("target")
    unknown = [
        nw.when(key.is_null()).then(nw.concat_str([nw.lit("unknown name "), nw.col(name)]))
        for key, name in ((sender, "sender_name"), (target, "target_name"))
    ]
    nobody = [
        nw.when(key == "").then(nw.concat_str([nw.lit("no state and no body: "), nw.col(name)]))
        for key, name in ((sender, "sender_name"), (target, "target_name"))
    ]
    return nw.coalesce(
        *unknown,
        *nobody,
        nw.when(sender == target).then(nw.lit("a sender that is its own target")),
        nw.when(nw.col("lost")).then(
            nw.lit("years in which sender and target were not both there")
        ),
    )


def _measures() -> dict[str, nw.Expr]:
    """What of a case each of its ties repeats."""
    trade = nw.col("descr_trade").fill_null("")
    return {
        "measure": listed(
            TradeSanction=nw.col("trade"),
            ArmsSanction=nw.col("arms"),
            MilitaryAssistanceSanction=nw.col("military"),
            FinancialSanction=nw.col("financial"),
            TravelSanction=nw.col("travel"),
            OtherSanction=nw.col("other"),
        ),
        "trade_restriction": listed(
            CompleteExport=trade.str.contains("exp_compl"),
            PartialExport=trade.str.contains("exp_part"),
            CompleteImport=trade.str.contains("imp_compl"),
            PartialImport=trade.str.contains("imp_part"),
        ),
        "precision": nw.lit("year"),
        "locator": row_locator("GSDB_V4.csv"),
    }


def _tie() -> nw.Expr:
    return path("tie/gsdb", nw.col("case_id"), nw.col("sender"), nw.col("target"))


def _sanctions(found: Frame, members: Frame) -> Frame:
    bodies = members.select(sender=_body()).unique().with_columns(apart=nw.lit(value=True))
    rows = found.join(bodies, on="sender", how="left")
    whole = nw.col("sender").str.starts_with("body.") & nw.col("apart").is_null()
    ended = nw.col("success").str.contains("ongoing") & (nw.col("end") < LAST_YEAR)
    notes = [
        nw.when(whole).then(nw.lit("the body is not taken apart into its members")),
        nw.when(ended).then(nw.lit("called ongoing, with an end before that of the data")),
    ]
    note = nw.concat_str(notes, separator="; ", ignore_nulls=True)
    words = [_nth("objective", number) for number in range(MOST_OBJECTIVES)]
    aims = [nw.when(~word.is_null()).then(_aim(word)) for word in words]
    return rows.select(
        "refused",
        iri=_tie(),
        kind=nw.lit("Sanction"),
        dyad=dyad(nw.col("sender"), nw.col("target")),
        start=nw.col("first"),
        end=nw.col("last"),
        aim=nw.concat_str(aims, separator=" ", ignore_nulls=True).str.split(" "),
        note=nw.when(note != "").then(note),
        **_measures(),
    )


def _body() -> nw.Expr:
    return nw.concat_str([nw.lit("body."), nw.col("body")])


def _of_members(found: Frame, members: Frame, polities: Frame) -> Frame:
    """Sanctions of a body's members, but for the target and those that the case names itself."""
    own = polities.select("key", was_from="start", was_to="end")
    year = {side: nw.when(nw.col(side) != "").then(nw.col(side)) for side in ("start", "end")}
    in_body = members.join(own, on="key", how="left").select(
        sender=_body(),
        member="key",
        of="body",
        since=nw.max_horizontal(_day_of(year["start"], 1, 1), "was_from"),
        until=nw.min_horizontal(_day_of(year["end"], 12, 31), "was_to"),
    )
    imposed = found.filter(nw.col("refused").is_null())
    named = imposed.select("case_id", "target", member="sender").unique()
    rows = imposed.join(in_body, on="sender", how="inner")
    rows = rows.filter(nw.col("member") != nw.col("target")).join(
        named, on=["case_id", "target", "member"], how="anti"
    )
    rows = rows.with_columns(
        first=nw.max_horizontal("first", "since"), last=nw.min_horizontal("last", "until")
    ).filter(nw.col("last").is_null() | (nw.col("first") <= nw.col("last")))
    return rows.select(
        iri=path(
            "tie/gsdb",
            nw.col("case_id"),
            nw.col("member"),
            nw.col("target"),
            nw.col("of"),
            nw.col("first"),
        ),
        kind=nw.lit("Sanction"),
        dyad=dyad(nw.col("member"), nw.col("target")),
        start=nw.col("first"),
        end=nw.col("last"),
        derived_from=_tie(),
        derivation=nw.lit(BY_MEMBER),
        **_measures(),
    )


def _day_of(year: nw.Expr, month: int, day_of_month: int) -> nw.Expr:
    return day(year, nw.lit(month), nw.lit(day_of_month))
