"""States of a year in an order that shows who is tied to whom, in blocks that have names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.errors import NetworkError
from comity.model.regions import regions
from comity.networks.communities import communities
from comity.networks.layer import Layer, tied
from comity.networks.measured import Measured, Node, state_nodes
from comity.networks.measures import node_measures

SEEDS = (0, 1)
"""Two seeds of Louvain: a page is not to be waited for, and two tell whether they agree."""
NAMED = 3
MEASURED = {
    "degree": "number of ties",
    "strength": "sum of the weights of ties",
    "pagerank": "PageRank",
}
ORDERS = {"region": "region", "community": "community", "name": "name"} | MEASURED
"""What states may be put in order by, in words."""
NO_REGION = "region not known"
NO_TIES = "no ties"


@dataclass(frozen=True)
class Order:
    """Blocks of nodes, each with its name (empty where all are one), and how they came about."""

    blocks: tuple[tuple[str, tuple[Node, ...]], ...]
    says: str


def ordered(known: Measured, names: Mapping[Node, str], by: str) -> Order:
    """The nodes that have names, in blocks.

    Args:
        known: the ties of a year.
        names: of the nodes that are asked for, each of the year.
        by: one of ``ORDERS``.

    Raises:
        NetworkError: there is no such order; or communities are asked for where there are no
            ties, or weights that are not above 0.
    """
    if by not in ORDERS:
        raise NetworkError(f"there is no order {by!r}; there are {', '.join(ORDERS)}")
    nodes = sorted(names, key=lambda node: (names[node], str(node)))
    if by == "name":
        return Order((("", tuple(nodes)),), "by name")
    if by == "region":
        return _by_region(known, nodes)
    net = _among(known, nodes)
    if by == "community":
        return _by_community(net, nodes, names)
    values = dict(
        node_measures(net, [by], weighted=by == "pagerank").frame.select("node", by).iter_rows()
    )
    ranked = sorted(nodes, key=lambda node: -values[node])
    return Order((("", tuple(ranked)),), f"by {MEASURED[by]}, the most first")


def _by_region(known: Measured, nodes: Sequence[Node]) -> Order:
    keys = {node: str(facts["key"]) for node, facts in state_nodes(known.units)}
    found: dict[tuple[str, str], list[Node]] = {}
    for node in nodes:
        found.setdefault(regions().get(keys[node], ("~", NO_REGION)), []).append(node)
    blocks = tuple((sub, tuple(found[region, sub])) for region, sub in sorted(found))
    return Order(blocks, "by region, and in each by name")


def _among(known: Measured, nodes: Sequence[Node]) -> Layer:
    """The ties among some nodes, in their order, which seeds of Louvain depend on."""
    whole = tied(known, known.frame)
    made = whole.__class__()
    made.add_nodes_from(nodes)
    inside = set(nodes)
    ties = whole.edges(data=True)
    made.add_edges_from((a, b, facts) for a, b, facts in ties if a in inside and b in inside)
    return made


def _by_community(net: Layer, nodes: Sequence[Node], names: Mapping[Node, str]) -> Order:
    found = communities(net, seeds=SEEDS)
    strength = dict(net.degree(weight="weight"))
    members: dict[int, list[Node]] = {}
    alone = [node for node in nodes if not net.degree(node)]
    for node, community in found.frame.select("node", "community").iter_rows():
        if net.degree(node):
            members.setdefault(community, []).append(node)
    blocks = []
    for _, some in sorted(members.items()):
        best = sorted(some, key=lambda node: -strength[node])[:NAMED]
        more = f" and {len(some) - NAMED} more" if len(some) > NAMED else ""
        blocks.append((", ".join(names[node] for node in best) + more, tuple(some)))
    blocks += [(NO_TIES, tuple(alone))] if alone else []
    says = (
        f"by community (Louvain, the better of {len(SEEDS)} seeds: modularity "
        f"{found.modularity:.2f}; the seeds agree by {found.stability:.2f}, adjusted Rand), named "
        "by those of most weight, and in each by name"
    )
    return Order(tuple(blocks), says)
