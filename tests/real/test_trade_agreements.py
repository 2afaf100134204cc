"""DESTA's list of treaties, against what the csv module reads in the same file."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from comity.files.source import source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source

PAKISTAN, RUSSIA = "586", "643"
TREATY = {"iri", "agreement", "amends"}


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "trade_agreements" / "DESTA.csv"
    with path.open(encoding="latin-1", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("trade_agreements"), shared_data / "trade_agreements")


def parties(row: dict[str, str]) -> dict[str, str]:
    """Code and mark of each party of a row."""
    cells = {row[f"c{n}"]: row[f"mc{n}"] for n in range(1, 92)}
    return {code: mark for code, mark in cells.items() if code != "NA"}


def spells(faces: Faces, kind: str, number: str, key: str) -> list[tuple[object, ...]]:
    """Start and end of what a state has to do with an agreement."""
    found = faces.frames[kind].filter(
        pl.col("agreement") == f"agreement/desta-{number}", pl.col("member") == f"state/{key}"
    )
    return found.sort("start").select("start", "end").rows()


def test_rule_5_16_no_agreement_of_pakistan_and_russia_and_a_negotiation_is_no_tie(
    faces: Faces, rows: list[dict[str, str]]
) -> None:
    """None has both, though 26 rows have the one and 38 the other; five are mere negotiations."""
    of_pakistan = [row for row in rows if PAKISTAN in parties(row)]
    assert (len(of_pakistan), sum(RUSSIA in parties(row) for row in rows)) == (26, 38)
    assert not [row for row in of_pakistan if RUSSIA in parties(row)]
    assert Counter(row["entry_type"] for row in of_pakistan) == {
        "base_treaty": 15,
        "negotiation": 5,
        "withdrawal": 3,
        "accession": 1,
        "protocol or amendment": 1,
        "consolidated": 1,
    }
    ties = faces.frames["Participation"]
    ours = ties.filter(pl.col("member") == "state/PAK")["agreement"]
    theirs = ties.filter(pl.col("member") == "state/RUS")["agreement"]
    assert (ours.len(), theirs.len()) == (ours.n_unique(), theirs.n_unique())
    assert set(ours) == {
        f"agreement/desta-{row['number']}"
        for row in of_pakistan
        if row["entry_type"] == "base_treaty"
    }
    assert theirs.len() > 0
    assert not set(ours) & set(theirs)
    talks = {f"agreement/desta-{r['number']}" for r in rows if r["entry_type"] == "negotiation"}
    named = pl.concat(
        [frame[column] for frame in faces.frames.values() for column in TREATY & {*frame.columns}]
    )
    assert len(talks) == 82
    assert not talks & set(named)
    coverage = source("trade_agreements").description.coverage[0]
    assert (coverage.kind, coverage.absent) == ("Participation", "none")
    assert (coverage.start, coverage.end) == (
        min(int(row["year"]) for row in rows if row["year"] != "NA"),
        max(int(row["year"]) for row in rows if row["year"] != "NA"),
    )


@pytest.mark.parametrize(
    ("number", "key", "expected"),
    [
        ("667", "PAK", [(dt.date(2006, 1, 1), None)]),  # SAFTA, signed in 2004
        ("667", "AFG", [(dt.date(2011, 1, 1), None)]),  # 667+1, signed in 2008
        ("375", "GBR", [(dt.date(1960, 1, 1), dt.date(1973, 12, 31))]),  # EFTA, 375_1
        (  # SADC: 672+2, 672_1, 672+5; the treaty is in force since 2000
            "672",
            "SYC",
            [(dt.date(2000, 1, 1), dt.date(2004, 12, 31)), (dt.date(2015, 1, 1), None)],
        ),
        ("22", "VEN", [(dt.date(1999, 1, 1), dt.date(2006, 12, 31))]),  # row 30, 22_1
        ("243", "LSO", [(dt.date(1994, 1, 1), dt.date(1997, 12, 31))]),  # COMESA, row 301, 243_1
        ("243", "NAM", [(dt.date(1994, 1, 1), dt.date(2000, 12, 31))]),  # row 302, 243_2
        ("244", "GEO", [(dt.date(1994, 1, 1), dt.date(2009, 12, 31))]),  # the CIS, row 311, 244_1
        ("367", "MRT", [(dt.date(1993, 1, 1), dt.date(2000, 12, 31))]),  # ECOWAS, row 536, 367_1
        ("671", "ZAF", [(dt.date(1994, 1, 1), None)]),
        ("279", "CSK", [(dt.date(1992, 1, 1), dt.date(1992, 12, 31))]),  # under 203
        (  # the EC and Yugoslavia, under 688
            "359",
            "YUG",
            [(dt.date(1980, 1, 1), dt.date(2003, 2, 3))],
        ),
    ],
)
def test_who_is_bound_from_entry_into_force_or_accession_to_withdrawal(
    faces: Faces, number: str, key: str, expected: list[tuple[object, ...]]
) -> None:
    assert spells(faces, "Participation", number, key) == expected


def test_an_agreement_without_entry_into_force_binds_nobody(
    faces: Faces, rows: list[dict[str, str]]
) -> None:
    """Finland and the USSR signed in 1960 (451); the file gives no entry into force."""
    assert spells(faces, "Participation", "451", "FIN") == []
    assert spells(faces, "Gap", "451", "FIN") == [(dt.date(1960, 1, 1), None)]
    assert spells(faces, "Gap", "451", "SUN") == [(dt.date(1960, 1, 1), dt.date(1991, 12, 25))]
    never = {
        f"agreement/desta-{row['number']}"
        for row in rows
        if row["entry_type"] == "base_treaty" and row["entryforceyear"] == "NA"
    }
    assert len(never) == 154
    assert set(faces.frames["Gap"]["agreement"]) <= never


def joins(rows: list[dict[str, str]]) -> set[tuple[str, str]]:
    """Number and code of everyone who is ever party to a treaty that is in force."""
    by_number = {row["number"]: row for row in rows}
    bound = set()
    listed = {(row["number"], code) for row in rows for code in parties(row)}
    for row in rows:
        if row["entry_type"] == "accession":
            marks = parties(row)
            who = "1" if "1" in marks.values() else "2"
            listed |= {(row["base_treaty"], code) for code, mark in marks.items() if mark == who}
    for row in rows:
        base, marks = by_number[row["base_treaty"]], parties(row)
        if row["entry_type"] == "base_treaty" and row["entryforceyear"] != "NA":
            bound |= {(row["number"], code) for code in marks}
        if row["entry_type"] == "protocol or amendment" and row["entryforceyear"] != "NA":
            bound |= {(row["number"], c) for c in marks if (row["base_treaty"], c) not in listed}
        in_force = (row["entryforceyear"], base["entryforceyear"]) != ("NA", "NA")
        if row["entry_type"] == "accession" and in_force:
            who = "1" if "1" in marks.values() else "2"
            bound |= {(row["base_treaty"], code) for code, mark in marks.items() if mark == who}
    return bound


def test_every_row_is_an_agreement_a_signing_a_party_or_refused(
    faces: Faces, rows: list[dict[str, str]]
) -> None:
    kinds = Counter(row["entry_type"] for row in rows)
    assert kinds == {
        "base_treaty": 842,
        "accession": 199,
        "negotiation": 82,
        "protocol or amendment": 34,
        "withdrawal": 30,
        "consolidated": 30,
    }
    assert faces.frames["TradeAgreement"].height == 842 + 34 + 30
    assert faces.frames["Signing"].height == 842 + 34 + 199
    assert faces.reasons()["a negotiation, which binds nobody"] == 82
    ties = faces.frames["Participation"]
    withdrawals = {n for n, row in enumerate(rows, start=2) if row["entry_type"] == "withdrawal"}
    ending = {
        int(note.rsplit(" ", 1)[1]) for note in ties["note"].drop_nulls() if "withdrawal" in note
    }
    assert ending < withdrawals
    idle = {rows[n - 2]["number"] for n in withdrawals - ending}
    # Two from protocols whose parties the treaty binds, one from an agreement not in force, and
    # two from CEFTA of 2006 by members of that of 1992.
    assert idle == {"465_1", "693_1", "364_1", "193_1", "193_2"}


def test_parties_are_those_of_the_file_and_each_is_bound_once_at_a_time(
    faces: Faces, rows: list[dict[str, str]]
) -> None:
    """A code that passes on while its agreement runs gives the next state too.

    That is Serbia and Montenegro in five agreements and Serbia in twelve, after Yugoslavia, and the
    Czech Republic in two, after Czechoslovakia.
    """
    ties = faces.frames["Participation"]
    passed_on = 5 + 12 + 2
    unheld = faces.refused.filter(
        pl.col("kind") == "Participation", pl.col("refused").str.starts_with("an ISO code")
    )["rows"].sum()
    pairs = ties.select("agreement", "member").n_unique()
    assert (pairs - passed_on + unheld, unheld) == (len(joins(rows)), 29)
    again = ties.sort("start").with_columns(
        before=pl.col("end").shift().over("agreement", "member"),
        number=pl.int_range(pl.len()).over("agreement", "member"),
    )
    second = again.filter(pl.col("number") > 0)
    assert second["agreement"].to_list() == ["agreement/desta-672"]  # the Seychelles came back
    assert (second["before"] < second["start"]).all()
