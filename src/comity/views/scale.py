"""Steps of a scale of colours for numbers of one measure, few enough to be told apart."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from comity.model.words import N_, _, numeral

MOST = 7
"""Colours of one hue that can be told apart, in grey print too."""
SIDE = 4
"""The same of either side of a scale with a middle."""
WIDE = 1e4
"""So many times the least has to be the greatest for steps that each are ten times the last."""
NICE = (1, 2, 5, 10)
BIG = (
    (1e12, N_("{number} trillion")),
    (1e9, N_("{number} billion")),
    (1e6, N_("{number} million")),
)


@dataclass(frozen=True)
class Scale:
    """Steps of numbers, between which are ``breaks``; a break is of the step away from zero.

    ``labels`` says what each step holds. ``colours`` names the colour of each: ``s0`` to ``s6`` of
    one hue from least to most, ``n0`` to ``n3`` and ``p0`` to ``p3`` away from a middle, down and
    up. ``says`` is how the steps go, in words.
    """

    breaks: tuple[float, ...]
    labels: tuple[str, ...]
    colours: tuple[str, ...]
    says: str


def scale(
    values: npt.NDArray[np.float64],
    *,
    money: bool = False,
    difference: bool = False,
    nearer: bool = False,
) -> Scale:
    """Steps for numbers other than zero.

    Steps are equal, or each is ten times the one before where the numbers are money or range widely
    and all have one sign; of differences, and of numbers of both signs, they go from the middle.

    Args:
        values: the numbers.
        money: they are amounts of money.
        difference: they are differences.
        nearer: the least is the closest, and the strongest in colour.
    """
    size = np.abs(values)
    if not values.size:
        return Scale((), (), (), "")
    both = difference or bool((values < 0).any())
    least, greatest = float(size.min()), float(size.max())
    tens = money or (not both and greatest >= WIDE * least)
    marks = _tens(least, greatest, SIDE if both else MOST) if tens else []
    says = _("each step is ten times the one before (logarithmic)") if tens else _("equal steps")
    whole = bool((values == np.round(values)).all())
    only = greatest if least == greatest else 0.0
    if both:
        marks = marks or _equal(1.0 if whole else 0.0, greatest, SIDE, whole=whole)
        ways = (
            (_("down by {step}"), _("up by {step}"))
            if difference
            else (_("below zero, {step}"), _("above zero, {step}"))
        )
        return _from_middle(_labels(marks, only, whole=whole), marks, ways, says)
    marks = marks or _equal(least, greatest, MOST, whole=whole)
    labels = _labels(marks, only, whole=whole)
    hues = [f"s{one}" for one in _spread(len(labels), MOST)]
    if nearer:
        hues.reverse()
        says = _("{steps}, the nearer the stronger").format(steps=says)
    return Scale(tuple(marks), tuple(labels), tuple(hues), says if marks else "")


def of_words(words: Mapping[int, str], values: npt.NDArray[np.float64], *, nearer: bool) -> Scale:
    """A step for each number that stands for words, of those that there are.

    Those that are negative go from the middle, as what ended beside what began.
    """
    there = sorted(int(one) for one in np.unique(values))
    labels = tuple(words[one] for one in there)
    colours = [f"s{one}" for one in _spread(len(there), MOST)]
    if nearer:
        colours.reverse()
    if min(words) < 0:
        colours = ["n2" if one < 0 else f"p{3 - one}" for one in there]
    return Scale(tuple(float(one) for one in there[1:]), labels, tuple(colours), "")


def figure(value: float) -> str:
    """A number as pages write it, to four digits where it is no whole number: ``6,650``."""
    if value == int(value) or abs(value) >= 10_000:  # noqa: PLR2004 - whole to four digits anyway
        return numeral(value, ",.0f").replace("-", "−")
    return numeral(Decimal(f"{value:.4g}"), "f").replace("-", "−")


def _tens(least: float, greatest: float, most: int) -> list[float]:
    """Powers of ten between the least and the greatest, the greatest few of them."""
    top, low = math.floor(math.log10(greatest)), math.floor(math.log10(least)) + 1
    return [10.0**power for power in range(max(low, top - most + 2), top + 1)]


def _equal(least: float, greatest: float, most: int, *, whole: bool) -> list[float]:
    """Multiples of a step of 1, 2 or 5 times a power of ten, between the least and the greatest."""
    if greatest <= least:
        return []
    power = 10.0 ** math.floor(math.log10((greatest - least) / most))
    for step in (power * one for one in NICE):
        width = max(step, 1.0) if whole else step
        first = math.floor(least / width) + 1
        single = whole and width == 1
        last = math.floor(greatest / width) if single else math.ceil(greatest / width) - 1
        if last - first + 1 < most:
            return [float(f"{one * width:.12g}") for one in range(first, last + 1)]
    return []


def _from_middle(
    shown: Sequence[str], marks: Sequence[float], ways: tuple[str, str], says: str
) -> Scale:
    down, up = (
        [way.format(step=one) for one in some]
        for way, some in zip(ways, (shown[::-1], shown), strict=True)
    )
    hues = _spread(len(shown), SIDE)
    colours = (*(f"n{one}" for one in reversed(hues)), *(f"p{one}" for one in hues))
    breaks = (*(-one for one in reversed(marks)), 0.0, *marks)
    return Scale(breaks, (*down, *up), colours, says if marks else "")


def _labels(marks: Sequence[float], only: float, *, whole: bool) -> list[str]:
    """What the steps between marks hold; without marks the one number that there is, or any."""
    if not marks:
        return [_short(only) if only else _("any")]
    said = [_short(one) for one in marks]
    if whole and all(b - a == 1 for a, b in itertools.pairwise(marks)) and marks[0] > 0:
        return [_short(marks[0] - 1), *said]
    inner = [_("{a} to under {b}").format(a=a, b=b) for a, b in itertools.pairwise(said)]
    under, over = _("under {a}"), _("{a} and more")
    return [under.format(a=said[0]), *inner, over.format(a=said[-1])]


def _short(value: float) -> str:
    for size, form in BIG:
        if abs(value) >= size:
            return _(form).format(number=numeral(value / size, ",.4g"))
    return figure(value)


def _spread(count: int, most: int) -> list[int]:
    """So many places as far apart as can be: the last alone, the last but one for a start."""
    if count == 1:
        return [most - 2]
    return [round(at * (most - 1) / (count - 1)) for at in range(count)]
