"""The world of a proof: series of which every sample is known, written as the spans of time in which each stays or moves steadily."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class Span(NamedTuple):
    """Some steps in which what a drive drives has one value."""

    steps: int
    level: float | None
    """The value; None: the world is idle, nothing happens in it."""
    pace: float = 1.0
    """How much of its usual traffic there is: a burst outweighs all that a window still holds."""


class Run(NamedTuple):
    """Samples of one series: `samples` of them, from `start` on, each `step` more than the one before; None: no sample."""

    start: float | None
    step: float
    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One series and its samples."""

    metric: str
    labels: Mapping[str, str]
    runs: tuple[Run, ...]

    @property
    def family(self) -> str:
        """What the exporter calls the metric: of a histogram without `_bucket`, `_sum` and `_count`."""
        for suffix in ("_bucket", "_count", "_sum"):
            if self.metric.endswith(suffix):
                return self.metric.removesuffix(suffix)
        return self.metric


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


def restarted(runs: tuple[Run, ...], at: int) -> tuple[Run, ...]:
    """Return the samples of a counter that was reset in run `at`: counters are, whenever a pod restarts."""
    lost = 0.0
    found = []
    for index, run in enumerate(runs):
        if index == at and run.start is not None and run.samples > 1:
            found.append(Run(run.start, run.step, 1))
            lost = run.start
            run = Run(run.start + run.step, run.step, run.samples - 1)  # noqa: PLW2901  # what is left of it
        found.append(run if run.start is None else run._replace(start=run.start - lost))
    return tuple(found)


def starts(spans: Sequence[Span]) -> tuple[int, ...]:
    """Return the step at which each span begins."""
    total = [0]
    for span in spans:
        total.append(total[-1] + span.steps)
    return tuple(first for first, _ in pairwise(total))
