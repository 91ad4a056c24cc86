"""The series of one metric in a world: several replicas, and strangers that must not count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from tocsin.drives.labels import agrees, satisfying, strangers
from tocsin.drives.world import Span, Track, counted, held, restarted
from tocsin.measures import Aggregation, Series, is_counted
from tocsin.promql import Matcher

_SHARES = ((0.75, 0.25), (0.6, 0.4))
"""What each replica has of a total: unlike, and not always the same, so that no aggregation can be taken for another."""
_REPLICAS = 2
_OF_TARGETS = ("instance", "pod")
_OVERWHELMING = 1000.0
_LONG = 8
_LOWER = 0.25


def gauge(  # noqa: PLR0913  # one series has this many facts
    series: Series, spans: Sequence[Span], values: Sequence[float | None], *, aggregate: Aggregation, turn: int = 1,
    more: tuple[Matcher, ...] = (), apart: Sequence[Matcher] | None = None, alike: float | None = None, middle: float | None = None,
    least: float = -math.inf,
) -> Iterator[Track]:  # fmt: skip
    """Yield the replicas of a gauge whose aggregate has `values`, and the strangers to `apart` (default: its matchers).

    Replicas that are `alike` differ by that part of them, or one is half way to the `middle`.
    """
    matchers = (*series.matchers, *more)
    labels = satisfying(matchers, series.by, turn=turn)
    greatest = max((abs(value) for value in values if value is not None), default=0.0)

    def said_by(index: int, number: int, value: float | None) -> float | None:
        if value is None:
            return None
        if alike is not None:
            return _alike(value, aggregate, index, middle, alike)
        # Of what moves, the replicas move together.
        distance = (greatest if spans[number].steps == 1 else abs(value)) / 2 + 1
        return _replica(value, aggregate, index, apart=distance, share=_shares(spans, number)[index], least=least)

    for index, replica in enumerate(replicas(labels)):
        found = [said_by(index, number, value) for number, value in enumerate(values)]
        yield Track(metric=series.metric, labels=replica, runs=held(spans, found))
    if turn == 1:
        far = _OVERWHELMING * (greatest + 1)
        for _, others in strangers(matchers if apart is None else apart, labels):
            runs = held(spans, [(-far if aggregate == "min" else far) * _shares(spans, number)[0] for number in range(len(spans))])
            yield Track(metric=series.metric, labels=others, runs=runs, stranger=True)
            if alike is not None:
                opposite = tuple(run._replace(start=None if run.start is None else -run.start) for run in runs)
                yield Track(metric=series.metric, labels=next(replicas(others)), runs=opposite, stranger=True)


def counter(  # noqa: PLR0913  # one series has this many facts
    series: Series, spans: Sequence[Span], rates: Sequence[float], step_ms: int, *, suffix: str | None = None, turn: int = 1,
    more: Mapping[str, str] | None = None, apart: Sequence[Matcher] | None = None, shares: tuple[float, float] | None = _SHARES[0],
) -> Iterator[Track]:  # fmt: skip
    """Yield the replicas of a counter that together count `rates` a second, and the strangers to `apart` (default: its matchers).

    Of a histogram or summary they count observations, unless `suffix` names another of its series. The first replica restarts, see
    `restart`. Without `shares` what each has of the total differs from span to span.
    """
    labels = {**satisfying(series.matchers, series.by, turn=turn), **(more or {})}
    observes = series.type in {"histogram", "summary"}
    metric = series.metric + (("_count" if observes else "") if suffix is None else suffix)
    counting = restart(spans, rates)
    each = [_shares(spans, number) if shares is None else shares for number in range(len(spans))]
    for index, replica in enumerate(replicas(labels)):
        runs = counted(spans, [rate * share[index] for rate, share in zip(rates, each, strict=True)], step_ms)
        yield Track(metric=metric, labels=replica, runs=restarted(runs, counting) if index == 0 else runs)
    if turn == 1:
        flood = [_OVERWHELMING * (max(rates, default=0.0) + 1) * _shares(spans, number)[0] for number in range(len(spans))]
        for _, others in strangers(series.matchers if apart is None else apart, labels):
            yield Track(metric=metric, labels=others, runs=counted(spans, flood, step_ms), stranger=True)


def restart(spans: Sequence[Span], rates: Sequence[float]) -> int:
    """Return the first span that counts and is long: a reset is a blip in a window of few samples."""
    return next((index for index, rate in enumerate(rates) if rate > 0 and spans[index].steps >= _LONG), len(rates))


def total(
    series: Series, spans: Sequence[Span], totals: Sequence[float], step_ms: int, *, turn: int = 1, apart: Sequence[Matcher] | None = None
) -> Iterator[Track]:
    """Yield the series whose total is `totals`: the rate of a counter or of a histogram's observations, the sum of a gauge."""
    if is_counted(series):
        yield from counter(series, spans, totals, step_ms, turn=turn, apart=apart)
    else:
        yield from gauge(series, spans, totals, aggregate="sum", turn=turn, apart=apart)


def replicas(labels: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield `labels` with those of two replicas, told apart by labels that nobody asks for.

    By each of those that a scrape gives to every target: whoever keeps any of them apart sees two values, not one.
    """
    names = [label for label in _OF_TARGETS if label not in labels] or ["replica"]
    for index in range(_REPLICAS):
        yield {**labels, **dict.fromkeys(names, f"replica-{index}")}


def nested(part: Series, whole: Series) -> tuple[Matcher, ...] | None:
    """Return the matchers by which `part` is some of `whole`, none when it is all of it; None when it is another metric."""
    if part.metric != whole.metric or not set(whole.matchers) <= set(part.matchers):
        return None
    return tuple(matcher for matcher in part.matchers if matcher not in whole.matchers)


def rest(part: Series, whole: Series) -> dict[str, str] | None:
    """Return the labels of what `whole` counts and `part` does not; None when there are none such."""
    labels = satisfying(part.matchers, part.by)
    for matcher in nested(part, whole) or ():
        for _, others in strangers((matcher,), labels):
            if all(agrees(each, others) for each in whole.matchers):
                return others
    return None


def _shares(spans: Sequence[Span], number: int) -> tuple[float, float]:
    return _SHARES[number % len(_SHARES) if spans[number].steps > 1 else 0]


def _alike(value: float, aggregate: Aggregation, index: int, middle: float | None, hair: float) -> float:
    if middle is not None:
        return value + index * (middle - value) / 2
    return value + index * abs(value) * (hair if aggregate == "min" else -hair)


def _replica(  # what moves has so many facts
    value: float, aggregate: Aggregation, index: int, *, apart: float, share: float, least: float
) -> float:
    match aggregate:
        case "sum":
            return value * share
        case "avg":
            return value + (apart if index else -apart)
        case "min":
            # The sum of both is no less than 0, of which nothing is a share.
            return value + index * 6 * apart
        case _:
            lower = value - index * 3 * apart
            return lower if lower >= least else value * _LOWER
