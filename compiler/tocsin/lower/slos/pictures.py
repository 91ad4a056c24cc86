"""Finds the history by which every alert of an objective is told from its neighbours: what each window must see at each evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from msgspec import Struct, field

from tocsin.drives import Span
from tocsin.lower.slos.history import History
from tocsin.lower.slos.windows import Pair

NEAR: Final = 0.0137271827
"""How near a share is to a limit: by a fraction that no way of showing a number rounds in the middle."""


class Asked(NamedTuple):
    """A step at which it is asked who fires, and why."""

    step: int
    why: str
    exact: bool = False
    """Whether they are asked for every word, too."""


class Part(NamedTuple):
    """Some time with one share of bad events; None: the share that makes a window see what it must."""

    ms: int
    share: float | None


class Pictures(Struct, kw_only=True):
    """A history that is written picture by picture; each of them ends at an evaluation."""

    empty: History
    """What windows see, before anything has happened."""
    whole_ms: int
    """How long a picture takes: a whole number of times between two evaluations."""
    pace: float
    """Of the events, where it does not matter."""
    spans: list[Span] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    @property
    def history(self) -> History:
        """What windows see of all that was told."""
        return self.empty.with_spans(self.spans)

    def steady(self, share: float, pace: float) -> None:
        """Tell of one share for as long as it takes that all that looks back sees it, now and at the evaluation before.

        Groups of rules are evaluated in any order: one that reads what another records may see what was recorded before.
        """
        self._add([Part(2 * self.whole_ms, share)], self.pace if self.empty.states else pace)
        self._ask("while all windows see the same")

    def around(self, pair: Pair, limit: float) -> None:
        """Bring the windows of a pair to all sides of a limit: one just within it and the other just beyond, and both beyond.

        What the long window does not see any more is on the other side, and so is the end of what the short one sees: a longer or a
        shorter one would see it.
        """
        within, beyond, farther = limit * (1 - NEAR), beyond_of(limit), beyond_of(limit, times=3)
        whole_ms, long, short = self.whole_ms, pair.long_ms, pair.short_ms
        before, rest = max(whole_ms - long, 0), Part(long - short, None)
        good, bad = Part(before, 0.0), Part(before, min(1.0, 2 * beyond))
        if self._solved([bad, rest, *self._short(short, beyond, limit)], long, within):
            self._ask("while only the short window is beyond the limit")
        if long <= whole_ms:
            self._solved([good, rest, *self._short(short, farther, limit)], long, beyond)
            self._ask("when both windows are just beyond the limit", exact=True)
            self._solved([good, rest, *self._short(short, within, limit)], long, beyond)
        else:
            if self._solved([Part(whole_ms, None)], long, beyond):
                self._ask("when the long window is just beyond the limit, too", exact=True)
                self._add([Part(whole_ms, beyond)])
            else:
                self._add([Part(long, beyond)])
            self._ask("when both windows are just beyond the limit", exact=True)
            self._add([Part(whole_ms - short, within), *self._short(short, within, limit)])
        self._ask("while only the long window is beyond the limit")

    def _short(self, window_ms: int, target: float, limit: float) -> list[Part]:
        """Return what a window sees as `target`, its last half being on the other side of the limit where it can."""
        half = window_ms // 2 // self.empty.step_ms * self.empty.step_ms
        other = limit * 0.8 if target > limit else beyond_of(limit, times=3)
        alone = Pictures(empty=self.empty, whole_ms=self.whole_ms, pace=self.pace)
        parts = [Part(window_ms - half, None), Part(half, other)]
        return list(alone._filled(parts, window_ms, target) or [Part(window_ms, target)])

    def apart(self, windows_ms: Sequence[int], shares: Sequence[float], *, whole_ms: int) -> None:
        """Let each window within `whole_ms` see other events than half or twice the window would, and others of `shares`."""
        edges = sorted({0, whole_ms, *(window for window in windows_ms if window < whole_ms)}, reverse=True)
        for number, (longer, shorter) in enumerate(pairwise(edges)):
            pace = self.pace * (1.0 if self.empty.states else _PACES[number % len(_PACES)])
            self._add([Part(longer - shorter, shares[number % len(shares)])], pace)
        self._ask("while each window sees something else")

    def _solved(self, parts: Sequence[Part], window_ms: int, target: float) -> bool:
        """Add `parts` with the share that makes a window see `target`, and tell whether there is one; none is added then."""
        found = self._filled(parts, window_ms, target)
        self._add(found)
        return bool(found)

    def _filled(self, parts: Sequence[Part], window_ms: int, target: float) -> tuple[Part, ...]:
        """Return `parts` with that share; none when there is none."""
        none, all_bad = (self._seen(_with(parts, share), window_ms) for share in (0.0, 1.0))
        share = (target - none) / (all_bad - none) if all_bad > none else -1.0
        return _with(parts, share) if 0 <= share <= 1 else ()

    def _seen(self, parts: Sequence[Part], window_ms: int) -> float:
        """Return the share that a window sees after `parts`; it is greater the greater the share of any of them."""
        history = self.empty.with_spans([*self.spans, *self._spans(parts, self.pace)])
        seen = history.share(window_ms, history.steps - 1)
        if seen is None:
            raise AssertionError("there are events at all times")
        return seen

    def _add(self, parts: Sequence[Part], pace: float | None = None) -> None:
        for span in self._spans(parts, self.pace if pace is None else pace):
            last = self.spans[-1] if self.spans else None
            if last is not None and last[1:] == span[1:]:
                self.spans[-1] = last._replace(steps=last.steps + span.steps)
            else:
                self.spans.append(span)

    def _spans(self, parts: Sequence[Part], pace: float) -> Iterator[Span]:
        first = not self.spans
        for part in parts:
            if part.ms:
                yield Span(part.ms // self.empty.step_ms + (1 if first else 0), part.share, pace)
                first = False

    def _ask(self, why: str, *, exact: bool = False) -> None:
        self.asked.append(Asked(self.history.steps - 1, why, exact))


_PACES: Final = (1.0, 2.0, 0.75, 1.5, 3.0)
"""Of the events from one window to the next shorter one."""


def beyond_of(limit: float, times: int = 1) -> float:
    """Return a share just beyond `limit`, or some times as far beyond it, and not more than all."""
    return min(limit * (1 + times * NEAR), (limit + times) / (1 + times))


def _with(parts: Sequence[Part], share: float) -> tuple[Part, ...]:
    return tuple(part if part.share is not None else part._replace(share=share) for part in parts)
