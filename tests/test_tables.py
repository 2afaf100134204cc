"""Measures of tables on few made-up records, against computations by hand."""

from pathlib import Path

import polars as pl
import pytest

from comity.errors import StoreMissingError, TableError
from comity.tables.joint import both, either, shared
from comity.tables.similarity import alike
from comity.tables.years import dyad_year

YES, ABSTAIN, NO = "cm:InFavour", "cm:Abstention", "cm:Against"


def votes(*rows: tuple[str, str]) -> pl.DataFrame:
    """Votes of units 1 and 2 in roll calls 0, 1, 2 ... of one period."""
    return pl.DataFrame(
        [
            (60, unit, f"call/{call}", choice)
            for call, both in enumerate(rows)
            for unit, choice in zip((1, 2), both, strict=True)
            if choice
        ],
        {"period": pl.Int32, "unit": pl.Int32, "decision": pl.String, "choice": pl.String},
        orient="row",
    )


def test_similarity_is_what_a_hand_computes() -> None:
    """Five roll calls: yes-yes, yes-abstain, no-no, abstain-no, yes-no; a sixth of one alone.

    a has yes 3/5, abstain 1/5, no 1/5; b has yes 1/5, abstain 1/5, no 3/5. They agree in 2 of 5 and
    are apart by 0, 1, 0, 1, 2: 4/5 on average, so S = 1 - 4/5. By chance they agree in
    (3 + 1 + 3)/25 = 7/25, and are apart by (3*(1*1 + 3*2) + 1*(1*1 + 3*1) + 1*(1*2 + 1*1))/25,
    which is 28/25.
    """
    found = alike(
        votes((YES, YES), (YES, ABSTAIN), (NO, NO), (ABSTAIN, NO), (YES, NO), (YES, ""))
    ).row(0, named=True)
    assert (found["period"], found["a"], found["b"], found["n"]) == (60, 1, 2, 5)
    assert found["agreement"] == pytest.approx(2 / 5)
    assert found["s"] == pytest.approx(1 / 5)
    assert found["kappa"] == pytest.approx((2 / 5 - 7 / 25) / (1 - 7 / 25))
    assert found["weighted_kappa"] == pytest.approx(1 - (4 / 5) / (28 / 25))


def test_two_that_always_chose_one_thing_have_no_kappa() -> None:
    row = alike(votes((YES, YES), (YES, YES))).row(0, named=True)
    assert (row["agreement"], row["s"]) == (1, 1)
    assert row["kappa"] is None
    assert row["weighted_kappa"] is None


def test_absence_is_no_abstention_and_no_common_roll_call_is_no_row() -> None:
    assert alike(votes((YES, ""), ("", NO))).is_empty()


def test_what_two_share_is_counted_once_by_year() -> None:
    rows = pl.DataFrame(
        [(2000, 1, "x"), (2000, 2, "x"), (2000, 2, "y"), (2000, 3, "y"), (2001, 1, "y")],
        {"year": pl.Int32, "unit": pl.Int32, "thing": pl.String},
        orient="row",
    )
    units = pl.DataFrame(
        [(2000, 1), (2000, 2), (2000, 3), (2000, 4), (2001, 1), (2001, 2), (2002, 1), (2002, 2)],
        {"year": pl.Int32, "unit": pl.Int32},
        orient="row",
    )
    found = shared({"joint": (rows, both), "of_one": (rows, either)}, units)
    assert found.columns == ["year", "a", "b", "joint", "of_one"]
    assert found.sort("year", "a", "b").rows() == [
        *((2000, 1, 2, 1, 2), (2000, 1, 3, 0, 2), (2000, 1, 4, 0, 1)),
        *((2000, 2, 3, 1, 2), (2000, 2, 4, 0, 2), (2000, 3, 4, 0, 1)),
        (2001, 1, 2, 0, 1),
    ]


def test_a_table_without_its_list_of_states_says_how_to_get_it(
    folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(TableError, match="come from cow_states, which is not built; run: comity"):
        dyad_year(years=(2000, 2001), folder=folder)
    with pytest.raises(TableError, match="no source of 'trade' is built"):
        dyad_year(["trade"], years=(2000, 2001), actors="all", folder=folder)
    with pytest.raises(StoreMissingError, match="run: comity build"):
        dyad_year(years=(2000, 2001), folder=tmp_path)


def test_every_state_may_be_asked_of_what_ships(folder: Path) -> None:
    """The Factbook has the members of bodies in 2026, and says nothing of other years."""
    table = dyad_year(
        ["igo"], states=["PAK", "RUS"], years=(2025, 2026), actors="all", folder=folder
    )
    assert table.frame.select("year", "a", "b").rows() == [
        (2025, "PAK", "RUS"),
        (2026, "PAK", "RUS"),
    ]
    told = table.frame["factbook_joint_full.missing"].to_list()
    assert told == ["outside coverage", "value"]
    assert table.frame["factbook_joint_full"].to_list()[0] is None
    assert [one.id for one in table.sources] == ["factbook"]
    assert "Factbook" in table.cite()
    assert table.call == (
        "comity.dyad_year(['igo'], states=['PAK', 'RUS'], years=(2025, 2026), actors='all')"
    )
