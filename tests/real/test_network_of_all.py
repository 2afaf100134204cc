"""The network of all states of the publishers' files, against columns of their records."""

import datetime as dt
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from comity.answers.dyads import first_shown
from comity.answers.network import network
from comity.files.source import source
from comity.store.build import build
from comity.store.manifest import FACES
from comity.store.stores import Embedded, connect
from comity.views.html import html
from comity.views.network import network_page
from comity.views.ways import SERVED

DAY = dt.date(2017, 12, 31)
KINDS = ("AlliancePledge", "DiplomaticRepresentation")
IDS = ("atop", "lowy_diplomacy")


@pytest.fixture(scope="module")
def store(shared_data: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """A copy of the store with what ships, and alliances and missions besides."""
    place = Path(shutil.copytree(folder, tmp_path_factory.mktemp("all") / "store"))
    for name in IDS:
        build([source(name)], shared_data / name, place)
    found = connect(place)
    assert isinstance(found, Embedded)
    return found


def test_alliances_and_missions_of_the_last_year_of_both_are_shown_first(store: Embedded) -> None:
    """ATOP reaches to the end of 2018; the Index counted in 2016, 2017, 2021 and 2023."""
    assert first_shown(store) == (KINDS, DAY)


def test_a_network_of_a_day_is_what_columns_of_dates_say(store: Embedded) -> None:
    faces = store.place / FACES
    pledges = pl.read_parquet(faces / "atop" / "AlliancePledge.parquet").filter(
        pl.col("start") <= DAY, pl.col("end").is_null() | (pl.col("end") >= DAY)
    )
    missions = pl.read_parquet(faces / "lowy_diplomacy" / "DiplomaticRepresentation.parquet")
    expected = pl.concat([pledges["iri"], missions.filter(year=DAY.year)["iri"]])
    assert expected.len() > 19_000
    net = network(store, kinds=KINDS, as_of=DAY)
    found = {iri.removeprefix("https://w3id.org/comity/id/") for *_, iri in net.edges(keys=True)}
    assert found == set(expected)
    everything = network(store, as_of=DAY)
    assert {*net.edges(keys=True)} <= {*everything.edges(keys=True)}
    assert sum(everything.graph["there"].values()) == (
        everything.number_of_edges() + everything.graph["others"] + everything.graph["undated"]
    )
    page = html(network_page(net, title="States and territories", path="/network"), SERVED)
    payload = re.search(r'id="payload">(.*?)</script>', page, re.DOTALL)
    assert payload
    assert len(payload[1].encode()) < 40 * net.number_of_edges()
    assert len(page.encode()) < 1_500_000
