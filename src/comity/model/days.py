"""Days as they are asked for, in one form and with one complaint."""

import datetime as dt

from comity.errors import QuestionError
from comity.model.words import _


def day_of(given: dt.date | str | None, error: type[Exception] = QuestionError) -> dt.date | None:
    """A day, as itself or as ISO 8601 text; none where nothing is given.

    Args:
        given: such as ``2021-12-01``.
        error: what is raised where it is no day.
    """
    if not given:
        return None
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        wrong = _("{text} is no day; write it as 2021-12-01")
        raise error(wrong.format(text=repr(str(given)))) from None
