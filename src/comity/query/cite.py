"""BibTeX of exactly the sources that an answer names, the licence of each beside it.

A row of an answer names a source by its IRI, or by that of a record: then the record's own source,
and those of the records that it was computed from. A row that holds neither but the IRI of a dyad
or pair rests on some record of the two, so every source that speaks of them counts. Of any other
row (a state and a count, say) nothing can be known, and that is said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pyoxigraph as ox

from comity.errors import CitationError
from comity.files.source import Source, source, sources
from comity.model.namespaces import BASE, GRAPH, ID
from comity.store.stores import Store, connect

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

IRI = re.escape(BASE) + r"(?:id|graph)/[^\s<>\"|{}\\^`]+"
AT_ONCE = 500
"""IRIs that one query asks about."""
STORES = 4
"""So many stores' sources are kept."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
KEY = re.compile(r"@\w+\s*\{\s*([^,\s]+)\s*,")
TEX = {one: f"\\{one}" for one in "&%$#_"} | {
    "{": "(",
    "}": ")",
    "\\": r"\textbackslash ",
    "~": r"\textasciitilde ",
    "^": r"\textasciicircum ",
}
SOURCES = """SELECT DISTINCT ?thing ?source ?way WHERE {
  {
    VALUES ?thing { %(things)s }
    ?thing a ?kind . FILTER (?kind IN (cm:Release, cm:Document, cm:Source))
    BIND (?thing AS ?source) BIND ("row" AS ?way)
  }
  UNION { VALUES ?thing { %(things)s } ?thing cm:source ?source . BIND ("row" AS ?way) }
  UNION {
    VALUES ?thing { %(things)s }
    ?thing cm:derivedFrom+ ?basis . ?basis cm:source ?source . BIND ("row" AS ?way)
  }
  UNION {
    VALUES ?thing { %(dyads)s }
    ?record cm:dyad ?thing ; cm:source ?source . BIND ("dyad" AS ?way)
  }
  UNION {
    VALUES ?thing { %(dyads)s }
    ?dyad cm:pair ?thing . ?record cm:dyad ?dyad ; cm:source ?source . BIND ("dyad" AS ?way)
  }
}"""
FACTS = """SELECT * WHERE {
  VALUES ?source { %s }
  ?source dcterms:title ?title .
  OPTIONAL { ?source dcat:version ?version }
  OPTIONAL { ?source dcterms:publisher ?publisher }
  OPTIONAL { ?source dcterms:creator ?creator }
  OPTIONAL { ?source dcterms:issued ?issued }
  OPTIONAL { ?source dcterms:rights ?rights }
  OPTIONAL { ?source dcterms:license ?licence }
  OPTIONAL { ?source dcterms:bibliographicCitation ?citation }
  OPTIONAL { ?source dcat:landingPage|dcterms:source ?link }
}"""


@dataclass(frozen=True)
class Named:
    """Sources that an answer names, by IRI, and how its rows name them.

    ``rows`` it has, of which ``dyads`` name only a dyad, and ``silent`` nothing with a source.
    """

    sources: tuple[str, ...]
    rows: int
    dyads: int = 0
    silent: int = 0

    def remarks(self) -> list[str]:
        """What a reader of the list must know of it, a sentence each."""
        said = []
        if self.dyads:
            said.append(
                f"{self.dyads:,} of {self.rows:,} rows name a dyad and no source; every source "
                "that speaks of the two is listed"
            )
        if self.silent:
            said.append(
                f"{self.silent:,} of {self.rows:,} rows name no source, so what they rest on is "
                "not listed; select ?source beside them: ?record cm:source ?source"
            )
        return said


@dataclass(frozen=True)
class _Work:
    """A source to cite: what it is, under which terms, and its BibTeX."""

    iri: str
    title: str
    licence: str
    entry: str


def cite(
    *asked: "str | Source | pl.DataFrame | Named | nx.Graph", store: Store | None = None
) -> str:
    """BibTeX of sources, each once, ordered by IRI, with title and licence as comments.

    Args:
        asked: frames (the sources that their rows name); networks of comity's; data sets,
            themselves or by id; sources of the graph by IRI, or path such as
            ``document/app-2017-06-09``.
        store: the graph; comity's own by default, and not needed for comity's own data sets.

    Raises:
        CitationError: a frame has no rows, it or a network names no source, or the graph has no
            such source.
        StoreMissingError: a graph is needed and none has been built.
    """
    works: dict[str, _Work] = {}
    wanted: list[str] = []
    remarks: list[str] = []
    for one in asked:
        if isinstance(one, pl.DataFrame | Named):
            named = one if isinstance(one, Named) else name_sources(store or connect(), one)
            wanted += named.sources
            remarks += named.remarks()
        elif isinstance(of_network := getattr(one, "graph", None), dict):
            if "sources" not in of_network:
                raise CitationError("the network does not say what it rests on; is it of comity?")
            wanted += of_network["sources"]
        elif (found := _data_set(one)) is not None:
            works[found.graph] = _of_source(found)
        else:
            wanted.append(_iri(str(one)))
    own = {one.graph: one for one in sources().values()}
    works |= {iri: _of_source(own[iri]) for iri in wanted if iri in own}
    missing = [iri for iri in dict.fromkeys(wanted) if iri not in works]
    if missing:
        works |= _of_graph(store or connect(), missing)
    ordered = sorted(works.values(), key=lambda work: work.iri)
    return "".join(f"% {plain(one)}\n" for one in remarks) + "\n".join(_entries(ordered))


def name_sources(store: Store, answer: pl.DataFrame) -> Named:
    """The sources that the rows of an answer name; see the module.

    Raises:
        CitationError: it has no rows, or no row names a source.
    """
    if answer.is_empty():
        raise CitationError("the answer has no rows, so there is nothing to cite")
    text = [name for name, kind in answer.schema.items() if kind == pl.String]
    cells = answer.select(text).with_row_index("row").unpivot(text, index="row", value_name="cell")
    things = (
        cells.select("row", thing=pl.col("cell").cast(pl.String).str.extract_all(IRI))
        .explode("thing")
        .select("row", pl.col("thing").str.strip_chars_end(",;"))
        .drop_nulls()
        .unique()
    )
    found = things.join(_look_up(store, things.get_column("thing").unique()), on="thing")
    sure = found.filter(pl.col("way") == "row")
    rest = found.join(sure, on="row", how="anti")
    named = pl.concat([sure, rest])
    if named.is_empty():
        raise CitationError(
            "no row of the answer names a source, so what it rests on cannot be known; select "
            "?source beside what is asked: ?record cm:source ?source"
        )
    sources = tuple(named.get_column("source").unique().sort())
    dyads = rest.get_column("row").n_unique()
    silent = answer.height - named.get_column("row").n_unique()
    return Named(sources, answer.height, dyads, silent)


def _look_up(store: Store, things: pl.Series) -> pl.DataFrame:
    """The sources of things: columns thing, source and way."""
    terms = [str(ox.NamedNode(iri)) for iri in things]
    parts = [pl.DataFrame(schema={"thing": pl.String, "source": pl.String, "way": pl.String})]
    for start in range(0, len(terms), AT_ONCE):
        some = terms[start : start + AT_ONCE]
        dyads = [one for one in some if one.startswith((f"<{ID}dyad/", f"<{ID}pair/"))]
        asked = SOURCES % {"things": " ".join(some), "dyads": " ".join(dyads)}
        rows = store.select(asked)
        if not rows.is_empty():
            parts.append(rows.select("thing", "source", "way"))
    return pl.concat(parts)


def _data_set(asked: "str | Source | nx.Graph") -> Source | None:
    if isinstance(asked, Source):
        return asked
    if asked.startswith(BASE) or "/" in asked:
        return source(asked) if Path(asked).is_dir() else None
    return source(asked)


def _iri(asked: str) -> str:
    """The IRI of a source of the graph that is given by it or by its path."""
    if asked.startswith(BASE):
        return asked
    return f"{GRAPH}{asked.removeprefix('graph/')}" if asked.startswith("graph/") else ID + asked


def _of_source(data_set: Source) -> _Work:
    facts = data_set.description
    licence = f"{facts.licence} {facts.licence_link}".strip()
    title = f"{facts.title} {facts.release}"
    return _Work(data_set.graph, title, licence, facts.cite.strip())


def _of_graph(store: Store, iris: Sequence[str]) -> dict[str, _Work]:
    """Sources as the graph describes them.

    Raises:
        CitationError: the graph holds none of that IRI.
    """
    facts = _asked_before(store)
    anew = [iri for iri in iris if iri not in facts]
    for start in range(0, len(anew), AT_ONCE):
        terms = " ".join(_term(iri) for iri in anew[start : start + AT_ONCE])
        found: dict[str, dict[str, list[str]]] = {}
        for row in store.select(FACTS % terms).iter_rows(named=True):
            known = found.setdefault(row["source"], {})
            for name, value in row.items():
                if value is not None and str(value) not in known.setdefault(name, []):
                    known[name].append(str(value))
        facts.update(found)
    unknown = [iri for iri in iris if iri not in facts]
    if unknown:
        raise CitationError(
            f"the graph holds no source {unknown[0]}; was it written from another graph? "
            "comity query sources lists those of this one"
        )
    return {iri: _of_facts(iri, facts[iri]) for iri in iris}


@lru_cache(maxsize=STORES)
def _asked_before(_store: Store) -> dict[str, dict[str, list[str]]]:
    """What is known of sources that a store was asked for; pages cite the same ones again."""
    return {}


def _term(iri: str) -> str:
    try:
        return str(ox.NamedNode(iri))
    except ValueError:
        raise CitationError(f"{iri!r} is no IRI of a source") from None


def _of_facts(iri: str, known: Mapping[str, list[str]]) -> _Work:
    def first(name: str) -> str:
        return known.get(name, [""])[0]

    links = [one for one in known.get("licence", []) if one.startswith("http")]
    licence = " ".join([first("rights") or "not stated", *links])
    citation = first("citation").strip()
    entry = citation if citation.startswith("@") else _misc(iri, known)
    return _Work(iri, f"{first('title')} {first('version')}".strip(), licence, entry)


def _misc(iri: str, known: Mapping[str, list[str]]) -> str:
    """An entry for a document, from what the graph says of it."""
    authors = [_tex(name) for name in sorted(known.get("creator", []))]
    year, month, day = [*known.get("issued", [""])[0].split("-"), "", ""][:3]
    fields = {
        "author": f"{{{' and '.join(authors)}}}" if authors else "",
        "title": "".join(f"{{{{{_tex(title)}}}}}" for title in known["title"][:1]),
        "howpublished": "".join(f"{{{_tex(name)}}}" for name in known.get("publisher", [])[:1]),
        "year": f"{{{year}}}" if year else "",
        "month": MONTHS[int(month) - 1] if month else "",
        "day": f"{{{int(day)}}}" if day else "",
        "url": "".join(f"{{{_url(link)}}}" for link in known.get("link", [])[:1]),
        "note": "".join(f"{{{_tex(text)}}}" for text in known.get("citation", [])[:1]),
    }
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items() if value)
    return f"@misc{{{_slug(iri)},\n{lines}\n}}"


def _slug(iri: str) -> str:
    path = iri.removeprefix(ID).removeprefix(GRAPH).removeprefix("document/")
    return re.sub(r"[^A-Za-z0-9:._-]+", "-", path)


def _tex(text: str) -> str:
    return "".join(TEX.get(one, one) for one in " ".join(text.split()))


def _url(address: str) -> str:
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def plain(text: str) -> str:
    """Words that can stand outside entries, where BibTeX takes an @ for the next one."""
    return " ".join(text.replace("@", "(at)").split())


def _entries(works: Iterable[_Work]) -> Iterator[str]:
    """Each entry once below the sources that it cites, no key twice."""
    together: dict[str, list[_Work]] = {}
    for work in works:
        together.setdefault(work.entry, []).append(work)
    taken: set[str] = set()
    for entry, cited in together.items():
        said = [line for w in cited for line in (f"{w.title} <{w.iri}>", f"Licence: {w.licence}")]
        yield "".join(f"% {plain(line)}\n" for line in said) + _own_keys(entry, cited, taken)


def _own_keys(entry: str, cited: Sequence[_Work], taken: set[str]) -> str:
    """The entry with a key that no other has; BibTeX does not tell case apart."""
    for key in KEY.findall(entry):
        own = key
        if key.casefold() in taken:
            own = f"{key}-{_slug(cited[0].iri)}"
            entry = re.sub(rf"(@\w+\s*\{{\s*){re.escape(key)}(?=\s*,)", rf"\g<1>{own}", entry)
        taken.add(own.casefold())
    return f"{entry}\n"
