"""The documents' own queries run and answer."""

import re
from pathlib import Path

import pytest

from comity.build import build
from comity.store import connect

TEXT = (Path(__file__).parents[1] / "docs" / "researchers.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sparql\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("documents")
    build(folder=place)
    return place


def test_there_are_five() -> None:
    assert len(QUERIES) == 5


@pytest.mark.parametrize("number", range(5))
def test_a_query_of_the_researchers_page_answers(folder: Path, number: int) -> None:
    assert connect(folder).select(QUERIES[number]).height >= 1


def test_export_partners_as_the_page_promises(folder: Path) -> None:
    rows = connect(folder).select(QUERIES[1])
    assert rows["share"].to_list() == [14, 10, 9, 7, 6]
