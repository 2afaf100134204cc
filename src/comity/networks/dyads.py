"""Every dyad of some states: its value in a year, or how it changed between two.

A cell means one of ``comity.tables.column.MEANINGS``. Of two years a cell has a value where both
are known. Where one is not it means what the graver of the two does: ``not applicable`` before
``outside coverage`` before ``missing``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from comity.model.words import N_
from comity.networks.measured import KNOWN, Measured, Node
from comity.tables.column import MEANINGS, MISSING, NOT_APPLICABLE, OUTSIDE, VALUE, ZERO

BEGAN, CHANGED, ENDED = 1, 2, -1
CHANGES = {ENDED: N_("ended"), BEGAN: N_("began"), CHANGED: N_("another than before")}
"""Numbers of how a tie changed whose numbers stand for words, which have no difference."""
GRAVE = [MEANINGS.index(one) for one in (MISSING, OUTSIDE, NOT_APPLICABLE)]
DIGITS = 12
"""Digits of a difference that are kept; those after them come of how computers subtract."""


@dataclass(frozen=True)
class Grid:
    """Dyads as matrices: rows are from, columns to, both in the order of ``nodes``.

    ``values`` is NaN where nothing is known, ``told`` the place of what a cell means in
    ``MEANINGS``. Without direction both halves are the same.
    """

    nodes: tuple[Node, ...]
    values: npt.NDArray[np.float64]
    told: npt.NDArray[np.int8]
    directed: bool

    def meaning(self, meaning: str) -> npt.NDArray[np.bool_]:
        """Which cells mean it."""
        found: npt.NDArray[np.bool_] = self.told == MEANINGS.index(meaning)
        return found

    @property
    def dyads(self) -> npt.NDArray[np.bool_]:
        """Which cells are dyads, each once."""
        whole = np.ones(self.told.shape, bool)
        return ~np.eye(len(self.nodes), dtype=bool) if self.directed else np.triu(whole, 1)


def grid(known: Measured, nodes: Sequence[Node]) -> Grid:
    """What is known of every two of some nodes; of those that never met, ``not applicable``."""
    count, place = len(nodes), {node: at for at, node in enumerate(nodes)}
    values = np.full((count, count), np.nan)
    told = np.full((count, count), MEANINGS.index(NOT_APPLICABLE), np.int8)
    ends = [
        pl.col(end).replace_strict(place, default=None, return_dtype=pl.Int32) for end in ("a", "b")
    ]
    meaning = pl.col("meaning").replace_strict(
        {one: at for at, one in enumerate(MEANINGS)}, return_dtype=pl.Int8
    )
    rows = known.frame.select(*ends, "value", meaning) if count else known.frame.head(0)
    rows = rows.drop_nulls(["a", "b"])
    a, b, value, means = (rows.get_column(name).to_numpy() for name in rows.columns)
    for row, column in ((a, b),) if known.directed else ((a, b), (b, a)):
        values[row, column], told[row, column] = value, means
    return Grid(tuple(nodes), values, told, known.directed)


def change(now: Grid, then: Grid, *, words: bool = False) -> Grid:
    """What is now less what was then, of the same nodes.

    Args:
        now: the one year.
        then: the other.
        words: the numbers stand for words: then the values are those of ``CHANGES``.
    """
    if words:
        values = np.where(now.values == then.values, 0.0, CHANGED)
        values = np.where((then.values == 0) & (now.values != 0), BEGAN, values)
        values = np.where((then.values != 0) & (now.values == 0), ENDED, values)
    else:
        values = _rounded(now.values - then.values)
    both = np.isin(now.told, _codes(KNOWN)) & np.isin(then.told, _codes(KNOWN))
    told = np.where(values == 0, MEANINGS.index(ZERO), MEANINGS.index(VALUE)).astype(np.int8)
    for code in GRAVE:
        told[~both & ((now.told == code) | (then.told == code))] = code
    return Grid(now.nodes, np.where(both, values, np.nan), told, now.directed)


def _codes(meanings: Sequence[str]) -> list[int]:
    return [MEANINGS.index(one) for one in meanings]


def _rounded(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    size = np.abs(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        places = np.where(size > 0, np.floor(np.log10(size)), 0)
    scale = 10.0 ** np.clip(DIGITS - 1 - places, -300, 300)
    whole = np.round(values) == values
    rounded: npt.NDArray[np.float64] = np.where(whole, values, np.round(values * scale) / scale)
    return rounded
