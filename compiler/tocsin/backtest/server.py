"""A server of Prometheus' HTTP API: Prometheus itself, Thanos, Mimir, VictoriaMetrics."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from functools import cache
from typing import Final
from urllib.parse import urlencode, urlsplit

import msgspec
from msgspec import Struct

Series = dict[tuple[tuple[str, str], ...], list[tuple[int, float]]]
"""Samples by labels: milliseconds since the epoch, and the value."""
_MOST_SAMPLES: Final = 10_000
"""Of one series in one answer; more than 11,000 are refused: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries."""
_CODES_OF_A_QUERY: Final = frozenset({400, 422, 503})
"""Wrong parameters, an expression that cannot be computed, and one that took too long."""


class UnreachableError(Exception):
    """The server does not answer, or not as one of Prometheus' kind does."""


class RefusedError(Exception):
    """The server answers that it does not compute this expression."""


class _Result(Struct):
    metric: dict[str, str]
    values: list[tuple[float, str]] = []


class _Data(Struct):
    result: list[_Result]


class _Answer(Struct):
    data: _Data | None = None
    error: str = ""


class Server(Struct, frozen=True, kw_only=True):
    """Where expressions are evaluated."""

    url: str
    """What `/api/v1/query_range` follows."""
    headers: Mapping[str, str]
    timeout_seconds: float

    def range(self, expr: str, *, start_ms: int, end_ms: int, every_ms: int) -> Series:
        """Return the values of `expr` from `start_ms` to `end_ms`, both included, every `every_ms`.

        Raise RefusedError when the server does not compute it, and UnreachableError when it does not answer.
        """
        found: Series = {}
        for first_ms in range(start_ms, end_ms + 1, _MOST_SAMPLES * every_ms):
            last_ms = min(end_ms, first_ms + (_MOST_SAMPLES - 1) * every_ms)
            for each in self._asked({"query": expr, "start": first_ms / 1000, "end": last_ms / 1000, "step": every_ms / 1000}):
                labels = tuple(sorted((label, value) for label, value in each.metric.items() if label != "__name__"))
                found.setdefault(labels, []).extend((round(seconds * 1000), float(value)) for seconds, value in each.values)
        return found

    def _asked(self, parameters: Mapping[str, str | float]) -> list[_Result]:
        if urlsplit(self.url).scheme not in {"http", "https"}:
            raise UnreachableError(f"`{self.url}` is neither http nor https")
        try:
            request = urllib.request.Request(  # noqa: S310  # the scheme was looked at above
                f"{self.url.rstrip('/')}/api/v1/query_range", urlencode(parameters).encode(), dict(self.headers)
            )
            with _opener().open(request, timeout=self.timeout_seconds) as response:
                answer = msgspec.json.decode(response.read(), type=_Answer)
        except urllib.error.HTTPError as error:
            raise _said(self.url, error) from error
        except urllib.error.URLError as error:
            reason = (error.reason.strerror if isinstance(error.reason, OSError) else None) or error.reason
            raise UnreachableError(f"`{self.url}` does not answer: {reason}") from error
        except TimeoutError as error:
            raise RefusedError(f"no answer within {self.timeout_seconds:g} s") from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise UnreachableError(f"`{self.url}` does not answer as Prometheus does: {str(error) or type(error).__name__}") from error
        if answer.data is None:
            raise UnreachableError(f"`{self.url}` does not answer as Prometheus does")
        return answer.data.result


class _Straight(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: the headers, which may hold a secret, are for this server."""

    def redirect_request(self, *_: object) -> None:
        """Take the answer that says to go elsewhere for the answer."""


@cache
def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_Straight)


def _said(url: str, error: urllib.error.HTTPError) -> Exception:
    try:
        answer = msgspec.json.decode(error.read(), type=_Answer)
    except (OSError, http.client.HTTPException, ValueError):
        answer = _Answer()
    if answer.error and error.code in _CODES_OF_A_QUERY:
        return RefusedError(" ".join(answer.error.split()))
    return UnreachableError(f"`{url}` answers {error.code} {error.reason}")
