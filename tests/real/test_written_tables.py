"""A table of the publishers' files, written in every form and read back with nothing lost."""

import re
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from polars.testing import assert_frame_equal

from comity.model.namespaces import short
from comity.tables.files import LOADERS
from comity.tables.groups import GROUPS
from comity.tables.stata import names
from comity.tables.table import Table
from comity.tables.voting import similarity
from comity.tables.years import dyad_year, state_year
from conftest import Run
from test_docs import SECTIONS
from test_docs import table as printed_table

TAGS = {"a": "missing", "b": "not applicable", "c": "outside coverage"}


@pytest.fixture(scope="module", params=["dyad-year", "state-year"])
def table(request: pytest.FixtureRequest, all_faces: Path) -> Table:
    """Five states with every group of columns, within and beyond what the sources cover."""
    states = ["PAK", "RUS", "IND", "CHN", "USA"]
    make = dyad_year if request.param == "dyad-year" else state_year
    made = make(list(GROUPS), states=states, years=(1946, 2016), folder=all_faces)
    told = {one for c in made.columns if c.meaning for one in made.frame[c.meaning].unique()}
    assert told >= {"value", "true zero", "missing", "outside coverage"}
    return made


@pytest.mark.parametrize("form", [form for form in LOADERS if form != ".dta"])
def test_nothing_is_lost(table: Table, tmp_path: Path, form: str) -> None:
    path = table.write(tmp_path / f"t{form}")[0]
    if form == ".csv":
        found = pl.read_csv(path, infer_schema=False)
    elif form == ".parquet":
        found = pl.read_parquet(path)
    elif form == ".feather":
        found = pl.read_ipc(path)
    else:
        found = pl.read_excel(path, sheet_name="data", infer_schema_length=None)
    found = found.cast(table.frame.schema)
    if form == ".xlsx":
        # A workbook has 16 digits of a number, and Excel shows 15 of them.
        assert_frame_equal(found, table.frame, rel_tol=1e-15, abs_tol=0)
    else:
        assert found.equals(table.frame)


def test_nothing_is_lost_in_stata(table: Table, tmp_path: Path) -> None:
    """Values and, by letters and labels, the meaning of every cell."""
    path = table.write(tmp_path / "t.dta")[0]
    found, facts = pyreadstat.read_dta(path, user_missing=True, output_format="polars")
    called = names(c.name for c in table.columns)
    for column in table.columns:
        cells = found[called[column.name]].to_list()
        values = table.frame[column.name].to_list()
        if not column.meaning:
            assert cells == values
            continue
        told = table.frame[column.meaning].to_list()
        if table.frame.schema[column.name] == pl.String:
            assert [one or None for one in cells] == values
            codes = found[f"{called[column.name]}_missing"].to_list()
            coded = facts.variable_value_labels[f"{called[column.name]}_missing"]
            assert [coded[code] for code in codes] == told
            continue
        labels: dict[object, str] = dict(facts.variable_value_labels[called[column.name]].items())
        assert {one: labels[one] for one in TAGS} == TAGS
        assert {n: says for n, says in labels.items() if n not in TAGS} == column.labels
        for cell, value, meaning in zip(cells, values, told, strict=True):
            expected = value if meaning in ("value", "true zero") else meaning
            assert TAGS.get(cell, cell) == expected, column.name


def test_the_command_writes_what_python_does(
    command: Run, all_faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_HOME", str(all_faces))
    asked = ["--states", "PAK,RUS", "--years", "1990-2014", "--with", "trade,igo,votes"]
    path = tmp_path / "pak-rus.dta"
    code, out, said = command("table", "dyad-year", *asked, "-o", str(path))
    assert (code, out) == (0, "")
    assert said.startswith("25 rows in ")
    same = dyad_year(["trade", "igo", "votes"], states=["PAK", "RUS"], years=(1990, 2014))
    assert same.write(tmp_path / "py" / path.name)[0].read_bytes() == path.read_bytes()
    code, out, _ = command("table", "dyad-year", *asked, "-f", "csv")
    assert (code, out) == (0, same.frame.write_csv())
    code, out, said = command("table", "dyad-year", *asked)
    assert said == "3 of 25 rows; -o FILE writes all"
    assert re.search(r"factbook_joint_full +outside coverage", out)
    code, out, _ = command("cite", str(path))
    assert (code, out) == (0, same.cite())


def test_a_state_s_years_and_both_orders(
    command: Run, all_faces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_HOME", str(all_faces))
    one = ["--years", "2010", "-f", "csv"]
    code, out, _ = command("table", "state-year", "--states", "PAK", *one, "--actors", "gw")
    assert (code, out) == (0, "year,state,gw_state\n2010,PAK,770\n")
    code, out, _ = command("table", "dyad-year", "--states", "PAK,RUS", "--directed", *one)
    assert (code, out.count("\n")) == (0, 3)


def test_groups_are_listed_with_their_sources(
    command: Run, all_faces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_HOME", str(all_faces))
    code, out, _ = command("table", "groups")
    assert code == 0
    listed = [line for line in out.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in listed] == list(GROUPS)
    assert listed[0].split() == ["trade", "cow_trade"]
    assert "cow_igo, factbook" in listed[1]


def test_similarity_by_session_and_issue(
    command: Run, all_faces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_HOME", str(all_faces))
    asked = ["--states", "PAK,RUS", "--issues", "nu,me", "-f", "csv"]
    code, out, _ = command("table", "similarity", "--sessions", "60-70", *asked)
    table = similarity(
        sessions=(60, 70), states=["PAK", "RUS"], issues=["nu", "me"], folder=all_faces
    )
    assert (code, out) == (0, table.frame.write_csv())
    assert table.frame.height == 11
    code, _, err = command("table", "similarity", *asked)
    assert (code, err) == (2, "comity: similarity is by session or by year: give one of the two")


def test_the_document_prints_what_its_lines_give(
    command: Run, all_faces: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Python and, to the same bytes, on the command line."""
    monkeypatch.setenv("COMITY_HOME", str(all_faces))
    monkeypatch.chdir(tmp_path)
    section = SECTIONS[6]
    written = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert written
    names: dict[str, pl.DataFrame] = {}
    exec(written[1], names)  # noqa: S102
    header, *printed = printed_table(section)
    shown = names["shown"]
    assert shown.columns == header
    assert [[short(one) for one in row] for row in shown.iter_rows()] == printed
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(made) == ["pak-rus.bib", "pak-rus.codebook.md", "pak-rus.dta"]
    asked = re.search(r"^    uv run comity (table .*)$", section, re.MULTILINE)
    assert asked
    code, _, _ = command(*asked[1].split())
    assert code == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == made


def test_an_unknown_group_is_wrong_use(
    command: Run, all_faces: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_HOME", str(all_faces))
    code, out, said = command("table", "dyad-year", "--years", "2010", "--with", "trad")
    assert (code, out) == (2, "")
    assert "did you mean 'trade'" in said
