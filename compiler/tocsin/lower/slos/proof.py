"""How the alerts of an objective are proved: histories of events around every limit, and around the edges of every window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import ceil
from typing import Final, NamedTuple

from tocsin.drives import Span
from tocsin.drives.burn import TRAFFIC, event_tracks
from tocsin.ir import Moment, Scene, Script
from tocsin.lower.slos.history import History
from tocsin.lower.slos.objective import Objective
from tocsin.lower.slos.recordings import DAY_MS
from tocsin.lower.slos.windows import Pair
from tocsin.measures import Events, Samples

_NEAR: Final = 0.0137271827
"""How near a share is to a limit: by a fraction that no way of showing a number rounds in the middle."""
_SURE: Final = 0.004
"""How near it may come before nobody can say what the alert does."""
_NEAR_LEAST: Final = 0.06
"""As `_NEAR` for a number of events: more than one evaluation sees of those that a long window holds."""
_MUCH: Final = 10.0
_FLOOD: Final = 1000.0
"""How many times the traffic outweighs all else in a window."""


class Watched(NamedTuple):
    """A pair of windows with its limit and the events that its long window must have seen."""

    pair: Pair
    limit: float
    least: float | None


class _Asked(NamedTuple):
    step: int
    why: str


def scripts(objective: Objective, events: Events, watched: Sequence[Watched], *, every_ms: int) -> Mapping[Pair, Script]:
    """Return the proofs of the alerts of all pairs; none where a gauge should have more samples than it has.

    `every_ms` is the time between two evaluations in which a recorded rate stands for its events.
    """
    if isinstance(events, Samples) and any(each.least for each in watched):
        return {}
    teller = _Teller(objective, events, tuple(watched), every_ms / 1000)

    @cache
    def told() -> tuple[Mapping[Pair, Scene], ...]:
        return tuple(scene for scene in teller.scenes() if scene)

    return {each.pair: Script(tell=partial(_part, told, each.pair)) for each in watched}


def _part(told: Callable[[], tuple[Mapping[Pair, Scene], ...]], pair: Pair) -> tuple[Scene, ...]:
    return tuple(scene[pair] for scene in told())


@dataclass(frozen=True, slots=True)
class _Teller:
    objective: Objective
    events: Events
    watched: tuple[Watched, ...]
    every_seconds: float

    def scenes(self) -> Iterator[Mapping[Pair, Scene]]:
        """Yield each scene as all alerts play in it: what one of them is about, the others must not mistake."""
        for each in self.watched:
            yield self._level(each, each.limit * (1 - _NEAR), "just within")
            yield self._level(each, _beyond(each.limit, _NEAR), "just beyond")
        for each in self.watched:
            yield self._windows(each)
            if each.least is not None:
                yield self._few(each, each.least)

    @property
    def _step_ms(self) -> int:
        """Two samples in the shortest window, which is as few as make a rate."""
        return self.objective.base_ms // 2

    @property
    def _plenty(self) -> float:
        """The pace at which each evaluation sees enough events for every alert."""
        most = max((each.least or 0.0 for each in self.watched), default=0.0)
        return max(1.0, _MUCH * most / (TRAFFIC * self.every_seconds))

    def _level(self, watched: Watched, share: float, why: str) -> Mapping[Pair, Scene]:
        """Tell of a share that there was from the beginning, so that all windows see it."""
        last = 2
        title = f"{self._name(watched)} {why} the limit"
        return self._scene(title, [Span(last + 1, share, self._plenty)], self._step_ms, [_Asked(last, f"{why} the limit")])

    def _windows(self, watched: Watched) -> Mapping[Pair, Scene]:
        """Tell when either window sees what, the short one being the time between two evaluations.

        First the windows see other shares, of which the alert tells the long one's. Then so many good events that a burn is only seen
        when they have left the long window. At last it recovers for half of the short window, which is not seen, and for all of it.
        """
        pair, limit = watched.pair, watched.limit
        grains, whole = pair.short_ms // self._step_ms, ceil(pair.long_ms / pair.short_ms)
        most = min(1.0, 2.5 * limit)
        pace = 1.0 if watched.least is None else 1.25 * watched.least / (whole * TRAFFIC * self.every_seconds)
        told = (
            # How many halves of the short window, the share of bad events, their pace, and what is asked at which half of it.
            (4, limit + (most - limit) / 6, self._plenty, ()),
            (4, limit + (most - limit) / 2, self._plenty, ((4, "while the short window sees more than the long one"),)),
            self._well(2 * whole),
            (2 * whole, _beyond(limit, _NEAR), pace, ((2 * whole - 2, "before the long window sees it"), (2 * whole, "when both see it"))),
            (3, most, pace, ()),
            (1, 0.0, pace, ((1, "when half of the short window has recovered"),)),
            (2, most, pace, ()),
            (2, 0.0, pace, ((2, "when the short window has recovered"),)),
        )
        spans: list[Span] = []
        asked: list[_Asked] = []
        now = 0
        for halves, share, speed, moments in told:
            spans.append(Span(halves * grains // 2 + (0 if spans else 1), share, speed))
            asked += [_Asked((now + at) * grains // 2, why) for at, why in moments]
            now += halves
        return self._scene(f"{self._name(watched)} windows", spans, pair.short_ms, asked)

    def _well(self, long: int) -> tuple[int, float, float, tuple[tuple[int, str], ...]]:
        """Return a time in which all is well: of a gauge, whose samples are no more at one time than at another, a long one."""
        halves, pace = (long, self._plenty) if isinstance(self.events, Samples) else (2, self._plenty * _FLOOD)
        return halves, 0.0, pace, ((halves, "while all is well"),)

    def _few(self, watched: Watched, least: float) -> Mapping[Pair, Scene]:
        """Tell of so few events that the alert stays silent whatever their share, until there are just enough."""
        every_ms = watched.pair.short_ms // 2
        grains, whole = every_ms // self._step_ms, watched.pair.long_ms // every_ms
        few = least * (1 - _NEAR_LEAST) / (whole * TRAFFIC * self.every_seconds)
        share = min(1.0, 2 * max(each.limit for each in self.watched))
        length = (whole + 2) * grains
        # What the window sees more at the last evaluation makes up for what was missing, twice.
        more = few + 2 * _NEAR_LEAST * least / (TRAFFIC * self.every_seconds)
        spans = [Span(length + 1, share, few), Span(grains, share, more)]
        asked = [_Asked(length, "with too few events"), _Asked(length + grains, "with enough events")]
        return self._scene(f"{self._name(watched)} events", spans, every_ms, asked)

    def _name(self, watched: Watched) -> str:
        return f"{self.objective.name} {watched.pair.factor}"

    def _scene(self, title: str, spans: list[Span], every_ms: int, asked: Sequence[_Asked]) -> Mapping[Pair, Scene]:
        """Return the scene of each alert; asked is only when all of them are sure what they do."""
        history = History(
            spans=spans, step_ms=self._step_ms, every_ms=every_ms, base_ms=self.objective.base_ms, recorded_from_ms=DAY_MS,
            states=isinstance(self.events, Samples),
        )  # fmt: skip
        moments: dict[Pair, list[Moment]] = {each.pair: [] for each in self.watched}
        for step, why in asked:
            found = [self._moment(each, history, step, why) for each in self.watched]
            for each, moment in zip(self.watched, found, strict=True):
                if moment is not None and None not in found:
                    moments[each.pair].append(moment)
        # A counter that is reset at its second sample is not seen to be: that of a restart must be less than the one before.
        first = spans[0]
        told = [first._replace(steps=1), first._replace(steps=first.steps - 1), *spans[1:]]
        tracks = tuple(event_tracks(self.events, told, self._step_ms))
        return {
            pair: Scene(title=title, step_ms=self._step_ms, every_ms=every_ms, tracks=tracks, moments=tuple(known))
            for pair, known in moments.items()
            if known
        }

    def _moment(self, watched: Watched, history: History, step: int, why: str) -> Moment | None:
        """Return what the alert of a pair does at `step`; None when it is too near a limit to say."""
        pair, limit, least = watched
        long, short = history.share(pair.long_ms, step), history.share(pair.short_ms, step)
        if long is None or short is None:
            return Moment(step=step, fires=False, why=why)
        sides = [(long, limit), (short, limit)]
        if least is not None:
            sides.append((history.events(pair.long_ms, step) * TRAFFIC * self.every_seconds, least))
        if any(value < at * (1 - _SURE) for value, at in sides):
            return Moment(step=step, fires=False, why=why)
        if any(value < at * (1 + _SURE) and value < (at + 1) / 2 for value, at in sides):
            return None
        return Moment(step=step, fires=True, level=long if history.exact(pair.long_ms, step) else None, why=why)


def _beyond(limit: float, part: float) -> float:
    """Return a share beyond `limit`, and not more than all."""
    return min(limit * (1 + part), (limit + 1) / 2)
