"""A server of Prometheus' HTTP API: Prometheus itself, Thanos, Mimir, VictoriaMetrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from tocsin.answer import UnansweredError, answer

Series = dict[tuple[tuple[str, str], ...], list[tuple[int, float]]]
"""Samples by labels: milliseconds since the epoch, and the value."""
_MOST_SAMPLES: Final = 10_000
"""Of one series in one answer; more than 11,000 are refused: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries."""
_CODES_OF_A_QUERY: Final = frozenset({400, 422, 503})
"""Wrong parameters, an expression that cannot be computed, and one that took too long."""


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

        Raise RefusedError when the server does not compute it, and UnansweredError when it does not answer, or not as one of its kind does.
        """
        found: Series = {}
        for first_ms in range(start_ms, end_ms + 1, _MOST_SAMPLES * every_ms):
            last_ms = min(end_ms, first_ms + (_MOST_SAMPLES - 1) * every_ms)
            for each in self._asked({"query": expr, "start": first_ms / 1000, "end": last_ms / 1000, "step": every_ms / 1000}):
                labels = tuple(sorted((label, value) for label, value in each.metric.items() if label != "__name__"))
                found.setdefault(labels, []).extend((round(seconds * 1000), float(value)) for seconds, value in each.values)
        return found

    def _asked(self, parameters: Mapping[str, str | float]) -> list[_Result]:
        url = f"{self.url.rstrip('/')}/api/v1/query_range"
        body = urlencode(parameters).encode()
        try:
            content = answer(url, headers=self.headers, timeout_seconds=self.timeout_seconds, body=body, elsewhere=False)
        except UnansweredError as error:
            said = _decoded(error.body).error if error.status in _CODES_OF_A_QUERY else ""
            if error.kind == "slow":
                said = f"no answer within {self.timeout_seconds:g} s"
            raise (RefusedError(" ".join(said.split())) if said else error) from error
        data = _decoded(content).data
        if data is None:
            raise UnansweredError("other", f"`{url}` does not answer as Prometheus does")
        return data.result


def _decoded(content: bytes) -> _Answer:
    """Return an answer; one that says nothing for what is none."""
    try:
        return msgspec.json.decode(content, type=_Answer)
    except ValueError:
        return _Answer()
