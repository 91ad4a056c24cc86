"""Servers that answer every question alike."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

from tocsin.rehearse.processes import HOST

NOTHING = json.dumps({"status": "success", "data": {"resultType": "matrix", "result": []}})


class Heard(list[tuple[str, dict[str, str], dict[str, str]]]):
    """Path, headers and parameters of the requests."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.of_history: list[tuple[str, dict[str, str], dict[str, str]]] = []
        """Those that ask when there is anything."""


def _beginning(asked: dict[str, str], begins: float) -> str:
    """Return the answer of a server that has something from `begins` on."""
    start, end, step = (float(asked[name]) for name in ("start", "end", "step"))
    times = [start + number * step for number in range(int((end - start) // step) + 1)]
    found = [(at, "1") for at in times if at >= begins]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}, "values": found}] if found else []}})


@contextmanager
def answers(body: str = NOTHING, status: int = 200, *, begins: float | None = 0) -> Iterator[Heard]:
    """Answer all questions with `body`, but for that when there is anything: from `begins` on, in seconds."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            asked = {name: values[0] for name, values in given.items()}
            of_history = "__name__" in asked["query"]
            (heard.of_history if of_history else heard).append(
                (self.path, {name.lower(): value for name, value in self.headers.items()}, asked)
            )
            self.send_response(status)
            self.send_header("Location", f"http://{HOST}:1/")  # which only redirections have to do with
            self.end_headers()
            known = of_history and body == NOTHING and begins is not None
            self.wfile.write((_beginning(asked, begins or 0) if known else body).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with answering(Handler) as heard.url:
        yield heard


@contextmanager
def answering(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Give the URL of a server of this machine alone."""
    with HTTPServer((HOST, 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()
