"""The time from which a server has data: before it every series is missing, and alerts on missing series would all fire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from tocsin import promql
from tocsin.backtest.asked import Asked
from tocsin.backtest.played import Period
from tocsin.backtest.server import RefusedError, Server

_SCRAPED: Final = "up"
"""What Prometheus has of every target: https://prometheus.io/docs/concepts/jobs_instances/#automatically-generated-labels-and-time-series."""
_POINTS: Final = 100
"""Of one question: each of them takes a sample of every series, of which a query may hold 50 million."""


def known(server: Server, alerts: Iterable[Asked], asked: Period) -> Period | None:
    """Return what of a period a server has, by the first sample of what is scraped at all or read by an alert.

    None when that is nothing. Where the server does not compute it, that is said in what is returned. Raise UnansweredError when it does
    not answer.
    """
    looked_at = tuple(alerts)
    if not looked_at:
        return asked
    every = min(alert.every_ms for alert in looked_at)
    longest = max(alert.earlier_ms for alert in looked_at)
    names = sorted({_SCRAPED, *(name for alert in looked_at for name in alert.series)})
    expr = promql.to_text(promql.aggregate("count", (), promql.selector(None, promql.any_of("__name__", names))))
    try:
        first = _first(server, expr, asked.start_ms - longest, asked.end_ms, every)
    except RefusedError as refused:
        return replace(asked, unknown=str(refused))
    if first is None:
        return None
    return replace(asked, start_ms=max(asked.start_ms, first), first_ms=first, lacking_ms=max(first - asked.start_ms, 0))


def _first(server: Server, expr: str, start_ms: int, end_ms: int, every_ms: int) -> int | None:
    """Return the first evaluation at which `expr` has a value, where it has one from then on; None: it never has."""
    start, end = -(-start_ms // every_ms) * every_ms, end_ms // every_ms * every_ms
    if server.range(expr, start_ms=start, end_ms=start, every_ms=every_ms):
        return start  # most have a longer history than anybody asks for
    low, high, step = start, end, 0
    while step != every_ms and low < high:
        step = -(-(high - low) // (_POINTS * every_ms)) * every_ms
        points = server.range(expr, start_ms=high - (high - low - 1) // step * step, end_ms=high, every_ms=step)
        first = min((at for samples in points.values() for at, _ in samples), default=None)
        if first is None:
            return None
        low, high = max(low, first - step), first
    return high if step else None
