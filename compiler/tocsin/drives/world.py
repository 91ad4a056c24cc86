"""The world of a proof: series with every sample, written as runs in which the samples are equal or grow by the same step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tocsin.catalog.vocabulary import PARTS

Identity: TypeAlias = tuple[str, frozenset[tuple[str, str]]]
"""A metric with labels, by which Prometheus tells one series from another."""


class Span(NamedTuple):
    """Some steps in which the value of a drive has one level."""

    steps: int
    level: float | None
    """None: the world is idle, nothing happens in it."""
    pace: float = 1.0
    """The traffic, as a multiple of the usual; a burst is so much that what a window still holds of before no longer counts."""


class Run(NamedTuple):
    """Samples of one series: `samples` of them, from `start` on, each `step` more than the one before; None: no sample."""

    start: float | None
    step: float
    samples: int

    def values(self) -> Iterator[float | None]:
        """Yield its samples.

        >>> list(Run(1.0, 0.5, 3).values()), list(Run(None, 0.0, 2).values())
        ([1.0, 1.5, 2.0], [None, None])
        """
        return (None if self.start is None else self.start + self.step * index for index in range(self.samples))


class Native(Struct, frozen=True):
    """What the samples of a native histogram hold besides their count, in runs as long as those of the count.

    Its buckets have powers of two as edges: https://prometheus.io/docs/specs/native_histograms/#schema
    """

    sums: tuple[Run, ...]
    buckets: Mapping[int, tuple[Run, ...]]
    """By the exponent of the upper edge."""


class Track(Struct, frozen=True, kw_only=True):
    """One series and its samples."""

    metric: str
    labels: Mapping[str, str]
    runs: tuple[Run, ...]
    """Its samples; of a native histogram their counts of observations."""
    native: Native | None = None
    stranger: bool = False
    """Whether it is there only to prove that a matcher refuses it."""

    @property
    def identity(self) -> Identity:
        """What tells it from all other series."""
        return self.metric, frozenset(self.labels.items())

    @property
    def family(self) -> str:
        """What the exporter calls the metric."""
        return family_of(self.metric)

    def changed(self, change: Callable[[tuple[Run, ...]], tuple[Run, ...]]) -> Track:
        """Return the track with `change` applied to its runs, and to all runs of a native histogram."""
        native = self.native
        if native is not None:
            native = Native(change(native.sums), {edge: change(runs) for edge, runs in native.buckets.items()})
        return replace(self, runs=change(self.runs), native=native)


def family_of(metric: str) -> str:
    """Return what the exporter calls a metric: of a histogram without `_bucket`, `_sum` and `_count`."""
    suffix = next((each for each in PARTS if metric.endswith(each)), "")
    return metric.removesuffix(suffix)


def held(spans: Iterable[Span], values: Iterable[float | None]) -> tuple[Run, ...]:
    """Return the samples of a gauge that has each of `values` for one of the spans; None: it is missing then."""
    return tuple(Run(value, 0.0, span.steps) for span, value in zip(spans, values, strict=True) if span.steps)


def counted(spans: Sequence[Span], rates: Sequence[float], step_ms: int) -> tuple[Run, ...]:
    """Return the samples of a counter that counts `rates` a second in each of the spans.

    The first sample of a span holds what was counted in the step before it, so that a span's rate is seen in all of its steps.
    """
    total, runs = 0.0, []
    for span, rate in zip(spans, rates, strict=True):
        if not span.steps:
            continue
        step = rate * step_ms / 1000
        runs.append(Run(total + step, step, span.steps))
        total += step * span.steps
    return tuple(runs)


_BEFORE = 2
"""How many samples of a run come before the reset in it."""


def restarted(runs: tuple[Run, ...], at: int) -> tuple[Run, ...]:
    """Return the samples of a counter that was reset in run `at`: counters are, whenever a pod restarts."""
    lost = 0.0
    found = []
    for index, run in enumerate(runs):
        if index == at and run.start is not None and run.samples > _BEFORE:
            # One sample would not do: what follows the first step of a counter is no less than it, and nobody sees a reset.
            found.append(run._replace(samples=_BEFORE))
            lost = run.start + run.step * (_BEFORE - 1)
            run = Run(lost + run.step, run.step, run.samples - _BEFORE)  # noqa: PLW2901  # what is left of it
        found.append(run if run.start is None else run._replace(start=run.start - lost))
    return tuple(found)


def starts(spans: Sequence[Span]) -> tuple[int, ...]:
    """Return the step at which each span begins."""
    total = [0]
    for span in spans:
        total.append(total[-1] + span.steps)
    return tuple(first for first, _ in pairwise(total))
