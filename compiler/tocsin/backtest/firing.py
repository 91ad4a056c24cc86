"""When an alert fires, from when its condition holds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct


class Span(Struct, frozen=True, order=True):
    """A time in which an alert fires, in milliseconds since the epoch: from the first evaluation to the one at which it is over."""

    began_ms: int
    ended_ms: int


def spans(held_ms: Sequence[int], *, every_ms: int, for_ms: int, keep_firing_for_ms: int) -> Iterator[Span]:
    """Yield when one alert fires whose condition holds at the evaluations `held_ms`, which are multiples of `every_ms`, in order.

    As Prometheus decides it at each evaluation: https://github.com/prometheus/prometheus/blob/main/rules/alerting.go, `Eval`. It fires
    from the evaluation on that is `for_ms` after the first of those at which the condition holds without a gap, and ends with the first
    gap, or where the gap lasts `keep_firing_for_ms`.
    """
    kept_ms = -(-keep_firing_for_ms // every_ms) * every_ms
    began = active = last = None
    for now in held_ms:
        if last is not None and now - last > every_ms:
            over = last + every_ms + kept_ms
            if began is not None and now > over:
                yield Span(began, over)
                began = None
            if began is None:
                active = now
        active = now if active is None else active
        if began is None and now - active >= for_ms:
            began = now
        last = now
    if began is not None and last is not None:
        yield Span(began, last + every_ms + kept_ms)


def sustained(samples: Sequence[tuple[int, float]], *, every_ms: int, for_ms: int, most: bool) -> float | None:
    """Return the highest level (`most` false: the lowest) that a value keeps to for so long that an alert with it as its limit fires.

    Of `samples`, times in milliseconds and values, no limit beyond that level would have let an alert fire which waits `for_ms`. None:
    the value was never there for so long.
    """
    sign = 1 if most else -1
    wanted = -(-for_ms // every_ms) + 1
    best: float | None = None
    # The least of the last samples without a gap, in linear time: what is not below a later one is never the least again.
    rising: deque[tuple[int, float]] = deque()
    begins = last = None
    for now, value in samples:
        if last is None or now - last > every_ms:
            rising.clear()
            begins = now
        while rising and rising[-1][1] >= sign * value:
            rising.pop()
        rising.append((now, sign * value))
        while rising[0][0] <= now - wanted * every_ms:
            rising.popleft()
        if begins is not None and now - begins >= (wanted - 1) * every_ms:
            best = rising[0][1] if best is None else max(best, rising[0][1])
        last = now
    return None if best is None else sign * best


def together(found: Iterable[Span]) -> tuple[Span, ...]:
    """Return the times in which any of several alerts fires: who is called for one need not be called for another."""
    merged: list[Span] = []
    for span in sorted(found):
        if merged and span.began_ms <= merged[-1].ended_ms:
            merged[-1] = Span(merged[-1].began_ms, max(merged[-1].ended_ms, span.ended_ms))
        else:
            merged.append(span)
    return tuple(merged)
