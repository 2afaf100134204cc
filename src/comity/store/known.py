"""What was known by a day: of the named graphs, those of sources that had come out by then.

A release and a document have a graph of their own IRI each, which says when it was issued. A graph
of no source (the ontology, dyads, names of things) holds nothing that anyone reported, and the
tables of states say who is who: these are there on every day. So are the names of actors, projects
and sectors, whatever source has them, as who is meant is no tie: else a membership that was known
would be of a body without a name. Agreements, events and documents are what is reported, and have
theirs from the day on which they are known.
"""

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from comity.errors import QuestionError
from comity.files.issued import last_day
from comity.model.namespaces import CM, GRAPH, ID, RDFS, SKOS
from comity.model.words import _

GRAPHS = "SELECT ?graph WHERE { GRAPH ?graph {} }"
SOURCES = """SELECT ?graph ?issued WHERE {
  VALUES ?kind { cm:Release cm:Document cm:Source }
  GRAPH ?graph {
    ?graph a ?kind
    OPTIONAL { ?graph dcterms:issued ?date BIND (STR(?date) AS ?issued) }
  }
}"""
IDENTITY = f"{GRAPH}identity-"
"""How the graph of the tables of states begins, of whatever release."""

NAMES = (f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{CM}name")
"""Properties that name a thing; a name that is borne for a time is a node with a label."""
NAMED = tuple(
    f"{ID}{kind}/"
    for kind in ("body", "institution", "name", "nonstate", "person", "project", "sector")
)
"""How the IRIs of what is named on every day begin."""

log = logging.getLogger("comity")


class Selects(Protocol):
    """What can be asked in SPARQL."""

    def select(self, query: str) -> pl.DataFrame:
        """Rows of a SELECT."""
        ...


@dataclass(frozen=True)
class Known:
    """IRIs of the named graphs that were known by a day, and of sources that have no date."""

    graphs: tuple[str, ...]
    undated: tuple[str, ...]


def known_by(store: Selects, as_known: str) -> Known:
    """What of a store was known by the last day of a day, month or year.

    A source that came out in a month or year had certainly come out by the end of it.

    Raises:
        QuestionError: it is no day, month or year.
    """
    day = last_day_known(as_known)
    graphs = store.select(GRAPHS).get_column("graph").to_list()
    issued = dict(store.select(SOURCES).select("graph", "issued").iter_rows())
    reported = {one: date for one, date in issued.items() if not one.startswith(IDENTITY)}
    undated = sorted(one for one, date in reported.items() if date is None)
    gone = {one for one, date in reported.items() if date is None or last_day(date) > day}
    return Known(tuple(sorted(set(graphs) - gone)), tuple(undated))


def last_day_known(as_known: str) -> dt.date:
    """The last day of a day, month or year by which something was known.

    Raises:
        QuestionError: it is none of these.
    """
    try:
        return last_day(as_known)
    except ValueError as error:
        raise QuestionError(_("known by: {why}").format(why=error)) from None


def warn_of(left_out: Collection[str]) -> None:
    """Warns of sources that are left out as no one knows when they came out; counts documents."""
    named = [one.removeprefix(GRAPH) for one in left_out if one.startswith(GRAPH)]
    documents = len(left_out) - len(named)
    named += [f"{documents} documents"] if documents else []
    if named:
        log.warning("left out, as no one knows when they came out: %s", ", ".join(named))
