"""Bring a page of metrics: from a file, or as Prometheus would ask for it."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

MOST_BYTES: Final = 64 * 1024 * 1024
# A server may name its counters differently in each format, so the one that Prometheus prefers is asked for.
# https://prometheus.io/docs/instrumenting/content_negotiation/
_ACCEPT: Final = "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"


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
        return Unavailable(message=f"`{path}`: {reason}", help="name a file, or a URL that begins with http:// or https://")


def _served(url: str, timeout_seconds: float) -> bytes | Unavailable:
    try:
        if urlsplit(url).scheme not in {"http", "https"}:
            return Unavailable(
                message=f"`{url}` is neither http nor https", help="name a file, or a URL that begins with http:// or https://"
            )
        request = urllib.request.Request(url, headers={"Accept": _ACCEPT})  # noqa: S310  # the scheme was looked at above
        # Redirects keep to http, https and ftp, of which the last serves no metrics: harmless.
        with urllib.request.urlopen(request, timeout=timeout_seconds) as response:  # noqa: S310  # as above
            content: bytes = response.read(MOST_BYTES + 1)
            return content
    except urllib.error.HTTPError as error:
        return Unavailable(message=f"`{url}` answers {error.code} {error.reason}", help="name the path that Prometheus scrapes")
    except urllib.error.URLError as error:
        return Unavailable(message=f"`{url}` does not answer: {_reason(error.reason)}", help="is it running, and is the port right?")
    except TimeoutError:
        return Unavailable(message=f"`{url}` did not answer within {timeout_seconds:g} s", help="give it longer with `--timeout`")
    except (http.client.HTTPException, OSError, ValueError) as error:
        return Unavailable(
            message=f"`{url}` does not answer as a web server does: {str(error) or type(error).__name__}", help="check the URL"
        )


def _reason(reason: str | BaseException) -> str:
    return (reason.strerror if isinstance(reason, OSError) else None) or str(reason)
