"""Roll calls of the General Assembly, their issues, and how each member voted."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import (
    Frame,
    last_of_month,
    path,
    row_locator,
    vocabulary,
    word,
    written_day,
)

ISSUES = ("co", "di", "ec", "hr", "me", "nu")
SCHEME = "concept/unga-issue"
TITLE = "Issues of roll calls of the United Nations General Assembly"
CHOICES = {"yes": "cm:InFavour", "no": "cm:Against", "abstain": "cm:Abstention"}
DAYS_SINCE_SESSION = 52
DAYS_SINCE_NUMBER = 4445
"""Roll calls of either an earlier session or a lower number have a month and no day."""


def records(
    roll_calls: Frame, issues: Frame, votes: Frame, names: Frame, polities: Frame
) -> Iterator[Frame]:
    """Issues, roll calls and votes."""
    dated = _dated(roll_calls)
    named = issues.select(code="short_name", label="issue").unique()
    yield from vocabulary(named, scheme=SCHEME, title=TITLE)
    yield _roll_calls(dated, issues)
    yield from _votes(votes, dated, _states(names, polities))


def _dated(roll_calls: Frame) -> Frame:
    """Roll calls with the first and last day on which each may have been."""
    to_the_month = (nw.col("session") < DAYS_SINCE_SESSION) | (nw.col("rcid") < DAYS_SINCE_NUMBER)
    first = nw.col("date").dt.truncate("1mo").cast(nw.Date)
    return roll_calls.with_columns(
        precision=nw.when(to_the_month).then(nw.lit("month")),
        start=nw.when(to_the_month).then(first).otherwise(nw.col("date")),
        end=nw.when(to_the_month).then(last_of_month(first)).otherwise(nw.col("date")),
    )


def _roll_calls(dated: Frame, issues: Frame) -> Frame:
    touches = issues.group_by("rcid").agg(
        *((nw.col("short_name") == issue).any().alias(issue) for issue in ISSUES)
    )
    codes = [nw.when(nw.col(issue)).then(path(SCHEME, nw.lit(issue))) for issue in ISSUES]
    words = nw.concat_str(codes, separator=" ", ignore_nulls=True)
    symbol = nw.concat_str([nw.lit(" ("), nw.col("unres"), nw.lit(")")])
    number = nw.concat_str([nw.lit("Roll call "), nw.col("rcid").cast(nw.String)])
    name = nw.coalesce(nw.col("short"), nw.when(nw.col("unres").is_null()).then(number))
    return dated.join(touches, on="rcid", how="left").select(
        "start",
        "end",
        "precision",
        iri=path("event/unga_votes", nw.col("rcid")),
        kind=nw.lit("RollCall"),
        label=nw.when(nw.col("unres").is_null())
        .then(name)
        .otherwise(nw.coalesce(nw.concat_str([name, symbol]), nw.col("unres"))),
        lang=nw.lit("en"),
        session_number=nw.col("session"),
        symbol=nw.col("unres"),
        important_vote=nw.col("importantvote"),
        on_amendment=nw.col("amend"),
        on_paragraph=nw.col("para"),
        quote=nw.col("descr"),
        issue=nw.when(words != "").then(words).str.split(" "),
        locator=row_locator("un_roll_calls.csv"),
    )


def _states(names: Frame, polities: Frame) -> Frame:
    """Names with the state that each meant from one day to another, and that state's own days."""
    known = polities.select("key", "path", state_start="start", state_end="end")
    meant = names.select(
        "country", "key", name_start=written_day("start"), name_end=written_day("end")
    )
    return meant.join(known, on="key", how="left")


def _votes(votes: Frame, dated: Frame, states: Frame) -> Iterator[Frame]:
    days = dated.select("rcid", "start", "end")
    no_roll_call = votes.join(days, on="rcid", how="anti")
    yield no_roll_call.select(
        iri=path("tie/unga_votes", nw.col("rcid"), nw.col("row")),
        kind=nw.lit("Vote"),
        refused=nw.lit("no roll call has that number"),
    )
    # Few days and names: which state was meant is settled once for each and not for each vote.
    spans = days.select("start", "end").unique()
    members = spans.join(states, how="cross").filter(
        nw.col("name_start").is_null() | (nw.col("name_start") <= nw.col("start")),
        nw.col("name_end").is_null() | (nw.col("name_end") >= nw.col("start")),
    )
    too_early = nw.col("state_start") > nw.col("end")
    too_late = nw.col("state_end") < nw.col("start")
    members = members.with_columns(gone=nw.any_horizontal(too_early, too_late, ignore_nulls=True))
    cast = votes.join(days, on="rcid", how="inner").join(
        members, on=["country", "start", "end"], how="left"
    )
    no_state = nw.concat_str([nw.lit("no state of that name at the time: "), nw.col("country")])
    yield cast.select(
        iri=path("tie/unga_votes", nw.col("rcid"), nw.col("key")),
        kind=nw.lit("Vote"),
        member=nw.col("path"),
        decision=path("event/unga_votes", nw.col("rcid")),
        choice=word(nw.col("vote"), CHOICES),
        locator=row_locator("un_votes.csv"),
        refused=nw.when(nw.col("path").is_null() | nw.col("gone")).then(no_state),
    )
