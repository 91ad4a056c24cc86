"""Drives of a histogram: its quantiles, the share under an edge, the mean."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import ClassVar

from msgspec.structs import replace

from tocsin.annotation import plain
from tocsin.drives import parts
from tocsin.drives.brimful import brimful_ms, filled_ms
from tocsin.drives.drive import Drive
from tocsin.drives.floor import Floored
from tocsin.drives.world import Run, Span, Track
from tocsin.measures import Series

_UNKNOWN_EDGES = tuple(10.0**exponent * step for exponent in range(-4, 10) for step in (1, 2.5, 5))
"""Bucket edges of a histogram whose edges nobody said."""


class Observed(Floored, Drive, frozen=True, kw_only=True):
    """What is told from a histogram's observations in a window."""

    IS_MEAN: ClassVar[bool] = False
    """Whether its value is a mean over the observations, as a share is and a quantile is not."""
    STRANGERS_ARE_SLOW: ClassVar[bool] = True
    """Whether the observations of others are above all edges, which is noticed where those are asked for too."""

    histogram: Series
    window_ms: int
    floor: float = 0.0
    empty: bool = False
    """Whether nobody counts how many observations there are."""

    @property
    def labelled(self) -> Series:
        """The histogram."""
        return self.histogram

    @property
    def settle_ms(self) -> int:
        """The window."""
        return self.window_ms

    @property
    def begins(self) -> int | None:
        """Two samples tell what is told of observations, however few, unless they must be many."""
        return None if self.floor else 1

    @property
    def idles(self) -> bool:
        """Nothing may be observed."""
        return True

    @property
    def void(self) -> Drive | None:
        """A quantile is divided by nothing."""
        return replace(self, empty=True) if self.IS_MEAN and not self.floor and not self.histogram.native else None

    @property
    def edges(self) -> tuple[float, ...]:
        """The finite edges of its buckets, ascending."""
        return tuple(sorted(edge for edge in self.histogram.buckets if math.isfinite(edge))) or _UNKNOWN_EDGES

    @property
    def linear(self) -> int | None:
        """Of one sample the rate is unknown; a quantile is no mean."""
        return 1 if self.IS_MEAN else None

    @property
    def flows(self) -> bool:
        """However many are observed."""
        return True

    @property
    def remembers(self) -> bool:
        """What was observed counts while it is in the window."""
        return not self.floor

    def _told(self, shapes: Iterable[Sequence[tuple[float, float]]]) -> Iterator[float]:
        """Yield the edges that a proof must have: those about observations."""
        used = {edge for shape in shapes for edge, _ in shape}
        for below, edge in pairwise((*self.edges, math.inf)):
            if used & {below, edge}:
                yield below

    def _buckets(
        self, spans: Sequence[Span], shapes: Sequence[tuple[tuple[float, float], ...]], step_ms: int, turn: int
    ) -> Iterator[Track]:
        """Yield the buckets and the count of observations, of which each shape says the shares by bucket edge."""
        rates = self.paced(spans)
        for edge in (*self._told(shapes), math.inf):
            under = [sum(share for upper, share in shape if upper <= edge) for shape in shapes]
            # One replica is faster than the other: only together do they have this distribution.
            fast = [_fast(share, shape) for share, shape in zip(under, shapes, strict=True)]
            labels = {"le": "+Inf" if math.isinf(edge) else plain(edge)}
            for shares, apart in ((fast, True), ([whole - part for whole, part in zip(under, fast, strict=True)], False)):
                ours = [rate * share for rate, share in zip(rates, shares, strict=True)]
                tracks = tuple(
                    parts.counter(self.histogram, spans, ours, step_ms, suffix="_bucket", turn=turn, more=labels, shares=(1.0, 0.0))
                )
                yield from _placed(tracks, first=apart, slow=self.STRANGERS_ARE_SLOW and math.isfinite(edge))
        yield from parts.counter(self.histogram, spans, rates, step_ms, turn=turn)


def _fast(share: float, shape: tuple[tuple[float, float], ...]) -> float:
    """Return how much of `share` the fast replica has: most of the first bucket that has any, little of the others."""
    first = shape[0][1] if shape else 0.0
    return 0.9 * min(share, first) + 0.3 * max(share - first, 0.0)


def _placed(tracks: Sequence[Track], *, first: bool, slow: bool) -> Iterator[Track]:
    """Yield the track of one of the two replicas; with the first come the strangers, of whose observations a `slow` bucket has none."""
    yield tracks[0] if first else Track(metric=tracks[1].metric, labels=tracks[1].labels, runs=tracks[0].runs)
    if first:
        for track in tracks[2:]:
            yield replace(track, runs=_times(track.runs, 0.0)) if slow else track


class Quantile(Observed, frozen=True, kw_only=True):
    """A quantile of a classic histogram, linear within the bucket that it falls into.

    https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
    """

    quantile: float

    @property
    def domain(self) -> tuple[float, float]:
        """From where all is in the first bucket to the greatest finite edge, which is what is told of all that is above it."""
        return self.edges[0] * self.quantile, self.edges[-1]

    def recorded(self, part: str, level: float, pace: float) -> float | None:
        """Return the level, unless it is that of all above the last edge."""
        return super().recorded(part, level, pace) if level < self.edges[-1] else None

    def delay_ms(self, before: float, limit: float) -> int:
        """Return the window where hardly any observation may be on the side of the limit on which the quantile was."""
        return filled_ms(self, self.quantile if limit > before else 1 - self.quantile)

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the buckets."""
        shapes = [self._shape(span.level) for span in spans]
        tracks = tuple(self._buckets(spans, shapes, step_ms, turn))
        yield from tracks
        # One replica has another bucket, in which there is nothing more: only the sum of the others says how many there are.
        edge = max(self._told(shapes), default=1.0)
        for track in tracks[:1]:
            fast = {**track.labels, "le": plain(edge)}
            yield from (replace(each, labels={**fast, "le": plain(2 * edge)}) for each in tracks if each.labels == fast)

    def _shape(self, level: float | None) -> tuple[tuple[float, float], ...]:
        """Return the shares of the observations by the edge of their bucket, so that the quantile is `level`."""
        if level is None:
            return ()
        edges = self.edges
        at = min(bisect_left(edges, level), len(edges) - 1)
        low, high = edges[at - 1] if at else 0.0, edges[at]
        within = min((level - low) / (high - low), 1.0)
        if within <= self.quantile and at:
            faster = (self.quantile - within) / (1 - within)
            return ((low, faster), (high, 1 - faster))
        inside = self.quantile / max(within, self.quantile)
        return ((high, inside), (edges[at + 1] if at + 1 < len(edges) else math.inf, 1 - inside))


class ShareUnder(Observed, frozen=True, kw_only=True):
    """The share of a histogram's observations at or under a bucket edge."""

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
        """Yield the two buckets beside the edge, so that no other edge tells the same share; strangers observe half under it."""
        above = min((edge for edge in self.edges if edge > self.edge), default=math.inf)
        shapes = [() if span.level is None else ((self.edge, span.level), (above, 1 - span.level)) for span in spans]
        tracks = tuple(self._buckets(spans, shapes, step_ms, turn))
        every = {_series_of(track): track.runs for track in tracks if track.stranger and track.metric.endswith("_count")}
        for track in tracks:
            if track.stranger and self.edge <= _edge_of(track) < math.inf:
                yield replace(track, runs=_times(every[_series_of(track)], 0.5))
            elif self.empty and not track.stranger and (_edge_of(track) == math.inf or track.metric.endswith("_count")):
                yield replace(track, runs=_times(track.runs, 0.0))
            else:
                yield track


def _edge_of(track: Track) -> float:
    return float(track.labels.get("le", "nan"))


def _series_of(track: Track) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((label, value) for label, value in track.labels.items() if label != "le"))


def _times(runs: Sequence[Run], factor: float) -> tuple[Run, ...]:
    return tuple(run._replace(start=None if run.start is None else run.start * factor, step=run.step * factor) for run in runs)


class Mean(Observed, frozen=True, kw_only=True):
    """The mean of a histogram's or summary's observations."""

    IS_MEAN: ClassVar[bool] = True

    @property
    def domain(self) -> tuple[float, float]:
        """What is observed is not negative."""
        return 0.0, math.inf

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the sum and the count of the observations."""
        rates = self.paced(spans)
        sums = [rate * (span.level or 0.0) for rate, span in zip(rates, spans, strict=True)]
        yield from parts.counter(self.histogram, spans, sums, step_ms, suffix="_sum", turn=turn)
        rates = [0.0] * len(spans) if self.empty else rates
        yield from parts.counter(self.histogram, spans, rates, step_ms, turn=turn, shares=(0.25, 0.75))
