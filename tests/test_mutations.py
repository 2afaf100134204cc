"""Whatever happens to a publisher's file, a build says where it is wrong, or gives what it says.

Five thousand files with faults: 1,200 of them in every run of the tests, all of them, or as many as
one likes, when the environment variable ``COMITY_MUTATIONS`` says how many.
"""

import datetime as dt
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random

import narwhals as nw
import polars as pl
import pyoxigraph as ox
import pytest

from comity.checks.contract import read_sample
from comity.errors import SourceError
from comity.files.source import Source, sources
from comity.files.terms import day
from comity.model.namespaces import CM
from comity.model.shipped import shipped
from comity.quads.faces import Faces, write_nquads
from comity.quads.mapping import map_frames
from mutations import Mutant, mutant, packed, parsed

SEED = "1948-05-01"
MUTATIONS = int(os.environ.get("COMITY_MUTATIONS", "1200"))
LAYOUTS = {
    f"{name}/{layout}".removesuffix("/"): (one, f"expected.{layout}.nq".replace("..", "."))
    for name, source in sources().items()
    if source.description.files
    for layout, one in source.layouts().items()
}
SECONDS = 60
"""After which a build is taken to hang; the slowest takes a third of a second."""

GIVES = {
    "cow_diplomatic_exchange": (["exchange"], {"DiplomaticRepresentation", "Gap"}, 2),
    "cow_trade": (["flows"], {"TradeFlow"}, 2),
    "harmonized_system": (["codes", "sections"], {"Concept"}, 1),
    "icews": (["events"], {"CodedEvent"}, 1),
    "sipri_arms": (["register"], {"ArmsTransfer"}, 1),
    "unga_votes": (["votes"], {"Vote"}, 1),
}
"""Sources of which each row of these files gives so many records of these classes, or is refused.

Of trade, a flow of which there is neither a value nor a smoothed one is no record of either kind.
"""

ORDER_TELLS = {
    "capitals": "a city has the point of the first row that names it",
    "lowy_diplomacy": "a post has no name but its row",
    "un_classifications": "a division is in the section that stands above it",
}
"""Sources to which the order of the rows says something."""

VALID = {
    "boolean": r"true|false",
    "date": r"\d{4}-\d\d-\d\d",
    "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "integer": r"[+-]?\d+",
    "langString": r"(?s).+",
    "string": r"(?s).*",
    "wktLiteral": r"[A-Z]+ \([-0-9., ()]+\)",
}
"""Texts that are values of a datatype."""

ROW = re.compile(rb"(?<=row[= ])[0-9-;]+")


class HangError(Exception):
    """A build takes too long."""


@pytest.fixture
def alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise HangError(f"no end after {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def declared() -> set[str]:
    graph = ox.parse(path=str(shipped("ontology") / "comity.ttl"), format=ox.RdfFormat.TURTLE)
    return {t.subject.value for t in graph if isinstance(t.subject, ox.NamedNode)}


@pytest.mark.usefixtures("alarm")
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_file_with_a_fault_is_refused_by_its_place_or_gives_the_right_graph(
    name: str, tmp_path: Path, declared: set[str]
) -> None:
    source, expected = LAYOUTS[name]
    whole = (source.folder / expected).read_bytes()
    for number in range(MUTATIONS // len(LAYOUTS) + 1):
        seed = f"{SEED} {name} {number}"
        try:
            check(source, seed, tmp_path / "sample", whole, declared)
        except BaseException as error:
            error.add_note(f"seed {seed!r}: {made(source, seed, tmp_path / 'again')[1].says}")
            raise
        shutil.rmtree(tmp_path / "sample")


def check(source: Source, seed: str, place: Path, whole: bytes, declared: set[str]) -> None:
    name, one = made(source, seed, place)
    signal.alarm(SECONDS)
    given = mapped(source, place)
    if isinstance(given, str):
        assert not one.same, f"refused, though it says the same: {given}"
        assert any(path in given for path in names(source, place)), f"no place: {given}"
        return
    write_nquads(given, source.graph, place / "given.nq")
    quads = (place / "given.nq").read_bytes()
    sound(quads, declared)
    if one.rows is not None and name in GIVES.get(source.id, ([],))[0]:
        count(source, given, {name: one})
    if one.same == "all":
        assert quads == whole
    elif one.same and source.id not in ORDER_TELLS:
        assert sorted(ROW.sub(b"", quads).split(b"\n")) == sorted(ROW.sub(b"", whole).split(b"\n"))


def mapped(source: Source, place: Path) -> Faces | str:
    """What a sample gives, or why it is refused."""
    try:
        return map_frames(source, read_sample(source, place))
    except SourceError as error:
        return str(error)


def made(source: Source, seed: str, place: Path) -> tuple[str, Mutant]:
    """A sample, in a folder of its own, with a fault in one of its files."""
    random = Random(seed)  # noqa: S311
    shutil.copytree(source.folder / "sample", place)
    name, file = random.choice(list(source.description.files.items()))
    path = random.choice(sorted(place.glob(file.path)))
    one = mutant(random, file, path)
    if path.name == file.path and random.random() < 0.15:
        path.unlink()
        one, path = packed(random, one), path.with_name(f"{path.name}.gz")
    path.write_bytes(one.content)
    return name, one


def names(source: Source, place: Path) -> set[str]:
    files = source.description.files.values()
    return {path.name for file in files for path in place.glob(file.path)} | {
        Path(file.path).name for file in files
    }


def sound(quads: bytes, declared: set[str]) -> None:
    """That the quads parse, are of comity's words, and hold values of their datatypes."""
    for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS):
        words = [quad.predicate.value]
        if isinstance(quad.object, ox.Literal):
            kind = re.split("[#/]", quad.object.datatype.value)[-1]
            assert re.fullmatch(VALID[kind], quad.object.value), f"no {kind}: {quad}"
            assert kind != "date" or dt.date.fromisoformat(quad.object.value)
        elif isinstance(quad.object, ox.NamedNode):
            words.append(quad.object.value)
        unknown = [word for word in words if word.startswith(CM) and word not in declared]
        assert not unknown, f"not in the ontology: {unknown}"


def count(source: Source, faces: Faces, changed: dict[str, Mutant]) -> None:
    """That every row gave its records, or was refused."""
    files, classes, each = GIVES[source.id]
    records = sum(frame.height for kind, frame in faces.frames.items() if kind in classes)
    refused = faces.refused.filter(pl.col("kind").is_in(classes))["rows"].sum()
    silent, rows = 0, 0
    for name in files:
        file = source.description.files[name]
        content = (source.folder / "sample" / file.path).read_bytes()
        table = parsed(changed[name].content if name in changed else content, file)
        rows += len(table) - 1
        for number in "12" if source.id == "cow_trade" else "":
            at = [table[0].index(f"{word}{number}") for word in ("flow", "smoothflow")]
            silent += sum(all(row[m] in ("", "-9") for m in at) for row in table[1:])
    assert records + refused == rows * each - silent


def changed(source: str, file: str, old: str, new: str, place: Path) -> Source:
    """A source with its sample in a folder, in which one thing stands otherwise, once."""
    held = sources()[source].layouts()[""]
    shutil.copytree(held.folder / "sample", place)
    content = (place / file).read_bytes()
    before, after = old.encode(), new.encode("utf-8", errors="surrogatepass")
    assert before in content
    (place / file).write_bytes(content.replace(before, after, 1))
    return held


TRADE, STATES, LEADERS = "Dyadic_COW_4.0.csv", "states2016.csv", "archigos.csv"
LONG = "Long,,F,1980"
DESTA, CAPITALS, MISSIONS = "DESTA.csv", "gw_capitals.csv", "database_of_embassies.csv"
PAGE, MAP = "data/europe/fr.json", "countries-110m.json"
FAULTS = [
    ("cow_trade", TRADE, "801.25", "inf", f"{TRADE}, row 2, column flow1: 'inf' is not a value of"),
    ("cow_trade", TRADE, "801.25", "NaN", f"{TRADE}, row 2, column flow1: 'NaN' is not a value of"),
    ("cow_trade", TRADE, "801.25", "9e18", f"it fails over row 2 of {TRADE}"),
    ("cow_trade", TRADE, "1991", "9" * 20, f"{TRADE}, row 2, column year: '{'9' * 20}' is not"),
    ("cow_trade", TRADE, ",year,", ",ye\rar,", f"{TRADE}, row 1: not a header"),
    ("cow_states", STATES, "1903,1,9", "1903,13,9", f"it fails over row 3 of {STATES}"),
    ("cow_states", STATES, "1903,1,9", "1903,2,30", f"it fails over row 3 of {STATES}"),
    ("cow_states", STATES, "1903,1,9", "1903,1,109", f"it fails over row 3 of {STATES}"),
    ("trade_agreements", DESTA, ";0;1999;", ";0;0;", f"it fails over row 2 of {DESTA}"),
    (
        "archigos",
        LEADERS,
        "1985-06-07",
        "0000-06-07",
        f"{LEADERS}, row 4, column startdate: '0000-",
    ),
    ("archigos", LEADERS, "bbbb-2", "b|b", "holds what no IRI may; it fails over row 4 of"),
    ("archigos", LEADERS, "bbbb-2", "b%zz", "holds what no IRI may; it fails over row 4 of"),
    ("archigos", LEADERS, "bbbb-2", "b\ufdd0", "holds what no IRI may; it fails over row 4 of"),
    ("archigos", LEADERS, "Long", "\ud800", f"{LEADERS}, byte 2"),
    ("capitals", CAPITALS, ",10.5,", ",90.5,", "'90.5' is not in the degrees -90 to 90; it fails"),
    ("capitals", CAPITALS, "-20.25", "-180.1", f"-180 to 180; it fails over row 2 of {CAPITALS}"),
    ("wikidata_embassies", MISSIONS, ";55.7;", ";95.7;", f"it fails over row 2 of {MISSIONS}"),
    ("factbook", PAGE, "{", "{\ud800", "europe/fr.json, byte 1: not utf-8"),
    ("factbook", PAGE, "{", "{" + '"a":[' * 100_000, "europe/fr.json: not JSON"),
    ("world_map", MAP, "[8, 0]", "[8000, 0]", f"{MAP}, area 4: its outline is no area of the"),
    ("world_map", MAP, "[8, 0]", "[8e307, 0]", "not TopoJSON: Expected `int`, got `float`"),
    (
        "world_map",
        MAP,
        '"Polygon"',
        '"Point"',
        "not TopoJSON: Invalid enum value 'Point' - at `$.g",
    ),
]


BACKWARD = [
    ("archigos", LEADERS, "1952-03-04", "1950-03-04", 2),
    ("archigos", LEADERS, "1995-08-09", "1985-06-06", 4),
    ("archigos", LEADERS, "1953-01-02", "2016-01-01", 3),
    ("atop", "atop5_1a.csv", "1955,5,14,1991,7,1", "1955,5,14,1955,5,13", 2),
    ("atop", "atop5_1m.csv", "1980,3,12,1990,1,31", "1980,3,12,1979,1,31", 5),
    ("capitals", CAPITALS, "1951-02-03", "1946-12-31", 2),
    ("capitals", CAPITALS, "1951-02-04", "2025-01-01", 3),
    ("cow_contiguity", "contdir.csv", "195602,195602", "195602,195601", 4),
    ("cow_contiguity", "contdir.csv", "198205,201612", "201701,201612", 6),
    ("cow_mid", "dyadic_mid_4.02.csv", "1,6,1960,2,6,1960", "3,6,1960,2,6,1960", 8),
    ("cow_mid", "dyadic_mid_4.02.csv", "1,3,2014,31,12,2014", "31,12,2014,1,3,2014", 10),
    ("cow_states", STATES, "1903,1,9,1905,10,4", "1903,1,9,1903,1,8", 3),
    ("cow_states", STATES, "1948,2,3", "2017,1,1", 2),
    ("cow_states", "majors2016.csv", "1950,6,7,1951,8,9", "1950,6,7,1950,6,6", 4),
    ("gsdb", "GSDB_V4.csv", "1994,1996", "2009,2008", 9),
    ("gsdb", "GSDB_V4.csv", "2020,2023", "2024,2023", 3),
    ("gw_states", "gw_states.csv", "1880-04-05", "1914-06-08", 3),
    ("gw_states", "gw_states.csv", "1948-02-03", "2018-01-01", 2),
    ("sipri_arms", "trade-register.csv", "2001; 2003", "1994; 1995", 13),
    ("sipri_arms", "trade-register.csv", "1990,?,5", "1992,?,5", 20),
]
"""Dates of which the last is before the first, and the row that is refused for it."""


@pytest.mark.parametrize(("source", "file", "old", "new", "row"), BACKWARD)
def test_a_spell_that_ends_before_it_starts_is_refused_with_its_row(
    source: str, file: str, old: str, new: str, row: int, tmp_path: Path
) -> None:
    held = changed(source, file, old, new, tmp_path / "sample")
    faces = map_frames(held, read_sample(held, tmp_path / "sample"))
    assert f"it ends before it starts: {file}#row={row}" in faces.reasons()
    for frame in faces.frames.values():
        if {"start", "end"} <= set(frame.columns):
            assert frame.filter(pl.col("start") > pl.col("end")).is_empty()


@pytest.mark.parametrize(("source", "file", "old", "new", "says"), FAULTS)
def test_a_value_that_is_none_is_refused_by_its_place(
    source: str, file: str, old: str, new: str, says: str, tmp_path: Path
) -> None:
    held = changed(source, file, old, new, tmp_path / "sample")
    with pytest.raises(SourceError, match=re.escape(says)):
        map_frames(held, read_sample(held, tmp_path / "sample"))


def test_two_rows_of_one_record_are_both_named(tmp_path: Path) -> None:
    held = changed("cow_states", STATES, "1903,1,9", "1801,1,9", tmp_path / "sample")
    path = tmp_path / "sample" / STATES
    path.write_text(path.read_text("utf-8").replace("1910,11,12", "1802,11,12"), encoding="utf-8")
    says = f"are called tie/cow_states/system/CUB/1902-05-20 of {STATES}#row=3, of {STATES}#row=4"
    with pytest.raises(SourceError, match=re.escape(says)):
        map_frames(held, read_sample(held, tmp_path / "sample"))


@pytest.mark.parametrize(
    ("source", "file", "old", "new", "object_"),
    [
        (
            "archigos",
            LEADERS,
            LONG,
            "L\t\x00\x1f\x7f\ufffe\\,,F,1980",
            r'"L\t\u0000\u001F\u007F\uFFFE\\',
        ),
        (
            "archigos",
            LEADERS,
            LONG,
            "\ufeffL\u2028\U0001f600,,F,1980",
            '"\ufeffL\u2028\U0001f600 (',
        ),
        ("capitals", CAPITALS, "44.75,", "0.0000001,", '"0.0000001"^^'),
        ("capitals", CAPITALS, "44.75,", "1e-7,", '"0.0000001"^^'),
    ],
)
def test_an_odd_value_is_written_as_its_datatype_has_it(
    source: str, file: str, old: str, new: str, object_: str, tmp_path: Path
) -> None:
    held = changed(source, file, old, new, tmp_path / "sample")
    faces = map_frames(held, read_sample(held, tmp_path / "sample"))
    write_nquads(faces, held.graph, tmp_path / "given.nq")
    quads = (tmp_path / "given.nq").read_text("utf-8")
    assert f"> {object_}" in quads
    assert list(ox.parse(quads, format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize(
    "numbers",
    [
        *((1990, 2, 28), (1990, 12, 31), (1990, 1, 1), (1990, 2, 29), (1990, 4, 31), (1990, 0, 1)),
        *((1990, 1, 0), (1990, 13, 1), (1990, 1, 32), (1990, 1, 115), (1990, 112, 5), (199, 1, 1)),
        *((19, 1, 1), (0, 1, 1), (10000, 1, 1), (19901, 1, 1), (1990, -1, 1)),
    ],
)
def test_three_numbers_are_the_day_that_they_name_or_none(numbers: tuple[int, int, int]) -> None:
    """A month or day of three digits is not carried over, nor a year of three taken for another."""
    frame = nw.from_native(pl.LazyFrame([numbers], ["year", "month", "day"], orient="row"))
    of = frame.select(found=day(nw.col("year"), nw.col("month"), nw.col("day")))
    try:
        found = of.collect().to_native()["found"].cast(pl.String).item()
    except (nw.exceptions.NarwhalsError, pl.exceptions.PolarsError):
        return
    assert found == "{:04}-{:02}-{:02}".format(*numbers)


def test_a_fault_that_no_single_row_makes_is_laid_to_none(tmp_path: Path) -> None:
    held = changed("cow_trade", TRADE, "", "", tmp_path / "sample")
    frames = read_sample(held, tmp_path / "sample")
    with pytest.raises(SourceError, match="flow1") as caught:
        map_frames(held, {**frames, "flows": frames["flows"].drop("flow1")})
    assert "it fails over" not in str(caught.value)
