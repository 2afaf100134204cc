"""Numbers by year as lines, drawn in SVG that needs no script.

A line joins two years only where they follow one another and each has one number: a gap is a gap,
and never zero. Numbers of different units stand on charts of their own. Places along the years are
per cents and heights are pixels, so that a chart fits every width without stretching its lettering.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from comity.model.words import N_, _, ngettext, numeral

YEAR, VALUE, UNIT, SOURCE = "year", "value", "unit", "source"
TELL_APART = {
    "kind": ", {value}",
    "name": ", {value}",
    "from": N_(", from {value}"),
    "to": N_(" to {value}"),
    "reportedBy": N_(", reported by {value}"),
    "source": N_(", after {value}"),
}
"""Columns whose values make a series, each with how its value stands in the name of one.

Values that are the same in all have no place in it.
"""
COMPUTED = N_(", computed")
BOUNDS = ("upTo", "moreThan")
DERIVED = "derivation"
SERIES = 7
HEIGHT, HEAD, FOOT, LEFT = 220, 22, 22, 58
WIDTH = 80
"""Of a hundred parts of the width, what the years take; the rest is room for numbers."""
TICKS = 8
MANY = 40
SCALES = (
    (1e12, N_("trillion")),
    (1e9, N_("billion")),
    (1e6, N_("million")),
    (1e3, N_("thousand")),
)
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "currentColor")
SWATCH = Markup(
    '<line x1="0" x2="36" y1="6" y2="6" stroke="currentColor" stroke-width="2" '
    'stroke-dasharray="{}"/>'
)
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "12 4", "1 4")
"""Colours of Okabe and Ito, in an order in which grey print and dashes tell them apart as well."""


@dataclass(frozen=True)
class Point:
    """A number of a year; ``bound`` where the source says more than, or up to, so much."""

    year: int
    value: float
    bound: bool = False


@dataclass(frozen=True)
class Series:
    """Numbers of one unit that are told apart from others by ``parts``, by year."""

    parts: tuple[str, ...]
    unit: str
    points: tuple[Point, ...]

    def runs(self) -> list[list[Point]]:
        """Stretches that a line may join: years that follow one another, each with one number."""
        years = Counter(point.year for point in self.points)
        runs: list[list[Point]] = []
        for point in self.points:
            last = runs[-1][-1] if runs else None
            alone = years[point.year] == 1 and (last is None or years[last.year] == 1)
            if last and alone and point.year == last.year + 1:
                runs[-1].append(point)
            else:
                runs.append([point])
        return runs


@dataclass(frozen=True)
class Axes:
    """The years and the numbers that a chart reaches over."""

    first: int
    last: int
    low: float
    high: float
    step: float

    def across(self, year: int) -> float:
        """The place of a year, of a hundred."""
        return 100 * (year - self.first) / max(1, self.last - self.first)

    def down(self, value: float) -> float:
        """The place of a number in pixels from above."""
        return HEAD + (HEIGHT - HEAD - FOOT) * (1 - (value - self.low) / (self.high - self.low))


def is_chart(frame: pl.DataFrame) -> bool:
    """Whether an answer has a column of years and one of numbers."""
    return (
        frame.schema.get(YEAR, pl.Null).is_integer()
        and frame.schema.get(VALUE, pl.Null).is_numeric()
    )


def chart_svg(frame: pl.DataFrame, names: Mapping[str, str]) -> Markup:
    """Charts of an answer, one for each unit; words where nothing of it can be drawn.

    Args:
        frame: columns ``year`` (whole number) and ``value`` (number); of ``TELL_APART`` those that
            make a series, and ``unit``, ``derivation``, ``upTo`` and ``moreThan`` where there are.
        names: labels of things by IRI.
    """
    found = series(frame, names) if is_chart(frame) else []
    if not found:
        return Markup('<p class="quiet">{}</p>').format(
            _("Nothing is drawn: no row has both a year and a number.")
        )
    units = dict.fromkeys(one.unit for one in found)
    charts = [_chart([one for one in found if one.unit == unit]) for unit in units]
    left = frame.height - sum(len(one.points) for one in found)
    words = [
        _("Lines join only years that follow one another; where nothing is, no row has a number.")
    ]
    if any(point.bound for one in found for point in one.points):
        words.append(_("Rings: more than, or up to, so much."))
    if left:
        rows = ngettext(
            "{count} row without a year or a number: in the table.",
            "{count} rows without a year or a number: in the table.",
            left,
        )
        words.append(rows.format(count=numeral(left)))
    return Markup(
        '<figure class="chart" data-cite="{}">{}<figcaption>{}</figcaption></figure>'
    ).format(_sources(frame, names), Markup("").join(charts), " ".join(words))


def series(frame: pl.DataFrame, names: Mapping[str, str]) -> list[Series]:
    """The series of an answer, that with the most numbers first; see ``chart_svg``."""
    rows = _drawable(frame)
    columns = [name for name in TELL_APART if name in rows.columns]
    forms = {name: _(TELL_APART[name]) for name in columns}
    groups: dict[tuple[tuple[str, ...], str], list[Point]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        values = {name: _word(row[name], names) for name in columns}
        parts = [forms[name].format(value=value) if value else "" for name, value in values.items()]
        parts.append(_(COMPUTED) if row.get(DERIVED) else "")
        bound = any(row.get(name) is not None and row[name] is not False for name in BOUNDS)
        point = Point(int(row[YEAR]), float(row[VALUE]), bound)
        groups[tuple(parts), _word(row.get(UNIT), names)].append(point)
    found = [
        Series(parts, unit, tuple(sorted(points, key=lambda one: (one.year, one.value))))
        for (parts, unit), points in groups.items()
    ]
    return sorted(found, key=lambda one: (-len(one.points), one.parts))


def _drawable(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col(YEAR).is_not_null() & pl.col(VALUE).is_not_null())


def _sources(frame: pl.DataFrame, names: Mapping[str, str]) -> str:
    """Whose numbers they are, for the picture when it stands alone."""
    found = (
        frame[SOURCE].drop_nulls().unique(maintain_order=True) if SOURCE in frame.columns else ()
    )
    said = "; ".join(_word(one, names) for one in found)
    if not said:
        return _("Put together by comity.")
    return _("Sources: {titles}. Put together by comity.").format(titles=said)


def _word(value: object, names: Mapping[str, str]) -> str:
    text = "" if value is None else str(value)
    return names.get(text, text)


def _titles(every: Sequence[Series]) -> list[str]:
    """What tells each series apart, in words."""
    apart = [at for at, values in enumerate(zip(*(one.parts for one in every), strict=True))
             if len(set(values)) > 1]  # fmt: skip
    return ["".join(one.parts[at] for at in apart).strip(", ") for one in every]


def _chart(every: Sequence[Series]) -> Markup:
    shown = every[:SERIES]
    axes = _axes([point for one in shown for point in one.points])
    scale, word = next(((s, w) for s, w in SCALES if max(axes.high, -axes.low) >= s), (1.0, ""))
    titles, unit = _titles(every), shown[0].unit
    head = " ".join(part for part in (word and _(word), unit) if part)
    lines = [_line(one, at, axes) for at, one in enumerate(shown)]
    points = [_points(one, at, titles[at], axes) for at, one in enumerate(shown)]
    if head:
        summary = ngettext(
            "{count} series of numbers by year in {unit}, {first} to {last}; every number is in "
            "the table below",
            "{count} series of numbers by year in {unit}, {first} to {last}; every number is in "
            "the table below",
            len(shown),
        )
    else:
        summary = ngettext(
            "{count} series of numbers by year, {first} to {last}; every number is in the table "
            "below",
            "{count} series of numbers by year, {first} to {last}; every number is in the table "
            "below",
            len(shown),
        )
    span = {"first": axes.first, "last": axes.last}
    summary = summary.format(count=len(shown), unit=head, **span)
    frame = Markup(
        '<svg width="{}%" height="{height}" viewBox="0 0 1000 {height}" '
        'preserveAspectRatio="none">{}</svg>'
    ).format(WIDTH, Markup("").join(lines), height=HEIGHT)
    return Markup(
        '<div class="plot"><svg role="img" aria-label="{}" height="{}">{}'
        '<g transform="translate({} 0)">{}{}</g></svg>{}</div>'
    ).format(
        summary,
        HEIGHT,
        _grid(axes, scale, head),
        LEFT,
        frame,
        Markup("").join(points),
        _legend(titles, [len(one.runs()) < len(one.points) for one in shown]),
    )


def _axes(points: Sequence[Point]) -> Axes:
    low = min(0.0, *(one.value for one in points))
    high = max(0.0, *(one.value for one in points))
    span = (high - low) or 1.0
    size = 10 ** math.floor(math.log10(span / 4))
    step = next(size * times for times in (1, 2, 5, 10) if span / (size * times) <= 5)  # noqa: PLR2004
    years = [one.year for one in points]
    return Axes(
        min(years),
        max(years),
        math.floor(low / step) * step,
        math.ceil((high or 1.0) / step) * step if high or not low else 0.0,
        step,
    )


def _grid(axes: Axes, scale: float, head: str) -> Markup:
    parts = [Markup('<text class="head" x="0" y="11">{}</text>').format(head)]
    for number in range(round((axes.high - axes.low) / axes.step) + 1):
        value = axes.low + number * axes.step
        parts.append(
            Markup(
                '<text class="tick" x="{}" y="{y:.1f}">{}</text>'
                '<g transform="translate({} 0)"><line class="{}" x1="0" x2="{}%" y1="{at:.1f}"'
                ' y2="{at:.1f}"/></g>'
            ).format(
                LEFT - 8,
                numeral(value / scale, ",.6g"),
                LEFT,
                "zero" if abs(value) < axes.step / 2 else "grid",
                WIDTH,
                y=axes.down(value) + 4,
                at=axes.down(value),
            )
        )
    step = next((s for s in STEPS if (axes.last - axes.first) / s <= TICKS), STEPS[-1])
    years = range(-(-axes.first // step) * step, axes.last + 1, step)
    parts += [
        Markup('<g transform="translate({} 0)"><text class="year" x="{:.2f}%" y="{}">{}</text></g>')
        .format(LEFT, axes.across(year) * WIDTH / 100, HEIGHT - 4, year)
        for year in years
    ]  # fmt: skip
    return Markup("").join(parts)


def _line(one: Series, at: int, axes: Axes) -> Markup:
    """The lines of a series, in the thousandths of the width that its frame is cut into."""
    return Markup("").join(
        Markup('<polyline stroke="{}" stroke-dasharray="{}" points="{}"/>').format(
            COLOURS[at],
            DASHES[at] or "none",
            " ".join(f"{10 * axes.across(p.year):.1f},{axes.down(p.value):.1f}" for p in run),
        )
        for run in one.runs()
        if len(run) > 1
    )


def _points(one: Series, at: int, title: str, axes: Axes) -> Markup:
    what = f", {title}" if title else ""
    return Markup("").join(
        Markup(
            '<circle class="{}" color="{}" cx="{:.2f}%" cy="{:.1f}" r="{}">'
            "<title>{}</title></circle>"
        ).format(
            "ring" if point.bound else "point",
            COLOURS[at],
            axes.across(point.year) * WIDTH / 100,
            axes.down(point.value),
            3.5 if point.bound else 2.2 if len(one.points) <= MANY else 1.6,
            f"{point.year}{what}: {numeral(point.value, ',.12g')} {one.unit}".strip(),
        )
        for point in one.points
    )


def _legend(titles: Sequence[str], lined: Sequence[bool]) -> Markup:
    """What each line is; nothing where there is but one that needs no telling apart."""
    if len(titles) == 1 and not titles[0]:
        return Markup("")
    items = [
        Markup(
            '<li><svg viewBox="0 0 36 12" aria-hidden="true" color="{}">{}'
            '<circle class="point" cx="18" cy="6" r="2.5"/></svg><bdi>{}</bdi></li>'
        ).format(COLOURS[at], SWATCH.format(DASHES[at] or "none") if line else "", title)
        for at, (title, line) in enumerate(zip(titles, lined, strict=False))
    ]
    if len(titles) > SERIES:
        more = len(titles) - SERIES
        said = _("and {count} more in the table").format(count=numeral(more))
        items.append(Markup("<li>{}</li>").format(said))
    return Markup('<ul class="keys">{}</ul>').format(Markup("").join(items))
