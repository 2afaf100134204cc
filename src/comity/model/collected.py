"""Dyads side by side, and what somebody kept."""

from dataclasses import dataclass

from comity.model.records import Dossier, Figure, Line, Made, Period, Shared, SourceNote, Thing


@dataclass(frozen=True)
class Flow:
    """Goods from one end of a dyad to the other, by one source.

    ``years`` holds year, value in US dollars and the page of the record, in order; a year that is
    not among them is not on record.
    """

    seller: str
    buyer: str
    source: SourceNote
    years: tuple[tuple[int, float, str], ...]

    @property
    def most(self) -> tuple[int, float, str]:
        """The year of the highest value."""
        return max(self.years, key=lambda one: one[1])


@dataclass(frozen=True)
class Compared(Made):
    """Two to four dossiers side by side; each tuple of cells has one for each of them.

    ``figures`` are by what they measure and the IRI of the source; ``shared`` by body or agreement,
    those that most share first; ``flows`` are each way, at any time.
    """

    dossiers: tuple[Dossier, ...]
    figures: tuple[tuple[str, tuple[Figure | None, ...]], ...]
    shared: tuple[tuple[Thing, tuple[tuple[Shared, ...], ...]], ...]
    flows: tuple[tuple[Flow, ...], ...]
    sources: tuple[SourceNote, ...]


@dataclass(frozen=True)
class Item:
    """What was kept: a record, or everything between two states.

    ``path`` is that of its IRI below ``id/``; ``line`` is there where it is a record.
    """

    path: str
    iri: str
    when: Period
    says: tuple[str | Thing, ...]
    value: str
    locator: str
    sources: tuple[SourceNote, ...]
    line: Line | None = None


@dataclass(frozen=True)
class Kept(Made):
    """What was kept, in order; ``absent`` are paths of which the graph has no record."""

    items: tuple[Item, ...]
    absent: tuple[str, ...]
    sources: tuple[SourceNote, ...]
