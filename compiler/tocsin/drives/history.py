"""Drives of a value against its own past: how many times what it was, or how many deviations from its mean."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin.drives.drive import ENOUGH, LITTLE, Drive
from tocsin.drives.gaps import paused
from tocsin.drives.observations import Quantile
from tocsin.drives.world import Span, Track

_NEAR_THE_EDGE = 1.1


class Relative(Drive, frozen=True, kw_only=True):
    """A value in another unit: at level 0 it is `origin`, and each 1 is `unit` more. Its past is told in the same unit."""

    now: Drive
    origin: float = 0.0
    unit: float
    least: float = -math.inf
    """The least level there can be: of a distance to either side, 0."""
    floor: float = 0.0
    """Of values up to this nothing is said."""
    peak: float = 1.0
    """The level of the greater of value and past, just beyond the last limit."""

    @property
    def labelled(self) -> Drive:
        """The value."""
        return self.now

    @property
    def settle_ms(self) -> int:
        """That of the value."""
        return self.now.settle_ms

    @property
    def domain(self) -> tuple[float, float]:
        """That of the value."""
        low, high = sorted((edge - self.origin) / self.unit for edge in self.now.domain)
        return max(low, self.least), high

    @property
    def idles(self) -> bool:
        """What is missing is against nothing."""
        return True

    @property
    def mirrored(self) -> Relative | None:
        """Below what is usual, of a distance to either side."""
        return replace(self, unit=-self.unit) if self.least == 0 and self.unit > 0 else None

    @property
    def little(self) -> float | None:
        """The pace at which all of it is under the floor."""
        return self.floor * LITTLE / self.unit / self.peak if self.floor else None

    @property
    def enough(self) -> float | None:
        """The pace at which it is above."""
        return self.floor * ENOUGH / self.unit / self.peak if self.floor else None

    def reaches(self, level: float, pace: float) -> bool:
        """Tell whether there is so little of the value at a level, and of what was before it, as `pace` makes of them."""
        low, high = self.now.domain
        return all(low <= each * min(pace, 1.0) <= high for each in (self._value(level), self._value(1.0)))

    def delay_ms(self, before: float, limit: float) -> int:
        """Return that of the value."""
        return self.now.delay_ms(self._value(before), self._value(limit))

    def recorded(self, part: str, level: float, pace: float) -> float | None:
        """Return what is now, or the level; a part of the past is for who tells it to know."""
        if not part:
            # Under the floor nothing is recorded.
            return None if self.floor and self._value(level) * min(pace, 1.0) <= self.floor else level
        return None if part.startswith(("mean", "deviation")) else self.now.recorded("", self._value(level) * min(pace, 1.0), pace)

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series of the value, without what is idle."""
        levels = [None if span.level is None else self._value(span.level) * min(span.pace, 1.0) for span in spans]
        told = [Span(span.steps, level, max(span.pace, 1.0)) for span, level in zip(spans, levels, strict=True)]
        yield from paused(self.now.tracks(told, step_ms, turn=turn), spans)

    def _value(self, level: float) -> float:
        return self.origin + level * self.unit


class _Past(Relative, frozen=True, kw_only=True):
    """A value against its own past, in which it had each of `usual`."""

    usual: tuple[float, ...]
    flattened: float | None = None
    """The unit where the past was always the same; None: it is no other."""

    def delay_ms(self, before: float, limit: float) -> int:
        """Return that of the value; the window of a quantile of buckets that falls.

        Buckets in which the past had nothing begin at 0, below which Prometheus extrapolates nothing: beside those that the past has
        filled, the new observations count for a sample less until the window holds nothing else.
        """
        falls = isinstance(self.now, Quantile) and self._value(limit) < self._value(before)
        return max(super().delay_ms(before, limit), self.now.settle_ms if falls else 0)

    @property
    def flat(self) -> Relative | None:
        """After a past in which it was always the same."""
        if self.flattened is None:
            return None
        return replace(self, unit=self.flattened, usual=(0.0,) * len(self.usual), flattened=None)

    @property
    def risen(self) -> Relative | None:
        """From 0, which is no reference for how many times as much it is; None: it was never 0, or that is one."""
        return replace(self, usual=(0.0,) * len(self.usual)) if self.peak > 1 and self.now.domain[0] <= 0 else None


class Rolling(_Past, frozen=True, kw_only=True):
    """A value against a window that ends some time before what is judged; in that window it had each of `usual` for one step."""

    ends_ms: int
    """How long ago the window ends: so long a level is no past of its own."""
    over_ms: int

    @property
    def recorded_ms(self) -> int:
        """A part of the window: what is told of the past must fit into it."""
        return self.over_ms // 4

    @property
    def sharp_ms(self) -> int:
        """The window of the value, where its past was not always the same."""
        return self.now.settle_ms if len(set(self.usual)) > 1 else 0

    @property
    def lasts_ms(self) -> float:
        """Until the window reaches it."""
        return self.ends_ms

    def past(self, step_ms: int, grain_ms: int) -> tuple[Span, ...]:
        """Return a while of what is usual, long enough that the window holds the same of it as it moves on.

        Where not all of it is equal, a pause does that. What the first rates lack, because their own window is not full, is made up for.
        """
        ends = math.ceil(self.ends_ms / step_ms)
        if len(set(self.usual)) > 1:
            # Of the first sample alone the rate is unknown.
            begins = 0 if self.now.begins == 0 else math.ceil(self.now.settle_ms / step_ms)
            return (Span(1 + begins, self.usual[0]), *(Span(1, level) for level in self.usual[1:]), Span(ends, None))
        level, settle = self.usual[0], math.ceil(self.now.settle_ms / step_ms)
        if self.now.calms_ms:
            # Until it has calmed it is 0, of whatever it is divided by, and then so much more; the first sample has no rate.
            calmed = math.ceil(self.now.calms_ms / step_ms)
            return Span(1 + calmed, 0.0), Span(1, level * (1 + calmed)), Span(settle + ends + 1, level)
        filling = range(step_ms, self.now.fills_ms, step_ms)
        lacking = sum(_lacking(at_ms / self.now.fills_ms, grain_ms / self.now.fills_ms) for at_ms in filling)
        return Span(len(filling) + 1, level), Span(1, level * (1 + lacking)), Span(settle + ends + 1, level)


def _lacking(full: float, grain: float) -> float:
    """Return what a rate lacks while only `full` of its window has samples, each `grain` of it from the other.

    It is extrapolated to the edge of the window when that is near, and by half the distance of two samples when it is not:
    https://github.com/prometheus/prometheus/blob/main/promql/functions.go, `extrapolatedRate`.
    """
    return 1 - full - grain / 2 if 1 - full >= _NEAR_THE_EDGE * grain else 0.0


class Seasonal(_Past, frozen=True, kw_only=True):
    """A value against the same time of earlier seasons, in each of which it had one of `usual`; the earliest first."""

    season_ms: int
    over_ms: int
    """How much around that time is read."""

    @property
    def little(self) -> float | None:
        """What was is told once, and cannot be little."""
        return None

    @property
    def enough(self) -> float | None:
        """As little."""
        return None

    @property
    def retold(self) -> tuple[float, float] | None:
        """What little and enough of it would be."""
        few, many = super().little, super().enough
        return None if few is None or many is None else (few, many)

    @property
    def recorded_ms(self) -> int:
        """The time around, of which one sample is enough."""
        return 4 * self.over_ms

    @property
    def lasts_ms(self) -> float:
        """Until it is a season old, or nearly."""
        return self.season_ms - 2 * self.over_ms

    def past(self, step_ms: int, grain_ms: int) -> tuple[Span, ...]:  # noqa: ARG002  # the first rates are not read
        """Return the seasons, each beginning a while before the time that is read."""
        steps = [round(index * self.season_ms / step_ms) for index in range(len(self.usual) + 1)]
        while_before = math.ceil((self.over_ms + self.now.settle_ms) / step_ms)
        spans = [Span(end - begin, level) for begin, end, level in zip(steps, steps[1:], self.usual, strict=False)]
        return (*spans[:-1], spans[-1]._replace(steps=spans[-1].steps + while_before))


class Beside(Relative, frozen=True, kw_only=True):
    """A value by another one, which is held at `unit`."""

    other: Drive

    @property
    def settle_ms(self) -> int:
        """That of both."""
        return max(self.now.settle_ms, self.other.settle_ms)

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the series of both."""
        yield from super().tracks(spans, step_ms, turn=turn)
        held = [Span(span.steps, self.unit * min(span.pace, 1.0), max(span.pace, 1.0)) for span in spans]
        yield from paused(self.other.tracks(held, step_ms, turn=turn), spans)
