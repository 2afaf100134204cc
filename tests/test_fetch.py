"""What is on disk after a publisher's server did this or that."""

import datetime as dt
import gzip
import hashlib
import importlib
import io
import json
import re
import resource
import shutil
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest
from filelock import FileLock

from comity.errors import (
    ChecksumError,
    DescriptionError,
    FetchError,
    LicenceError,
    MissingFileError,
)
from comity.files.fetch import accepted, fetch
from comity.files.home import cache
from comity.files.source import Source, read_source, source, sources
from comity.store.build import build
from comity.store.stores import connect
from conftest import Run
from publishing import Handler, Publisher, broken_off, published, ranged, stalled, status, whole

DOWNLOAD = importlib.import_module("comity.files.download")
FETCH = importlib.import_module("comity.files.fetch")
LICENCE, LOCK, RECORD = "licence.txt", "fetch.lock", ".fetched.json"
HEADER = "dyad,statelno,statelab,statehno,statehab,conttype,begin,end,notes,version\n"
ROWS = "".join(
    f'2{n:03},2,"USA",20,"CAN",1,{1920 + n // 12}{n % 12 + 1:02},201612,"",3.2\n'
    for n in range(847)
)
CONTENT = (HEADER + ROWS).encode()
CHANGED = CONTENT.replace(b"USA", b"UUU")
HALF = len(CONTENT) // 2


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with published() as one:
        yield one


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, and pauses that a test can wait for."""
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(DOWNLOAD, "FIRST_PAUSE", 0.01)
    return tmp_path / "home"


def at(publisher: Publisher, path: str = "/contdir.csv", **facts: str) -> Source:
    """COW Direct Contiguity with its address at the publisher."""
    known = source("cow_contiguity")
    file = known.description.files["contdir"]
    url = publisher.address + path
    return known.with_files({"contdir": msgspec.structs.replace(file, url=url, **facts)})


def on_disk(one: Source) -> dict[str, bytes]:
    """What the source's folder holds, but for the licence, the lock and the records."""
    return {
        path.name: path.read_bytes()
        for path in cache(one).iterdir()
        if path.name not in (LICENCE, LOCK) and not path.name.endswith(".json")
    }


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def get(one: Source) -> list[Path]:
    return [file.path for file in fetch(one, accept_licence=True)]


def test_a_file_comes_whole_with_its_record_beside_it(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT)]
    one = at(publisher)
    (came,) = fetch(one, accept_licence=True)
    assert on_disk(one) == {"contdir.csv": CONTENT}
    assert (came.path, came.sha256, came.checked) == (
        cache(one) / "contdir.csv",
        sha256(CONTENT),
        False,
    )
    record = json.loads((cache(one) / f"contdir.csv{RECORD}").read_bytes())
    assert record["sha256"] == sha256(CONTENT)
    assert record["url"] == f"{publisher.address}/contdir.csv"
    assert record["day"] == dt.datetime.now(dt.UTC).date().isoformat()


def test_the_publisher_sees_who_asks(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT)]
    get(at(publisher))
    assert publisher.asked[0]["User-Agent"].startswith("comity/")
    assert publisher.asked[0]["Accept-Encoding"] == "identity"


def test_what_is_there_is_not_asked_for_again(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT)]
    assert get(at(publisher)) == get(at(publisher))
    assert len(publisher.asked) == 1


def test_what_was_damaged_on_disk_is_fetched_again(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT)]
    (path,) = get(at(publisher))
    path.write_bytes(CONTENT[:100])
    (came,) = fetch(at(publisher))
    assert came.checked
    assert path.read_bytes() == CONTENT


def test_a_broken_download_goes_on_where_it_stopped(publisher: Publisher) -> None:
    publisher.turns = [broken_off(CONTENT, ETag='"v1"'), ranged(CONTENT)]
    one = at(publisher)
    get(one)
    assert publisher.asked[1]["Range"] == f"bytes={HALF}-"
    assert publisher.asked[1]["If-Range"] == '"v1"'
    assert on_disk(one) == {"contdir.csv": CONTENT}


def test_a_later_fetch_goes_on_where_the_first_gave_up(publisher: Publisher) -> None:
    publisher.turns = [broken_off(CONTENT, ETag='"v1"'), status(503)]
    one = at(publisher)
    with pytest.raises(FetchError, match="answers 503, 5 times; a later fetch goes on"):
        get(one)
    (part,) = on_disk(one).items()
    assert part[0].endswith(".part")
    assert part[1] == CONTENT[:HALF]
    publisher.turns = [ranged(CONTENT)]
    get(one)
    assert publisher.asked[-1]["Range"] == f"bytes={HALF}-"
    assert on_disk(one) == {"contdir.csv": CONTENT}


def test_a_file_that_changed_between_two_parts_is_not_joined(publisher: Publisher) -> None:
    publisher.turns = [broken_off(CONTENT, ETag='"v1"'), ranged(CHANGED, tag='"v2"')]
    one = at(publisher)
    get(one)
    assert on_disk(one) == {"contdir.csv": CHANGED}


def test_a_server_that_joins_what_has_changed_is_found_out(publisher: Publisher) -> None:
    """It answers If-Range with a part of another file all the same; its ETag gives it away."""

    def joins(handler: Handler) -> None:
        if "Range" not in handler.headers:
            handler.say(200, CHANGED, ETag='"v2"')
            return
        spans = f"bytes {HALF}-{len(CHANGED) - 1}/{len(CHANGED)}"
        handler.say(206, CHANGED[HALF:], ETag='"v2"', Content_Range=spans)

    publisher.turns = [broken_off(CONTENT, ETag='"v1"'), joins]
    one = at(publisher)
    get(one)
    assert on_disk(one) == {"contdir.csv": CHANGED}


def test_another_part_than_the_one_asked_for_is_not_taken(publisher: Publisher) -> None:
    def early(handler: Handler) -> None:
        spans = f"bytes 10-{len(CONTENT) - 1}/{len(CONTENT)}"
        handler.say(206, CONTENT[10:], ETag='"v1"', Content_Range=spans)

    publisher.turns = [broken_off(CONTENT, ETag='"v1"'), early, ranged(CONTENT)]
    one = at(publisher)
    get(one)
    assert on_disk(one) == {"contdir.csv": CONTENT}


@pytest.mark.parametrize("first", [broken_off(CONTENT), broken_off(CONTENT, ETag='W/"v1"')])
def test_what_nothing_vouches_for_begins_anew(
    publisher: Publisher, first: Callable[[Handler], None]
) -> None:
    publisher.turns = [first, ranged(CONTENT)]
    one = at(publisher)
    get(one)
    assert "Range" not in publisher.asked[1]
    assert on_disk(one) == {"contdir.csv": CONTENT}


def test_a_date_vouches_where_there_is_no_etag(publisher: Publisher) -> None:
    day = "Wed, 05 Jul 2017 10:00:00 GMT"
    publisher.turns = [broken_off(CONTENT, Last_Modified=day), whole(CONTENT)]
    get(at(publisher))
    assert publisher.asked[1]["If-Range"] == day


def test_a_server_that_knows_no_ranges_gives_all_again(publisher: Publisher) -> None:
    publisher.turns = [broken_off(CONTENT, ETag='"v1"'), whole(CONTENT, ETag='"v1"')]
    one = at(publisher)
    get(one)
    assert on_disk(one) == {"contdir.csv": CONTENT}


def test_a_part_that_is_past_the_end_begins_anew(publisher: Publisher) -> None:
    publisher.turns = [broken_off(CONTENT, ETag='"v1"'), status(416), ranged(CONTENT)]
    one = at(publisher)
    get(one)
    assert "Range" not in publisher.asked[2]
    assert on_disk(one) == {"contdir.csv": CONTENT}


def test_fewer_bytes_than_promised_are_no_file(publisher: Publisher) -> None:
    publisher.turns = [broken_off(CONTENT)]
    one = at(publisher)
    with pytest.raises(FetchError, match="5 times"):
        get(one)
    assert "contdir.csv" not in on_disk(one)
    assert len(publisher.asked) == 5


def test_wrong_bytes_are_refused_and_gone(publisher: Publisher) -> None:
    publisher.turns = [whole(CHANGED)]
    one = at(publisher, sha256=sha256(CONTENT))
    with pytest.raises(ChecksumError, match=f"has SHA-256 {sha256(CHANGED)}, not"):
        get(one)
    assert on_disk(one) == {}


def test_declared_bytes_are_checked(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT)]
    (came,) = fetch(at(publisher, sha256=sha256(CONTENT)), accept_licence=True)
    assert came.checked


def test_another_file_than_the_first_time_is_refused(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT), whole(CHANGED)]
    one = at(publisher)
    (path,) = get(one)
    path.unlink()
    with pytest.raises(ChecksumError, match=r"is not the file that came on .* delete contdir"):
        get(one)
    assert on_disk(one) == {}
    (path.parent / f"contdir.csv{RECORD}").unlink()
    get(one)
    assert on_disk(one) == {"contdir.csv": CHANGED}


def test_a_redirect_is_followed(publisher: Publisher) -> None:
    publisher.turns = [status(301, Location="/moved/contdir.csv"), whole(CONTENT)]
    one = at(publisher)
    get(one)
    assert publisher.asked[1]["path"] == "/moved/contdir.csv"
    assert on_disk(one) == {"contdir.csv": CONTENT}


@pytest.mark.parametrize(
    ("to", "requests"), [("/contdir.csv", 6), ("file:///etc/passwd", 1), ("ftp://127.0.0.1/x", 1)]
)
def test_a_redirect_that_leads_nowhere_is_not_followed(
    publisher: Publisher, to: str, requests: int
) -> None:
    publisher.turns = [status(302, Location=to)]
    one = at(publisher)
    with pytest.raises(FetchError, match="leads nowhere"):
        get(one)
    assert on_disk(one) == {}
    assert len(publisher.asked) == requests


def test_a_server_that_stalls_is_given_up(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DOWNLOAD, "STALLED", 0.2)
    ended = threading.Event()
    publisher.turns = [stalled(CONTENT, ended, ETag='"v1"'), ranged(CONTENT)]
    one = at(publisher)
    began = time.monotonic()
    get(one)
    ended.set()
    assert time.monotonic() - began < 4
    assert publisher.asked[1]["Range"] == f"bytes={HALF}-"
    assert on_disk(one) == {"contdir.csv": CONTENT}


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_file_that_is_not_given_is_asked_for_once(publisher: Publisher, code: int) -> None:
    publisher.turns = [status(code)]
    one = at(publisher)
    with pytest.raises(FetchError) as raised:
        get(one)
    assert f"answers {code}" in str(raised.value)
    assert one.description.landing in str(raised.value)
    assert "comity build cow_contiguity --file PATH" in str(raised.value)
    assert len(publisher.asked) == 1
    assert on_disk(one) == {}


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_server_is_asked_again(publisher: Publisher, code: int) -> None:
    publisher.turns = [status(code), whole(CONTENT)]
    one = at(publisher)
    get(one)
    assert on_disk(one) == {"contdir.csv": CONTENT}


def test_a_server_is_left_alone_for_as_long_as_it_asks(publisher: Publisher) -> None:
    publisher.turns = [status(429, Retry_After="1"), whole(CONTENT)]
    began = time.monotonic()
    get(at(publisher))
    assert 1 <= time.monotonic() - began < 5


def test_a_server_may_ask_by_date(publisher: Publisher) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)
    publisher.turns = [status(503, Retry_After=format_datetime(soon, usegmt=True)), whole(CONTENT)]
    began = time.monotonic()
    get(at(publisher))
    assert 0.5 <= time.monotonic() - began < 6


def test_nobody_waits_for_an_hour(publisher: Publisher) -> None:
    publisher.turns = [status(429, Retry_After="3600")]
    with pytest.raises(FetchError, match="asks to come again in 3,600 s"):
        get(at(publisher))
    assert len(publisher.asked) == 1


@pytest.mark.parametrize(
    "page", [b"<!DOCTYPE html><p>Moved", b"\xef\xbb\xbf \n<html>", b"<HTML></HTML>"]
)
def test_a_page_is_no_file(publisher: Publisher, page: bytes) -> None:
    publisher.turns = [whole(page, Content_Type="text/csv")]
    one = at(publisher)
    with pytest.raises(FetchError, match=r"a page of HTML, not contdir\.csv; get contdir\.csv"):
        get(one)
    assert on_disk(one) == {}


def test_nothing_is_no_file(publisher: Publisher) -> None:
    publisher.turns = [whole(b"")]
    one = at(publisher)
    with pytest.raises(FetchError, match="gives nothing"):
        get(one)
    assert on_disk(one) == {}


def test_a_file_that_was_good_stays_when_the_next_is_not(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT), status(404)]
    (path,) = get(at(publisher))
    with pytest.raises(FetchError):
        get(at(publisher, "/newer.csv"))
    assert path.read_bytes() == CONTENT


def test_what_comes_packed_is_unpacked(publisher: Publisher) -> None:
    publisher.turns = [whole(gzip.compress(CONTENT), Content_Encoding="gzip")]
    one = at(publisher)
    (came,) = fetch(one, accept_licence=True)
    assert on_disk(one) == {"contdir.csv": CONTENT}
    assert came.sha256 == sha256(CONTENT)


def test_a_packed_file_stays_packed_whatever_the_server_calls_it(publisher: Publisher) -> None:
    packed = gzip.compress(CONTENT)
    publisher.turns = [whole(packed), whole(packed, Content_Encoding="x-gzip")]
    one = at(publisher, "/contdir.csv.gz")
    for _ in range(2):
        (path,) = get(one)
        assert on_disk(one) == {"contdir.csv.gz": packed}
        path.unlink()


def test_an_encoding_that_nobody_asked_for_is_refused(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT, Content_Encoding="br")]
    one = at(publisher)
    with pytest.raises(FetchError, match="encoded as 'br'"):
        get(one)
    assert on_disk(one) == {}


def zipped(**files: bytes) -> bytes:
    """An archive of files by name; ``__`` stands for a slash."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), held)
    return content.getvalue()


def test_a_file_is_taken_out_of_its_archive(publisher: Publisher) -> None:
    archive = zipped(Direct320__contdir_csv=CONTENT, Direct320__contdird_csv=CHANGED)
    publisher.turns = [whole(archive)]
    one = at(publisher, "/Direct320.zip", sha256=sha256(CONTENT))
    (came,) = fetch(one, accept_licence=True)
    assert came.checked
    assert on_disk(one) == {"contdir.csv": CONTENT}


def test_a_file_of_an_archive_may_have_another_name(publisher: Publisher) -> None:
    publisher.turns = [whole(zipped(a__x_csv=CONTENT, b__x_csv=CHANGED))]
    one = at(publisher, "/x.zip", member="a/x.csv")
    get(one)
    assert on_disk(one) == {"contdir.csv": CONTENT}


@pytest.mark.parametrize(
    ("archive", "says"),
    [
        (zipped(a__x_csv=CONTENT), "holds contdir.csv not: a/x.csv"),
        (zipped(a__contdir_csv=CONTENT, b__contdir_csv=CONTENT), "contdir.csv more than once: a/"),
        (zipped(contdir_csv=CONTENT)[:-30], "is damaged"),
        (CONTENT, "is damaged"),
        (b"<html>moved</html>", "gives a page of HTML"),
    ],
)
def test_an_archive_that_does_not_hold_it_is_said_so(
    publisher: Publisher, archive: bytes, says: str
) -> None:
    publisher.turns = [whole(archive)]
    one = at(publisher, "/x.zip")
    with pytest.raises(FetchError, match=re.escape(says)):
        get(one)
    assert on_disk(one) == {}


def test_two_files_of_one_archive_come_in_one_download(publisher: Publisher) -> None:
    publisher.turns = [whole(zipped(a__atop5_1a_csv=b"a\n", a__atop5_1m_csv=b"m\n"))]
    known = source("atop")
    files = {
        name: msgspec.structs.replace(file, url=f"{publisher.address}/atop.zip")
        for name, file in known.description.files.items()
    }
    one = known.with_files(files)
    get(one)
    assert on_disk(one) == {"atop5_1a.csv": b"a\n", "atop5_1m.csv": b"m\n"}
    assert len(publisher.asked) == 1


@pytest.mark.parametrize("promised", [True, False])
def test_what_no_table_can_be_is_not_taken(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, *, promised: bool
) -> None:
    monkeypatch.setattr(DOWNLOAD, "LIMIT", 1000)

    def unending(handler: Handler) -> None:
        handler.send_response(200)
        if promised:
            handler.send_header("Content-Length", "1001")
        handler.end_headers()
        handler.wfile.write(CONTENT[:1001])

    publisher.turns = [unending]
    one = at(publisher)
    with pytest.raises(FetchError, match="more than 1,000 bytes"):
        get(one)
    assert "contdir.csv" not in on_disk(one)
    assert sum(map(len, on_disk(one).values())) <= 1000


def test_an_archive_may_not_unfold_into_more(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DOWNLOAD, "LIMIT", 100_000)
    publisher.turns = [whole(zipped(contdir_csv=bytes(200_000)))]
    one = at(publisher, "/x.zip")
    with pytest.raises(FetchError, match="more than 100,000 bytes"):
        get(one)
    assert on_disk(one) == {}


def test_a_full_disk_is_said_in_a_sentence(publisher: Publisher) -> None:
    """A limit on the size of files stands for the full disk: the system refuses to write more."""
    publisher.turns = [ranged(CONTENT)]
    one = at(publisher)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, hard))
    try:
        with pytest.raises(FetchError, match=r"was not fetched: File too large; see that") as full:
            get(one)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "\n" not in str(full.value)
    ((name, held),) = on_disk(one).items()
    assert name.endswith(".part")
    assert held == CONTENT[:HALF]
    get(one)
    assert publisher.asked[-1]["Range"] == f"bytes={HALF}-"
    assert on_disk(one) == {"contdir.csv": CONTENT}


def test_a_licence_has_to_be_accepted_once(publisher: Publisher) -> None:
    publisher.turns = [whole(CONTENT)]
    one = at(publisher)
    with pytest.raises(LicenceError, match="Free for research with citation"):
        fetch(one)
    assert not cache(one).exists()
    assert publisher.asked == []
    assert not accepted(one)
    fetch(one, accept_licence=True)
    assert accepted(one)
    fetch(one)


@pytest.mark.parametrize("changed", [{"licence": "CC BY-NC 4.0"}, {"release": "3.3"}])
def test_another_licence_or_release_has_to_be_accepted_again(
    publisher: Publisher, changed: dict[str, str]
) -> None:
    publisher.turns = [whole(CONTENT)]
    one = at(publisher)
    fetch(one, accept_licence=True)
    facts = msgspec.structs.replace(one.description, **changed)
    with pytest.raises(LicenceError):
        fetch(Source(one.id, one.folder, facts))


def test_a_source_without_an_address_says_how_to_get_it() -> None:
    with pytest.raises(MissingFileError) as raised:
        fetch(source("gw_states"), accept_licence=True)
    said = str(raised.value)
    assert "write.csv(peacesciencer::gw_states" in said
    assert "comity build gw_states --file PATH" in said


BROUGHT = [one for one in sources().values() if not one.ships]


@pytest.mark.parametrize("one", BROUGHT, ids=lambda one: one.id)
def test_what_a_user_brings_has_an_address_or_says_how_to_get_it(one: Source) -> None:
    assert one.addressed != bool(one.description.obtain)
    hosts = {urlsplit(file.url).hostname for file in one.addresses()}
    assert hosts <= {"correlatesofwar.org", "www.atopdata.org", "raw.githubusercontent.com"}


def test_two_fetches_at_once_do_not_meet(publisher: Publisher) -> None:
    one = at(publisher)
    cache(one).mkdir(parents=True)
    with FileLock(cache(one) / LOCK), pytest.raises(FetchError, match="another fetch of cow_cont"):
        get(one)


def test_progress_counts_bytes(publisher: Publisher) -> None:
    publisher.turns = [broken_off(CONTENT, ETag='"v1"'), ranged(CONTENT)]
    seen: list[tuple[str, int, int | None]] = []
    fetch(at(publisher), accept_licence=True, progress=lambda *step: seen.append(step))
    assert seen[-1] == ("contdir.csv", len(CONTENT), len(CONTENT))
    assert ("contdir.csv again in 0 s", 0, None) in seen


@pytest.fixture
def own(publisher: Publisher, tmp_path: Path) -> Path:
    """A source folder of a user, of as many rows as its sample has, with its address."""
    made = Path(shutil.copytree(source("cow_contiguity").folder, tmp_path / "own_contiguity"))
    text = (made / "source.toml").read_text("utf-8").replace("rows = [800, 900]", "rows = [1, 90]")
    text = re.sub(r'(?m)^url = ".*"$', f'url = "{publisher.address}/own.zip"', text)
    (made / "source.toml").write_text(text, encoding="utf-8")
    sample = (made / "sample" / "contdir.csv").read_bytes()
    publisher.turns = [whole(zipped(Direct__contdir_csv=sample))]
    return made


def test_what_is_fetched_is_built(command: Run, own: Path, home: Path) -> None:
    """The sample gives as many ties as its expected quads have sources."""
    code, _, said = command("build", str(own))
    assert code == 3
    assert f"run: comity fetch {own}, or get contdir.csv from https://corr" in said
    code, _, said = command("fetch", str(own), "--accept-licence")
    assert code == 0
    assert "Licence: Free for research with citation" in said
    assert "@article{Stinnett2002" in said
    assert "recorded: the publisher states none" in said
    assert command("build", str(own))[0] == 0
    ties = (own / "expected.nq").read_text("utf-8").count("ns#source> ")
    asked = f"SELECT (COUNT(?t) AS ?n) {{ ?t cm:source <{read_source(own).graph}> }}"
    assert connect(home).select(asked).item() == ties


def test_a_script_that_accepts_nothing_gets_nothing(command: Run, own: Path, home: Path) -> None:
    code, _, said = command("fetch", str(own))
    assert code == 2
    assert "--accept-licence" in said
    assert not home.exists()


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2)])
def test_a_person_is_asked(
    command: Run, own: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    typed = io.StringIO(answer)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    ended, _, said = command("fetch", str(own))
    assert ended == code
    licence, cite, question = (
        said.index(words)
        for words in ("Licence: Free for", "@article{Stinnett2002", "Do you accept")
    )
    assert licence < cite < question
    assert said[question:].startswith("Do you accept this licence? [y/n] (n)")
    assert ((cache(read_source(own)) / "contdir.csv").exists()) is (code == 0)


def test_the_one_file_may_be_given(own: Path, tmp_path: Path) -> None:
    known = read_source(own)
    manifest = build([known], own / "sample" / "contdir.csv", tmp_path / "store")
    assert manifest.parts["own_contiguity"].ties > 0
    other = shutil.copy(own / "sample" / "contdir.csv", tmp_path / "other.csv")
    with pytest.raises(MissingFileError, match=r"is not called contdir\.csv"):
        build([known], Path(other), tmp_path / "store")


def test_an_address_that_is_not_of_the_web_is_refused(own: Path) -> None:
    path = own / "source.toml"
    text = re.sub(r'(?m)^url = ".*"$', 'url = "file:///etc/passwd"', path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DescriptionError, match="which is not http"):
        read_source(own)
