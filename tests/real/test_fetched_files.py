"""The publishers' files, fetched from a server on this machine and built."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from comity.files.fetch import fetch
from comity.files.source import source
from comity.store.build import build
from comity.store.stores import connect
from publishing import Publisher, broken_off, published, ranged, whole


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("COMITY_HOME", str(tmp_path))
    with published() as one:
        yield one


def test_contiguity_is_fetched_in_its_archive_and_built(
    publisher: Publisher, shared_data: Path, tmp_path: Path
) -> None:
    content = (shared_data / "cow_contiguity" / "contdir.csv").read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("DirectContiguity320/contdir.csv", content)
        archive.writestr("DirectContiguity320/contdird.csv", content[:100])
    publisher.turns = [broken_off(packed.getvalue(), ETag='"v1"'), ranged(packed.getvalue())]
    known = source("cow_contiguity")
    url = f"{publisher.address}/DirectContiguity320.zip"
    file = msgspec.structs.replace(known.description.files["contdir"], url=url)
    one = known.with_files({"contdir": file})
    (came,) = fetch(one, accept_licence=True)
    assert came.path.read_bytes() == content
    build([one])
    asked = f"SELECT DISTINCT ?place {{ ?t cm:source <{one.graph}> ; cm:locator ?place }}"
    rows = list(csv.reader(io.StringIO(content.decode())))
    places = {f"contdir.csv#row={number}" for number in range(2, len(rows) + 1)}
    assert set(connect(tmp_path).select(asked)["place"]) == places


def test_a_packed_copy_of_trade_comes_as_it_is(publisher: Publisher, shared_data: Path) -> None:
    content = (shared_data / "cow_trade" / "cow_trade_ndy.csv.gz").read_bytes()
    publisher.turns = [broken_off(content, Last_Modified="Mon, 14 Jun 2021 08:00:00 GMT")]
    publisher.turns += [whole(content)]
    known = source("cow_trade")
    (rounded,) = known.description.files["flows"].layouts
    url = f"{publisher.address}/cow_trade_ndy.csv.gz"
    one = known.with_files({"flows": msgspec.structs.replace(rounded, url=url)})
    (came,) = fetch(one, accept_licence=True)
    assert came.path.name == "cow_trade_ndy.csv.gz"
    assert came.path.read_bytes() == content
    with gzip.open(came.path, "rt", encoding="utf-8") as file:
        assert next(csv.reader(file))[:3] == ["ccode1", "ccode2", "year"]
