"""What a column of a table holds, and what the names and cells beside it say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from comity.files.source import Source

VALUE = "value"
ZERO = "true zero"
MISSING = "missing"
NOT_APPLICABLE = "not applicable"
OUTSIDE = "outside coverage"
POSSIBLY = "possibly"
"""Of a table of one day: the value counts a tie that may or may not have held on it."""
MEANINGS = [VALUE, ZERO, MISSING, NOT_APPLICABLE, OUTSIDE, POSSIBLY]
MEANING = pl.Enum(MEANINGS)
"""What a cell means; a zero is a true zero, and an empty cell one of the others."""


@dataclass(frozen=True)
class Column:
    """What a column holds: a sentence, its unit, what its numbers stand for, and who says so.

    ``kind`` is the class of ties that it is of, and so says what its source covers. ``meaning``
    names the column beside it that says of each cell what an empty one or a zero means.
    """

    name: str
    says: str
    unit: str = ""
    labels: Mapping[int, str] = field(default_factory=dict)
    source: Source | None = None
    kind: str = ""
    meaning: str = ""
