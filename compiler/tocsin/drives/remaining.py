"""The drive of a time that is left, such as until a certificate expires."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tocsin.drives.values import Age
from tocsin.drives.world import Span, Track


class Remaining(Age, frozen=True, kw_only=True):
    """How long it is until what a gauge tells: a time, of several exporters the earliest (`min`) or the latest."""

    @property
    def domain(self) -> tuple[float, float]:
        """It may be over."""
        return -math.inf, math.inf

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield its replicas and the strangers, which run with the time: what is left is an age that is negative."""
        past = [span._replace(level=-(span.level or 0.0)) for span in spans]
        yield from super().tracks(past, step_ms, turn=turn)
