"""HTTP servers of our own, on this machine alone, each in a thread that ends with it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from tocsin.rehearse.processes import HOST


class Answer(NamedTuple):
    """What a request gets."""

    body: str
    status: int = 200
    content_type: str = "text/plain; version=0.0.4; charset=utf-8"
    location: str = ""
    """Where to go on, for a status that says so."""


Handle = Callable[[str, str], Answer]
"""From the path and the body of a request; the body of a GET is empty."""
PAGE = "text/html; charset=utf-8"


@contextmanager
def serving(*, get: Handle, post: Handle) -> Iterator[int]:
    """Serve until it is no longer needed, and yield the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(get(self.path, ""))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._answer(post(self.path, self.rfile.read(length).decode("utf-8", errors="replace")))

        def log_message(self, *_: object) -> None:
            """Say nothing: the report does."""

        def _answer(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            if answer.location:
                self.send_header("Location", answer.location)
            self.end_headers()
            self.wfile.write(body)

    # Port 0: the system chooses one that is free.
    with _Server((HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of whoever did not wait for the answer; a mistake of ours is told as ever."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # handed on as it came
