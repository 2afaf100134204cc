"""What every loader promises, and what each says when a file is not what it should be."""

import datetime as dt
import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import narwhals as nw
import polars as pl
import pytest

from comity.checks.contract import read_sample
from comity.errors import (
    ColumnError,
    DescriptionError,
    FileFormatError,
    KeyNotUniqueError,
    MissingFileError,
    UnknownSourceError,
    ValueRangeError,
)
from comity.files.frames import at_hand, read_frames
from comity.files.source import BUILT_IN, Column, File, Source, read_source, source, sources
from comity.files.terms import resolve_year
from comity.quads import faces as quads
from comity.quads.faces import Faces
from comity.quads.mapping import map_frames, map_source
from workbook import write_workbook

HEADER = "dyad,statelno,statelab,statehno,statehab,conttype,begin,end,notes,version\n"
PADDING = "".join(
    f'2{n:03},2,"USA",20,"CAN",1,{1920 + n // 12}{n % 12 + 1:02},201612,"",3.2\n'
    for n in range(799)
)
USSR = '365700,365,"RUS",700,"AFG",1,192201,199112,"ends with secessions",3.2\n'
RUSSIA = '290365,290,"POL",365,"RUS",1,194506,201612,"",3.2\n'


def contiguity(folder: Path, rows: str) -> Faces:
    (folder / "contdir.csv").write_text(HEADER + PADDING + rows, encoding="utf-8")
    return map_source(source("cow_contiguity"), folder)


def test_a_spell_of_cow_365_is_cut_where_the_ussr_ends(tmp_path: Path) -> None:
    frame = contiguity(tmp_path, USSR + RUSSIA).frames["Contiguity"]
    poland = [r for r in frame.iter_rows(named=True) if "/POL/" in r["iri"]]
    assert [(r["dyad"], str(r["start"]), str(r["end"])) for r in poland] == [
        ("pair/POL/RUS", "1991-12-26", "None"),
        ("pair/POL/SUN", "1945-06-28", "1991-12-25"),
    ]


def test_a_tie_leads_to_its_row(tmp_path: Path) -> None:
    frame = contiguity(tmp_path, RUSSIA).frames["Contiguity"]
    assert {r for r in frame["locator"] if r.endswith("row=801")} == {"contdir.csv#row=801"}


@pytest.mark.parametrize(
    ("rows", "error", "says"),
    [
        (USSR.replace(",1,1922", ",9,1922"), ValueRangeError, "row 801, column conttype: '9'"),
        (USSR.replace("192201", "19220"), ValueRangeError, "row 801, column begin: '19220'"),
        (USSR + USSR, KeyNotUniqueError, "rows 801 and 802"),
        (USSR.removesuffix("\n"), FileFormatError, "row 801: cut off"),
        (USSR * 200, ValueRangeError, "999 rows where 800 to 900"),
        (USSR + RUSSIA.replace("365", "", 1).replace("290,", "", 1), ValueRangeError, "column"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(
    tmp_path: Path, rows: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        contiguity(tmp_path, rows)


def test_a_wrong_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "contdir.csv").write_text(HEADER.replace("conttype", "type"), encoding="utf-8")
    with pytest.raises(
        ColumnError, match="row 1: the header lacks 'conttype'; has undeclared 'type'"
    ):
        map_source(source("cow_contiguity"), tmp_path)


def test_an_lfs_pointer_is_told_apart_from_the_file(tmp_path: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    (tmp_path / "contdir.csv").write_text(pointer, encoding="utf-8")
    with pytest.raises(FileFormatError, match="Git LFS pointer"):
        map_source(source("cow_contiguity"), tmp_path)


def dated(folder: Path, content: str) -> pl.DataFrame:
    """A file of days that its publisher leaves without a last end of line."""
    columns = {"code": Column(means="code"), "day": Column(type="date", means="day")}
    file = File(path="days.csv", format="csv", columns=columns, final_newline=False)
    facts = msgspec.structs.replace(source("cow_contiguity").description, files={"days": file})
    (folder / "days.csv").write_text(content, encoding="utf-8")
    collected = read_frames(Source("days", folder, facts), folder)["days"].collect().to_native()
    assert isinstance(collected, pl.DataFrame)
    return collected


def test_a_last_row_without_an_end_is_read_where_the_publisher_gives_none(tmp_path: Path) -> None:
    table = dated(tmp_path, "code,day\n2,1816-01-01\n20,1920-01-10")
    rows = table.select("row", "code", "day").rows()
    assert rows == [(2, "2", dt.date(1816, 1, 1)), (3, "20", dt.date(1920, 1, 10))]


def test_a_last_row_without_its_last_value_is_cut_off(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"row 3: cut off, the last row has no last value"):
        dated(tmp_path, "code,day\n2,1816-01-01\n20")


def test_a_day_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueRangeError, match=r"row 2, column day: '1816-02-30' is not a value of"):
        dated(tmp_path, "code,day\n2,1816-02-30\n")


def test_a_packed_file_is_read_as_the_file(tmp_path: Path) -> None:
    rows = (HEADER + PADDING + RUSSIA).encode()
    (tmp_path / "contdir.csv.gz").write_bytes(gzip.compress(rows))
    frame = map_source(source("cow_contiguity"), tmp_path).frames["Contiguity"]
    assert "pair/POL/RUS" in set(frame["dyad"])


@pytest.mark.parametrize("spoil", [lambda packed: packed[:-20], lambda packed: b"x" + packed])
def test_a_packed_file_that_is_cut_off_is_refused(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    packed = gzip.compress((HEADER + PADDING + RUSSIA).encode())
    (tmp_path / "contdir.csv.gz").write_bytes(spoil(packed))
    with pytest.raises(FileFormatError, match=r"contdir\.csv\.gz: cut off, or no gzip file"):
        map_source(source("cow_contiguity"), tmp_path)


def test_a_missing_file_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(
        MissingFileError, match=r"contdir\.csv does not exist; get contdir\.csv from https"
    ):
        map_source(source("cow_contiguity"), tmp_path)


FLOWS = source("cow_trade").folder / "sample"
OFFICIAL, ROUNDED = "Dyadic_COW_4.0.csv", "cow_trade_ndy.csv"


@pytest.mark.parametrize(
    ("there", "taken"),
    [({OFFICIAL}, OFFICIAL), ({ROUNDED}, ROUNDED), ({OFFICIAL, ROUNDED}, OFFICIAL)],
)
def test_a_file_is_read_in_the_first_layout_that_is_there(
    tmp_path: Path, there: set[str], taken: str
) -> None:
    for name in there:
        shutil.copy(FLOWS / name, tmp_path)
    file = at_hand(source("cow_trade"), tmp_path).description.files["flows"]
    assert file.path == taken
    any_number = msgspec.structs.replace(file, rows=(1, 100))
    frame = read_frames(source("cow_trade").with_files({"flows": any_number}), tmp_path)["flows"]
    names = "row file ccode1 ccode2 year flow1 flow2 smoothflow1 smoothflow2"
    assert frame.collect_schema().names() == names.split()
    assert set(frame.collect(backend="polars").get_column("file")) == {taken}


def test_a_file_that_is_there_in_no_layout_is_asked_for_in_each(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=f"{OFFICIAL} or {ROUNDED} does not exist; get"):
        map_source(source("cow_trade"), tmp_path)


def test_layouts_that_give_unlike_columns_are_refused(tmp_path: Path) -> None:
    place = tmp_path / "cow_trade"
    shutil.copytree(source("cow_trade").folder, place)
    text = (place / "source.toml").read_text(encoding="utf-8")
    head, sep, tail = text.partition("[[files.flows.layouts]]")
    tail = tail.replace('flow2 = { type = "decimal"', 'flow2 = { type = "int"', 1)
    (place / "source.toml").write_text(head + sep + tail, encoding="utf-8")
    with pytest.raises(DescriptionError, match=f"{ROUNDED} gives other columns than {OFFICIAL}"):
        read_source(place)


WIDE = {
    "code": Column(means="code"),
    " ": Column(unused="blank"),
    " #2": Column(means="a mark", nullable=True),
    "y*": Column(type="int", means="value", nullable=True, many=(2, 2), as_=["year", "value"]),
}


def wide(folder: Path, content: str) -> pl.DataFrame:
    """Two lines of preface, columns of one name, and years side by side, parted by semicolons."""
    file = File(path="wide.csv", format="csv", columns=WIDE, delimiter=";", preamble=2)
    facts = msgspec.structs.replace(source("cow_contiguity").description, files={"wide": file})
    (folder / "wide.csv").write_text(content, encoding="utf-8")
    collected = read_frames(Source("wide", folder, facts), folder)["wide"].collect().to_native()
    assert isinstance(collected, pl.DataFrame)
    return collected


HEAD = 'A table, made by "someone"\n\n'


def test_columns_of_one_kind_are_read_below_each_other(tmp_path: Path) -> None:
    table = wide(tmp_path, HEAD + "code; ; ;y1;y2\n007;;?;1;2\n8;;;;-9\n")
    assert sorted(table.select("row", "code", " #2", "year", "value").rows()) == [
        (4, "007", "?", "y1", 1),
        (4, "007", "?", "y2", 2),
        (5, "8", None, "y2", -9),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("code; ; ;y1\n7;;;1\n", r"row 3: the header has 1 columns like 'y\*', not 2 to 2"),
        ("code; ; ;y1;z2\n7;;;1;2\n", r"row 3: the header has undeclared 'z2'; has 1 columns"),
        ("code; ;y1;y2\n7;;1;2\n", "row 3: the header lacks ' #2'"),
    ],
)
def test_a_header_of_many_columns_is_held_to_how_many(
    tmp_path: Path, content: str, says: str
) -> None:
    with pytest.raises(ColumnError, match=says):
        wide(tmp_path, HEAD + content)


def test_a_wrong_value_among_many_columns_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueRangeError, match="row 4, column y2: 'x' is not a value of type int"):
        wide(tmp_path, HEAD + "code; ; ;y1;y2\n7;;;1;x\n")


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match=r"wide\.csv: not a table of 5 columns"):
        wide(tmp_path, HEAD + "code; ; ;y1;y2\n7;;;1;2;3\n")


@pytest.mark.parametrize(
    "more", ["many = [2, 2]", 'as = ["name", "value"]', 'many = [2, 2], as = ["name"]']
)
def test_many_columns_are_declared_with_two_names(tmp_path: Path, more: str) -> None:
    text = (source("cow_contiguity").folder / "source.toml").read_text(encoding="utf-8")
    spoiled = text.replace("conttype = {", f'"cont*" = {{ {more},')
    (tmp_path / "source.toml").write_text(spoiled, encoding="utf-8")
    with pytest.raises(DescriptionError, match="'many' that are used need 'as' with two names"):
        read_source(tmp_path)


PAGE = {
    "Introduction": {"Background": {"text": "…"}},
    "Economy": {"Exports - partners": {"text": "Iran 5% (2023)", "note": "…"}},
}


def pages(folder: Path, *documents: object) -> pl.DataFrame:
    """Pages in the layout of the Factbook's package, read as a source that declares one field."""
    columns = {
        "exports": Column(means="partners", nullable=True, at="/Economy/Exports - partners/text")
    }
    columns["note"] = Column(unused="no tie", at="/Economy/Exports - partners/note")
    sections = {"Introduction": "prose", "Economy": "trade partners are used"}
    file = File(path="*/*.json", format="json", columns=columns, sections=sections)
    facts = msgspec.structs.replace(source("factbook").description, files={"pages": file})
    (folder / "asia").mkdir()
    for number, document in enumerate(documents):
        (folder / "asia" / f"p{number}.json").write_bytes(msgspec.json.encode(document))
    read = read_frames(Source("pages", folder, facts), folder)["pages"]
    collected = read.collect(backend="polars").to_native()
    assert isinstance(collected, pl.DataFrame)
    return collected


def test_a_page_is_a_row(tmp_path: Path) -> None:
    rows = pages(tmp_path, PAGE, {"Introduction": "text"}).rows()
    assert rows == [(1, "asia/p0.json", "Iran 5% (2023)"), (2, "asia/p1.json", None)]


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (PAGE | {"Treaties": {}}, "asia/p1.json: section 'Treaties' is not declared"),
        (
            {"Economy": {"Exports - partners": {"text": "", "share": "5%"}}},
            "/Economy/Exports - partners/share is not declared",
        ),
        (
            {"Economy": {"Exports - partners": "Iran 5% (2023)"}},
            "/Economy/Exports - partners is not declared",
        ),
        (
            {"Economy": {"Exports - partners": {"text": {"2023": "Iran 5%"}}}},
            "/Economy/Exports - partners/text is declared and holds no text",
        ),
    ],
)
def test_what_a_page_holds_beside_what_is_declared_is_named(
    tmp_path: Path, document: object, says: str
) -> None:
    with pytest.raises(ColumnError, match=says):
        pages(tmp_path, PAGE, document)


def test_a_declared_field_that_no_page_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="no page has /Economy/Exports - partners/text"):
        pages(tmp_path, {"Introduction": {}}, {"Economy": {"Exports": {}}})


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(UnknownSourceError, match="cow_contiguity"):
        source("contiguity")


def test_what_ships_and_what_a_user_brings() -> None:
    assert {name for name, found in sources().items() if found.ships} >= {"factbook", "identity"}
    assert len(sources()) == len(list(BUILT_IN.glob("*/source.toml")))
    for found in sources().values():
        assert found.description.licence
        assert found.description.cite.strip().startswith("@")


@pytest.mark.parametrize("name", ["factbook", "identity"])
def test_quads_in_small_batches_are_those_of_one(
    monkeypatch: pytest.MonkeyPatch, name: str, tmp_path: Path
) -> None:
    """Both have things that several frames and classes speak of."""
    held = source(name)
    faces = map_frames(held, read_sample(held, held.folder / "sample"))
    monkeypatch.setattr(quads, "BATCH", 2)
    quads.write_nquads(faces, held.graph, tmp_path / "made.nq")
    assert (tmp_path / "made.nq").read_bytes() == (held.folder / "expected.nq").read_bytes()


def test_annual_data_are_of_who_held_the_code_in_the_middle_of_the_year() -> None:
    spells = [
        ("OLD", "1", None, dt.date(1990, 6, 30)),
        ("MID", "1", dt.date(1990, 7, 1), dt.date(1991, 3, 31)),
        ("NEW", "1", dt.date(1991, 12, 1), None),
        ("TWO", "2", dt.date(1990, 7, 2), None),
    ]
    columns = ["key", "code", "start", "end"]
    held = pl.DataFrame(spells, columns, orient="row").with_columns(
        scheme=pl.lit("x"), path=pl.format("state/{}", "key")
    )
    asked = [("1", 1990), ("1", 1991), ("1", 1992), ("2", 1989), ("2", 1990), ("3", 1990)]
    rows = pl.DataFrame(asked, ["code", "year"], orient="row")
    found = resolve_year(
        nw.from_native(rows.lazy()),
        nw.from_native(held.lazy()),
        scheme="x",
        code="code",
        to="holder",
    )
    table = found.collect(backend="polars").to_polars().sort("code", "year")
    assert table.columns == ["code", "year", "holder_key", "holder_path"]
    assert table["holder_key"].to_list() == ["MID", None, "NEW", None, "TWO", None]


POSTS = [
    ["COUNTRY", "RANK", "CITY"],
    ["Pakistan", "27.5", "Moscow"],
    [],
    ["Russia", "6", "", ""],
]


def sheet(folder: Path, name: str = "2023", **changes: Column) -> pl.DataFrame:
    """The sheet of a workbook as its mapping gets it."""
    columns = {
        "COUNTRY": Column(means="sender"),
        "RANK": Column(type="decimal", means="rank"),
        "CITY": Column(nullable=True, means="city"),
    }
    file = File(path="posts.xlsx", format="xlsx", sheet=name, columns=columns | changes)
    facts = msgspec.structs.replace(source("cow_contiguity").description, files={"posts": file})
    collected = read_frames(Source("posts", folder, facts), folder)["posts"].collect().to_native()
    assert isinstance(collected, pl.DataFrame)
    return collected


def test_a_sheet_of_a_workbook_is_a_table_with_the_rows_that_its_program_shows(
    tmp_path: Path,
) -> None:
    write_workbook(tmp_path / "posts.xlsx", {"2021": [["other"]], "2023": POSTS})
    table = sheet(tmp_path).select("row", "file", "COUNTRY", "RANK", "CITY")
    assert table.rows() == [
        (2, "posts.xlsx", "Pakistan", 27.5, "Moscow"),
        (4, "posts.xlsx", "Russia", 6.0, None),
    ]


def test_a_sheet_with_another_header_or_a_wrong_value_is_named(tmp_path: Path) -> None:
    write_workbook(tmp_path / "posts.xlsx", {"2023": POSTS})
    with pytest.raises(ColumnError, match=r"posts\.xlsx, row 1: the header lacks 'TITLE'"):
        sheet(tmp_path, TITLE=Column(means="title"))
    with pytest.raises(ValueRangeError, match=r"posts\.xlsx, row 4, column CITY: empty"):
        sheet(tmp_path, CITY=Column(means="city"))


def test_a_workbook_that_is_none_or_lacks_the_sheet_is_refused(tmp_path: Path) -> None:
    write_workbook(tmp_path / "posts.xlsx", {"2021": POSTS})
    with pytest.raises(FileFormatError, match="no workbook with a sheet '2023'"):
        sheet(tmp_path)
    (tmp_path / "posts.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(FileFormatError, match="Cannot detect file format"):
        sheet(tmp_path)


def test_a_quotation_mark_is_a_letter_where_nothing_is_quoted(tmp_path: Path) -> None:
    columns = {"name": Column(means="name"), "day": Column(means="day")}
    file = File(path="days.csv", format="csv", columns=columns, quoted=False, delimiter=";")
    facts = msgspec.structs.replace(source("cow_contiguity").description, files={"days": file})
    (tmp_path / "days.csv").write_text('name;day\n"An;1\nBo;2\n', encoding="utf-8")
    read = read_frames(Source("days", tmp_path, facts), tmp_path)["days"].collect()
    assert read.select("row", "name", "day").rows() == [(2, '"An', "1"), (3, "Bo", "2")]


def map_file(folder: Path, old: str = "", new: str = "") -> None:
    """Reads the sample of the world map with one change."""
    held = source("world_map")
    text = (held.folder / "sample" / "countries-110m.json").read_text(encoding="utf-8")
    assert old in text
    (folder / "countries-110m.json").write_text(text.replace(old, new), encoding="utf-8")
    areas = msgspec.structs.replace(held.description.files["areas"], rows=(1, 9))
    read_frames(held.with_files({"areas": areas}), folder)


@pytest.mark.parametrize(
    ("old", "new", "error", "says"),
    [
        ('"Topology"', '"FeatureCollection"', FileFormatError, "not TopoJSON"),
        ('"arcs": [\n', '"arcs": ', FileFormatError, "not JSON"),
        ('"land"', '"seas"', ColumnError, "object 'land' is declared and not there"),
        ('"name": "South"', '"label": "South"', ColumnError, "area 4: /properties/label is not"),
        ("[[4], [5]]", "[[4], [50]]", FileFormatError, "its arcs make no outlines"),
        ('"id": "010"', '"id": 10', ColumnError, "area 4: /id is declared and holds no text"),
    ],
)
def test_a_map_that_is_not_as_declared_is_refused(
    tmp_path: Path, old: str, new: str, error: type[Exception], says: str
) -> None:
    map_file(tmp_path)
    with pytest.raises(error, match=says):
        map_file(tmp_path, old, new)
