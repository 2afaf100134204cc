"""A publisher's web server on this machine, which answers as a test has it."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Publisher:
    """A server of one file: each request gets the next of a test's answers, later ones the last.

    ``asked`` holds the path and headers of each request.
    """

    address: str = ""
    turns: list[Callable[["Handler"], None]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """Gives each request to the publisher's next turn."""

    publisher: Publisher
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answers a request; the name is http.server's."""
        self.close_connection = True
        self.publisher.asked.append({"path": self.path, **dict(self.headers.items())})
        turns = self.publisher.turns
        (turns.pop(0) if len(turns) > 1 else turns[0])(self)

    def log_message(self, *_: object) -> None:
        """Says nothing on stderr."""

    def say(self, code: int, content: bytes = b"", **headers: str) -> None:
        """Answers with all that is given, and as much content as it has."""
        self.send_response(code)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        # Said, or a client would ask again on a line that is being closed.
        always = {"Content-Length": str(len(content)), "Connection": "close"}
        for name, value in (always | given).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def whole(content: bytes, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.say(200, content, **headers)


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.say(code, b"<html>no</html>", **headers)


def broken_off(content: bytes, **headers: str) -> Callable[[Handler], None]:
    """Half of the content, though all of it was promised."""
    length = str(len(content))
    return lambda handler: handler.say(
        200, content[: len(content) // 2], Content_Length=length, **headers
    )


def stalled(content: bytes, ended: threading.Event, **headers: str) -> Callable[[Handler], None]:
    """Half of the content, and nothing more until it is over."""

    def turn(handler: Handler) -> None:
        broken_off(content, **headers)(handler)
        handler.wfile.flush()
        ended.wait(5)

    return turn


def ranged(content: bytes, tag: str = '"v1"') -> Callable[[Handler], None]:
    """A server that keeps to RFC 9110: a part only where If-Range still holds."""

    def turn(handler: Handler) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        if wanted is None or handler.headers.get("If-Range") not in (None, tag):
            handler.say(200, content, ETag=tag)
            return
        start = int(wanted[1])
        spans = f"bytes {start}-{len(content) - 1}/{len(content)}"
        handler.say(206, content[start:], ETag=tag, Content_Range=spans)

    return turn


@contextmanager
def published() -> Iterator[Publisher]:
    publisher = Publisher()
    handler = type("Own", (Handler,), {"publisher": publisher})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    publisher.address = f"http://127.0.0.1:{server.server_port}"
    yield publisher
    server.shutdown()
    server.server_close()
    thread.join()
