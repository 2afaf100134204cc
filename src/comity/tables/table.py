"""A table that knows what made it: its columns, their sources, the call and the manifest."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from comity.files.source import Source
from comity.query.cite import cite


@dataclass(frozen=True)
class Column:
    """What a column holds: a sentence, its unit, what its numbers stand for, and who says so.

    ``meaning`` names the column beside it that says of each cell what an empty one or a zero means.
    """

    name: str
    says: str
    unit: str = ""
    labels: Mapping[int, str] = field(default_factory=dict)
    source: Source | None = None
    meaning: str = ""


@dataclass(frozen=True)
class Table:
    """Rows and what is known of them.

    ``frame`` is a Polars frame (``frame.to_pandas()`` gives one of pandas); ``call`` is the call
    that gives the same table again from a store of the same ``manifest`` (its hash).
    """

    frame: pl.DataFrame
    columns: tuple[Column, ...]
    call: str
    manifest: str

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of its columns, each once, by id."""
        found = {column.source.id: column.source for column in self.columns if column.source}
        return tuple(found[name] for name in sorted(found))

    def cite(self) -> str:
        """BibTeX of exactly these sources, with their licences as comments."""
        return cite(*self.sources)


def called(name: str, *given: object, **named: object) -> str:
    """The call of a public function as text, without what was left out."""
    said = [repr(one) for one in given]
    said += [f"{key}={value!r}" for key, value in named.items() if value]
    return f"comity.{name}({', '.join(said)})"
