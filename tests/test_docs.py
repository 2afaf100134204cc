"""What the documents print is what the graph answers."""

import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from comity.files.source import sources
from comity.model.namespaces import short
from comity.model.states import polities
from comity.query.question import question, questions
from comity.store.manifest import read_manifest
from comity.store.stores import Embedded

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OUTSIDE = ("ontology/", "graphs/", "frontend/", "tests/", "benchmarks/")
"""Folders that the README places beside the modules."""
TEXT = (ROOT / "docs" / "researchers.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]


def table(section: str) -> list[list[str]]:
    """Cells of the section's table, its header first."""
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def asked(section: str) -> str:
    """The section's SPARQL."""
    written = re.search(r"```sparql\n(.*?)```", section, re.DOTALL)
    assert written
    return written[1]


@pytest.mark.parametrize("number", [1, 2, 4])
def test_the_shipped_question_gives_what_is_printed(store: Embedded, number: int) -> None:
    named = re.search(r"`comity query (\S+?)((?: -p \S+?)*)`", SECTIONS[number])
    assert named
    given = dict(one.split("=") for one in re.findall(r"-p (\S+)", named[2]))
    header, *printed = table(SECTIONS[number])
    rows = store.select(question(named[1]).sparql(**given)).select(header)
    assert [[short(value) for value in row] for row in rows.iter_rows()] == printed


def test_there_are_five_and_a_list() -> None:
    assert [section[:2] for section in SECTIONS] == ["1.", "2.", "3.", "4.", "5.", "Ev", "A "]


@pytest.mark.parametrize("number", range(5))
def test_an_answer_is_printed_as_it_is(store: Embedded, number: int) -> None:
    header, *printed = table(SECTIONS[number])
    rows = store.select(asked(SECTIONS[number])).select(header)
    assert printed
    assert printed == [[short(value) for value in row] for row in rows.iter_rows()]


def test_every_question_is_listed() -> None:
    _, *listed = table(SECTIONS[5])
    assert listed == [[f"`{name}`", one.header.summary] for name, one in questions().items()]


def test_the_readme_prints_what_a_build_says(folder: Path) -> None:
    parts = read_manifest(folder).parts.values()
    ties, states = sum(part.ties for part in parts), polities().filter(pl.col("kind") == "state")
    ways = Counter[str]()
    for part in parts:
        ways.update(part.dated)
    said = ", ".join(f"{count:,} {how}" for how, count in ways.most_common())
    assert f"{states.height} states, {ties:,} ties: {said}" in " ".join(README.split())


def test_the_readme_lists_what_a_user_brings() -> None:
    listed = README[README.index("## Data that you bring") : README.index("`comity view source ID")]
    _, _, *rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in _lines(listed)]
    brought = {name: one for name, one in sources().items() if not one.ships}
    assert [row[0] for row in rows] == [f"`{name}`" for name in sorted(brought)]
    for (_, title, years, way), (_, one) in zip(rows, sorted(brought.items()), strict=True):
        covered = [year for c in one.description.coverage for year in (c.start, c.end)]
        ends = sorted({min(covered), max(covered)}) if covered else []
        assert title == one.description.title
        assert years == ("–".join(map(str, ends)) or "–")
        assert (way == "`comity fetch`") is one.addressed


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


def test_the_readme_places_every_module_once() -> None:
    house = ROOT / "src" / "comity"
    modules = [p.stem for p in house.glob("*.py") if not p.stem.startswith("__")]
    folders = [f"{p.name}/" for p in house.iterdir() if p.is_dir() and not p.name.startswith("_")]
    rows = README[README.index("A folder knows") : README.index("## Data that you bring")]
    placed = re.findall(r"`([a-z_]+/?)`", rows.replace("`src/comity/`", ""))
    inside = [name for name in placed if name not in OUTSIDE]
    assert sorted(inside) == sorted([*modules, *folders])
