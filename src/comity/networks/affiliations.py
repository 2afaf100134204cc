"""States and what they are in, as a network of two modes, and what it says of either mode alone.

Breiger (1974), Social Forces 53: two states are tied by what both are in, two organisations by
those who are in both.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from comity.errors import NetworkError
from comity.files.source import Source
from comity.model.namespaces import ID
from comity.model.ontology import ancestors, kinds
from comity.networks.measured import Node, nodes_of, state_nodes
from comity.networks.origin import origin
from comity.tables.cells import SILENCES
from comity.tables.column import MEANINGS, MISSING
from comity.tables.groups.group import Part
from comity.tables.groups.shared import FULL
from comity.tables.holding import Holding, holding
from comity.tables.panel import Actors, panel
from comity.tables.years import span_of

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

Affiliations: TypeAlias = "nx.Graph"
IN = {"Membership": "body", "Participation": "agreement"}
STATES, THINGS = 0, 1
"""Values of the node attribute ``bipartite``, as networkx has it."""


def affiliations(
    source: str,
    year: int | None = None,
    *,
    as_of: dt.date | str | None = None,
    full: bool = True,
    actors: Actors = "cow",
    as_known: str = "",
    folder: Path | None = None,
) -> Affiliations:
    """The states of a list, and the organisations or agreements that they are in, in a year.

    A ``Graph``. States are nodes as in ``layer``, with ``bipartite`` 0; what any of them is in is
    a node by its IRI, with ``bipartite`` 1 and ``name``, and so is that of which the source does
    not know whether one is. Edges have ``role`` (of organisations),
    ``source``, ``iri`` and ``locator``; of a state that was in it twice in the year, or in two
    roles, with spaces between. As of a day they have ``possibly``, as in ``layer``.
    ``graph.graph`` has ``call``, ``manifest``, ``year``, as of a day ``as_of``, ``actors``,
    ``sources`` and ``unknown``: by what it means, the pairs of state and thing of which the source
    says that it does not know, or that there was nothing to be in.

    Args:
        source: id of a source of memberships or participations, such as ``cow_igo`` or ``atop``.
        year: the year.
        as_of: a day, instead of the year.
        full: full members of organisations alone; else those of every role.
        actors: whose list of states.
        as_known: as for ``layer``.
        folder: where the store is; comity's own by default.

    Raises:
        NetworkError: no such source is built, or it does not say who is in what.
        StoreMissingError: no graph has been built there.
        TableError: as for ``layer``.
        QuestionError: ``as_known`` is no day, month or year.
    """
    import networkx as nx  # noqa: PLC0415

    (first, last), day = span_of((year, year) if year is not None else None, as_of)
    held = holding(folder, as_known)
    one, kind = _source(held, source)
    units = panel(held, actors, (first, last), day=day)
    part = Part(held, one, units, units)
    seats, silent = _seats(part, kind, full=full), _silent(part, kind)
    made, nodes = nx.Graph(), nodes_of(units)
    made.add_nodes_from(state_nodes(units), bipartite=STATES)
    made.add_nodes_from(_things(seats, silent, _names(held, one)))
    for unit, thing, *facts in seats.iter_rows():
        made.add_edge(nodes[unit], ID + thing, source=one.graph, **_about(seats, facts))
    if day:
        _doubt(made, _seats(replace(part, sure=True), kind, full=full), nodes)
    said = f"as_of={str(day)!r}" if day else str(first)
    said += f", full={full}, actors={actors!r}"
    said += f", as_known={as_known!r}" if as_known else ""
    made.graph["call"] = f"comity.affiliations({source!r}, {said})"
    made.graph |= {"year": first, "as_of": str(day)} if day else {"year": first}
    made.graph |= {"actors": actors, "unknown": _unknown(silent, made, nodes)}
    made.graph["sources"] = sorted({one.graph, units.source.graph})
    made.graph["manifest"] = held.manifest.hash()
    return made


def _things(
    seats: pl.DataFrame, silent: pl.DataFrame, names: dict[str, str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """What anyone is in, and what the source does not know whether one is."""
    unsure = silent.filter(pl.col("meaning") == MISSING)
    for path in pl.concat([seats.get_column("thing"), unsure.get_column("thing")]).unique().sort():
        yield ID + path, _thing(path, names)


def _about(seats: pl.DataFrame, facts: list[str]) -> dict[str, str]:
    return {name: said for name, said in zip(seats.columns[2:], facts, strict=True) if said}


def _doubt(made: Affiliations, surely: pl.DataFrame, nodes: Mapping[int, Node]) -> None:
    """Tells the seats that may or may not have been held on the day."""
    sure = {(nodes[unit], ID + thing) for unit, thing in surely.select("unit", "thing").iter_rows()}
    for a, b, facts in made.edges(data=True):
        facts["possibly"] = (a, b) not in sure


def projection(
    graph: Affiliations,
    onto: Literal["states", "things"] = "states",
    weigh: Literal["count", "newman", "jaccard"] = "count",
) -> "nx.Graph":
    """One mode of a network of two: who is tied by what both are in, or what by who is in both.

    Returns a ``Graph`` of all nodes of that mode with ``weight`` on its ties: by ``count`` how many
    they share; by ``newman`` the sum over these of 1 / (how many are in it - 1), so that a body of
    all weighs little (Newman 2001, Physical Review E 64, 016132); by ``jaccard`` those that they
    share as a share of those that either is in (Jaccard 1912, New Phytologist 11).

    Args:
        graph: what ``affiliations`` gave, or any with ``bipartite`` 0 and 1 on its nodes.
        onto: which mode stays.
        weigh: what a tie weighs.

    Raises:
        NetworkError: there is no such mode, nodes do not say of which they are, or ties are not
            weighed so.
    """
    import networkx as nx  # noqa: PLC0415

    project = {
        "count": nx.bipartite.weighted_projected_graph,
        "newman": nx.bipartite.collaboration_weighted_projected_graph,
        "jaccard": nx.bipartite.overlap_weighted_projected_graph,
    }
    if weigh not in project:
        raise NetworkError(f"ties are not weighed by {weigh!r}; there are {', '.join(project)}")
    if onto not in ("states", "things"):
        raise NetworkError(f"a network of two modes has no {onto!r}; it has states and things")
    if any("bipartite" not in facts for _, facts in graph.nodes(data=True)):
        raise NetworkError("nodes do not say of which mode they are; give what affiliations gives")
    mode = STATES if onto == "states" else THINGS
    nodes = [node for node, side in graph.nodes(data="bipartite") if side == mode]
    made = project[weigh](graph, nodes)
    made.graph |= {name: value for name, value in graph.graph.items() if name != "unknown"}
    if "call" in graph.graph:
        given = [] if weigh == "count" else [f"weigh={weigh!r}"]
        made.graph["call"] = origin([graph], "projection", repr(onto), *given)["call"]
    return made


def _source(held: Holding, name: str) -> tuple[Source, str]:
    there = {one.id: (one, kind) for kind in IN for one in held.having(kind)}
    if name not in there:
        known = f"there are {', '.join(sorted(there))}" if there else "build one: comity build ID"
        raise NetworkError(f"no source {name!r} that says who is in what is built; {known}")
    return there[name]


def _seats(part: Part, kind: str, *, full: bool) -> pl.DataFrame:
    """Who is in what in the year, each once: unit, thing, role (of bodies), iri, locator."""
    rows = part.of_members(kind).rename({IN[kind]: "thing"})
    if kind == "Membership" and full:
        rows = rows.filter(pl.col("role").is_in(FULL))
    told = ["role", "iri", "locator"] if kind == "Membership" else ["iri", "locator"]
    every = rows.with_columns(iri=ID + pl.col("iri")).sort("thing", "unit", "iri")
    words = [pl.col(name).unique(maintain_order=True).str.join(" ") for name in told]
    return every.group_by("unit", "thing", maintain_order=True).agg(words).collect()


def _thing(path: str, names: dict[str, str]) -> dict[str, object]:
    return {"bipartite": THINGS, "name": names.get(path, path)}


def _names(held: Holding, source: Source) -> dict[str, str]:
    """English names of organisations and agreements by path, by what the source itself says first.

    Where a source has no chief name for one, another's stands, and then its longest other name.
    """
    named = ("InternationalBody", "Agreement")
    classes = [kind for kind in kinds() if any(one in ancestors(kind) for one in named)]
    found: dict[str, str] = {}
    for column in ("label", "alt_label"):
        for one in sorted(held.sources.values(), key=lambda one: one is not source):
            for kind in classes:
                records = held.records(one, kind)
                if column in records.collect_schema().names():
                    rows = records.select("iri", column).drop_nulls().collect()
                    longest = rows.sort(pl.col(column).str.len_chars(), descending=True)
                    found = dict(longest.unique("iri", keep="first").iter_rows()) | found
    return found


def _silent(part: Part, kind: str) -> pl.DataFrame:
    """What a source says where it has no tie of a state and a thing: unit, thing, meaning."""
    nothing = pl.DataFrame(schema={"unit": pl.Int32, "thing": pl.String, "meaning": pl.String})
    columns = part.held.records(part.source, "Gap").collect_schema().names()
    if not {"member", IN[kind]} <= set(columns):
        return nothing
    gaps = part.of_members("Gap").filter(pl.col("lacks") == f"cm:{kind}").drop_nulls(IN[kind])
    words = {name: MEANINGS[number] for name, number in SILENCES.items()}
    meaning = pl.col("silence").replace_strict(words)
    rows = gaps.select("unit", IN[kind], meaning).unique().sort("unit", IN[kind]).collect()
    return rows.rename({IN[kind]: "thing", "silence": "meaning"})


def _unknown(
    silent: pl.DataFrame, made: Affiliations, nodes: Mapping[int, Node]
) -> dict[str, list[tuple[object, str]]]:
    """Pairs of state and thing by what the source says where it has no tie of them."""
    found: dict[str, list[tuple[object, str]]] = defaultdict(list)
    for unit, path, meaning in silent.iter_rows():
        if ID + path in made and not made.has_edge(nodes[unit], ID + path):
            found[meaning].append((nodes[unit], ID + path))
    return dict(found)
