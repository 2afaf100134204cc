"""Measures of networks, each against a graph so small that it is worked out by hand."""

import math
from fractions import Fraction
from pathlib import Path

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import polars as pl
import pytest

from comity.errors import CitationError, NetworkError
from comity.model.namespaces import GRAPH
from comity.model.states import polities
from comity.networks.affiliations import affiliations, projection
from comity.networks.communities import adjusted_rand, backbone, communities
from comity.networks.compare import qap, structural_balance, tie_changes
from comity.networks.layer import layer, multiplex
from comity.networks.measures import MEASURES, node_measures
from comity.store.manifest import read_manifest


def ties(*edges: tuple[object, object, float], directed: bool = False) -> nx.Graph:
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_weighted_edges_from(edges)
    return graph


@pytest.fixture
def kite() -> nx.Graph:
    """a, b and c are tied to each other, d to c alone, e to nobody."""
    graph = ties(("a", "b", 1), ("a", "c", 8), ("b", "c", 1), ("c", "d", 2))
    graph.add_node("e")
    return graph


@pytest.fixture
def wheel() -> nx.DiGraph:
    """From a to b to c and back to a, and from a straight to c."""
    return ties(("a", "b", 1), ("b", "c", 1), ("c", "a", 1), ("a", "c", 1), directed=True)


def column(graph: nx.Graph, name: str, *, weighted: bool = False) -> dict[str, float]:
    frame = node_measures(
        graph, [name.removeprefix("in_").removeprefix("out_")], weighted=weighted
    ).frame
    return dict(frame.select("node", name).iter_rows())


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("degree", (2, 2, 3, 1, 0)),
        ("strength", (9, 2, 11, 2, 0)),
        # c is between a and d, and b and d: 2 of the 6 pairs of others.
        ("betweenness", (0, 0, Fraction(2, 6), 0, 0)),
        # a reaches 3 of 4 over lengths 1 + 1 + 2: 3/4 times 3/4; c over 1 + 1 + 1.
        ("closeness", (Fraction(9, 16), Fraction(9, 16), Fraction(3, 4), Fraction(9, 20), 0)),
        # Of c's neighbours only a and b are tied: 1 of 3 pairs.
        ("clustering", (1, 1, Fraction(1, 3), 0, 0)),
        ("core", (2, 2, 2, 1, 0)),
    ],
)
def test_measures_of_a_kite(kite: nx.Graph, name: str, values: tuple[float, ...]) -> None:
    found = column(kite, name)
    assert list(found) == ["a", "b", "c", "d", "e"]
    assert list(found.values()) == pytest.approx([float(value) for value in values])


def test_a_strong_tie_is_short(kite: nx.Graph) -> None:
    """Lengths are ab 1, ac 1/8, bc 1 and cd 1/2; none but c is between any two."""
    assert column(kite, "betweenness", weighted=True)["c"] == pytest.approx(2 / 6)
    # a: 1 + 1/8 + 5/8; by 3 of 4 reached.
    assert column(kite, "closeness", weighted=True)["a"] == pytest.approx(3 / 1.75 * 3 / 4)
    # The triangle's mean: (1/8 x 1 x 1/8)^(1/3) = 1/4; c has it in one of three pairs.
    assert column(kite, "clustering", weighted=True)["c"] == pytest.approx(0.25 / 3)
    detour = ties(("a", "b", 1), ("a", "c", 4), ("c", "b", 4))
    assert column(detour, "betweenness", weighted=True)["c"] == 1
    assert column(detour, "betweenness")["c"] == 0


def test_eigenvector_and_pagerank_of_a_star() -> None:
    """The hub of three has 1/sqrt(2) and each leaf 1/sqrt(6); ranks solve h = .0375 + .85 x 3l."""
    star = ties(("hub", "x", 1), ("hub", "y", 1), ("hub", "z", 1))
    found = column(star, "eigenvector")
    assert found["hub"] == pytest.approx(1 / math.sqrt(2))
    assert found["x"] == pytest.approx(1 / math.sqrt(6))
    rank = column(star, "pagerank")
    # l = .0375 + .85 h / 3
    hub = (0.0375 + 3 * 0.85 * 0.0375) / (1 - 0.85**2)
    assert rank["hub"] == pytest.approx(hub)
    assert rank["x"] == pytest.approx((1 - hub) / 3)


def test_directed_ties_count_by_where_they_lead(wheel: nx.DiGraph) -> None:
    frame = node_measures(wheel, ["degree", "strength", "betweenness", "clustering"]).frame
    assert frame.columns[:4] == ["node", "degree", "in_degree", "out_degree"]
    assert dict(frame.select("node", "in_degree").iter_rows()) == {"a": 1, "b": 1, "c": 2}
    # b to a leads through c, c to b through a; a to c goes straight: of (n-1)(n-2) = 2 each 1.
    assert frame["betweenness"].to_list() == [0.5, 0, 0.5]
    # Fagiolo: a has degree 3 of which 2 are the two ways of one tie: 3x2 - 2x1 = 4 possible.
    assert frame["clustering"].to_list() == pytest.approx([0.5, 1, 0.5])


def test_every_measure_bears_a_network_without_ties() -> None:
    alone = nx.empty_graph(3)
    frame = node_measures(alone, weighted=True).frame
    assert frame.height == 3
    assert frame["eigenvector"].to_list() == [None, None, None]
    assert frame["pagerank"].to_list() == pytest.approx([1 / 3] * 3)
    assert set(MEASURES) <= set(frame.columns)


def test_the_first_may_be_without_ties() -> None:
    graph = nx.Graph()
    graph.add_node("alone")
    graph.add_edge("a", "b", weight=2.5)
    assert column(graph, "strength") == {"alone": 0, "a": 2.5, "b": 2.5}


def test_measures_refuse_what_they_cannot_measure() -> None:
    with pytest.raises(NetworkError, match="no measure is called 'power'"):
        node_measures(nx.empty_graph(2), ["power"])
    with pytest.raises(NetworkError, match="parallel"):
        node_measures(nx.MultiDiGraph())
    with pytest.raises(NetworkError, match=r"weighs -0\.5; weights must be above 0"):
        node_measures(ties(("a", "b", -0.5)), ["closeness"], weighted=True)


def test_two_cliques_are_two_communities() -> None:
    """Two triangles and one tie between them: modularity 6/7 - 1/2 of the two halves."""
    graph = nx.Graph([(1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6), (3, 4)])
    found = communities(graph)
    assert found.frame["community"].to_list() == [1, 1, 1, 2, 2, 2]
    assert found.modularity == pytest.approx(6 / 7 - 1 / 2)
    assert found.stability == 1
    assert communities(graph).frame.equals(found.frame)
    with pytest.raises(NetworkError, match="two seeds"):
        communities(graph, seeds=[1])
    with pytest.raises(NetworkError, match="without ties"):
        communities(nx.empty_graph(3))
    with pytest.raises(NetworkError, match="above 0"):
        communities(ties(("a", "b", -1)))


def test_adjusted_rand_index() -> None:
    """One pair together of two and three: (1 - 3x2/6) / (2.5 - 1) = 0; alike is 1 by any names."""
    one = np.array([1, 1, 1, 2])
    assert adjusted_rand(one, np.array([1, 1, 2, 2])) == pytest.approx(0)
    assert adjusted_rand(one, np.array([7, 7, 7, 3])) == 1
    # Together are 2 of 6 pairs in each, and none in both: (0 - 4/6) / (2 - 4/6).
    assert adjusted_rand(np.array([1, 1, 2, 2]), np.array([1, 2, 1, 2])) == pytest.approx(-0.5)


def test_disparity_filter() -> None:
    """Of the hub's 1, 1, 8: a tie of 8/10 has (1 - .8)^2 = .04 and one of 1/10 has .81."""
    star = ties(("hub", "x", 1), ("hub", "y", 1), ("hub", "z", 8))
    kept = backbone(star, cut=0.05)
    assert list(kept.edges) == [("hub", "z")]
    assert kept["hub"]["z"]["level"] == pytest.approx(0.04)
    assert set(kept) == set(star)
    assert (kept.graph["cut"], kept.graph["ties_before"]) == (0.05, 3)
    assert backbone(star, cut=0.03).number_of_edges() == 0
    out = ties(("a", "b", 9), ("a", "c", 1), ("d", "c", 9), directed=True)
    # a to b: 9 of the 10 that leave a; b has no other that comes in. c: 9 of the 10 that come.
    assert dict(backbone(out, 0.2).edges) == {
        ("a", "b"): {"weight": 9, "level": pytest.approx(0.1)},
        ("d", "c"): {"weight": 9, "level": pytest.approx(0.1)},
    }


def test_a_layer_correlates_with_itself_and_its_reverse() -> None:
    ring = nx.Graph([(n, (n + 1) % 8) for n in range(8)])
    found = qap(ring, ring, weighted=False, permutations=400)
    assert found.correlation == pytest.approx(1)
    assert found.dyads == 28
    # 16 of the 8! orders give the ring itself: a share of 0.0004.
    assert found.p <= 5 / 401
    other = qap(ring, nx.complement(ring), weighted=False, permutations=400)
    assert other.correlation == pytest.approx(-1)
    assert other.p == found.p


def test_qap_is_over_what_both_know() -> None:
    """By hand over 12, 23: without 13, of which nothing is known, ties (1, 0) and (1, 0)."""
    one = ties((1, 2, 5), (1, 3, 1))
    other = ties((1, 2, 3), (2, 3, 2))
    one.graph["unknown"] = {"missing": [(1, 3)]}
    found = qap(one, other, permutations=10)
    assert found.dyads == 2
    # (5, 0) beside (3, 2) is a straight line.
    assert found.correlation == pytest.approx(1)
    with pytest.raises(NetworkError, match="2 states in common"):
        qap(one, ties((1, 2, 3)))
    with pytest.raises(NetworkError, match="do not vary"):
        qap(nx.complete_graph(4), nx.complete_graph(4))


def test_chance_is_called_chance() -> None:
    """Two random layers correlate, of 40 draws, about as often as p says."""
    low = sum(
        qap(
            nx.gnp_random_graph(12, 0.3, seed=n),
            nx.gnp_random_graph(12, 0.3, seed=n + 1000),
            weighted=False,
            permutations=99,
        ).p
        <= 0.1
        for n in range(40)
    )
    assert low <= 10


def test_triads_of_friends_and_enemies() -> None:
    """Of abc each two are friends; d is the enemy of a and b alone, who are friends."""
    friends = ties(("a", "b", 1), ("b", "c", 1), ("c", "a", 1), directed=True)
    enemies = ties(("a", "d", 1), ("d", "b", 1), directed=True)
    found = structural_balance(friends, enemies)
    assert found.triads == {"+++": 1, "++-": 0, "+--": 1, "---": 0}
    assert (found.share, found.both) == (1, 0)
    enemies.add_edge("c", "d")
    enemies.add_edge("a", "c")
    # a and c have ties of both signs now: of the rest only abd and bcd are triads.
    found = structural_balance(friends, enemies)
    assert found.triads == {"+++": 0, "++-": 0, "+--": 2, "---": 0}
    assert found.both == 1
    three = ties(("a", "b", 1), ("b", "c", 1), ("a", "c", 1))
    assert structural_balance(nx.empty_graph(0), three).triads["---"] == 1
    mixed = structural_balance(ties(("a", "b", 1), ("b", "c", 1)), ties(("a", "c", 1)))
    assert (mixed.triads["++-"], mixed.share) == (1, 0)
    assert structural_balance(nx.empty_graph(2), nx.empty_graph(2)).share is None


def test_ties_that_came_went_and_stayed() -> None:
    before = ties(("a", "b", 1), ("b", "a", 2), ("a", "x", 1), directed=True)
    after = ties(("a", "b", 5), ("a", "c", 1), ("b", "c", 1), directed=True)
    before.add_node("c")
    before.graph["unknown"] = {"missing": [("b", "c")]}
    frame = tie_changes(before, after).frame
    assert frame.select("a", "b", "change", "because", "weight_after").rows() == [
        ("a", "b", "stayed", None, 5),
        ("a", "c", "came", None, 1),
        ("a", "x", "went", "not there", None),
        ("b", "a", "went", None, None),
        ("b", "c", "came", "not known", 1),
    ]
    after.graph["measure"] = "other"
    with pytest.raises(NetworkError, match="differ in measure"):
        tie_changes(before, after)


def test_the_two_modes_of_affiliations() -> None:
    """In O are x and y, and in P is y alone: x and y share one, and so do O and P."""
    graph = nx.Graph([("x", "O"), ("y", "O"), ("y", "P")])
    for node in graph:
        graph.nodes[node]["bipartite"] = int(node in "OP")
    graph.add_node("z", bipartite=0)
    states = projection(graph)
    assert set(states) == {"x", "y", "z"}
    assert dict(states.edges) == {("x", "y"): {"weight": 1}}
    assert dict(projection(graph, "things").edges) == {("O", "P"): {"weight": 1}}


def test_shared_bodies_weigh_what_is_asked() -> None:
    """X and y are both in O, which has three members, and in P, which they have alone."""
    graph = nx.Graph(call="comity.made()")
    graph.add_nodes_from("xyz", bipartite=0)
    graph.add_nodes_from("OPQ", bipartite=1)
    graph.add_edges_from(["xO", "yO", "zO", "xP", "yP", "xQ"])
    newman, jaccard = projection(graph, weigh="newman"), projection(graph, weigh="jaccard")
    assert newman["x"]["y"]["weight"] == 1 / 2 + 1
    assert newman["y"]["z"]["weight"] == 1 / 2
    assert jaccard["x"]["y"]["weight"] == 2 / 3
    assert jaccard["x"]["z"]["weight"] == 1 / 3
    assert newman.graph["call"] == "comity.projection(comity.made(), 'states', weigh='newman')"
    with pytest.raises(NetworkError, match="there are count, newman, jaccard"):
        projection(graph, weigh="size")  # type: ignore[arg-type]


def test_a_layer_of_what_ships(folder: Path) -> None:
    """Of 2026 every state is a node, and the United Nations tie all that are in them."""
    found = layer("factbook_joint_any", 2026, actors="all", folder=folder)
    alive = polities().filter(pl.col("kind") == "state", pl.col("end").is_null())
    assert set(found) == set(alive["key"])
    both = affiliations("factbook", 2026, full=False, actors="all", folder=folder)
    assert found["PAK"]["RUS"]["weight"] == len(set(both["PAK"]) & set(both["RUS"])) > 20
    assert found.graph["sources"][0] == "https://w3id.org/comity/graph/factbook-2026-02-04"
    assert found.graph["manifest"] == read_manifest(folder).hash()


def test_layers_of_one_network_share_their_list_of_states() -> None:
    said = {"measure": "m", "year": 2000, "sources": []}
    one, other = nx.Graph(actors="cow", **said), nx.Graph(actors="gw", **said)
    with pytest.raises(NetworkError, match="same list of states"):
        multiplex(one, other)
    with pytest.raises(NetworkError, match="m 2000 is given twice"):
        multiplex(one, one)


def layer_of(name: str, **facts: object) -> nx.Graph:
    """A made-up layer that says where it is from."""
    made = ties((1, 2, 3), (2, 3, 1), (4, 1, 2))
    made.graph |= {"call": f"comity.layer({name!r}, 2000)", "manifest": "m1"}
    made.graph |= {"sources": [f"{GRAPH}{name}", f"{GRAPH}states"], **facts}
    return made


def test_what_is_made_of_networks_says_of_which() -> None:
    one, other = layer_of("one"), layer_of("two", manifest="m2")
    call, sources = "comity.layer('one', 2000)", (f"{GRAPH}one", f"{GRAPH}states")
    two = f"{call}, comity.layer('two', 2000)"
    found = {
        f"comity.node_measures({call}, measures=['core'], weighted=True)": node_measures(
            one, ["core"], weighted=True
        ),
        f"comity.node_measures({call})": node_measures(one),
        f"comity.communities({call})": communities(one),
        f"comity.communities({call}, resolution=2, seeds=[1, 2])": communities(
            one, resolution=2, seeds=(1, 2)
        ),
        f"comity.node_measures(comity.backbone({call}, 0.9))": node_measures(backbone(one, 0.9)),
    }
    for said, result in found.items():
        assert (result.call, result.manifest, result.sources) == (said, "m1", sources)
    every = (f"{GRAPH}one", f"{GRAPH}states", f"{GRAPH}two")
    both = [
        qap(one, other, weighted=False, permutations=9, seed=4),
        structural_balance(one, other),
    ]
    assert [result.call for result in both] == [
        f"comity.qap({two}, weighted=False, permutations=9, seed=4)",
        f"comity.structural_balance({two})",
    ]
    assert {(result.manifest, result.sources) for result in both} == {("m1 m2", every)}
    assert tie_changes(one, one).call == f"comity.tie_changes({call}, {call})"


def test_what_is_made_of_any_network_says_that_it_does_not_know() -> None:
    found = node_measures(nx.path_graph(3))
    assert (found.call, found.manifest, found.sources) == ("", "", ())
    assert qap(layer_of("one"), ties((1, 2, 1), (2, 3, 2), (3, 1, 1)), permutations=2).call == ""
    with pytest.raises(CitationError, match="names no source"):
        found.cite()
