"""HS, SITC, ISIC and their concordances, against what the csv module reads in the same files."""

import csv
import gzip
import re
import shutil
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from rdflib import DCTERMS, SKOS, Graph, Literal, URIRef

from comity.files.source import source
from comity.model.namespaces import ID
from comity.quads.faces import Faces
from comity.quads.mapping import map_source
from comity.store.build import build
from comity.store.stores import Embedded, connect

ROOT = Path(__file__).parents[2]
SOURCES = ("harmonized_system", "un_classifications", "wits_concordances")


def rows(shared_data: Path, name: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    path = shared_data / "classifications" / name
    read = gzip.decompress if path.suffix == ".gz" else bytes
    return list(csv.DictReader(read(path.read_bytes()).decode(encoding).splitlines()))


@pytest.fixture(scope="module")
def faces(shared_data: Path) -> dict[str, Faces]:
    folder = shared_data / "classifications"
    return {name: map_source(source(name), folder) for name in SOURCES}


@pytest.fixture(scope="module")
def concepts(faces: dict[str, Faces]) -> pl.DataFrame:
    """Every concept once, with its code, name, what is above it and its scheme."""
    found = [
        one.frames["Concept"]
        .filter(pl.col("notation").is_not_null())
        .select("iri", "notation", "pref_label", "broader", "in_scheme", "top_concept_of")
        for one in faces.values()
    ]
    return pl.concat(found)


def named(concepts: pl.DataFrame, path: str) -> list[str]:
    return concepts.filter(pl.col("iri") == f"class/{path}")["pref_label"].to_list()


@pytest.mark.parametrize(
    ("scheme", "levels"),
    [
        ("isic-3", {1: 17, 2: 60, 3: 159, 4: 292}),
        ("isic-3.1", {1: 17, 2: 62, 3: 161, 4: 298}),
        ("isic-4", {1: 21, 2: 88, 3: 238, 4: 419}),
        ("sitc-3", {1: 10, 2: 67, 3: 261, 4: 1033, 5: 2822}),
        ("sitc-4", {1: 10, 2: 67, 3: 262, 4: 1023, 5: 2652}),
        ("hs-1992", {6: 5018}),
        ("hs-1996", {6: 5113}),
        ("hs-2002", {6: 5224}),
        ("hs-2017", {2: 97, 4: 1223, 6: 5388}),
        ("hs-2022", {2: 97, 4: 1229, 6: 5613}),
    ],
)
def test_an_edition_has_as_many_classes_as_its_publisher_says(
    concepts: pl.DataFrame, scheme: str, levels: dict[int, int]
) -> None:
    held = concepts.filter(pl.col("in_scheme") == f"class/{scheme}")
    roman = held["notation"].str.contains("^[IVX]+$") & (scheme == "hs-2022")
    assert Counter(held.filter(~roman)["notation"].str.len_chars().to_list()) == levels
    assert roman.sum() == (21 if scheme == "hs-2022" else 0)
    assert held["iri"].n_unique() == held.height


def test_every_row_is_a_concept_or_refused(faces: dict[str, Faces], shared_data: Path) -> None:
    system = rows(shared_data, "harmonized-system.csv")
    assert [r["level"] for r in system if r["hscode"] == "TOTAL"] == ["5"]
    assert faces["harmonized_system"].reasons() == {"the total, which is no class": 1}
    assert faces["harmonized_system"].frames["Concept"].height == len(system) - 1 + 21
    lists = [f"comtrade_{name}.csv.gz" for name in ("H5", "S3", "S4")]
    comtrade = [row["id"] for name in lists for row in rows(shared_data, name)]
    memoranda = sum("X" in code for code in comtrade)
    assert memoranda == 1497 + 1470
    assert faces["un_classifications"].reasons() == {
        "a memorandum item of Comtrade, which is no class": memoranda,
        "an empty line": 1,
        "the total, which is no class": 3,
    }
    assert faces["un_classifications"].frames["Correspondence"].height == 737


@pytest.mark.parametrize(
    ("scheme", "file", "code", "name"),
    [
        ("hs-2022", "harmonized-system.csv", "hscode", "description"),
        ("hs-2022", "hs-sections.csv", "section", "name"),
        ("hs-2017", "comtrade_H5.csv.gz", "id", "text"),
        ("sitc-3", "comtrade_S3.csv.gz", "id", "text"),
        ("sitc-4", "comtrade_S4.csv.gz", "id", "text"),
        ("isic-3.1", "ISIC_Rev_3_1_english_structure.txt", "Code", "Description"),
        ("isic-4", "ISIC_Rev_4_english_structure.txt", "Code", "Description"),
    ],
)
def test_a_class_has_the_name_of_its_row(
    concepts: pl.DataFrame, shared_data: Path, scheme: str, file: str, code: str, name: str
) -> None:
    """Comtrade writes the code before the name, and an X into the number of what is no class."""
    held = concepts.filter(pl.col("in_scheme") == f"class/{scheme}")
    names = dict(held.select("notation", "pref_label").rows())
    given = {
        row[code]: row[name].removeprefix(f"{row[code]} - ").strip()
        for row in rows(shared_data, file)
        if row[code] != "TOTAL" and not re.search(r"\d.*X", row[code])
    }
    assert len(given) > 20
    assert {key: names.get(key, "").strip() for key in given} == given


def test_every_class_is_under_one_that_is_there(concepts: pl.DataFrame) -> None:
    """What is above a code are its first digits, a section, or nothing; 99 has no section."""
    above = concepts.drop_nulls("broader")
    assert set(above["broader"]) <= set(concepts["iri"])
    loose = concepts.filter(pl.col("broader").is_null() & pl.col("top_concept_of").is_null())
    assert set(loose["in_scheme"]) == {"class/hs-1992", "class/hs-1996", "class/hs-2002"}
    place = dict(concepts.select("iri", "broader").iter_rows())
    assert place["class/hs-2022/01"] == "class/hs-2022/I"
    assert place["class/hs-2022/010121"] == "class/hs-2022/0101"
    assert place["class/hs-2022/99"] is None
    assert place["class/sitc-4/0011"] == "class/sitc-4/001"
    assert place["class/isic-3/05"] == "class/isic-3/B"
    assert place["class/isic-3.1/99"] == "class/isic-3.1/Q"
    assert place["class/isic-4/35"] == "class/isic-4/D"
    assert place["class/isic-4/3510"] == "class/isic-4/351"


def test_rule_5_6_a_code_means_something_in_its_revision_alone(
    faces: dict[str, Faces], concepts: pl.DataFrame
) -> None:
    """Read off the files: oils that are not crude were all 271000 until 2002 parted them."""
    assert named(concepts, "hs-1992/271019") == named(concepts, "hs-1996/271019") == []
    assert named(concepts, "hs-1992/271000")[0].startswith("Petroleum oils")
    assert named(concepts, "hs-2002/271000") == []
    assert all(len(named(concepts, f"hs-{year}/271019")) == 1 for year in (2002, 2017, 2022))
    assert named(concepts, "hs-2017/0403")[0].startswith("Buttermilk, curdled milk")
    assert named(concepts, "hs-2022/0403")[0].startswith("Yogurt; buttermilk")
    converted = pl.concat(
        [one.frames["Correspondence"] for name, one in faces.items() if name != SOURCES[0]],
        how="diagonal",
    )
    between = converted.select(
        pl.col("from_class", "to_class").str.extract("^class/([^/]+)/")
    ).unique()
    assert set(between.iter_rows()) == {
        ("hs-1992", "isic-3"),
        ("hs-1996", "isic-3"),
        ("hs-2002", "isic-3"),
        ("isic-4", "isic-3.1"),
    }


def test_the_flags_of_a_concordance_say_how_two_classes_match(
    faces: dict[str, Faces], shared_data: Path
) -> None:
    """Exact only where neither class is a part and neither stands in another row."""
    frame = faces["un_classifications"].frames["Concept"]
    columns = {"0 0": "exact_match", "0 1": "broad_match", "1 0": "narrow_match"}
    wanted: dict[str, set[tuple[str, str]]] = {}
    table = rows(shared_data, "ISIC4_ISIC31.txt")
    for row in table:
        column = columns.get(f"{row['partialISIC4']} {row['partialISIC31']}", "related_match")
        pair = (f"class/isic-4/{row['ISIC4code']}", f"class/isic-3.1/{row['ISIC31code']}")
        wanted.setdefault(column, set()).add(pair)
    found = {
        column: set(frame.drop_nulls(column).select("iri", column).iter_rows())
        for column in (*columns.values(), "related_match")
    }
    assert found == wanted
    counts = {column: len(pairs) for column, pairs in found.items()}
    assert counts == {
        "exact_match": 92,
        "broad_match": 182,
        "narrow_match": 36,
        "related_match": 427,
    }
    left, right = (Counter(row[name] for row in table) for name in ("ISIC4code", "ISIC31code"))
    for new, old in found["exact_match"]:
        assert left[new.rsplit("/", 1)[1]] == right[old.rsplit("/", 1)[1]] == 1


def test_part_of_a_class_is_not_the_class(faces: dict[str, Faces]) -> None:
    """Row 4: sugar beet is a part of 0113 of Revision 4, and a part of 0111 of Revision 3.1."""
    held = faces["un_classifications"].frames["Correspondence"]
    (row,) = held.filter(pl.col("iri") == "correspondence/isic-4/0113/isic-3.1/0111").iter_rows(
        named=True
    )
    assert (row["from_whole"], row["to_whole"]) == (False, False)
    assert row["note"] == "Growing of sugar beet, roots and tubers"
    assert row["locator"] == "ISIC4_ISIC31.txt#row=4"


def years(description: str) -> set[int]:
    """Editions that a row of HS Combined is in, by the years before its name."""
    given = re.match(r"\(([\d, -]+)\)", description)
    spans = given[1].split(", ") if given else ["-"]
    parts = [span.split("-") for span in spans]
    return {
        edition
        for edition in (1992, 1996, 2002)
        for first, last in parts
        if int(first or 0) <= edition <= int(last or 9999)
    }


def test_hs_combined_is_taken_apart_into_its_editions(
    faces: dict[str, Faces], shared_data: Path
) -> None:
    table = rows(shared_data, "JobID-64_Concordance_HS_to_I3.CSV.gz", "cp1252")
    code, description, industry = list(table[0])[:3]
    wanted = {
        (f"class/hs-{year}/{row[code]}", f"class/isic-3/{row[industry]}")
        for row in table
        for year in years(row[description])
    }
    made = {pair for pair in wanted if not pair[1].endswith("/9999")}
    held = faces["wits_concordances"]
    frame = held.frames["Concept"]
    assert set(frame.drop_nulls("notation")["iri"]) == {goods for goods, _ in wanted}
    related = frame.drop_nulls("related_match").select("iri", "related_match")
    assert set(related.iter_rows()) == made
    assert held.frames["Correspondence"].height == len(made)
    reasons = {"goods that no industry of ISIC makes": len(wanted) - len(made)}
    assert held.reasons() == reasons
    assert (len(wanted), len(made)) == (15_355, 15_127)


def test_industries_of_a_concordance_are_classes_of_isic(
    faces: dict[str, Faces], concepts: pl.DataFrame
) -> None:
    for name in SOURCES[1:]:
        held = faces[name].frames["Correspondence"]
        assert set(held["from_class"]) | set(held["to_class"]) <= set(concepts["iri"])


def test_sectors_match_classes_that_exist_under_the_publishers_names(
    faces: dict[str, Faces], concepts: pl.DataFrame
) -> None:
    sectors = Graph().parse(ROOT / "graphs" / "sectors.ttl")
    published = dict(concepts.select("iri", "pref_label").iter_rows())
    titles = {
        iri: title
        for one in faces.values()
        for iri, title in one.frames["ConceptScheme"].select("iri", "title").iter_rows()
    }
    matches = {SKOS.broadMatch, SKOS.narrowMatch, SKOS.closeMatch, SKOS.exactMatch}
    targets = {o for _, p, o in sectors if p in matches}
    stubs = set(sectors.subjects(SKOS.notation))
    assert targets == stubs
    assert len(targets) == 17
    for target in targets:
        assert sectors.value(target, SKOS.prefLabel) == Literal(
            published[str(target).removeprefix(ID)], lang="en"
        )
        scheme = sectors.value(target, SKOS.inScheme)
        assert isinstance(scheme, URIRef)
        title = Literal(titles[str(scheme).removeprefix(ID)], lang="en")
        assert list(sectors.objects(scheme, DCTERMS.title)) == [title]


@pytest.fixture(scope="module")
def built(shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A copy of the store with what ships, and the Harmonized System of 2022 besides."""
    place = tmp_path_factory.mktemp("classes") / "store"
    shutil.copytree(folder, place)
    build([source("harmonized_system")], shared_data / "classifications", place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def test_a_sector_leads_to_the_subheadings_of_its_goods(built: Embedded, shared_data: Path) -> None:
    asked = """SELECT ?code ?source { sector:oil-gas skos:narrowMatch ?class .
      ?goods skos:broader+ ?class ; skos:notation ?code ; skos:inScheme/dcterms:source ?source
      FILTER (STRLEN(?code) = 6) }"""
    found = built.select(asked)
    wanted = {
        row["hscode"]
        for row in rows(shared_data, "harmonized-system.csv")
        if row["parent"] in ("2709", "2710", "2711")
    }
    assert sorted(found["code"]) == sorted(wanted)
    assert set(found["source"]) == {source("harmonized_system").graph}
    titles = built.select(f"SELECT DISTINCT ?t {{ <{ID}class/hs-2022> dcterms:title ?t }}")
    assert titles.height == 1
