"""When a record holds: its days, and the same in words that a reader needs no standard for."""

import calendar
import datetime as dt
import re
from functools import lru_cache
from threading import Lock

from comity.model.records import Period
from comity.model.words import _, day_text, kept_by_language, pgettext

DATES = 1 << 12
"""So many dates are kept: the parser takes 20 ms, and pages repeat the same few."""
PARSING = Lock()
"""The parser reads one date at a time, whichever thread asks."""
OPEN = ("..", "open", "unknown", "")
TENS = "X"
SPAN = "/"
DOUBT = re.compile("[?~%]")
"""What EDTF writes behind a date that is uncertain or approximate."""


def period(
    *,
    start: str = "",
    end: str = "",
    year: str = "",
    as_of: str = "",
    edtf: str = "",
    precision: str = "",
    moment: bool = False,
) -> Period:
    """The period that a record's dates say.

    Args:
        start: first day, or the earliest that it may be, as ISO 8601 text.
        end: last day, or the latest that it may be.
        year: calendar year of a number.
        as_of: day on which it was found to hold, where neither start nor end is known.
        edtf: the date as Extended Date/Time Format text; it takes the place of the days in words.
        precision: ``month`` or ``year`` where the days are no finer.
        moment: whether it happened at one time, so that a start alone is also its end.
    """
    if year:
        first, last = _day(f"{year}-01-01"), _day(f"{year}-12-31")
        return Period(year, first, last, since=first, until=last)
    if as_of and not (start or end):
        day = _day(as_of)
        words = _("as of {day}").format(day=day_text(as_of))
        return Period(words, day, day, found=True, since=day, until=day)
    if moment and start and not end:
        end = start
    words = in_words(edtf) if edtf else _between(start, end, precision)
    first, last = _day(start), _day(end)
    within = (bool(edtf) and SPAN not in edtf) or (moment and not start)
    since, until = (last, first) if within else _surely(first, last, precision)
    if DOUBT.search(edtf):
        since = until = None
    return Period(words, first, last, within=within, since=since, until=until)


def _surely(
    first: dt.date | None, last: dt.date | None, precision: str
) -> tuple[dt.date | None, dt.date | None]:
    """The latest day that it may have begun, and the earliest that it may have ended."""
    begun, ended = (day and edges(day, precision) for day in (first, last))
    return begun and begun[1], ended and ended[0]


def edges(day: dt.date, precision: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of the ``year`` or ``month`` of a day; else the day itself."""
    match precision:
        case "year":
            return day.replace(month=1, day=1), day.replace(month=12, day=31)
        case "month":
            days = calendar.monthrange(day.year, day.month)[1]
            return day.replace(day=1), day.replace(day=days)
    return day, day


@kept_by_language(DATES)
def in_words(edtf: str) -> str:
    """An Extended Date/Time Format text (ISO 8601-2) in plain words.

    In English ``198X`` is "1980s", ``2023-12~`` "about 2023-12", ``[a..b]`` "between a and b",
    ``../b`` "by b", ``a/..`` "from a"; a plain date stays as it is.

    Raises:
        edtf.EDTFParseException: the text is no EDTF.
    """
    return _phrase(_parsed(edtf))


@lru_cache(maxsize=DATES)
def _parsed(edtf: str) -> object:
    from edtf import parse_edtf  # noqa: PLC0415

    with PARSING:
        return parse_edtf(edtf)


def _phrase(date: object) -> str:
    from edtf import Consecutives, Interval, OneOfASet, UncertainOrApproximate  # noqa: PLC0415

    match date:
        case Consecutives():
            days = {"first": _phrase(date.lower), "last": _phrase(date.upper)}
            return _("{first} and {last}").format(**days)
        case Interval():
            return _interval(date.lower, date.upper)
        case OneOfASet():
            return _("between {days}").format(days=_(" or ").join(map(_phrase, date.objects)))
        case UncertainOrApproximate():
            return _doubt(str(date)).format(day=_phrase(date.date))
    text = str(date)
    if text.endswith(TENS):
        return _("{decade}s").format(decade=text.removesuffix(TENS) + "0")
    return day_text(text)


def _doubt(text: str) -> str:
    if text.endswith("~"):
        return _("about {day}")
    return _("perhaps {day}") if text.endswith(("?", "%")) else "{day}"


def _interval(lower: object, upper: object) -> str:
    if str(lower) in OPEN:
        return _("by {day}").format(day=_phrase(upper))
    first = _phrase(lower)
    if str(upper) in OPEN:
        return _("from {day}").format(day=first)
    return span_text(first, _phrase(upper))


def _between(start: str, end: str, precision: str) -> str:
    first, last = (_coarse(day, precision) for day in (start, end))
    if first and last:
        return first if first == last else span_text(first, last)
    if first:
        return _("from {day}").format(day=first)
    return _("until {day}").format(day=last) if last else _("undated")


def span_text(first: str, last: str) -> str:
    """Two days, months or years that something lasts from and to."""
    years = first.isdecimal() and last.isdecimal()
    form = pgettext("years", "{first} to {last}") if years else _("{first} to {last}")
    return form.format(first=first, last=last)


def _coarse(day: str, precision: str) -> str:
    return day_text(day[: {"year": 4, "month": 7}.get(precision, 10)])


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
