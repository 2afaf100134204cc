"""When a record holds: its days, and the same in words that a reader needs no standard for."""

import datetime as dt
from functools import lru_cache

from comity.model.records import Period

OPEN = ("..", "open", "unknown", "")
TENS = "X"
SPAN = "/"


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
        return Period(year, _day(f"{year}-01-01"), _day(f"{year}-12-31"))
    if as_of and not (start or end):
        return Period(f"as of {as_of}", _day(as_of), _day(as_of), found=True)
    if moment and start and not end:
        end = start
    words = in_words(edtf) if edtf else _between(start, end, precision)
    return Period(words, _day(start), _day(end), within=bool(edtf) and SPAN not in edtf)


@lru_cache(maxsize=1 << 12)  # the parser takes 20 ms, and pages repeat the same few dates
def in_words(edtf: str) -> str:
    """An Extended Date/Time Format text (ISO 8601-2) in plain English.

    ``198X`` is "1980s", ``2023-12~`` "about 2023-12", ``[a..b]`` "between a and b", ``../b``
    "by b", ``a/..`` "from a"; a plain date stays as it is.

    Raises:
        edtf.EDTFParseException: the text is no EDTF.
    """
    from edtf import parse_edtf  # noqa: PLC0415

    return _phrase(parse_edtf(edtf))


def _phrase(date: object) -> str:
    from edtf import Consecutives, Interval, OneOfASet, UncertainOrApproximate  # noqa: PLC0415

    match date:
        case Consecutives():
            return f"{_phrase(date.lower)} and {_phrase(date.upper)}"
        case Interval():
            return _interval(date.lower, date.upper)
        case OneOfASet():
            return "between " + " or ".join(map(_phrase, date.objects))
        case UncertainOrApproximate():
            return _doubt(str(date)) + _phrase(date.date)
        case _:
            text = str(date)
            return text.removesuffix(TENS) + "0s" if text.endswith(TENS) else text


def _doubt(text: str) -> str:
    if text.endswith("~"):
        return "about "
    return "perhaps " if text.endswith(("?", "%")) else ""


def _interval(lower: object, upper: object) -> str:
    if str(lower) in OPEN:
        return f"by {_phrase(upper)}"
    first = _phrase(lower)
    return f"from {first}" if str(upper) in OPEN else f"{first} to {_phrase(upper)}"


def _between(start: str, end: str, precision: str) -> str:
    first, last = (_coarse(day, precision) for day in (start, end))
    if first and last:
        return first if first == last else f"{first} to {last}"
    if first:
        return f"from {first}"
    return f"until {last}" if last else "undated"


def _coarse(day: str, precision: str) -> str:
    return day[: {"year": 4, "month": 7}.get(precision, 10)]


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
