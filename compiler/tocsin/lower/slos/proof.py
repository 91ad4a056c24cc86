"""The proofs of the alerts of an objective: histories of events just within and just beyond each limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.drives import Span, Track
from tocsin.drives.burn import TRAFFIC, event_tracks, labels_of, of_others, per_second
from tocsin.drives.ended import Ended, ended
from tocsin.drives.gaps import only
from tocsin.ir import Moment, Recorded, Scene, Script
from tocsin.lower.slos.history import History
from tocsin.lower.slos.objective import Objective, error_share
from tocsin.lower.slos.paces import PAIRS, SURE, Watched, few, plenty
from tocsin.lower.slos.pictures import Asked, Pictures, beyond_of
from tocsin.lower.slos.recordings import CURRENT, DAY_MS, PERIOD_BURN, REMAINING, facts
from tocsin.lower.slos.windows import Pair
from tocsin.measures import Counted, Events, Samples, Slower

_LITTLE: Final = 0.0005
"""The pace of so few events that a tenth of one a second is more."""
_SHARES: Final = (0.5, 9.0, 1.5, 5.0, 0.25, 7.0)
"""Of what is bad, in parts of the budget, from one window to the next shorter one."""
_EVALUATIONS: Final = 16
"""How many times the shortest window that is asked for the longest may be where counters have ended."""
_SAMPLES: Final = 2
"""Steps that a counter has before it ends: a rate needs two samples."""
_MOST: Final = 500
"""Native histograms that a window may hold."""
_BEGINNING: Final = 8
"""Steps in which a counter is reset."""


def scripts(objective: Objective, events: Events, watched: Sequence[Watched], *, every_ms: int) -> Mapping[Pair, Script]:
    """Return the proofs of the alerts of all pairs; none where a gauge should have more samples than is worth it.

    `every_ms` is the time between two evaluations in which a recorded rate stands for its events.
    """
    whole_ms = max(each.pair.short_ms for each in watched)
    tellers = (_Teller(objective, events, tuple(watched), every_ms / 1000, each) for each in _parts(whole_ms, objective.base_ms))
    # Each evaluation stands for as many events as there are in the real time between two: of few evaluations each must see very many.
    teller = next((each for each in tellers if not isinstance(events, Samples) or each.plenty <= PAIRS), None)
    if teller is None:
        return {}

    @cache
    def told() -> tuple[Mapping[Pair, Scene], ...]:
        return tuple(scene for scene in teller.scenes() if scene)

    return {each.pair: Script(tell=partial(_part, told, each.pair), events=events) for each in watched}


def _parts(whole_ms: int, base_ms: int) -> Iterator[int]:
    """Yield the parts of a time, of which it has a whole number, down to `base_ms`, the longest first."""
    return (whole_ms // number for number in range(1, whole_ms // base_ms + 1) if whole_ms % (number * base_ms) == 0)


def _part(told: Callable[[], tuple[Mapping[Pair, Scene], ...]], pair: Pair) -> tuple[Scene, ...]:
    return tuple(scene[pair] for scene in told())


class _Teller(Struct, frozen=True):
    objective: Objective
    events: Events
    watched: tuple[Watched, ...]
    every_seconds: float
    evaluated_ms: int
    """Between two evaluations of the scene in which windows see different shares."""

    def scenes(self) -> Iterator[Mapping[Pair, Scene]]:
        """Yield each scene as all alerts play in it: what one of them is about, the others must not mistake."""
        yield self._around()
        for each in self.watched:
            if each.least is not None:
                yield self._few(each, each.least)
        if isinstance(self.events, Counted):
            for number, some in enumerate(ended(self.events), 1):
                if some.share is not None:
                    yield self._ended(number, some, some.share)

    def _around(self) -> Mapping[Pair, Scene]:
        """Tell of the shares around every limit, the alerts that look back longest first, and of windows that see different ones."""
        pairs = sorted(self.watched, key=lambda each: -each.pair.long_ms)
        whole_ms = max(each.pair.short_ms for each in pairs)
        pictures = Pictures(empty=self._empty(self.evaluated_ms), whole_ms=whole_ms, pace=self.plenty)
        pictures.steady(beyond_of(pairs[0].limit), _LITTLE)
        for each in pairs:
            pictures.around(each.pair, each.limit)
        shares = [share * min(float(self.objective.budget), 1 / max(_SHARES)) for share in _SHARES]
        pictures.apart(self.objective.windows_ms, shares, whole_ms=whole_ms)
        history, first, last = pictures.history, pictures.asked[0], pictures.asked[-1]
        told = [*self._told(history, first), *self._facts(history, first), *self._told(history, last)]
        # A counter that is reset at its second sample is not seen to be: that of a restart must be less than the one before.
        began = history.spans[0]
        spans = [began._replace(steps=1), began._replace(steps=began.steps - 1), *history.spans[1:]]
        return self._scene("windows", history, event_tracks(self.events, spans, history.step_ms), pictures.asked, told)

    def _few(self, watched: Watched, least: float) -> Mapping[Pair, Scene]:
        """Tell of so few events that the alert stays silent whatever their share, until there are just enough."""
        long_ms, step_ms = watched.pair.long_ms, self._step_ms
        found = few(long_ms, least, self._each, base_ms=self.objective.base_ms, step_ms=step_ms, whole=self._states)
        if found is None:
            return {}
        evaluations, pace, more = found
        empty = self._empty(long_ms // evaluations)
        share = min(1.0, 2 * max(each.limit for each in self.watched))
        grains = empty.every_ms // step_ms
        length = (evaluations + 2) * grains
        history = empty.with_spans([Span(length + 1, share, pace), Span(grains, share, more)])
        asked = [Asked(length, "with too few events"), Asked(length + grains, "with enough events")]
        return self._scene(f"events {watched.pair.factor}", history, event_tracks(self.events, history.spans, step_ms), asked)

    def _ended(self, number: int, some: Ended, share: float) -> Mapping[Pair, Scene]:
        """Tell of counters that ended so long ago that no window sees them, though twice the window still would."""
        raw = [window for window in self.objective.windows_ms if window < DAY_MS]
        longest = raw[-1]
        every_ms = next(_late(window) for window in raw[1:] if window * _EVALUATIONS > longest)
        pictures = Pictures(empty=self._empty(every_ms), whole_ms=every_ms, pace=self.plenty)
        pictures.apart(raw, [share], whole_ms=_late(longest) // every_ms * every_ms)
        history, why = pictures.history, f"while only {some.name} counts"
        last, grains = history.steps - 1, every_ms // history.step_ms
        told = [*self._told(history, Asked(last, why))]
        for step in range(grains, last, grains):
            since_ms = (step - _SAMPLES) * history.step_ms
            told += [self._share(history, window, Asked(step, why)) for window in raw if window <= since_ms < 2 * window]
        tracks = some.tracks(history.spans, history.step_ms, ended=_SAMPLES + 1, traffic=TRAFFIC)
        return self._scene(f"counters {number}", history, tracks, [Asked(last, why)], told)

    @property
    def _step_ms(self) -> int:
        """Two samples in the shortest window, which is as few as make a rate."""
        return self.objective.base_ms // 2

    @property
    def plenty(self) -> float:
        """The pace at which each evaluation sees enough events for every alert."""
        return plenty(self.watched, self._each, every_ms=self.evaluated_ms, whole=self._states)

    @property
    def _states(self) -> bool:
        return isinstance(self.events, Samples)

    @property
    def _each(self) -> float:
        """How many events an evaluation sees at a pace of 1."""
        return per_second(self.events, self._step_ms) * self.every_seconds

    def _empty(self, every_ms: int) -> History:
        return History(
            spans=(), step_ms=self._step_ms, every_ms=every_ms, base_ms=self.objective.base_ms, recorded_from_ms=DAY_MS,
            states=self._states,
        )  # fmt: skip

    def _scene(
        self, title: str, history: History, tracks: Iterable[Track], asked: Iterable[Asked], told: Sequence[Recorded] = ()
    ) -> Mapping[Pair, Scene]:
        """Return the scene of each alert; asked is only when all of them are sure what they do."""
        moments: dict[Pair, list[Moment]] = {each.pair: [] for each in self.watched}
        for each in asked:
            found = [self._moment(watched, history, each) for watched in self.watched]
            for watched, moment in zip(self.watched, found, strict=True):
                if moment is not None and None not in found:
                    moments[watched.pair].append(moment)
        beside = of_others(self.events, history.steps, history.step_ms)
        scene = Scene(
            title=f"{self.objective.name} {title}", step_ms=history.step_ms, every_ms=history.every_ms,
            tracks=tuple(self._light(history, (*tracks, *beside))), moments=(), recorded=tuple(told),
        )  # fmt: skip
        return {pair: replace(scene, moments=tuple(known)) for pair, known in moments.items() if known}

    def _light(self, history: History, tracks: Sequence[Track]) -> Iterator[Track]:
        """Yield `tracks`, where windows would see too many native histograms with those alone that they begin and end with.

        promtool reads 10,000 samples at once, and such a histogram counts as a dozen: https://github.com/prometheus/prometheus/blob/main/
        cmd/promtool/unittest.go (MaxSamples), promql/value.go (HPoint.size).
        """
        firsts = [window // history.step_ms - 1 for window in self.objective.windows_ms if window < history.recorded_from_ms]
        if not (isinstance(self.events, Slower) and self.events.histogram.native and firsts[-1] > _MOST):
            yield from tracks
            return
        ends = range(0, history.steps, history.every_ms // history.step_ms)
        yield from only(tracks, [*range(_BEGINNING), *(end - first for end in ends for first in (0, *firsts) if first <= end)])

    def _moment(self, watched: Watched, history: History, asked: Asked) -> Moment | None:
        """Return what the alert of a pair does; None when it is too near a limit to say."""
        (pair, limit, least), (step, why, exact) = watched, asked
        long, short = history.share(pair.long_ms, step), history.share(pair.short_ms, step)
        if long is None or short is None:
            return Moment(step=step, fires=False, why=why)
        sides = [(long, limit), (short, limit)]
        if least is not None:
            sides.append((history.events(pair.long_ms, step) * self._each, least))
        if any(value < at * (1 - SURE) for value, at in sides):
            return Moment(step=step, fires=False, why=why)
        if any(value < at * (1 + SURE) and value < (at + 1) / 2 for value, at in sides):
            return None
        level = long if exact and history.exact(pair.long_ms, step) else None
        return Moment(step=step, fires=True, level=level, labels=labels_of(self.events), why=why)

    def _told(self, history: History, asked: Asked) -> Iterator[Recorded]:
        """Yield what is recorded of events and shares."""
        bad, every = (rate * per_second(self.events, history.step_ms) for rate in history.rates(asked.step))
        yield self._recorded(self.objective.events(), every, asked)
        yield self._recorded(self.objective.bad_events(), bad, asked)
        yield from (self._share(history, window, asked) for window in self.objective.windows_ms)

    def _share(self, history: History, window_ms: int, asked: Asked) -> Recorded:
        return self._recorded(error_share(window_ms), history.share(window_ms, asked.step), asked)

    def _facts(self, history: History, asked: Asked) -> Iterator[Recorded]:
        """Yield what is recorded of the objective, and of the budget: what was spent of it since the beginning of the world."""
        base, period = (history.share(window, asked.step) for window in (self.objective.base_ms, self.objective.period_ms))
        if base is None or period is None:
            raise AssertionError("there are events at all times")
        spent, budget = period / float(self.objective.budget), float(self.objective.budget)
        for name, value in facts(self.objective):
            yield Recorded(step=asked.step, name=name, labels=self.objective.labels, value=value, why=asked.why)
        for name, value in ((CURRENT, base / budget), (PERIOD_BURN, spent), (REMAINING, 1 - spent)):
            yield self._recorded(name, value, asked)

    def _recorded(self, name: str, value: float | None, asked: Asked) -> Recorded:
        labels = {**labels_of(self.events), **self.objective.labels}
        return Recorded(step=asked.step, name=name, labels=labels, value=value, why=asked.why)


def _late(window_ms: int) -> int:
    """Return how long ago what a window no longer sees is still seen by twice the window."""
    return window_ms * 3 // 2
