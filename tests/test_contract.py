"""Every source folder keeps the loaders' contract, and each of its rules is seen to fail once."""

import csv
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from comity.checks import contract
from comity.checks.contract import check_source
from comity.files.source import File, Source, read_source, source, sources
from comity.quads.faces import Faces, write_parquet
from workbook import write_workbook


@pytest.mark.parametrize("name", sorted(sources()))
def test_a_source_keeps_the_contract(name: str) -> None:
    assert check_source(source(name)) == []


WORKBOOKS = [
    (name, file)
    for name, one in sources().items()
    for file in one.description.files.values()
    if file.format == "xlsx"
]


@pytest.mark.parametrize(("name", "file"), WORKBOOKS)
def test_a_sample_workbook_can_be_read_in_tables_beside_it(
    tmp_path: Path, name: str, file: File
) -> None:
    """A workbook is no text: its sheets lie beside it as tables, and it is made of these."""
    place = source(name).folder / "sample"
    held = [other.sheet for one, other in WORKBOOKS if (one, other.path) == (name, file.path)]
    tables = {sheet: (place / f"{sheet}.csv").read_text("utf-8") for sheet in sorted(held)}
    rows = {sheet: list(csv.reader(io.StringIO(text))) for sheet, text in tables.items()}
    write_workbook(tmp_path / file.path, rows)
    assert parts(tmp_path / file.path) == parts(place / file.path)


def parts(workbook: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(workbook) as book:
        return {name: book.read(name) for name in book.namelist()}


def broken(folder: Path, file: str, old: str, new: str) -> Source:
    """The folder of COW contiguity with one change."""
    place = folder / "cow_contiguity"
    shutil.copytree(source("cow_contiguity").folder, place)
    text = (place / file).read_text(encoding="utf-8")
    assert old in text
    (place / file).write_text(text.replace(old, new), encoding="utf-8")
    return read_source(place)


KEY = 'key = ["statelno", "statehno", "conttype", "begin"]'
NOTE = 'note=nw.col("notes")'
ELSE = 'note=nw.col("notes" if "notes" in contdir.collect_schema().names() else "remarks")'
FAULTS = {
    "a quad that the sample does not give": (
        ("expected.nq", "#Water400>", "#Water24>"),
        "expected",
        "not given: <https://w3id.org/comity/id/tie/cow_contiguity/OMN/PAK/5/1982-05-01>",
    ),
    "a quad that is not expected": (
        ("mapping.py", '5: "cm:Water400"', '5: "cm:Water24"'),
        "expected",
        "given, and not expected: <https://w3id.org/comity/id/tie/cow_contiguity/OMN/PAK/5",
    ),
    "a header that is not the declared one": (
        ("sample/contdir.csv", ",conttype,", ",type,"),
        "sample",
        "the header lacks 'conttype'; has undeclared 'type'",
    ),
    "a value that is not declared": (
        ("sample/contdir.csv", '"PAK",5,', '"PAK",6,'),
        "sample",
        "contdir.csv, row 6, column conttype: '6' is not one of",
    ),
    "arguments that source.toml does not name": (
        ("mapping.py", "identifiers", "codes"),
        "sample",
        "records() takes codes, contdir; source.toml names the files and crosswalks contdir, ident",
    ),
    "a column that nothing uses": (
        ("mapping.py", NOTE, 'note=nw.lit("")'),
        "columns",
        "notes is declared as used, and the mapping does without it",
    ),
    "a column whose absence is blamed on another": (
        ("mapping.py", NOTE, ELSE),
        "columns",
        "the mapping fails without notes, and does not name it",
    ),
    "a mapping that takes the first rows": (
        ("mapping.py", "contdir.with", "contdir.head(4).with"),
        "order",
        "the rows in another order give other quads",
    ),
    "no key": (("source.toml", KEY, ""), "key", "two records of class Contiguity are called"),
    "a value that the ontology does not know": (
        ("mapping.py", "cm:Water400", "cm:Water500"),
        "vocabulary",
        "Water500 is not in the ontology",
    ),
    "a class that the ontology does not know": (
        ("mapping.py", '"Contiguity"', '"Contiguous"'),
        "sample",
        "'Contiguous' is no class of the ontology",
    ),
    "a language that is none": (
        ("mapping.py", NOTE, NOTE + ', label=nw.lit("x"), lang=nw.lit("en us")'),
        "syntax",
        "",
    ),
    "a tie without its place": (
        ("mapping.py", 'locator=row_locator("contdir.csv"),', ""),
        "shape",
        "says where in its source it stands",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(tmp_path: Path, fault: str) -> None:
    change, rule, says = FAULTS[fault]
    found = check_source(broken(tmp_path, *change))
    assert any(f.rule == rule and says in f.says for f in found), found


def test_quads_out_of_order_are_told_apart_from_other_quads(tmp_path: Path) -> None:
    held = broken(tmp_path, "source.toml", "", "")
    lines = (held.folder / "expected.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    turned = "".join(reversed(lines))
    (held.folder / "expected.nq").write_text(turned, encoding="utf-8")
    assert ["not sorted by byte" in f.says for f in check_source(held)] == [True]


@pytest.mark.parametrize(
    ("missing", "says"),
    [("sample/contdir.csv", "type a few rows of your own there"), ("expected.nq", "write there")],
)
def test_what_a_folder_lacks_is_named(tmp_path: Path, missing: str, says: str) -> None:
    held = broken(tmp_path, "source.toml", "", "")
    (held.folder / missing).unlink()
    assert [says in f.says for f in check_source(held)] == [True]


def test_a_file_in_another_layout_keeps_the_contract_too(tmp_path: Path) -> None:
    place = tmp_path / "cow_trade"
    shutil.copytree(source("cow_trade").folder, place)
    path = place / "sample" / "cow_trade_ndy.csv"
    path.write_text(path.read_text("utf-8").replace(",41,", ",42,"), encoding="utf-8")
    found = check_source(read_source(place))
    assert {(f.rule, Path(f.thing).name) for f in found} == {
        ("expected", "expected.cow_trade_ndy.nq")
    }


def test_a_parquet_face_that_says_less_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_ends(faces: Faces, folder: Path) -> None:
        shorn = {kind: frame.drop("end") for kind, frame in faces.frames.items()}
        write_parquet(Faces(shorn, faces.refused), folder)

    monkeypatch.setattr(contract, "write_parquet", without_ends)
    assert {f.rule for f in check_source(source("cow_contiguity"))} == {"faces"}


@pytest.mark.parametrize(
    ("level", "code", "says"),
    [
        ("cm:Water400", 0, "the sample gives what is expected"),
        ("cm:Water500", 1, "vocabulary: https://w3id.org/comity/id/tie/cow_contiguity/OMN/PAK/5"),
    ],
)
def test_the_command_checks_a_folder(tmp_path: Path, level: str, code: int, says: str) -> None:
    held = broken(tmp_path, "mapping.py", "cm:Water400", level)
    command = [sys.executable, "-m", "comity", "check", str(held.folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ran.returncode, says in " ".join((ran.stdout + ran.stderr).split())) == (code, True)


def test_a_folder_that_is_no_source_is_told_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "comity", "check", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ran.returncode, "has no source.toml" in " ".join(ran.stderr.split())) == (1, True)
