"""Finding things by what a person would type, over what ships."""

from pathlib import Path

import httpx
import polars as pl
import pytest

from comity.answers.lines import POLITIES
from comity.answers.search import KINDS, MOST, find, plain, search
from comity.errors import UnknownThingError
from comity.files.source import sources
from comity.model.namespaces import ID
from comity.query.question import questions
from comity.store.stores import Embedded
from conftest import Run

BANK = f"{ID}institution/state-bank-of-pakistan"


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("Pakistan", "/state/PAK"),
        ("pakistn", "/state/PAK"),
        ("Pakstan", "/state/PAK"),
        ("Pkaistan", "/state/PAK"),
        ("Пакистан", "/state/PAK"),
        ("پاکستان", "/state/PAK"),
        ("پاكستان", "/state/PAK"),
        ("巴基斯坦", "/state/PAK"),
        ("巴基", "/state/PAK"),
        ("PAK", "/state/PAK"),
        ("PK", "/state/PAK"),
        ("Rusia", "/state/RUS"),
        ("Russai", "/state/RUS"),
        ("Burma", "/state/MMR"),
        ("USSR", "/state/SUN"),
        ("U.S.S.R.", "/state/SUN"),
        ("UK", "/state/GBR"),
        ("U.K.", "/state/GBR"),
        ("Britain", "/state/GBR"),
        ("US", "/state/USA"),
        ("USA", "/state/USA"),
        ("United States of America", "/state/USA"),
        ("UAE", "/state/ARE"),
        ("DRC", "/state/COD"),
        ("Democratic Republic of the Congo", "/state/COD"),
        ("South Korea", "/state/KOR"),
        ("Republic of Korea", "/state/KOR"),
        ("ROK", "/state/KOR"),
        ("North Korea", "/state/PRK"),
        ("DPRK", "/state/PRK"),
        ("UK, USA", "/dyad/GBR/USA"),
        ("cote d'ivoire", "/state/CIV"),
        ("Cote d’Ivoire", "/state/CIV"),
        ("Phillipines", "/state/PHL"),
        ("Columbia", "/state/COL"),
        ("korea south", "/state/KOR"),
        ("SCO", "/id/body/SCO"),
        ("shanghia cooperation organisaton", "/id/body/SCO"),
        ("shanghia coop", "/id/body/SCO"),
        ("state bank pak", "/id/institution/state-bank-of-pakistan"),
        ("SBP", "/id/institution/state-bank-of-pakistan"),
        ("اسٹیٹ بینك آف پاكستان", "/id/institution/state-bank-of-pakistan"),
        ("Gosbank", "/id/institution/gosbank"),
        ("госбанк", "/id/institution/gosbank"),
        ("PakStream", "/id/project/pakistan-stream"),
        ("cow_trade", "/graph/cow_trade-4.0"),
        ("Bilateral Trade", "/graph/cow_trade-4.0"),
        ("who-signed", "/question/who-signed"),
        ("Pakistan, Russia", "/dyad/PAK/RUS"),
        ("Pakistan - Rusia", "/dyad/PAK/RUS"),
        ("Pakstan and Russai", "/dyad/PAK/RUS"),
        ("russia – pakistan", "/dyad/RUS/PAK"),
        ("PAK / RUS", "/dyad/PAK/RUS"),
        ("Pakistan and Soviet Union", "/dyad/PAK/SUN"),
        ("Bosnia and Herzegovina", "/state/BIH"),
        ("Trinidad and Tobago", "/state/TTO"),
        ("Bosna and Herzegovina", "/state/BIH"),
    ],
)
def test_what_is_typed_leads_there(store: Embedded, typed: str, href: str) -> None:
    assert search(store, typed)[0].thing.href == href


def test_a_match_says_which_name_fits_and_of_what_kind(store: Embedded) -> None:
    found = [search(store, typed)[0] for typed in ("Burma", "Gosbank", "Pakistan")]
    assert [(one.thing.label, one.name, one.thing.kind) for one in found] == [
        ("Myanmar (Burma)", "Burma", "state"),
        ("State Bank of the USSR", "Gosbank", "institution"),
        ("Pakistan", "", "state"),
    ]


@pytest.mark.parametrize("typed", ["", "  ", "!?", "xqzv", "a", "Pakistan, Pakistan, Russia"])
def test_what_means_nothing_finds_nothing_or_no_dyad(store: Embedded, typed: str) -> None:
    assert not [one for one in search(store, typed) if one.thing.kind == "dyad"]
    assert typed.startswith("Pakistan") or not search(store, typed)


def test_names_that_fit_stand_before_those_that_nearly_do(store: Embedded) -> None:
    """Chad is a whole name: no other word that is a letter away is offered."""
    for one in search(store, "Chad"):
        assert "chad" in plain(one.name or one.thing.label)
    labels = [one.thing.label for one in search(store, "russ")]
    assert labels[0] == "Russia"
    assert all("russ" in plain(one.name or one.thing.label) for one in search(store, "russ"))


def test_no_kind_crowds_out_the_others(store: Embedded) -> None:
    """Bodies, institutions, agreements and data sets of trade stand among the first."""
    found = search(store, "trade")
    assert len(found) == MOST
    kinds = [one.thing.kind for one in found]
    assert {"sector", "body", "agreement", "data set", "question"} <= set(kinds)
    assert kinds.index("data set") < len(kinds) - 1


def test_every_thing_that_has_a_name_is_found_by_it(store: Embedded) -> None:
    """A sample of each kind, by its chief name in the graph, every data set and every question."""
    asked = "SELECT ?thing (STR(?l) AS ?name) { ?thing rdfs:label|skos:prefLabel ?l }"
    rows = store.select(asked + " ORDER BY ?thing ?name")
    kind = pl.col("thing").str.extract(f"{ID}([a-z]+)/").alias("kind")
    some = rows.with_columns(kind).filter(pl.col("kind").is_in(KINDS))
    assert some.get_column("kind").n_unique() >= 8
    few = some.group_by("kind", maintain_order=True).head(40)
    for iri, name in few.select("thing", "name").iter_rows():
        fitting = {one.thing.iri for one in search(store, name)}
        same = some.filter(pl.col("name") == name).height
        assert iri in fitting or same > MOST, (iri, name)
    for source in sources().values():
        assert source.graph in {one.thing.iri for one in search(store, source.id)}
    for name in questions():
        assert f"/question/{name}" in {one.thing.href for one in search(store, name)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åland", "aland"),
        ("ŁÓDŹ", "lodz"),
        ("São Tomé & Príncipe", "sao tome and principe"),
        ("Straße", "strasse"),
        ("علي", "علی"),
        ("مكة", "مکه"),
        ("می\u200cخواهم", "میخواهم"),
        ("Йемен", "иемен"),
        ("cow_igo", "cow igo"),
    ],
)
def test_spellings_that_are_compared_as_one(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_a_name_means_one_thing_or_says_which(store: Embedded) -> None:
    for text in ("Russia", "RUS", "state/RUS", f"{ID}state/RUS", "россия", "Russian Federation"):
        assert find(store, text).iri == f"{ID}state/RUS", text
    assert find(store, "Pakstan", POLITIES).iri == f"{ID}state/PAK"
    assert find(store, "USSR").iri == f"{ID}state/SUN"
    assert find(store, "Gosbank").iri == f"{ID}institution/gosbank"
    assert find(store, "اسٹیٹ بینك آف پاكستان").iri == BANK
    assert find(store, "state bank of pakistan").kind == "institution"
    with pytest.raises(UnknownThingError, match=r"no one thing; write one of: .*\(body/WBG\)"):
        find(store, "bank")
    with pytest.raises(UnknownThingError, match=r"no one thing; .*Pakistan \(state/PAK\)"):
        find(store, "Pakstan")
    with pytest.raises(UnknownThingError, match="names nothing 'xqzv'"):
        find(store, "xqzv")


def test_pages_and_paths_are_had_by_any_name(run: Run, tmp_path: Path) -> None:
    texts = []
    for a, b in (("PAK", "RUS"), ("پاکستان", "Russian Federation")):
        path = tmp_path / "page.html"
        assert run("view", "dyad", a, b, "-o", str(path))[0] == 0
        texts.append(path.read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    assert run("view", "state", "Burma", "-o", str(tmp_path / "burma.html"))[0] == 0
    assert "Myanmar" in (tmp_path / "burma.html").read_text(encoding="utf-8")
    assert run("view", "network", "SCO", "-o", str(tmp_path / "sco.html"))[0] == 0
    code, _, err = run("view", "state", "Korea", "-o", str(path))
    assert code == 2
    assert "South Korea (state/KOR)" in err
    by_name = run("path", "Gosbank", "SBP", "-k", "1", "-f", "csv")
    by_path = run("path", "institution/gosbank", BANK, "-k", "1", "-f", "csv")
    assert by_name == by_path
    assert by_name[0] == 0


def test_the_search_answers_as_json_and_as_a_page(address: str) -> None:
    asked = httpx.get(f"{address}/search?q=Gosbank", headers={"Accept": "application/json"})
    assert asked.json()[0] == {
        "label": "State Bank of the USSR",
        "name": "Gosbank",
        "kind": "institution",
        "href": "/id/institution/gosbank",
        "path": "institution/gosbank",
    }
    led = httpx.get(f"{address}/search?q=Burma")
    assert (led.status_code, led.headers["location"]) == (307, "/state/MMR")
    listed = httpx.get(f"{address}/search?q=pakstan")
    assert listed.status_code == httpx.codes.OK
    assert '<a href="/state/PAK" dir="auto">Pakistan</a>' in listed.text


def test_only_things_of_the_kinds_that_are_wanted_are_found(store: Embedded) -> None:
    every = {match.thing.kind for match in search(store, "Pakistan, Russia")}
    assert "dyad" in every
    states = search(store, "Pakistan", ("state", "territory"))
    assert [match.thing.iri for match in states] == ["https://w3id.org/comity/id/state/PAK"]
    assert {match.thing.kind for match in search(store, "Pakistan", ("body",))} == {"body"}
    assert search(store, "Pakistan, Russia", ("state",)) == []
