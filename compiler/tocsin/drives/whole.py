"""The drive of the whole of a share whose part belongs to another drive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.drives import parts
from tocsin.drives.drive import Drive
from tocsin.drives.gaps import joined
from tocsin.drives.world import Span, Track
from tocsin.measures import Series


class Whole(Drive, frozen=True, kw_only=True):
    """The share of a gauge that is told already in another one, which follows it."""

    part: tuple[Track, ...]
    total: Series
    complement: bool

    @property
    def labelled(self) -> Series:
        """The total."""
        return self.total

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:  # noqa: ARG002  # gauges have no rate
        """Yield the whole, sample by sample; it is away when the part is."""
        levels = [span.level for span in spans for _ in range(span.steps)]
        totals = [_sum(values) for values in zip(*map(_samples, self.part), strict=True)]
        shares = [None if level is None else 1 - level if self.complement else level for level in levels]
        wholes = [None if total is None or not share else total / share for total, share in zip(totals, shares, strict=True)]
        each = [Span(1, None)] * len(wholes)
        yield from joined(parts.gauge(self.total, each, wholes, aggregate="sum", turn=turn))


def _samples(track: Track) -> Iterator[float | None]:
    return (value for run in track.runs for value in run.values())


def _sum(values: Sequence[float | None]) -> float | None:
    present = [value for value in values if value is not None]
    return sum(present) if present else None
