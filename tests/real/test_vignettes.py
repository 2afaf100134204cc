"""The vignettes of the docs run on real data, and show what csv counts in publishers' files."""

import csv
import doctest
import gzip
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, permutations
from pathlib import Path
from statistics import correlation
from typing import Any, NamedTuple

import matplotlib as mpl
import polars as pl
import pyoxigraph as ox
import pytest
from matplotlib import pyplot as plt

from comity.model.namespaces import CM

VIGNETTES = Path(__file__).parents[2] / "docs" / "vignettes"
NAMES = sorted(path.stem for path in VIGNETTES.glob("*.md") if path.stem != "README")
CURATED = Path(__file__).parents[2] / "graphs" / "pakistan-russia.ttl"
MISSIONS = ("embassy", "high commission", "nunciature")
Pair = tuple[str, ...]


class Ran(NamedTuple):
    """What a vignette left: its variables, its picture, and what it printed otherwise than said."""

    values: dict[str, Any]
    picture: bytes
    cited: str
    unlike: str


Vignette = Callable[[str], Ran]


@pytest.fixture(scope="module")
def vignette(
    all_faces: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Vignette]:
    """Runs a vignette once, in a folder of its own; only that of disagreements needs a database."""
    mpl.use("Agg")

    @cache
    def ran(name: str) -> Ran:
        place = tmp_path_factory.mktemp(name)
        text = (VIGNETTES / f"{name}.md").read_text(encoding="utf-8")
        test = doctest.DocTestParser().get_doctest(text, {}, name, f"{name}.md", 0)
        unlike: list[str] = []
        with pytest.MonkeyPatch.context() as patch, pl.Config(tbl_width_chars=100):
            patch.chdir(place)
            patch.setenv("COMITY_HOME", str(folder if name == "disagreements" else all_faces))
            doctest.DocTestRunner(verbose=False).run(test, out=unlike.append, clear_globs=False)
        plt.close("all")
        (cited,) = [one.want for one in test.examples if "cite(" in one.source]
        picture = place / f"{name}.svg"
        return Ran(
            test.globs, picture.read_bytes() if picture.exists() else b"", cited, "".join(unlike)
        )

    yield ran
    plt.close("all")


@pytest.mark.parametrize("name", NAMES)
def test_a_vignette_prints_what_it_says_and_makes_a_picture_and_a_citation(
    vignette: Vignette, name: str
) -> None:
    ran = vignette(name)
    assert ran.unlike == ""
    assert b"<path" in ran.picture
    assert re.search(r"^@\w+\{\S+,$", ran.cited, re.MULTILINE)
    assert "% Licence: " in ran.cited


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_has_no_number_that_is_not_printed(name: str) -> None:
    text = (VIGNETTES / f"{name}.md").read_text(encoding="utf-8")
    (answer,) = re.findall(r"^\*\*Answer\.\*\* (.+)$", text, re.MULTILINE)
    printed = "".join(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    for number in re.findall(r"\d+(?:[,.]\d+)*", answer):
        assert re.search(rf"(?<![\d.]){number.replace(',', '')}", printed), number


def test_ten_questions_of_the_design_are_answered(shared_data: Path) -> None:
    design = (shared_data.parent / "design" / "field.md").read_text(encoding="utf-8")
    section = design[design.index("\n## 4.") : design.index("\n## 5.")]
    asked = re.findall(r"^\d+\. (.+?\?)", section, re.MULTILINE)
    texts = [(VIGNETTES / f"{name}.md").read_text(encoding="utf-8") for name in NAMES]
    answered = {re.findall(r"^> (.+)$", text, re.MULTILINE)[0] for text in texts}
    assert len(NAMES) == len(answered) == 10
    assert answered <= set(asked)
    listed = (VIGNETTES / "README.md").read_text(encoding="utf-8")
    for name, text in zip(NAMES, texts, strict=True):
        assert f"[{text.splitlines()[0][2:]}]({name}.md)" in listed


def lines(path: Path, encoding: str = "utf-8") -> io.StringIO:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(encoding)
    return io.StringIO(text, newline="")


def read(path: Path, encoding: str = "utf-8") -> Iterator[dict[str, str]]:
    return csv.DictReader(lines(path, encoding))


def cow_spells(shared_data: Path) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Code of a state, its first and its last day."""
    for row in read(shared_data / "cow_states" / "states2016.csv"):
        start, end = (
            tuple(int(row[f"{which}{part}"]) for part in ("year", "month", "day"))
            for which in ("st", "end")
        )
        yield row["ccode"], start, end


def cow_members(shared_data: Path, year: int) -> set[str]:
    spells = cow_spells(shared_data)
    return {code for code, start, end in spells if start[0] <= year <= end[0]}


@pytest.fixture(scope="module")
def flows(shared_data: Path) -> dict[tuple[str, str, int], str]:
    """Exports of the first to the second in millions, as written: of 2014, and two pairs."""
    found = {}
    for row in read(shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"):
        a, b, year = row["ccode1"], row["ccode2"], int(row["year"])
        if year == 2014 or {a, b} in ({"365", "770"}, {"365", "369"}):
            found[b, a, year], found[a, b, year] = row["flow1"], row["flow2"]
    return found


def both_ways(flows: dict[tuple[str, str, int], str], a: str, b: str, year: int) -> float:
    return float(flows[a, b, year]) + float(flows[b, a, year])


@pytest.fixture(scope="module")
def votes(shared_data: Path) -> dict[str, dict[str, str]]:
    """The votes of each country by roll call; a country without a code by its name."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read(shared_data / "unga_votes" / "un_votes.csv.gz"):
        found[row["country_code"] or row["country"]][row["rcid"]] = row["vote"]
    return found


@pytest.fixture(scope="module")
def days(shared_data: Path) -> dict[str, str]:
    """The day of each roll call."""
    rows = read(shared_data / "unga_votes" / "un_roll_calls.csv.gz")
    return {row["rcid"]: row["date"] for row in rows}


def alike(one: dict[str, str], other: dict[str, str], calls: set[str]) -> tuple[int, float]:
    both = one.keys() & other.keys() & calls
    return len(both), sum(one[call] == other[call] for call in both) / (len(both) or 1)


def pledges(shared_data: Path, year: int, kind: str = "") -> set[Pair]:
    """Who owes a kind of pledge to whom, or who has any alliance with whom, on any day of a year.

    What a member owes to some allies and not to others is left out, as nobody can tell to whom.
    """
    bound = defaultdict(list)
    for row in read(shared_data / "atop" / "atop5_1m.csv", "latin-1"):
        if int(row["yrent"]) <= year <= (int(row["yrexit"]) or 9999):
            bound[row["atopid"], row["phase"]].append(row)
    system = cow_members(shared_data, year)
    return {
        (a["member"], b["member"])
        for rows in bound.values()
        for a, b in permutations(rows, 2)
        if a["member"] != b["member"]
        and {a["member"], b["member"]} <= system
        and (not kind or (a[kind] == "1" and (a["bilat"] == "1" or a["obvary"] != "1")))
    }


def test_shared_bodies(vignette: Vignette, shared_data: Path) -> None:
    path = shared_data / "cow_igo" / "state_year_format3.csv.gz"
    years = {(row["ccode"], row["year"]): row for row in read(path)}
    pakistan, russia = years["770", "2010"], years["365", "2010"]
    bodies = [name for name in pakistan if name not in {"ccode", "year", "state"}]
    counts = Counter((pakistan[body], russia[body]) for body in bodies)
    table = vignette("shared-bodies").values["table"]
    roles = {"1": "cm:Member", "3": "cm:Observer"}
    found = Counter(table.select("pakistan", "russia").rows())
    assert found == {
        (roles[a], roles[b]): count for (a, b), count in counts.items() if {a, b} <= roles.keys()
    }
    unknown = vignette("shared-bodies").values["net"].graph["unknown"]
    assert sum(a == 770 for a, _ in unknown["missing"]) == sum(
        pakistan[body] == "-9" for body in bodies
    )
    assert {years["770", str(year)]["sco"] for year in range(1996, 2015)} == {"0"}


def test_trade(vignette: Vignette, flows: dict[tuple[str, str, int], str]) -> None:
    frame = vignette("trade").values["flows"]
    found = frame.select("year", "russia_to_pakistan", "pakistan_to_russia").rows()
    years = range(1992, 2015)
    assert found == [
        (year, float(flows["365", "770", year]), float(flows["770", "365", year])) for year in years
    ]
    assert all(number == int(number) for row in found for number in row)


def test_pledges(vignette: Vignette, shared_data: Path) -> None:
    columns = {
        "defence": "defense",
        "offence": "offense",
        "neutrality": "neutral",
        "nonaggression": "nonagg",
        "consultation": "consul",
    }
    ran = vignette("pledges").values
    for kind, count, one_sided in ran["owed"]:
        owed = pledges(shared_data, 2016, columns[kind])
        assert (count, one_sided) == (len(owed), sum((b, a) not in owed for a, b in owed))
        edges = {tuple(map(str, edge)) for edge in ran["layers"][kind].edges}
        assert edges == owed


def test_votes(vignette: Vignette, votes: dict[str, dict[str, str]], days: dict[str, str]) -> None:
    """The file calls the Soviet Union Russia."""
    ran = vignette("votes").values

    def of(first: int, last: int) -> tuple[int, float]:
        calls = {call for call, day in days.items() if first <= int(day[:4]) <= last}
        n, share = alike(votes["PK"], votes["RU"], calls)
        return n, round(share, 3)

    assert ran["decades"].rows() == [(year, *of(year, year + 9)) for year in range(1950, 2020, 10)]
    assert ran["russia"].select(**ran["over"]).row(0) == of(1992, 1999)
    soviet = ran["table"].frame.filter((pl.col("a") == "SUN") | (pl.col("b") == "SUN"))
    assert soviet["year"].to_list() == [year for year in range(1950, 1992) if of(year, year)[0]]
    both = votes["PK"].keys() & votes["RU"].keys()
    assert max(days[call] for call in both if days[call] < "1992") < "1991-12-26"


def test_rankings(
    vignette: Vignette, shared_data: Path, flows: dict[tuple[str, str, int], str]
) -> None:
    ranked = vignette("rankings").values["ranked"]
    known = {
        a
        for a, b, year in flows
        if (b, year) == ("770", 2014) and flows[a, b, year] and flows[b, a, year]
    }
    sums = sorted((both_ways(flows, a, "770", 2014) for a in known), reverse=True)
    trade = (ranked["trade"].drop_nulls() / 1e6).sort(descending=True)
    assert trade.to_list() == pytest.approx(sums)
    path = shared_data / "cow_igo" / "state_year_format3.csv.gz"
    seats = {
        row["ccode"]: {name for name, value in row.items() if value == "1" and name != "ccode"}
        for row in read(path)
        if row["year"] == "2014"
    }
    shared = sorted((len(seats["770"] & of) for code, of in seats.items() if code != "770"))
    assert ranked["bodies"].drop_nulls().sort().to_list() == shared
    india = ranked.filter(other="IND")
    assert india["bodies"].item() == len(seats["770"] & seats["750"]) == max(shared)
    china = ranked.filter(other="CHN")
    assert china["trade"].item() / 1e6 == both_ways(flows, "710", "770", 2014) == max(sums)


def test_embassies(vignette: Vignette, shared_data: Path) -> None:
    net = vignette("embassies").values["net"]
    path = shared_data / "wikidata_embassies" / "database_of_embassies.csv"
    pakistan = "http://www.wikidata.org/entity/Q843"
    rows = [
        row
        for row in csv.DictReader(lines(path), delimiter=";", quoting=csv.QUOTE_NONE)
        if row["type"].lower().endswith(MISSIONS)
    ]
    hosts = {row["countryQID"] for row in rows if row["operatorQID"] == pakistan}
    senders = {row["operatorQID"] for row in rows if row["countryQID"] == pakistan}
    assert (net.out_degree("PAK"), net.in_degree("PAK")) == (len(hosts), len(senders))
    one_sided = [sum(not net.has_edge(one, "PAK") for one in net["PAK"])]
    one_sided += [sum(not net.has_edge("PAK", one) for one in net.predecessors("PAK"))]
    assert one_sided == [len(hosts - senders), len(senders - hosts)]


def test_after_2014(
    vignette: Vignette,
    shared_data: Path,
    flows: dict[tuple[str, str, int], str],
    votes: dict[str, dict[str, str]],
    days: dict[str, str],
) -> None:
    ran = vignette("after-2014").values
    ties = ran["ties"]
    assert dict(ties.select("year", "trade").rows()) == pytest.approx(
        {year: both_ways(flows, "365", "369", year) / 1e3 for year in range(2010, 2015)}
        | {2015: None, 2016: None}
    )
    cases = list(read(shared_data / "gsdb" / "GSDB_V4.csv"))

    def sanctions(target: str, sender: str, year: int) -> int:
        return sum(
            target in row["sanctioned_state"].split(", ")
            and sender in row["sanctioning_state"]
            and int(row["begin"]) <= year <= int(row["end"])
            for row in cases
        )

    received = ran["targets"].frame.select("year", "gsdb_sanctions_received").rows()
    assert received == [(year, sanctions("Russia", "", year)) for year in range(2012, 2017)]
    for column, target, sender in (
        ("sanctions_of_ukraine", "Russia", "Ukraine"),
        ("sanctions_of_russia", "Ukraine", "Russia"),
    ):
        counted = [sanctions(target, sender, year) for year in ties["year"]]
        assert ties[column].to_list() == counted
    register = (shared_data / "sipri_arms" / "trade-register.csv").read_text(encoding="latin-1")
    deals = csv.DictReader(io.StringIO(register[register.index("Recipient,") :], newline=""))
    delivered = Counter(
        year
        for deal in deals
        if (deal["Recipient"], deal["Supplier"]) == ("Russia", "Ukraine")
        for year in deal["Year(s) of delivery"].split("; ")
    )
    assert ties["arms_from_ukraine"].to_list() == [delivered[str(year)] for year in ties["year"]]
    change = {}
    calls = {
        year: {call for call, day in days.items() if day.startswith(str(year))}
        for year in (2013, 2016)
    }
    for country in votes.keys() - {"RU"}:
        before, after = (alike(votes["RU"], votes[country], calls[year]) for year in (2013, 2016))
        if before[0] and after[0]:
            change[country] = after[1] - before[1]
    fell = sum(by < 0 for by in change.values())
    assert (ran["fell"].height, ran["change"].height) == (fell, len(change))


def test_allies_and_trade(
    vignette: Vignette, shared_data: Path, flows: dict[tuple[str, str, int], str]
) -> None:
    ran = vignette("allies-trade").values
    system = cow_members(shared_data, 2014)
    known = {
        (a, b): float(flow) > 0
        for (a, b, year), flow in flows.items()
        if flow and year == 2014 and {a, b} <= system
    }
    allies = pledges(shared_data, 2014)
    assert ran["found"].dyads == len(known)
    assert len(ran["unknown"]) == len(system) * (len(system) - 1) - len(known)
    ours = correlation([float(one) for one in known.values()], [float(k in allies) for k in known])
    assert ran["found"].correlation == pytest.approx(ours)
    for name, bound in (("allies", True), ("others", False)):
        traded = [one for pair, one in known.items() if (pair in allies) == bound]
        assert ran["shares"][name] == sum(traded) / len(traded)


def test_states_of_1990(vignette: Vignette, shared_data: Path) -> None:
    ran = vignette("states-1990").values
    spells, day = list(cow_spells(shared_data)), (1990, 6, 1)
    cow = {code for code, start, end in spells if start <= day <= end}
    rows = read(shared_data / "gw_states" / "gw_states.csv")
    gw = {row["gwcode"] for row in rows if row["startdate"] <= "1990-06-01" <= row["enddate"]}
    assert {str(one) for one in ran["cow"]["cow_state"]} == cow
    assert {str(one) for one in ran["gw"]["gw_state"]} == gw
    for actors, states in (("cow", cow), ("gw", gw)):
        assert ran["pairs"][actors].frame.height == len(list(combinations(states, 2)))
    of_year = [(a, b, c) for a, b, c in spells if b[0] <= 1990 <= c[0]]
    together = {
        frozenset((a, b))
        for (a, first, last), (b, start, end) in combinations(of_year, 2)
        if a != b and max(first, start, (1990, 1, 1)) <= min(last, end, (1990, 12, 31))
    }
    assert ran["whole"] == len({code for code, _, _ in of_year})
    text = (VIGNETTES / "states-1990.md").read_text(encoding="utf-8")
    assert f"({ran['whole'] * (ran['whole'] - 1) // 2}, {len(together)})\n" in text


def test_disagreements(vignette: Vignette) -> None:
    """Four records of one contract: those whose days have none in common cannot both be true."""
    found = vignette("disagreements").values["found"]
    spans: dict[str, dict[str, str]] = defaultdict(dict)
    for one in ox.parse(path=str(CURATED)):
        part = one.predicate.value.removeprefix(CM)
        if part in {"start", "end"} and "/mi-35m-signing-" in str(one.subject):
            spans[str(one.subject)][part] = str(one.object.value)
    apart = {
        frozenset((a, b))
        for a, b in combinations(spans, 2)
        if max(spans[a]["start"], spans[b]["start"]) > min(spans[a]["end"], spans[b]["end"])
    }
    contract = found.filter(pl.col("matter").str.contains("Mi-35M"))
    pairs = {
        frozenset(f"<{record}>" for record in row)
        for row in contract.select("record", "theirRecord").rows()
    }
    assert len(spans) == 4
    assert contract.height == len(apart)
    assert pairs == apart


def test_lengths_of_a_pipeline_are_in_the_words_of_the_claims(vignette: Vignette) -> None:
    """The words of each claim hold its number, whatever separates thousands or the unit."""
    found = vignette("disagreements").values["pipeline"]
    words = [
        one.object.value
        for one in ox.parse(path=str(CURATED))
        if one.predicate.value == f"{CM}quote" and "/pakistan-stream-" in str(one.subject)
    ]
    said = {text for text in (*found["says"], *found["theySay"]) if text.endswith(" km")}
    assert said
    for text in said:
        bare = text.removesuffix(" km").replace(",", "")
        assert any(bare in one.replace(",", "") for one in words), text
