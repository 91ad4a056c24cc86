"""Drives of a native histogram: its quantiles, the share under a value, the mean."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from tocsin.drives import parts
from tocsin.drives.brimful import brimful_ms
from tocsin.drives.labels import satisfying, strangers
from tocsin.drives.observations import Observed
from tocsin.drives.world import Native, Run, Span, Track, counted, restarted

_OVERWHELMING = 1000.0
_SLOW = 20
"""Strangers observe what is so many powers of two above all else."""
_FASTER = 0.9
_SLOWER = 0.3


class _Native(Observed, frozen=True, kw_only=True):
    """What is told from buckets whose edges are powers of two."""

    def _histograms(
        self, spans: Sequence[Span], shapes: Sequence[Mapping[int, float]], means: Sequence[float], step_ms: int, turn: int
    ) -> Iterator[Track]:
        """Yield two replicas, the first with most of the fast observations, and the strangers, all of whose observations are slow."""
        labels = satisfying(self.histogram.matchers, self.by, turn=turn)
        rates = self.paced(spans)
        edges = sorted({edge for shape in shapes for edge in shape})
        counting = parts.restart(spans, rates)
        for index, replica in enumerate(parts.replicas(labels)):
            own = {
                edge: [rate * shape.get(edge, 0.0) * _part(edge, shape, index) for rate, shape in zip(rates, shapes, strict=True)]
                for edge in edges
            }
            totals = [rate * mean * (1 - _SLOWER if index else _SLOWER) for rate, mean in zip(rates, means, strict=True)]
            yield self._track(replica, spans, own, totals, step_ms, counting=len(rates) if index else counting)
        if turn == 1:
            flood = [_OVERWHELMING * (max(rates, default=0.0) + 1)] * len(spans)
            slow = (edges[-1] if edges else 0) + _SLOW
            for _, others in strangers(self.histogram.matchers, labels):
                yield self._track(
                    others, spans, {slow: flood}, [2.0**slow * rate for rate in flood], step_ms, counting=len(rates), stranger=True
                )

    def _track(
        self, labels: Mapping[str, str], spans: Sequence[Span], buckets: Mapping[int, Sequence[float]], totals: Sequence[float],
        step_ms: int, *, counting: int, stranger: bool = False,
    ) -> Track:  # fmt: skip
        def runs(rates: Sequence[float]) -> tuple[Run, ...]:
            return restarted(counted(spans, rates, step_ms), counting)

        counts = [sum(rates) for rates in zip(*buckets.values(), strict=True)]
        native = Native(runs(totals), {edge: runs(rates) for edge, rates in buckets.items()})
        return Track(metric=self.histogram.metric, labels=labels, runs=runs(counts), native=native, stranger=stranger)


def _part(edge: int, shape: Mapping[int, float], replica: int) -> float:
    first = _FASTER if edge == min(shape, default=edge) else _SLOWER
    return 1 - first if replica else first


def _power(value: float) -> int:
    """Return the exponent of the upper edge of the bucket that `value` falls into."""
    return math.ceil(math.log2(value))


class NativeQuantile(_Native, frozen=True, kw_only=True):
    """A quantile, which grows by equal factors within the bucket that it falls into.

    https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
    """

    quantile: float

    @property
    def domain(self) -> tuple[float, float]:
        """As far as floats go."""
        return 2.0**-30, 2.0**40

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the histograms."""
        levels = [1.0 if span.level is None else span.level for span in spans]
        yield from self._histograms(spans, [self._shape(level) for level in levels], levels, step_ms, turn)

    def _shape(self, level: float) -> dict[int, float]:
        """Return the shares of the observations by their buckets, so that the quantile is `level`."""
        at = _power(level)
        within = math.log2(level) - (at - 1)
        if within <= self.quantile:
            faster = (self.quantile - within) / (1 - within)
            return {at - 1: faster, at: 1 - faster}
        inside = self.quantile / within
        return {at: inside, at + 1: 1 - inside}


class NativeShare(_Native, frozen=True, kw_only=True):
    """The share of the observations at or under a value."""

    IS_MEAN: ClassVar[bool] = True

    edge: float

    @property
    def domain(self) -> tuple[float, float]:
        """A share."""
        return 0.0, 1.0

    def delay_ms(self, before: float, limit: float) -> int:
        """Return the window where there is hardly room beyond the limit."""
        return brimful_ms(self, before, limit)

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the histograms; the bucket of the value stays empty, for of its observations nobody knows which are under it."""
        at = _power(self.edge)
        levels = [0.5 if span.level is None else span.level for span in spans]
        shapes = [{at - 1: level, at + 1: 1 - level} for level in levels]
        yield from self._histograms(spans, shapes, [self.edge] * len(spans), step_ms, turn)


class NativeMean(_Native, frozen=True, kw_only=True):
    """The mean of the observations."""

    IS_MEAN: ClassVar[bool] = True

    @property
    def domain(self) -> tuple[float, float]:
        """What is observed is not negative."""
        return 0.0, math.inf

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the histograms."""
        levels = [1.0 if span.level is None else span.level for span in spans]
        yield from self._histograms(spans, [{_power(level) if level else 0: 1.0} for level in levels], levels, step_ms, turn)
