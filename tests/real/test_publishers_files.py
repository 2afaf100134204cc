"""COW Direct Contiguity and ATOP as their publishers give them."""

import csv
import datetime as dt
import gzip
from pathlib import Path

import polars as pl
from rdflib import RDF, Graph

from comity.files.source import source
from comity.model.shipped import shipped
from comity.quads.mapping import map_source

FAO = "http://aims.fao.org/aos/geopolitical.owl#"


def test_contiguity_of_pakistan(shared_data: Path) -> None:
    """Rows with code 770: 630, 698, 700, 710, 750 and 775, each one spell, as the file has them."""
    faces = map_source(source("cow_contiguity"), shared_data / "cow_contiguity")
    ties = faces.frames["Contiguity"].filter(pl.col("dyad").str.contains("PAK"))
    assert {(dyad, level) for dyad, level in ties.select("dyad", "level").iter_rows()} == {
        ("pair/IRN/PAK", "cm:ByLand"),
        ("pair/OMN/PAK", "cm:Water400"),
        ("pair/AFG/PAK", "cm:ByLand"),
        ("pair/CHN/PAK", "cm:ByLand"),
        ("pair/IND/PAK", "cm:ByLand"),
        ("pair/MMR/PAK", "cm:ByLand"),
    }
    assert ties["end"].null_count() == ties.height
    # Parts of spells in which one of the two codes was held by nobody.
    assert set(faces.reasons()) == {"a COW code that meant no state in that spell"}


def test_every_row_of_contiguity_gives_a_tie(shared_data: Path) -> None:
    faces = map_source(source("cow_contiguity"), shared_data / "cow_contiguity")
    rows = set(faces.frames["Contiguity"]["locator"])
    assert rows == {f"contdir.csv#row={n}" for n in range(2, 847 + 2)}


def test_borders_are_those_of_their_rows(shared_data: Path) -> None:
    """Each row's level, and the months of Pakistan's, which began with the two states' entries."""
    levels = ["ByLand", "Water12", "Water24", "Water150", "Water400"]
    with (shared_data / "cow_contiguity" / "contdir.csv").open(newline="") as file:
        rows = {f"contdir.csv#row={n}": row for n, row in enumerate(csv.DictReader(file), 2)}
    ties = map_source(source("cow_contiguity"), shared_data / "cow_contiguity").frames["Contiguity"]
    for place, level in ties.select("locator", "level").rows():
        assert level == f"cm:{levels[int(rows[place]['conttype']) - 1]}"
    ends = ties.filter(pl.col("end").is_null())["locator"]
    assert set(ends) == {place for place, row in rows.items() if row["end"] == "201612"}
    of_pakistan = {
        place: row["begin"]
        for place, row in rows.items()
        if "770" in (row["statelno"], row["statehno"])
    }
    found = ties.filter(pl.col("locator").is_in(list(of_pakistan)))
    months = found.select("locator", pl.col("start").dt.strftime("%Y%m")).rows()
    assert dict(months) == of_pakistan
    assert sorted(of_pakistan.values()) == [*["194708"] * 4, "194801", "197110"]


def test_alliances_and_members(shared_data: Path) -> None:
    """789 alliances; every one of 2,510 member rows gives a participation or is refused."""
    faces = map_source(source("atop"), shared_data / "atop")
    ties = faces.frames["Participation"]
    assert faces.frames["AllianceTreaty"].height == 789
    assert ties["locator"].n_unique() + faces.refused["rows"].sum() == 2510


def test_what_pakistan_owes_in_the_shanghai_cooperation_organisation(shared_data: Path) -> None:
    """Alliance 4810, member 770, phase 2: from 2015-06-10, no end, nonagg 1, consul 1."""
    faces = map_source(source("atop"), shared_data / "atop")
    ties = faces.frames["Participation"]
    row = ties.row(by_predicate=pl.col("iri") == "tie/atop/4810/PAK/2/2015-06-10", named=True)
    assert set(row["obligation"]) == {"cm:Nonaggression", "cm:Consultation"}
    assert (row["start"], row["end"]) == (dt.date(2015, 6, 10), None)


def test_a_pledge_of_cow_365_passes_to_the_russian_federation(shared_data: Path) -> None:
    """Alliance 3880, member 365, from 1980-10-08 without an exit: the USSR, then Russia."""
    faces = map_source(source("atop"), shared_data / "atop")
    ties = faces.frames["Participation"].filter(pl.col("agreement") == "agreement/atop-3880")
    spans = {r["member"]: (r["start"], r["end"]) for r in ties.iter_rows(named=True)}
    assert spans["state/SUN"] == (dt.date(1980, 10, 8), dt.date(1991, 12, 25))
    assert spans["state/RUS"] == (dt.date(1991, 12, 26), None)


def test_terms_of_the_fao_are_those_of_its_ontology(shared_data: Path) -> None:
    with gzip.open(shared_data / "fao_geopolitical" / "geopolitical.owl.gz") as file:
        theirs = set(Graph().parse(data=file.read(), format="xml").subjects(RDF.type))
    ours = Graph().parse(shipped("ontology") / "alignments.ttl")
    taken = {term for term in ours.objects() if str(term).startswith(FAO)}
    assert len(taken) == 11
    assert taken <= theirs
