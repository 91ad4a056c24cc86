"""The drive of a total by another of something else: a quotient, a cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin.drives import parts
from tocsin.drives.drive import Drive
from tocsin.drives.shares import OfTotals
from tocsin.drives.world import Span, Track
from tocsin.measures import Series, is_counted


class Quotient(OfTotals, frozen=True, kw_only=True):
    """A total by another of something else, times a price: seconds a request, money a thousand tokens, or money alone."""

    of: Series
    per: Series | None
    factor: float = 1.0
    """The value is this many times the quotient."""
    empty: bool = False
    """Whether what it is divided by is 0."""

    @property
    def labelled(self) -> Series:
        """What is divided."""
        return self.of

    @property
    def settle_ms(self) -> int:
        """The window, if anything is counted in one."""
        return self.window_ms if is_counted(self.of) or (self.per is not None and is_counted(self.per)) else 0

    @property
    def domain(self) -> tuple[float, float]:
        """What is counted is not negative."""
        return 0.0, math.inf

    @property
    def idles(self) -> bool:
        """What is counted may be quiet."""
        return is_counted(self.of) and (self.per is None or is_counted(self.per))

    @property
    def void(self) -> Drive | None:
        """Money alone is divided by nothing."""
        return None if self.floor or self.per is None else replace(self, empty=True)

    @property
    def _of_two(self) -> bool:
        return self.per is not None and is_counted(self.of) == is_counted(self.per)

    @property
    def floods(self) -> bool:
        """What is by what is counted is more until the window is full."""
        return self.flows or (self.per is not None and is_counted(self.per))

    @property
    def linear(self) -> int | None:
        """Of one sample the rate is unknown; what is counted later than what it is divided by is a mean too."""
        return 1 if is_counted(self.of) else None

    @property
    def fills_ms(self) -> int:
        """The window, unless the other total is seen in it too."""
        return self.window_ms if is_counted(self.of) and not self._of_two else 0

    @property
    def calms_ms(self) -> int:
        """The window, if only what it is divided by is seen in it."""
        return self.window_ms if self.per is not None and is_counted(self.per) and not is_counted(self.of) else 0

    @property
    def idle(self) -> float | None:
        """Nothing is spent, or there is nothing to divide by."""
        return 0.0 if self.per is None else None

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the two totals."""
        by = [1.0] * len(spans) if self.per is None else self.paced(spans)
        yield from parts.total(
            self.of, spans, [(span.level or 0.0) / self.factor * per for span, per in zip(spans, by, strict=True)], step_ms, turn=turn
        )
        if self.per is not None:
            yield from parts.total(self.per, spans, [0.0 if self.empty else per for per in by], step_ms, turn=turn)
