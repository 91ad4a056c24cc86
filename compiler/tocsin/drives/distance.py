"""Drives of how far a histogram's distribution is from another."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import ClassVar, Final

from msgspec.structs import replace

from tocsin.annotation import spellings
from tocsin.drives.gaps import paused
from tocsin.drives.observations import Observed
from tocsin.drives.world import Span, Track

_LESS: Final = 0.9
"""By which part of a distance the others are less."""


class Distance(Observed, frozen=True, kw_only=True):
    """The Kolmogorov-Smirnov distance of what a window saw from another distribution."""

    judged_ms: int

    @abstractmethod
    def shape(self, level: float) -> tuple[tuple[float, float], ...]:
        """Return the shares of the observations by the edge of their bucket, so that the distance is `level`."""

    @property
    def begins(self) -> int | None:
        """A distribution is known from its first observations on."""
        return 1

    @property
    def enough(self) -> float | None:
        """What the first rates of a window lack cannot be told."""
        return None

    @property
    def flows(self) -> bool:
        """Nor can it of what was before."""
        return False

    @property
    def remembers(self) -> bool:
        """There is another window besides."""
        return False

    @property
    def recorded_ms(self) -> int:
        """The window."""
        return self.judged_ms

    @property
    def lasts_ms(self) -> float:
        """Whatever is told becomes a part of the window."""
        return 0

    def recorded(self, part: str, level: float, pace: float) -> float | None:  # noqa: ARG002  # as Drive
        """Return the distance; of none at all the sums of shares leave a hair."""
        return level if not part and level else None


class FromBefore(Distance, frozen=True, kw_only=True):
    """The distance of a window from the one before it, which saw nothing but the least of what there is."""

    before_ms: int

    @property
    def domain(self) -> tuple[float, float]:
        """0 is the same distribution, 1 another altogether."""
        return 0.0, 1.0

    @property
    def recorded_ms(self) -> int:
        """The shorter of the windows."""
        return min(self.judged_ms, self.before_ms)

    def past(self, step_ms: int, grain_ms: int) -> tuple[Span, ...]:  # noqa: ARG002  # shares need no full window
        """Return what the earlier window saw, and a pause as long as the later one and what its first rates still hold of before."""
        seen = math.ceil(self.window_ms / step_ms) + 1
        return Span(seen, 0.0), Span(math.ceil((self.judged_ms + max(self.window_ms - step_ms, 0)) / step_ms), None)

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the buckets: the level is the share of what fell into the last of them, and not into the first."""
        levels = [0.0 if span.level is None else span.level for span in spans]
        shapes = [self.shape(level) for level in levels]
        known = [span._replace(level=level) for span, level in zip(spans, levels, strict=True)]
        yield from paused(self._buckets(known, shapes, step_ms, turn), spans)

    def shape(self, level: float) -> tuple[tuple[float, float], ...]:
        """Return all in the first bucket but what is above all edges."""
        return (self.edges[0], 1 - level), (math.inf, level)


class FromBaseline(Distance, frozen=True, kw_only=True):
    """The distance of a window from a distribution that is written down: the share at or under each edge, ascending."""

    # What is above all edges a baseline says nothing of.
    STRANGERS_ARE_SLOW: ClassVar[bool] = False

    baseline: tuple[tuple[float, float], ...]
    at: int | None = None
    """The edge of the baseline at which the difference is greatest; None: the last, or where that has less to lose the first."""
    spelled: int = 0
    """Which of the spellings its edges have."""

    def elsewhere(self, level: float) -> Iterator[FromBaseline]:
        """Yield what is as far from the baseline at each of the other edges, as far as it can be, and with edges spelled otherwise."""
        for at, (edge, _) in enumerate(self.baseline):
            there = replace(self, at=at)
            if there.far_at(level):
                known = there.shape(level) == self.shape(level)
                yield from (replace(there, spelled=spelled) for spelled, _ in list(enumerate(spellings(edge)))[known:])

    @property
    def edges(self) -> tuple[float, ...]:
        """Those of the baseline are there, whether or not anybody has said so of the histogram."""
        return super().edges if self.histogram.buckets else tuple(edge for edge, _ in self.baseline)

    @property
    def domain(self) -> tuple[float, float]:
        """From the same distribution to one of which nothing, or all, is at or under the edges."""
        return 0.0, max(self._most, 1 - self.baseline[0][1])

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the buckets."""
        shapes = [() if span.level is None else self.shape(span.level) for span in spans]
        for track in paused(self._buckets(spans, shapes, step_ms, turn), spans):
            edge = float(track.labels.get("le", "inf"))
            texts = () if math.isinf(edge) else spellings(edge)[: self.spelled + 1]
            yield replace(track, labels={**track.labels, "le": texts[-1]}) if texts else track

    @property
    def _most(self) -> float:
        return self.baseline[-1][1]

    def shape(self, level: float) -> tuple[tuple[float, float], ...]:
        """Return the shares by edge of what is slower than the baseline or, where that has less to lose, faster.

        By `level` at one edge, and less at the others, so that only the greatest difference is the distance.
        """
        under = self._under(level)
        parts = [upper - lower for lower, upper in pairwise((0.0, *under, 1.0))]
        return tuple(zip((*(edge for edge, _ in self.baseline), math.inf), parts, strict=True))

    def far_at(self, level: float) -> bool:
        """Tell whether there is a distribution that is so far from the baseline at its edge, and less at all others."""
        under = self._under(level)
        apart = [abs(share - known) for share, (_, known) in zip(under, self.baseline, strict=True)]
        rest = [each for at, each in enumerate(apart) if at != self.at]
        return under == sorted(under) and under[0] >= 0 and under[-1] <= 1 and max(rest, default=0.0) < _LESS * level

    def _under(self, level: float) -> list[float]:
        """Return the share at or under each edge."""
        known = [share for _, share in self.baseline]
        at = self.at if self.at is not None else len(known) - 1 if level <= self._most else 0
        if level <= known[at]:
            share = known[at] - level
            before = [min(max(each - level / 2, 0.0), share) for each in known[:at]]
            return [*before, share, *(max(each - level / 2, share) for each in known[at + 1 :])]
        share = known[at] + level
        before = [min(each + level / 2, share) for each in known[:at]]
        return [*before, share, *(max(min(each + level / 2, 1.0), share) for each in known[at + 1 :])]
