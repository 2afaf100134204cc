"""The one place that walks the whole way in: files → frames → N-Quads → store."""

import functools
import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec
import pyoxigraph as ox
from filelock import FileLock, Timeout

from comity.atomic import write
from comity.errors import MissingFileError, StoreError
from comity.files.frames import at_hand, checksums, read_frames, rows_of
from comity.files.home import cache, home
from comity.files.source import DESCRIPTION, Source, sources
from comity.model.namespaces import CM, GRAPH
from comity.model.shipped import shipped
from comity.quads.catalogue import describe
from comity.quads.documents import by_document
from comity.quads.dyads import DYADS, dyad_quads, spoken_of
from comity.quads.faces import dyads, write_nquads, write_parquet
from comity.quads.mapping import Engine, map_frames
from comity.quads.series import series
from comity.quads.tally import dated, things
from comity.store.manifest import FACES, Manifest, Part, read_manifest
from comity.store.stores import MANIFEST, add, keep_graphs, replace_graphs, replacing

LOCK = "build.lock"
MANY = 1_000_000
"""So many quads are not taken out of a store one by one, and are put in order once they are in."""
ONTOLOGY = CM.removesuffix("#")


Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Step:
    """One part to build: its name, the digest of all that it is made from, and how to make it.

    ``make`` writes the part's N-Quads to the path that it is given, and its Parquet beside it.
    """

    name: str
    digest: str
    make: Callable[[Path], Part]


def is_current(folder: Path | None = None) -> bool:
    """Whether the store holds all that ships, as it ships now, and nothing that shipped before."""
    held, steps = read_manifest(folder).parts, shipped_steps()
    return not _stale(held, steps) and not _gone(held, steps)


def _stale(held: Mapping[str, Part], steps: Iterable[Step]) -> list[Step]:
    digests = {name: part.digest for name, part in held.items()}
    return [step for step in steps if digests.get(step.name) != step.digest]


def _gone(held: Mapping[str, Part], steps: Iterable[Step]) -> set[str]:
    shipped_now = {step.name for step in steps}
    return {name for name, part in held.items() if part.ships and name not in shipped_now}


def build(
    chosen: Iterable[Source] = (),
    files: Path | None = None,
    folder: Path | None = None,
    progress: Progress = lambda _name, _done, _total: None,
    engine: Engine = "polars",
) -> Manifest:
    """Builds what ships, and the chosen sources, into the store; returns what it then holds.

    What ships, and a source whose files and folder are as they were, is built again only where it
    has changed; other sources that the store holds stay. Each source is swapped in when it is
    whole: whatever goes wrong, the store holds of each the old or the new, and the same call goes
    on from there.

    Args:
        chosen: sources to build besides, from the publisher's files.
        files: folder with those files, or the one file; what ``fetch`` has got by default.
        folder: where the store is; comity's own folder by default.
        progress: called with a part's name, how many parts are done, and how many there are.
        engine: what runs the mappings of the chosen sources; the store is the same.

    Raises:
        SourceError: a source's description, file or mapping is wrong.
        EngineError: the engine is not installed, or does not start.
        StoreError: the disk is full, or a file may not be read or written.
    """
    place = folder or home()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(place / LOCK, timeout=0):
            return _build(place, chosen, files, progress, engine)
    except Timeout:
        raise StoreError(
            f"another build is at work in {place}; wait for it to end, then build again"
        ) from None
    except OSError as error:
        raise StoreError(
            f"the build in {place} stopped: {_reason(error)}; of each source the store holds the "
            "old or the new, whole; see that the disk has room and the folder may be written, and "
            "the same command goes on from there"
        ) from error


def _build(
    place: Path,
    chosen: Iterable[Source],
    files: Path | None,
    progress: Progress,
    engine: Engine,
) -> Manifest:
    work = place / "work"
    shipping = shipped_steps()
    asked = [
        _source_step(source, _place(source, files), engine) for source in chosen if not source.ships
    ]
    held = read_manifest(place)
    first = _stale(held.parts, shipping)
    later = _stale(held.parts, asked)
    gone = _gone(held.parts, shipping)
    groups = ([first] if first or gone else []) + [[step] for step in later]
    total, done = sum(map(len, groups)), 0
    try:
        for group in groups:
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            made: dict[str, Part] = {}
            for step in group:
                progress(step.name, done, total)
                made[step.name] = step.make(work / f"{step.name}.nq")
                done += 1
            held = _swap(place, work, held, made, gone)
            gone = set()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    progress("store", total, total)
    return held


def with_files(files: Path | None) -> tuple[list[Source], list[str]]:
    """Every source that does not ship and whose files are there, and of the others what to do.

    Args:
        files: folder with the publishers' files, of each source in a folder of its own or not; what
            ``fetch`` has got by default.
    """
    found, lacking = [], []
    for source in sources().values():
        if source.ships:
            continue
        try:
            at_hand(source, _place(source, files))
        except MissingFileError as error:
            lacking.append(f"{source.id} is left out: {error}")
        else:
            found.append(source)
    return found, lacking


def _place(source: Source, files: Path | None) -> Path:
    """Where a source's files are: what was named, its own folder in there, or what was fetched."""
    if files is None:
        return _fetched(source)
    own = files / source.id
    return own if own.is_dir() else files


def _reason(error: OSError) -> str:
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][-1])
    return str(error)


def shipped_steps() -> list[Step]:
    """Steps that build what ships: sources in packages, curated graphs, the ontology."""
    turtles = sorted(shipped("graphs").glob("*.ttl"))
    return [
        *(_source_step(source, None) for source in sources().values() if source.ships),
        *(_graph_step(path, f"{GRAPH}{path.stem}") for path in turtles),
        _graph_step(shipped("ontology") / "comity.ttl", ONTOLOGY),
        _graph_step(shipped("ontology") / "alignments.ttl", f"{GRAPH}alignments"),
    ]


def _source_step(source: Source, place: Path | None, engine: Engine = "polars") -> Step:
    packages = {file.package for file in source.description.files.values() if file.package}
    releases = [f"{name} {version(name.replace('_', '-'))}" for name in sorted(packages)]
    held = at_hand(source, place)
    digests = checksums(held, place)
    given = [f"{name} {digest}" for name, digest in sorted(digests.items())]
    says = [version("comity"), source.digest(), *releases, *given, _identity()]
    digest = _sha256("\n".join(says))

    def make(path: Path) -> Part:
        frames = read_frames(held, place)
        faces = map_frames(held, frames, engine)
        gathered = series(source.id, source.graph, faces.frames)
        if gathered.height:
            faces.frames["Series"] = gathered
        folder = path.parent / FACES / source.id
        folder.mkdir(parents=True)
        write_parquet(faces, folder)
        shutil.copyfile(source.folder / DESCRIPTION, folder / DESCRIPTION)
        quads = write_nquads(faces, source.graph, path)
        described = describe(held, digests)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(sorted(f"{quad} .\n" for quad in described))
        return Part(
            graph=source.graph,
            digest=digest,
            quads=quads + len(described),
            files=digests,
            dyads=sorted(dyads(faces)),
            release=source.description.release,
            rows=rows_of(frames),
            ships=source.ships,
            records={kind: f.get_column("iri").n_unique() for kind, f in faces.frames.items()},
            dated=dated(faces.frames),
            refused=faces.reasons(),
        )

    return Step(source.id, digest, make)


def _fetched(source: Source) -> Path:
    folder = cache(source)
    try:
        at_hand(source, folder)
    except MissingFileError:
        first = f"run: comity fetch {source.called}, or " if source.addressed else ""
        raise MissingFileError(
            f"{source.id} does not ship with comity; {first}{source.by_hand}"
        ) from None
    return folder


def _graph_step(turtle: Path, graph: str) -> Step:
    content = turtle.read_bytes()
    file = hashlib.sha256(content).hexdigest()
    digest = _sha256(f"{version('comity')} by document {file}")

    def make(path: Path) -> Part:
        triples = [one.triple for one in ox.parse(content, format=ox.RdfFormat.TURTLE)]
        quads = by_document(triples, graph)
        write_quads(quads, path)
        frames = things(triples)
        return Part(
            graph=graph,
            digest=digest,
            quads=len(quads),
            files={turtle.name: file},
            ships=True,
            records={kind: frame.height for kind, frame in frames.items()},
            dated=dated(frames),
            dyads=sorted(spoken_of(triples)),
            documents=sorted({str(quad.graph_name)[1:-1] for quad in quads} - {graph}),
        )

    return Step(turtle.stem, digest, make)


def _swap(
    place: Path, work: Path, old: Manifest, made: Mapping[str, Part], gone: set[str]
) -> Manifest:
    """Puts what was made in a copy of the store, leaves out what is gone, and swaps it in."""
    kept = {name: part for name, part in old.parts.items() if name not in gone}
    manifest = Manifest(
        version=version("comity"),
        parts=dict(sorted({**kept, **made}.items())),
        identity=_sha256(_identity()),
    )
    graphs = {part.graph: work / f"{name}.nq" for name, part in made.items()}
    more = work / "dyads.nq"
    paths, held = manifest.dyads(), old.dyads()
    if manifest.identity == old.identity and held <= paths:
        write_quads(dyad_quads(paths - held), more)
    else:
        graphs[DYADS] = work / "all-dyads.nq"
        write_quads(dyad_quads(paths), graphs[DYADS])
    staying = [part for name, part in manifest.parts.items() if name not in made]
    coming = sum(part.quads for part in made.values())
    going = sum(part.quads for part in old.parts.values()) - sum(part.quads for part in staying)
    stays = [DYADS, *(graph for part in staying for graph in part.graphs)]
    with replacing(place, stays if going > MANY else None) as (store, fresh):
        keep_graphs(store, stays)
        replace_graphs(store, graphs)
        if more.exists():
            add(store, more)
        if max(coming, going) > MANY:
            store.optimize()
        for held_faces in (fresh / FACES).glob("*"):
            if held_faces.name in made or held_faces.name not in manifest.parts:
                shutil.rmtree(held_faces)
        if (work / FACES).exists():
            shutil.copytree(work / FACES, fresh / FACES, dirs_exist_ok=True)
        # A new file, as the old store may share the one that is there.
        write(fresh / MANIFEST, msgspec.json.encode(manifest, order="sorted"))
        # Still open to be written, it could move its files when others already read them.
        del store
    return manifest


def write_quads(quads: Iterable[ox.Quad], path: Path) -> None:
    """Writes quads as N-Quads, sorted, each once."""
    lines = {f"{quad} .\n" for quad in quads}
    path.write_text("".join(sorted(lines)), encoding="utf-8")


@functools.cache
def _identity() -> str:
    """The tables of states, as text."""
    paths = sorted(shipped("graphs").glob("states/*.csv"))
    return "\n".join(path.read_text("utf-8") for path in paths)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
