"""What alerts would have done over a period, before and after a change."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Final, NamedTuple

from msgspec import Struct

from tocsin.backtest.asked import Asked
from tocsin.backtest.firing import Span, spans, sustained, together
from tocsin.backtest.server import RefusedError, Series, Server
from tocsin.progress import Progress

_FARTHEST: Final = {"max": max, "min": min}
_AT_ONCE: Final = 4
"""Queries that a server is asked at the same time: Prometheus computes at most 20, for everybody."""


class Period(Struct, frozen=True, kw_only=True):
    """The time that is looked at, in milliseconds since the epoch."""

    start_ms: int
    end_ms: int
    first_ms: int = 0
    """Before that the server has nothing."""
    lacking_ms: int = 0
    """How much more was asked for, of which the server has nothing."""
    unknown: str = ""
    """Why the server does not say from when it has anything."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What an alert would have done."""

    spans: tuple[Span, ...] = ()
    """The times in which it would have fired, of any series, within the period."""
    series: int = 0
    """Of so many series."""
    lasting: bool = False
    """Whether it would still fire at the end of the period."""
    valued: float | None = None
    """The share of the period in which it had a value; None: it compares none with a number."""
    farthest: float | None = None
    """The value that was the farthest towards its limit."""
    sustained: float | None = None
    """The level that it kept to for as long as the alert waits: beyond that no limit would have let it fire."""
    refused: str = ""
    """Why the server does not compute it."""

    @property
    def in_all_ms(self) -> int:
        """For how long it would have fired."""
        return sum(span.ended_ms - span.began_ms for span in self.spans)


class Change(Struct, frozen=True, kw_only=True):
    """One alert before and after a change; None: it is not there."""

    was: Asked | None = None
    now: Asked | None = None

    @property
    def alert(self) -> Asked:
        """The alert as it is, or was; raise ValueError when it never was."""
        if (alert := self.now or self.was) is None:
            raise ValueError("nothing changes from nothing to nothing")
        return alert


class Backtest(Struct, frozen=True, kw_only=True):
    """What an alert would have done before and after a change."""

    change: Change
    before: Outcome | None
    after: Outcome | None


def changes(was: Sequence[Asked], now: Sequence[Asked]) -> tuple[Change, ...]:
    """Return the alerts that are new, gone, or ask or wait for something else."""
    before = {each.identity: each for each in was}
    after = {each.identity: each for each in now}
    both = (Change(was=before.get(identity), now=after.get(identity)) for identity in {**after, **before})
    return tuple(each for each in both if each.was is None or each.now is None or each.was.rule != each.now.rule)


def played(server: Server, looked_at: Sequence[Change], period: Period, *, progress: Progress) -> Iterator[Backtest]:
    """Yield what each alert would have done, in their order; raise UnansweredError when the server does not answer."""

    def play(change: Change) -> Backtest:
        before, after = (None if alert is None else _played(server, alert, period) for alert in (change.was, change.now))
        return Backtest(change=change, before=before, after=after)

    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        for done, backtest in enumerate(pool.map(play, looked_at), start=1):
            progress(done, len(looked_at), f"{backtest.change.alert.name} is played")
            yield backtest
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever ends us need not wait for answers


class Evaluations(NamedTuple):
    """When an alert is evaluated, in milliseconds since the epoch: at first, at first in the period, at last."""

    first: int
    start: int
    end: int


def evaluations(alert: Asked, period: Period) -> Evaluations:
    """Return when an alert is evaluated: where subqueries are, at whole multiples."""
    every = alert.every_ms
    start = -(-period.start_ms // every) * every
    # What waits or is kept when the period begins began before it.
    first = max(start - alert.earlier_ms, -(-period.first_ms // every) * every)
    return Evaluations(first, start, period.end_ms // every * every)


def _played(server: Server, alert: Asked, period: Period) -> Outcome:
    every = alert.every_ms
    first, start, end = at = evaluations(alert, period)

    def ask(expr: str, start_ms: int) -> Series:
        return server.range(expr, start_ms=start_ms, end_ms=end, every_ms=every)

    try:
        held = ask(alert.expr, first)
        values = next(iter(ask(alert.value, start).values()), []) if alert.value else None
    except RefusedError as refused:
        return Outcome(refused=str(refused))
    fired = fired_at((tuple(now for now, _ in samples) for samples in held.values()), alert, at)
    numbers = [(now, value) for now, value in values or () if not math.isnan(value)]  # which no limit is compared with
    farthest = _FARTHEST.get(alert.side) if numbers else None
    return Outcome(
        spans=tuple(Span(max(span.began_ms, start), min(span.ended_ms, end)) for span in together(chain.from_iterable(fired))),
        series=len(fired),
        lasting=any(span.ended_ms > end for found in fired for span in found),
        valued=None if values is None else len(numbers) / max((end - start) // every + 1, 1),
        farthest=farthest and farthest(value for _, value in numbers),
        sustained=farthest and sustained(numbers, every_ms=every, for_ms=alert.for_ms, most=farthest is max),
    )


def fired_at(held: Iterable[Sequence[int]], alert: Asked, at: Evaluations) -> list[list[Span]]:
    """Return when an alert fires within the period, of each series that lets it fire at all, by when its condition held for each."""
    waits = {"every_ms": alert.every_ms, "for_ms": alert.for_ms, "keep_firing_for_ms": alert.keep_firing_for_ms}
    found = ([span for span in spans(times, **waits) if span.ended_ms > at.start and span.began_ms <= at.end] for times in held)
    return [each for each in found if each]
