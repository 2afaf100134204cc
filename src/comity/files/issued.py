"""Days of publication as sources give them: a day, a month or a year."""

import calendar
import datetime as dt
import re

FORM = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def last_day(issued: str) -> dt.date:
    """The last day on which something issued then may have come out: of a year, 31 December.

    Args:
        issued: ``2017``, ``2017-02`` or ``2017-02-28``.

    Raises:
        ValueError: it is none of these.
    """
    given = FORM.fullmatch(issued)
    if given is None:
        raise ValueError(f"{issued!r} is no day, month or year (2017-02-28, 2017-02, 2017)")
    year, month = int(given[1]), int(given[2] or 12)
    if given[3]:
        return dt.date(year, month, int(given[3]))
    dt.date(year, month, 1)
    return dt.date(year, month, calendar.monthrange(year, month)[1])
