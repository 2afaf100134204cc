"""Charts of numbers by year: places reckoned by hand, gaps that stay gaps.

A chart is 220 pixels high, of which 22 above and 22 below are for words: a number at the top of the
axis lies at 22, one at its foot at 198. The years take 80 of a hundred parts of the width, and a
thousand of the frame in which lines are drawn.
"""

import re

import polars as pl

from comity.views.chart import chart_svg, is_chart, series
from made_pages import EVIL

FLOWS = pl.DataFrame(
    {
        "from": ["A"] * 4 + ["B"] * 2,
        "to": ["B"] * 4 + ["A"] * 2,
        "year": [2000, 2001, 2003, 2004, 2001, None],
        "value": [0.0, 50.0, 100.0, None, 25.0, 7.0],
        "unit": ["USD"] * 6,
    }
)


def circles(drawn: str) -> list[tuple[str, ...]]:
    return re.findall(r'cx="([\d.]+)%" cy="([\d.]+)" r="[\d.]+"><title>([^<]*)</title>', drawn)


def test_points_stand_where_their_numbers_are() -> None:
    """The axis of 0 to 100 has 176 pixels: 50 lies half way, at 110, and 25 at 154."""
    assert circles(chart_svg(FLOWS, {})) == [
        ("0.00", "198.0", "2000, from A to B: 0 USD"),
        ("26.67", "110.0", "2001, from A to B: 50 USD"),
        ("80.00", "22.0", "2003, from A to B: 100 USD"),
        ("26.67", "154.0", "2001, from B to A: 25 USD"),
    ]


def test_a_gap_is_never_joined_nor_zero() -> None:
    """2000 and 2001 are joined; 2002 is not there, and 2004 is without a number."""
    drawn = chart_svg(FLOWS, {})
    assert re.findall(r'points="([^"]*)"', drawn) == ["0.0,198.0 333.3,110.0"]
    assert len(circles(drawn)) == 4
    assert "2 rows without a year or a number: in the table." in drawn


def test_years_with_two_numbers_are_joined_to_none() -> None:
    frame = pl.DataFrame({"year": [1, 2, 2, 3, 4], "value": [1, 2, 3, 4, 5]})
    (one,) = series(frame, {})
    assert [[(p.year, p.value) for p in run] for run in one.runs()] == [
        [(1, 1.0)],
        [(2, 2.0)],
        [(2, 3.0)],
        [(3, 4.0), (4, 5.0)],
    ]


def test_units_share_no_axis_and_what_is_the_same_in_all_is_not_named() -> None:
    frame = pl.DataFrame(
        {
            "kind": ["flow", "flow", "share"],
            "year": [2000, 2001, 2000],
            "value": [3_000_000.0, 4_000_000.0, 12.0],
            "unit": ["USD", "USD", "per cent"],
        }
    )
    drawn = chart_svg(frame, {})
    assert drawn.count('role="img"') == 2
    assert re.findall(r'class="head"[^>]*>([^<]*)<', drawn) == ["million USD", "per cent"]
    ticks = re.findall(r'class="tick"[^>]*>([^<]*)<', drawn)
    assert ticks == ["0", "1", "2", "3", "4", "0", "5", "10", "15"]
    assert '<ul class="keys">' not in drawn


def test_a_number_below_zero_lies_below_the_line_of_zero() -> None:
    """-50 to 150 in steps of 50: 176 pixels for 200, so that zero lies 44 above the foot."""
    drawn = chart_svg(pl.DataFrame({"year": [1990, 1991], "value": [-50, 150]}), {})
    assert [(x, y) for x, y, _ in circles(drawn)] == [("0.00", "198.0"), ("80.00", "22.0")]
    assert re.findall(r'class="zero"[^>]*y1="([\d.]+)"', drawn) == ["154.0"]


def test_a_bound_is_a_ring_and_a_computed_number_says_so() -> None:
    frame = pl.DataFrame(
        {
            "year": [2019, 2020, 2021],
            "value": [1, 2, 3],
            "moreThan": [None, True, None],
            "derivation": [None, None, "a sum"],
        }
    )
    drawn = chart_svg(frame, {})
    assert drawn.count('class="ring"') == 1
    assert "Rings: more than, or up to, so much." in drawn
    assert "2021, computed: 3" in drawn


def test_what_has_no_years_says_that_nothing_is_drawn() -> None:
    for frame in (
        pl.DataFrame(),
        pl.DataFrame({"year": ["2000"], "value": [1]}),
        pl.DataFrame({"year": [None], "value": [1]}, schema={"year": pl.Int64, "value": pl.Int64}),
    ):
        assert "Nothing is drawn" in chart_svg(frame, {})
        assert "<svg" not in chart_svg(frame, {})
    assert is_chart(FLOWS)
    assert not is_chart(pl.DataFrame({"year": ["2000"], "value": [1]}))


def test_more_series_than_colours_are_counted() -> None:
    frame = pl.DataFrame({"name": list("abcdefghi"), "year": [2000] * 9, "value": [1] * 9})
    drawn = chart_svg(frame, {})
    assert len(circles(drawn)) == 7
    assert "and 2 more in the table" in drawn


def test_hostile_names_are_text() -> None:
    text = " ".join(EVIL)
    frame = pl.DataFrame(
        {"name": [text, "b"], "year": [1, 1], "value": [1, 1], "unit": [text, text]}
    )
    drawn = chart_svg(frame, {})
    assert "<script" not in drawn
    assert "<img" not in drawn
