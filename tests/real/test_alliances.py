"""Questions of alliances and neighbours over ATOP and COW Direct Contiguity, row by row.

Rows are of ``atop5_1m.csv``; in their order stand defence, offence, neutrality, non-aggression and
consultation.
"""

import csv
import datetime as dt
import shutil
from pathlib import Path

import polars as pl
import pytest

from asking import ask, said
from comity.answers.dossier import dossier
from comity.answers.shared import NO_OBLIGATION, shared_by, span_of
from comity.files.source import source
from comity.networks.layer import layer
from comity.quads.faces import Faces
from comity.quads.mapping import map_source
from comity.query.question import question
from comity.store.build import build
from comity.store.stores import Embedded, connect


@pytest.fixture(scope="module")
def alliances(
    shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Embedded:
    """A copy of the store with what ships, and ATOP and Direct Contiguity besides."""
    place = tmp_path_factory.mktemp("alliances") / "store"
    shutil.copytree(folder, place)
    for name in ("atop", "cow_contiguity"):
        build([source(name)], shared_data / name, place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


@pytest.fixture(scope="module")
def atop(shared_data: Path) -> Faces:
    return map_source(source("atop"), shared_data / "atop")


Rows = list[tuple[str, list[str], dt.date, dt.date | None, str]]


def pledges(atop: Faces, number: int) -> Rows:
    """Pledges in one alliance: from and to, what, first and last day, row."""
    rows = atop.frames["AlliancePledge"].filter(pl.col("agreement") == f"agreement/atop-{number}")
    ordered = rows.sort("dyad", "start").with_columns(
        pl.col("dyad").str.strip_prefix("dyad/"),
        pl.col("obligation").list.eval(pl.element().str.strip_prefix("cm:")),
        pl.col("locator").str.strip_prefix("atop5_1m.csv#row="),
    )
    return ordered.select("dyad", "obligation", "start", "end", "locator").rows()


def test_rule_5_7_a_pledge_is_of_the_one_who_owes_it(atop: Faces) -> None:
    """Rows 61 and 62, alliance 1060 of 1832: 211 (Belgium) 0 0 0 0 0, 220 (France) 1 0 0 0 0.

    Rows 1007 and 1008, alliance 3355: 2 (1 0 0 0 1), 770 (0 0 0 0 1), yrexit 0: in force in 2018.
    """
    assert pledges(atop, 1060) == [
        ("FRA/BEL", ["Defence"], dt.date(1832, 11, 10), dt.date(1833, 5, 21), "62")
    ]
    begun = dt.date(1959, 3, 5)
    assert pledges(atop, 3355) == [
        ("PAK/USA", ["Consultation"], begun, None, "1008"),
        ("USA/PAK", ["Defence", "Consultation"], begun, None, "1007"),
    ]


def test_rule_5_7_nothing_is_told_of_who_owes_unlike_things_to_unlike_allies(atop: Faces) -> None:
    """Rows 87 to 91, alliance 1110 of 1840: obvary 1 in all five, so 5 x 4 gaps and no pledge.

    Rows 1033 to 1035 of 3400: what 350 and 640 owe varies, what 352 owes (0 0 0 0 1) does not.
    """
    assert pledges(atop, 1110) == []
    gaps = atop.frames["Gap"]
    assert set(gaps["lacks"]) == {"cm:AlliancePledge"}
    assert set(gaps["silence"]) == {"cm:Missing"}
    assert gaps.filter(pl.col("agreement") == "agreement/atop-1110").height == 20
    told = [(dyad, owed) for dyad, owed, *_ in pledges(atop, 3400)]
    assert told == [("CYP/GRC", ["Consultation"]), ("CYP/TUR", ["Consultation"])]
    silent = gaps.filter(pl.col("agreement") == "agreement/atop-3400")["dyad"]
    ways = {"GRC/CYP", "GRC/TUR", "TUR/CYP", "TUR/GRC"}
    assert set(silent) == {f"dyad/{way}" for way in ways}


def test_rule_5_7_phases_and_days_of_both_bound_a_pledge(atop: Faces) -> None:
    """Alliance 4810: 365 in phase 1 (0 0 0 1 0) and, from 2001-06-15, in phase 2 (0 0 0 1 1).

    Row 2095: 770 in phase 2 from 2015-06-10, so that Russia owes it nothing before.
    """
    both = [row for row in pledges(atop, 4810) if row[0] in ("PAK/RUS", "RUS/PAK")]
    since = dt.date(2015, 6, 10)
    assert both == [
        ("PAK/RUS", ["Nonaggression", "Consultation"], since, None, "2095"),
        ("RUS/PAK", ["Nonaggression", "Consultation"], since, None, "2088"),
    ]


def test_rule_5_11_a_pledge_keeps_its_direction(atop: Faces) -> None:
    """Every pledge has what its own row says; none is there for a row of five zeros."""
    frame = atop.frames["AlliancePledge"]
    owing = atop.frames["Participation"].select("locator", "member", "obligation")
    by_row = frame.join(owing, on="locator", suffix="_own")
    giver = pl.format("state/{}", pl.col("dyad").str.split("/").list.get(1))
    same = by_row.filter(giver == pl.col("member"))
    assert same.select("iri").n_unique() == frame.height
    assert (same["obligation"] == same["obligation_own"]).all()
    assert frame["derived_from"].list.len().unique().to_list() == [2]
    assert frame["dyad"].str.starts_with("dyad/").all()
    assert 20_000 < frame.height < 23_100


OWED = {
    "defense": "cm:Defence",
    "offense": "cm:Offence",
    "neutral": "cm:Neutrality",
    "nonagg": "cm:Nonaggression",
    "consul": "cm:Consultation",
}


def in_system(shared_data: Path) -> dict[str, list[tuple[dt.date, dt.date]]]:
    """First and last days of the spells of COW codes; those to the end of the list have no end."""
    spells: dict[str, list[tuple[dt.date, dt.date]]] = {}
    with (shared_data / "cow_states" / "states2016.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            first, last = (date(row, edge, "year month day") for edge in ("st{}", "end{}"))
            until = dt.date.max if last == dt.date(2016, 12, 31) else last
            spells.setdefault(row["ccode"], []).append((first, until))
    return spells


def date(row: dict[str, str], column: str, parts: str = "yr mo day") -> dt.date:
    return dt.date(*(int(row[column.format(part)]) for part in parts.split()))


def test_what_each_row_owes_and_its_days_are_those_of_the_file(
    atop: Faces, shared_data: Path
) -> None:
    """From the day of entry, or the first on which its state was there, to the day of exit."""
    with (shared_data / "atop" / "atop5_1m.csv").open(encoding="latin-1", newline="") as file:
        rows = {f"atop5_1m.csv#row={n}": row for n, row in enumerate(csv.DictReader(file), start=2)}
    ties, system = atop.frames["Participation"], in_system(shared_data)
    for at, obligations in ties.select("locator", "obligation").rows():
        assert set(obligations or ()) == {OWED[name] for name in OWED if rows[at][name] == "1"}, at
    still = ties.filter(pl.col("end").is_null())["locator"]
    assert {rows[at]["yrexit"] for at in still} == {"0"}
    for at, start in ties.group_by("locator").agg(pl.col("start").min()).rows():
        row = rows[at]
        if row["moent"] and row["dayent"]:
            entry = date(row, "{}ent")
            ahead = [first for first, last in system[row["member"]] if last >= entry]
            assert start == max(entry, min(ahead)), at
    for at, end in ties.group_by("locator").agg(pl.col("end").max()).rows():
        row = rows[at]
        if row["yrexit"] != "0" and row["moexit"] and row["dayexit"]:
            left = date(row, "{}exit")
            behind = [last for first, last in system[row["member"]] if first <= left]
            assert end == min(left, max(behind)), at


def test_every_row_of_members_is_bound_or_refused(atop: Faces, shared_data: Path) -> None:
    """2,510 rows; code 8152, and codes of states that were not there, meant nobody."""
    with (shared_data / "atop" / "atop5_1m.csv").open(encoding="latin-1", newline="") as file:
        rows = list(csv.DictReader(file))
    located = {int(row.split("=")[1]) for row in atop.frames["Participation"]["locator"]}
    refused = sum(atop.reasons().values())
    assert (len(rows), len(located) + refused) == (2_510, 2_510)
    strange = next(n for n, row in enumerate(rows, start=2) if row["member"] == "8152")
    assert strange not in located


def test_the_pledges_of_two_states_are_ties_between_them(alliances: Embedded) -> None:
    """Rows 1376, 1378 (3755), 2095 and 2088 (4810): each way, beside four participations."""
    rows = ask(alliances, "ties-on", a="PAK", b="RUS", date="2018-01-01")
    kinds = rows.filter(pl.col("locator").str.starts_with("atop")).group_by("kind").len()
    assert dict(kinds.rows()) == {"alliance pledge": 4, "participation": 4}


def owed(text: str) -> set[str]:
    return set(text.split(", "))


def test_allies_of_pakistan_in_the_middle_of_1970(alliances: Embedded) -> None:
    """Rows with member 770 that span 1970-07-01, and the rows of the others in the same alliance.

    3222 (924): 670; 3260 (948): 2, 200, 220, 800, 840, 900, 920; 3275 (962): 640, 200, 630, but
    645 left in 1959; 3355 (1008): 2; 3530 (1136): 750.
    """
    rows = ask(alliances, "allies-on", state="PAK", date="1970-07-01")
    atop = pl.col("treaty").str.extract(r"ATOP (\d+)").alias("atop")
    assert sorted(rows.select("ally", atop).rows()) == [
        ("state/AUS", "3260"),
        ("state/FRA", "3260"),
        ("state/GBR", "3260"),
        ("state/GBR", "3275"),
        ("state/IND", "3530"),
        ("state/IRN", "3275"),
        ("state/NZL", "3260"),
        ("state/PHL", "3260"),
        ("state/SAU", "3222"),
        ("state/THA", "3260"),
        ("state/TUR", "3275"),
        ("state/USA", "3260"),
        ("state/USA", "3355"),
    ]


def test_what_each_owes_may_differ(alliances: Embedded) -> None:
    """Rows 1007 (2: 1 0 0 0 1) and 1008 (770: 0 0 0 0 1) of alliance 3355, in force to the end."""
    rows = ask(alliances, "allies-on", state="PAK", date="1970-07-01")
    found = rows.row(by_predicate=pl.col("treaty").str.contains("3355"), named=True)
    assert owed(found["allyOwes"]) == {"defence", "consultation"}
    assert owed(found["owes"]) == {"consultation"}
    assert (found["start"], found["until"]) == (dt.date(1959, 3, 5), dt.date(2018, 12, 31))
    assert (found["locator"], found["ownLocator"]) == (
        "atop5_1m.csv#row=1007",
        "atop5_1m.csv#row=1008",
    )


def test_no_allies_after_2018(alliances: Embedded) -> None:
    """The data end in 2018; nothing is said of 2020."""
    assert ask(alliances, "allies-on", state="PAK", date="2018-12-31").height > 0
    assert ask(alliances, "allies-on", state="PAK", date="2020-07-01").is_empty()


def test_who_was_allied_in_defence_in_1970(alliances: Embedded) -> None:
    """Pakistan and the United States both owe defence in 3260 (945, 948), in 3355 only one does."""
    rows = ask(alliances, "alliances-on", date="1970-07-01", obligation="defence")
    two = rows.filter(pl.col("a") == "state/PAK", pl.col("b") == "state/USA")
    assert said(two, "agreement", "locatorA", "locatorB") == [
        ("agreement/atop-3260", "atop5_1m.csv#row=948", "atop5_1m.csv#row=945")
    ]


def test_agreements_that_bind_pakistan_and_russia(alliances: Embedded) -> None:
    """Rows 1376 and 1378 of 3755 (0 0 0 1 0), 2095 and 2088 of 4810, phase 2 (0 0 0 1 1)."""
    rows = ask(alliances, "shared-agreements", a="PAK", b="RUS")
    assert said(rows, "agreement", "startA", "startB", "locatorA", "locatorB") == [
        (
            "agreement/atop-3755",
            dt.date(2004, 7, 2),
            dt.date(2004, 11, 29),
            "atop5_1m.csv#row=1376",
            "atop5_1m.csv#row=1378",
        ),
        (
            "agreement/atop-4810",
            dt.date(2015, 6, 10),
            dt.date(2001, 6, 15),
            "atop5_1m.csv#row=2095",
            "atop5_1m.csv#row=2088",
        ),
    ]
    shared = ask(alliances, "shared-obligations", a="PAK", b="RUS")
    assert said(shared, "name", "agreements", "since") == [
        ("non-aggression", 2, dt.date(2004, 7, 2)),
        ("consultation", 1, dt.date(2015, 6, 10)),
    ]


def test_parties_to_the_alliance_of_pakistan_and_the_united_states(alliances: Embedded) -> None:
    """Rows 1007 and 1008, alliance 3355."""
    rows = ask(alliances, "parties-to", agreement="agreement/atop-3355")
    assert said(rows, "name", "how", "start", "end", "phase") == [
        ("Pakistan", "bound", dt.date(1959, 3, 5), None, 0),
        ("United States", "bound", dt.date(1959, 3, 5), None, 0),
    ]


def test_a_pledge_of_the_ussr_lives_on(alliances: Embedded) -> None:
    """Row 1496, alliance 3880: member 365 from 1980-10-08 without an exit."""
    rows = ask(alliances, "ties-continued", state="RUS")
    pledge = rows.filter(pl.col("with").str.contains("ATOP 3880"))
    assert said(pledge, "name", "verdict", "start", "end") == [
        ("Soviet Union", "continued", dt.date(1980, 10, 8), dt.date(1991, 12, 25)),
        ("Russia", "continued", dt.date(1991, 12, 26), None),
    ]


def test_alliances_of_pakistan_that_ended(alliances: Embedded) -> None:
    """Rows 948 (SEATO, 1972-11-08), 962 (CENTO, 1979-03-12) and 1136 (1971-12-03)."""
    rows = ask(alliances, "ties-ended", state="PAK", **{"from": "1970-01-01", "to": "1979-12-31"})
    assert said(rows, "locator", "end", "again") == [
        ("atop5_1m.csv#row=1136", dt.date(1971, 12, 3), None),
        ("atop5_1m.csv#row=948", dt.date(1972, 11, 8), None),
        ("atop5_1m.csv#row=962", dt.date(1979, 3, 12), None),
    ]


def test_neighbours_of_pakistan_in_1970_and_after_the_data(alliances: Embedded) -> None:
    """contdir.csv, code 770: 630, 700, 710, 750, 775 by land; 698 from 1971 on; the end is 2016."""
    rows = ask(alliances, "neighbours-on", state="PAK", date="1970-07-01")
    assert set(said(rows, "neighbour", "level", "until")) == {
        (f"state/{key}", "land or river border", dt.date(2016, 12, 31))
        for key in ("AFG", "CHN", "IND", "IRN", "MMR")
    }
    oman = ask(alliances, "neighbours-on", state="PAK", date="2016-12-31")
    assert ("state/OMN", "151 to 400 miles of water") in said(oman, "neighbour", "level")
    assert ask(alliances, "neighbours-on", state="PAK", date="2017-01-01").is_empty()


def test_pakistan_in_seato(alliances: Embedded, shared_data: Path, all_faces: Path) -> None:
    """Alliance 3260 between the days on which Pakistan (770) entered and left it, and no other."""
    with (shared_data / "atop/atop5_1m.csv").open(encoding="latin-1", newline="") as file:
        (row,) = (
            one for one in csv.DictReader(file) if (one["atopid"], one["member"]) == ("3260", "770")
        )
    entered, left = (
        dt.date(*(int(row[f"{part}{side}"]) for part in ("yr", "mo", "day")))
        for side in ("ent", "exit")
    )
    assert (str(entered), str(left)) == ("1954-09-08", "1972-11-08")
    one_day = dt.timedelta(days=1)
    for day, held in {
        entered - one_day: False,
        entered: True,
        left: True,
        left + one_day: False,
    }.items():
        rows = ask(alliances, "shared-agreements", a="PAK", b="USA", as_of=str(day))
        assert ("agreement/atop-3260" in rows["agreement"].to_list()) is held
        found = dossier(alliances, "PAK", "USA", as_of=day)
        lines = [line for part in found.sections for line in part.lines]
        pledges = [line for line in lines if "/pledge/3260/" in line.iri]
        assert [line.possibly for line in pledges] == [False, False] * held
        net = layer("atop_defence", as_of=day, folder=all_faces)
        ties = (net.get_edge_data(*ends, default={}) for ends in ((770, 2), (2, 770)))
        assert ["/pledge/3260/" in tie.get("iri", "") for tie in ties] == [held, held]


@pytest.mark.parametrize("pair", [("PAK", "TUR"), ("USA", "GBR"), ("POL", "SUN")])
def test_agreements_of_a_page_are_those_of_the_question(
    alliances: Embedded, pair: tuple[str, str]
) -> None:
    a, b = pair
    asked = alliances.select(question("shared-agreements").sparql(a=a, b=b))
    found = [one for one in shared_by(alliances, [pair], None) if one.thing.kind == "agreement"]
    assert len(found) == asked.height > 0

    def owed(text: str | None) -> list[str]:
        return sorted((text or NO_OBLIGATION).split(", "))

    rows = asked.iter_rows(named=True)
    assert sorted(
        (one.thing.iri, one.when_a, owed(one.role_a), owed(one.role_b)) for one in found
    ) == sorted(
        (
            one["agreement"],
            span_of(one["startA"], one["endA"]),
            owed(one["owesA"]),
            owed(one["owesB"]),
        )
        for one in rows
    )
