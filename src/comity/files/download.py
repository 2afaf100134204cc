"""What is at an address → a file, in as many tries and parts as it takes.

What came of a broken download stays, with what tells whether the server's file is still the same (a
strong ETag or, where there is none, Last-Modified; RFC 9110, 13.1.5), so that the next try goes on
from there and never joins two files.
"""

import datetime as dt
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path

import httpx
import msgspec
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from comity.atomic import write
from comity.errors import FetchError
from comity.model.namespaces import BASE

LIMIT = 8 * 2**30
"""Most bytes of a file; no table that comity reads comes near."""
TRIES = 5
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before the second try, doubled before each further one, and the longest wait for it."""
STALLED = 30.0
"""Seconds without a byte after which a connection is given up."""
REDIRECTS = 5
BUSY = (408, 425, 429, 500, 502, 503, 504)
KNOWN = ".json"

Show = Callable[[int, int | None, str], None]


class Begun(msgspec.Struct, frozen=True):
    """What is known of a download of which only a part may have come."""

    validator: str
    encoding: str
    total: int | None


class _BusyError(Exception):
    """Worth another try, after ``wait`` seconds at the earliest."""

    def __init__(self, message: str, wait: float = 0) -> None:
        super().__init__(message)
        self.wait = wait


def download(url: str, part: Path, show: Show = lambda _done, _total, _note: None) -> str:
    """Brings what is at an address into a file, going on from what the file holds of it.

    Args:
        url: http or https; up to five redirects to such are followed.
        part: the file; beside it lies what is known of it, until ``discard``.
        show: called with the bytes that have come, how many there are, and what is waited for.

    Returns:
        The encoding in which the bytes came: ``gzip``, or nothing.

    Raises:
        FetchError: the address does not give a file, or not after five tries.
        OSError: the disk is full; what has come stays.
    """
    tries = Retrying(
        retry=retry_if_exception_type(_BusyError),
        stop=stop_after_attempt(TRIES),
        wait=_pause,
        before_sleep=lambda state: show(0, None, f"again in {state.upcoming_sleep:.0f} s"),
        reraise=True,
    )
    headers = {
        "User-Agent": f"comity/{version('comity')} (+{BASE})",
        "Accept-Encoding": "identity",
    }
    try:
        with httpx.Client(
            headers=headers, follow_redirects=True, max_redirects=REDIRECTS, timeout=STALLED
        ) as client:
            return tries(_attempt, client, url, part, show)
    except _BusyError as error:
        raise FetchError(
            f"{url} {error}, {TRIES} times; a later fetch goes on from what has come"
        ) from None
    except (httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
        raise FetchError(f"{url} leads nowhere: {error}") from None


def discard(part: Path) -> None:
    """Takes away what has come of a download, and what is known of it."""
    part.unlink(missing_ok=True)
    _known(part).unlink(missing_ok=True)


def check_size(url: str, size: int) -> None:
    """Stops what no table can be.

    Raises:
        FetchError: it has more than ``LIMIT`` bytes.
    """
    if size > LIMIT:
        raise FetchError(f"{url} gives more than {LIMIT:,} bytes; is it the file's address?")


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _BusyError) else 0
    growing = FIRST_PAUSE * 2.0 ** (state.attempt_number - 1)
    return max(asked, min(growing, LONGEST_PAUSE))


def _attempt(client: httpx.Client, url: str, part: Path, show: Show) -> str:
    begun = _begun(part)
    done = part.stat().st_size if begun else 0
    headers = {"Range": f"bytes={done}-", "If-Range": begun.validator} if begun else {}
    try:
        with client.stream("GET", url, headers=headers) as answer:
            _check_status(url, answer, part)
            if answer.status_code != httpx.codes.PARTIAL_CONTENT:
                begun, done = _begin(url, answer, part), 0
            elif begun is None or not _goes_on(answer, begun, done):
                discard(part)
                raise _BusyError("gives another part than the one asked for")
            with part.open("ab") as file:
                # Of a given size, chunks would be lost that are not full when the line breaks.
                for chunk in answer.iter_raw():
                    done += len(chunk)
                    check_size(url, done)
                    file.write(chunk)
                    show(done, begun.total, "")
    except (httpx.UnsupportedProtocol, httpx.TooManyRedirects):
        raise
    except httpx.HTTPError as error:
        raise _BusyError(f"breaks off ({error or type(error).__name__})") from None
    if begun.total not in (None, done):
        raise _BusyError(f"gives {done:,} of {begun.total:,} bytes")
    return begun.encoding


def _check_status(url: str, answer: httpx.Response, part: Path) -> None:
    code = answer.status_code
    if code in BUSY:
        wait = _wait(answer.headers.get("Retry-After", ""))
        if wait > LONGEST_PAUSE:
            raise FetchError(f"{url} answers {code} and asks to come again in {wait:,.0f} s; do")
        raise _BusyError(f"answers {code}", wait)
    if code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and part.exists():
        discard(part)
        raise _BusyError(f"answers {code}")
    if code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        raise FetchError(
            f"{url} answers {code}: the publisher does not give the file there, or no more"
        )


def _wait(retry_after: str) -> float:
    """Seconds that a server asks for, as a number or until a date (RFC 9110, 10.2.3)."""
    if retry_after.isdigit():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0
    return max(0.0, (until - dt.datetime.now(until.tzinfo)).total_seconds())


def _begun(part: Path) -> Begun | None:
    """What is known of the part that has come; one that nothing can vouch for is thrown away."""
    known = _known(part)
    if part.exists() and part.stat().st_size and known.exists():
        begun = msgspec.json.decode(known.read_bytes(), type=Begun)
        if begun.validator:
            return begun
    discard(part)
    return None


def _begin(url: str, answer: httpx.Response, part: Path) -> Begun:
    encoding = answer.headers.get("Content-Encoding", "").lower().removeprefix("x-")
    if encoding not in ("", "identity", "gzip"):
        raise FetchError(f"{url} comes encoded as {encoding!r}, unasked")
    length = answer.headers.get("Content-Length", "")
    begun = Begun(_validator(answer), encoding, int(length) if length.isdigit() else None)
    check_size(url, begun.total or 0)
    discard(part)
    write(_known(part), msgspec.json.encode(begun))
    return begun


def _validator(answer: httpx.Response) -> str:
    """What a server may be asked to compare; a weak ETag does not promise the same bytes."""
    tag = answer.headers.get("ETag", "")
    if tag:
        return "" if tag.startswith("W/") else str(tag)
    return str(answer.headers.get("Last-Modified", ""))


def _goes_on(answer: httpx.Response, begun: Begun, done: int) -> bool:
    given = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
    return (
        given is not None
        and int(given[1]) == done
        and (begun.total is None or given[2] in ("*", str(begun.total)))
        and _validator(answer) in ("", begun.validator)
    )


def _known(part: Path) -> Path:
    return part.with_name(part.name + KNOWN)
