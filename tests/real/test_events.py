"""The sample of ICEWS, against what a few lines read in the same files."""

import csv
import datetime as dt
import shutil
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from asking import ask
from comity.answers.dossier import dossier
from comity.answers.network import network
from comity.files.source import source
from comity.model.namespaces import ID
from comity.quads.faces import Faces
from comity.quads.mapping import map_source
from comity.query.question import questions
from comity.store.build import build
from comity.store.manifest import read_manifest
from comity.store.stores import Embedded, connect

EVENTS = "events.2018.sample.tab"
RELEASE = "<https://w3id.org/comity/graph/icews-2018-sample>"


def rows(shared_data: Path) -> list[dict[str, str]]:
    """Rows of the publisher's file, which quotes nothing."""
    lines = (shared_data / "icews" / EVENTS).read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def of_two_countries(shared_data: Path) -> list[dict[str, str]]:
    def sides(row: dict[str, str]) -> set[str]:
        return {row["Source Country"], row["Target Country"]}

    return [row for row in rows(shared_data) if len(sides(row)) == 2 and "NA" not in sides(row)]


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> Faces:
    return map_source(source("icews"), shared_data / "icews")


@pytest.fixture(scope="module")
def coded(faces: Faces) -> pl.DataFrame:
    return faces.frames["CodedEvent"]


def test_every_row_is_a_coded_event_or_is_refused(
    faces: Faces, coded: pl.DataFrame, shared_data: Path
) -> None:
    every = rows(shared_data)
    countries = [(row["Source Country"], row["Target Country"]) for row in every]
    nowhere = sum("NA" in pair for pair in countries)
    inside = sum(a == b != "NA" for a, b in countries)
    assert faces.reasons() == {
        "an actor whose country is not given": nowhere,
        "inside one country": inside,
    }
    assert coded.height + nowhere + inside == len(every) == 3_705
    assert set(coded["iri"]) == {
        f"claim/icews/{row['Event ID']}" for row in of_two_countries(shared_data)
    }


def test_what_is_coded_of_russia_and_pakistan(coded: pl.DataFrame) -> None:
    """Event 32895593: the Duma's speaker to Pakistan's legislature, code 054, intensity 6."""
    row = coded.row(by_predicate=pl.col("iri") == "claim/icews/32895593", named=True)
    assert row["dyad"] == "dyad/RUS/PAK"
    assert (row["start"], row["end"]) == (dt.date(2018, 6, 1), dt.date(2018, 6, 1))
    assert (row["event_type"], row["intensity"]) == ("concept/cameo/054", 6.0)
    assert row["quote"] == "Grant diplomatic recognition"
    assert row["from_as_given"] == "Vyacheslav Victorovich Volodin"
    assert row["to_as_given"] == "Legislature (Pakistan)"
    assert (row["story_publisher"], row["story"]) == ("Interfax News Service", "47406321")
    assert (row["number"], row["place"]) == (3, "Moscow, Moskva, Russian Federation")


def test_a_citizen_is_named_as_the_coder_names_it(coded: pl.DataFrame) -> None:
    """Events 32891178 and 32891179: citizens of Pakistan and India, from either side, code 030."""
    found = coded.filter(
        pl.col("iri").is_in(["claim/icews/32891178", "claim/icews/32891179"])
    ).sort("iri")
    assert found["dyad"].to_list() == ["dyad/PAK/IND", "dyad/IND/PAK"]
    assert found["from_as_given"].to_list() == ["Citizen (Pakistan)", "Citizen (India)"]
    assert found["event_type"].to_list() == ["concept/cameo/030"] * 2


def test_what_several_publishers_say_stays_several_claims(
    coded: pl.DataFrame, shared_data: Path
) -> None:
    alike = ("Event Date", "Source Name", "Target Name", "CAMEO Code")
    given = Counter(tuple(row[c] for c in alike) for row in of_two_countries(shared_data))
    assert max(given.values()) > 5
    columns = ("start", "from_as_given", "to_as_given", "event_type")
    counts = coded.group_by(columns).len()
    assert sorted(counts["len"]) == sorted(given.values())


def test_codes_keep_their_zeros_and_lead_to_broader_ones(
    faces: Faces, coded: pl.DataFrame, shared_data: Path
) -> None:
    """0211 is below 021, that below 02; PLOVER has AGREE for 0311 and nothing for 0211."""
    path = shared_data / "icews" / "cameo-codes.csv"
    with path.open(encoding="latin-1", newline="") as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    concepts = {row["iri"]: row for row in faces.frames["Concept"].iter_rows(named=True)}
    assert {f"concept/cameo/{code}" for code in codes} == {
        iri for iri in concepts if iri.startswith("concept/cameo/")
    }
    assert concepts["concept/cameo/0211"]["broader"] == "concept/cameo/021"
    assert concepts["concept/cameo/021"]["broader"] == "concept/cameo/02"
    assert concepts["concept/cameo/02"]["broader"] is None
    assert concepts["concept/cameo/0311"]["broad_match"] == "concept/plover/AGREE"
    assert concepts["concept/cameo/0211"]["broad_match"] is None
    broader = {row["broader"] for row in concepts.values()} - {None}
    assert broader | set(coded["event_type"]) <= set(concepts)


@pytest.fixture(scope="module")
def store(shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A copy of the store with what ships, and the coded events besides."""
    place = tmp_path_factory.mktemp("events") / "store"
    shutil.copytree(folder, place)
    build([source("icews")], shared_data / "icews", place)
    part = read_manifest(place).parts["icews"]
    # 312 codes of CAMEO and 16 types of PLOVER.
    assert part.records == {"CodedEvent": 1_741, "Concept": 328, "ConceptScheme": 2}
    assert part.ties == 0
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def test_rule_5_17_a_coded_event_is_no_tie_and_no_event(store: Embedded) -> None:
    """A claim of its coder: whoever asks for ties or events, of India and China, gets none."""
    asked = f"""SELECT (COUNT(DISTINCT ?record) AS ?n) {{
      ?record cm:source {RELEASE} ; a ?class . ?class rdfs:subClassOf* KIND }}"""
    counts = {
        kind: store.select(asked.replace("KIND", f"cm:{kind}"))["n"].to_list()
        for kind in ("Claim", "Tie", "Event", "FactualClaim")
    }
    assert counts == {"Claim": [1_741], "Tie": [0], "Event": [0], "FactualClaim": [0]}
    asked_dyads = "ASK { ?record cm:dyad dyad:IND\\/CHN ; a cm:CodedEvent }"
    assert store.ask(asked_dyads)
    of_two = [name for name, one in questions().items() if {"a", "b"} <= set(one.header.params)]
    assert len(of_two) > 10
    for name in of_two:
        if questions()[name].header.params["a"].type == "state":
            day = {"date": "2018-06-01"} if "date" in questions()[name].header.params else {}
            rows = ask(store, name, a="IND", b="CHN", **day)
            assert "claim/icews/" not in str(rows.rows()), name
    edges = {key for _, _, key in network(store, "IND").edges(keys=True)}
    assert edges
    assert not [key for key in edges if key.startswith(f"{ID}claim/icews/")]


def test_a_page_shows_coded_events_under_what_is_said(store: Embedded, coded: pl.DataFrame) -> None:
    """Event 32895593 again, in the coder's words."""
    sections = dossier(store, "PAK", "RUS").sections
    found = {
        line.iri: (section.title, line.sentence) for section in sections for line in section.lines
    }
    title, sentence = found[f"{ID}claim/icews/32895593"]
    assert title == "What documents say"
    who = "Vyacheslav Victorovich Volodin to Legislature (Pakistan)"
    assert sentence == (f"{who}, as coded: “Grant diplomatic recognition”",)
    both = coded.filter(pl.col("dyad").is_in(["dyad/PAK/RUS", "dyad/RUS/PAK"]))
    shown = [iri for iri in found if iri.startswith(f"{ID}claim/icews/")]
    assert len(shown) == both.height
