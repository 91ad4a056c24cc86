"""Bring a page of metrics: from a file, or as Prometheus would ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct

from tocsin.answer import Kind, UnansweredError, answer

MOST_BYTES: Final = 64 * 1024 * 1024
# A server may name its counters differently in each format, so the one that Prometheus prefers is asked for.
# https://prometheus.io/docs/instrumenting/content_negotiation/
_ACCEPT: Final = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"

_NAME: Final = "name a file, or a URL that begins with http:// or https://"
_ADVICE: Final[dict[Kind, str]] = {
    "url": _NAME,
    "secret": "save the page with another program, and name the file",
    "status": "name the path that Prometheus scrapes",
    "silent": "is it running, and is the port right?",
    "slow": "give it longer with `--timeout`",
    "other": "check the URL",
}


class Unavailable(Struct, frozen=True, kw_only=True):
    """Why there is no page, and what to type instead."""

    message: str
    help: str


def fetch(source: str, *, timeout_seconds: float) -> str | Unavailable:
    """Return the text of the page at `source`, a path or an http or https URL."""
    content = _served(source, timeout_seconds) if "://" in source else _stored(Path(source))
    if isinstance(content, Unavailable):
        return content
    if len(content) > MOST_BYTES:
        return Unavailable(message=f"`{source}` has more than {MOST_BYTES} bytes", help="name a page of metrics")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Unavailable(message=f"`{source}` is no text: byte {error.start} is not UTF-8", help="name a page of metrics, uncompressed")
    if "\0" in text:
        return Unavailable(message=f"`{source}` is no text: it has a zero byte", help="name a page of metrics, as text and not as protobuf")
    return text


def _stored(path: Path) -> bytes | Unavailable:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        return Unavailable(message=f"`{path}`: {reason}", help=_NAME)


def _served(url: str, timeout_seconds: float) -> bytes | Unavailable:
    try:
        return answer(url, headers={"Accept": _ACCEPT}, timeout_seconds=timeout_seconds, most_bytes=MOST_BYTES + 1)
    except UnansweredError as error:
        return Unavailable(message=str(error), help=_ADVICE[error.kind])
