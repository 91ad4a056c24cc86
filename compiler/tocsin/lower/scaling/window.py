"""The window over which an autoscaler takes a rate: as short as the scrape interval of the exporter allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tocsin.duration import format_duration
from tocsin.lower.context import Context
from tocsin.lower.scaling.question import Scope, question
from tocsin.lower.subject import Subject
from tocsin.measures import Measure
from tocsin.spec.rate_window import SCRAPES_PER_WINDOW

_SHORTEST_MS: Final = 120_000


def window_of(context: Context, subject: Subject, metric: str, measure: Measure, *, scope: Scope) -> int:
    """Return the window for `metric` of `subject`, which is `measure`: of a gauge, which has none, the usual one."""
    usual = _usual(context)
    own = max(usual, SCRAPES_PER_WINDOW * max(context.scrape_interval_ms(each) for each in _serving(context, subject, metric)))
    rated = own > usual and question(measure, scope=scope, window_ms=own) != question(measure, scope=scope, window_ms=usual)
    return own if rated else usual


def over(window_ms: int) -> tuple[str, ...]:
    """Return what the name of a metric says of its window: nothing of the shortest, for most have that.

    >>> over(120_000), over(480_000)
    ((), ('8m',))
    """
    return () if window_ms == _SHORTEST_MS else (format_duration(window_ms),)


def _usual(context: Context) -> int:
    return max(_SHORTEST_MS, SCRAPES_PER_WINDOW * context.scrape_ms)


def _serving(context: Context, subject: Subject, metric: str) -> Sequence[Subject]:
    """Return who is scraped for a metric: who runs the exporter of its pack, otherwise `subject` itself."""
    definition = context.metrics.series().get(metric)
    if definition is None or definition.pack is None or definition.pack == subject.spec.runtime:
        return (subject,)
    return context.running.get(definition.pack, (subject,))
