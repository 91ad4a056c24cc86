"""Drives of what an autoscaler says of replicas: how many there are of how many there may be, and how many more it wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.drives.drive import Drive
from tocsin.drives.values import Gauge
from tocsin.drives.world import Span, Track

_MOST = 20.0
_THERE = 5.0


class _OfReplicas(Drive, frozen=True, kw_only=True):
    now: Gauge
    """How many there are."""

    @property
    def labelled(self) -> Drive:
        """The number there is."""
        return self.now

    @property
    def idles(self) -> bool:
        """There may be no autoscaler."""
        return True

    def _both(
        self, spans: Sequence[Span], step_ms: int, turn: int, levels: Sequence[float | None], other: Gauge, held: float
    ) -> Iterator[Track]:
        there = [None if span.level is None else held for span in spans]
        for gauge, values in ((self.now, levels), (other, there)):
            yield from gauge.tracks([span._replace(level=value) for span, value in zip(spans, values, strict=True)], step_ms, turn=turn)


class OfMost(_OfReplicas, frozen=True, kw_only=True):
    """The share of the replicas that there may be."""

    most: Gauge

    @property
    def domain(self) -> tuple[float, float]:
        """There are never more than there may be."""
        return 0.0, 1.0

    @property
    def states(self) -> tuple[float, ...]:
        """Half of them, all but one, and all."""
        return 0.5, (_MOST - 1) / _MOST, 1.0

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the two numbers."""
        levels = [None if span.level is None else span.level * _MOST for span in spans]
        yield from self._both(spans, step_ms, turn, levels, self.most, _MOST)


class Wanted(_OfReplicas, frozen=True, kw_only=True):
    """How many more replicas are wanted than there are."""

    wanted: Gauge

    @property
    def domain(self) -> tuple[float, float]:
        """It never wants fewer than none."""
        return -_THERE, _THERE

    @property
    def states(self) -> tuple[float, ...]:
        """One fewer, as many, one more."""
        return -1.0, 0.0, 1.0

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the two numbers."""
        levels = [None if span.level is None else _THERE - span.level for span in spans]
        yield from self._both(spans, step_ms, turn, levels, self.wanted, _THERE)
