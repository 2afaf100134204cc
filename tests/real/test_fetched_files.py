"""The publishers' files, fetched from a server on this machine and built."""

import csv
import gzip
import hashlib
import importlib
import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from comity.errors import ChecksumError
from comity.files.fetch import fetch
from comity.files.home import cache
from comity.files.source import Source, source
from comity.store.build import build
from comity.store.stores import connect
from publishing import Publisher, broken_off, published, ranged, stalled, status, whole


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


def served(publisher: Publisher, name: str, **facts: str) -> Source:
    """A source of one file with its address at the publisher."""
    known = source(name)
    ((key, file),) = known.description.files.items()
    url = f"{publisher.address}/{file.path}"
    return known.with_files({key: msgspec.structs.replace(file, url=url, member="", **facts)})


@pytest.mark.parametrize("name", ["cow_contiguity", "wikidata_embassies"])
def test_a_file_comes_whole_from_a_server_that_moves_it_breaks_off_and_stalls(
    publisher: Publisher, shared_data: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(importlib.import_module("comity.files.download"), "STALLED", 0.3)
    one = served(publisher, name)
    (file,) = one.description.files.values()
    content, ended = (shared_data / name / file.path).read_bytes(), threading.Event()
    publisher.turns = [
        status(302, Location=f"/elsewhere/{file.path}"),
        broken_off(content, ETag='"v1"'),
        status(302, Location=f"/elsewhere/{file.path}"),
        stalled(content, ended),
        status(302, Location=f"/elsewhere/{file.path}"),
        ranged(content),
    ]
    (came,) = fetch(one, accept_licence=True)
    ended.set()
    assert came.path.read_bytes() == content
    assert came.path.parent == cache(one)
    assert not [path for path in cache(one).iterdir() if path.name.endswith(".part")]


@pytest.mark.parametrize("name", ["cow_contiguity", "wikidata_embassies"])
def test_a_file_with_one_wrong_byte_is_no_file(
    publisher: Publisher, shared_data: Path, name: str
) -> None:
    (file,) = source(name).description.files.values()
    content = (shared_data / name / file.path).read_bytes()
    half = len(content) // 2
    wrong = content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :]
    one = served(publisher, name, sha256=hashlib.sha256(content).hexdigest())
    publisher.turns = [whole(wrong)]
    with pytest.raises(ChecksumError, match=hashlib.sha256(wrong).hexdigest()):
        fetch(one, accept_licence=True)
    assert not (cache(one) / file.path).exists()
    publisher.turns = [whole(content)]
    (came,) = fetch(one)
    assert came.path.read_bytes() == content


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
