"""The page of spells across states: who joined what and when, and for how long.

Each row is drawn in SVG that needs no script, on the axis that all share; see ``timeline``.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from comity.answers.spells import KIND, Spell, Spells, spells
from comity.errors import QuestionError
from comity.model.namespaces import ID
from comity.model.records import Thing
from comity.model.words import N_, _, ngettext
from comity.views.asked import Asked
from comity.views.page import NONE, Page
from comity.views.timeline import Axis

STATES = "PAK,RUS,CHN,IND"
"""Whom the page is of where nobody is named."""
GROUPS = ("other", "state")
MOST = 120
"""So many rows are drawn; the table has all."""
LINE = 7
"""Pixels from the line of one source to that of the next."""
FULL = ("Member", "FoundingMember", "NonregionalMember")
LOOKS = {
    "full": N_("full member"),
    "associate": N_("associate member"),
    "observer": N_("observer"),
    "else": N_("another role"),
    "tie": N_("tie"),
}
ROLES = {"AssociateMember": "associate", "Observer": "observer", "": "tie"}
ROLES |= dict.fromkeys(FULL, "full")
APART = ("state", "territory", "body", "agreement", "document", "institution")
"""Kinds of things that have rows of their own; persons and places share that of the state."""


@dataclass(frozen=True)
class Bar:
    """A spell on the axis: places along it in per cent, ``y`` in pixels; ``whole`` is all of it.

    ``light`` are the parts of which the source's dates are too coarse to tell that it held,
    ``sure`` the rest, both from and to. ``end`` is where it is known to have ended, ``cut`` where
    what the source covers ends; a ``point`` was found on that day alone.
    """

    iri: str
    look: str
    says: str
    href: str
    y: float
    whole: tuple[str, str]
    sure: tuple[str, str] | None
    light: tuple[tuple[str, str], ...]
    start: str
    end: str
    cut: str
    point: str


@dataclass(frozen=True)
class Row:
    """Spells of one state with one thing: bars, each source on a line of its own."""

    name: Thing
    href: str
    says: str
    height: int
    bars: tuple[Bar, ...]


def across(asked: Asked) -> Page:
    """Spells: ``/timeline?states=PAK,RUS&kind=Membership``, ``/timeline?body=body/SCO``."""
    given, body = asked.given, asked.given.get("body", "")
    text = given.get("states", "") or STATES
    keys = [] if body else [key.strip() for key in text.split(",") if key.strip()]
    by = given.get("by") or "other"
    if by not in GROUPS:
        wrong = _("{by} is no way to group; it is one of {ways}")
        raise QuestionError(wrong.format(by=repr(by), ways=", ".join(GROUPS)))
    found = spells(
        asked.store,
        list(dict.fromkeys(keys)),
        given.get("kind") or KIND,
        body=body,
        source=given.get("source", ""),
    )
    # the axis ends with the year after the last
    years = asked.year("from", dt.MAXYEAR - 1), asked.year("to", dt.MAXYEAR - 1)
    chosen = {"states": ",".join(keys), "body": body, "kind": found.kind.name, "by": by}
    chosen |= {name: given.get(name, "") for name in ("source", "from", "to")}
    return spells_page(
        found,
        by=by,
        years=years,
        path=asked.path,
        given={name: value for name, value in (chosen | asked.days).items() if value},
        near=asked.near,
    )


def spells_page(
    found: Spells,
    *,
    by: str = "other",
    years: tuple[int | None, int | None] = (None, None),
    path: str = "",
    given: Mapping[str, str] = NONE,
    near: Callable[..., str] = lambda path, **_: path,
) -> Page:
    """The page of spells.

    Args:
        found: the spells.
        by: rows stand under what the states are tied to, or under each ``state``.
        years: the first and the last that are shown; by default those of the spells.
        path: the page's address without what is asked of it, where it has one.
        given: what is asked of it.
        near: gives the address of another page of the same days.

    Raises:
        QuestionError: the years run backwards.
    """
    axis = _axis(found, years)
    shown = [one for one in found.spells if _within(one, axis)]
    groups, total = _grouped(found, shown, by, axis, near)
    pictured = {bar.iri for group in groups for row in group.rows for bar in row.bars}
    title = _title(found)
    shows = {
        "found": found,
        "axis": axis,
        "ticks": [(axis.at(year), year, year == axis.last) for year in axis.ticks()],
        "groups": groups,
        "drawn": sum(len(group.rows) for group in groups),
        "total": total,
        "shown": [one for one in shown if one.iri in pictured],
        "every": sum(one.known for one in shown),
        "gaps": sum(not one.known for one in shown),
        "roles": any(one.says for one in shown),
        "looks": {look: _(LOOKS[look]) for look in LOOKS if any(_look(s) == look for s in shown)},
        "by": by,
        "covers": found.covers,
    }
    return Page(
        "timeline.html",
        title,
        shows,
        scripts=("timeline", "page"),
        payload={"title": title, "citation": _citation(found)},
        table=lambda: _frame(shown),
        cited=[one.iri for one in found.sources],
        made=found,
        path=path,
        given=given,
    )


def _title(found: Spells) -> str:
    whom = found.body.label if found.body else ", ".join(one.label for one in found.states)
    return _("{whom}: {kind} through time").format(whom=whom, kind=found.kind.label)


def _axis(found: Spells, years: tuple[int | None, int | None]) -> Axis:
    """The years that are asked for, or all from the first spell to the end of what is covered."""
    told = [day.year for one in found.spells for day in (one.when.start, one.when.end) if day]
    first = years[0] or min(told, default=1945)
    last = years[1] or max([*told, first, *(year for _, year in found.covers)])
    if first > last:
        wrong = _("the years {first} to {last} run backwards; write the earlier first")
        raise QuestionError(wrong.format(first=first, last=last))
    return Axis(first, last + 1)


def _within(one: Spell, axis: Axis) -> bool:
    """Whether a spell has a date, and a part in the years shown."""
    when = one.when
    if when.start is None and when.end is None:
        return False
    begins, ends = when.start or when.end, when.end or one.covered
    return (begins is None or begins.year < axis.last) and (ends is None or ends.year >= axis.first)


@dataclass(frozen=True)
class Group:
    """Rows under a heading, if they have one, and the address of all members of it, if a body."""

    head: Thing | None
    members: str
    rows: tuple[Row, ...]


Lane = tuple[str, list[Spell]]
"""What a row is of, by IRI, and its spells."""


def _grouped(
    found: Spells, shown: Iterable[Spell], by: str, axis: Axis, near: Callable[..., str]
) -> tuple[list[Group], int]:
    """Rows under their headings, as many as are drawn, and how many there are."""
    heads, things = _lanes(found, shown, by)
    order = {one.iri: at for at, one in enumerate(found.states)}
    made: list[Group] = []
    left = MOST
    for head, lanes in sorted(heads.items(), key=lambda group: _rank(group, order, things)):
        ordered = sorted(lanes, key=lambda lane: (order.get(lane[0], 0), _first(lane[1]), lane[0]))
        rows = tuple(_row(things[of], some, axis, near) for of, some in ordered[:left])
        body = head.removeprefix(ID) if head.startswith(f"{ID}body/") else ""
        members = near("/timeline", body=body, kind=found.kind.name) if body else ""
        if rows:
            made.append(Group(things.get(head), members, rows))
        left -= len(rows)
    return made, sum(len(lanes) for lanes in heads.values())


def _lanes(
    found: Spells, shown: Iterable[Spell], by: str
) -> tuple[dict[str, list[Lane]], dict[str, Thing]]:
    """Rows by the IRI of what they stand under, if anything, and things by IRI."""
    states = {one.iri.rsplit("/", 1)[1]: one for one in found.states}
    lanes: dict[tuple[str, str], list[Spell]] = defaultdict(list)
    things: dict[str, Thing] = {}
    for one in shown:
        of = states.get(one.of, one.subject)
        other = one.other if one.other.kind in APART else of
        things |= {of.iri: of, other.iri: other}
        lanes[of.iri, other.iri].append(one)
    heads: dict[str, list[Lane]] = defaultdict(list)
    for (of_iri, other_iri), some in lanes.items():
        if found.body or of_iri == other_iri:
            heads[""].append((of_iri, some))
        elif by == "state":
            heads[of_iri].append((other_iri, some))
        else:
            heads[other_iri].append((of_iri, some))
    return heads, things


def _rank(
    group: tuple[str, list[Lane]], order: Mapping[str, int], things: Mapping[str, Thing]
) -> tuple[int, int, str, str]:
    """States as they are asked for; else what most of them are in first, then by when and name."""
    head, lanes = group
    first = min(_first(some) for _, some in lanes)
    many = 0 if head in order else -len(lanes)
    return order.get(head, len(order)), many, first, things[head].label if head else ""


def _first(found: Iterable[Spell]) -> str:
    return min(one.when.sort for one in found)


def _row(name: Thing, found: Sequence[Spell], axis: Axis, near: Callable[..., str]) -> Row:
    """One row; who has the same start and source is on the same line."""
    lines = {iri: at for at, iri in enumerate(sorted({one.source.iri for one in found}))}
    bars = [_bar(one, LINE * (lines[one.source.iri] + 1), axis, near) for one in found]
    count = ngettext("{name}: {count} spell", "{name}: {count} spells", len(bars))
    words = count.format(name=name.label, count=len(bars))
    return Row(name, near(name.href), words, LINE * (len(lines) + 1), tuple(bars))


def _bar(one: Spell, y: float, axis: Axis, near: Callable[..., str]) -> Bar:
    when = one.when
    low, high = (
        _clipped(when.start or when.end, axis),
        _clipped(_after(when.end or one.covered), axis),
    )
    says = f"{one.subject.label} – {one.other.label}{f', {one.says}' if one.says else ''}"
    says += f": {when.words}; {one.source.title}"
    point = when.found or (when.start is None)
    since = _clipped(when.since, axis) if when.since else None
    until = _clipped(_after(one.surely), axis) if one.surely else None
    sure = None
    if since is not None and until is not None and since < until and not point:
        sure = (since, until)
    light = _around(low, high, sure) if not point and one.known else []
    if not one.known:
        light = [(low, high)]
    return Bar(
        iri=one.iri,
        look=_look(one) if one.known else "unknown",
        says=says,
        href=near(one.href),
        y=y,
        whole=(axis.at(low), axis.at(high)),
        sure=sure and (axis.at(sure[0]), axis.at(sure[1])) if one.known else None,
        light=tuple((axis.at(a), axis.at(b)) for a, b in light),
        start=axis.at(low) if when.start and _inside(when.start, axis) and not point else "",
        end=axis.at(high) if when.end and _inside(when.end, axis) and not point else "",
        cut=axis.at(high) if not when.end and one.covered and _inside(one.covered, axis) else "",
        point=axis.at(low) if point else "",
    )


def _around(low: float, high: float, sure: tuple[float, float] | None) -> list[tuple[float, float]]:
    parts = [(low, high)] if sure is None else [(low, sure[0]), (sure[1], high)]
    return [(a, b) for a, b in parts if b > a]


def _after(day: dt.date | None) -> dt.date | None:
    """The day after the last, where a spell that lasts to its end ends on an axis."""
    return day and day + dt.timedelta(days=1)


def _inside(day: dt.date, axis: Axis) -> bool:
    return axis.first <= day.year < axis.last


def _clipped(day: dt.date | None, axis: Axis) -> float:
    """A day in years, within the axis; its end where there is no day."""
    if day is None:
        return float(axis.last)
    year = dt.date(day.year, 1, 1)
    part = (day - year).days / (dt.date(day.year, 12, 31) - year + dt.timedelta(days=1)).days
    return min(max(day.year + part, float(axis.first)), float(axis.last))


def _look(one: Spell) -> str:
    return ROLES.get(one.role, "else")


def _citation(found: Spells) -> str:
    sources = "; ".join(f"{one.title}, {one.publisher}" for one in found.sources[:3])
    return _("{sources}. Made with comity.").format(sources=sources)


def _frame(found: Iterable[Spell]) -> pl.DataFrame:
    """A row for each spell, those that are not known among them."""
    columns: dict[str, Callable[[Spell], object]] = {
        "state": lambda one: one.subject.label,
        "with": lambda one: one.other.label,
        "role": lambda one: one.says,
        "known": lambda one: one.known,
        "when": lambda one: one.when.words,
        "start": lambda one: one.when.start,
        "end": lambda one: one.when.end,
        "covered_to": lambda one: one.covered,
        "source": lambda one: one.source.title,
        "locator": lambda one: one.locator,
        "iri": lambda one: one.iri,
    }
    types = dict.fromkeys(("start", "end", "covered_to"), pl.Date) | {"known": pl.Boolean}
    rows = [{name: give(one) for name, give in columns.items()} for one in found]
    return pl.DataFrame(rows, {name: types.get(name, pl.String) for name in columns})
