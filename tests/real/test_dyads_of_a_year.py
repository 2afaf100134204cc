"""Matrices of the publishers' files, against their rows."""

import csv
import gzip
import json
import re
from pathlib import Path
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import polars as pl
import pytest
from playwright.sync_api import Browser

from browser import Opened
from comity.answers.matrix import Matrix, dyads_frame, matrix
from comity.networks.layer import layer
from comity.tables.column import MISSING, NOT_APPLICABLE, OUTSIDE, VALUE, ZERO
from comity.views.html import html, write_page
from comity.views.matrix import matrix_page
from comity.views.ways import ALONE

LARGEST = 1_500_000
"""Bytes of a page with some 200 states."""


@pytest.fixture(scope="module")
def trade(all_faces: Path) -> Matrix:
    return matrix(all_faces, "cow_trade_flow", (2013, None))


def payload(text: str) -> dict[str, Any]:
    found = re.search(r'id="payload">(.*?)</script>', text, re.DOTALL)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_cells_are_the_rows_of_the_file(trade: Matrix, shared_data: Path) -> None:
    """Of each row what 2 reports from 1 and 1 from 2, in millions; -9 is not known."""
    path = shared_data / "cow_trade" / "cow_trade_ndy.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == "2013"]
    flows = [row[name] for row in rows for name in ("flow1", "flow2")]
    known = [float(one) * 1e6 for one in flows if one not in ("", "NA", "-9")]
    frame = dyads_frame(trade)
    means = dict(frame.group_by("missing").len().iter_rows())
    assert means[VALUE] == sum(one > 0 for one in known)
    assert means[ZERO] == sum(one == 0 for one in known)
    assert frame["value"].sum() == pytest.approx(sum(known))
    assert frame["value"][0] == pytest.approx(max(known))
    states = len(trade.seats)
    assert frame.height == states * (states - 1)


def test_all_four_kinds_of_empty_cell_are_of_the_right_dyads(all_faces: Path) -> None:
    """East Germany ended in 1990; the list of COW has not the Vatican; 2013 lacks Andorra's."""
    named = ["PAK", "PRK", "USA", "VAT", "DDR", "AND"]
    frame = dyads_frame(matrix(all_faces, "cow_trade_flow", (2013, None), among=named))
    told = {(a, b): why for a, b, why in frame.select("from_key", "to_key", "missing").iter_rows()}
    assert told["PRK", "USA"] == ZERO
    assert told["PAK", "DDR"] == NOT_APPLICABLE
    assert told["VAT", "PAK"] == OUTSIDE
    assert told["AND", "PAK"] == MISSING
    assert told["PAK", "USA"] == VALUE


def test_a_matrix_is_the_layer(all_faces: Path) -> None:
    net = layer("cow_igo_joint_full", 2012, actors="all", folder=all_faces)
    frame = dyads_frame(matrix(all_faces, "cow_igo_joint_full", (2012, None)))
    tied = frame.filter(pl.col("missing") == VALUE)
    keys = nx.get_node_attributes(net, "key")
    edges = {frozenset((keys[a], keys[b])): weight for a, b, weight in net.edges(data="weight")}
    found = {
        frozenset((a, b)): value
        for a, b, value in tied.select("from_key", "to_key", "value").iter_rows()
    }
    assert found == edges
    assert tied.height == net.number_of_edges()


def test_states_of_one_year_alone_stand_apart(all_faces: Path) -> None:
    """South Sudan is of 2011; East Germany, Czechoslovakia and both Yemens were of 1985."""
    shown = matrix(all_faces, "cow_igo_joint_full", (2012, 1985))
    blocks = dict(shown.order.blocks)
    key = {one.node: one.key for one in shown.seats}
    assert "SSD" in {key[node] for node in blocks["only in 2012"]}
    assert {"DDR", "CSK", "YMD"} <= {key[node] for node in blocks["only in 1985"]}
    frame = dyads_frame(shown)
    alone = frame.filter((pl.col("from_key") == "DDR") | (pl.col("to_key") == "DDR"))
    assert set(alone["missing"]) == {NOT_APPLICABLE}
    assert alone["value_1985"].is_not_null().any()
    russia = next(one for one in shown.seats if one.key == "RUS")
    assert (russia.name, russia.before) == ("Russia", "Soviet Union")
    both = frame.filter(pl.col("missing") == VALUE)
    assert (both["value"] == both["value_2012"] - both["value_1985"]).all()


@pytest.mark.parametrize(
    ("kind", "years", "order"),
    [
        ("cow_trade_flow", (2013, None), "region"),
        ("cow_trade_flow", (2013, 1990), "strength"),
        ("unga_votes_agreement", (2012, 1990), "name"),
        ("cow_contiguity_level", (2012, None), "community"),
    ],
)
def test_200_states_are_a_small_file_that_draws_and_is_the_same_again(
    all_faces: Path,
    browser: Browser,
    tmp_path: Path,
    kind: str,
    years: tuple[int, int | None],
    order: str,
) -> None:
    texts = [html(matrix_page(matrix(all_faces, kind, years, order=order)), ALONE) for _ in "12"]
    assert texts[0] == texts[1]
    assert len(texts[0].encode()) < LARGEST
    read = payload(texts[0])
    assert len(read["states"]) >= 195
    write_page(texts[0], tmp_path / "page.html")
    with Opened(browser, tmp_path / "page.html") as opened:
        opened.page.focus("#sheet")
        opened.page.keyboard.press("ArrowDown")
        first, second = read["states"][0][0], read["states"][1][0]
        assert opened.page.inner_text("#cell").startswith(
            (f"{first} → {second}", f"{first} – {second}", f"{first} (")
        )
        opened.page.click("#in")
        assert opened.page.evaluate("sheet.scrollWidth > sheet.clientWidth")
        opened.check()


def test_weights_below_zero_have_no_communities_and_the_page_says_so(all_faces: Path) -> None:
    shown = matrix(all_faces, "unga_votes_s", (2012, None), order="community")
    assert shown.note.startswith("Not by community: modularity needs weights above 0")
    assert "by region" in shown.order.says
