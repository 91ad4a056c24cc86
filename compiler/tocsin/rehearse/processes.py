"""The servers of a rehearsal: started on this machine alone, and stopped whatever happens."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

HOST: Final = "127.0.0.1"
_PATIENCE_SECONDS: Final = 20.0
_GRACE_SECONDS: Final = 5.0
_OK: Final = 200


class RehearsalError(Exception):
    """A server does not start, or died."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(command: Sequence[str], *, folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server of Prometheus' kind in `folder` until it is no longer needed; raise RehearsalError when it does not get ready.

    It is in a session of its own, so that Ctrl-C reaches it only through us: it is stopped in order.
    """
    log = folder / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command), cwd=folder, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            _wait(process, port, log)
            yield process
        finally:
            _stop(process)


def get(port: int, path: str) -> Any:  # noqa: ANN401  # JSON
    """Return what a server answers, as data; raise RehearsalError when it does not answer."""
    try:
        status, body = _get(port, path)
    except (OSError, http.client.HTTPException) as error:
        raise RehearsalError(f"{HOST}:{port}{path} does not answer: {error}") from error
    if status != _OK:
        raise RehearsalError(f"{HOST}:{port}{path} answers {status}")
    return json.loads(body)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RehearsalError(f"{_name(process)} ended with exit code {process.returncode}: {_last(log)}")
        try:
            if _get(port, "/-/ready")[0] == _OK:
                return
        except (OSError, http.client.HTTPException):
            pass  # it does not listen yet; when that lasts too long, what it has logged is told below
        time.sleep(0.05)
    raise RehearsalError(f"{_name(process)} was not ready after {_PATIENCE_SECONDS:.0f} s: {_last(log)}")


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        pass  # what does not end by itself is killed below
    finally:
        # Also after a second Ctrl-C.
        if process.poll() is None:
            process.kill()
            process.wait()


def _name(process: subprocess.Popen[bytes]) -> str:
    return Path(str(process.args[0] if isinstance(process.args, list) else process.args)).name


def _last(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "it said nothing"
