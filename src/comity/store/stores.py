"""Where the graph is kept and asked: embedded Oxigraph, or any SPARQL 1.1 endpoint.

An embedded store is a folder. A build makes a new one beside it and swaps the two, so a reader
sees the old graph or the new one, never half of either.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol

import httpx
import polars as pl
import pyoxigraph as ox
import rdflib

from comity.atomic import write
from comity.errors import EndpointError, QuerySyntaxError, QuestionError, StoreMissingError
from comity.files.home import home
from comity.model.namespaces import GRAPH, PREFIXES
from comity.model.words import _
from comity.store.known import NAMED, NAMES, known_by, warn_of
from comity.store.results import frame, read_json, read_tsv
from comity.store.syntax import syntax_error

FORMATS = {
    "tsv": "text/tab-separated-values",
    "csv": "text/csv",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}
CURRENT = "current"
DATABASE = "database"
MANIFEST = "manifest.json"
KNOWN = "known"
"""Folder of a build's databases of what was known by a day, made when it is first asked for."""
GATHERED = f"{GRAPH}known"
LEFT = "graphs"
FEW = 200_000
"""A graph of more quads is not gathered with others."""


class Store(Protocol):
    """What every store can do; queries may use the prefixes of ``comity.model.namespaces``.

    ``manifest`` is the hash of what was built into it, and empty where nothing says so;
    ``as_known`` the day, month or year by which what it holds was known, if not all.
    """

    manifest: str
    as_known: str

    def __hash__(self) -> int:
        """Stores are told apart by what they are, so that what one answered may be kept."""
        ...

    def select(self, query: str) -> pl.DataFrame:
        """Rows of a SELECT: numbers, dates and booleans typed, IRIs and text as text."""
        ...

    def ask(self, query: str) -> bool:
        """Answer of an ASK."""
        ...

    def serialise(self, query: str, form: str) -> bytes:
        """Rows of a SELECT as ``csv``, ``tsv``, ``json`` or ``xml`` of SPARQL 1.1."""
        ...

    def graph(self) -> rdflib.Dataset:
        """The same graph through rdflib."""
        ...


class Embedded:
    """An Oxigraph store on disk, opened to read; every named graph is in the default one too.

    ``left_out``: IRIs of the sources that are left out as no one knows when they came out.
    ``place``: folder of the build that it reads.
    """

    def __init__(self, folder: Path, as_known: str = "") -> None:
        self.folder, self.as_known = folder, as_known
        self.left_out: tuple[str, ...] = ()
        path = current(folder)
        if path is None:
            wrong = _("no graph has been built in {folder}; run: comity build")
            raise StoreMissingError(wrong.format(folder=folder))
        self.place, self.as_known = path, as_known
        self._store = ox.Store.read_only(str(path / DATABASE))
        self.manifest = _manifest(path)
        self._default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None
        self._named: list[ox.NamedNode | ox.BlankNode] | None = None
        if as_known:
            known = known_by(self, as_known)
            self.left_out = known.undated
            database, graphs = _gathered(path, known.graphs)
            self._store = ox.Store.read_only(str(database))
            self._default = [ox.NamedNode(one) for one in graphs]
            self._named = [ox.NamedNode(one) for one in known.graphs]

    def select(self, query: str) -> pl.DataFrame:
        """Rows of a SELECT; see ``Store.select``."""
        return read_tsv(self.serialise(query, "tsv"))

    def ask(self, query: str) -> bool:
        """Answer of an ASK; see ``Store.ask``."""
        answer = self._run(query)
        if not isinstance(answer, ox.QueryBoolean):
            raise QuerySyntaxError("not an ASK; use select()")
        return bool(answer)

    def serialise(self, query: str, form: str) -> bytes:
        """Rows of a SELECT in a format; see ``Store.serialise``."""
        answer = self._run(query)
        if isinstance(answer, ox.QueryTriples):
            wrong = _("not a SELECT or ASK; CONSTRUCT and DESCRIBE go through graph()")
            raise QuerySyntaxError(wrong)
        written = answer.serialize(format=ox.QueryResultsFormat.from_media_type(FORMATS[form]))
        return written or b""

    def graph(self) -> rdflib.Dataset:
        """The same graph through rdflib, read-only; see ``Store.graph``.

        Raises:
            QuestionError: this is what was known by a day, which rdflib cannot ask for.
        """
        if self._default:
            raise QuestionError("rdflib cannot ask what was known by a day; use select")
        # rdflib reads files and addresses that a FROM clause names unless told not to.
        import rdflib.plugins.sparql  # noqa: PLC0415
        from oxrdflib import OxigraphStore  # noqa: PLC0415

        rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
        return _view(OxigraphStore(store=self._store))

    def _run(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            return self._store.query(
                query,
                prefixes=PREFIXES,
                use_default_graph_as_union=self._default is None,
                default_graph=self._default,
                named_graphs=self._named,
            )
        except SyntaxError as error:
            raise syntax_error(str(error), query) from None


class Remote:
    """A SPARQL 1.1 endpoint that holds comity's graphs in its default graph or their union.

    ``left_out`` as for ``Embedded``. What was known by a day is asked of an endpoint that holds
    comity's named graphs: they are named to it as the default graph of the query. It has no
    ``manifest``, as an endpoint does not say what was loaded into it.
    """

    manifest = ""

    def __init__(self, address: str, as_known: str = "") -> None:
        self.address, self.as_known = address, as_known
        self.left_out: tuple[str, ...] = ()
        self._graphs: tuple[str, ...] = ()
        self._prologue = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
        if as_known:
            known = known_by(self, as_known)
            self.left_out, self._graphs = known.undated, known.graphs
            if not known.graphs:
                raise EndpointError(
                    f"{address} holds no named graphs, so what was known by {as_known} is not to "
                    "be had from it; load each graph of comity under its own name"
                )

    def select(self, query: str) -> pl.DataFrame:
        """Rows of a SELECT; see ``Store.select``."""
        return frame(read_json(self.serialise(query, "json")))

    def ask(self, query: str) -> bool:
        """Answer of an ASK; see ``Store.ask``."""
        return bool(read_json(self.serialise(query, "json")).boolean)

    def serialise(self, query: str, form: str) -> bytes:
        """Rows of a SELECT in a format; see ``Store.serialise``."""
        return self._post(query, FORMATS[form]).content

    def graph(self) -> rdflib.Dataset:
        """The endpoint through rdflib; see ``Store.graph``.

        Raises:
            QuestionError: this is what was known by a day, which rdflib cannot ask for.
        """
        if self._graphs:
            raise QuestionError("rdflib cannot ask what was known by a day; use select")
        from rdflib.plugins.stores.sparqlstore import SPARQLStore  # noqa: PLC0415

        return _view(SPARQLStore(self.address))

    def _post(self, query: str, accept: str) -> httpx.Response:
        asked = {"query": self._prologue + query, "default-graph-uri": self._graphs}
        try:
            answer = httpx.post(self.address, data=asked, headers={"Accept": accept}, timeout=300)
        except httpx.HTTPError as error:
            raise EndpointError(f"{self.address} cannot be reached: {error}") from None
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise QuerySyntaxError(f"{self.address}: {answer.text.strip()}")
        if answer.is_error:
            raise EndpointError(f"{self.address} answers {answer.status_code}: {answer.text[:200]}")
        return answer


def _view(store: rdflib.store.Store) -> rdflib.Dataset:
    """A store as rdflib's graph over all named graphs, which knows comity's prefixes."""
    dataset = rdflib.Dataset(store=store, default_union=True)
    for prefix, iri in PREFIXES.items():
        dataset.bind(prefix, iri)
    return dataset


def connect(location: str | Path | None = None, *, as_known: str = "") -> Embedded | Remote:
    """The store at a location: a folder, ``http(s)://…/sparql``, or comity's own by default.

    Args:
        location: where it is.
        as_known: a day, month or year. The store then holds only what was known by its last day:
            releases and documents that had certainly come out by then, and what no source reports,
            such as states and their codes, and names; of an endpoint, those names alone that were
            given by then. Those that no date is known of are left out, and a
            warning names them (logger ``comity``).

    Raises:
        StoreMissingError: nothing has been built in the folder.
        QuestionError: ``as_known`` is no day, month or year.
        EndpointError: the endpoint does not hold comity's named graphs.
    """
    remote = isinstance(location, str) and location.startswith(("http://", "https://"))
    if isinstance(location, str) and remote:
        found: Embedded | Remote = Remote(location, as_known)
    else:
        found = Embedded(Path(location) if location else home(), as_known)
    warn_of(found.left_out)
    return found


def current(folder: Path) -> Path | None:
    """The build that is in force in a folder, if there is any; its store is in ``database``."""
    pointer = folder / CURRENT
    path = folder / pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None
    return path if path and path.is_dir() else None


@contextmanager
def replacing(folder: Path, kept: Iterable[str] | None = None) -> Iterator[tuple[ox.Store, Path]]:
    """A copy of the folder's build to change; it takes the old one's place only at the end.

    The copy shares the old store's files (hard links), so an unchanged graph costs nothing. When
    the work fails or is killed, the old build is still there, untouched.

    Args:
        folder: where the build is.
        kept: the named graphs that are to be in the copy, which are then loaded into a new store;
            all by default. To take a graph of millions out costs more than to load all others.

    Yields:
        The copy's store and the copy's folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = current(folder)
    for left_over in folder.glob("build-*"):
        if left_over != old:
            shutil.rmtree(left_over)
    for half_written in folder.glob(f".{CURRENT}.*"):
        half_written.unlink()
    fresh = folder / f"build-{time.time_ns():x}"
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, fresh, ignore_errors=True)
        if old:
            shutil.copytree(
                old, fresh, ignore=shutil.ignore_patterns(DATABASE, KNOWN), copy_function=os.link
            )
            if kept is None:
                ox.Store.read_only(str(old / DATABASE)).backup(str(fresh / DATABASE))
        fresh.mkdir(exist_ok=True)
        store = ox.Store(str(fresh / DATABASE))
        if old and kept is not None:
            _copy(ox.Store.read_only(str(old / DATABASE)), store, kept, fresh / "graph.nt")
        yield store, fresh
        store.flush()
        del store
        write(folder / CURRENT, fresh.name.encode())
        undo.pop_all()
    if old:
        shutil.rmtree(old, ignore_errors=True)


def _manifest(build: Path) -> str:
    """The hash of a build's manifest (``Manifest.hash``), read with it, as a build may go."""
    path = build / MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _gathered(build: Path, graphs: Iterable[str]) -> tuple[Path, list[str]]:
    """A database of a build, and the few graphs of it that hold all that these named graphs do.

    They hold the names too that are there on every day (``comity.store.known``). A query over many
    default graphs looks into each of them at every step, so the small ones are gathered into one.
    The database is the build's (hard links) with that graph added; it is made once and goes with
    the build.
    """
    kept = sorted(graphs)
    place = build / KNOWN / hashlib.sha256("\n".join([*NAMED, *kept]).encode()).hexdigest()
    if not place.is_dir():
        place.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=place.parent) as work:
            fresh = Path(work) / "fresh"
            _gather(build / DATABASE, fresh, kept)
            try:
                fresh.rename(place)
            except OSError:
                # Another process may have been faster, and made the same.
                if not place.is_dir():
                    raise
    return place / DATABASE, (place / LEFT).read_text(encoding="utf-8").split()


def _gather(database: Path, fresh: Path, graphs: Iterable[str]) -> None:
    fresh.mkdir()
    whole = ox.Store.read_only(str(database))
    whole.backup(str(fresh / DATABASE))
    one, left = ox.NamedNode(GATHERED), [GATHERED]

    def small() -> Iterator[ox.Quad]:
        for graph in graphs:
            quads = whole.quads_for_pattern(None, None, None, ox.NamedNode(graph))
            some = list(islice(quads, FEW + 1))
            if len(some) > FEW:
                left.append(graph)
            else:
                yield from (ox.Quad(q.subject, q.predicate, q.object, one) for q in some)

    def names() -> Iterator[ox.Quad]:
        for name in NAMES:
            for quad in whole.quads_for_pattern(None, ox.NamedNode(name), None, None):
                held = str(quad.graph_name)[1:-1] in left
                if str(quad.subject)[1:].startswith(NAMED) and not held:
                    yield ox.Quad(quad.subject, quad.predicate, quad.object, one)

    made = ox.Store(str(fresh / DATABASE))
    made.bulk_extend(small())
    made.bulk_extend(names())
    (fresh / LEFT).write_text("\n".join(left), encoding="utf-8")


def _copy(old: ox.Store, fresh: ox.Store, graphs: Iterable[str], path: Path) -> None:
    for graph in map(ox.NamedNode, graphs):
        old.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        fresh.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
        path.unlink()


def keep_graphs(store: ox.Store, graphs: Iterable[str]) -> None:
    """Takes every other named graph out of the store."""
    kept = {ox.NamedNode(graph) for graph in graphs}
    for held in [graph for graph in store.named_graphs() if graph not in kept]:
        store.remove_graph(held)


def replace_graphs(store: ox.Store, files: Mapping[str, Path]) -> None:
    """Puts each N-Quads file in the place of the named graph that it fills."""
    for graph, path in files.items():
        store.remove_graph(ox.NamedNode(graph))
        add(store, path)


def add(store: ox.Store, path: Path) -> None:
    """Puts the quads of an N-Quads file beside those that the store has."""
    store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
