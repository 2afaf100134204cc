"""Militarized disputes: one record for each spell of two states in a dispute."""

from collections.abc import Iterator

import narwhals as nw

from comity.files.terms import Frame, day, last_of_month, pair, path, resolve, row_locator, word

HOSTILITY = {
    1: "cm:NoMilitarizedAction",
    2: "cm:ThreatOfForce",
    3: "cm:DisplayOfForce",
    4: "cm:UseOfForce",
    5: "cm:InterstateWar",
}
FATALITIES = {
    0: "cm:Deaths0",
    1: "cm:Deaths1to25",
    2: "cm:Deaths26to100",
    3: "cm:Deaths101to250",
    4: "cm:Deaths251to500",
    5: "cm:Deaths501to999",
    6: "cm:DeathsOver999",
}
OUTCOMES = {
    1: "cm:VictoryOfSideA",
    2: "cm:VictoryOfSideB",
    3: "cm:YieldOfSideA",
    4: "cm:YieldOfSideB",
    5: "cm:Stalemate",
    6: "cm:Compromise",
    7: "cm:Released",
    8: "cm:UnclearOutcome",
}
SETTLEMENTS = {
    1: "cm:Negotiated",
    2: "cm:Imposed",
    3: "cm:NoSettlement",
    4: "cm:UnclearSettlement",
}
FROM_THE_OTHER_SIDE = {1: 2, 2: 1, 3: 4, 4: 3, 5: 5, 6: 6, 7: 7, 8: 8}
WITHOUT_SIDES = 5
"""First outcome that is the same seen from either side."""

SPELL = ["disno", "low", "high", "start", "last", "precision"]


def records(disputes: Frame, identifiers: Frame) -> Iterator[Frame]:
    """Spells; a row of the second state says the same as one of the first, seen from there."""
    rows = _oriented(disputes)
    within = (nw.col("year") >= nw.col("start").dt.year()) & (
        nw.col("year") <= nw.col("last").dt.year()
    )
    yield rows.filter(~within).select(
        iri=path("tie/cow_mid", nw.col("disno"), nw.col("row")),
        kind=nw.lit("MilitarizedDispute"),
        refused=nw.lit("a year outside the spell's own dates"),
    )
    spells = _spells(rows.filter(within)).with_columns(
        end=nw.when((nw.col("ongoing") == 0) | (nw.col("start") > nw.col("last"))).then(
            nw.col("last")
        )
    )
    for side in ("low", "high"):
        spells = resolve(spells, identifiers, scheme="cow", code=side, to=side)
    yield _records(spells)


def _oriented(disputes: Frame) -> Frame:
    """Rows with the state of the lower COW code as ``low``, from whichever side they were given."""
    swapped = nw.col("statea").cast(nw.Int64) > nw.col("stateb").cast(nw.Int64)

    def of(low: nw.Expr, high: nw.Expr) -> dict[str, nw.Expr]:
        return {
            "low": nw.when(swapped).then(high).otherwise(low),
            "high": nw.when(swapped).then(low).otherwise(high),
        }

    def numbers(name: str, first: nw.Expr, second: nw.Expr) -> dict[str, nw.Expr]:
        found = of(first.cast(nw.Int64), second.cast(nw.Int64))
        return {f"{side}_{name}": value for side, value in found.items()}

    ended = nw.when(nw.col("outcome") > 0).then(nw.col("outcome"))
    turned = ended.replace_strict(FROM_THE_OTHER_SIDE, default=None, return_dtype=nw.Int64)
    no_day = nw.col("strtday").is_null() | nw.col("endday").is_null()
    last_month = last_of_month(day(nw.col("endyear"), nw.col("endmnth"), nw.lit(1)))
    return disputes.select(
        "row",
        "file",
        "disno",
        "year",
        "hihost",
        "mid5hiact",
        "war",
        "fatlev",
        **of(nw.col("statea"), nw.col("stateb")),
        **numbers("acted", nw.col("sideaa") == 1, nw.col("sideab") == 1),
        **numbers("wanted", nw.col("revstata") == 1, nw.col("revstatb") == 1),
        **numbers("hostility", nw.col("hihosta"), nw.col("hihostb")),
        start=day(nw.col("strtyr"), nw.col("strtmnth"), nw.col("strtday").fill_null(1)),
        last=nw.coalesce(day(nw.col("endyear"), nw.col("endmnth"), nw.col("endday")), last_month),
        precision=nw.when(no_day).then(nw.lit("month")).otherwise(nw.lit("day")),
        outcome=nw.when(swapped).then(turned).otherwise(ended),
        settlement=nw.when(nw.col("settlmnt") > 0).then(nw.col("settlmnt")),
        ongoing=nw.col("ongo2014").fill_null(0),
    )


def _spells(rows: Frame) -> Frame:
    """One row a spell: the most of all its years, and what its last year says where rows agree."""
    most = ["hihost", "mid5hiact", "war", "ongoing"]
    most += [f"{side}_{name}" for side in ("low", "high") for name in ("acted", "wanted")]
    most += ["low_hostility", "high_hostility"]
    spells = rows.group_by(SPELL).agg(
        nw.col("row").min(),
        nw.col("file").min(),
        *(nw.col(name).max() for name in most),
    )
    said = ["outcome", "settlement", "fatlev"]
    final = (
        rows.filter(nw.col("year") == nw.col("last").dt.year())
        .group_by(SPELL)
        .agg(
            *(nw.col(name).min().alias(f"{name}_least") for name in said),
            *(nw.col(name).max().alias(f"{name}_most") for name in said),
        )
    )
    agreed = {
        name: nw.when(nw.col(f"{name}_least") == nw.col(f"{name}_most")).then(
            nw.col(f"{name}_most")
        )
        for name in said
    }
    return spells.join(final, on=SPELL, how="left").with_columns(**agreed)


def _records(spells: Frame) -> Frame:
    low, high = nw.col("low_key"), nw.col("high_key")
    low_acted, high_acted = nw.col("low_acted") == 1, nw.col("high_acted") == 1
    low_alone, high_alone = low_acted & ~high_acted, high_acted & ~low_acted
    outcome = nw.col("outcome")
    turned = outcome.replace_strict(FROM_THE_OTHER_SIDE, default=None, return_dtype=nw.Int64)
    seen = (
        nw.when(low_alone)
        .then(outcome)
        .when(high_alone)
        .then(turned)
        .when(outcome >= WITHOUT_SIDES)
        .then(outcome)
    )

    def hostility(of_low: nw.Expr, of_high: nw.Expr) -> nw.Expr:
        level = (
            nw.when(of_low)
            .then(nw.col("low_hostility"))
            .when(of_high)
            .then(nw.col("high_hostility"))
        )
        return word(level, HOSTILITY)

    return spells.select(
        "start",
        "end",
        iri=path("tie/cow_mid", nw.col("disno"), low, high, nw.col("start"), nw.col("last")),
        kind=nw.lit("MilitarizedDispute"),
        dyad=pair(low, high),
        precision=nw.when(nw.col("precision") == "month").then(nw.lit("month")),
        dispute_number=nw.col("disno"),
        side_a=_those(low_acted, high_acted),
        revisionist=_those(nw.col("low_wanted") == 1, nw.col("high_wanted") == 1),
        hostility=word(nw.col("hihost"), HOSTILITY),
        hostility_of_side_a=hostility(low_alone, high_alone),
        hostility_of_side_b=hostility(high_alone, low_alone),
        highest_action=nw.col("mid5hiact"),
        war=nw.col("war") == 1,
        fatalities=word(nw.col("fatlev"), FATALITIES),
        dispute_outcome=word(seen, OUTCOMES),
        settlement=word(nw.col("settlement"), SETTLEMENTS),
        locator=row_locator(nw.col("file")),
        refused=nw.when(low.is_null() | high.is_null()).then(
            nw.lit("a COW code that meant no state in that spell")
        ),
    )


def _those(low: nw.Expr, high: nw.Expr) -> nw.Expr:
    """List of the states of which something is true."""
    states = [
        nw.when(low).then(nw.col("low_path")),
        nw.when(high).then(nw.col("high_path")),
    ]
    text = nw.concat_str(states, separator=" ", ignore_nulls=True)
    return nw.when(text != "").then(text).str.split(" ")
