"""What a release gives too much of: gathered in series, on pages in lines of one each."""

import datetime as dt
import shutil
from pathlib import Path

import msgspec
import narwhals as nw
import polars as pl
import pytest

from comity.answers.network import network
from comity.answers.profile import profile
from comity.answers.things import portrait
from comity.files.source import source
from comity.model.namespaces import ID
from comity.model.ontology import kinds
from comity.model.records import Line, Thing
from comity.quads import series as module
from comity.quads.faces import collect
from comity.quads.series import series
from comity.store.build import build
from comity.store.stores import Embedded, connect

GRAPH = "https://w3id.org/comity/graph/made-1"


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5)


def flow(dyad: str, year: int, value: float, reported_by: str = "state/B") -> dict[str, object]:
    return {
        "iri": f"tie/made/{dyad}/{year}/{reported_by}",
        "kind": "TradeFlow",
        "dyad": f"dyad/{dyad}",
        "year": year,
        "value": value,
        "unit": "USD",
        "reported_by": reported_by,
    }


FLOWS = pl.DataFrame(
    [
        flow("A/B", 1950, 7),
        flow("A/B", 1948, 5),
        flow("A/B", 1961, 0),
        flow("B/A", 1950, 1, "state/A"),
        flow("B/A", 1950, 2, "state/B"),
    ]
)
VOTES = pl.DataFrame(
    {
        "iri": ["tie/made/1", "tie/made/2", "tie/made/3"],
        "kind": "Vote",
        "member": ["state/A", "state/A", "state/B"],
        "decision": ["event/1", "event/2", "event/2"],
        "start": [dt.date(1990, 12, 31), dt.date(1991, 1, 1), dt.date(1991, 1, 1)],
    }
)


def made(**frames: pl.DataFrame) -> list[tuple[object, ...]]:
    columns = ("series_of", "record_count", "first_year", "last_year", "latest_value", "unit")
    return series("made", GRAPH, frames).select(columns).rows()


@pytest.mark.usefixtures("_small")
def test_ties_are_gathered_by_dyad_or_member() -> None:
    """The last year of B/A has two reports, so that neither is the latest; votes have no value."""
    assert made(TradeFlow=FLOWS, Vote=VOTES) == [
        ("dyad/A/B", 3, 1948, 1961, 0.0, "USD"),
        ("dyad/B/A", 2, 1950, 1950, None, "USD"),
        ("state/A", 2, 1990, 1991, None, None),
        ("state/B", 1, 1991, 1991, None, None),
    ]


@pytest.mark.usefixtures("_small")
def test_a_small_release_and_what_is_no_tie_are_not_gathered() -> None:
    gaps = pl.DataFrame({"iri": [f"gap/{n}" for n in range(9)], "kind": "Gap", "dyad": "dyad/A/B"})
    assert series("made", GRAPH, {"TradeFlow": FLOWS}).is_empty()
    assert series("made", GRAPH, {"Gap": gaps}).is_empty()


@pytest.mark.usefixtures("_small")
def test_series_are_records_that_the_ontology_knows() -> None:
    gathered = series("made", GRAPH, {"TradeFlow": FLOWS, "Vote": VOTES})
    faces = collect([nw.from_native(gathered.lazy())], "made")
    assert faces.frames["Series"].height == 4


def test_a_series_is_one_line_of_a_page_and_leads_to_the_two(gathered: Embedded) -> None:
    """contdir.csv, rows 2, 3 and 8: Afghanistan, Türkiye and Germany are Russia's neighbours."""
    shown = next(part for part in profile(gathered, "RUS").sections if part.title == "Geography")
    lines = [line for line in shown.lines if line.source.iri.endswith("cow_contiguity-3.2")]
    assert [(words(line), line.when.words) for line in lines] == [
        ("Afghanistan is contiguous to Russia, 1 record", "1991"),
        ("Germany is contiguous to Russia, 1 record", "1991"),
        ("Russia is contiguous to Türkiye, 1 record", "1991"),
    ]
    assert [
        part.href for line in lines for part in line.sentence[-1:] if isinstance(part, Thing)
    ] == [
        "/dyad/AFG/RUS",
        "/dyad/DEU/RUS",
        "/dyad/RUS/TUR",
    ]
    assert {line.kind for line in lines} == {kinds()["Contiguity"]}
    edges = [
        data for *_, data in network(gathered, "RUS").edges(data=True) if "3.2" in data["source"]
    ]
    assert {(data["start"], data["locator"]) for data in edges} == {("1991-01-01", "1 record")}
    assert len(edges) == 3


def test_the_page_of_a_series_says_what_it_gathers_and_leads_there(gathered: Embedded) -> None:
    """contdir.csv, row 2: Afghanistan and Russia, once."""
    page = portrait(gathered, f"{ID}series/cow_contiguity/Contiguity/pair/AFG/RUS")
    assert page.thing.label == "Afghanistan is contiguous to Russia, 1 record"
    (every,) = dict(page.facts)["records"]
    assert isinstance(every, Thing)
    assert (every.label, every.href) == ("1 record", "/dyad/AFG/RUS")
    assert "number of records" not in dict(page.facts)


def test_a_tie_is_named_by_what_it_says_and_when_and_its_numbers_are_in_thousands(
    folder: Path, tmp_path: Path
) -> None:
    """Dyadic_COW_4.0.csv, row 2: 2,365,1991, flow1 801.25 million."""
    place = Path(shutil.copytree(folder, tmp_path / "store"))
    held = source("cow_trade")
    flows = msgspec.structs.replace(held.description.files["flows"], rows=(1, 100))
    build([held.with_files({"flows": flows})], held.folder / "sample", place)
    page = portrait(connect(place), f"{ID}tie/cow_trade/SUN/USA/1991")
    assert page.thing.label == "Soviet Union exports to United States, 1991"
    facts = dict(page.facts)
    assert facts["value"] == facts["smoothed value"] == ("801,250,000",)
    assert facts["year"] == ("1991",)
    (both,) = facts["dyad"]
    assert isinstance(both, Thing)
    assert both.label == "Soviet Union to United States"


def words(line: Line) -> str:
    return "".join(part if isinstance(part, str) else part.label for part in line.sentence)
