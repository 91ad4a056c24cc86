"""A request to a web server, and its answer or the reason why there is none."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal
from urllib.parse import urlsplit

Kind = Literal["url", "secret", "status", "silent", "slow", "other"]
"""What is wrong: it is no URL, holds a password, is answered by another status than 200, by nobody, too late, or not as HTTP is."""
_MOST_SAID: Final = 64 * 1024
"""Bytes of an answer that says what is wrong."""


class UnansweredError(Exception):
    """There is no answer: in words, and for a program with the status and what was said with it."""

    def __init__(self, kind: Kind, said: str, *, status: int = 0, body: bytes = b"") -> None:
        super().__init__(said)
        self.kind = kind
        self.status = status
        self.body = body


def answer(  # each is a part of the request
    url: str, *, headers: Mapping[str, str], timeout_seconds: float, body: bytes | None = None, most_bytes: int | None = None,
    elsewhere: bool = True,
) -> bytes:  # fmt: skip
    """Return what an http or https URL answers, of which `most_bytes` are read; raise UnansweredError.

    With `body` that is posted. Unless `elsewhere`, no redirection is followed: headers that hold a secret are for this server alone.
    """
    refuse(url)
    try:
        request = urllib.request.Request(url, body, dict(headers))  # noqa: S310  # the scheme was looked at
        # Redirections keep to http, https and ftp, of which the last serves nothing that is asked for: harmless.
        with _opener(elsewhere).open(request, timeout=timeout_seconds) as response:
            content: bytes = response.read(most_bytes)
            return content
    except urllib.error.HTTPError as error:
        raise UnansweredError("status", f"`{url}` answers {error.code} {error.reason}", status=error.code, body=_said(error)) from error
    except urllib.error.URLError as error:
        reason = (error.reason.strerror if isinstance(error.reason, OSError) else None) or error.reason
        raise UnansweredError("silent", f"`{url}` does not answer: {reason}") from error
    except TimeoutError as error:
        raise UnansweredError("slow", f"`{url}` did not answer within {timeout_seconds:g} s") from error
    except (http.client.HTTPException, OSError, ValueError) as error:
        why = str(error) or type(error).__name__
        raise UnansweredError("other", f"`{url}` does not answer as a web server does: {why}") from error


def refuse(url: str) -> None:
    """Raise UnansweredError when nothing can be asked at `url`, which is not shown where it holds a secret."""
    try:
        parts = urlsplit(url)
        host, named = parts.hostname, parts.username is not None
        _ = parts.port
    except ValueError as error:
        # What is wrong may be that a password was taken for a port.
        raise UnansweredError("url", f"what was typed is no URL: {error}" if "@" in url else f"`{url}` is no URL: {error}") from error
    if named:
        raise UnansweredError("secret", "the URL holds a name or a password")
    if parts.scheme not in {"http", "https"}:
        raise UnansweredError("url", f"`{url}` is neither http nor https")
    if not host:
        raise UnansweredError("url", f"`{url}` names no host")


class _Straight(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Take the answer that says to go elsewhere for the answer."""


@cache
def _opener(elsewhere: bool) -> urllib.request.OpenerDirector:  # noqa: FBT001  # the key of a cache
    return urllib.request.build_opener(*(() if elsewhere else (_Straight,)))


def _said(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read(_MOST_SAID)
    except (OSError, http.client.HTTPException):
        return b""
