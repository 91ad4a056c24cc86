"""When an alert fires, from when its condition holds."""

from __future__ import annotations

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


def together(found: Iterable[Span]) -> tuple[Span, ...]:
    """Return the times in which any of several alerts fires: who is called for one need not be called for another."""
    merged: list[Span] = []
    for span in sorted(found):
        if merged and span.began_ms <= merged[-1].ended_ms:
            merged[-1] = Span(merged[-1].began_ms, max(merged[-1].ended_ms, span.ended_ms))
        else:
            merged.append(span)
    return tuple(merged)
