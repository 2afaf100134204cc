"""Maps and timelines of the publishers' organisations, against the rows of their file."""

import csv
import datetime as dt
import gzip
import shutil
from pathlib import Path

import pytest

from comity.answers.measured import measured
from comity.answers.spells import spells
from comity.files.source import source
from comity.model.states import state
from comity.store.build import build
from comity.store.stores import Embedded, connect
from comity.views.site import Site

FULL = "1"
Cells = dict[tuple[str, int], dict[str, str]]


@pytest.fixture(scope="module")
def graph(shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    place = tmp_path_factory.mktemp("map") / "store"
    shutil.copytree(folder, place)
    build([source("cow_igo")], shared_data / "cow_igo", place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


@pytest.fixture(scope="module")
def cells(shared_data: Path) -> Cells:
    """Rows of the file by COW number and year, with the columns of bodies alone."""
    path = shared_data / "cow_igo" / "state_year_format3.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return {
            (row.pop("ccode"), int(row.pop("year"))): row
            for row in csv.DictReader(file)
            if row.pop("state")
        }


def test_a_map_has_the_full_memberships_of_the_file(graph: Embedded, cells: Cells) -> None:
    """2005: as many as the row of each state has cells that are 1; Tuvalu's row is there too."""
    found = measured(graph, "cow_igo_full", 2005)
    values = {one.key: one.value for one in found.rows if one.meaning == "value"}
    wanted = {}
    for (number, year), row in cells.items():
        if year == 2005:
            key = state(number, scheme="cow", at="2005-12-31").key
            wanted[key] = sum(cell == FULL for cell in row.values())
    assert {key: n for key, n in wanted.items() if n} == values
    assert len(values) > 180
    assert {one.meaning for one in found.rows} <= {"value", "missing", "outside coverage"}


def test_ties_of_one_state_are_the_cells_that_two_rows_share(graph: Embedded, cells: Cells) -> None:
    found = measured(graph, "cow_igo_joint_full", 2005, of="PAK")
    values = {one.key: one.value for one in found.rows}
    pakistan = cells["770", 2005]
    for number, key in (("365", "RUS"), ("710", "CHN"), ("750", "IND"), ("2", "USA")):
        row = cells[number, 2005]
        assert values[key] == sum(FULL == cell == row[name] for name, cell in pakistan.items())
    assert "PAK" not in values
    assert found.of is not None
    assert (
        measured(graph, "cow_igo_joint_full", 1980, of="RUS").of
        == spells(graph, ["RUS", "SUN"]).states[1]
    )


def test_ties_of_a_day_are_those_of_members_on_it(
    shared_data: Path, folder: Path, tmp_path: Path
) -> None:
    """Pakistan left CENTO (3275) on 1979-03-12, its only treaty with Iran and Turkey."""
    path = shared_data / "atop" / "atop5_1m.csv"
    with path.open(encoding="latin-1", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["atopid"] == "3275"]
    (left,) = (
        [row[f"{part}exit"] for part in ("yr", "mo", "day")]
        for row in rows
        if row["member"] == "770"
    )
    last = dt.date(*map(int, left))
    assert last == dt.date(1979, 3, 12)
    shutil.copytree(folder, tmp_path / "store")
    build([source("atop")], shared_data / "atop", tmp_path / "store")
    store = connect(tmp_path / "store")

    def tied(**when: str | int) -> set[str]:
        found = measured(store, "atop_treaties", of="PAK", **when)  # type: ignore[arg-type]
        return {one.key for one in found.rows if one.value}

    assert {"IRN", "TUR"} <= tied(as_of=str(last)) == tied(year=1979)
    assert tied(as_of=str(last)) - tied(as_of=str(last + dt.timedelta(1))) == {"IRN", "TUR", "GBR"}
    page = Site(tmp_path / "store").page("/map?of=PAK&kind=atop_treaties&at=1979-03-13")
    assert page.address() == "/map?of=PAK&kind=atop_treaties&at=1979-03-13"
    assert "1979-03-13" in page.title
    assert page.table is not None
    frame = page.table()
    assert frame["as_of"].unique().to_list() == [last + dt.timedelta(1)]
    made = frame.filter(frame["state"] == "IRN")
    assert made["atop_treaties.missing"].to_list() == ["true zero"]


@pytest.mark.parametrize(("column", "body"), [("sco", "SCO"), ("itu", "ITU")])
def test_spells_are_the_runs_of_a_column(
    graph: Embedded, cells: Cells, column: str, body: str
) -> None:
    """Years of full membership of four states, of the Soviet Union with Russia's."""
    found = spells(graph, ["PAK", "RUS", "CHN", "IND"], source="cow_igo-3.0")
    for key, number in (("PAK", "770"), ("RUS", "365"), ("CHN", "710"), ("IND", "750")):
        held: set[int] = set()
        for one in found.spells:
            mine = one.of == key and one.other.iri.endswith(f"/{body}")
            if mine and one.known and one.role == "Member" and one.when.start:
                last = one.when.end or one.covered
                assert last is not None
                held |= set(range(one.when.start.year, last.year + 1))
        wanted = {year for (n, year), row in cells.items() if n == number and row[column] == FULL}
        assert held == wanted, (key, body)
        assert held or body == "SCO"
