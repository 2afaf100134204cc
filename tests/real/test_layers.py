"""Layers of the publishers' files, against their rows and against networkx and dyad-years."""

import csv
import gzip
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import polars as pl
import pytest

import comity
from comity.errors import NetworkError, TableError
from comity.networks.affiliations import affiliations, projection
from comity.networks.communities import backbone, communities
from comity.networks.compare import qap, structural_balance, tie_changes
from comity.networks.layer import layer, multiplex
from comity.networks.measures import node_measures

COW = "https://w3id.org/comity/graph/cow_states-2016"


@pytest.fixture(scope="session")
def trade(all_faces: Path) -> nx.DiGraph:
    return layer("cow_trade_flow", 2014, folder=all_faces)


@pytest.fixture(scope="session")
def flows(shared_data: Path) -> dict[tuple[int, int], str]:
    """What the file says of 2014, in millions, from exporter to importer."""
    found = {}
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["year"] == "2014":
                a, b = int(row["ccode1"]), int(row["ccode2"])
                found[b, a], found[a, b] = row["flow1"], row["flow2"]
    return found


def test_a_layer_is_the_file(trade: nx.DiGraph, flows: dict[tuple[int, int], str]) -> None:
    """Each flow above zero is an edge, each missing one is told, and no state is left out."""
    known = {ends: float(v) for ends, v in flows.items() if v not in ("", "NA", "-9")}
    above = {ends: value for ends, value in known.items() if value > 0}
    assert {
        ends: w / 1e6 for *ends_, w in trade.edges(data="weight") if (ends := tuple(ends_))
    } == (pytest.approx(above))
    unknown = {tuple(pair) for pairs in trade.graph["unknown"].values() for pair in pairs}
    assert set(trade.graph["unknown"]) == {"missing"}
    assert not unknown & set(known)
    assert len(unknown) == 195 * 194 - len(known)
    assert len(trade) == 195
    assert trade.nodes[770] == {"key": "PAK", "name": "Pakistan", "number": 770}


def test_an_edge_leads_to_its_row(shared_data: Path, trade: nx.DiGraph) -> None:
    edge = trade[770][365]
    assert edge["iri"] == "https://w3id.org/comity/id/tie/cow_trade/PAK/RUS/2014"
    row = int(edge["locator"].split("row=")[1])
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        found = next(r for number, r in enumerate(csv.DictReader(file), 2) if number == row)
    assert (found["ccode1"], found["ccode2"], found["year"]) == ("365", "770", "2014")
    assert edge["weight"] == pytest.approx(float(found["flow1"]) * 1e6)


def test_a_layer_knows_what_made_it(trade: nx.DiGraph, all_faces: Path) -> None:
    says = trade.graph
    assert says["sources"] == [COW, "https://w3id.org/comity/graph/cow_trade-4.0"]
    assert says["universe"] == "members of the COW state system"
    bibtex = comity.cite(*says["sources"])
    assert "Barbieri" in bibtex
    assert bibtex.count("\n@") == 2
    call = says["call"].removesuffix(")") + ", folder=folder)"
    again = eval(call, {"comity": comity, "folder": all_faces})  # noqa: S307 - comity wrote it
    assert nx.utils.graphs_equal(again, trade)
    assert again.graph == says


def test_both_directions_in_one(all_faces: Path, trade: nx.DiGraph) -> None:
    """A sum is of two numbers that are known; one with a missing one is missing."""
    whole = layer("cow_trade_flow", 2014, combine="sum", folder=all_faces)
    missing = {frozenset(pair) for pair in trade.graph["unknown"]["missing"]}
    assert {frozenset(pair) for pair in whole.graph["unknown"]["missing"]} == missing
    weights = [trade[a][b]["weight"] for a, b in ((770, 365), (365, 770))]
    assert whole[365][770]["weight"] == sum(weights)
    assert len(whole[365][770]["iri"].split()) == 2
    assert layer("cow_trade_flow", 2014, combine="min", folder=all_faces)[365][770]["weight"] == (
        min(weights)
    )
    with pytest.raises(NetworkError, match="no directions to combine"):
        layer("cow_igo_joint_full", 2014, combine="sum", folder=all_faces)


def test_borders_by_land(shared_data: Path, all_faces: Path) -> None:
    """Of 1975, by kind 1 of the file; pairs that never met are not applicable."""
    path = next((shared_data / "cow_contiguity").glob("contdir.csv*"))
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="latin-1", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["conttype"] == "1"]
    held = {
        frozenset((int(r["statelno"]), int(r["statehno"])))
        for r in rows
        if r["begin"][:4] <= "1975" <= r["end"][:4]
    }
    borders = layer("cow_contiguity_level", 1975, within=(1, 1), folder=all_faces)
    assert {frozenset(edge) for edge in borders.edges} == held
    assert borders[365][710] | {"iri": "", "locator": ""} == {
        "weight": 1.0,
        "code": 1,
        "label": "by land",
        "source": "https://w3id.org/comity/graph/cow_contiguity-3.2",
        "iri": "",
        "locator": "",
    }
    assert len(borders) == 150
    assert len(borders.graph["unknown"]["not applicable"]) == 7
    assert min(dict(borders.degree).values()) == 0


def test_a_node_is_one_state_through_its_names(all_faces: Path) -> None:
    for actors, russia, key in (("cow", 365, "SUN"), ("all", "RUS", "SUN")):
        found = layer("atop_defence", 1980, actors=actors, folder=all_faces)  # type: ignore[arg-type]
        assert found.nodes[russia]["key"] == key
        later = layer("atop_defence", 2000, actors=actors, folder=all_faces)  # type: ignore[arg-type]
        assert later.nodes[russia]["key"] == "RUS"
    # 260 becomes 255 in 1990, and both are Germany at the end of it.
    both = layer("cow_igo_joint_full", 1990, folder=all_faces)
    assert [both.nodes[number]["key"] for number in (255, 260)] == ["DEU", "DEU"]


def test_several_layers_keep_their_ties_apart(all_faces: Path, trade: nx.DiGraph) -> None:
    borders = layer("cow_contiguity_level", 2014, within=(1, 1), folder=all_faces)
    before = layer("cow_trade_flow", 1990, folder=all_faces)
    whole = multiplex(trade, borders, before)
    assert whole.number_of_edges() == (
        trade.number_of_edges() + 2 * borders.number_of_edges() + before.number_of_edges()
    )
    assert set(whole[365][710]) == {
        "cow_trade_flow 1990",
        "cow_trade_flow 2014",
        "cow_contiguity_level 2014",
    }
    edge = whole[710][365]["cow_contiguity_level 2014"]
    assert (edge["start"], edge["end"], edge["directed"]) == ("2014-01-01", "2014-12-31", False)
    assert whole.nodes[365]["key"] == "RUS"
    assert 265 in whole
    assert whole.graph["layers"]["cow_trade_flow 2014"] == trade.graph


@pytest.mark.parametrize("weighted", [False, True])
def test_measures_of_trade_are_those_of_networkx(trade: nx.DiGraph, *, weighted: bool) -> None:
    frame = node_measures(trade, weighted=weighted).frame
    weight = "weight" if weighted else None
    lengths = trade.copy()
    for _, _, facts in lengths.edges(data=True):
        facts["length"] = 1 / facts["weight"]
    length = "length" if weighted else None
    expected = {
        "degree": dict(trade.degree),
        "out_degree": dict(trade.out_degree),
        "in_strength": dict(trade.in_degree(weight="weight")),
        "betweenness": nx.betweenness_centrality(lengths, weight=length),
        "closeness": nx.closeness_centrality(lengths, distance=length),
        "pagerank": nx.pagerank(trade, weight=weight, tol=1e-13, max_iter=1000),
        "eigenvector": nx.eigenvector_centrality(trade, 1000, tol=1e-10, weight=weight),
        "core": nx.core_number(trade),
    }
    for name, values in expected.items():
        found = dict(frame.select("node", name).iter_rows())
        assert found == pytest.approx(values, rel=1e-6, abs=1e-9), name
    some = [2, 365, 770, 990]
    expected["clustering"] = nx.clustering(trade, some, weight=weight)
    found = dict(frame.filter(pl.col("node").is_in(some)).select("node", "clustering").iter_rows())
    assert found == pytest.approx(expected["clustering"], rel=1e-9)
    assert frame.filter(node=770)["name"].item() == "Pakistan"


def test_communities_of_votes(all_faces: Path) -> None:
    """Two great blocs of 2010: the West with Japan, and the rest; the same in nearly every draw."""
    votes = layer("unga_votes_kappa", 2010, within=(1e-9, math.inf), folder=all_faces)
    assert votes.graph["call"].endswith("within=(1e-09, math.inf), actors='cow')")
    found = communities(votes, seeds=range(8))
    of = dict(found.frame.select("key", "community").iter_rows())
    assert of["USA"] == of["FRA"] == of["DEU"] == of["JPN"]
    assert of["PAK"] == of["IND"] == of["CHN"] != of["FRA"]
    parts = [
        set(some)
        for some in nx.utils.groups(
            dict(found.frame.select("node", "community").iter_rows())
        ).values()
    ]
    assert found.modularity == pytest.approx(nx.community.modularity(votes, parts))
    assert 0.8 < found.stability <= 1


def test_the_backbone_of_trade(trade: nx.DiGraph) -> None:
    """Pakistan's exports: one stays where its level is below the cut at either end."""
    kept = backbone(trade, 0.01)
    assert kept.graph["call"] == f"comity.backbone({trade.graph['call']}, 0.01)"
    assert set(kept) == set(trade)
    assert 0 < kept.number_of_edges() < trade.number_of_edges() / 4
    for _, partner, facts in trade.out_edges(770, data=True):
        leave, come = trade.out_degree(770), trade.in_degree(partner)
        levels = [
            (1 - facts["weight"] / trade.out_degree(770, "weight")) ** (leave - 1),
            (1 - facts["weight"] / trade.in_degree(partner, "weight")) ** (come - 1),
        ]
        assert kept.has_edge(770, partner) == (min(levels) < 0.01)


def test_organisations_in_two_modes(all_faces: Path) -> None:
    """The projection is the table's count of joint memberships, and says which they are."""
    found = affiliations("cow_igo", 2014, folder=all_faces)
    states = projection(found)
    joint = layer("cow_igo_joint_full", 2014, folder=all_faces)
    assert dict(nx.get_edge_attributes(states, "weight")) == nx.get_edge_attributes(joint, "weight")
    shared = set(found[365]) & set(found[770])
    assert len(shared) == 44
    united = "https://w3id.org/comity/id/body/UN"
    assert united in shared
    assert found.nodes[united]["name"] == "United Nations"
    assert found.degree(united) == 193
    edge = found[770][united]
    assert edge["role"] == "cm:Member"
    assert edge["locator"].startswith("state_year_format3.csv#row=")
    silent = [thing for state, thing in found.graph["unknown"]["missing"] if state == 770]
    assert len(silent) == 26
    observers = affiliations("cow_igo", 2014, full=False, folder=all_faces)
    assert observers.number_of_edges() > found.number_of_edges()
    with pytest.raises(NetworkError, match=r"no source 'cow_trade'.* cow_igo"):
        affiliations("cow_trade", 2014, folder=all_faces)


def test_allies_and_trade(all_faces: Path, trade: nx.DiGraph) -> None:
    """Allies trade more than chance has it; a layer put in random order does not."""
    allies = layer("atop_treaties", 2014, folder=all_faces)
    found = qap(trade, allies, weighted=False, permutations=199)
    assert found.correlation > 0
    assert found.p == 1 / 200
    names = list(allies)
    drawn = random.Random(1).sample(names, len(names))  # noqa: S311 - no secret
    mixed = nx.relabel_nodes(allies, dict(zip(names, drawn, strict=True)))
    assert qap(trade, mixed, weighted=False, permutations=199).p > 0.05


def test_allies_fight_less_than_balance_would_have_it(all_faces: Path) -> None:
    """Of 1914, by every set of three states, one by one."""
    plus = layer("atop_defence", 1914, combine="max", folder=all_faces)
    minus = layer("cow_mid_disputes", 1914, folder=all_faces)
    found = structural_balance(plus, minus)
    signs = {frozenset(edge): 1 for edge in plus.edges}
    for edge in minus.edges:
        signs[frozenset(edge)] = 0 if frozenset(edge) in signs else -1
    signed = nx.Graph([tuple(edge) for edge, sign in signs.items() if sign])
    products = [
        signs[frozenset((a, b))] * signs[frozenset((b, c))] * signs[frozenset((a, c))]
        for a, b, c in (clique for clique in nx.enumerate_all_cliques(signed) if len(clique) == 3)
    ]
    assert len(products) > 20
    assert sum(found.triads.values()) == len(products)
    assert found.share == pytest.approx(products.count(1) / len(products))


def test_alliances_after_the_soviet_union(all_faces: Path) -> None:
    one, other = (layer("atop_treaties", year, folder=all_faces) for year in (1990, 1992))
    frame = tie_changes(one, other).frame
    went = frame.filter(change="went")
    assert frame.height == len({*map(frozenset, one.edges), *map(frozenset, other.edges)})
    assert went.filter(pl.col("a") == 678).height > 0
    assert set(went["because"]) <= {None, "not there"}
    # Ukraine is no member of the system in 1990.
    assert set(frame.filter(pl.col("b") == 369)["because"]) == {"not there"}


def test_who_joined_and_left_what(all_faces: Path) -> None:
    """Between 2004 and 2014, by the memberships of each year."""
    one, other = (affiliations("cow_igo", year, folder=all_faces) for year in (2004, 2014))
    frame = tie_changes(one, other).frame
    assert frame.filter(change="stayed").height == len(set(one.edges) & set(other.edges))
    assert frame.filter(change="came").height == len(set(other.edges) - set(one.edges))
    sudan = frame.filter(pl.col("a") == 626)
    assert set(sudan["a_name"]) == {"South Sudan"}
    assert set(sudan["because"]) == {"not there"}
    lithuania = frame.filter(a=368, b_name="European Union")
    assert lithuania["change"].to_list() in (["came"], ["stayed"])


def test_numbers_of_the_other_list(all_faces: Path) -> None:
    """Germany since 1990 is 255 in one list and 260 in the other, with the same cases."""
    gw = layer("gsdb_own_sanctions", 2000, actors="gw", folder=all_faces)
    cow = layer("gsdb_own_sanctions", 2000, folder=all_faces)
    assert gw.nodes[260]["key"] == cow.nodes[255]["key"] == "DEU"
    by_key = [
        {(g.nodes[a]["key"], g.nodes[b]["key"]): w for a, b, w in g.edges(data="weight")}
        for g in (gw, cow)
    ]
    shared = {n["key"] for n in dict(gw.nodes(data=True)).values()}
    within = {ends: w for ends, w in by_key[1].items() if set(ends) <= shared}
    assert within
    assert within.items() <= by_key[0].items()


def test_wrong_use_says_what_there_is(all_faces: Path) -> None:
    with pytest.raises(NetworkError, match="'cow_trade_flows'; near are cow_trade_flow"):
        layer("cow_trade_flows", 2014, folder=all_faces)
    # Lowy counts posts by kind and gives no ranks.
    with pytest.raises(NetworkError, match="called 'lowy_diplomacy_rank'; near are lowy_dip"):
        layer("lowy_diplomacy_rank", 2016, folder=all_faces)
    with pytest.raises(TableError, match="known from 1816 to 2016"):
        layer("cow_trade_flow", 2020, folder=all_faces)


def test_a_layer_of_a_day(all_faces: Path) -> None:
    """The USSR's last day is 25 December 1991; what held on a day is part of what did in a year."""
    before, after = (
        layer("atop_defence", as_of=day, folder=all_faces) for day in ("1991-12-25", "1991-12-26")
    )
    assert [one.nodes[365]["key"] for one in (before, after)] == ["SUN", "RUS"]
    assert before.graph["as_of"] == "1991-12-25"
    assert before.graph["year"] == 1991
    call = before.graph["call"].removesuffix(")") + ", folder=folder)"
    again = eval(call, {"comity": comity, "folder": all_faces})  # noqa: S307 - comity wrote it
    assert nx.utils.graphs_equal(again, before)
    year = layer("atop_defence", 1991, folder=all_faces)
    assert set(before.edges) < set(year.edges)


def test_coarse_dates_are_possible_ties(all_faces: Path) -> None:
    """Organisations' members are dated to the year: in a first or last year a tie is possible."""
    seats = affiliations("cow_igo", as_of="2005-06-01", folder=all_faces)
    spells = pl.scan_parquet(all_faces_of(all_faces, "cow_igo", "Membership")).collect()
    full = spells.filter(pl.col("role").is_in(["cm:Member", "cm:FoundingMember"]))
    day = pl.date(2005, 6, 1)
    in_2005 = full.filter(pl.col("start") <= day, pl.col("end").fill_null(day) >= day)
    sure = in_2005.filter(
        pl.col("start").dt.year() < 2005, pl.col("end").is_null() | (pl.col("end").dt.year() > 2005)
    )
    edges = {(seats.nodes[a]["key"], b) for a, b in seats.edges}
    surely = {(seats.nodes[a]["key"], b) for a, b, f in seats.edges(data=True) if not f["possibly"]}
    here = {facts["key"] for _, facts in seats.nodes(data=True) if "key" in facts}
    assert edges == pairs(in_2005, here)
    assert surely == pairs(sure, here)
    assert edges > surely


def all_faces_of(folder: Path, source: str, kind: str) -> Path:
    return next(folder.glob(f"*/faces/{source}/{kind}.parquet"))


def pairs(rows: pl.DataFrame, keys: set[str]) -> set[tuple[str, str]]:
    found = rows.select(pl.col("member").str.split("/").list.last(), "body").iter_rows()
    return {(key, f"https://w3id.org/comity/id/{body}") for key, body in found if key in keys}


def test_a_day_after_the_coverage_has_no_ties_but_says_so(all_faces: Path) -> None:
    """ATOP ends with 2018: its open pledges hold on that last day, and nothing is known after."""
    last = layer("atop_defence", as_of="2018-12-31", actors="all", folder=all_faces)
    after = layer("atop_defence", as_of="2019-01-01", actors="all", folder=all_faces)
    assert last.number_of_edges() > 1_000
    assert not after.number_of_edges()
    assert set(after.graph["unknown"]) == {"outside coverage"}


def test_layers_as_known(all_faces: Path) -> None:
    """COW's list came out in 2017, and its trade not before; neither is known before."""
    trade = layer("cow_trade_flow", 2014, as_known="2020", folder=all_faces)
    assert trade.graph["call"].endswith("as_known='2020')")
    with pytest.raises(NetworkError, match="no measure"):
        layer("cow_trade_flow", 2014, as_known="1990", folder=all_faces)


@pytest.mark.parametrize("given", [{}, {"year": 2014, "as_of": "2014-01-01"}, {"as_of": "2014"}])
def test_a_layer_is_of_a_year_or_of_a_day(all_faces: Path, given: dict[str, Any]) -> None:
    with pytest.raises(TableError, match=r"year|no day"):
        layer("cow_trade_flow", folder=all_faces, **given)


def test_layers_of_days_in_one(all_faces: Path) -> None:
    days = ("1991-12-25", "1991-12-26")
    both = multiplex(*(layer("atop_defence", as_of=day, folder=all_faces) for day in days))
    assert set(both.graph["layers"]) == {f"atop_defence {day}" for day in days}
    for *_, key, facts in both.edges(keys=True, data=True):
        assert facts["start"] == facts["end"] == key.split()[1]
