"""The Factbook as it ships: expected values are read off its own pages."""

from functools import cache

import polars as pl
import pytest

from comity.files.source import source
from comity.quads.faces import Faces
from comity.quads.mapping import map_source


@cache
def factbook() -> Faces:
    return map_source(source("factbook"))


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
