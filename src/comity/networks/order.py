"""States of a year in an order that shows who is tied to whom, in blocks that have names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.errors import NetworkError
from comity.model.regions import regions
from comity.model.words import N_, _, numeral
from comity.networks.communities import communities
from comity.networks.layer import Layer, tied
from comity.networks.measured import Measured, Node, state_nodes
from comity.networks.measures import node_measures

SEEDS = (0, 1)
"""Two seeds of Louvain: a page is not to be waited for, and two tell whether they agree."""
NAMED = 3
MEASURED = {
    "degree": N_("number of ties"),
    "strength": N_("sum of the weights of ties"),
    "pagerank": N_("PageRank"),
}
ORDERS = {"region": N_("region"), "community": N_("community"), "name": N_("name")} | MEASURED
"""What states may be put in order by, in words."""
NO_REGION = N_("region not known")
NO_TIES = N_("no ties")


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
        wrong = _("there is no order {order}; there are {orders}")
        raise NetworkError(wrong.format(order=repr(by), orders=", ".join(ORDERS)))
    nodes = sorted(names, key=lambda node: (names[node], str(node)))
    if by == "name":
        return Order((("", tuple(nodes)),), _("by name"))
    if by == "region":
        return _by_region(known, nodes)
    net = _among(known, nodes)
    if by == "community":
        return _by_community(net, nodes, names)
    values = dict(
        node_measures(net, [by], weighted=by == "pagerank").frame.select("node", by).iter_rows()
    )
    ranked = sorted(nodes, key=lambda node: -values[node])
    says = _("by {measure}, the most first").format(measure=_(MEASURED[by]))
    return Order((("", tuple(ranked)),), says)


def _by_region(known: Measured, nodes: Sequence[Node]) -> Order:
    keys = {node: str(facts["key"]) for node, facts in state_nodes(known.units)}
    found: dict[tuple[str, str], list[Node]] = {}
    for node in nodes:
        found.setdefault(regions().get(keys[node], ("~", NO_REGION)), []).append(node)
    blocks = tuple((_(sub), tuple(found[region, sub])) for region, sub in sorted(found))
    return Order(blocks, _("by region, and in each by name"))


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
    for some in (members[number] for number in sorted(members)):
        best = sorted(some, key=lambda node: -strength[node])[:NAMED]
        name = ", ".join(names[node] for node in best)
        if len(some) > NAMED:
            name = _("{names} and {count} more").format(names=name, count=len(some) - NAMED)
        blocks.append((name, tuple(some)))
    blocks += [(_(NO_TIES), tuple(alone))] if alone else []
    says = _(
        "by community (Louvain, the better of {seeds} seeds: modularity {modularity}; the seeds "
        "agree by {stability}, adjusted Rand), named by those of most weight, and in each by name"
    ).format(
        seeds=len(SEEDS),
        modularity=numeral(found.modularity, ".2f"),
        stability=numeral(found.stability, ".2f"),
    )
    return Order(tuple(blocks), says)
