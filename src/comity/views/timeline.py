"""Records on one axis of time: a strip for each kind, drawn in SVG that needs no script.

Places along the axis are per cents and heights are pixels, so that a strip fits every width
without its lettering being stretched.
"""

import datetime as dt
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from comity.answers.wording import records_said
from comity.model.records import Line, Section, Thing
from comity.model.words import _, english_numerals, ngettext, numeral, pgettext

NUMBER = re.compile(r"[\d,]+(?:\.\d+)?")
DAYS = 366
FEWEST = 2
HEIGHT = 22
TALL = 44
ROW = 9
ROWS = 4
SERIES = 4
TICKS = 7
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)


@dataclass(frozen=True)
class Axis:
    """The years that all strips share."""

    first: int
    last: int

    def at(self, year: float) -> str:
        """The place of a date as a per cent of the width."""
        return f"{100 * (year - self.first) / (self.last - self.first):.2f}%"

    @property
    def unit(self) -> float:
        """What is shorter than this is drawn as a point."""
        return (self.last - self.first) / 70

    def ticks(self) -> list[int]:
        """Round years, few enough to be read."""
        span = self.last - self.first
        step = next((s for s in STEPS if span / s <= TICKS), STEPS[-1])
        return list(range(-(-self.first // step) * step, self.last + 1, step))


@dataclass(frozen=True)
class Mark:
    """One record on the axis, in years with fractions; an open side is nothing.

    Or so many records of one kind and period, in the ``line`` of one.
    """

    start: float | None
    end: float | None
    line: Line
    records: int = 1

    @property
    def low(self) -> float:
        """The earliest place it needs."""
        return self.start if self.start is not None else self.end or 0

    @property
    def high(self) -> float:
        """The latest place it needs."""
        return self.end if self.end is not None else self.low

    def long(self, axis: Axis) -> bool:
        """Whether it is drawn as a line and not as a point."""
        return self.end is None or self.start is None or self.end - self.start >= axis.unit


def axis_of(sections: Iterable[Section]) -> Axis | None:
    """The years of all dated records; nothing if none is dated."""
    dated = (_mark(line, records) for part in sections for line, records in _single(part))
    marks = [mark for mark in dated if mark]
    if not marks:
        return None
    low, high = min(mark.low for mark in marks), max(mark.high for mark in marks)
    return Axis(int(low), max(int(high), int(low)) + 1)


def timeline_svg(sections: Sequence[Section], axis: Axis | None = None) -> Markup:
    """Strips of all dated records, by section and kind; nothing if none is dated.

    A series is no one record, and has no place among them. Of a kind that is not shown whole, its
    records a year. The axis is that of these records, or one that is given to several.
    """
    single = [[*_single(part)] for part in sections]
    lanes = [(part.title, _kinds(found)) for part, found in zip(sections, single, strict=True)]
    marks = [mark for _, kinds in lanes for found in kinds.values() for mark in found]
    given, axis = axis, axis or axis_of(sections)
    if axis is None or not marks or (not given and len({(m.start, m.end) for m in marks}) < FEWEST):
        return Markup("")
    every = sum(n for found in single for _, n in found)
    undated = every - sum(mark.records for mark in marks)
    body = [_axis(axis)]
    cut = {one.kind.label for part in sections for one in part.cut}
    for title, kinds in lanes:
        if kinds:
            body.append(Markup('<p class="group">{}</p>').format(title))
        for kind, found in kinds.items():
            body += _lanes(found, axis, counted=kind in cut)
    return Markup('<figure class="timeline">{}<figcaption>{}</figcaption></figure>').format(
        Markup("").join(body), _caption(marks, undated, axis)
    )


def _caption(marks: Iterable[Mark], undated: int, axis: Axis) -> str:
    shown = list(marks)
    words = []
    if any(mark.start is None or mark.end is None for mark in shown):
        words.append(_("Dots: the source gives no date for that side."))
    if any(mark.line.when.found for mark in shown):
        words.append(_("Rings: found so on that day; since when is not said."))
    if any(mark.line.when.within and mark.long(axis) for mark in shown):
        words.append(_("Dotted bands: on some day within."))
    if undated:
        below = ngettext(
            "{count} undated record is below.", "{count} undated records are below.", undated
        )
        words.append(below.format(count=numeral(undated)))
    return " ".join(words)


def _single(part: Section) -> Iterator[tuple[Line, int]]:
    """Lines of single records; of a kind not shown whole one for each period, with how many."""
    more = {one.kind: one for one in part.cut}
    named = {line.kind: line for line in part.lines}
    for line in part.lines:
        if line.records == 1 and line.kind not in more:
            yield line, 1
    for kind, one in more.items():
        for when, records in one.periods:
            yield replace(named[kind], when=when), records


def _kinds(lines: Iterable[tuple[Line, int]]) -> dict[str, list[Mark]]:
    groups: dict[str, list[Mark]] = defaultdict(list)
    for line, records in lines:
        mark = _mark(line, records)
        if mark is not None:
            groups[line.kind.label].append(mark)
    return dict(groups)


def _mark(line: Line, records: int) -> Mark | None:
    """A record's place in time; nothing where it has none."""
    when = line.when
    if when.start is None and when.end is None:
        return None
    start, end = (None if day is None else _years(day) for day in (when.start, when.end))
    return Mark(start, end, line, records)


def _years(day: dt.date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / DAYS


def _of_one_year(line: Line) -> bool:
    start, end = line.when.start, line.when.end
    if start is None or end is None or line.when.found:
        return False
    return (start, end) == (dt.date(start.year, 1, 1), dt.date(start.year, 12, 31))


def _lanes(marks: list[Mark], axis: Axis, *, counted: bool) -> list[Markup]:
    """The strips of one kind: one for each series of numbers, one for all the rest.

    Or one that counts its records.
    """
    if counted:
        return [_counts(marks, axis, marks[0].line.kind.label)]
    series: dict[str, list[Mark]] = defaultdict(list)
    rest = []
    for mark in marks:
        if mark.line.value and _of_one_year(mark.line):
            series[_series(mark.line)].append(mark)
        else:
            rest.append(mark)
    if len(series) > SERIES:
        rest, series = marks, {}
    lanes = [_bars(_numbers(found), axis, _named(found, series)) for found in series.values()]
    if rest:
        label = marks[0].line.kind.label
        label = _("{kind}, other periods").format(kind=label) if series else label
        rows = _packed(rest, axis)
        crowded = len(rows) > ROWS
        lanes.append(_counts(rest, axis, label) if crowded else _strip(rest, rows, axis, label))
    return lanes


def _series(line: Line) -> str:
    first = next((part.iri for part in line.sentence if isinstance(part, Thing)), "")
    unit = NUMBER.split(english_numerals(line.value), maxsplit=1)[-1]
    return f"{first} {unit}"


def _named(marks: list[Mark], series: dict[str, list[Mark]]) -> str:
    line = marks[0].line
    first = next((part.label for part in line.sentence if isinstance(part, Thing)), "")
    return f"{line.kind.label}, {first}" if len(series) > 1 and first else line.kind.label


def _numbers(marks: Iterable[Mark]) -> dict[int, tuple[float, str]]:
    numbers = {}
    for mark in marks:
        found = NUMBER.search(english_numerals(mark.line.value))
        number = float(found.group().replace(",", "")) if found else 0.0
        numbers[int(mark.low)] = (number, f"{mark.line.when.words}: {mark.line.value}")
    return numbers


def _counts(marks: list[Mark], axis: Axis, label: str) -> Markup:
    """So many records that only their number in each year can be read."""
    held: Counter[int] = Counter()
    for mark in marks:
        for year in _held_in(mark, axis):
            held[year] += mark.records
    counts = {
        year: (float(count), f"{year}: {records_said(count)}")
        for year, count in sorted(held.items())
    }
    return _bars(counts, axis, _("{kind}, records a year").format(kind=label))


def _held_in(mark: Mark, axis: Axis) -> range:
    """Years of the axis in which the record holds."""
    after = axis.last if mark.end is None else min(axis.last, math.floor(mark.end) + 1)
    return range(max(axis.first, math.floor(mark.low)), after)


def series_svg(series: Iterable[tuple[str, dict[int, tuple[float, str]]]], axis: Axis) -> Markup:
    """Series of numbers by year, each with its words, one above the other on one scale."""
    shown = list(series)
    top = max(number for _, numbers in shown for number, _ in numbers.values())
    body = [_bars(numbers, axis, label, top, TALL) for label, numbers in shown]
    return Markup('<div class="timeline">{}</div>').format(Markup("").join([_axis(axis), *body]))


def _bars(
    numbers: dict[int, tuple[float, str]],
    axis: Axis,
    label: str,
    top: float = 0,
    tall: int = HEIGHT,
) -> Markup:
    """Bars by year; the highest that there is room for is of ``top``, or of the highest number."""
    top = top or max(number for number, _ in numbers.values()) or 1
    width = 100 / (axis.last - axis.first)
    parts = []
    for year, (number, words) in sorted(numbers.items()):
        height = max(1, round(number / top * (tall - 2), 1))
        parts.append(
            Markup(
                '<rect x="{}" y="{:g}" width="{:.2f}%" height="{:g}"><title>{}</title></rect>'
            ).format(axis.at(year), tall - height, width * 0.7, height, words)
        )
    last = max(numbers)
    summary = _("{name}: {first} to {last}, at most {most}").format(
        name=label, first=min(numbers), last=last, most=max(numbers.values())[1]
    )
    name = escape(label)
    if last + 1 < axis.last:
        name += Markup(" <em>{}</em>").format(_("ends {year}").format(year=last))
    return _lane(name, summary, Markup("").join(parts), tall, axis)


def _packed(marks: Iterable[Mark], axis: Axis) -> list[list[Mark]]:
    """Rows in which no two marks touch; where they are too many to be drawn, the first of them."""
    room = axis.unit
    rows: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda one: (one.low, one.high)):
        free = (row for row in rows if _right(row[-1], axis) + room < mark.low)
        row = next(free, None)
        if row is None:
            rows.append([mark])
        else:
            row.append(mark)
        if len(rows) > ROWS:
            break
    return rows


def _right(mark: Mark, axis: Axis) -> float:
    return mark.high if mark.end is not None else axis.last


def _strip(marks: list[Mark], rows: list[list[Mark]], axis: Axis, label: str) -> Markup:
    parts = []
    for number, row in enumerate(rows):
        middle = number * ROW + HEIGHT / 2
        parts += [_drawn(mark, middle, axis) for mark in row]
    when = marks[0].line.when.words
    if len(marks) > 1:
        form = pgettext("first and last of several dates", "{first} to {last}")
        when = form.format(first=when, last=marks[-1].line.when.words)
    records = ngettext("{count} record", "{count} records", len(marks)).format(count=len(marks))
    summary = f"{label}: {records}, {when}"
    height = HEIGHT + ROW * (len(rows) - 1)
    return _lane(label, summary, Markup("").join(parts), height, axis)


def _drawn(mark: Mark, y: float, axis: Axis) -> Markup:
    words = f"{mark.line.when.words}: {_plain(mark.line)}"
    if mark.start is None:
        body = _stub(y, axis.at(mark.high))
    elif not mark.long(axis):
        shape = "ring" if mark.line.when.found else "point"
        body = Markup('<circle class="{}" cx="{}" cy="{:g}" r="3.5"/>').format(
            shape, axis.at((mark.low + mark.high) / 2), y
        )
    else:
        body = _span(mark, mark.start, y, axis)
    return Markup("<g><title>{}</title>{}</g>").format(words, body)


def _span(mark: Mark, start: float, y: float, axis: Axis) -> Markup:
    """A line from start to end, dotted where it is not held all the time or to no known end."""
    right = axis.last if mark.end is None else mark.end
    within = mark.line.when.within
    line = Markup('<line class="{}" x1="{}" x2="{}" y1="{y:g}" y2="{y:g}"/>').format(
        "open" if mark.end is None or within else "span", axis.at(start), axis.at(right), y=y
    )
    ends = () if within and mark.end is not None else (start, mark.end)
    caps = [_cap(axis.at(date), y) for date in ends if date is not None]
    return Markup("").join([line, *caps])


def _stub(y: float, at: str) -> Markup:
    """Something that ended, or happened, by a date: a short tail before the mark of that date."""
    line = Markup('<line class="open" x1="-18" x2="0" y1="{y:g}" y2="{y:g}"/>').format(y=y)
    return Markup('<svg class="tail" x="{}">{}</svg>{}').format(at, line, _cap(at, y))


def _cap(at: str, y: float) -> Markup:
    return Markup('<line class="cap" x1="{x}" x2="{x}" y1="{:g}" y2="{:g}"/>').format(
        y - 4, y + 4, x=at
    )


def _plain(line: Line) -> str:
    return "".join(part if isinstance(part, str) else part.label for part in line.sentence)


def _lane(name: str | Markup, summary: str, marks: Markup, height: int, axis: Axis) -> Markup:
    grid = Markup("").join(
        Markup('<line class="grid" x1="{x}" x2="{x}" y1="0" y2="{}"/>').format(
            height, x=axis.at(year)
        )
        for year in axis.ticks()
    )
    return Markup(
        '<div class="lane"><span class="name">{}</span>'
        '<svg role="img" aria-label="{}" height="{}">{}{}</svg></div>'
    ).format(name, summary, height, grid, marks)


def _axis(axis: Axis) -> Markup:
    labels = Markup("").join(
        Markup('<text{} x="{}" y="11">{}</text>').format(
            Markup(' class="last"') if year == axis.last else "", axis.at(year), year
        )
        for year in axis.ticks()
    )
    return Markup(
        '<div class="lane axis"><span></span><svg aria-hidden="true" height="14">{}</svg></div>'
    ).format(labels)
