"""What two states are both in: organisations, trade agreements, alliances."""

import datetime as dt

import polars as pl

from comity.model.words import N_
from comity.tables.groups.group import Group, Measure, Part
from comity.tables.joint import both, either, shared

FULL = ("cm:Member", "cm:FoundingMember")
ROLES = {"full": FULL, "associate": ("cm:AssociateMember",), "observer": ("cm:Observer",)}
GAPS = ("Gap", "silence")
OBLIGATIONS = {
    "defence": N_("Whether {a} is pledged to defend {b}"),
    "offence": N_("Whether {a} is pledged to join {b} in attack"),
    "neutrality": N_("Whether {a} is pledged to stay neutral where {b} is at war"),
    "nonaggression": N_("Whether {a} is pledged not to attack {b}"),
    "consultation": N_("Whether {a} is pledged to consult {b}"),
}


def _igo(part: Part) -> pl.DataFrame:
    seats = part.of_members("Membership").select("year", "unit", "role", thing="body").collect()
    full = seats.filter(pl.col("role").is_in(FULL))
    return _counts(part, "body", {"joint_full": full, "joint_any": seats})


def _agreements(part: Part) -> pl.DataFrame:
    parties = part.of_members("Participation").select("year", "unit", thing="agreement").collect()
    return _counts(part, "agreement", {"joint": parties})


def _counts(part: Part, third: str, counted: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Things that two share, and those of which the source does not know it of one of them."""
    asked, units = {name: (rows, both) for name, rows in counted.items()}, part.panel.keys
    if part.source in part.held.having("Gap"):
        gaps = part.of_members("Gap").filter(pl.col("silence") == "cm:Missing")
        lacking = gaps.select("year", "unit", thing=third).collect()
        asked["unknown"] = (lacking.drop_nulls(), either)
        # Of whom nothing at all is known, what is not known of the other is no count either.
        told = pl.concat(rows.select("year", "unit") for rows in counted.values())
        silent = lacking.filter(pl.col("thing").is_null()).join(
            told, on=["year", "unit"], how="anti"
        )
        units = units.join(silent, on=["year", "unit"], how="anti")
    return shared(asked, units)


def _seats(part: Part) -> pl.DataFrame:
    seats = part.of_members("Membership")
    every = pl.col("body")
    counted = {name: every.filter(pl.col("role").is_in(roles)) for name, roles in ROLES.items()}
    counts = [one.n_unique().cast(pl.Int32).alias(name) for name, one in counted.items()]
    return (
        seats.group_by("year", "unit")
        .agg(*counts, every.n_unique().cast(pl.Int32).alias("any"))
        .collect()
    )


def _parties(part: Part) -> pl.DataFrame:
    count = pl.col("agreement").n_unique().cast(pl.Int32)
    return part.of_members("Participation").group_by("year", "unit").agg(in_force=count).collect()


def _alliances(part: Part) -> pl.DataFrame:
    owed = {
        name: pl.col("obligation").list.contains(f"cm:{name.capitalize()}").any().cast(pl.Int32)
        for name in OBLIGATIONS
    }
    pledges = part.dyadic("AlliancePledge").group_by("year", "a", "b").agg(**owed).collect()
    pairs = _allied(part).group_by("year", "a", "b")
    treaties = pairs.agg(treaties=pl.col("agreement").n_unique().cast(pl.Int32))
    keys = ["year", "a", "b"]
    return _sure(part, pledges).join(treaties.collect(), on=keys, how="full", coalesce=True)


def _sure(part: Part, pledges: pl.DataFrame) -> pl.DataFrame:
    """What is owed; nothing of what is not, where what another treaty asks is not known."""
    if part.source not in part.held.having("Gap"):
        return pledges
    gaps = part.dyadic("Gap").filter(pl.col("lacks") == "cm:AlliancePledge")
    unsure = gaps.select("year", "a", "b", unsure=pl.lit(value=True)).unique().collect()
    beside = pledges.join(unsure, on=["year", "a", "b"], how="left")
    told = pl.col("unsure").is_null()
    return beside.select(
        "year",
        "a",
        "b",
        *(pl.when(told | (pl.col(name) > 0)).then(name).alias(name) for name in OBLIGATIONS),
    )


def _allied(part: Part) -> pl.LazyFrame:
    """Pairs of units by year and alliance, in both orders, that were in it on one same day."""
    spells = part.records("Participation").select(
        "member", "agreement", "start", pl.col("end").fill_null(dt.date.max)
    )
    pairs = spells.join(spells, on="agreement", suffix="_b")
    start = pl.max_horizontal("start", "start_b")
    end = pl.min_horizontal("end", "end_b")
    last = pl.min_horizontal(end.dt.year(), pl.lit(part.last("Participation")))
    years = pl.int_ranges(start.dt.year(), last + 1, dtype=pl.Int32)
    apart = (pl.col("member") != pl.col("member_b")) & (start <= end)
    names = [pl.col(column).str.split("/").list.get(1) for column in ("member", "member_b")]
    dyad = pl.format("dyad/{}/{}", *names)
    ties = pairs.filter(apart).select("agreement", dyad=dyad, year=years, start=start, end=end)
    return part.placed(ties.explode("year", empty_as_null=False))


def _in_alliances(part: Part) -> pl.DataFrame:
    count = pl.col("agreement").n_unique().cast(pl.Int32)
    return part.of_members("Participation").group_by("year", "unit").agg(treaties=count).collect()


IGO = Group(
    name="igo",
    kind="Membership",
    of_dyads=(
        Measure("joint_full", N_("Organisations in which both are full members"), counts=True),
        Measure("joint_any", N_("Organisations in which both are, in whatever role"), counts=True),
        Measure(
            "unknown",
            N_("Organisations of which it is not known of one of the two"),
            counts=True,
            needs=GAPS,
        ),
    ),
    dyads=_igo,
    of_states=(
        Measure("full", N_("Organisations of which it is a full member"), counts=True),
        Measure("associate", N_("Organisations of which it is an associate member"), counts=True),
        Measure("observer", N_("Organisations in which it is an observer"), counts=True),
        Measure("any", N_("Organisations in which it is, in whatever role"), counts=True),
    ),
    states=_seats,
)
AGREEMENTS = Group(
    name="agreements",
    kind="Participation",
    holds="TradeAgreement",
    of_dyads=(
        Measure(
            "joint", N_("Trade agreements in force between, or shared by, the two"), counts=True
        ),
        Measure(
            "unknown",
            N_("Trade agreements not known to be in force for one of them"),
            counts=True,
            needs=GAPS,
        ),
    ),
    dyads=_agreements,
    of_states=(Measure("in_force", N_("Trade agreements that it is in"), counts=True),),
    states=_parties,
)
ALLIANCES = Group(
    name="alliances",
    kind="AlliancePledge",
    of_dyads=(
        Measure("treaties", N_("Alliance treaties that both are in on one same day"), counts=True),
        *(Measure(name, says, directed=True, counts=True) for name, says in OBLIGATIONS.items()),
    ),
    dyads=_alliances,
    of_states=(Measure("treaties", N_("Alliance treaties that it is in"), counts=True),),
    states=_in_alliances,
)
