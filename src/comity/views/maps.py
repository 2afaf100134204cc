"""The page of a map: a measure of each state, or the ties of one state with others, then."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from comity.answers.measured import Known, Measured, capitals, choices, held_by, measured
from comity.errors import QuestionError
from comity.model.records import SourceNote, Thing
from comity.model.words import N_, _, numeral
from comity.tables.column import MISSING, NOT_APPLICABLE, OUTSIDE, POSSIBLY, ZERO
from comity.views.asked import Asked
from comity.views.page import NONE, Page
from comity.views.worldmap import Arc, Place, Shade, arcs, choropleth

CLASSES = 5
DIGITS = 2
"""Significant digits of the bounds of classes."""
NOTHING = {
    ZERO: ("zero", N_("none")),
    MISSING: ("missing", N_("not known to the source")),
    NOT_APPLICABLE: ("na", N_("does not apply")),
    OUTSIDE: ("outside", N_("not covered by the source")),
}
"""What has no value, by what that means: how it looks, and words."""
MOST = 3
WAYS = {"from": N_("from it"), "to": N_("to it")}
BIG = (
    (1e12, N_("{number} trillion")),
    (1e9, N_("{number} billion")),
    (1e6, N_("{number} million")),
)
Kinds = Mapping[str, Sequence[tuple[str, str]]]


class Class(NamedTuple):
    """An entry of the legend: how it looks, what that means, and how many states look so."""

    look: str
    says: str
    states: int


@dataclass(frozen=True)
class Row:
    """A state in the table: what is said of it, its value in words or why it has none."""

    thing: Thing
    href: str
    value: str
    back: str


def world(asked: Asked) -> Page:
    """A map: ``/map``, or ``/map?of=PAK&kind=cow_trade_flow&at=2014-06-30``.

    Without a day it is of the last year that its source covers, or of the ``year``.
    """
    given = asked.given
    of, way = given.get("of", ""), given.get("way") or "from"
    if way not in WAYS:
        wrong = _("{way} is no way; it is one of {ways}")
        raise QuestionError(wrong.format(way=repr(way), ways=", ".join(WAYS)))
    found = measured(asked.store, given.get("kind", ""), asked.year("year"), of=of, as_of=asked.at)
    places, notes = capitals(asked.store, found.last)
    kinds: dict[str, list[tuple[str, str]]] = {}
    for one in choices(held_by(asked.store), pairs=bool(of)).values():
        kinds.setdefault(one.source.description.title, []).append((one.name, one.says()))
    return map_page(
        found,
        places,
        way=way,
        kinds=kinds,
        sources=(found.source, *notes),
        path=asked.path,
        days=asked.days,
        near=asked.near,
    )


def map_page(  # noqa: PLR0913 - each is a part of the page
    found: Measured,
    places: Mapping[str, Place],
    *,
    way: str = "from",
    kinds: Kinds = MappingProxyType({}),
    sources: Sequence[SourceNote] = (),
    path: str = "",
    days: Mapping[str, str] = NONE,
    near: Callable[[str], str] = str,
) -> Page:
    """The page of a measure on a map.

    Args:
        found: the measure.
        places: latitude and longitude of capitals, by key.
        way: of ties with a direction, those ``from`` the state or ``to`` it.
        kinds: other measures, by the title of their source, with their names.
        sources: of numbers and of places.
        path: the page's address without what is asked of it, where it has one.
        days: of which day it is, and by when it was known.
        near: gives the address of another page of the same days.
    """
    back = way == "to" and found.directed
    given = {"of": _key(found.of), "kind": found.name} | dict(days)
    if not found.day:
        given["year"] = str(found.year)
    if found.of and found.directed:
        given["way"] = way
    shown = _shown(found, back=back)
    shades, legend = _shades(found, shown, near)
    title = f"{_says(found, back=back)}, {found.when}{f', {found.unit}' if found.unit else ''}"
    shows = {
        "measured": found,
        "says": _says(found, back=back),
        "drawn": choropleth(shades, places, _arcs(found, shown, places, back=back)),
        "legend": legend,
        "most": [(one.thing, _href(found, one, near), _words(found, v)) for one, v in _top(shown)],
        "rows": [_row(found, one, near) for one in found.rows],
        "states": _states(found),
        "steps": _steps(found),
        "kinds": kinds,
        "direction": way,
        "weighted": _weighted(found),
        "ways": _ways(found),
        "sources": sources,
    }
    return Page(
        "map.html",
        title,
        shows,
        scripts=("map", "page"),
        payload={"title": title, "citation": _citation(found)},
        table=lambda: _frame(found),
        cited=[one.iri for one in sources],
        made=found,
        path=path,
        given=given,
    )


def _ways(found: Measured) -> dict[str, str]:
    """Directions of which one is shown, with their words."""
    there = found.of and found.directed
    return {way: _(words) for way, words in WAYS.items()} if there else {}


def _key(one: Thing | None) -> str:
    return one.iri.rsplit("/", 1)[1] if one else ""


def _says(found: Measured, *, back: bool) -> str:
    """What is shown, in words, with the name of the state whose ties it is of."""
    says = found.says_back if back else found.says
    if found.of is None or found.of.label in says:
        return says
    return f"{found.of.label}: {says}"


def _steps(found: Measured) -> list[tuple[int, dict[str, str]]]:
    """The year before and that after, each with what asks for it, or for that day of it."""
    steps = []
    for year in (found.year - 1, found.year + 1):
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            continue
        # there is no 29 February in either
        day = f"{found.day:%m-%d}".replace("02-29", "02-28") if found.day else ""
        steps.append((year, {"at": f"{year:04}-{day}"} if day else {"year": str(year)}))
    return steps


def _states(found: Measured) -> list[tuple[str, str]]:
    """Keys and names of all states of the time, by name."""
    every = [one.thing for one in found.rows] + ([found.of] if found.of else [])
    return sorted(((_key(one), one.label) for one in every), key=lambda one: one[1])


def _shown(found: Measured, *, back: bool) -> list[tuple[Known, float | None, str]]:
    """The states with the value and meaning that the map shows of them."""
    if back:
        return [(one, one.back, one.meaning_back) for one in found.rows]
    return [(one, one.value, one.meaning) for one in found.rows]


def _top(shown: Iterable[tuple[Known, float | None, str]]) -> list[tuple[Known, float]]:
    """The states with the greatest values; nothing where more than these have the last of them."""
    valued = [(one, value) for one, value, _ in shown if value]
    ordered = sorted(valued, key=lambda pair: -pair[1])
    tied = len(ordered) > MOST and ordered[MOST - 1][1] == ordered[MOST][1]
    return [] if tied else ordered[:MOST]


def _shades(
    found: Measured,
    shown: Sequence[tuple[Known, float | None, str]],
    near: Callable[[str], str],
) -> tuple[dict[str, Shade], list[Class]]:
    """How every state looks, and the legend of that."""
    values = [value for _, value, meaning in shown if value is not None and meaning != ZERO]
    steps = classes(values, partial(_words, found))
    shades, looks = {}, Counter[str]()
    for one, value, meaning in shown:
        if value is None or meaning == ZERO:
            look = NOTHING[meaning][0]
        else:
            look = next(look for look, least, _ in reversed(steps) if value >= least)
        looks[look] += 1
        says = f"{one.thing.label}: {_told(found, value, meaning)}"
        shades[one.key] = Shade(one.thing.label, look, says, _href(found, one, near))
    legend = [Class(look, says, looks[look]) for look, _, says in steps]
    nothing = [(look, _nothing(found, meaning)) for meaning, (look, _) in NOTHING.items()]
    legend += [Class(look, says, looks[look]) for look, says in nothing if looks[look]]
    if found.of:
        said = _("{name}: whose ties these are").format(name=found.of.label)
        shades[_key(found.of)] = Shade(found.of.label, "self", said, near(found.of.href))
        legend.insert(0, Class("self", found.of.label, 1))
    return shades, legend


def classes(values: Sequence[float], words: Callable[[float], str]) -> list[tuple[str, float, str]]:
    """Classes of values, from the least: look, least value, words.

    Each value is one where there are few, else they are fifths, with round bounds.

    Args:
        values: the values.
        words: says one of them.
    """
    distinct = sorted(set(values))
    if len(distinct) <= CLASSES:
        first = CLASSES - len(distinct) + 1
        return [(f"q{first + n}", value, words(value)) for n, value in enumerate(distinct)]
    ordered = sorted(values)
    fifths = [ordered[len(ordered) * n // CLASSES] for n in range(1, CLASSES)]
    bounds = sorted({distinct[0], *map(_round, fifths)})
    bounds = [bound for bound in bounds if distinct[0] <= bound <= distinct[-1]]
    whole = all(float(value).is_integer() for value in distinct)
    named = []
    for n, least in enumerate(bounds):
        last = n == len(bounds) - 1
        upper = distinct[-1] if last else bounds[n + 1] - (1 if whole else 0)
        says = short(least)
        if upper > least:
            says = _("{first} to {last}").format(first=says, last=short(upper))
        look = f"q{CLASSES - len(bounds) + 1 + n}"
        named.append((look, least, says))
    return named


def _round(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def short(value: float) -> str:
    """A number in few letters: ``473 million``, ``1,240``, ``0.26``."""
    for size, form in BIG:
        if abs(value) >= size:
            return _(form).format(number=numeral(value / size, ".3g"))
    return numeral(value, ",.0f" if float(value).is_integer() else ",.3g")


def _words(found: Measured, value: float) -> str:
    """A value as it is read: the words that it stands for, or the number with its unit."""
    if found.labels:
        return found.labels[int(value)]
    return _("yes") if _whether(found) else f"{short(value)} {found.unit}".strip()


def _whether(found: Measured) -> bool:
    """Whether its numbers say yes and no."""
    return found.whether


def _told(found: Measured, value: float | None, meaning: str) -> str:
    if value is None or meaning == ZERO:
        return _nothing(found, meaning)
    said = _words(found, value)
    return _("possibly {value}").format(value=said) if meaning == POSSIBLY else said


def _nothing(found: Measured, meaning: str) -> str:
    """What it means that there is no value, in words."""
    words = _(NOTHING[meaning][1])
    return found.labels.get(0, words) if meaning == ZERO else words


def _href(found: Measured, one: Known, near: Callable[[str], str]) -> str:
    return near(f"/dyad/{_key(found.of)}/{one.key}" if found.of else one.thing.href)


def _row(found: Measured, one: Known, near: Callable[[str], str]) -> Row:
    back = _exact(found, one.back, one.meaning_back) if found.of and found.directed else ""
    href = _href(found, one, near)
    return Row(one.thing, href, _exact(found, one.value, one.meaning), back)


def _exact(found: Measured, value: float | None, meaning: str) -> str:
    if value is None:
        return _(NOTHING[meaning][1])
    exact = found.labels[int(value)] if found.labels else numeral(value, ",.10g")
    return _("possibly {value}").format(value=exact) if meaning == POSSIBLY else exact


def _arcs(
    found: Measured,
    shown: Sequence[tuple[Known, float | None, str]],
    places: Mapping[str, Place],
    *,
    back: bool,
) -> list[Arc]:
    """A tie with each state of which a value is known; words are no widths."""
    here = places.get(_key(found.of))
    if here is None:
        return []
    ties = []
    for one, value, _meaning in shown:
        if value and one.key in places:
            ends = (places[one.key], here) if back else (here, places[one.key])
            ties.append((one.key, *ends, abs(value) if _weighted(found) else 1.0))
    return list(arcs(ties, directed=found.directed))


def _weighted(found: Measured) -> bool:
    """Whether its values are more or less of something, and no words."""
    return not (found.labels or _whether(found))


def _citation(found: Measured) -> str:
    """Whose the numbers and the outlines are, as it stands under the picture."""
    note = found.source
    said = _("{title}, {publisher}. Outlines: Natural Earth 4.1.0, 1:110m. Made with comity.")
    return said.format(title=note.title, publisher=note.publisher)


def _frame(found: Measured) -> pl.DataFrame:
    """A row for each state: year, state, name, the measure and what it means, and both back.

    Of a day there is the column ``as_of`` too.
    """
    columns: dict[str, Callable[[Known], object]] = {
        "state": lambda one: one.key,
        "name": lambda one: one.thing.label,
        found.name: lambda one: one.value,
        f"{found.name}.missing": lambda one: one.meaning,
    }
    if found.of and found.directed:
        columns[f"{found.name}_back"] = lambda one: one.back
        columns[f"{found.name}_back.missing"] = lambda one: one.meaning_back
    rows = {name: [give(one) for one in found.rows] for name, give in columns.items()}
    leading = [pl.lit(found.year).alias("year")]
    if found.day:
        leading.append(pl.lit(found.day).alias("as_of"))
    if found.of:
        leading.append(pl.lit(_key(found.of)).alias("of"))
    return pl.DataFrame(rows, strict=False).select(*leading, pl.all())
