"""Dyad-years of the publishers' files, against values counted by csv or measured before."""

import csv
import datetime as dt
import gzip
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from comity.errors import TableError
from comity.tables.groups import GROUPS
from comity.tables.table import Table
from comity.tables.voting import similarity
from comity.tables.years import dyad_year, state_year

EVERY = list(GROUPS)


@pytest.fixture(scope="session")
def two(all_faces: Path) -> Table:
    """Pakistan and Russia, or the Soviet Union, with every group of columns."""
    return dyad_year(EVERY, states=["PAK", "RUS"], years=(1947, 2016), folder=all_faces)


def column(table: Table, name: str) -> dict[int, object]:
    return dict(table.frame.select("year", name).iter_rows())


@pytest.mark.parametrize(
    ("year", "states", "pairs", "apart"),
    [(1975, 150, 11_175, 7), (1990, 165, 13_530, 8), (2016, 195, 18_915, 0)],
)
def test_a_pair_is_of_states_that_existed_on_one_same_day(
    all_faces: Path, year: int, states: int, pairs: int, apart: int
) -> None:
    """The pairs of a year are fewer than those of its states by the pairs that never met."""
    units = state_year(years=(year, year), folder=all_faces).frame
    assert units.height == states
    undirected = dyad_year(years=(year, year), folder=all_faces).frame
    assert (undirected.height, states * (states - 1) // 2) == (pairs - apart, pairs)
    assert (undirected["cow_a"] < undirected["cow_b"]).all()
    both = dyad_year(years=(year, year), directed=True, folder=all_faces).frame
    assert both.height == 2 * undirected.height


def test_suriname_and_south_vietnam_share_1975_and_no_day(all_faces: Path) -> None:
    found = dyad_year(years=(1975, 1975), folder=all_faces).frame
    assert found.filter(cow_a=115, cow_b=817).is_empty()
    assert found.filter(cow_a=115, cow_b=816).height == 1


def test_russia_is_one_state_through_its_names(two: Table) -> None:
    """COW 365 in 1991 is one row, and named at its end."""
    frame = two.frame
    assert frame.height == 2016 - 1947 + 1
    assert frame["cow_a"].unique().to_list() == [365]
    assert column(two, "a")[1990] == "SUN"
    assert column(two, "a")[1991] == "RUS"


def test_trade_is_that_of_the_file_each_way(shared_data: Path, two: Table) -> None:
    """flow1 is what ccode1 imports from ccode2, in millions; -9 is missing, and 0 a true zero."""
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if (r["ccode1"], r["ccode2"]) == ("365", "770")]
    forth, back = column(two, "cow_trade_flow_a_to_b"), column(two, "cow_trade_flow_b_to_a")
    told = column(two, "cow_trade_flow_a_to_b.missing")
    assert len(rows) > 40
    for row in rows:
        year = int(row["year"])
        for value, cell in ((row["flow2"], forth[year]), (row["flow1"], back[year])):
            known = value not in ("", "NA", "-9")
            assert cell == (round(float(value) * 1e6) if known else None), (year, value)
    listed = {int(row["year"]) for row in rows}
    assert {told[year] for year in range(1947, 2015) if year not in listed} <= {"missing"}
    assert [told[year] for year in (2015, 2016)] == ["outside coverage"] * 2
    assert forth[2015] is None


def test_organisations_that_both_are_in(two: Table) -> None:
    """As measured on the file before: 44 joint in 2014, and 26 of which nothing is known."""
    full = column(two, "cow_igo_joint_full")
    years = {1950: 9, 1960: 15, 1980: 23, 1990: 29, 2000: 39, 2010: 44, 2014: 44}
    assert {year: full[year] for year in years} == years
    assert column(two, "cow_igo_unknown")[2014] == 26
    assert full[2015] is None
    assert column(two, "cow_igo_joint_full.missing")[2015] == "outside coverage"


def test_a_pledge_goes_one_way(all_faces: Path) -> None:
    """Of 1832 to 1839 the column has France pledged to defend Belgium, and Belgium to nothing."""
    frame = dyad_year(
        ["alliances"], states=["BEL", "FRA"], years=(1833, 1833), folder=all_faces
    ).frame
    assert frame.select("a", "b", "atop_treaties").row(0) == ("BEL", "FRA", 1)
    assert frame["atop_defence_b_to_a"].item() == 1
    assert frame["atop_defence_a_to_b"].item() == 0
    assert frame["atop_defence_a_to_b.missing"].item() == "true zero"


def test_no_border_is_a_true_zero_within_coverage_alone(two: Table) -> None:
    level, told = column(two, "cow_contiguity_level"), column(two, "cow_contiguity_level.missing")
    assert set(level.values()) == {0}
    assert set(told.values()) == {"true zero"}


@pytest.mark.parametrize("actors", ["cow", "gw"])
def test_nothing_is_filled_beyond_what_a_source_covers(all_faces: Path, actors: str) -> None:
    """Whatever a cell's meaning is, it agrees with its value, in every column of every group."""
    table = dyad_year(EVERY, years=(2008, 2016), actors=actors, folder=all_faces)  # type: ignore[arg-type]
    frame = table.frame
    for one in (c for c in table.columns if c.meaning):
        told, value = pl.col(one.meaning), pl.col(one.name)
        empty = frame.filter(told.is_in(["missing", "outside coverage", "not applicable"]))
        assert empty[one.name].null_count() == empty.height, one.name
        assert frame.filter(told == "value", value.is_null()).is_empty(), one.name
        assert frame.filter(told == "true zero", value != 0).is_empty(), one.name
        assert one.source is not None
        end = max(c.end for c in one.source.description.coverage)
        assert (
            frame.filter(pl.col("year") > end)[one.name].null_count()
            == frame.filter(pl.col("year") > end).height
        ), one.name


def test_exports_of_a_state_are_the_sum_of_its_flows(shared_data: Path, all_faces: Path) -> None:
    """Pakistan, 2010: what every other state reports to have imported from it."""
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    total = 0.0
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["year"] == "2010" and "770" in (row["ccode1"], row["ccode2"]):
                reported = row["flow2"] if row["ccode1"] == "770" else row["flow1"]
                total += float(reported) if reported not in ("", "NA", "-9") else 0
    frame = state_year(["trade"], states=["PAK"], years=(2010, 2010), folder=all_faces).frame
    assert frame["cow_trade_exports"].item() == round(total * 1e6)


def test_wrong_use_says_what_there_is(all_faces: Path) -> None:
    with pytest.raises(
        TableError, match="no group of columns is called 'tade'; did you mean 'trade'"
    ):
        dyad_year(["tade"], years=(2000, 2001), folder=all_faces)
    with pytest.raises(TableError, match="known from 1816 to 2016, not in all of 2000–2020"):
        dyad_year(["trade"], years=(2000, 2020), folder=all_faces)
    with pytest.raises(TableError, match="no state of this list in these years"):
        dyad_year(states=["DDR", "PAK"], years=(2000, 2001), folder=all_faces)
    with pytest.raises(TableError, match="run backwards"):
        dyad_year(["trade"], years=(2001, 2000), folder=all_faces)


@pytest.mark.parametrize(
    ("session", "n", "agreement", "kappa", "weighted", "s"),
    [
        (60, 96, 0.7292, 0.3659, 0.4286, 0.7083),
        (70, 73, 0.6027, 0.2092, 0.3296, 0.5342),
        (72, 119, 0.5630, 0.1573, 0.2534, 0.4454),
    ],
)
def test_rule_5_9_votes_are_as_alike_as_was_measured(
    all_faces: Path,
    session: int,
    n: int,
    agreement: float,
    kappa: float,
    weighted: float,
    s: float,
) -> None:
    """The check values of Pakistan and Russia by session, of the release of 2021."""
    found = similarity(
        sessions=(session, session), states=["PAK", "RUS"], actors="all", folder=all_faces
    )
    row = found.frame.row(0, named=True)
    assert (row["a"], row["b"], row["unga_votes_n"]) == ("PAK", "RUS", n)
    names = ("agreement", "kappa", "weighted_kappa", "s")
    measured = [round(row[f"unga_votes_{name}"], 4) for name in names]
    assert measured == [agreement, kappa, weighted, s]


def russia(day: str) -> str:
    return "SUN" if day < "1991-12-26" else "RUS"


def test_a_state_has_the_key_of_what_it_was_when_it_last_voted(
    shared_data: Path, all_faces: Path
) -> None:
    """The Soviet Union's last vote was in session 46, which went on into 1992."""
    folder = shared_data / "unga_votes"
    with gzip.open(folder / "un_roll_calls.csv.gz", "rt", encoding="utf-8", newline="") as file:
        calls = {row["rcid"]: (int(row["session"]), row["date"]) for row in csv.DictReader(file)}
    with gzip.open(folder / "un_votes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        voted = [calls[r["rcid"]] for r in csv.DictReader(file) if r["country_code"] == "RU"]
    for number in (46, 47):
        last = max(day for session, day in voted if session == number)
        found = similarity(sessions=(number, number), states=["RUS", "PAK"], folder=all_faces)
        assert found.frame.select("a", "b").rows() == [(russia(last), "PAK")]
    for year in (1991, 1992):
        last = max(day for _, day in voted if day.startswith(str(year)))
        found = similarity(years=(year, year), states=["RUS", "PAK"], folder=all_faces)
        assert found.frame.select("a", "b").rows() == [(russia(last), "PAK")]


def test_votes_on_an_issue_are_those_that_its_file_lists(
    shared_data: Path, all_faces: Path
) -> None:
    """Nuclear weapons in 2010: the roll calls of the issue file in which both cast a vote."""
    folder = shared_data / "unga_votes"

    def rows(name: str) -> Iterator[dict[str, str]]:
        path = folder / f"{name}.csv.gz"
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    of_2010 = {r["rcid"] for r in rows("un_roll_calls") if r["date"].startswith("2010")}
    nuclear = {r["rcid"] for r in rows("un_roll_call_issues") if r["short_name"] == "nu"}
    voted: dict[str, dict[str, str]] = {"PK": {}, "RU": {}}
    for row in rows("un_votes"):
        if row["country_code"] in voted and row["rcid"] in of_2010 & nuclear:
            voted[row["country_code"]][row["rcid"]] = row["vote"]
    both = voted["PK"].keys() & voted["RU"].keys()
    alike = sum(voted["PK"][call] == voted["RU"][call] for call in both)
    assert len(both) > 10
    found = similarity(years=(2010, 2010), issues=["nu"], states=["PAK", "RUS"], folder=all_faces)
    measured = found.frame.row(0, named=True)
    assert measured["unga_votes_n"] == len(both)
    assert measured["unga_votes_agreement"] == pytest.approx(alike / len(both))
    with pytest.raises(TableError, match="no issue 'xx'; there are co \\(Colonialism\\)"):
        similarity(years=(2010, 2010), issues=["xx"], folder=all_faces)
    with pytest.raises(TableError, match="by session or by year"):
        similarity(folder=all_faces)


def test_dependence_is_the_share_of_all_trade_that_is_known(
    shared_data: Path, all_faces: Path
) -> None:
    """Pakistan on China in 2010: their flows over all that names Pakistan in the file."""
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    both = total = 0.0
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ends = {row["ccode1"], row["ccode2"]}
            if row["year"] == "2010" and "770" in ends:
                known = [
                    float(row[f]) for f in ("flow1", "flow2") if row[f] not in ("", "NA", "-9")
                ]
                total += sum(known)
                both += sum(known) if "710" in ends else 0
    frame = dyad_year(["trade"], states=["PAK", "CHN"], years=(2010, 2010), folder=all_faces).frame
    assert frame.select("a", "b").row(0) == ("CHN", "PAK")
    assert frame["cow_trade_dependence_b_to_a"].item() == pytest.approx(both / total)


def test_as_of_a_day_a_pact_holds_from_its_first_to_its_last(
    shared_data: Path, all_faces: Path
) -> None:
    """Germany and the Soviet Union: the treaties of the member file, on three days of 1939."""
    with (shared_data / "atop" / "atop5_1m.csv").open(encoding="utf-8", newline="") as file:
        spells = [row for row in csv.DictReader(file) if row["member"] in {"255", "365"}]

    def day(row: dict[str, str], which: str, otherwise: dt.date) -> dt.date:
        year, month, day = (int(row[f"{part}{which}"] or 0) for part in ("yr", "mo", "day"))
        return dt.date(year, month or 12, day or 28) if year else otherwise

    def bound(member: str, on: dt.date) -> set[str]:
        return {
            row["atopid"]
            for row in spells
            if row["member"] == member
            and day(row, "ent", dt.date.max) <= on <= day(row, "exit", dt.date(2018, 12, 31))
        }

    counts = []
    for on in (dt.date(1939, 8, 22), dt.date(1939, 8, 23), dt.date(1941, 6, 23)):
        table = dyad_year(["alliances"], states=["gw-255", "SUN"], as_of=on, folder=all_faces)
        assert table.frame.select("year", "cow_a", "cow_b").row(0) == (on.year, 255, 365)
        counts.append(table.frame["atop_treaties"].item())
        assert counts[-1] == len(bound("255", on) & bound("365", on)), on
    assert counts[1] == counts[0] + 1


def test_as_of_a_day_of_a_year_that_is_all_a_source_says_it_is_possibly_so(
    all_faces: Path,
) -> None:
    """The sanctions of 2014 on Russia may be later than March; of 2016 they surely hold."""
    told = []
    for on in ("2014-03-01", "2016-03-01"):
        table = dyad_year(["sanctions"], states=["USA", "RUS"], as_of=on, folder=all_faces)
        assert table.frame["gsdb_sanctions_a_to_b"].item() >= 1
        told.append(table.frame["gsdb_sanctions_a_to_b.missing"].item())
    assert told == ["possibly", "value"]


def test_as_of_a_day_a_state_goes_by_its_name_of_then(all_faces: Path) -> None:
    names = [
        state_year(states=["RUS"], as_of=on, folder=all_faces).frame["state"].item()
        for on in ("1991-12-25", "1991-12-26")
    ]
    assert names == ["SUN", "RUS"]
    with pytest.raises(TableError, match="is no state of this list in these years"):
        dyad_year(states=["PAK", "IND"], as_of="1947-08-01", folder=all_faces)
    with pytest.raises(TableError, match="'2014' is no day"):
        dyad_year(as_of="2014", folder=all_faces)
    with pytest.raises(TableError, match="of years or as of a day"):
        dyad_year(folder=all_faces)


def test_of_two_capitals_on_one_day_the_later_counts(all_faces: Path) -> None:
    """The file has Guatemala City for GW 89 to the end of 1834, and two others within."""
    table = state_year(["distance"], years=(1832, 1835), actors="gw", folder=all_faces)
    found = table.frame.filter(gw_state=89).select("year", "capitals_capital").rows()
    assert found == [
        (1832, "Guatemala-City"),
        (1833, "Sonsonate"),
        (1834, "San-Salvador"),
        (1835, "San-Salvador"),
    ]
    dyads = dyad_year(["distance"], years=(1833, 1834), actors="gw", folder=all_faces).frame
    assert not dyads.select("year", "gw_a", "gw_b").is_duplicated().any()


def test_germany_in_1990_is_of_each_number_what_it_was_on_its_days(all_faces: Path) -> None:
    """COW 260 to 2 October, 255 from then on: of the two only the second borders Poland."""
    table = dyad_year(
        ["contiguity", "alliances"], states=["DEU", "POL", "RUS"], years=(1990, 1990),
        folder=all_faces,
    )  # fmt: skip
    rows = {(row["cow_a"], row["cow_b"]): row for row in table.frame.iter_rows(named=True)}
    assert rows[255, 290]["cow_contiguity_level"] == 1
    assert rows[260, 290]["cow_contiguity_level"] == 0
    # The treaty of 9 November 1990, ATOP 4010.
    assert rows[255, 365]["atop_neutrality_a_to_b"] == 1
    assert rows[260, 365]["atop_neutrality_a_to_b"] == 0


def test_what_one_treaty_leaves_open_no_other_denies(all_faces: Path) -> None:
    """Locarno (ATOP 2130) obliges its members differently; by ATOP 2095 none has to defend."""
    frame = dyad_year(
        ["alliances"], states=["GBR", "FRA"], years=(1924, 1926), folder=all_faces
    ).frame
    assert frame["atop_consultation_a_to_b"].to_list() == [1, 1, 1]
    assert frame["atop_defence_a_to_b"].to_list() == [0, None, None]
    told = frame["atop_defence_a_to_b.missing"].to_list()
    assert told == ["true zero", "missing", "missing"]


def test_trade_of_germany_in_1990_is_counted_once(shared_data: Path, all_faces: Path) -> None:
    """What the United States import is the sum of the file's rows, not with Germany's twice."""
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    total, partners = 0, set()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["year"] == "1990" and row["ccode1"] == "2":
                total += int(row["flow1"] or 0)
                partners.add(row["ccode2"])
    assert "255" in partners
    assert "260" not in partners
    frame = state_year(["trade"], states=["USA"], years=(1990, 1990), folder=all_faces).frame
    assert frame["cow_trade_imports"].item() == total * 10**6


def test_the_same_call_gives_the_same_numbers_to_the_last_digit(all_faces: Path) -> None:
    """Volumes of arms are decimals, whose sum depends on the order in which they are added."""
    first, *again = (
        state_year(["arms"], years=(1950, 2016), folder=all_faces).frame for _ in range(5)
    )
    assert all(one.equals(first) for one in again)


def test_rule_5_2_states_without_a_row_are_in_an_unknown_number_of_bodies(all_faces: Path) -> None:
    """COW IGO has no row of 265, 678 and 680 in 1990; 260 has that of 255, and 679 its own."""
    frame = state_year(["igo"], years=(1990, 1990), folder=all_faces).frame
    rows = {row["cow_state"]: row for row in frame.iter_rows(named=True)}
    for code in (265, 678, 680):
        for name in ("full", "associate", "observer", "any"):
            cell = f"cow_igo_{name}"
            assert (rows[code][cell], rows[code][cell + ".missing"]) == (None, "missing")
    assert rows[260]["cow_igo_full"] == rows[255]["cow_igo_full"] > 0
    assert rows[679]["cow_igo_full"] > 0
    pairs = dyad_year(["igo"], years=(1990, 1990), folder=all_faces).frame
    gone = pairs.filter(pl.any_horizontal(pl.col("cow_a", "cow_b").is_in([265, 678, 680])))
    assert gone.height > 450
    for name in ("joint_full", "joint_any", "unknown"):
        assert set(gone[f"cow_igo_{name}.missing"]) == {"missing"}


def test_rule_5_2_no_treaty_is_a_zero_only_where_atop_has_no_row_of_the_state_and_year(
    shared_data: Path, all_faces: Path
) -> None:
    """atop5_1sy has a row of every state and year with an alliance, and comity does not read it."""
    with (shared_data / "atop" / "atop5_1sy.csv").open(encoding="utf-8", newline="") as file:
        allied = {(int(row["state"]), int(row["year"])) for row in csv.DictReader(file)}
    frame = state_year(["alliances"], years=(1816, 2016), folder=all_faces).frame
    keys = frame.select("cow_state", "year").rows()
    told = dict(zip(keys, frame["atop_treaties.missing"], strict=True))
    assert set(told.values()) == {"value", "true zero"}
    assert {key for key, says in told.items() if says == "value"} == allied & told.keys()


def test_rule_5_2_who_has_no_row_in_votes_or_trade_is_missing_and_no_zero(all_faces: Path) -> None:
    """Switzerland was in the UN from 2002; cow_trade_ndy has no row of 680 in 1990."""
    votes = state_year(["votes"], states=["CHE"], years=(1990, 1990), folder=all_faces).frame
    assert votes.select("unga_votes_in_favour", "unga_votes_in_favour.missing").row(0) == (
        None,
        "missing",
    )
    trade = state_year(["trade"], years=(1990, 1990), folder=all_faces).frame
    south = trade.filter(cow_state=680)
    assert south.select("cow_trade_exports", "cow_trade_exports.missing").row(0) == (
        None,
        "missing",
    )


SYRIA_ABROAD = {(645, 652), (651, 652), (652, 660), (652, 663), (652, 670), (652, 678)}
"""Pairs of the pact of the Arab League (ATOP 3205), of which Syria is a member since 1950."""
COMMUNITY = {*combinations((220, 482, 483, 484), 2)}
"""Pairs of ATOP 3395 of August 1960; what the three in Africa owe varies between allies."""


@pytest.mark.parametrize(
    ("on", "straight", "ours", "apart"),
    [
        (dt.date(1960, 7, 1), 403, 397, SYRIA_ABROAD),
        (dt.date(1960, 12, 31), 410, 398, SYRIA_ABROAD | COMMUNITY),
    ],
)
def test_rule_5_7_mutual_defence_is_of_states_of_the_day_who_surely_owe_it(
    shared_data: Path, all_faces: Path, on: dt.date, straight: int, ours: int, apart: set[object]
) -> None:
    """What the member file alone counts, and comity less of: Syria was no state in 1960.

    states2016 has COW 652 to 1958-02-01 and again from 1961-09-29: it was in the United Arab
    Republic (651). ATOP keeps its row, and no dyad of 1960 has it.
    """
    with (shared_data / "atop" / "atop5_1m.csv").open(encoding="latin-1", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["defense"] == "1"]

    def day(row: dict[str, str], end: str, otherwise: int) -> str:
        year, month, day = (int(row[part + end] or 0) for part in ("yr", "mo", "day"))
        return f"{year or 9999:04}-{month or otherwise:02}-{day or otherwise:02}"

    bound: dict[object, set[int]] = {}
    for row in rows:
        if day(row, "ent", 1) <= str(on) <= day(row, "exit", 12):
            bound.setdefault((row["atopid"], row["phase"]), set()).add(int(row["member"]))
    counted = {pair for states in bound.values() for pair in combinations(sorted(states), 2)}
    frame = dyad_year(["alliances"], as_of=on, folder=all_faces).frame
    ways = [pl.col(f"atop_defence_{way}") for way in ("a_to_b", "b_to_a")]
    mutual = set(frame.filter(ways[0] == 1, ways[1] == 1).select("cow_a", "cow_b").rows())
    assert (len(counted), len(mutual)) == (straight, ours)
    assert counted - mutual == apart
    assert mutual <= counted
    assert not SYRIA_ABROAD & set(frame.select("cow_a", "cow_b").rows())
    varies = frame.filter(pl.col("cow_a").is_in([482, 483]), pl.col("cow_b").is_in([483, 484]))
    told = varies.select(f"{way.meta.output_name()}.missing" for way in ways)
    assert set(told.rows()) <= {("missing", "missing")}
