"""What a store holds as Parquet: the records of each source by class, and its description."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl

from comity.errors import StoreMissingError
from comity.files.home import home
from comity.files.issued import last_day
from comity.files.source import Source, read_source
from comity.model.words import _
from comity.store.known import IDENTITY, last_day_known, warn_of
from comity.store.manifest import FACES, Manifest, read_manifest
from comity.store.stores import current

STORES = 8
"""How many builds are remembered."""


@dataclass(frozen=True)
class Holding:
    """The Parquet of a store: ``place`` is its folder, ``manifest`` what was built into it.

    ``as_known``: the day, month or year by which a source has to be known; any by default.
    """

    place: Path
    manifest: Manifest
    as_known: str = ""

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source that is held, by id, as it was described when it was built."""
        if not self.as_known:
            return self._built
        day = last_day_known(self.as_known)
        return {name: one for name, one in self._built.items() if _out_by(one, day)}

    @cached_property
    def undated(self) -> list[str]:
        """IRIs of the sources that are left out as no one knows when they came out."""
        found = (one for one in self._built.values() if not one.description.issued)
        return [one.graph for one in found if self.as_known and one.id not in self.sources]

    @property
    def limit(self) -> str:
        """What an error adds of a source that is not there."""
        return _(" (of what was known by {day})").format(day=self.as_known) if self.as_known else ""

    @cached_property
    def _built(self) -> dict[str, Source]:
        return _described(self.place, self.manifest.hash())

    def having(self, kind: str) -> list[Source]:
        """The sources that hold records of a class."""
        return [one for one in self.sources.values() if self._path(one, kind).exists()]

    def records(self, source: Source, kind: str) -> pl.LazyFrame:
        """Records of a class; its columns are named by the ontology, and it is empty where none."""
        path = self._path(source, kind)
        return pl.scan_parquet(path) if path.exists() else pl.LazyFrame()

    def _path(self, source: Source, kind: str) -> Path:
        return self.place / FACES / source.id / f"{kind}.parquet"


@lru_cache(maxsize=STORES)
def _described(place: Path, _built: str) -> dict[str, Source]:
    """The sources of what was built into a folder; a page asks for them several times."""
    folders = sorted(path for path in (place / FACES).iterdir() if path.is_dir())
    return {folder.name: read_source(folder) for folder in folders}


def _out_by(source: Source, day: dt.date) -> bool:
    issued = source.description.issued
    return source.graph.startswith(IDENTITY) or (bool(issued) and last_day(issued) <= day)


def holding(folder: Path | None = None, as_known: str = "") -> Holding:
    """What the store in a folder holds as Parquet; comity's own store by default.

    What is left out as no one knows when it came out, a warning names (logger ``comity``).

    Raises:
        StoreMissingError: no graph has been built there.
        QuestionError: ``as_known`` is no day, month or year.
        StoreError: another version of comity built it.
    """
    where = folder or home()
    place = current(where)
    if place is None:
        wrong = _("no graph has been built in {folder}; run: comity build")
        raise StoreMissingError(wrong.format(folder=where))
    held = Holding(place, read_manifest(where), as_known)
    warn_of(held.undated)
    return held
