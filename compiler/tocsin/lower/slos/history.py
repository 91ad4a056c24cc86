"""The histories of events that proofs of objectives are made of: how many events, and how many bad ones, each window sees.

A window holds the samples after its beginning up to now, and what was counted between two of them belongs to the later:
https://prometheus.io/docs/prometheus/latest/querying/basics/#range-vector-selectors
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from tocsin.drives import Span

_CLAMPED = 0.55
"""The part of the mean that the first sample must have counted at least."""
_SOON = 1.1
"""Steps before the first sample up to which a window is thought to have been full."""


class History(Struct, frozen=True, kw_only=True, dict=True):
    """Events since the beginning of a world, in steps of one sample. A span's level is the share of bad ones, its pace how many."""

    spans: Sequence[Span]
    step_ms: int
    every_ms: int
    """Between two evaluations, at each of which what longer windows read is recorded."""
    base_ms: int
    """The window over which that is rated."""
    recorded_from_ms: int
    """The shortest window that is read from what was recorded."""
    states: bool
    """Whether the events are the samples of a gauge, the first of which counts too."""

    @property
    def steps(self) -> int:
        """How many steps it has."""
        return sum(span.steps for span in self.spans)

    def with_spans(self, spans: Sequence[Span]) -> History:
        """Return the history with `spans` in place of its own."""
        return replace(self, spans=tuple(spans))

    def share(self, window_ms: int, step: int) -> float | None:
        """Return the share of bad events in a window that ends at `step`; None while there were none."""
        if window_ms >= self.recorded_from_ms:
            rates = [self.rates(each) for each in self._evaluations(window_ms, step)]
            bad, every = sum(bad for bad, _ in rates), sum(every for _, every in rates)
        else:
            bad, every = self._counted(window_ms, step)
        return bad / every if every > 0 else None

    def exact(self, window_ms: int, step: int) -> bool:
        """Tell whether the share of bad events in a window is that to the last digit.

        A counter is not thought to have been below 0 before its first sample: one that counted much less then than since is taken to
        have begun in between. https://github.com/prometheus/prometheus/blob/main/promql/functions.go (extrapolatedRate)
        """
        share, began = self.share(window_ms, step), self.spans[0].level
        if share is None or began is None or self.states or window_ms >= self.recorded_from_ms or self._first(window_ms, step) > 0:
            return True
        return began >= share * _CLAMPED and 1 - began >= (1 - share) * _CLAMPED

    def events(self, window_ms: int, step: int) -> float:
        """Return the recorded events a second, at a pace of 1 as 1, added up over a window."""
        return sum(every for _, every in (self.rates(each) for each in self._evaluations(window_ms, step)))

    def rates(self, step: int) -> tuple[float, float]:
        """Return the rates of bad events and of all that are recorded at an evaluation, at a pace of 1 as 1.

        The beginning of the window is filled up as `rate` does.
        https://github.com/prometheus/prometheus/blob/main/promql/functions.go (extrapolatedRate)
        """
        bad, every = self._counted(self.base_ms, step)
        base = self.base_ms / self.step_ms
        if self.states:
            return bad / base, every / base
        seen = step - self._first(self.base_ms, step)
        if not seen:
            return 0.0, 0.0
        missing = base - seen if base - seen < _SOON else 0.5
        factor = (seen + missing) / seen / base
        return bad * factor, every * factor

    def _evaluations(self, window_ms: int, step: int) -> range:
        every = self.every_ms // self.step_ms
        first = max((step * self.step_ms - window_ms) // self.every_ms + 1, 0)
        return range(first * every, step + 1, every)

    def _first(self, window_ms: int, step: int) -> int:
        return max((step * self.step_ms - window_ms) // self.step_ms + 1, 0)

    def _counted(self, window_ms: int, step: int) -> tuple[float, float]:
        """Return the bad events and all that were seen in a window, in steps of a pace of 1."""
        # A sample that is a state counts by itself, one of a counter by what it has more than the one before.
        first = self._first(window_ms, step) - (1 if self.states else 0)
        (bad, every), (bad_before, every_before) = self._total(step + 1), self._total(first + 1)
        return bad - bad_before, every - every_before

    def _total(self, steps: int) -> tuple[float, float]:
        """Return the bad events and all of the first `steps` steps."""
        at = max(bisect_right(self._began, steps, key=lambda began: began[0]) - 1, 0)
        first, bad, every = self._began[at]
        if at < len(self.spans):
            span = self.spans[at]
            more = (steps - first) * span.pace
            bad, every = bad + more * (span.level or 0.0), every + more
        return bad, every

    @cached_property
    def _began(self) -> list[tuple[int, float, float]]:
        """How many steps, bad events and events there were before each span, and in the end."""
        found = [(0, 0.0, 0.0)]
        for span in self.spans:
            first, bad, every = found[-1]
            events = span.steps * span.pace
            found.append((first + span.steps, bad + events * (span.level or 0.0), every + events))
        return found
