"""What questions answer and pages show: plain values, made from the graph and from nothing else."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """A class of ties or events with the drawing hints that the ontology gives it.

    ``colour`` is ``#rrggbb`` and ``dash`` a pattern in pixels such as ``6 3`` (empty: whole line).
    """

    name: str
    label: str
    phrase: str
    section: str
    directed: bool
    colour: str
    dash: str


@dataclass(frozen=True)
class Thing:
    """An actor, agreement, body or project, and the page that tells of it."""

    iri: str
    label: str
    kind: str
    href: str


@dataclass(frozen=True)
class SourceNote:
    """A source as a page cites it; ``records`` counts those on the page that come from it."""

    iri: str
    title: str
    publisher: str
    licence: str
    citation: str
    link: str
    records: int
    href: str


@dataclass(frozen=True)
class Line:
    """One record as a page shows it.

    ``sentence`` alternates plain text and things; ``when`` is the date in words (``1948-05-01``,
    ``2018-01 (month)``, ``as of 2026-02-04``, ``undated``); ``value`` is the number with its unit.
    """

    iri: str
    kind: Kind
    sentence: tuple[str | Thing, ...]
    when: str
    sort: str
    value: str
    quote: str
    note: str
    confidence: str
    derivation: str
    locator: str
    source: SourceNote
    disagrees: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class ClaimLine:
    """One claim of a document: its words, whether fact or opinion, and what stands beside it.

    ``verdict`` is ``confirmed``, ``contradicted``, ``unconfirmed`` or ``opinion``.
    """

    iri: str
    number: int
    quote: str
    kind: str
    hedge: str
    verdict: str
    beside: tuple[Line, ...]
    source: SourceNote
    href: str


@dataclass(frozen=True)
class Section:
    """Records under one heading, in order of date."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shared:
    """A body or agreement that both ends are in, with the role of each as the source gives it."""

    thing: Thing
    role_a: str
    role_b: str
    when_a: str
    when_b: str
    source: SourceNote


@dataclass(frozen=True)
class Dossier:
    """Everything between two actors: the dyad page and its JSON twin."""

    a: Thing
    b: Thing
    summary: tuple[str | Thing, ...]
    sections: tuple[Section, ...]
    shared: tuple[Shared, ...]
    claims: tuple[ClaimLine, ...]
    disagreements: tuple[tuple[Line, ...], ...]
    gaps: tuple[str, ...]
    sources: tuple[SourceNote, ...]


@dataclass(frozen=True)
class Profile:
    """One state: its codes, names, neighbours in time, and its ties by section."""

    thing: Thing
    names: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, str, str], ...]
    links: tuple[tuple[str, str], ...]
    before: tuple[Thing, ...]
    after: tuple[Thing, ...]
    institutions: tuple[Thing, ...]
    partners: tuple[tuple[Thing, int], ...]
    sections: tuple[Section, ...]
    sources: tuple[SourceNote, ...] = field(default=())
