"""What a store holds as Parquet: the records of each source by class, and its description."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from comity.errors import StoreMissingError
from comity.files.home import home
from comity.files.source import Source, read_source
from comity.store.build import FACES, Manifest, read_manifest
from comity.store.stores import current


@dataclass(frozen=True)
class Holding:
    """The Parquet of a store: ``place`` is its folder, ``manifest`` what was built into it."""

    place: Path
    manifest: Manifest

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source that is held, by id, as it was described when it was built."""
        folders = sorted(path for path in (self.place / FACES).iterdir() if path.is_dir())
        return {folder.name: read_source(folder) for folder in folders}

    def having(self, kind: str) -> list[Source]:
        """The sources that hold records of a class."""
        return [one for one in self.sources.values() if self._path(one, kind).exists()]

    def records(self, source: Source, kind: str) -> pl.LazyFrame:
        """Records of a class; its columns are named by the ontology, and it is empty where none."""
        path = self._path(source, kind)
        return pl.scan_parquet(path) if path.exists() else pl.LazyFrame()

    def _path(self, source: Source, kind: str) -> Path:
        return self.place / FACES / source.id / f"{kind}.parquet"


def holding(folder: Path | None = None) -> Holding:
    """What the store in a folder holds as Parquet; comity's own store by default.

    Raises:
        StoreMissingError: no graph has been built there.
        StoreError: another version of comity built it.
    """
    where = folder or home()
    place = current(where)
    if place is None:
        raise StoreMissingError(f"no graph has been built in {where}; run: comity build")
    return Holding(place, read_manifest(where))
