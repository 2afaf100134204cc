"""Ties as a networkx graph: parallel and reciprocal ties kept, each with its dates and source.

A series, which gathers what a release gives too much of, is one edge from its first year to its
last, with its latest value.

Nodes are IRIs with ``label``, ``kind`` and ``href``. Edges are keyed by the IRI of their tie
and have ``kind`` (a ``Kind``), ``start``, ``end``, ``year``, ``value``, ``unit``, ``source``,
``source_title``, ``locator``, ``iri``, ``href``, ``when`` and ``sentence``. The edge of an
undirected tie runs from the end whose IRI comes first. The graph has ``call`` and ``manifest``
(what gives the same graph again), ``sources`` (IRIs) and ``bibtex`` (of these),
``subtitle``, ``citation`` and, where it is of one actor, ``centre``, that actor's IRI.

``there`` is how many ties there are of each kind at any time, ``besides`` how many of two modes
besides, ``kinds`` and ``states`` what was asked for, and ``others`` how many are left out, as
they are of other kinds or states or did not hold on the day. ``gathered`` is what of the kinds that
were asked for is left out as there is too much of it: source (IRI), its title, number of ties.

As of a day edges are what held on it, by the rules of ``comity.answers.asof``; those that
possibly did have ``possibly``, and say so in ``when``. The graph has ``as_of``, as text, and
``undated``, how many ties are left out as they have no date. A state or territory is what it
was on the day.
"""

import datetime as dt
import difflib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from comity.answers.actors import Parts, parts_of
from comity.answers.asof import HELD, POSSIBLY, in_force
from comity.answers.dyads import (
    TIE,
    gathered_of_two_modes,
    held_among,
    held_ties,
    is_among,
    of_kinds,
    only_among,
    ties_among,
    ties_of_two_modes,
)
from comity.answers.lines import (
    POLITIES,
    Facts,
    bound,
    ends_of,
    facts,
    href,
    labels,
    line,
    source_notes,
    thing,
)
from comity.errors import QuestionError, UnknownThingError
from comity.model.days import day_of
from comity.model.namespaces import ID
from comity.model.ontology import ancestors, classes
from comity.model.records import Line, Thing
from comity.model.states import state
from comity.model.words import _, day_text, ngettext, numeral
from comity.query.cite import cite
from comity.query.result import called_of
from comity.store.stores import Store

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

Network: TypeAlias = "nx.MultiDiGraph"


def network(
    store: Store,
    actor: str | None = None,
    *,
    kinds: Sequence[str] = (),
    states: Sequence[str] = (),
    as_of: dt.date | str | None = None,
) -> Network:
    """Ties of one actor, or of all states and territories among each other.

    Classes of ties between a state and what is none, such as ``Membership``, are of all states and
    of all that these are in, a network of two modes, where they are asked for by name; else of
    one actor alone.

    See the module ``comity.answers.network`` for what nodes, edges and graph hold.

    Args:
        store: where to ask.
        actor: key of a state or territory, such as ``PAK``, or path of an actor below ``id/``,
            such as ``body/SCO``; all dyads by default.
        kinds: classes of ties by local name, such as ``AlliancePledge``, each with the classes
            below it; all by default.
        states: instead of an actor, those among whom ties are: keys, or paths below ``id/``. Ties
            of two modes are with all that the states are in, if no body or such is among them.
        as_of: the day; any time by default.

    Raises:
        UnknownStateError: nothing has that key.
        UnknownThingError: the graph has no actor of that path.
        QuestionError: the day is none, no class of ties has such a name, or an actor is given and
            states besides.
    """
    import networkx as nx  # noqa: PLC0415

    day, named = day_of(as_of), labels(store)
    _check(kinds)
    if actor and states:
        raise QuestionError(_("ties are of one actor or among states; give one of the two"))
    net = nx.MultiDiGraph()
    among = [_known(one, day, named) for one in ([actor] if actor else states)]
    for iri in among:
        _add_node(net, iri, named)
    if actor:
        net.graph["centre"] = among[0]
    chosen = frozenset() if actor else frozenset(among)
    parts, ties, index = _ties(store, net.graph.get("centre"), kinds, day, chosen)
    held = index.filter(pl.col("holds").is_in(HELD))
    _join(net, parts.rows(held["record"]), held, store, chosen)
    given = {"kinds": list(kinds), "states": list(states), "as_of": str(day or "")}
    net.graph |= _origin(store, net, *([actor] if actor else []), **given)
    net.graph |= {"kinds": tuple(kinds), "states": tuple(states)}
    net.graph |= _left_out(net, ties, index, held)
    if not actor:
        net.graph["besides"] = _counted(ties_of_two_modes(store).index)
        net.graph["gathered"] = _gathered(store, kinds)
    net.graph |= {"as_of": str(day)} if day else {}
    net.graph |= described(net)
    return net


def _ties(
    store: Store,
    actor: str | None,
    kinds: Sequence[str],
    day: dt.date | None,
    among: Collection[str],
) -> tuple[Parts, pl.DataFrame, pl.DataFrame]:
    """Records of an actor (IRI) or of all; the index of ties, and of those asked for."""
    if actor is None:
        parts = ties_among(store, kinds)
        return parts, parts.index, only_among(held_among(store, tuple(kinds), day), among)
    parts = parts_of(store, actor)
    ties = of_kinds(parts.index, [TIE])
    return parts, ties, held_ties(store, ties, kinds, day)


def _left_out(
    net: Network, ties: pl.DataFrame, index: pl.DataFrame, held: pl.DataFrame
) -> dict[str, object]:
    """What there is, beside what is left out: of all ties those asked for, and those that held."""
    undated = index.height - held.height
    return {
        "there": _counted(ties),
        "others": ties.height - undated - net.number_of_edges(),
        "undated": undated,
    }


def _gathered(store: Store, kinds: Sequence[str]) -> list[tuple[str, str, int]]:
    sources = source_notes(store)
    some = of_kinds(gathered_of_two_modes(store), kinds)
    rows = some.group_by("source", maintain_order=True).agg(pl.col("records").sum()).iter_rows()
    return [(iri, sources[iri].title, records) for iri, records in rows]


def _counted(ties: pl.DataFrame) -> dict[str, int]:
    return dict(ties["kind"].value_counts().iter_rows())


def _join(
    net: Network, rows: pl.DataFrame, held: pl.DataFrame, store: Store, among: Collection[str]
) -> None:
    """Adds ties, of which these are the statements and this the index, with their ends."""
    named, sources = labels(store), source_notes(store)
    possibly = frozenset(held.filter(holds=POSSIBLY)["record"])
    for record in facts(rows, named):
        pair = ends_of(record)
        if pair is None or not is_among(record.first("type"), pair, among):
            continue
        shown = replace(line(record, sources), possibly=record.iri in possibly)
        for iri in pair:
            _add_node(net, iri, named)
        net.add_edge(*pair, key=record.iri, **_edge(record, shown))


def _known(actor: str, day: dt.date | None, named: Mapping[str, str]) -> str:
    iri = node_of(actor, day)
    if iri not in named:
        raise UnknownThingError(_("the graph has no actor {actor}").format(actor=actor))
    return iri


def _check(kinds: Sequence[str]) -> None:
    ties = [one for one in classes() if TIE in ancestors(one)]
    for name in kinds:
        if name not in ties:
            near = difflib.get_close_matches(name, ties, n=3, cutoff=0.3)
            wrong = (
                _("no class of ties is called {name}; near are {names}")
                if near
                else _("no class of ties is called {name}; TradeFlow is one")
            )
            raise QuestionError(wrong.format(name=repr(name), names=", ".join(near)))


def _origin(store: Store, net: Network, *actor: str, **given: object) -> dict[str, object]:
    sources = sorted({source for *_, source in net.edges(data="source")})
    return {
        "call": called_of(store, "network", *actor, **given),
        "manifest": store.manifest,
        "sources": sources,
        "bibtex": cite(*sources, store=store),
    }


def node_of(actor: str, day: dt.date | None = None) -> str:
    """IRI of an actor by key, or path below ``id/``; of a state, of what it was on a day."""
    if "/" in actor and actor.split("/", maxsplit=1)[0] not in POLITIES:
        return f"{ID}{actor}"
    subject = state(actor.rsplit("/", 1)[-1])
    return ((in_force(subject, day) if day else None) or subject).iri


def _add_node(net: Network, iri: str, named: Mapping[str, str]) -> None:
    if iri not in net:
        one = thing(iri, named.get(iri, ""))
        net.add_node(iri, label=one.label, kind=one.kind, href=one.href)


def _edge(record: Facts, shown: Line) -> dict[str, object]:
    year, value = record.first("year"), record.first("value") or record.first("latestValue")
    first, last = record.first("firstYear"), record.first("lastYear")
    words = [part.label if isinstance(part, Thing) else part for part in shown.sentence]
    words += [_(" ({bound} this)").format(bound=found)] if (found := bound(record)) else []
    return {
        "kind": shown.kind,
        "start": record.first("start") or (f"{first}-01-01" if first else None),
        "end": record.first("end") or (f"{last}-12-31" if last else None),
        "year": int(year) if year else None,
        "value": float(value) if value else None,
        "unit": record.first("unit") or None,
        "source": shown.source.iri,
        "source_title": shown.source.title,
        "locator": shown.locator,
        "iri": record.iri,
        "href": href(record.iri),
        "when": _("possibly: {when}").format(when=shown.when.words)
        if shown.possibly
        else shown.when.words,
        "possibly": shown.possibly,
        "sentence": "".join(words),
    }


def described(net: Network) -> dict[str, str]:
    """What is said of a network, or of a part of one: its ``subtitle`` and its ``citation``."""
    found = Counter((data["source"], data["source_title"]) for *_, data in net.edges(data=True))
    used = [title for _, title in sorted(found, key=lambda one: (-found[one], one[1])) if title]
    n, m, k = net.number_of_edges(), net.number_of_nodes(), len(used)
    said = _("{ties} among {actors}, from {sources}").format(
        ties=ngettext("{count} tie", "{count} ties", n).format(count=numeral(n)),
        actors=ngettext("{count} actor", "{count} actors", m).format(count=numeral(m)),
        sources=ngettext("{count} source", "{count} sources", k).format(count=numeral(k)),
    )
    if day := net.graph.get("as_of"):
        said += _("; on {day}").format(day=day_text(day))
    if possibly := sum(data.get("possibly", False) for *_ends, data in net.edges(data=True)):
        unsure = _(", {count} of them possibly, as their sources do not tell")
        said += unsure.format(count=numeral(possibly))
    if undated := net.graph.get("undated", 0):
        said += _("; {count} without a date left out").format(count=numeral(undated))
    if others := net.graph.get("others"):
        left = (
            _("; {count} of other kinds, ends or days are not shown")
            if net.graph.get("states")
            else _("; {count} of other kinds or days are not shown")
        )
        said += left.format(count=numeral(others))
    titles = "; ".join(used)
    return {
        "subtitle": said,
        "citation": _("Sources: {titles}").format(titles=titles) if used else "",
    }
