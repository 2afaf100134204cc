"""A data set's own description: reads and checks ``source.toml``, and finds the folders.

A source is one folder: ``source.toml`` (every fact about the data), ``mapping.py`` (one pure
function), and a sample typed by hand with the quads that it must give. The folder is the
registration: nothing lists it anywhere.
"""

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from comity.errors import DescriptionError, UnknownSourceError
from comity.files.issued import last_day
from comity.model.namespaces import GRAPH

BUILT_IN = Path(__file__).parents[1] / "sources"
DESCRIPTION = "source.toml"
ANY_NUMBER = (1, 1_000_000_000)
"""Rows that a file may have where nothing is said of it: some."""

PARTS = 2
"""Columns that take the place of many: their names and their values."""


NAMES = {"in_": "in", "as_": "as"}


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename=NAMES):
    """One column of a publisher's file: what it means, or why it is not used.

    ``many``: the name is a pattern with ``*`` and stands for all columns of no other declaration
    that fit it, at least and at most so many, which hold one kind of value. The mapping gets them
    long: ``as`` names the two columns that take their place, of the name (text) and the value, and
    rows without a value are left out.
    """

    means: str = ""
    unused: str = ""
    type: Literal["text", "int", "decimal", "bool", "date", "yyyymm"] = "text"
    nullable: bool = False
    in_: list[str | int] = []
    at: str = ""
    many: tuple[int, int] | None = None
    as_: list[str] = []


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the publisher; with format json ``path`` may hold ``*``: a page is a row.

    With format xlsx it is one sheet of a workbook, whose name is ``sheet``; every cell is read as
    the text that it holds, and a number as its shortest decimal.

    With format topojson the areas of ``object`` are the rows; a column's ``at`` leads into the
    GeoJSON feature of an area (``/id``, ``/properties/name``), and ``/geometry`` is its outline as
    well-known text. ``sections`` says what each object of the file is.

    ``delimiter`` parts the columns, and ``preamble`` lines stand before the header. Of columns that
    bear one name the second is declared as ``name#2``.
    ``quoted``: whether a value may stand in quotation marks; where not, they are letters as others.
    ``final_newline``: whether the publisher ends the last row as the others; where not, a file that
    is whole is known by how many rows it has, and by the last value.
    ``url`` is the publisher's own address of the file, or of a zip archive that holds it under the
    name ``member``, or else under its own; ``sha256`` is that of the file, out of its archive.
    ``layouts`` are other forms in which the same table goes about, each with a path and columns of
    its own; what is used of them has the same names and types in all. ``about`` says what a reader
    has to know of this one.
    """

    path: str
    format: Literal["csv", "json", "xlsx", "topojson"]
    columns: dict[str, Column]
    key: list[str] = []
    rows: tuple[int, int] = ANY_NUMBER
    delimiter: str = ","
    preamble: int = 0
    quoted: bool = True
    sheet: str = ""
    final_newline: bool = True
    encoding: str = "utf-8"
    null: list[str] = []
    package: str = ""
    url: str = ""
    member: str = ""
    sha256: str = ""
    sections: dict[str, str] = {}
    object: str = ""
    about: str = ""
    layouts: list["File"] = []

    def used(self) -> dict[str, str]:
        """The columns that a mapping gets of it, each with its type."""
        types: dict[str, str] = {}
        for name, facts in self.columns.items():
            if not facts.unused:
                kinds = ["text", facts.type] if facts.as_ else [facts.type]
                types |= dict(zip(facts.as_ or [name], kinds, strict=True))
        return types


class Covers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of tie that the source speaks of, its first and last year and its actors.

    ``absent`` says what it means that the source has no row: that there was no tie (``none``), or
    that nothing is known (``missing``). ``actors`` is the code scheme whose holders, while they
    hold the code, are those actors; where there is none, the mapping may list them
    (``covered_actor`` of the class ``Coverage``). ``years``: the only years that were observed.
    """

    kind: str
    start: int
    end: int
    universe: str
    absent: Literal["none", "missing"]
    actors: str = ""
    years: list[int] = []

    def node(self, source: str, release: str) -> str:
        """Path of what stands for it in the graph."""
        return f"coverage/{source}-{release}/{self.kind}"


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``source.toml``.

    ``issued`` is the day, month or year in which the release came out, as far as that is known;
    ``obtain`` says how to get files that have no address.
    """

    title: str
    release: str
    publisher: str
    landing: str
    licence: str
    cite: str
    files: dict[str, File]
    coverage: list[Covers]
    licence_link: str = ""
    issued: str = ""
    about: str = ""
    obtain: str = ""
    crosswalks: dict[str, str] = {}


class Source(msgspec.Struct, frozen=True):
    """A data set: its id (the folder's name), its folder and its description."""

    id: str
    folder: Path
    description: Description

    @property
    def graph(self) -> str:
        """IRI of the named graph of this release, which is also that of the release itself."""
        return f"{GRAPH}{self.id}-{self.description.release}"

    @property
    def called(self) -> str:
        """What commands know it by: its id, or its folder where that is the user's own."""
        return self.id if self.folder.parent == BUILT_IN else str(self.folder)

    @property
    def ships(self) -> bool:
        """Whether its files come with an installed package, so that a fresh machine has them."""
        return all(file.package for file in self.description.files.values())

    def addresses(self) -> list[File]:
        """Its files that comity can fetch, each in the first layout that has an address."""
        layouts = [(file, *file.layouts) for file in self.description.files.values()]
        return [one for some in layouts if (one := next((f for f in some if f.url), None))]

    @property
    def addressed(self) -> bool:
        """Whether comity can fetch every file of it that comes in no package."""
        files = self.description.files.values()
        return len(self.addresses()) == sum(not file.package for file in files)

    @property
    def by_hand(self) -> str:
        """What to do to have its files where comity does not fetch them."""
        names = " and ".join(file.path for file in self.description.files.values())
        obtain = " ".join(self.description.obtain.split())
        how = f" ({obtain})" if obtain else ""
        return (
            f"get {names} from {self.description.landing}{how} and run: "
            f"comity build {self.called} --file PATH"
        )

    def with_files(self, files: Mapping[str, File]) -> "Source":
        """The same source with these files in the place of its own."""
        facts = msgspec.structs.replace(self.description, files=dict(files))
        return Source(self.id, self.folder, facts)

    def layouts(self) -> "dict[str, Source]":
        """The source as declared, under no name, and by its name with a file in another layout."""
        files = self.description.files
        plain = {name: msgspec.structs.replace(file, layouts=[]) for name, file in files.items()}
        others = {
            Path(other.path).stem: self.with_files({**plain, name: other})
            for name, file in files.items()
            for other in file.layouts
        }
        return {"": self.with_files(plain), **others}

    def digest(self) -> str:
        """SHA-256 over the folder's files, so that a build knows when the source has changed."""
        total = hashlib.sha256()
        for path in sorted(p for p in self.folder.iterdir() if p.is_file()):
            total.update(path.name.encode() + b"\0" + path.read_bytes())
        return total.hexdigest()


def read_source(folder: Path) -> Source:
    """The source in a folder.

    Raises:
        DescriptionError: source.toml is missing, is no TOML, has an unknown or missing key, or
            describes a column both as used and unused, a file's layouts give unlike columns, or
            issued is no day, month or year.
    """
    path = folder / DESCRIPTION
    try:
        description = msgspec.toml.decode(path.read_bytes(), type=Description)
    except FileNotFoundError:
        message = (
            f"{folder} has no {DESCRIPTION}; a source is a folder with {DESCRIPTION} and mapping.py"
        )
        raise DescriptionError(message) from None
    except msgspec.DecodeError as error:
        raise DescriptionError(f"{path}: {_with_hint(str(error))}") from None
    _check_issued(description.issued, path)
    for name, file in description.files.items():
        for layout in (file, *file.layouts):
            _check_columns(layout, f"{path}: ", name)
            if layout.used() != file.used():
                raise DescriptionError(
                    f"{path}: {layout.path} gives other columns than {file.path}; every layout of "
                    f"{name} uses columns of the same names and types"
                )
    return Source(id=folder.name, folder=folder, description=description)


def _check_issued(issued: str, path: Path) -> None:
    try:
        if issued:
            last_day(issued)
    except ValueError as error:
        raise DescriptionError(f"{path}: issued: {error}") from None


def _check_columns(file: File, where: str, name: str) -> None:
    for column, facts in file.columns.items():
        if bool(facts.means) == bool(facts.unused):
            raise DescriptionError(
                f"{where}column {column} of {name} needs either 'means' or 'unused', not both"
            )
        if (len(facts.as_) == PARTS) != bool(facts.many and facts.means):
            raise DescriptionError(
                f"{where}column {column} of {name}: 'many' that are used need 'as' with two names, "
                "and nothing else takes it"
            )
    if sum(bool(facts.as_) for facts in file.columns.values()) > 1:
        raise DescriptionError(f"{where}only one pattern of {name} can be used")
    if file.url and not re.match("https?://", file.url):
        raise DescriptionError(f"{where}{name} has the address {file.url!r}, which is not http(s)")
    unknown = [column for column in file.key if column not in file.columns]
    if unknown:
        raise DescriptionError(f"{where}key of {name} names columns that it has not: {unknown}")


@cache
def sources() -> dict[str, Source]:
    """Every built-in source by id, found by its folder."""
    folders = sorted(path.parent for path in BUILT_IN.glob(f"*/{DESCRIPTION}"))
    return {folder.name: read_source(folder) for folder in folders}


def source(name: str | Path) -> Source:
    """A built-in source by id, or one in a folder of the user's own.

    Raises:
        UnknownSourceError: there is no such source; the message names the nearest ones.
        DescriptionError: the folder's description says something it may not.
    """
    if str(name) in sources():
        return sources()[str(name)]
    if Path(name).is_dir():
        return read_source(Path(name).resolve())
    near = _nearest(str(name), sources())
    raise UnknownSourceError(f"no source is called {str(name)!r}; {near}, or the path of a folder")


def _with_hint(message: str) -> str:
    unknown = re.search(r"unknown field `(\w+)`", message)
    if not unknown:
        return message
    known = {
        field
        for kind in (Description, File, Column, Covers)
        for field in kind.__struct_encode_fields__
    }
    return f"{message}; {_nearest(unknown[1], known)}"


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4) or sorted(known)
    return "known are " + ", ".join(close)
