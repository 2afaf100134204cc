"""What the page of a thing shows."""

from dataclasses import dataclass

from comity.model.records import AsOf, ClaimLine, Line, Made, Period, Section, SourceNote, Thing


@dataclass(frozen=True)
class Report:
    """What one source says of a seat: when it was held; ``href`` is of its record."""

    when: Period
    source: SourceNote
    href: str
    possibly: bool = False


@dataclass(frozen=True)
class Seat:
    """A member or party in one capacity, or a session and its place, as each source has it."""

    thing: Thing
    capacity: str
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class Roll:
    """Members of a body, parties of an agreement or sessions of a commission.

    ``heads`` are those of its first two columns; ``kind`` is the class of its records.
    """

    title: str
    heads: tuple[str, str]
    kind: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Portrait(Made):
    """Any thing of the graph: what is said of it, the records that speak of it, what else does.

    ``classes`` says what it is. ``names`` are by language, the first its chief one, ``codes`` by
    scheme, ``links`` the same thing elsewhere as words and address. ``facts`` and ``uses`` are by
    property. ``beside`` is a record itself and those of the same matter, each with how it stands to
    it. ``claims`` are all of a document, or of a claim it and those about it. ``rolls`` list
    whole what ``sections``, with all other kinds, show the latest of. ``as_of`` is the day, where
    the page is what held on one.
    """

    thing: Thing
    classes: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, tuple[str | Thing, ...]], ...]
    beside: tuple[tuple[str, Line], ...]
    claims: tuple[ClaimLine, ...]
    rolls: tuple[Roll, ...]
    sections: tuple[Section, ...]
    uses: tuple[tuple[str, tuple[Thing, ...]], ...]
    sources: tuple[SourceNote, ...]
    as_of: AsOf | None = None
