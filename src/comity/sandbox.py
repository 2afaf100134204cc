"""Queries of strangers, in processes of their own: read-only, timed, capped, cut off from networks.

An embedded engine can neither time out nor cancel, and follows SERVICE wherever it points. So a
query from a page runs in a child process that is killed at its limit. Linux also caps its memory
and cuts it off from networks; elsewhere the limit of time and the refusal of SERVICE are the locks.
"""

import contextlib
import ctypes
import multiprocessing
import os
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from comity.errors import (
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    StoreError,
)
from comity.sparql import words
from comity.store import connect

SECONDS = 20.0
START_SECONDS = 60.0
MEMORY = 2 * 1024**3
REFUSED = {"SERVICE", "LOAD", "INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


class Sandbox:
    """A child process with the store open, made anew after each one that had to be killed.

    Use one instance for a server; ``close`` it at the end.
    """

    def __init__(self, folder: Path, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._folder, self._seconds, self._memory = folder, seconds, memory
        self._lock = threading.Lock()
        self._ready = False
        self._start()

    def run(self, query: str, form: str) -> bytes:
        """Rows of a SELECT or the answer of an ASK in a format of ``comity.store.FORMATS``.

        Raises:
            QueryRefusedError: the query asks for a remote service or a change.
            QuerySyntaxError: it does not parse.
            QueryLimitError: it took too long or too much memory.
        """
        forbidden = sorted(words(query) & REFUSED)
        if forbidden:
            raise QueryRefusedError(
                f"{forbidden[0]} is not allowed here; queries only read this graph"
            )
        with self._lock:
            self._await_start()
            return self._ask(query, form)

    def close(self) -> None:
        """Ends the child process."""
        with self._lock:
            self._stop()

    def _ask(self, query: str, form: str) -> bytes:
        try:
            self._pipe.send((query, form))
            if not self._pipe.poll(self._seconds):
                self._restart()
                raise QueryLimitError(
                    f"the query took longer than {self._seconds:g} seconds and was stopped"
                )
            error, content = self._pipe.recv()
        except (EOFError, OSError):
            self._restart()
            limit = self._memory // 1024**2
            raise QueryLimitError(
                f"the query needed more than {limit} MB of memory and was stopped"
            ) from None
        if error == "syntax":
            raise QuerySyntaxError(content.decode())
        if error:
            raise StoreError(content.decode())
        return bytes(content)

    def _await_start(self) -> None:
        """Waits for the child to have the store open, which no query's limit should pay for."""
        if self._ready:
            return
        if not self._pipe.poll(START_SECONDS):
            raise StoreError(f"the query process did not start in {START_SECONDS:g} seconds")
        self._pipe.recv()
        self._ready = True

    def _restart(self) -> None:
        self._stop()
        self._start()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._child = spawn.Process(
            target=_serve, args=(theirs, str(self._folder), self._memory), daemon=True
        )
        self._child.start()
        self._ready = False
        theirs.close()

    def _stop(self) -> None:
        self._child.kill()
        self._child.join()
        self._pipe.close()


def _serve(pipe: Connection, folder: str, memory: int) -> None:
    store = connect(Path(folder))
    _confine(memory)
    pipe.send("ready")
    while True:
        try:
            query, form = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(("", store.serialise(query, form)))
        except QuerySyntaxError as error:
            pipe.send(("syntax", str(error).encode()))
        except (StoreError, OSError, RuntimeError, MemoryError) as error:
            pipe.send(("store", str(error).encode()))


def _confine(memory: int) -> None:
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every platform

        most = _address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # Where the host forbids it, the refusal of SERVICE above is the lock that is left.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).unshare(NEW_USER | NEW_NETWORK)


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
