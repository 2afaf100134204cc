"""A data set's own description: reads and checks ``source.toml``, and finds the folders.

A source is one folder: ``source.toml`` (every fact about the data), ``mapping.py`` (one pure
function), and a sample typed by hand with the quads that it must give. The folder is the
registration: nothing lists it anywhere.
"""

import difflib
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from comity.errors import DescriptionError
from comity.namespaces import GRAPH

BUILT_IN = Path(__file__).parent / "sources"
DESCRIPTION = "source.toml"
ANY_NUMBER = (1, 1_000_000_000)
"""Rows that a file may have where nothing is said of it: some."""


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"in_": "in"}):
    """One column of a publisher's file: what it means, or why it is not used."""

    means: str = ""
    unused: str = ""
    type: Literal["text", "int", "decimal", "bool", "date", "yyyymm"] = "text"
    nullable: bool = False
    in_: list[str | int] = []
    at: str = ""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the publisher; with format json ``path`` may hold ``*``: a page is a row.

    ``unended``: the publisher's own file has no end of line after its last row, so that the want of
    one says nothing.
    """

    path: str
    format: Literal["csv", "json"]
    columns: dict[str, Column]
    key: list[str] = []
    rows: tuple[int, int] = ANY_NUMBER
    encoding: str = "utf-8"
    null: list[str] = []
    package: str = ""
    url: str = ""
    sha256: str = ""
    sections: dict[str, str] = {}
    unended: bool = False


class Covers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of tie that the source speaks of, its first and last year and its actors."""

    kind: str
    start: int
    end: int
    universe: str


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of ``source.toml``."""

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
    def ships(self) -> bool:
        """Whether its files come with an installed package, so that a fresh machine has them."""
        return all(file.package for file in self.description.files.values())

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
            describes a column both as used and unused.
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
    for name, file in description.files.items():
        for column, facts in file.columns.items():
            if bool(facts.means) == bool(facts.unused):
                message = (
                    f"{path}: column {column} of {name} needs either 'means' or 'unused', not both"
                )
                raise DescriptionError(message)
        unknown = [column for column in file.key if column not in file.columns]
        if unknown:
            raise DescriptionError(
                f"{path}: key of {name} names columns that it has not: {unknown}"
            )
    return Source(id=folder.name, folder=folder, description=description)


@cache
def sources() -> dict[str, Source]:
    """Every built-in source by id, found by its folder."""
    folders = sorted(path.parent for path in BUILT_IN.glob(f"*/{DESCRIPTION}"))
    return {folder.name: read_source(folder) for folder in folders}


def source(name: str | Path) -> Source:
    """A built-in source by id, or one in a folder of the user's own.

    Raises:
        DescriptionError: there is no such source; the message names the nearest ones.
    """
    if str(name) in sources():
        return sources()[str(name)]
    if Path(name).is_dir():
        return read_source(Path(name).resolve())
    near = _nearest(str(name), sources())
    raise DescriptionError(f"no source is called {str(name)!r}; {near}, or the path of a folder")


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
