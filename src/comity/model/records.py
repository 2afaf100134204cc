"""What questions answer and pages show: plain values, made from the graph."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A class of ties or events with the drawing hints that the ontology gives it.

    ``colour`` is ``#rrggbb`` and ``dash`` a pattern in pixels such as ``6 3`` (empty: whole line).
    ``label`` is in the language that is spoken, and ``phrase`` empty where no words can stand
    between the names of two ends in it; ``section`` is in English.
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
class Match:
    """A thing that a search found, and the name that fits where that is not its chief one."""

    thing: Thing
    name: str


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
class Period:
    """When a record holds.

    ``words`` is the date as a reader says it (``1948-05-01``, ``as of 2026-02-04``, ``undated``);
    ``start`` and ``end`` are its first and last day, or the earliest and latest that they may be;
    none where the source gives no date for that side. ``found``: it was found to hold on that day,
    and since when or until when is not said. ``within``: it fell on some day between the two.
    ``since`` and ``until`` are the latest day that it may have begun, and the earliest that it may
    have ended: it holds for certain between them, and where a start is not known, on no day.
    """

    words: str
    start: dt.date | None = None
    end: dt.date | None = None
    found: bool = False
    within: bool = False
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def sort(self) -> str:
        """A key by which periods stand in order, the undated ones last."""
        day = self.start or self.end
        return day.isoformat() if day else "~"


@dataclass(frozen=True)
class Line:
    """One record as a page shows it, or a series of so many ``records``.

    ``sentence`` alternates plain text and things; ``value`` is the number with its unit;
    ``disagrees`` and ``same`` hold the records of the same matter that say something else, and all
    that speak of it. ``possibly``, as of a day: its dates are too coarse to tell that it held.
    """

    iri: str
    kind: Kind
    sentence: tuple[str | Thing, ...]
    when: Period
    value: str
    quote: str
    note: str
    confidence: str
    derivation: str
    locator: str
    source: SourceNote
    disagrees: tuple[str, ...]
    same: tuple[str, ...]
    href: str
    records: int = 1
    possibly: bool = False


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
class Cut:
    """A kind of record of which a page shows the latest ``shown`` of ``lines``.

    These stand for so many ``records``. ``periods`` are those of all its single records, each with
    how many have it; ``first`` and ``last`` are the first and last year of all, if any is dated.
    """

    kind: Kind
    shown: int
    lines: int
    records: int
    first: str
    last: str
    periods: tuple[tuple[Period, int], ...]


@dataclass(frozen=True)
class Section:
    """Records under one heading, in order of date, and the kinds of which there are more."""

    title: str
    lines: tuple[Line, ...]
    cut: tuple[Cut, ...] = ()

    @property
    def records(self) -> int:
        """How many records there are, shown or not."""
        more = {one.kind for one in self.cut}
        whole = sum(line.records for line in self.lines if line.kind not in more)
        return whole + sum(one.records for one in self.cut)


@dataclass(frozen=True)
class Shared:
    """A body or agreement that both ends are in, with the role of each as the source gives it."""

    thing: Thing
    role_a: str
    role_b: str
    when_a: str
    when_b: str
    source: SourceNote
    possibly: bool = False


@dataclass(frozen=True)
class Side:
    """What one source says of a matter; ``href`` is of its record, none where it has none."""

    says: str
    source: SourceNote
    href: str


@dataclass(frozen=True)
class Difference:
    """Two sources that say different things of one matter, on what they differ, and why."""

    matter: str
    differ: str
    sides: tuple[Side, Side]
    why: str


@dataclass(frozen=True)
class Made:
    """What gives a result again, and what it rests on.

    ``call`` gives the same again from a store of the same ``manifest`` (its hash; empty where the
    store has none); ``bibtex`` is of exactly the sources that it names.
    """

    call: str
    manifest: str
    bibtex: str

    def cite(self) -> str:
        """BibTeX of exactly the sources that it names, with their licences as comments."""
        return self.bibtex


@dataclass(frozen=True)
class AsOf:
    """The day that a page is of: how many records held on it for certain, and how many possibly.

    ``undated`` are the records of which no date is known, and ``absent`` the states or territories
    of the page that did not exist on the day.
    """

    day: dt.date
    certainly: int
    possibly: int
    undated: tuple[Line, ...]
    absent: tuple[Thing, ...]


@dataclass(frozen=True)
class Figure:
    """One figure of two states: what it ``says``, its ``value`` with unit, and ``when`` it is of.

    ``beside`` says how it stands among others, such as its rank; empty where nothing is to be said.
    ``matter`` names what it measures without the names of the two, so that dyads can be compared,
    and ``section`` is the title of the section that it belongs to.
    """

    says: str
    value: str
    beside: str
    when: str
    source: SourceNote
    matter: str
    section: str


@dataclass(frozen=True)
class Third:
    """A third state, and the kinds of tie that both have with it, at any time."""

    thing: Thing
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Dossier(Made):
    """Everything between two actors; ``as_of`` is the day, where it is what held on one.

    ``codes`` are those of each, by scheme; ``status`` what is said of relations and, last of each
    kind, of missions; ``thirds`` the states that most tie the two together.
    """

    a: Thing
    b: Thing
    summary: tuple[str | Thing, ...]
    sections: tuple[Section, ...]
    shared: tuple[Shared, ...]
    claims: tuple[ClaimLine, ...]
    disagreements: tuple[Difference, ...]
    gaps: tuple[str, ...]
    sources: tuple[SourceNote, ...]
    codes: tuple[tuple[tuple[str, str], ...], ...] = ()
    status: tuple[Line, ...] = ()
    standing: tuple[Figure, ...] = ()
    thirds: tuple[Third, ...] = ()
    as_of: AsOf | None = None


@dataclass(frozen=True)
class Profile(Made):
    """One state: its codes, names, neighbours in time, and its ties by section.

    ``span`` is when it existed; ``heads`` are its capitals and leaders of the day, or by default
    the latest that are known; ``institutions`` are by what they are. ``as_of`` is the day, where it
    is what held on one.
    """

    thing: Thing
    span: str
    heads: tuple[Line, ...]
    names: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, str, str], ...]
    links: tuple[tuple[str, str], ...]
    before: tuple[Thing, ...]
    after: tuple[Thing, ...]
    institutions: tuple[tuple[str, tuple[Thing, ...]], ...]
    partners: tuple[tuple[Thing, int], ...]
    sections: tuple[Section, ...]
    sources: tuple[SourceNote, ...]
    as_of: AsOf | None = None


@dataclass(frozen=True)
class Hop:
    """One step of a path: the two ends, what links them in words, and the records that say so.

    ``lines`` is empty where the graph states it without a record, as that a bank is an organ of a
    state.
    """

    a: Thing
    b: Thing
    says: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Path:
    """How two things are linked, step by step; the lesser the ``cost`` the closer."""

    hops: tuple[Hop, ...]
    cost: float

    @property
    def things(self) -> tuple[Thing, ...]:
        """All that it leads through, both ends among them."""
        return (self.hops[0].a, *(hop.b for hop in self.hops))
