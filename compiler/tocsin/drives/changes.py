"""The drive of how often a value changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin.drives.drive import Drive
from tocsin.drives.labels import satisfying, strangers
from tocsin.drives.parts import replicas
from tocsin.drives.world import Run, Span, Track
from tocsin.measures import Aggregation, Series

_SAMPLES, _MOST_SAMPLES = 5, 60


class Changing(Drive, frozen=True, kw_only=True):
    """How often a gauge or counter changed within a window: of the replica that changed most, or least."""

    series: Series
    within_ms: int
    aggregate: Aggregation = "max"
    alike: bool = False
    """Whether its replicas change alike: what may be neither low nor high is read twice, for the lowest and for the highest."""
    samples: int = _SAMPLES
    """How many samples the window holds."""

    def reaching(self, limits: Sequence[float]) -> Changing:
        """Return the drive with so many samples that it changes more often than every limit says, as far as a proof is that long."""
        needed = min(max(math.floor(max(limits, default=0.0)) + 3, self.samples), _MOST_SAMPLES)
        # Of equal parts a test can tell the window from a longer or shorter one.
        return replace(self, samples=next((each for each in range(needed, _MOST_SAMPLES) if self.within_ms % each == 0), needed))

    @property
    def labelled(self) -> Series:
        """The series."""
        return self.series

    @property
    def settle_ms(self) -> int:
        """The window."""
        return self.within_ms

    @property
    def domain(self) -> tuple[float, float]:
        """Up to as often as its samples lie close."""
        return 0.0, self.samples - 1.0

    @property
    def grain_ms(self) -> int:
        """The window holds so many samples."""
        return self.within_ms // self.samples

    @property
    def whole(self) -> bool:
        """It is a number of changes."""
        return True

    @property
    def idles(self) -> bool:
        """It may be missing."""
        return True

    def delay_ms(self, before: float, limit: float) -> int:
        """Return the window: changes come, and are forgotten, one after the other, and the first is enough only for a limit of none."""
        return self.within_ms if max(limit, before) > 0 else 0

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield its replicas, of which the first changes, and the strangers, which change all the time."""
        labels = satisfying(self.series.matchers, self.by, turn=turn)
        busy = self.aggregate == "min"
        for index, replica in enumerate(replicas(labels)):
            alike = index == 0 or self.alike or self.aggregate == "avg"
            levels = [span.level if alike or span.level is None else self._beside(span.level) for span in spans]
            yield Track(metric=self.series.metric, labels=replica, runs=tuple(self._runs(spans, levels, step_ms)))
        if turn == 1:
            restless = 0.0 if busy else math.inf
            for _, others in strangers(self.series.matchers, labels):
                yield Track(
                    metric=self.series.metric, labels=others, runs=tuple(self._runs(spans, [restless] * len(spans), step_ms)), stranger=True
                )

    def _beside(self, level: float) -> float:
        """Return how often the other replicas change, so that a sum or a mean of them all is no level that is read of one."""
        match self.aggregate:
            case "min":
                return math.inf
            case "max" if math.isfinite(level):
                return level // 2
            case _:
                return 0.0

    def _runs(self, spans: Sequence[Span], levels: Sequence[float | None], step_ms: int) -> Iterator[Run]:
        """Yield samples that change so often in as many pairs of them as the window holds."""
        pairs = max(math.ceil(self.within_ms / step_ms) - 1, 1)
        value = 1.0
        # Of the first sample of all nobody sees that it has changed; and what goes on at a level changes as often at any time.
        index, before = -1, math.nan
        for span, level in zip(spans, levels, strict=True):
            if level is None:
                yield Run(None, 0.0, span.steps)
            elif level in {0.0, math.inf}:
                step = 1.0 if level else 0.0
                yield Run(value + step, step, span.steps)
                value += step * span.steps
            else:
                if level != before:
                    index = min(index, 0)
                for _ in range(span.steps):
                    value += 1.0 if index % pairs < level else 0.0
                    index += 1
                    yield Run(value, 0.0, 1)
            if span.steps:
                index, before = max(index, 0), level or 0.0
