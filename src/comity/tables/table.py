"""A table that knows what made it: its columns, their sources, the call and the manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import polars as pl

from comity.files.source import Source
from comity.query.cite import cite
from comity.tables import files, notebook
from comity.tables.column import Column


@dataclass(frozen=True)
class Table:
    """Rows and what is known of them.

    ``frame`` is a Polars frame (``frame.to_pandas()`` gives one of pandas); ``call`` is the call
    that gives the same table again from a store of the same ``manifest`` (its hash); ``rows`` says
    which rows there are.
    """

    frame: pl.DataFrame
    columns: tuple[Column, ...]
    call: str
    manifest: str
    rows: str = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of its columns, each once, by id."""
        found = {column.source.id: column.source for column in self.columns if column.source}
        return tuple(found[name] for name in sorted(found))

    @property
    def made_by(self) -> Mapping[str, str]:
        """What made it and which rows it has, by what that is called."""
        return {
            "Call": self.call,
            "Rows": self.rows,
            "Manifest": self.manifest,
            "comity": version("comity"),
        }

    def cite(self) -> str:
        """BibTeX of exactly these sources, with their licences as comments."""
        return cite(*self.sources)

    def write(self, path: Path | str) -> tuple[Path, ...]:
        """Writes the table in the form that the path's ending names, codebook and BibTeX beside it.

        ``.csv``, ``.parquet``, ``.feather`` (Arrow, for R), ``.xlsx`` (Excel; its codebook is a
        sheet too, and its numbers have 16 digits) and ``.dta`` (Stata; empty cells are ``.a``
        missing, ``.b`` not applicable or ``.c`` outside coverage, which ``<column>.missing`` says
        in the others). The same table gives the same bytes on any day.

        Returns:
            The table's path, ``<stem>.codebook.md`` and ``<stem>.bib``.

        Raises:
            TableError: no form has that ending, or it cannot hold the table.
            OSError: the disk is full, or the folder may not be written; nothing is changed then.
        """
        return files.write(Path(path), self.frame, self.columns, self.made_by, self.sources)

    def _repr_html_(self) -> str:
        """First rows and what the columns are, as a notebook shows it, without any address."""
        return notebook.page(self.frame, self.columns, self.made_by)
