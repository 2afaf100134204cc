"""Tables as files: what other programs read, the same bytes on any day, whole or not there."""

import json
import re
import resource
import struct
import time
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import msgspec
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyreadstat
import pytest

from comity.errors import CitationError, TableError
from comity.files.source import Source, source, sources
from comity.query.cite import Named, cite
from comity.query.written import read_answer
from comity.tables.column import MEANING, Column
from comity.tables.files import LOADERS
from comity.tables.groups import GROUPS
from comity.tables.stata import names
from comity.tables.table import Table
from conftest import Run

HOSTILE = '<script>alert("1")</script> | `x` [y](http://z)\n=1+1, “ü”; \\'
TOLD = ["value", "true zero", "missing", "not applicable", "outside coverage"]
FORMS = list(LOADERS)


def hostile(known: Source) -> Source:
    told = msgspec.structs.replace(known.description, title=HOSTILE)
    return Source(known.id, known.folder, told)


def made(rows: int = 5, *, by: Source | None = None) -> Table:
    """A table whose cells have every meaning, and whose texts are hostile."""
    trade = by or source("cow_trade")
    labels = {0: "none", 3: HOSTILE}
    columns = (
        Column("year", "Calendar year"),
        Column("a", HOSTILE),
        Column("flow", "Goods, " + "long " * 30, "dollars", {}, trade, "TradeFlow", "flow.missing"),
        Column("level", "How much", "", labels, trade, "TradeFlow", "level.missing"),
        Column("capital", "The capital", source=source("capitals"), meaning="capital.missing"),
    )
    meaning = pl.Series(TOLD, dtype=MEANING)
    frame = pl.DataFrame(
        {
            "year": pl.Series([1999, 2000, 2001, 2002, 2003], dtype=pl.Int32),
            "a": [HOSTILE, "PAK", "RUS", "=1+1", "x"],
            "flow": [5e11 + 0.25, 0.0, None, None, None],
            "flow.missing": meaning,
            "level": pl.Series([3, 0, None, None, None], dtype=pl.Int32),
            "level.missing": meaning,
            "capital": [HOSTILE, None, None, None, None],
            "capital.missing": pl.Series(["value", *TOLD[2:], "missing"], dtype=MEANING),
        }
    )
    return Table(frame.head(rows), columns, "comity.made()", "0" * 64, "each row that was made up")


def read(path: Path) -> pl.DataFrame:
    """What a file holds, read as the table's columns are typed."""
    if path.suffix == ".csv":
        found = pl.read_csv(path, infer_schema=False)
    elif path.suffix == ".parquet":
        found = pl.read_parquet(path)
    elif path.suffix == ".feather":
        found = pl.read_ipc(path)
    else:
        found = pl.read_excel(path, sheet_name="data", infer_schema_length=None)
    return found


@pytest.mark.parametrize("rows", [5, 0])
@pytest.mark.parametrize("form", [form for form in FORMS if form != ".dta"])
def test_a_file_holds_every_value_and_meaning(tmp_path: Path, form: str, rows: int) -> None:
    table = made(rows)
    path, *beside = table.write(tmp_path / f"t{form}")
    assert [one.name for one in (path, *beside)] == [f"t{form}", "t.codebook.md", "t.bib"]
    found = read(path)
    assert found.columns == table.frame.columns
    assert found.cast(table.frame.schema).equals(table.frame)


@pytest.mark.parametrize("rows", [5, 0])
def test_stata_has_every_value_and_meaning(tmp_path: Path, rows: int) -> None:
    """As pyreadstat reads it, with letters where cells are empty and labels that say why."""
    path = made(rows).write(tmp_path / "t.dta")[0]
    cells, facts = pyreadstat.read_dta(path, user_missing=True, output_format="polars")
    expected: dict[str, list[object]] = {
        "year": [1999, 2000, 2001, 2002, 2003],
        "a": [HOSTILE, "PAK", "RUS", "=1+1", "x"],
        "flow": [5e11 + 0.25, 0, "a", "b", "c"],
        "level": [3, 0, "a", "b", "c"],
        "capital": [HOSTILE, "", "", "", ""],
        "capital_missing": [0, 2, 3, 4, 2],
    }
    assert {name: column[:rows] for name, column in expected.items()} == {
        name: cells[name].to_list() for name in cells.columns
    }
    silent = {"a": "missing", "b": "not applicable", "c": "outside coverage"}
    assert facts.variable_value_labels == {
        "flow": silent,
        "level": {0: "none", 3: HOSTILE} | silent,
        "capital_missing": dict(enumerate([*TOLD, "possibly"])),
    }
    assert facts.column_names_to_labels["level"] == "How much"
    label = facts.column_names_to_labels["flow"] or ""
    assert len(label) <= 80
    assert label.startswith("Goods, long long")


def test_stata_keeps_apart_what_only_possibly_held(tmp_path: Path) -> None:
    """As of a day a number may rest on a tie whose dates are too coarse to tell."""
    table = made(2)
    unsure = table.frame.with_columns(pl.Series("level.missing", ["possibly", "value"], MEANING))
    path = replace(table, frame=unsure).write(tmp_path / "t.dta")[0]
    cells, _ = pyreadstat.read_dta(path, user_missing=True, output_format="polars")
    assert cells["level"].to_list() == [3, 0]
    assert cells["level_missing"].to_list() == [5, 0]
    assert "flow_missing" not in cells.columns


def test_pandas_reads_the_same_of_stata(tmp_path: Path) -> None:
    path = made().write(tmp_path / "t.dta")[0]
    with pd.read_stata(path, convert_categoricals=False, convert_missing=True, iterator=True) as r:
        cells = r.read()
        assert r.time_stamp == ""
        assert set(r.value_labels()["level1"].values()) == {"none", HOSTILE, *TOLD[2:]}
        assert r.variable_labels()["level"] == "How much"
    assert [str(one) for one in cells["flow"]] == ["500000000000.25", "0.0", ".a", ".b", ".c"]
    assert [str(one) for one in cells["level"]] == ["3", "0", ".a", ".b", ".c"]
    assert cells["capital"].to_list() == [HOSTILE, "", "", "", ""]


HEAD = ("stata_dta", "map", "variable_types", "varnames", "sortlist", "formats")
LABELS = ("value_label_names", "variable_labels", "characteristics")
SECTIONS = (*HEAD, *LABELS, "data", "strls", "value_labels", "/stata_dta")


def characteristics(content: bytes) -> Iterator[tuple[str, str, str]]:
    """Variable, name and text of each, by what Stata's "help dta" says of the format."""
    place = content.index(b"<characteristics>") + len(b"<characteristics>")
    while content[place : place + 4] == b"<ch>":
        (length,) = struct.unpack_from("=I", content, place + 4)
        body = content[place + 8 : place + 8 + length]
        assert body.endswith(b"\0")
        first, second = (body[at : at + 129].rstrip(b"\0").decode() for at in (0, 129))
        yield first, second, body[258:-1].decode()
        place += 8 + length
        assert content[place : place + 5] == b"</ch>"
        place += 5
    assert content[place:].startswith(b"</characteristics><data>")


def test_stata_finds_its_notes_and_its_places(tmp_path: Path) -> None:
    table = made()
    path = table.write(tmp_path / "t.dta")[0]
    content = path.read_bytes()
    places = struct.unpack_from("=14Q", content, content.index(b"<map>") + 5)
    for tag, place in zip(SECTIONS, places, strict=False):
        assert content[place:].startswith(f"<{tag}>".encode()), tag
    assert places[13] == len(content)
    told: dict[str, dict[str, str]] = {}
    for variable, name, text in characteristics(content):
        told.setdefault(variable, {})[name] = text
    assert list(told) == ["_dta", "year", "a", "flow", "level", "capital", "capital_missing"]
    for one in told.values():
        assert list(one) == [f"note{number}" for number in range(int(one["note0"]) + 1)]
    flow = list(told["flow"].values())
    assert "Unit: dollars" in flow
    assert any(one.startswith("Source: Bilateral Trade 4.0, Correlates of War") for one in flow)
    assert any(one.startswith("Cite: @article{Barbieri2009,") for one in flow)
    notes = pyreadstat.read_dta(path, metadataonly=True)[1].notes
    assert notes[0] == "Call: comity.made()"
    assert f"Manifest: {'0' * 64}" in notes


def test_stata_has_long_texts_among_empty_ones(tmp_path: Path) -> None:
    """Past 2,045 bytes they lie in a part of their own, before the labels."""
    texts = ["ü" * 3000, None, "x", "ü" * 3000]
    frame = pl.DataFrame({"x": texts, "n": [1, 0, 1, 0]})
    columns = (Column("x", "Texts"), Column("n", "Numbers", labels={0: "no", 1: "yes"}))
    path = Table(frame, columns, "", "").write(tmp_path / "t.dta")[0]
    cells, facts = pyreadstat.read_dta(path, output_format="polars")
    assert cells["x"].to_list() == [one or "" for one in texts]
    assert facts.variable_value_labels == {"n": {0: "no", 1: "yes"}}
    assert pd.read_stata(path)["x"].to_list() == cells["x"].to_list()


@pytest.mark.parametrize("form", FORMS)
def test_the_same_table_is_the_same_bytes_on_another_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """Seconds later, and where the clock shows another hour."""
    first = [one.read_bytes() for one in made().write(tmp_path / "one" / f"t{form}")]
    monkeypatch.setenv("TZ", "XXX-5:13")
    time.tzset()
    try:
        time.sleep(2.1)  # a zip archive counts time by two seconds
        again = [one.read_bytes() for one in made().write(tmp_path / "two" / f"t{form}")]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert again == first


def test_the_codebook_says_what_each_column_is(tmp_path: Path) -> None:
    text = made().write(tmp_path / "t.csv")[1].read_text(encoding="utf-8")
    head, *parts = text.split("\n## ")
    assert "    Call: comity.made()\n    Rows: each row that was made up\n" in head
    assert 'read.csv("t.csv") in R' in head
    sections = {part.splitlines()[0]: part.splitlines()[2:] for part in parts}
    assert list(sections) == ["year", "a", "flow", "level", "capital"]
    flow = dict(line.removeprefix("- ").split(": ", 1) for line in sections["flow"] if line)
    assert flow["Universe"] == "members of the COW state system"
    assert flow["Covers"] == "1870–2014"
    assert flow["Where it has no record"] == "nothing is known"
    assert flow["Licence"].startswith("Free for research with citation")
    assert flow["Cells"] == ", ".join(f"1 {one}" for one in TOLD)
    assert "- Cells: 5 value" in sections["a"]


def test_the_codebook_is_inert(tmp_path: Path) -> None:
    """No text makes a line, a tag or a link of its own."""
    text = made(by=hostile(source("cow_trade"))).write(tmp_path / "t.csv")[1].read_text()
    assert not re.search(r"(?<!\\)[<\[]", text)
    assert all(line[:2] in ("", "# ", "##", "  ", "- ", "Be") for line in text.splitlines())


def test_a_workbook_has_a_sheet_of_its_codebook(tmp_path: Path) -> None:
    path = made().write(tmp_path / "t.xlsx")[0]
    sheets = pl.read_excel(path, sheet_id=0, has_header=False)
    assert list(sheets) == ["data", "codebook"]
    lines = ["\t".join(str(one) for one in row) for row in sheets["codebook"].iter_rows()]
    assert lines[0].startswith("Call: comity.made()")
    assert any(line.startswith("flow\t") and "1870–2014" in line for line in lines)


def test_parquet_carries_its_codebook(tmp_path: Path) -> None:
    path, book, _ = made().write(tmp_path / "t.parquet")
    assert pl.read_parquet_metadata(path)["codebook"] == book.read_text(encoding="utf-8")


LONG = [
    "cow_diplomatic_exchange_rank_a_to_b",
    "cow_diplomatic_exchange_rank_b_to_a",
    "2000 x",
    "int",
    "strL",
    "x" * 40,
    "x" * 41,
    "ü|",
    "é|",
    "",
]


def test_names_are_stata_s_and_no_two_alike() -> None:
    found = names(LONG)
    assert found["cow_diplomatic_exchange_rank_a_to_b"] == "cow_dipl_exchange_rank_a_to_b"
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,28}", one, re.ASCII) for one in found.values())
    assert len(set(found.values())) == len(LONG)
    assert names(reversed(LONG)) == found
    for one in LONG[:5]:
        assert names([one]) == {one: found[one]}


def test_no_two_columns_of_comity_are_cut_alike() -> None:
    ways = ("", "_a_to_b", "_b_to_a")
    every = {
        f"{known}_{measure.name}{way}"
        for known, group, way in product(sources(), GROUPS.values(), ways)
        for measure in (*group.of_dyads, *group.of_states)
    }
    assert len(every) > 2000
    found = names(every)
    assert not [one for one in found.values() if re.search("_[0-9a-f]{8}$", one)]


@pytest.mark.parametrize("name", ["t.sav", "t", "t.csv.gz"])
def test_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableError, match=r"it can be \.csv, \.parquet, \.feather, \.xlsx, \.dta"):
        made().write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**60, 1e308], ids=["nan", "inf", "long", "double"]
)
def test_what_stata_has_no_number_for_is_said(tmp_path: Path, value: float) -> None:
    table = Table(pl.DataFrame({"x": [value]}), (Column("x", "x"),), "", "")
    with pytest.raises(TableError, match="the column x holds numbers that Stata has not"):
        table.write(tmp_path / "t.dta")


def test_whole_numbers_past_32_bits_are_exact_in_stata(tmp_path: Path) -> None:
    large = [2**31 - 1, 2**53, -(2**53)]
    table = Table(pl.DataFrame({"x": large}), (Column("x", "x"),), "", "")
    found = pyreadstat.read_dta(table.write(tmp_path / "t.dta")[0], output_format="polars")[0]
    assert found["x"].to_list() == large


def test_what_does_not_fit_a_sheet_is_said(tmp_path: Path) -> None:
    long = Table(pl.DataFrame({"x": ["y" * 32_768]}), (Column("x", "x"),), "", "")
    many = Table(pl.DataFrame({"x": range(1_048_576)}), (Column("x", "x"),), "", "")
    wide = pl.DataFrame({f"x{n}": range(1_000_000) for n in range(11)})
    large = Table(wide, tuple(Column(name, "x") for name in wide.columns), "", "")
    for table in (long, many, large):
        with pytest.raises(TableError, match=r"write \.parquet, \.csv or \.dta"):
            table.write(tmp_path / "t.xlsx")


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_leaves_what_was_written_before(tmp_path: Path, form: str) -> None:
    """A limit on the size of files stands for it; the smallest of the three is beyond it."""
    paths = made(3).write(tmp_path / f"t{form}")
    before = {path: path.read_bytes() for path in paths}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    try:
        with pytest.raises(OSError, match=r"(was not|no file of Stata was) written"):
            made().write(tmp_path / f"t{form}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert made().write(tmp_path / f"t{form}") == paths


def test_a_disk_that_fills_at_the_codebook_changes_no_file(tmp_path: Path) -> None:
    paths = made(3).write(tmp_path / "t.csv")
    before = [path.read_bytes() for path in paths]
    size = len(made().frame.write_csv().encode())
    assert size < len(before[1])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        with pytest.raises(OSError, match=r"t\.codebook\.md was not written, and what was there"):
            made().write(tmp_path / "t.csv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.read_bytes() for path in paths] == before
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_cited_by_what_stands_beside_it(tmp_path: Path, form: str, command: Run) -> None:
    table = made()
    path, _, bib = table.write(tmp_path / f"t{form}")
    assert read_answer(path) == Named((source("capitals").graph, source("cow_trade").graph), 0)
    code, said, _ = command("cite", str(path))
    assert (code, said) == (0, cite("capitals", "cow_trade"))
    assert bib.read_text(encoding="utf-8").endswith(said)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(CitationError, match=r"was changed since it was written.*; .*t\.bib has"):
        read_answer(path)


def test_the_bibtex_of_another_file_cites_nothing(tmp_path: Path) -> None:
    path = made().write(tmp_path / "t.dta")[0]
    made().write(tmp_path / "t.csv")
    with pytest.raises(CitationError, match=r"t\.bib beside it, which is not there or of another"):
        read_answer(path)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.given: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.given |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_notebook_shows_it_and_runs_nothing() -> None:
    page = _Tags()
    page.feed(made(by=hostile(source("cow_trade")))._repr_html_())
    layout = {"div", "style", "small", "table", "thead", "tbody", "tr", "th", "td"}
    assert page.tags <= layout | {"p", "br", "details", "summary", "dl", "dt", "dd", "code"}
    assert page.given <= {"border", "class"}
    assert "Call: comity.made()" in page.text
    assert "Unit: dollars" in page.text
    assert "1 not applicable" in page.text


def test_wrong_use_is_one_sentence(command: Run, tmp_path: Path) -> None:
    for words, code, said in (
        (["--years", "1990-"], 2, "'1990-' is no span; write 1990-2014"),
        (["--years", "1990", "-o", "x.sav"], 2, "it can be .csv, .parquet"),
        (["--years", "1990", "--store", str(tmp_path)], 3, "no graph has been built in"),
    ):
        ended, out, err = command("table", "dyad-year", *words)
        assert (ended, out) == (code, "")
        assert said in err
        assert err.startswith("comity: ")


def test_a_name_with_signs_is_quoted_for_what_reads_it(tmp_path: Path) -> None:
    name = 'a "b".dta'
    book = made().write(tmp_path / name)[1].read_text(encoding="utf-8")
    assert f"use {json.dumps(name)} in Stata" in book
