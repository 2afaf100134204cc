"""Queries of strangers, in a process of their own: read-only, timed, capped, cut off from networks.

An embedded engine can neither time out nor cancel, and follows SERVICE wherever it points. So a
query from a page runs in a child process that is killed at its limit. Linux also caps its memory
and cuts it off from networks; elsewhere the limit of time and the refusal of SERVICE are the locks.
"""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import msgspec

from comity.errors import (
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    StoreError,
)
from comity.model.words import _
from comity.query.sparql import words
from comity.store.stores import connect

SECONDS = 20.0
START_SECONDS = 60.0
MEMORY = 2 * 1024**3
REFUSED = {"SERVICE", "LOAD", "INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
CHILD = """
import ctypes, sys
if sys.platform == "linux":
    # CLONE_NEWUSER and CLONE_NEWNET, which the kernel grants only before there are threads, and
    # importing anything that computes starts some. Where the host forbids it, the refusal of
    # SERVICE is the lock that is left.
    ctypes.CDLL(None).unshare(0x10000000 | 0x40000000)
from comity.query.sandbox import serve
serve(sys.argv[1], int(sys.argv[2]))
"""


class Ask(msgspec.Struct):
    """What the child is asked: a query and a format of ``comity.store.stores.FORMATS``."""

    query: str
    form: str


class Reply(msgspec.Struct):
    """How the child's answer begins: what went wrong, if anything, and how many bytes follow.

    ``line`` and ``column`` say where in the query, where that is known.
    """

    error: str
    size: int
    line: int = 0
    column: int = 0


class Sandbox:
    """A child process with the store open, made anew after each one that had to be killed.

    Use one instance for a server; ``close`` it at the end.
    """

    def __init__(self, folder: Path, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._folder, self._seconds, self._memory = folder, seconds, memory
        self._lock = threading.Lock()
        self._talk = ThreadPoolExecutor(max_workers=1)
        self._start()

    def run(self, query: str, form: str) -> bytes:
        """Rows of a SELECT or the answer of an ASK in a format of ``comity.store.stores.FORMATS``.

        Raises:
            QueryRefusedError: the query asks for a remote service or a change.
            QuerySyntaxError: it does not parse.
            QueryLimitError: it took too long or too much memory.
        """
        forbidden = sorted(words(query) & REFUSED)
        if forbidden:
            wrong = _("{word} is not allowed here; queries only read this graph")
            raise QueryRefusedError(wrong.format(word=forbidden[0]))
        with self._lock:
            self._await_start()
            return self._ask(Ask(query, form))

    def close(self) -> None:
        """Ends the child process."""
        with self._lock:
            self._stop()
            self._talk.shutdown()

    def _ask(self, asked: Ask) -> bytes:
        try:
            reply, content = self._talk.submit(_exchange, self._child, asked).result(self._seconds)
        except TimeoutError:
            self._restart()
            wrong = _("the query took longer than {seconds} s and was stopped")
            raise QueryLimitError(wrong.format(seconds=f"{self._seconds:g}")) from None
        except (EOFError, OSError):
            self._restart()
            limit = self._memory // 1024**2
            wrong = _("the query needed more than {limit} MB of memory and was stopped")
            raise QueryLimitError(wrong.format(limit=limit)) from None
        if reply.error == "syntax":
            raise QuerySyntaxError(content.decode(), reply.line, reply.column)
        if reply.error:
            raise StoreError(content.decode())
        return content

    def _await_start(self) -> None:
        """Waits for the child to have the store open, which no query's limit should pay for."""
        try:
            self._ready.result(START_SECONDS)
        except (TimeoutError, EOFError):
            self._restart()
            wrong = _("the query process did not start; open comity again")
            raise StoreError(wrong) from None

    def _restart(self) -> None:
        self._stop()
        self._start()

    def _start(self) -> None:
        command = [sys.executable, "-c", CHILD, str(self._folder), str(self._memory)]
        self._child = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._ready = self._talk.submit(_receive, self._child)

    def _stop(self) -> None:
        self._child.kill()
        self._child.wait()
        self._talk.submit(_close, self._child).result()


def _close(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe:
            pipe.close()


def _exchange(child: subprocess.Popen[bytes], asked: Ask) -> tuple[Reply, bytes]:
    if child.stdin is None:
        raise EOFError
    child.stdin.write(msgspec.json.encode(asked) + b"\n")
    child.stdin.flush()
    return _receive(child)


def _receive(child: subprocess.Popen[bytes]) -> tuple[Reply, bytes]:
    line = child.stdout.readline() if child.stdout else b""
    if not line or child.stdout is None:
        raise EOFError
    reply = msgspec.json.decode(line, type=Reply)
    content = child.stdout.read(reply.size)
    if len(content) < reply.size:
        raise EOFError
    return reply, content


def serve(folder: str, memory: int) -> None:
    """The child: answers what comes on its standard input until that ends."""
    store = connect(Path(folder))
    _cap_memory(memory)
    out = sys.stdout.buffer
    _send(out, Reply("", 0), b"")
    for line in sys.stdin.buffer:
        asked = msgspec.json.decode(line, type=Ask)
        try:
            content = store.serialise(asked.query, asked.form)
            _send(out, Reply("", len(content)), content)
        except QuerySyntaxError as error:
            said = str(error).encode()
            _send(out, Reply("syntax", len(said), error.line, error.column), said)
        except (StoreError, OSError, RuntimeError, MemoryError) as error:
            said = str(error).encode()
            _send(out, Reply("store", len(said)), said)


def _send(out: IO[bytes], reply: Reply, content: bytes) -> None:
    out.write(msgspec.json.encode(reply) + b"\n" + content)
    out.flush()


def _cap_memory(memory: int) -> None:
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every platform

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
