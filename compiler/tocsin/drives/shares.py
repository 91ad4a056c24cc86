"""Drives of what is one total by another, and of a share."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin.drives import parts
from tocsin.drives.alone import Alone, Totals
from tocsin.drives.brimful import brimful_ms
from tocsin.drives.drive import Drive
from tocsin.drives.floor import Floored
from tocsin.drives.labels import satisfying, takes
from tocsin.drives.whole import Whole
from tocsin.drives.world import Span, Track
from tocsin.measures import Series, is_counted


class OfTotals(Floored, Totals, frozen=True, kw_only=True):
    """What is one total by another."""

    floor: float = 0.0
    """Traffic that there must be more of for there to be a value."""
    window_ms: int

    @property
    def linear(self) -> int | None:
        """Of one sample the rate is unknown."""
        return 1 if self._of_two and self.settle_ms else None

    @property
    def flows(self) -> bool:
        """Both totals grow."""
        return self._of_two and bool(self.settle_ms)

    @property
    def begins(self) -> int | None:
        """Two samples of both totals tell what one is by the other, however little of the window they fill."""
        return 1 if self._of_two and not self.floor else None

    @property
    @abstractmethod
    def _of_two(self) -> bool:
        """Whether both totals are seen in the same window, or neither in one."""


class Share(OfTotals, frozen=True, kw_only=True):
    """The share of some totals in others, which may count them too."""

    of: tuple[Series, ...]
    to: tuple[Series, ...]
    complement: bool = False
    empty: bool = False
    """Whether the whole is 0, whatever the parts are."""
    exceeds: bool = False
    """Whether the parts are brought to more than the whole, which does not count them."""

    @property
    def labelled(self) -> Series:
        """The first of the parts."""
        return self.of[0]

    @property
    def settle_ms(self) -> int:
        """The window, if anything is counted in one."""
        return self.window_ms if any(is_counted(series) for series in (*self.of, *self.to)) else 0

    @property
    def domain(self) -> tuple[float, float]:
        """A share, unless the parts exceed the whole."""
        if self.exceeds:
            return (-math.inf, 1.0) if self.complement else (0.0, math.inf)
        return 0.0, 1.0

    def reaching(self, limits: Sequence[float]) -> Share:
        """Return it with parts that exceed the whole, where one of `limits` asks for it and they are not counted in it."""
        asked = any(limit <= 0 if self.complement else limit >= 1 for limit in limits)
        return replace(self, exceeds=True) if asked and not any(map(self._within, self.to)) else self

    @property
    def idles(self) -> bool:
        """What is counted may be quiet."""
        return all(is_counted(series) for series in self.to)

    @property
    def alone(self) -> tuple[tuple[float, Alone], ...]:
        """All of it is the one counter that there is of several, or nothing is."""
        if not self.idles or not self._of_two:
            return ()
        ones = [(float((only in self.of) != self.complement), only) for only in dict.fromkeys(self.to)]
        return tuple((level, Alone(share=self, of=self.of, only=only, level=level)) for level, only in ones)

    def delay_ms(self, before: float, limit: float) -> int:
        """Return the window where all but a hair of it must be beyond the limit: a burst does not outweigh the rest by so much."""
        return brimful_ms(self, before, limit)

    def beside(self, tracks: Sequence[Track]) -> Drive:
        """Return what tells the whole alone, when `tracks` tell the part and nothing of the whole."""
        told = {track.metric for track in tracks}
        if len(self.of) > 1 or len(self.to) > 1 or self.settle_ms or self.to[0].metric in told:
            return self
        # What is strange to another value may be a part of this one.
        part = tuple(track for track in tracks if takes(self.of[0], track.metric, track.labels))
        return Whole(part=part, total=self.to[0], complement=self.complement) if any(not track.stranger for track in part) else self

    def tracks(self, spans: Sequence[Span], step_ms: int, *, turn: int = 1) -> Iterator[Track]:
        """Yield the parts, and what else there is in the whole."""
        wholes = self.paced(spans)
        shares = [(1 - span.level if self.complement else span.level) if span.level is not None else 0.0 for span in spans]
        # Each of several parts is as great as the others.
        part = [whole * share / len(self.of) for whole, share in zip(wholes, shares, strict=True)]
        for series in self.of:
            # What differs from a part in nothing but that is the rest of the whole.
            within = [whole for whole in self.to if parts.nested(series, whole) is not None]
            yield from parts.total(series, spans, part, step_ms, turn=turn, apart=within[0].matchers if within else None)
        # Where the whole is 0, the rest of it outweighs the parts: whoever exports such nonsense is not to be told of.
        within_wholes = sum(map(self._within, self.to))
        left = [(0.0 if self.empty else whole) - within_wholes * each for whole, each in zip(wholes, part, strict=True)]
        yield from self._rest(spans, left, step_ms, turn)

    @property
    def void(self) -> Drive | None:
        """A whole that is counted is never less than its parts, and 0 of 0 is no number anyway."""
        if self.floor or (any(map(self._within, self.to)) and any(map(is_counted, self.to))):
            return None
        return replace(self, empty=True)

    @property
    def _of_two(self) -> bool:
        return len({is_counted(series) for series in (*self.of, *self.to)}) == 1

    def _within(self, whole: Series) -> int:
        """Return how many of the parts `whole` counts."""
        return sum(parts.nested(part, whole) is not None for part in self.of)

    def _rest(self, spans: Sequence[Span], left: Sequence[float], step_ms: int, turn: int) -> Iterator[Track]:
        """Yield what is in the whole besides the parts, of the first of them that can tell it apart."""
        for whole in self.to:
            inside = [part for part in self.of if parts.nested(part, whole) is not None]
            if not inside:
                yield from parts.total(whole, spans, left, step_ms, turn=turn)
                return
            others = parts.rest(inside[0], whole)
            if others is not None:
                if is_counted(whole):
                    yield from parts.counter(whole, spans, left, step_ms, turn=turn, more=_differing(others, whole), apart=())
                else:
                    yield from _other_gauge(whole, spans, left, others)
                return


def _differing(others: dict[str, str], whole: Series) -> dict[str, str]:
    known = satisfying(whole.matchers)
    return {label: value for label, value in others.items() if label not in known and label not in whole.by}


def _other_gauge(whole: Series, spans: Sequence[Span], left: Sequence[float], others: dict[str, str]) -> Iterator[Track]:
    for track in parts.gauge(whole, spans, left, aggregate="sum", apart=()):
        yield Track(metric=track.metric, labels={**track.labels, **_differing(others, whole)}, runs=track.runs)
