"""The SIPRI register, against what the csv module reads in the same file."""

import csv
import datetime as dt
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import msgspec
import polars as pl
import pytest

from asking import ask
from comity.answers.dossier import dossier
from comity.files.source import Source, source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source
from comity.store.build import build
from comity.store.stores import Embedded, connect

FILE = "trade-register.csv"
PREAMBLE = 11
UNKNOWN = {"unknown supplier(s)", "unknown recipient(s)", "unknown rebel group*"}
RECIPIENT, SUPPLIER, ORDER, ORDER_FLAG, ORDERED, ORDERED_FLAG, WEAPON = range(7)
DELIVERED, DELIVERED_FLAG, YEARS, STATUS = range(8, 12)
PER_UNIT, OF_ORDER, TIV = range(13, 16)


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> dict[str, list[str]]:
    """The rows by locator: the lines of the file are counted, as no value breaks a line."""
    path = shared_data / "sipri_arms" / FILE
    with path.open(encoding="latin-1", newline="") as lines:
        table = list(csv.reader(lines))
    return {f"{FILE}#row={n}": row for n, row in enumerate(table, start=1) if n > PREAMBLE + 1}


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("sipri_arms"), shared_data / "sipri_arms")


@pytest.fixture(scope="module")
def transfers(faces: Faces) -> pl.DataFrame:
    return faces.frames["ArmsTransfer"]


def deal(transfers: pl.DataFrame, dyad: str, weapon: str, year: int) -> dict[str, object]:
    """The only transfer of a weapon that was ordered in a year."""
    found = transfers.filter(
        pl.col("dyad") == f"dyad/{dyad}",
        pl.col("weapon_designation") == weapon,
        pl.col("order_year") == year,
    )
    return found.row(0, named=True) if found.height == 1 else {}


def test_every_row_is_one_transfer_or_is_refused_with_the_reason(
    faces: Faces, transfers: pl.DataFrame, rows: dict[str, list[str]]
) -> None:
    neither = sum({row[RECIPIENT], row[SUPPLIER]} <= UNKNOWN for row in rows.values())
    suppliers = sum(row[SUPPLIER] in UNKNOWN for row in rows.values()) - neither
    recipients = sum(row[RECIPIENT] in UNKNOWN for row in rows.values()) - neither
    assert (len(rows), neither, suppliers, recipients) == (29_916, 3, 282, 62)
    assert faces.reasons() == {
        "a name that meant no actor in the year of the first delivery": 69,
        "neither supplier nor recipient is known": neither,
        "the recipient is not known": recipients,
        "the supplier is not known": suppliers,
    }
    assert transfers["locator"].n_unique() == transfers["iri"].n_unique() == transfers.height
    assert transfers.height == len(rows) - neither - suppliers - recipients - 69
    held = set(transfers["locator"])
    refused = [row for at, row in rows.items() if at not in held]
    names = Counter(row[RECIPIENT] for row in refused if not UNKNOWN & {*row[:2]})
    assert names.total() == 69
    assert (names["Brunei"], names["Zimbabwe"], names["South Sudan"]) == (28, 14, 2)


def test_rule_5_14_arms_are_volume_and_not_money_and_an_order_is_no_delivery(
    transfers: pl.DataFrame, rows: dict[str, list[str]]
) -> None:
    """Row 19071: Pakistan ordered 4 Mi-35M in 2015 and was delivered them in 2018, 46 TIV."""
    found = deal(transfers, "RUS/PAK", "Mi-35M", 2015)
    assert found["locator"] == f"{FILE}#row=19071"
    assert (found["number_ordered"], found["number_delivered"]) == (4, 4)
    assert found["delivery_year"] == [2018]
    assert (found["value"], found["value_per_unit"], found["unit"]) == (46, 11.5, "TIV")
    assert (found["start"], found["end"]) == (dt.date(2015, 1, 1), dt.date(2018, 12, 31))
    assert transfers["unit"].unique().to_list() == ["TIV"]
    held = [rows[locator] for locator in transfers["locator"]]
    volume = sum(Decimal(row[TIV]) for row in held)
    assert sum(Decimal(str(value)) for value in transfers["value"]) == volume
    apart = transfers.filter(~pl.col("delivery_year").list.contains(pl.col("order_year")))
    delivered = apart.filter(pl.col("delivery_year").list.len() > 0)
    assert delivered.height == sum(
        bool(row[YEARS]) and row[ORDER] not in row[YEARS].split("; ") for row in held
    )
    assert delivered.height > transfers.height / 2


def test_rule_5_14_what_is_uncertain_stays_so(
    transfers: pl.DataFrame, rows: dict[str, list[str]]
) -> None:
    held = [rows[locator] for locator in transfers["locator"]]
    marked = Counter(transfers["uncertain"].explode().drop_nulls())
    assert marked == {
        "cm:orderYear": sum(row[ORDER_FLAG] == "?" for row in held),
        "cm:numberOrdered": sum(row[ORDERED_FLAG] == "?" for row in held),
        "cm:numberDelivered": sum(row[DELIVERED_FLAG] == "?" for row in held),
    }
    assert min(marked.values()) > 10_000


def test_a_flag_stands_behind_its_number(rows: dict[str, list[str]]) -> None:
    """Round hundreds are guesses, and a number that is not given can hardly be marked as one."""
    hundreds = [row for row in rows.values() if row[ORDERED].endswith("00")]
    few = [row for row in rows.values() if row[ORDERED] in ("1", "2", "3")]

    def share(some: list[list[str]], flag: int) -> float:
        return sum(row[flag] == "?" for row in some) / len(some)

    assert share(hundreds, ORDERED_FLAG) > 0.8 > 4 * share(few, ORDERED_FLAG)
    assert share([row for row in rows.values() if not row[ORDERED]], ORDERED_FLAG) < 0.1


def test_what_is_not_known_is_no_zero(transfers: pl.DataFrame, rows: dict[str, list[str]]) -> None:
    held = [rows[locator] for locator in transfers["locator"]]
    unknown = [sum(float(row[n]) == 0 for row in held) for n in (PER_UNIT, OF_ORDER)]
    assert unknown == [transfers[f"value_{n}"].null_count() for n in ("per_unit", "of_order")]
    assert transfers["number_ordered"].null_count() == sum(not row[ORDERED] for row in held) > 0
    nothing = transfers.filter(pl.col("number_delivered") == 0)
    assert nothing.height == sum(not row[YEARS] for row in held) > 1000
    assert nothing["delivery_year"].null_count() == nothing["end"].null_count() == nothing.height


def test_a_tie_is_open_while_less_is_delivered_than_ordered(
    transfers: pl.DataFrame, rows: dict[str, list[str]]
) -> None:
    held = [rows[locator] for locator in transfers["locator"]]
    waiting = sum(not row[YEARS] or int(row[DELIVERED]) < int(row[ORDERED] or 0) for row in held)
    assert transfers["end"].null_count() == waiting
    assert transfers.filter(pl.col("end") < pl.col("start")).is_empty()


@pytest.mark.parametrize(
    ("supplier", "key", "years"),
    [("Soviet Union", "SUN", (1950, 1991)), ("Russia", "RUS", (1992, 2025))],
)
def test_the_soviet_union_and_russia_are_two_suppliers(
    transfers: pl.DataFrame,
    rows: dict[str, list[str]],
    supplier: str,
    key: str,
    years: tuple[int, int],
) -> None:
    theirs = transfers.filter(pl.col("dyad").str.starts_with(f"dyad/{key}/"))
    assert {rows[locator][SUPPLIER] for locator in theirs["locator"]} == {supplier}
    delivered = theirs["delivery_year"].explode()
    assert (delivered.min(), delivered.max()) == years


def test_an_order_of_the_soviet_union_that_russia_delivered_is_russias(
    transfers: pl.DataFrame,
) -> None:
    """Egypt ordered 58 BMP-2 turrets in 1990; they came from Russia from 1993 to 1997."""
    found = deal(transfers, "RUS/EGY", "BMP-2 turret", 1990)
    assert found["delivery_year"] == [1993, 1994, 1995, 1996, 1997]
    assert (found["start"], found["order_year"]) == (dt.date(1991, 12, 26), 1990)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Serbia", {"YUG": (1992, 2003), "SRB": (2006, 2025)}),
        ("Viet Nam", {"VDR": (1954, 1976), "VNM": (1976, 2025)}),
        ("Yugoslavia", {"YUG": (1951, 1991)}),
        ("Czechoslovakia", {"CSK": (1950, 1992)}),
        ("East Germany (GDR)", {"DDR": (1950, 1990)}),
        ("Germany", {"DEU": (1950, 2025)}),
        ("North Yemen", {"gw-678": (1950, 1990)}),
        ("Yemen", {"YEM": (1990, 2025)}),
    ],
)
def test_a_name_is_who_bore_it_at_the_first_delivery(
    transfers: pl.DataFrame,
    rows: dict[str, list[str]],
    name: str,
    kept: dict[str, tuple[int, int]],
) -> None:
    found: dict[str, list[int]] = {}
    for locator, dyad in transfers.select("locator", "dyad").iter_rows():
        row = rows[locator]
        for end, column in ((1, SUPPLIER), (2, RECIPIENT)):
            if row[column] == name:
                first = int(row[YEARS][:4] or row[ORDER])
                found.setdefault(dyad.split("/")[end], []).append(first)
    assert set(found) == set(kept)
    for key, (first, last) in kept.items():
        assert first <= min(found[key]) <= max(found[key]) <= last, key


def test_rebels_and_bodies_are_ends_too(faces: Faces, transfers: pl.DataFrame) -> None:
    """The file has 19 deals for NATO, and 6 for Biafra of which every supplier is known."""
    counts = Counter(transfers["dyad"].str.split("/").explode().to_list())
    rebels = faces.frames["NonStateActor"]
    assert counts["body.NATO"] == 19
    assert counts["nonstate.Biafra"] == 6
    named = dict(rebels.select("iri", "label").iter_rows())
    assert named["nonstate/Hezbollah-Lebanon"] == "Hezbollah (Lebanon)"
    assert not {name for name in named.values() if "*" in name or "unknown" in name}
    ends = {end.replace(".", "/", 1) for end in counts if end.startswith("nonstate.")}
    assert ends == set(named)
    assert faces.frames["IntergovernmentalOrganization"]["label"].to_list() == [
        "Regional Security System"
    ]


def test_deals_that_are_alike_in_every_column_are_all_there(
    transfers: pl.DataFrame, rows: dict[str, list[str]]
) -> None:
    """Nine pairs, of which four have an end that is not known."""
    alike = {row for row, n in Counter(map(tuple, rows.values())).items() if n > 1}
    known = {row for row in alike if not UNKNOWN & set(row)}
    assert (len(alike), len(known)) == (9, 5)
    locators = [locator for locator, row in rows.items() if tuple(row) in known]
    assert transfers.filter(pl.col("locator").is_in(locators)).height == len(locators) == 10


def test_ties_keep_their_names_whatever_the_order_of_the_rows(
    shared_data: Path, tmp_path: Path
) -> None:
    """Names go by content; of deals alike in every column either may be the first."""
    head, deals = register(shared_data)
    deals = [line for line in deals if line.startswith("Pakistan,")]
    assert len(deals) == 525
    found = []
    for lines in (deals, deals[::-1]):
        held = part(tmp_path, head + lines)
        ties = map_source(held, tmp_path).frames["ArmsTransfer"]
        found.append(ties.drop("locator"))
    assert found[0].equals(found[1])


def register(shared_data: Path) -> tuple[list[str], list[str]]:
    """Lines of the file: what stands before the deals, and the deals."""
    text = (shared_data / "sipri_arms" / FILE).read_text(encoding="latin-1")
    lines = text.splitlines(keepends=True)
    return lines[: PREAMBLE + 1], lines[PREAMBLE + 1 :]


def part(place: Path, lines: list[str]) -> Source:
    """The source with these lines for its file, which are written there."""
    (place / FILE).write_text("".join(lines), encoding="latin-1")
    held = source("sipri_arms")
    file = msgspec.structs.replace(held.description.files["register"], rows=(1, len(lines)))
    return held.with_files({"register": file})


@pytest.fixture(scope="module")
def arms(shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A copy of the store with what ships, and what Russia and the USSR delivered to Pakistan."""
    place = tmp_path_factory.mktemp("arms")
    shutil.copytree(folder, place / "store")
    head, deals = register(shared_data)
    theirs = ("Pakistan,Russia,", "Pakistan,Soviet Union,")
    held = part(place, head + [line for line in deals if line.startswith(theirs)])
    build([held], place, place / "store")
    found = connect(place / "store")
    assert isinstance(found, Embedded)
    return found


def test_a_dossier_names_the_weapon_and_counts_no_dollars(arms: Embedded) -> None:
    page = dossier(arms, "PAK", "RUS")
    security = next(section for section in page.sections if section.title == "Security")
    lines = [line for line in security.lines if line.kind.name == "ArmsTransfer"]
    said = {
        "".join(part if isinstance(part, str) else part.label for part in line.sentence): line
        for line in lines
    }
    found = said["Russia supplies arms to Pakistan (Mi-35M)"]
    assert (found.value, found.when.words) == ("46 million TIV", "2015 to 2018")
    assert not [line for line in lines if "dollar" in line.value]


def test_who_adds_up_dollars_gets_no_arms(arms: Embedded) -> None:
    asked = """SELECT ?unit (COUNT(?tie) AS ?ties) {
      ?tie a cm:ArmsTransfer ; cm:unit ?unit ; cm:value ?value } GROUP BY ?unit"""
    assert arms.select(asked)["unit"].to_list() == ["TIV"]
    assert "ArmsTransfer" in "".join(ask(arms, "coverage")["kind"])
