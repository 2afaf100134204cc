"""How any two things are linked, by way of which others, and who says so of each step."""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import polars as pl

from comity.answers.lines import facts, labels, line, local, source_notes, thing
from comity.answers.links import Link, links_on
from comity.answers.search import find
from comity.answers.wording import plain, tied
from comity.errors import QuestionError
from comity.model.days import day_of
from comity.model.namespaces import CM
from comity.model.ontology import kinds
from comity.model.records import Hop, Line, Path
from comity.model.words import _
from comity.query.result import Rows, called_of
from comity.store.stores import Store

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

CLOSEST = 5
"""How many paths are given, where nobody says."""
AT_ONCE = 500
"""Records that one query asks about."""
RECORDS = """SELECT DISTINCT ?record ?property ?value WHERE {
  VALUES ?record { %s }
  ?record cm:dyad? ?node .
  ?node ?property ?value .
  FILTER (?node = ?record || ?property IN (cm:from, cm:to, cm:between))
}"""
QUOTES = """SELECT ?record ?quote WHERE {
  VALUES ?record { %s }
  ?claim cm:states ?record ; cm:quote ?quote .
}"""

COLUMNS = ("path", "step", "a", "b", "says", "when", "quote", "source", "locator", "record")


@dataclass(frozen=True)
class Paths(Rows):
    """How two things are linked: ``ways``, the closest first; none where nothing links them.

    ``frame`` has a row for each record of each step of each way, or one where a step has none:
    path and step (numbers from 1), a and b (IRIs of the ends of the step), says, when and quote
    (words), source (IRI), locator and record (IRI).
    """

    ways: tuple[Path, ...]


def paths(
    store: Store,
    a: str,
    b: str,
    *,
    as_of: dt.date | str | None = None,
    avoid: Sequence[str] = (),
    k: int = CLOSEST,
) -> Paths:
    """The closest ways from one thing to another, by ties, events and agreements.

    A step costs 1, and each thing in between the binary logarithm of how many others it is linked
    to, so that a path through what ties everybody is long (the damping of Adamic and Adar 2003,
    Social Networks 25). The paths are simple: none comes to a thing twice (Yen 1971, Management
    Science 17). Their records are given with the words of the source, or of the claim that states
    them; see ``comity.answers.links`` for what links, and when.

    Args:
        store: where to ask. All that links is read once, and kept.
        a: a name, key, IRI, or path below ``id/``, of a state, body, institution, person, project,
            agreement or event.
        b: the other.
        as_of: day on which every step must hold; any time by default, and not all at one time.
        avoid: things that no path may lead through.
        k: how many paths at the most.

    Raises:
        UnknownThingError: the graph has nothing of a name, or several things.
        QuestionError: the day is no date, the two are one, an end is to be avoided, or ``k`` is
            below 1.
    """
    if k < 1:
        raise QuestionError(_("{k} is no number of paths; ask for one at the least").format(k=k))
    first, last = (find(store, text).iri for text in (a, b))
    shunned = {find(store, text).iri for text in avoid}
    if first == last or {first, last} & shunned:
        raise QuestionError(_("a path is between two things, neither of which is to be avoided"))
    day = day_of(as_of)
    ways = _ways(store, links_on(store, day), (first, last), shunned, k)
    given = {"as_of": str(day or ""), "avoid": list(avoid), "k": k if k != CLOSEST else None}
    used = {line.source.iri for way in ways for hop in way.hops for line in hop.lines}
    return Paths(
        call=called_of(store, "paths", a, b, **given),
        manifest=store.manifest,
        sources=tuple(sorted(used)),
        store=store,
        frame=_frame(ways),
        ways=ways,
    )


def _ways(
    store: Store, net: "nx.Graph", ends: tuple[str, str], shunned: Collection[str], k: int
) -> tuple[Path, ...]:
    import networkx as nx  # noqa: PLC0415

    costs = {node: math.log2(degree) for node, degree in net.degree if degree}
    for one, other, of_edge in net.edges(data=True):
        of_edge["cost"] = 1 + (costs[one] + costs[other]) / 2
    net.remove_nodes_from([*shunned, *(node for node in net if node not in costs)])
    if not all(end in net for end in ends) or not nx.has_path(net, *ends):
        return ()
    ways = list(islice(nx.shortest_simple_paths(net, *ends, weight="cost"), k))
    named, lines = labels(store), _lines(store, {iri for way in ways for iri in _records(net, way)})
    of_ends = sum(costs[end] for end in ends) / 2
    return tuple(
        Path(_hops(net, way, named, lines), nx.path_weight(net, way, "cost") - of_ends)
        for way in ways
    )


def _frame(ways: Iterable[Path]) -> pl.DataFrame:
    rows = [
        (number, step, hop.a.iri, hop.b.iri, "; ".join(hop.says), *told)
        for number, path in enumerate(ways, 1)
        for step, hop in enumerate(path.hops, 1)
        for told in _told(hop)
    ]
    schema = {name: pl.Int64 if name in ("path", "step") else pl.String for name in COLUMNS}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _told(hop: Hop) -> list[tuple[str | None, ...]]:
    lines = [(one.when.words, one.quote, one.source.iri, one.locator, one.iri) for one in hop.lines]
    return list(lines) or [(None,) * 5]


def _links(net: "nx.Graph", way: Sequence[str]) -> Iterable[list[Link]]:
    return (net[one][other]["links"] for one, other in pairwise(way))


def _records(net: "nx.Graph", way: Sequence[str]) -> Iterable[str]:
    return (link.record for links in _links(net, way) for link in links if link.record)


def _hops(
    net: "nx.Graph", way: Sequence[str], named: Mapping[str, str], lines: Mapping[str, Line]
) -> tuple[Hop, ...]:
    hops = []
    for (one, other), links in zip(pairwise(way), _links(net, way), strict=True):
        said = dict.fromkeys(_says(link, named) for link in links)
        records = dict.fromkeys(link.record for link in links if link.record)
        told = sorted((lines[iri] for iri in records), key=lambda each: (each.when.sort, each.iri))
        ends = [thing(iri, named.get(iri, "")) for iri in (one, other)]
        hops.append(Hop(ends[0], ends[1], tuple(said), tuple(told)))
    return tuple(hops)


def _says(link: Link, named: Mapping[str, str]) -> str:
    """A link in words; a tie by its class's phrase, else by the name of its property."""
    a, b = (thing(iri, named.get(iri, "")) for iri in (link.a, link.b))
    name = local(link.says)
    if name in kinds():
        return plain(tied(kinds()[name], a, b))
    return f"{a.label}: {named.get(CM + name, name)} {b.label}"


def _lines(store: Store, records: Iterable[str]) -> dict[str, Line]:
    """Records as pages show them, with the words of the claim that states one that has none."""
    named, sources = labels(store), source_notes(store)
    asked = sorted(records)
    found: dict[str, Line] = {}
    for start in range(0, len(asked), AT_ONCE):
        terms = " ".join(f"<{iri}>" for iri in asked[start : start + AT_ONCE])
        quotes = dict(store.select(QUOTES % terms).select("record", "quote").iter_rows())
        for record in facts(store.select(RECORDS % terms), named):
            shown = line(record, sources)
            found[record.iri] = replace(shown, quote=shown.quote or quotes.get(record.iri, ""))
    return found
