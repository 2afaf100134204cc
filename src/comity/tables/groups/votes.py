"""Roll calls of the General Assembly: how alike two states vote, by calendar year."""

import polars as pl

from comity.tables.groups.group import Group, Measure, Part
from comity.tables.similarity import CHOICES, similarity

ALIKE = "of the roll calls of the calendar year in which both cast a vote or abstained"


def cast(part: Part) -> pl.DataFrame:
    """Votes in favour, against and abstentions: year, unit, decision, choice."""
    calls = part.held.records(part.source, "RollCall").select(
        pl.col("start").dt.year().cast(pl.Int32).alias("year"), decision="iri"
    )
    votes = part.held.records(part.source, "Vote").filter(pl.col("choice").is_in(CHOICES))
    dated = votes.join(calls, on="decision").select("year", "member", "decision", "choice")
    return part.seated(dated).select("year", "unit", "decision", "choice").collect()


def _dyads(part: Part) -> pl.DataFrame:
    return similarity(cast(part))


def _states(part: Part) -> pl.DataFrame:
    votes = cast(part).group_by("year", "unit")
    counts = {
        name: (pl.col("choice") == choice).sum().cast(pl.Int32)
        for name, choice in zip(("in_favour", "abstentions", "against"), CHOICES, strict=True)
    }
    return votes.agg(**counts)


VOTES = Group(
    name="votes",
    kind="Vote",
    of_dyads=(
        Measure("n", f"How many {ALIKE}"),
        Measure("agreement", f"Share {ALIKE} in which they chose alike"),
        Measure("s", f"Similarity S (Signorino and Ritter 1999) {ALIKE}; from -1 to 1"),
        Measure("kappa", f"Chance-corrected agreement (Cohen 1960) {ALIKE}"),
        Measure("weighted_kappa", f"Chance-corrected linear similarity (Cohen 1968) {ALIKE}"),
    ),
    dyads=_dyads,
    of_states=(
        Measure("in_favour", "Votes in favour in the calendar year"),
        Measure("abstentions", "Abstentions in the calendar year"),
        Measure("against", "Votes against in the calendar year"),
    ),
    states=_states,
)
