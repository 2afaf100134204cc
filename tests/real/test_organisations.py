"""Memberships in organisations by the Correlates of War, against the publisher's own cells.

The expected numbers are read off the two files with csv alone, or worked out by hand from the rows
that the docstrings name.
"""

import csv
import datetime as dt
import gzip
import shutil
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from asking import ask, said
from comity.answers.coverage import MISSING, NONE, coverage
from comity.files.source import source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source
from comity.store.build import build
from comity.store.stores import Embedded, connect

Cells = dict[tuple[str, int], dict[str, str]]
CELLS = {"1": 535_772, "2": 861, "3": 2_332, "-9": 138_874}
YEARS = range(1816, 2015)


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("cow_igo"), shared_data / "cow_igo")


@pytest.fixture(scope="module")
def cells(shared_data: Path) -> Cells:
    """Rows of the file by state, by COW code and year."""
    path = shared_data / "cow_igo" / "state_year_format3.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return {(row["ccode"], int(row["year"])): row for row in csv.DictReader(file)}


def years(spells: pl.DataFrame) -> pl.DataFrame:
    """Spells with column year, one row for each of their years; open ones run to 2014."""
    last = pl.col("end").dt.year().fill_null(YEARS[-1]) + 1
    spans = pl.int_ranges(pl.col("start").dt.year().cast(pl.Int64), last.cast(pl.Int64))
    return spells.with_columns(year=spans).explode("year")


def held(faces: Faces, member: str, body: str) -> list[tuple[dt.date, dt.date | None]]:
    rows = faces.frames["Membership"].filter(
        pl.col("member") == f"state/{member}", pl.col("body") == f"body/{body}"
    )
    return rows.sort("start").select("start", "end").rows()


def test_every_cell_but_zero_and_what_never_was_is_in_one_spell(faces: Faces, cells: Cells) -> None:
    """The spells' years are the cells, one for one, with nothing refused."""
    names = set(next(iter(cells.values()))) - {"ccode", "year", "state"}
    counted = Counter(row[name] for row in cells.values() for name in names)
    assert {value: counted[value] for value in CELLS} == CELLS
    ties = years(faces.frames["Membership"]).group_by("role").len()
    of_one = faces.frames["Gap"].filter(pl.col("body").is_not_null())
    gaps = years(of_one).group_by("silence").len()
    assert dict(ties.rows()) == {
        "cm:Member": CELLS["1"],
        "cm:AssociateMember": CELLS["2"],
        "cm:Observer": CELLS["3"],
    }
    assert dict(gaps.rows()) == {"cm:Missing": CELLS["-9"], "cm:NotApplicable": 4_022}
    assert faces.reasons() == {}
    assert years(faces.frames["Membership"]).select("member", "body", "year").is_unique().all()


@pytest.mark.parametrize(
    ("year", "shared", "pakistan", "russia"),
    [
        (1950, 9, 1, 1),
        (1960, 15, 3, 3),
        (1980, 23, 27, 27),
        (1990, 29, 16, 16),
        (2000, 39, 1, 1),
        (2010, 44, 12, 12),
        (2014, 44, 26, 26),
    ],
)
def test_rule_5_8_shared_full_memberships_and_what_is_not_known(
    faces: Faces, year: int, shared: int, pakistan: int, russia: int
) -> None:
    """Rows 770 and 365 of each year: columns that are 1 in both, and those that are -9."""
    russian = "state/SUN" if year < 1992 else "state/RUS"
    full = years(faces.frames["Membership"]).filter(
        pl.col("year") == year, pl.col("role") == "cm:Member"
    )
    bodies = [set(full.filter(pl.col("member") == m)["body"]) for m in ("state/PAK", russian)]
    missing = years(faces.frames["Gap"]).filter(
        pl.col("year") == year, pl.col("silence") == "cm:Missing"
    )
    unknown = [missing.filter(pl.col("member") == m).height for m in ("state/PAK", russian)]
    assert (len(bodies[0] & bodies[1]), *unknown) == (shared, pakistan, russia)


def test_rule_5_8_a_spell_is_the_union_of_equal_years_and_cut_where_the_state_changes(
    faces: Faces,
) -> None:
    """Column un: 365 is 1 from 1945 on. Column sco: 365 is 1 from 1996, 770 is 0 throughout."""
    assert held(faces, "SUN", "UN") == [(dt.date(1945, 1, 1), dt.date(1991, 12, 31))]
    assert held(faces, "RUS", "UN") == [(dt.date(1992, 1, 1), None)]
    assert held(faces, "RUS", "SCO") == [(dt.date(1996, 1, 1), None)]
    assert held(faces, "PAK", "SCO") == []
    gaps = faces.frames["Gap"].filter(pl.col("body") == "body/SCO")
    assert gaps.is_empty()


def test_rule_5_8_what_rests_on_imputed_years_says_so(faces: Faces, shared_data: Path) -> None:
    """The file by organisation marks 1,388 of its years as imputed, none of them after 1964."""
    path = shared_data / "cow_igo" / "igo_year_format3.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [(r["ioname"], int(r["year"]), r["imputed"] == "1") for r in csv.DictReader(file)]
    imputed = {(name, year) for name, year, mark in rows if mark}
    assert (len(imputed), max(year for _, year in imputed)) == (1_388, 1964)
    spells = years(faces.frames["Membership"]).with_columns(
        igo=pl.col("iri").str.split("/").list.get(2)
    )
    marks = pl.DataFrame(sorted(imputed), schema=["igo", "year"], orient="row")
    resting = spells.join(marks, on=["igo", "year"], how="semi")["iri"].unique()
    said = faces.frames["Membership"].filter(pl.col("derivation").is_not_null())["iri"]
    assert set(resting) == set(said)
    assert faces.frames["Membership"]["precision"].unique().to_list() == ["year"]


def test_rule_5_2_missing_and_not_applicable_are_gaps_and_no_ties(faces: Faces) -> None:
    """Column agc (African Groundnut Council, sdate 1964), rows 475 from 1960 on.

    -1 to 1963, -9 from 1964, 1 from 1972, -1 from 1990, 1 from 2002, -9 from 2012. The years before
    its founding give no gap.
    """
    rows = [
        faces.frames[kind].filter(
            pl.col("body") == "body/cow-igo-AGC", pl.col("member") == "state/NGA"
        )
        for kind in ("Membership", "Gap")
    ]
    ties, gaps = (frame.sort("start") for frame in rows)
    assert ties.select("start", "end", "role").rows() == [
        (dt.date(1972, 1, 1), dt.date(1989, 12, 31), "cm:Member"),
        (dt.date(2002, 1, 1), dt.date(2011, 12, 31), "cm:Member"),
    ]
    assert gaps.select("start", "end", "silence").rows() == [
        (dt.date(1964, 1, 1), dt.date(1971, 12, 31), "cm:Missing"),
        (dt.date(1990, 1, 1), dt.date(2001, 12, 31), "cm:NotApplicable"),
        (dt.date(2012, 1, 1), None, "cm:Missing"),
    ]


def test_rule_5_2_a_state_without_a_row_is_a_gap_and_in_no_fewer_bodies(
    faces: Faces, cells: Cells, shared_data: Path
) -> None:
    """system2016 has 265, 678 and 680 in 1990 and the file not; 260 then has the row of 255."""
    with (shared_data / "cow_states" / "system2016.csv").open(encoding="utf-8") as file:
        there = {(row["ccode"], int(row["year"])) for row in csv.DictReader(file)}
    lacking = {(code, year) for code, year in there if year in YEARS} - cells.keys()
    assert lacking == {("260", 1990), ("265", 1990), ("678", 1990), ("680", 1990)}
    gaps = faces.frames["Gap"].filter(pl.col("body").is_null()).sort("member")
    assert gaps.select("member", "start", "end", "silence").rows() == [
        (f"state/{key}", dt.date(1990, 1, 1), dt.date(1990, 12, 31), "cm:Missing")
        for key in ("DDR", "YMD", "gw-678")
    ]


def test_foundings_and_ends_are_dated_records(faces: Faces) -> None:
    """igo_year_format3: SCO sdate 1996; WPact 1955 to 1991; ends are 200 of 534 organisations."""
    foundings = faces.frames["Founding"]
    sco = foundings.filter(pl.col("founds") == "body/SCO")
    assert sco.select("start", "end", "precision").rows() == [
        (dt.date(1996, 1, 1), dt.date(1996, 12, 31), "year")
    ]
    ends = faces.frames["Dissolution"]
    pact = ends.filter(pl.col("dissolves") == "body/cow-igo-WPact")
    assert pact.select("start", "edtf").rows() == [(dt.date(1991, 1, 1), "1991")]
    assert (foundings.height, ends.height) == (534, 200)


def test_the_end_of_an_organisation_is_told_where_members_outlive_it(faces: Faces) -> None:
    """ACCT: deaddate 2005, and statuses to 2014; no other organisation has the like."""
    told = faces.frames["Membership"].filter(pl.col("note").is_not_null())
    assert set(told["body"]) == {"body/cow-igo-ACCT"}
    assert set(told["note"]) == {"By the same source the body ended in 2005"}


def test_rows_lead_back_to_the_file(faces: Faces, cells: Cells) -> None:
    """Germany's rows stand under two codes, 255 and 260: first and last are named, not a range."""
    rows = list(cells)
    for body, member, codes in (("UN", "RUS", ("365", "365")), ("NATO", "DEU", ("260", "255"))):
        tie = faces.frames["Membership"].filter(
            pl.col("body") == f"body/{body}", pl.col("member") == f"state/{member}"
        )
        (start,), (locator,) = tie["start"].dt.year().to_list(), tie["locator"].to_list()
        first, last = (rows.index((codes[0], start)) + 2, rows.index((codes[1], 2014)) + 2)
        joint = "-" if codes[0] == codes[1] else ";"
        assert locator == f"state_year_format3.csv#row={first}{joint}{last}"


def test_a_body_that_others_name_keeps_that_name(faces: Faces) -> None:
    """bodies.csv agrees with the Factbook's list; its own names stay for the rest."""
    folder = source("factbook").folder
    kinds = {"organisation": "IntergovernmentalOrganization"}
    with (folder / "organisations.csv").open(encoding="utf-8", newline="") as file:
        shipped = {
            row["key"]: (kinds.get(row["kind"], "IntergovernmentalGroup"), row["name"])
            for row in csv.DictReader(file)
        }
    with (source("cow_igo").folder / "bodies.csv").open(encoding="utf-8", newline="") as file:
        crosswalk = list(csv.DictReader(file))
    assert len({row["igo"] for row in crosswalk}) == len({row["key"] for row in crosswalk}) == 110
    assert all((row["kind"], row["name"]) == shipped[row["key"]] for row in crosswalk)
    assert all(row["evidence"] for row in crosswalk)
    bodies = faces.frames["IntergovernmentalOrganization"]
    assert "label" not in faces.frames["IntergovernmentalGroup"].columns
    labelled = bodies.filter(pl.col("label").is_not_null())
    assert labelled.height == 534 - 110
    assert not set(labelled["iri"]) & {f"body/{row['key']}" for row in crosswalk}
    assert "body/cow-igo-EAC" in set(labelled["iri"])
    assert {"body/ICC", "body/ITC"}.isdisjoint(bodies["iri"])


@pytest.fixture(scope="module")
def organisations(
    shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Embedded:
    """A copy of the store with what ships, and the organisations besides."""
    place = tmp_path_factory.mktemp("organisations") / "store"
    shutil.copytree(folder, place)
    build([source("cow_igo")], shared_data / "cow_igo", place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


COW = "https://w3id.org/comity/graph/cow_igo-3.0"


def test_coverage_of_a_state_without_a_row_is_missing(organisations: Embedded) -> None:
    """East Germany and Mexico share no body by the file in 1990, and in 1989 the UN."""
    found = coverage(organisations, "DDR", "MEX").frame.filter(source=COW, kind="membership")
    runs = found.filter(says="has ties").select("first", "last").rows()
    assert runs[-1][1] == 1989
    told = found.filter(pl.col("says") == MISSING).select("first", "last").rows()
    assert any(first <= 1990 <= last for first, last in told)
    assert found.filter(pl.col("says") == NONE, pl.col("last") >= 1990).is_empty()


def test_rule_5_2_questions_of_ties_take_no_gap_for_one(
    organisations: Embedded, cells: Cells
) -> None:
    """2014, rows 770 and 365: ties of the two stand where both are 1, 2 or 3, by the file."""
    pakistan, russia = cells["770", 2014], cells["365", 2014]
    tied = {"1", "2", "3"}
    shared = [
        name for name in pakistan if name not in ("ccode", "year", "state")
        and pakistan[name] in tied and russia[name] in tied
    ]  # fmt: skip
    rows = ask(organisations, "ties-on", a="PAK", b="RUS", date="2014-07-01")
    ours = rows.filter(pl.col("source") == COW)
    assert set(rows["kind"]) == {"membership", "diplomatic relation"}
    # Pakistan is in the SCO by another source, so that Russia's membership by this one stands too.
    assert ours.filter(pl.col("with") != "Shanghai Cooperation Organization").height == 2 * len(
        shared
    )
    late = ask(organisations, "ties-on", a="PAK", b="RUS", date="2015-01-01")
    assert COW not in set(late["source"])


def test_rule_5_8_russia_in_the_sco_by_two_sources(organisations: Embedded) -> None:
    """Column sco: 1 from 1996; the organisation itself says 2001, the release is of one body."""
    rows = ask(organisations, "role-over-time", state="RUS", body="body/SCO")
    assert {dt.date(1996, 1, 1), dt.date(2001, 6, 15)} <= set(rows["start"].drop_nulls())
    found = organisations.select(
        "SELECT ?start ?source { ?e cm:founds body:SCO ; cm:start ?start ; cm:source ?source }"
    )
    assert said(found, "start") == [(dt.date(1996, 1, 1),), (dt.date(2001, 6, 15),)]
    names = organisations.select(
        'SELECT ?name { body:SCO rdfs:label ?name FILTER (LANG(?name) = "en") }'
    )
    assert names["name"].to_list() == ["Shanghai Cooperation Organization"]
