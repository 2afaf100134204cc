"""Publisher's address → comity's folder for the source: whole and checked, or not there.

A file takes its name at the end, with its SHA-256 beside it; where the publisher states none, the
one of the first fetch has to come again.
"""

import datetime as dt
import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast
from urllib.parse import urlsplit

import msgspec
from filelock import FileLock, Timeout

from comity.atomic import write
from comity.errors import ChecksumError, FetchError, LicenceError, MissingFileError, SourceError
from comity.files.download import check_size, discard, download
from comity.files.home import cache
from comity.files.source import File, Source

ACCEPTED, LOCK, RECORD = "licence.txt", "fetch.lock", ".fetched.json"
GZIP, ZIP = ".gz", ".zip"
CHUNK = 2**16
DAMAGED = (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, RuntimeError)
"""What comes of archives that are cut off, of an unknown kind, or locked by a password."""

Progress = Callable[[str, int, int | None], None]


class Record(msgspec.Struct, frozen=True):
    """What is kept beside a file: where it is from, its SHA-256, and the day (UTC) it came."""

    url: str
    sha256: str
    day: str


class Fetched(msgspec.Struct, frozen=True):
    """A file of a source in comity's folder.

    ``checked``: its SHA-256 is the declared one, or that of an earlier fetch; where not, this is
    the first fetch and the publisher states none.
    """

    path: Path
    sha256: str
    checked: bool


def fetch(
    source: Source,
    *,
    accept_licence: bool = False,
    progress: Progress = lambda _name, _done, _total: None,
) -> list[Fetched]:
    """Gets a source's files from their publisher, so that a build finds them.

    What is already there, and still what it was, is not asked for again.

    Args:
        source: the data set.
        accept_licence: whether its licence is accepted; asked once for a release and its licence.
        progress: called with a file's name, the bytes that have come, and how many there are.

    Raises:
        MissingFileError: no address of a file is declared; the message says how to get it.
        LicenceError: the licence has not been accepted.
        FetchError: an address does not give the file, or the disk is full.
        ChecksumError: what came is not the file that was declared, or fetched before.
    """
    if not source.addressed:
        raise MissingFileError(
            f"{source.description.title} cannot be fetched from an address; {source.by_hand}"
        )
    if not accepted(source) and not accept_licence:
        raise LicenceError(
            f"the licence of {source.id} has not been accepted: {_licence(source)}; run: "
            f"comity fetch {source.called}, or with --accept-licence in a script"
        )
    folder = cache(source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK, timeout=0):
            write(folder / ACCEPTED, _licence(source).encode())
            return _fetch(source, folder, progress)
    except FetchError as error:
        raise FetchError(f"{error}; {source.by_hand}") from None
    except Timeout:
        raise FetchError(f"another fetch of {source.id} is at work; wait for it to end") from None
    except OSError as error:
        raise FetchError(
            f"{source.id} was not fetched: {error.strerror or error}; see that {folder} may be "
            f"written and has room, then fetch again, which goes on where it stopped"
        ) from error


def accepted(source: Source) -> bool:
    """Whether the licence of this release, in these words, has been accepted on this machine."""
    path = cache(source) / ACCEPTED
    return path.exists() and path.read_text(encoding="utf-8") == _licence(source)


def _licence(source: Source) -> str:
    facts = source.description
    return f"{facts.licence} <{facts.licence_link}>" if facts.licence_link else facts.licence


def _fetch(source: Source, folder: Path, progress: Progress) -> list[Fetched]:
    by_address: dict[str, list[File]] = {}
    for file in source.addresses():
        by_address.setdefault(file.url, []).append(file)
    fetched = []
    for url, files in by_address.items():
        held = [one for file in files if (one := _held(folder, file))]
        if len(held) < len(files):
            held = _bring(url, files, folder, progress)
        fetched += held
    return fetched


def _bring(url: str, files: list[File], folder: Path, progress: Progress) -> list[Fetched]:
    part = folder / f".{hashlib.sha256(url.encode()).hexdigest()[:16]}.part"
    name = PurePosixPath(urlsplit(url).path).name

    def show(done: int, total: int | None, note: str) -> None:
        progress(f"{name} {note}".rstrip(), done, total)

    encoding = download(url, part, show)
    try:
        kept = [_keep(file, part, encoding, folder) for file in files]
    except SourceError:
        discard(part)
        raise
    discard(part)
    return kept


def _held(folder: Path, file: File) -> Fetched | None:
    """The file, where it is there from the declared address and still what it was."""
    place = _place(folder, file)
    record = _record(place)
    if record is None or record.url != file.url or not place.exists():
        return None
    with place.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != record.sha256 or file.sha256 not in ("", digest):
        return None
    return Fetched(place, digest, checked=True)


def _place(folder: Path, file: File) -> Path:
    packed = urlsplit(file.url).path.endswith(GZIP) and not file.path.endswith(GZIP)
    return folder / f"{file.path}{GZIP if packed else ''}"


def _record(place: Path) -> Record | None:
    path = place.with_name(place.name + RECORD)
    return msgspec.json.decode(path.read_bytes(), type=Record) if path.exists() else None


def _keep(file: File, part: Path, encoding: str, folder: Path) -> Fetched:
    """Puts one file of what came in its place, if it is what it should be."""
    place = _place(folder, file)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.new")
    with ExitStack() as undo:
        undo.callback(fresh.unlink, missing_ok=True)
        try:
            with _content(file, part, encoding) as content, fresh.open("wb") as out:
                digest = _copy(file.url, content, out)
        except DAMAGED as error:
            raise FetchError(f"{file.url} is damaged ({error}); fetch again") from None
        checked = _check_digest(file, place, digest)
        record = Record(file.url, digest, dt.datetime.now(dt.UTC).date().isoformat())
        write(place.with_name(place.name + RECORD), msgspec.json.encode(record))
        fresh.replace(place)
    return Fetched(place, digest, checked=checked)


def _check_digest(file: File, place: Path, digest: str) -> bool:
    """Whether there was a SHA-256 to compare with."""
    record = _record(place)
    if file.sha256 and file.sha256 != digest:
        raise ChecksumError(
            f"{file.path} from {file.url} has SHA-256 {digest}, not {file.sha256} as declared; "
            "the publisher has changed it, or it was damaged on the way"
        )
    if record and not file.sha256 and record.sha256 != digest:
        raise ChecksumError(
            f"{file.path} from {file.url} is not the file that came on {record.day}: SHA-256 "
            f"{digest}, then {record.sha256}; to take the new one, delete "
            f"{place.name}{RECORD} in {place.parent} and fetch again"
        )
    return bool(file.sha256 or record)


@contextmanager
def _content(file: File, part: Path, encoding: str) -> Iterator[IO[bytes]]:
    """The file's own bytes, out of the transfer's encoding and its archive."""
    with ExitStack() as opened:
        came: IO[bytes] = opened.enter_context(part.open("rb"))
        # A server that calls a .gz file "encoded" still means the file with that name.
        if encoding == "gzip" and not _place(part.parent, file).name.endswith(GZIP):
            came = cast("IO[bytes]", opened.enter_context(gzip.GzipFile(fileobj=came)))
        head = came.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
        if not head or head.startswith(b"<"):
            found = "a page of HTML" if head else "nothing"
            raise FetchError(f"{file.url} gives {found}, not {file.path}")
        came.seek(0)
        if file.member or urlsplit(file.url).path.lower().endswith(ZIP):
            archive = opened.enter_context(zipfile.ZipFile(came))
            came = opened.enter_context(archive.open(_member(file, archive)))
        yield came


def _member(file: File, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The file in an archive by its whole name, else by its base name."""
    wanted = (file.member or PurePosixPath(file.path).name).casefold()
    names = [one for one in archive.infolist() if not one.is_dir()]
    whole = [one for one in names if one.filename.casefold() == wanted]
    based = [one for one in names if PurePosixPath(one.filename).name.casefold() == wanted]
    found = whole or based
    if len(found) != 1:
        held = ", ".join(one.filename for one in (found or names)[:10])
        often = "more than once" if found else "not"
        raise FetchError(
            f"{file.url} holds {wanted} {often}: {held}; say in source.toml which it is, as member"
        )
    return found[0]


def _copy(url: str, content: IO[bytes], out: IO[bytes]) -> str:
    """Copies at most so much as a file may have; returns the SHA-256."""
    total, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        size += len(chunk)
        check_size(url, size)
        total.update(chunk)
        out.write(chunk)
    return total.hexdigest()
