"""What every source folder promises, shown on a sample that is typed by hand.

``sample/`` holds a few rows of each file in the publisher's format, one for every trap of the
source, ``expected.nq`` the N-Quads that they must give and, where there are any, ``refused.csv``
(reason, rows) those that give no record; a file in another layout lies beside it, and what that
gives in ``expected.NAME.nq`` and ``refused.NAME.csv``. A crosswalk's name with ``.csv`` in
``sample/`` is a small table that stands for that crosswalk. Neither the publisher's files nor the
package that they come in is needed.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import narwhals as nw
import polars as pl
import pyoxigraph as ox
from rdflib import Graph

from comity.checks.check import Finding, ontology, shapes, undeclared, with_dyads
from comity.errors import KeyNotUniqueError, MappingError, MissingFileError, SourceError
from comity.files.frames import found, read_frames
from comity.files.source import ANY_NUMBER, File, Source
from comity.files.terms import Frame
from comity.quads.faces import Faces, write_nquads, write_parquet
from comity.quads.mapping import map_frames, read_crosswalk

SAMPLE = "sample"


def check_source(source: Source) -> list[Finding]:
    """Every rule of the contract that a source's folder breaks, the culprits named.

    The sample gives what is expected, byte for byte, whatever the order of its rows, and the same
    from Parquet; the mapping needs every column that is declared as used; rows that stand twice
    are refused; the quads keep to the ontology and its shapes.

    Raises:
        CheckFailedError: the package that validates shapes is not installed.
    """
    return [
        finding
        for name, layout in source.layouts().items()
        for finding in _check_layout(layout, f".{name}" if name else "")
    ]


def _check_layout(source: Source, layout: str) -> list[Finding]:
    try:
        given = read_sample(source, source.folder / SAMPLE)
        faces = map_frames(source, given)
    except SourceError as error:
        return [Finding("sample", source.id, str(error))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        quads = _nquads(source, faces, folder)
        return [
            *_unexpected(source.folder / f"expected{layout}.nq", quads),
            *_unsaid(source.folder / f"refused{layout}.csv", faces),
            *_unneeded_columns(source, given),
            *_order(source, given, quads, folder),
            *_twice(source, given, folder),
            *_other_face(source, faces, quads, folder),
            *_against_the_ontology(source, quads),
        ]


def read_sample(source: Source, place: Path) -> dict[str, Frame]:
    """A sample's files and crosswalks as ``map_frames`` takes them.

    They are read as the publisher's files are, but for how many rows and columns of one kind there
    have to be.

    Args:
        source: the data set.
        place: folder of the sample.

    Raises:
        SourceError: a file is missing, or not what is declared; see ``frames``.
    """
    files = {}
    for name, file in source.description.files.items():
        if not found(place, file):
            raise MissingFileError(
                f"{place / file.path} does not exist; type a few rows of your own there, in the "
                "publisher's format, one for each trap of the source"
            )
        files[name] = _of_any_size(file)
    frames = read_frames(source.with_files(files), place)
    for name, table in source.description.crosswalks.items():
        if (place / f"{name}.csv").exists():
            frames[name] = read_crosswalk(table, place / f"{name}.csv")
    return frames


def _of_any_size(file: File) -> File:
    columns = {
        name: msgspec.structs.replace(facts, many=facts.many and ANY_NUMBER)
        for name, facts in file.columns.items()
    }
    return msgspec.structs.replace(file, package="", rows=ANY_NUMBER, columns=columns)


def _nquads(source: Source, faces: Faces, folder: Path) -> bytes:
    path = folder / "given.nq"
    write_nquads(faces, source.graph, path)
    return path.read_bytes()


def _unexpected(path: Path, quads: bytes) -> Iterator[Finding]:
    if not path.exists():
        says = "does not exist; write there the quads that the sample must give, sorted"
        yield Finding("expected", str(path), says)
        return
    expected = path.read_bytes()
    if quads == expected:
        return
    # Not splitlines(): a label may hold U+2028, which ends no line of N-Quads.
    given, wanted = quads.decode().split("\n"), expected.decode().split("\n")
    differs = [f"not given: {line}" for line in wanted if line not in set(given)]
    differs += [f"given, and not expected: {line}" for line in given if line not in set(wanted)]
    for says in differs or ["the same quads, but not sorted by byte, each ended by one line feed"]:
        yield Finding("expected", str(path), says)


def _unsaid(path: Path, faces: Faces) -> Iterator[Finding]:
    schema = {"reason": pl.String, "rows": pl.Int64}
    wanted = pl.read_csv(path, schema=schema) if path.exists() else pl.DataFrame(schema=schema)
    expected, given = dict(wanted.iter_rows()), faces.reasons()
    for reason in sorted(given.keys() | expected.keys()):
        refused, said = given.get(reason, 0), expected.get(reason, 0)
        if refused != said:
            says = f"refused {refused} times, and {said} are expected: {reason}"
            yield Finding("refused", str(path), says)


def _unneeded_columns(source: Source, given: Mapping[str, Frame]) -> Iterator[Finding]:
    for name, file in source.description.files.items():
        for column in file.used():
            try:
                map_frames(source, {**given, name: given[name].drop(column)})
            except MappingError as error:
                if re.search(rf"(?<!\w){re.escape(column)}(?!\w)", str(error)):
                    continue
                says = f"the mapping fails without {column}, and does not name it: {error}"
            else:
                says = f"{column} is declared as used, and the mapping does without it"
            yield Finding("columns", f"{source.id} {name}", says)


def _order(
    source: Source, given: Mapping[str, Frame], quads: bytes, folder: Path
) -> Iterator[Finding]:
    turned = {name: _reversed(frame) for name, frame in given.items()}
    if _nquads(source, map_frames(source, turned), folder) != quads:
        yield Finding("order", source.id, "the rows in another order give other quads")


def _reversed(frame: Frame) -> Frame:
    table = frame.collect(backend="polars").to_polars()
    return nw.from_native(table.reverse().lazy())


def _twice(source: Source, given: Mapping[str, Frame], folder: Path) -> Iterator[Finding]:
    for name, file in source.description.files.items():
        if file.format in ("json", "topojson") or (file.format == "xlsx" and file.key):
            continue
        try:
            if file.format == "xlsx":
                below = given[name].with_columns(row=nw.col("row") + nw.col("row").max())
                map_frames(source, {**given, name: nw.concat([given[name], below])})
            else:
                map_frames(source, _with_rows_twice(source, file, folder / name))
        except KeyNotUniqueError:
            continue
        except MappingError as error:
            says = f"rows that stand twice are not refused by a key; declare one ({error})"
            yield Finding("key", f"{source.id} {name}", says)


def _with_rows_twice(source: Source, file: File, place: Path) -> dict[str, Frame]:
    shutil.copytree(source.folder / SAMPLE, place)
    path = next(place.glob(file.path))
    content = path.read_bytes()
    ended = content if content.endswith(b"\n") else content + b"\n"
    path.write_bytes(ended + content.split(b"\n", file.preamble + 1)[-1])
    return read_sample(source, place)


def _other_face(source: Source, faces: Faces, quads: bytes, folder: Path) -> Iterator[Finding]:
    write_parquet(faces, folder)
    read = {kind: pl.read_parquet(folder / f"{kind}.parquet") for kind in faces.frames}
    if _nquads(source, Faces(read, faces.refused), folder) != quads:
        yield Finding("faces", source.id, "the records read back from Parquet give other quads")


def _against_the_ontology(source: Source, quads: bytes) -> list[Finding]:
    try:
        parsed = list(ox.parse(quads, format=ox.RdfFormat.N_QUADS))
    except SyntaxError as error:
        return [Finding("syntax", source.id, str(error))]
    data = Graph()
    data.parse(
        data="".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in parsed), format="nt"
    )
    terms = ontology()
    described = with_dyads(data)
    return [*undeclared(described, terms), *shapes(described, terms)]
