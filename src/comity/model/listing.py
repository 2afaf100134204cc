"""One page of many records of one kind."""

import datetime as dt
from dataclasses import dataclass

from comity.model.records import Kind, Line, Made, SourceNote, Thing


@dataclass(frozen=True)
class Listing(Made):
    """One page of all records of one kind that a state has a part in, latest first.

    ``total`` counts their lines on all ``pages``; ``as_of`` is the day, where they held on one.
    """

    thing: Thing
    kind: Kind
    page: int
    pages: int
    total: int
    lines: tuple[Line, ...]
    sources: tuple[SourceNote, ...]
    as_of: dt.date | None = None
