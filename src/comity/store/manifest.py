"""What a store holds, from which files, and the hash that says so."""

import hashlib
from importlib.metadata import version
from pathlib import Path

import msgspec

from comity.errors import StoreError
from comity.files.home import home
from comity.store.stores import MANIFEST, current

FACES = "faces"
"""The folder, beside it, of the records of each source as Parquet."""


class Part(msgspec.Struct, frozen=True):
    """What one source or curated graph put in: how much, from which files, and what it refused.

    ``release`` is that of a data set; ``rows`` counts the rows that were read of each file.
    ``records`` counts things by class, ``dated`` ties by how they are dated (to the day,
    month or year, as of a day, by their decision, undated), ``refused`` rows by reason; ``files``
    holds SHA-256 by name, ``dyads`` the paths of the dyads that its records are of, ``documents``
    the IRIs of the documents of a curated graph. ``ships``: it comes with comity, and goes when a
    later comity no longer has it.
    """

    graph: str
    digest: str
    quads: int
    files: dict[str, str]
    dyads: list[str]
    release: str = ""
    rows: dict[str, int] = {}
    ships: bool = False
    records: dict[str, int] = {}
    dated: dict[str, int] = {}
    refused: dict[str, int] = {}
    documents: list[str] = []

    @property
    def graphs(self) -> list[str]:
        """IRIs of all named graphs that it fills: its own, and that of each document."""
        return [self.graph, *self.documents]

    @property
    def ties(self) -> int:
        """How many ties it put in."""
        return sum(self.dated.values())


class Manifest(msgspec.Struct, frozen=True):
    """What the store holds: a part for each source and curated graph, and comity's version.

    ``identity`` is the digest of the tables of states by which its dyads are described.
    """

    version: str
    parts: dict[str, Part] = {}
    identity: str = ""

    def dyads(self) -> set[str]:
        """Paths of all dyads that the parts' records are of."""
        return {path for part in self.parts.values() for path in part.dyads}

    def hash(self) -> str:
        """SHA-256 of the manifest: the same wherever one comity builds the same files."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


def read_manifest(folder: Path | None = None) -> Manifest:
    """The manifest of the store in a folder; empty where nothing has been built.

    Raises:
        StoreError: another version of comity wrote it, in a form that this one cannot read.
    """
    place = current(folder or home())
    if place is None:
        return Manifest(version=version("comity"))
    try:
        return msgspec.json.decode((place / MANIFEST).read_bytes(), type=Manifest)
    except (msgspec.DecodeError, FileNotFoundError) as error:
        raise StoreError(
            f"the store in {folder or home()} was built by another version of comity or is damaged "
            f"({error}); delete that folder and build again"
        ) from None
