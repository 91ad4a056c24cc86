"""Drives of what one metric says: a gauge, the rate of a counter, its increase, an age."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin.drives import parts
from tocsin.drives.drive import Drive
from tocsin.drives.world import Run, Span, Track, starts
from tocsin.measures import Aggregation, Series
from tocsin.promql import Matcher

_MILLISECONDS = 1000


class _OfSeries(Drive, frozen=True, kw_only=True):
    series: Series

    @property
    def labelled(self) -> Series:
        """The series."""
        return self.series


class Gauge(_OfSeries, frozen=True, kw_only=True):
    """A gauge, or the quantile that a summary reports, of several replicas aggregated, perhaps averaged over a window."""

    aggregate: Aggregation
    window_ms: int = 0
    more: tuple[Matcher, ...] = ()
    least: float = -math.inf
    alike: bool = False
    """Whether its replicas are alike: what may be neither low nor high is read twice, for the lowest and for the highest."""
    hair: float = 0.0
    """By which part of it replicas that are alike differ, the second less beyond what is feared."""
    middle: float | None = None
    """Where all is well, between two limits: one of its replicas is there half."""
    missing: float | None = None
    """What a series that is missing counts as; None: there is no value then."""
    two_valued: bool = False
    """Whether it is 0 or 1."""

    @property
    def idles(self) -> bool:
        """It may be missing; what then counts for all of its values has not the labels of one."""
        return self.missing is None or not self.by

    @property
    def idle(self) -> float | None:
        """What a series that is missing counts as."""
        return self.missing

    @property
    def settle_ms(self) -> int:
        """The window."""
        return self.window_ms

    @property
    def begins(self) -> int | None:
        """The mean of what there is."""
        return 0

    @property
    def linear(self) -> int | None:
        """Every sample counts."""
        return 0 if self.window_ms else None

    @property
    def sharp(self) -> bool:
        """One of its samples is the value, as long as nothing is computed of it."""
        return self.aggregate in {"max", "min"} and not self.window_ms and not self.alike and self.series.base.scale == 1

    @property
    def domain(self) -> tuple[float, float]:
        """Any number; what a summary reports is at least 0."""
        return (0.0, 1.0) if self.two_valued else (self.least, math.inf)

    @property
    def states(self) -> tuple[float, ...]:
        """0 and 1, if it is no other."""
        return (0.0, 1.0) if self.two_valued else ()

    def delay_ms(self, before: float, limit: float) -> int:
        """Return how long a window holds too much of what was: when it falls it falls to the least there is."""
        least = max(self.least, 0.0) if limit >= 0 else self.least
        return math.ceil(self.window_ms * (before - limit) / (before - least)) if before > limit and math.isfinite(least) else 0

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:  # noqa: ARG002  # a state has no rate
        """Yield its replicas, and the strangers."""
        yield from parts.gauge(
            self.series, spans, [span.level for span in spans], aggregate=self.aggregate, turn=turn, more=self.more,
            alike=self.hair if self.alike else None, middle=self.middle, least=self.least,
        )  # fmt: skip


class Counter(_OfSeries, frozen=True, kw_only=True):
    """The rate of a counter, or its increase over a window, summed over its replicas."""

    window_ms: int
    per_ms: int = _MILLISECONDS
    """What a level of 1 is one event in: a second for a rate, the window for an increase."""

    @property
    def settle_ms(self) -> int:
        """The window."""
        return self.window_ms

    @property
    def fills_ms(self) -> int:
        """The window."""
        return self.window_ms

    @property
    def linear(self) -> int | None:
        """Of one sample the rate is unknown."""
        return 1

    @property
    def domain(self) -> tuple[float, float]:
        """A counter does not go down."""
        return 0.0, math.inf

    @property
    def idles(self) -> bool:
        """It may count nothing."""
        return True

    @property
    def idle(self) -> float:
        """It counts nothing."""
        return 0.0

    def delay_ms(self, before: float, limit: float) -> int:
        """Return how long a window still holds enough of what was counted, when it stops."""
        return math.ceil(self.window_ms * (before - limit) / before) if before > limit else 0

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield its replicas, and the strangers."""
        rates = [(span.level or 0.0) * _MILLISECONDS / self.per_ms for span in spans]
        yield from parts.counter(self.series, spans, rates, step_ms, turn=turn, shares=None)


class Age(_OfSeries, frozen=True, kw_only=True):
    """How long ago a gauge says that something happened: the latest of its replicas, or the earliest."""

    aggregate: Aggregation

    @property
    def domain(self) -> tuple[float, float]:
        """What has happened is not in the future."""
        return 0.0, math.inf

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield its replicas, which run with the time, and the strangers."""
        seconds = step_ms / _MILLISECONDS
        unit = float(1 / self.series.base.scale)
        for track in parts.gauge(self.series, spans, [-(span.level or 0.0) for span in spans], aggregate=self.aggregate, turn=turn):
            at = starts(spans)
            runs = tuple(
                run if run.start is None else Run((run.start + first * seconds) * unit, seconds * unit, run.samples)
                for run, first in zip(track.runs, [at[index] for index, span in enumerate(spans) if span.steps], strict=True)
            )
            yield Track(metric=track.metric, labels=track.labels, runs=runs)


class Absence(_OfSeries, frozen=True, kw_only=True):
    """Whether a series is missing: at level 1 nobody exports it, at level 0 somebody does.

    It is absent as soon as it ends, because a scrape that no longer has it marks it stale.
    https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness
    """

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that `absent` can name: those that its selector asks to be equal to something.

        https://prometheus.io/docs/prometheus/latest/querying/functions/#absent
        """
        asked = [matcher.label for matcher in self.series.matchers]
        return tuple(
            matcher.label for matcher in self.series.matchers if matcher.op == "=" and matcher.value and asked.count(matcher.label) == 1
        )

    @property
    def domain(self) -> tuple[float, float]:
        """There or not."""
        return 0.0, 1.0

    @property
    def states(self) -> tuple[float, ...]:
        """There or not."""
        return 0.0, 1.0

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:  # noqa: ARG002  # it has no rate
        """Yield the series while it is there, and the strangers, which always are."""
        there = [None if span.level else 1.0 for span in spans]
        suffix = "_count" if self.series.type in {"histogram", "summary"} and not self.series.native else ""
        named = replace(self.series, metric=self.series.metric + suffix)
        yield from parts.gauge(named, spans, there, aggregate="max", turn=turn)
