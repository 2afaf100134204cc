"""Roll calls of the General Assembly: how alike two states vote, by calendar year."""

from collections.abc import Sequence

import polars as pl

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part
from comity.tables.similarity import CHOICES, alike

MEASURES = (
    Measure(
        "n", N_("How many of the roll calls in which both cast a vote or abstained there were")
    ),
    Measure(
        "agreement",
        N_(
            "Share of the roll calls in which both cast a vote or abstained in which they "
            "chose alike"
        ),
    ),
    Measure(
        "s",
        N_(
            "Similarity S (Signorino and Ritter 1999) of the roll calls in which both cast a vote "
            "or abstained; from -1 to 1"
        ),
    ),
    Measure(
        "kappa",
        N_(
            "Chance-corrected agreement (Cohen 1960) of the roll calls in which both cast a vote "
            "or abstained"
        ),
    ),
    Measure(
        "weighted_kappa",
        N_(
            "Chance-corrected linear similarity (Cohen 1968) of the roll calls in which both cast "
            "a vote or abstained"
        ),
    ),
)


def cast(part: Part, issues: Sequence[str] = ()) -> pl.LazyFrame:
    """Votes in favour, against and abstentions.

    Columns: year, session, start (Date, the first day on which it may have been), member (path of
    the state that it then was), unit, decision, choice.

    Args:
        part: the source and the panel.
        issues: IRIs (paths) of the only issues whose roll calls count; all by default.
    """
    calls = part.held.records(part.source, "RollCall").select(
        pl.col("start").dt.year().cast(pl.Int32).alias("year"),
        pl.col("session_number").cast(pl.Int32).alias("session"),
        "issue",
        "start",
        decision="iri",
    )
    if issues:
        calls = calls.filter(pl.col("issue").list.eval(pl.element().is_in(issues)).list.any())
    votes = part.held.records(part.source, "Vote").filter(pl.col("choice").is_in(CHOICES))
    dated = votes.join(calls, on="decision").select(
        "year", "session", "member", "decision", "choice", "start", end="start"
    )
    return part.seated(dated).drop("end")


def _dyads(part: Part) -> pl.DataFrame:
    votes = cast(part).select("unit", "decision", "choice", period="year")
    return alike(votes.collect()).rename({"period": "year"})


def _states(part: Part) -> pl.DataFrame:
    votes = cast(part).collect().group_by("year", "unit")
    counts = {
        name: (pl.col("choice") == choice).sum().cast(pl.Int32)
        for name, choice in zip(("in_favour", "abstentions", "against"), CHOICES, strict=True)
    }
    return votes.agg(**counts)


VOTES = Group(
    name="votes",
    kind="Vote",
    of_dyads=MEASURES,
    dyads=_dyads,
    of_states=(
        Measure("in_favour", N_("Votes in favour in the calendar year")),
        Measure("abstentions", N_("Abstentions in the calendar year")),
        Measure("against", N_("Votes against in the calendar year")),
    ),
    states=_states,
)
