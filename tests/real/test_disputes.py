"""Militarized disputes, against what the csv module reads in the same file."""

import csv
import datetime as dt
import gzip
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from comity.files.source import source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source

FILE = "dyadic_mid_4.02.csv"


def rows(shared_data: Path) -> list[dict[str, str]]:
    with gzip.open(shared_data / "cow_mid" / f"{FILE}.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("cow_mid"), shared_data / "cow_mid")


@pytest.fixture(scope="module")
def disputes(faces: Faces) -> pl.DataFrame:
    return faces.frames["MilitarizedDispute"]


def of(disputes: pl.DataFrame, number: int, pair: str) -> list[dict[str, object]]:
    found = disputes.filter(pl.col("dispute_number") == number, pl.col("dyad") == f"pair/{pair}")
    return found.sort("start").to_dicts()


def spell(row: dict[str, str]) -> tuple[str, ...]:
    """The dispute, its two states whichever comes first, and the dates of a row."""
    two = sorted((row["statea"], row["stateb"]), key=int)
    dates = [row[f"{edge}{part}"] for edge in ("strt", "end") for part in ("day", "mnth")]
    return (row["disno"], *two, row["strtyr"], row["endyear"], *dates)


def test_kargil(disputes: pl.DataFrame) -> None:
    """Dispute 4007, 1993 to 1999: Pakistan acted first, India won, the last year was a war."""
    (one,) = of(disputes, 4007, "IND/PAK")
    assert (one["start"], one["end"]) == (dt.date(1993, 9, 17), dt.date(1999, 7, 17))
    assert one["precision"] is None
    assert one["side_a"] == one["revisionist"] == ["state/PAK"]
    assert one["hostility"] == one["hostility_of_side_a"] == "cm:InterstateWar"
    assert one["hostility_of_side_b"] == "cm:InterstateWar"
    assert (one["war"], one["highest_action"]) == (True, 20)
    assert one["fatalities"] == "cm:DeathsOver999"
    assert one["dispute_outcome"] == "cm:VictoryOfSideB"
    assert one["settlement"] == "cm:NoSettlement"


def test_a_state_that_only_threatened_and_one_that_did_nothing(disputes: pl.DataFrame) -> None:
    """Dispute 4681 of Russia and Ukraine, one day in 2013: an attack, and no answer."""
    (one,) = of(disputes, 4681, "RUS/UKR")
    assert one["start"] == one["end"] == dt.date(2013, 7, 18)
    assert one["side_a"] == ["state/RUS"]
    assert one["hostility_of_side_a"] == "cm:UseOfForce"
    assert one["hostility_of_side_b"] == "cm:NoMilitarizedAction"
    assert (one["war"], one["highest_action"]) == (False, 16)
    assert one["dispute_outcome"] == "cm:UnclearOutcome"


def test_what_went_on_when_the_data_ended_has_no_end(
    disputes: pl.DataFrame, shared_data: Path
) -> None:
    """Dispute 4682 of Russia and Ukraine; others that ended in 2014 did end."""
    (one,) = of(disputes, 4682, "RUS/UKR")
    assert (one["start"], one["end"]) == (dt.date(2014, 4, 2), None)
    assert one["side_a"] == ["state/UKR"]
    assert one["revisionist"] == ["state/RUS", "state/UKR"]
    going = {spell(row) for row in rows(shared_data) if row["ongo2014"] == "1"}
    assert disputes["end"].null_count() == len(going) == 1


def test_rule_5_11_a_dispute_of_two_is_one_record_though_each_of_them_has_rows(
    faces: Faces, disputes: pl.DataFrame, shared_data: Path
) -> None:
    """10,358 rows are 3,549 spells; one row a state and year would make Kargil fourteen."""
    table = rows(shared_data)
    outside = [r for r in table if not int(r["strtyr"]) <= int(r["year"]) <= int(r["endyear"])]
    assert len(table) == 10_358
    assert len({spell(row) for row in table}) == 3549
    assert faces.reasons() == {
        "a COW code that meant no state in that spell": 4,
        "a year outside the spell's own dates": len(outside),
    }
    assert len(outside) == 6
    assert disputes["locator"].n_unique() + 4 == 3549
    lost = {int(row["disno"]) for row in table} - set(disputes["dispute_number"])
    assert lost == {2007, 3151, 3152, 3599}


def test_every_spell_of_one_polity_throughout_is_as_the_file_has_it(
    disputes: pl.DataFrame, shared_data: Path
) -> None:
    """Dates, levels and wars of disputes of India (750), Pakistan (770) and China (710)."""
    keys = {"750": "IND", "770": "PAK", "710": "CHN"}
    levels = ["NoMilitarizedAction", "ThreatOfForce", "DisplayOfForce", "UseOfForce"]
    words = [f"cm:{word}" for word in (*levels, "InterstateWar")]
    found: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in rows(shared_data):
        if {row["statea"], row["stateb"]} <= set(keys):
            found[spell(row)].append(row)
    wanted = set()
    for one in found.values():
        first = one[0]
        start, end = (
            dt.date(*(int(first[f"{edge}{part}"]) for part in parts))
            for edge, parts in (("strt", ("yr", "mnth", "day")), ("end", ("year", "mnth", "day")))
        )
        if start < dt.date(1949, 10, 1) and "710" in (first["statea"], first["stateb"]):
            continue
        level = words[max(int(row["hihost"]) for row in one) - 1]
        pair = "/".join(sorted((keys[first["statea"]], keys[first["stateb"]])))
        war = any(row["war"] == "1" for row in one)
        wanted.add((int(first["disno"]), f"pair/{pair}", start, end, level, war))
    mine = disputes.filter(
        pl.col("dyad").is_in(["pair/IND/PAK", "pair/CHN/IND", "pair/CHN/PAK"]),
    )
    columns = ("dispute_number", "dyad", "start", "end", "hostility", "war")
    assert len(wanted) > 50
    assert set(mine.select(columns).iter_rows()) == wanted


def test_codes_are_read_at_the_date(disputes: pl.DataFrame) -> None:
    """COW 365 is the Soviet Union to 1991-12-25 and the Russian Federation afterwards."""
    soviet = disputes.filter(pl.col("dyad").str.contains("/SUN(/|$)"))
    russian = disputes.filter(pl.col("dyad").str.contains("/RUS(/|$)"))
    assert soviet.filter(pl.col("end") > dt.date(1991, 12, 25)).is_empty()
    assert russian.filter(pl.col("start") < dt.date(1991, 12, 26)).is_empty()
    assert min(soviet.height, russian.height) > 50
    cut = disputes.filter(pl.col("locator").is_duplicated()).sort("locator", "start")
    assert cut.height == 4
    assert (cut["end"][0] + dt.timedelta(days=1)) == cut["start"][1]


def test_rule_5_2_deaths_that_are_not_known_are_never_none(
    disputes: pl.DataFrame, shared_data: Path
) -> None:
    """Years before the last say 0 deaths, and -9 is no number."""
    unknown = {
        int(row["disno"])
        for row in rows(shared_data)
        if row["fatlev"] == "-9" and row["year"] == row["endyear"]
    }
    known = {
        int(row["disno"])
        for row in rows(shared_data)
        if row["fatlev"] != "-9" and row["year"] == row["endyear"]
    }
    only = disputes.filter(pl.col("dispute_number").is_in(sorted(unknown - known)))
    assert only.height > 10
    assert only["fatalities"].null_count() == only.height
