"""The Global Sanctions Data Base, against what the csv module reads in the same file."""

import csv
import datetime as dt
import gzip
import re
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from comity.files.source import source
from comity.model.states import identifiers, polities
from comity.quads.faces import Faces
from comity.quads.mapping import map_source

COMMAED = (
    "Korea, North",
    "Korea, South",
    "Egypt, Arab Rep.",
    "Gambia, The",
    "Yemen, North",
    "Congo, Democratic Republic of the",
)
COW_COLUMNS = {
    "UN": ("un",),
    "EU": ("eec", "eu"),
    "LAS": ("loas",),
    "OAU": ("oau",),
    "AU": ("au",),
    "ECOWAS": ("ecowas",),
    "OAS": ("oas",),
    "NATO": ("nato",),
    "NAFTA": ("nafta",),
    "Commonwealth": ("comsec",),
}
FOUNDERS_OF_OAS = (
    "ARG BOL BRA CHL COL CRI CUB DOM ECU GTM HND HTI MEX NIC PAN PER PRY SLV URY USA VEN"
)
EARLY_COMMONWEALTH = {
    "AUS": 1949, "CAN": 1949, "CYP": 1961, "GHA": 1957, "IND": 1949, "JAM": 1962, "KEN": 1963,
    "LKA": 1949, "MLT": 1964, "MWI": 1964, "MYS": 1957, "NGA": 1960, "NZL": 1949, "PAK": 1949,
    "SLE": 1961, "TTO": 1962, "TZA": 1961, "UGA": 1962, "ZMB": 1964,
}  # fmt: skip
Spells = dict[tuple[str, str], tuple[int, int]]
ONLY_HERE: Spells = {
    ("UN", "DOM"): (1949, 1964),  # an original member; COW begins when it goes year by year
    ("UN", "TLS"): (2002, 2002),  # admitted on 27 September 2002
    ("UN", "TWN"): (1971, 1971),  # held the seat until 25 October 1971
    ("LAS", "YMD"): (1967, 1989),  # admitted in December 1967
    ("LAS", "gw-678"): (1965, 1966),  # a founder
    ("OAU", "COD"): (1985, 2002),  # a founder that never left, as COW has it before and after
    ("OAU", "MAR"): (1963, 1964),  # a founder; a second spell is below
    ("OAU", "TZA"): (1963, 1963),  # Tanganyika was a founder
    ("AU", "COD"): (2003, 2005),  # as in the OAU
    ("AU", "GNQ"): (2006, 2014),  # its assembly met there in 2011
    ("ECOWAS", "CPV"): (1977, 1980),  # COW has it from 1981
    ("OAS", "HND"): (2011, 2014),  # the suspension was lifted on 1 June 2011
    ("Commonwealth", "GBR"): (1949, 1968),  # COW has the United States in its place from 1965
    ("Commonwealth", "GMB"): (2013, 2013),  # left in October 2013
    ("Commonwealth", "ZAF"): (1949, 1961),  # COW follows the Secretariat, which began in 1965
}
ONLY_IN_COW: Spells = {
    ("UN", "DDR"): (1965, 1972),  # admitted on 18 September 1973
    ("UN", "DEU"): (1965, 1972),  # the same
    ("UN", "UZB"): (1991, 1991),  # admitted on 2 March 1992
    ("ECOWAS", "MRT"): (2001, 2002),  # left at the end of 2000
    ("OAS", "CUB"): (2009, 2014),  # the exclusion was lifted, and Cuba did not come back
    ("Commonwealth", "USA"): (1965, 1968),  # never a member
}


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "gsdb" / "GSDB_V4.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("gsdb"), shared_data / "gsdb")


@pytest.fixture(scope="module")
def ties(faces: Faces) -> pl.DataFrame:
    return faces.frames["Sanction"]


def table(name: str) -> list[dict[str, str]]:
    with (source("gsdb").folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(text: str) -> list[str]:
    """Names of a list, the longest known one first at each place."""
    found = []
    for name in COMMAED:
        found += [name] * text.count(name)
        text = text.replace(name, "")
    return found + [name.strip() for name in text.split(",") if name.strip()]


def of_case(ties: pl.DataFrame, case: int) -> dict[str, tuple[object, object]]:
    """Start and end of each tie of a case, by the rest of its IRI."""
    begin = f"tie/gsdb/{case}/"
    found = ties.filter(pl.col("iri").str.starts_with(begin)).select("iri", "start", "end")
    return {iri.removeprefix(begin): (start, end) for iri, start, end in found.rows()}


def first_case(rows: list[dict[str, str]], **wanted: str) -> int:
    return next(int(row["case_id"]) for row in rows if all(row[k] == v for k, v in wanted.items()))


def test_rule_5_15_a_group_is_expanded_to_its_members_of_the_day_and_the_original_is_kept(
    ties: pl.DataFrame, rows: list[dict[str, str]]
) -> None:
    """The EEC against Argentina in 1982: ten members, Greece among them and Spain not yet."""
    case = first_case(rows, sanctioning_state="EEC", sanctioned_state="Argentina")
    row = next(row for row in rows if row["case_id"] == str(case))
    assert (row["begin"], row["end"]) == ("1982", "1982")
    year = (dt.date(1982, 1, 1), dt.date(1982, 12, 31))
    ten = ["BEL", "DEU", "DNK", "FRA", "GBR", "GRC", "IRL", "ITA", "LUX", "NLD"]
    expected = {"body.EU/ARG": year} | {f"{key}/ARG/EU/1982-01-01": year for key in ten}
    assert of_case(ties, case) == expected
    derived = ties.filter(pl.col("iri") == f"tie/gsdb/{case}/GRC/ARG/EU/1982-01-01")
    assert derived["derived_from"].to_list() == [f"tie/gsdb/{case}/body.EU/ARG"]
    assert derived["derivation"].null_count() == 0


def test_a_member_joins_and_leaves_the_sanction_with_the_body(
    ties: pl.DataFrame, rows: list[dict[str, str]]
) -> None:
    """An EU sanction that began in 2014 and is ongoing: the United Kingdom's ends in 2020."""
    case = first_case(
        rows, sanctioning_state="EU", sanctioned_state="Russia", begin="2014", success="ongoing"
    )
    found = of_case(ties, case)
    assert found["body.EU/RUS"] == (dt.date(2014, 1, 1), None)
    assert found["HRV/RUS/EU/2014-01-01"] == (dt.date(2014, 1, 1), None)
    assert found["GBR/RUS/EU/2014-01-01"] == (dt.date(2014, 1, 1), dt.date(2020, 12, 31))
    assert len(found) == 1 + 28


def test_a_target_is_no_sender_though_it_is_a_member_of_the_body(
    ties: pl.DataFrame, rows: list[dict[str, str]]
) -> None:
    case = first_case(rows, sanctioning_state="League of Arab States", sanctioned_state="Syria")
    found = of_case(ties, case)
    assert "body.LAS/SYR" in found
    assert any(rest.startswith("SAU/SYR/LAS/") for rest in found)
    assert not any(rest.startswith("SYR/") for rest in found)
    senders = ties.select(pl.col("dyad").str.split("/").alias("ends"))
    assert senders.filter(pl.col("ends").list.get(1) == pl.col("ends").list.get(2)).is_empty()


def test_case_2_is_india_against_pakistan(ties: pl.DataFrame, faces: Faces) -> None:
    """1949 to 1951, all exports and imports, a change of policy, settled by negotiation."""
    assert of_case(ties, 2) == {"IND/PAK": (dt.date(1949, 1, 1), dt.date(1951, 12, 31))}
    tie = ties.filter(pl.col("iri") == "tie/gsdb/2/IND/PAK").row(0, named=True)
    assert tie["measure"] == ["cm:TradeSanction"]
    assert tie["trade_restriction"] == ["cm:CompleteExport", "cm:CompleteImport"]
    assert tie["aim"] == ["aim/gsdb/2/policy_change"]
    assert tie["locator"] == "GSDB_V4.csv#row=3"
    aims = faces.frames["Aim"].filter(pl.col("iri") == "aim/gsdb/2/policy_change")
    assert aims.select("objective", "outcome").rows() == [
        ("cm:PolicyChange", "cm:NegotiatedSettlement")
    ]


@pytest.mark.parametrize(
    ("case", "pair", "last", "measures", "row"),
    [
        (1049, "USA/BDI", 2021, ["FinancialSanction"], 1050),
        (1054, "CAN/IRN", None, ["TradeSanction", "FinancialSanction"], 1055),
        (1062, "USA/PAN", 2017, ["FinancialSanction"], 1063),  # ongoing, says its objective
    ],
)
def test_sanctions_since_2014_stand_as_the_file_has_them(
    ties: pl.DataFrame,
    rows: list[dict[str, str]],
    case: int,
    pair: str,
    last: int | None,
    measures: list[str],
    row: int,
) -> None:
    given = rows[row - 2]
    assert (given["case_id"], given["begin"], given["end"]) == (
        str(case),
        "2016",
        str(last or 2023),
    )
    end = last and dt.date(last, 12, 31)
    assert of_case(ties, case) == {pair: (dt.date(2016, 1, 1), end)}
    tie = ties.filter(iri=f"tie/gsdb/{case}/{pair}").row(0, named=True)
    assert set(tie["measure"]) == {f"cm:{one}" for one in measures}
    assert tie["locator"] == f"GSDB_V4.csv#row={row}"


def test_names_that_hold_a_comma_and_several_on_each_side(ties: pl.DataFrame) -> None:
    """Case 12: four neutral states against Comecon, two objectives with two outcomes."""
    span = (dt.date(1950, 1, 1), dt.date(1994, 12, 31))
    assert of_case(ties, 12) == {
        f"{key}/body.Comecon": span for key in ["AUT", "FIN", "SWE", "CHE"]
    }
    assert of_case(ties, 17) == {"USA/PRK": (dt.date(1950, 1, 1), dt.date(1954, 12, 31))}


@pytest.mark.parametrize(
    ("side", "commas", "several"),
    [("sanctioning_state", 106, 95), ("sanctioned_state", 131, 34)],
)
def test_a_comma_is_not_yet_several_names(
    rows: list[dict[str, str]], side: str, commas: int, several: int
) -> None:
    assert sum("," in row[side] for row in rows) == commas
    assert sum(len(names(row[side])) > 1 for row in rows) == several


def test_every_name_that_holds_a_comma_is_read_whole(rows: list[dict[str, str]]) -> None:
    known = {row["name"] for row in table("names")}
    assert {name for name in known if "," in name} == set(COMMAED)
    for row in rows:
        for side in ("sanctioning_state", "sanctioned_state"):
            assert set(names(row[side])) <= known, row["case_id"]


Holder = tuple[str, dt.date, dt.date]


def holders() -> dict[str, list[Holder]]:
    """Whom each name means, with the first and last day on which it does and they were there."""
    lives = {
        key: (start or dt.date.min, end or dt.date.max)
        for key, start, end in polities().select("key", "start", "end").rows()
    }
    found: defaultdict[str, list[Holder]] = defaultdict(list)
    for row in table("names"):
        born, died = lives.get(row["key"], (dt.date.min, dt.date.max))
        since = dt.date.fromisoformat(row["start"]) if row["start"] else born
        until = dt.date.fromisoformat(row["end"]) if row["end"] else died
        found[row["name"]].append((row["key"], max(since, born), min(until, died)))
    return found


def test_every_sender_and_target_of_every_case_gives_a_tie_or_is_refused(
    faces: Faces, ties: pl.DataFrame, rows: list[dict[str, str]]
) -> None:
    known, refused = holders(), Counter[str]()
    wanted: dict[str, tuple[dt.date, dt.date | None]] = {}
    for row in rows:
        first = dt.date(int(row["begin"]), 1, 1)
        ongoing = row["end"] == "2023" and "ongoing" in row["success"]
        last = dt.date.max if ongoing else dt.date(int(row["end"]), 12, 31)
        for sender, target in product(
            names(row["sanctioning_state"]), names(row["sanctioned_state"])
        ):
            pieces = {}
            for (one, since, until), (other, then, to) in product(known[sender], known[target]):
                start, end = max(first, since, then), min(last, until, to)
                if start <= end:
                    iri = f"tie/gsdb/{row['case_id']}/{one}/{other}"
                    pieces[iri] = (start, None if end == dt.date.max else end)
            nobody = [name for name in (sender, target) if known[name][0][0] == ""]
            if nobody or sender == target or not pieces:
                refused[nobody[0] if nobody else "itself" if sender == target else "never"] += 1
            else:
                wanted |= pieces
    reports = ties.filter(pl.col("derived_from").is_null()).select("iri", "start", "end")
    assert {iri: (start, end) for iri, start, end in reports.rows()} == wanted
    reasons = faces.reasons()
    assert reasons.pop("a sender that is its own target") == refused.pop("itself") == 1
    gone = "years in which sender and target were not both there"
    assert reasons.pop(gone) == refused.pop("never") == 13
    assert {why.removeprefix("no state and no body: "): n for why, n in reasons.items()} == refused
    cases = {int(iri.split("/")[2]) for iri in wanted}
    assert len(rows) == 1_547
    none = {148, 175, 179, 398, 599, 663, 685, 690, 918, 919, 965, 1016}
    assert {int(row["case_id"]) for row in rows} - cases == none


def test_derived_ties_are_those_of_the_members_while_they_were_and_of_nobody_named(
    ties: pl.DataFrame,
) -> None:
    lives = {key: start for key, start in polities().select("key", "start").rows() if start}
    reports, wanted = ties.filter(pl.col("derived_from").is_null()), {}
    named = set(reports["iri"])
    by_body: defaultdict[str, list[tuple[str, dt.date, dt.date]]] = defaultdict(list)
    for row in table("members"):
        since = max(dt.date(int(row["start"]), 1, 1), lives.get(row["key"], dt.date.min))
        until = dt.date(int(row["end"]), 12, 31) if row["end"] else dt.date.max
        by_body[f"body.{row['body']}"].append((row["key"], since, until))
    ends = dict(polities().filter(pl.col("end").is_not_null()).select("key", "end").rows())
    for iri, start, end in reports.select("iri", "start", "end").rows():
        case, sender, target = iri.split("/")[2:]
        for key, since, until in by_body[sender]:
            first = max(start, since)
            last = min(end or dt.date.max, until, ends.get(key, dt.date.max))
            taken = key == target or f"tie/gsdb/{case}/{key}/{target}" in named
            if first <= last and not taken:
                body = sender.removeprefix("body.")
                wanted[f"tie/gsdb/{case}/{key}/{target}/{body}/{first}"] = (
                    first,
                    None if last == dt.date.max else last,
                )
    derived = ties.filter(pl.col("derived_from").is_not_null()).select("iri", "start", "end")
    assert {iri: (start, end) for iri, start, end in derived.rows()} == wanted
    whole = reports.filter(pl.col("note").str.contains("not taken apart"))
    # The one sanction of OAPEC is of Western countries, and is refused.
    bodies = {"ChinCom", "CoCom", "Mercosur", "OECS", "OIC", "OSCE", "PIF", "SADC", "UNASUR"}
    assert set(whole["iri"].str.split("/").list.get(3)) == {f"body.{key}" for key in bodies}


def test_2023_is_an_end_only_where_nothing_is_ongoing(
    ties: pl.DataFrame, rows: list[dict[str, str]]
) -> None:
    ends = ties.filter(pl.col("derived_from").is_null()).select(
        case=pl.col("iri").str.split("/").list.get(2), end="end"
    )
    by_case: defaultdict[str, set[object]] = defaultdict(set)
    for case, end in ends.rows():
        by_case[case].add(end)
    open_cases = {r["case_id"] for r in rows if r["end"] == "2023" and "ongoing" in r["success"]}
    ended = {r["case_id"] for r in rows if r["end"] == "2023"} - open_cases
    assert len(ended) == 14
    assert all(None in by_case[case] for case in open_cases if case in by_case)
    assert all(None not in by_case[case] for case in by_case if case not in open_cases)
    assert {dt.date(2023, 12, 31)} == set().union(*(by_case[case] for case in ended))


def test_every_objective_is_an_aim_and_two_have_no_outcome(
    faces: Faces, rows: list[dict[str, str]]
) -> None:
    aims = faces.frames["Aim"]
    words = Counter(word for row in rows for word in row["objective"].split(","))
    assert aims.height == words.total()
    assert aims.filter(pl.col("objective") == "cm:Democracy").height == words["democracy"]
    outcomes = Counter(word for row in rows for word in row["success"].split(","))
    assert aims.filter(pl.col("outcome") == "cm:Failure").height == outcomes["failed"]
    assert sorted(aims.filter(pl.col("outcome").is_null())["iri"]) == [
        "aim/gsdb/1327/end_war",
        "aim/gsdb/1456/other",
    ]


def in_cow(shared_data: Path) -> tuple[set[tuple[str, int]], dict[str, set[tuple[str, int]]]]:
    """States and years that COW IGO has, and full members of each body by year, since 1949."""
    holders: defaultdict[str, list[tuple[str, dt.date, dt.date]]] = defaultdict(list)
    codes = identifiers().filter(pl.col("scheme") == "cow").select("code", "key", "start", "end")
    for code, key, start, end in codes.rows():
        holders[code].append((key, start or dt.date.min, end or dt.date.max))
    states, members = set(), defaultdict(set)
    path = shared_data / "cow_igo" / "state_year_format3.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            year = int(row["year"])
            for key, start, end in holders[row["ccode"]]:
                if year < 1949 or not start.year <= year <= end.year:
                    continue
                states.add((key, year))
                for body, columns in COW_COLUMNS.items():
                    if "1" in {row[column] for column in columns}:
                        members[body].add((key, year))
    return states, members


def over(spells: Spells) -> set[tuple[str, str, int]]:
    return {(*pair, year) for pair, (a, b) in spells.items() for year in range(a, b + 1)}


def test_members_of_bodies_by_year_are_those_of_cow_igo_but_for_what_is_explained(
    shared_data: Path,
) -> None:
    """COW IGO goes by year from 1965 and ends in 2014; G-7 and G-8 are not in it."""
    states, members = in_cow(shared_data)
    theirs = {(body, key, year) for body, held in members.items() for key, year in held}
    ours = {
        (row["body"], row["key"], year)
        for row in table("members")
        for year in range(int(row["start"]), int(row["end"] or 2014) + 1)
        if row["body"] in COW_COLUMNS and (row["key"], year) in states
    }
    before_1965 = {
        ("Commonwealth", key, year)
        for key, first in EARLY_COMMONWEALTH.items()
        for year in range(first, 1965)
    }
    only_here = over(ONLY_HERE) | before_1965 | {("OAU", "MAR", 1985)}
    # The Charter of the OAS was signed in 1948 and has been in force since 1951.
    unborn = {("OAS", key, year) for key in FOUNDERS_OF_OAS.split() for year in (1949, 1950)}
    ratified = {("NAFTA", key, 1993) for key in ("CAN", "MEX", "USA")}
    assert ours - theirs == only_here
    assert theirs - ours == over(ONLY_IN_COW) | unborn | ratified


SINCE_COW_ENDS = {
    ("AU", "MAR", "start"): 2017,  # admitted on 30 January 2017
    ("Commonwealth", "GAB", "start"): 2022,  # 25 June 2022, with Togo
    ("Commonwealth", "GMB", "start"): 2018,  # 8 February 2018
    ("Commonwealth", "MDV", "end"): 2016,  # 13 October 2016
    ("Commonwealth", "MDV", "start"): 2020,  # 1 February 2020
    ("Commonwealth", "TGO", "start"): 2022,
    ("EU", "GBR", "end"): 2020,  # 31 January 2020
    ("NAFTA", "CAN", "end"): 2020,  # replaced on 1 July 2020
    ("NAFTA", "MEX", "end"): 2020,
    ("NAFTA", "USA", "end"): 2020,
    ("NATO", "FIN", "start"): 2023,  # 4 April 2023
    ("NATO", "MKD", "start"): 2020,  # 27 March 2020
    ("NATO", "MNE", "start"): 2017,  # 5 June 2017
    ("OAS", "NIC", "end"): 2023,  # 19 November 2023
}
"""Every joining and leaving from 2015 to 2023, on days that the bodies themselves give."""
BOTH_YEARS = {"UN": 193, "OAS": 34, "LAS": 22, "ECOWAS": 15, "G-7": 7}
SIZES = {
    2014: BOTH_YEARS | {"EU": 28, "NATO": 28, "AU": 53, "Commonwealth": 53, "G-8": 8, "NAFTA": 3},
    2023: BOTH_YEARS | {"EU": 27, "NATO": 31, "AU": 54, "Commonwealth": 56},
}
"""How many members the bodies count: the African Union one more, the Sahrawi Republic."""


def test_members_after_cow_igo_ends_are_those_that_the_bodies_count() -> None:
    turns = {
        (row["body"], row["key"], side): int(row[side])
        for row in table("members")
        for side in ("start", "end")
        if row[side] and int(row[side]) > 2014
    }
    assert turns == SINCE_COW_ENDS
    for year, sizes in SIZES.items():
        found = Counter(
            row["body"]
            for row in table("members")
            if int(row["start"]) <= year <= int(row["end"] or year)
        )
        assert found == sizes
    croatia = [row for row in table("members") if (row["body"], row["key"]) == ("EU", "HRV")]
    assert [(row["start"], row["end"]) for row in croatia] == [("2013", "")]


def test_sanctions_of_bodies_after_cow_igo_ends_are_of_their_members_of_the_year(
    ties: pl.DataFrame, rows: list[dict[str, str]]
) -> None:
    """The European Union of 2022 without the United Kingdom; the African Union with Morocco."""
    by_number = {row["case_id"]: row for row in rows}
    ours = (by_number["1389"]["sanctioning_state"], by_number["1389"]["begin"])
    assert ours == ("EU, Macedonia, Albania, Kosovo", "2022")
    of_2022 = of_case(ties, 1389)
    assert sum("/RUS/EU/" in tie for tie in of_2022) == 27
    assert not any(tie.startswith("GBR/") for tie in of_2022)
    guinea = by_number["1250"]
    assert (guinea["sanctioning_state"], guinea["begin"]) == ("African Union", "2021")
    of_union = of_case(ties, 1250)
    assert len(of_union) == 1 + 54 - 1
    assert of_union["MAR/GIN/AU/2021-01-01"] == (dt.date(2021, 1, 1), None)
    assert by_number["1251"]["sanctioning_state"] == "ECOWAS"
    assert len(of_case(ties, 1251)) == 1 + 15 - 1


def test_the_licence_says_that_nothing_may_be_passed_on() -> None:
    assert re.search("on request.*not to be passed on", source("gsdb").description.licence)


SUSPENDED = {"BFA", "GAB", "MLI", "NER", "SDN"}
"""Of the African Union, say their pages; a sanctioning body's member is one all the same here."""
FACTBOOK = {
    "AU": (SUSPENDED | {"GIN"}, {"ESH"}),  # Guinea's page leaves it out; ESH is no state here
    "Commonwealth": ({"GAB", "GMB", "GRD", "MUS", "RWA", "TGO"}, set()),  # not on their pages
    "ECOWAS": ({"BFA", "GIN", "MLI", "NER"}, set()),  # not on their pages
    "EU": (set(), {"GBR"}),  # on its page
    "LAS": ({"PSE"}, set()),  # has no page
    "NATO": (set(), {"SWE"}),  # joined in 2024
}
"""Members of 2023 that only members.csv has, and those that only the Factbook has."""


def test_members_of_2023_are_those_of_the_factbook_but_for_what_is_explained() -> None:
    """Eight bodies whose memberships each page gives; its pages are those of February 2026."""
    held = map_source(source("factbook")).frames["Membership"]
    assert set(held["as_of"]) == {dt.date(2026, 2, 4)}
    left = held.filter(role="cm:Suspended", body="body/AU")["member"]
    assert {path.split("/")[1] for path in left} >= SUSPENDED
    theirs = held.filter(role="cm:Member")
    ours: defaultdict[str, set[str]] = defaultdict(set)
    for row in table("members"):
        if not row["end"] or int(row["end"]) >= 2023:
            ours[row["body"]].add(row["key"])
    for body in ("AU", "Commonwealth", "ECOWAS", "EU", "LAS", "NATO", "OAS", "UN"):
        paths = theirs.filter(body=f"body/{body}")["member"]
        found = {path.split("/")[1] for path in paths}
        assert (ours[body] - found, found - ours[body]) == FACTBOOK.get(body, (set(), set())), body
