"""A data set as its page shows it: terms, coverage, files, and what is loaded.

Made from its own description, so that its page is the same before it is loaded.
"""

from dataclasses import dataclass

from comity.model.records import Made, Thing


@dataclass(frozen=True)
class CoverageNote:
    """One kind of tie that a data set speaks of: the years, of whom, and what its silence means.

    ``actors`` is the code scheme whose holders are meant, ``observed`` the only years looked at;
    both may be nothing.
    """

    kind: str
    years: str
    observed: tuple[int, ...]
    universe: str
    actors: str
    silence: str


@dataclass(frozen=True)
class ColumnNote:
    """A column that is used; ``values`` says in words which values it may have."""

    name: str
    type: str
    means: str
    values: str


@dataclass(frozen=True)
class FileNote:
    """A file of a data set, in one layout.

    ``shape`` is its form in words, ``instead`` the file whose place it takes (empty: none),
    ``origin`` an address or a package, ``checksum`` the SHA-256 of the one that was read (empty:
    none was), ``parts`` the sections of a JSON file and what each is; ``unused`` are the columns
    that are not read, by reason.
    """

    path: str
    shape: str
    about: str
    instead: str
    origin: str
    checksum: str
    parts: tuple[tuple[str, str], ...]
    columns: tuple[ColumnNote, ...]
    unused: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Holding:
    """What the graph holds of a data set: things by class, ties by dating, refused rows."""

    records: tuple[tuple[Thing, int], ...]
    dated: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, int], ...]
    quads: int

    @property
    def total(self) -> int:
        """How many things of all classes."""
        return sum(count for _, count in self.records)


@dataclass(frozen=True)
class Release(Made):
    """A data set in one release: terms, coverage, every file, how to get it, what is loaded.

    ``years`` is the first and last of its coverage, or nothing. ``way`` is how to get it: it
    ``ships``, or is to be had by ``fetch`` or ``by hand``; ``obtain`` says how in a sentence, and
    ``commands`` what to type. ``holding`` is nothing where it is not loaded, and ``call`` where the
    data set is not comity's own.
    """

    thing: Thing
    id: str
    release: str
    publisher: str
    issued: str
    landing: str
    licence: str
    licence_link: str
    citation: str
    about: tuple[str, ...]
    years: str
    coverage: tuple[CoverageNote, ...]
    files: tuple[FileNote, ...]
    crosswalks: tuple[tuple[str, str], ...]
    way: str
    obtain: str
    commands: tuple[str, ...]
    holding: Holding | None
