"""Everything in the graph that links two things, as a network to look for paths in.

Things are actors, agreements, projects and events. What several sources report of one event is one
thing, and so is an agreement with its signing and all that was done under it. Numbers of a year
(trade), votes and claims are no links.
"""

import datetime as dt
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from comity.answers.asof import gone_on
from comity.answers.lines import STORES
from comity.model.namespaces import CM
from comity.query.question import question
from comity.store.stores import Store

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]


class Link(NamedTuple):
    """One statement that links two things: from which to which, by what, and its record if any.

    ``says`` is the IRI of a property, or of the class of a tie.
    """

    a: str
    says: str
    b: str
    record: str | None


def links_on(store: Store, day: dt.date | None) -> "nx.Graph":
    """What is linked on a day, or at any time.

    A tie holds from its start to its end, both inclusive; without an end to the end of what its
    source covers, or for as long as no document says that it ended. What was found in a year holds
    on its days, what was found on a day on that day alone, and an undated tie on none. An event
    links from its day on, and an agreement from that of its signing; a report without a day has
    that of other reports of the event, and an event that none dates may have been before any day,
    and is taken. A state that did not exist on the day is left out.

    Returns:
        A graph of IRIs with ``links``, a list of ``Link``, on its edges.
    """
    import networkx as nx  # noqa: PLC0415

    found = nx.Graph()
    every = _links(store)
    rows = every if day is None else every.filter(_holds(day))
    for row in rows.select(*Link._fields).iter_rows():
        link = Link(*row)
        if not found.has_edge(link.a, link.b):
            found.add_edge(link.a, link.b, links=[])
        found[link.a][link.b]["links"].append(link)
    if day:
        found.remove_nodes_from(gone_on(day))
    return found


def _holds(day: dt.date) -> pl.Expr:
    start, end, found = pl.col("start"), pl.col("end"), pl.col("asOf")
    dated = start.is_not_null() | end.is_not_null()
    within = (start.fill_null(dt.date.min) <= day) & (end.fill_null(dt.date.max) >= day)
    tie = pl.when(dated).then(within).otherwise(found == day)
    return pl.when(pl.col("tie")).then(tie.fill_null(value=False)).otherwise(within)


@lru_cache(maxsize=STORES)
def _links(store: Store) -> pl.DataFrame:
    """All that links two things: a, says, b, record, start, end, asOf, and whether it is a tie."""
    events = _asked(store, "links-of-events").rename({"property": "says"})
    things = _asked(store, "links-of-things").rename({"property": "says"})
    things = things.join(events, left_on="a", right_on="record", how="anti")
    same = _one_for_each(store, events)
    # What an event linked stays linked, so that its end is none.
    acts = events.with_columns(a=pl.col("record").replace(same), end=pl.lit(None, pl.Date))
    first = acts.group_by("a").agg(first=pl.col("start").min())
    told = things.with_columns(record=pl.when(pl.col("source").is_not_null()).then("a"))
    stated = pl.concat([acts, told], how="diagonal_relaxed").join(first, on="a", how="left")
    stated = stated.with_columns(start=pl.coalesce("start", "first"), tie=pl.lit(value=False))
    ties = _ties(store).with_columns(tie=pl.lit(value=True))
    every = pl.concat([ties, stated], how="diagonal_relaxed").with_columns(
        pl.col("b").replace(same)
    )
    told = every.filter(pl.col("a") != pl.col("b"))
    # In order, as of paths of one length those are found first whose links come first.
    return told.select(*Link._fields, "start", "end", "asOf", "tie").unique().sort(pl.all())


def _ties(store: Store) -> pl.DataFrame:
    """Ties that hold for a time, those without an end to the end of their source's coverage."""
    pairs = _asked(store, "ends-of-dyads").sort(pl.all()).unique("dyad", keep="first")
    dyadic = _asked(store, "links-of-dyads").join(pairs, on="dyad").drop("dyad")
    every = pl.concat([dyadic, _asked(store, "links-of-members")], how="diagonal_relaxed")
    covers = _asked(store, "coverage").group_by("source", "class").agg(pl.col("end").max())
    ties = every.join(covers, on=["source", "class"], how="left", suffix="_covered")
    year = pl.col("year").cast(pl.Int32)
    until = pl.when(pl.col("start").is_not_null()).then("end_covered")
    return ties.with_columns(
        says="class",
        start=pl.coalesce("start", pl.date(year, 1, 1)),
        end=pl.coalesce("end", pl.date(year, 12, 31), until),
    )


def _asked(store: Store, name: str) -> pl.DataFrame:
    """The answer to a question, with dates as dates even where there are none."""
    rows = store.select(question(name).sparql()).rename({"kind": "class"}, strict=False)
    dates = [column for column in ("start", "end", "asOf") if column in rows.columns]
    return rows.with_columns(pl.col(*dates).cast(pl.Date) if dates else [])


def _one_for_each(store: Store, events: pl.DataFrame) -> dict[str, str]:
    """What stands for each event: the agreement that it signs or acts on, or its first report."""
    import networkx as nx  # noqa: PLC0415

    same = nx.Graph()
    same.add_nodes_from(events.get_column("record"))
    pairs = _asked(store, "same-events").iter_rows()
    same.add_edges_from((a, b) for a, b in pairs if a in same and b in same)
    agreements: dict[str, set[str]] = defaultdict(set)
    for event, agreement in events.filter(says=f"{CM}agreement").select("record", "b").iter_rows():
        agreements[event].add(agreement)
    found: dict[str, str] = {}
    for reports in nx.connected_components(same):
        signed = {agreement for event in reports for agreement in agreements[event]}
        chief = signed.pop() if len(signed) == 1 else min(reports)
        found |= dict.fromkeys(reports, chief)
    return found
