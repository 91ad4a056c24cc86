"""Stories of the length of a history: a past that varies, each part of which must count for as long as it is in the window."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Relative, Rolling, Seasonal
from tocsin.emit.proving.clock import Clock, closer
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline
from tocsin.promql import Selector

_STEPS = 12
"""Steps of a history."""
_NEW = 3
"""How many of them were unlike the others, the last of them."""
_TIMES = 3.0
_OLD = 4
"""Steps of a short history before its end."""
_BEYOND = 1.3
"""How far beyond a limit a value is by the beginning of a history."""
_PATTERN = (0.0, 1.0, 0.0, 2.0)
"""What was at the four steps around the same time of a season; at all others 0."""
_BESIDE = 0.05
"""How near to a limit a value is by such a history."""
_MOST = 1500
"""Steps that are too many."""


def of_histories(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield stories by which the history can be told from its half and its double."""
    match proof.drive:
        case Rolling() as drive:
            stays = any(alert.keep_firing_for_ms for alert in levels.alerts)
            told = _anomaly(levels, proof, clock, drive, stays=stays) if _averages(proof) else ()
            told = told or (() if stays else (*_changes(levels, proof, clock, drive), *_ended(levels, proof, clock, drive)))
        case Seasonal() as drive if _averages(proof):
            told = _season(levels, proof, clock, drive)
        case Seasonal() as drive:
            told = tuple(_then(levels, proof, clock, drive))
        case _:
            told = ()
    yield from (story for timeline in told if (story := timeline.story()) is not None)


def _averages(proof: ir.Proof) -> bool:
    """Tell whether a mean of the past is recorded: without one the value is compared with a single one of then."""
    return any(part.startswith("mean") for part, _ in _of_then(proof))


def _of_then(proof: ir.Proof) -> Sequence[tuple[str, Selector]]:
    """Return what is recorded of the past: the first is what is judged, which may be a mean too."""
    return proof.recorded[1:]


def _anomaly(levels: Levels, proof: ir.Proof, clock: Clock, drive: Rolling, *, stays: bool) -> tuple[Timeline, ...]:
    """Let the end of the history be unlike its beginning, and ask what was recorded of all of it; who `stays` may still fire then."""
    fine, ends = _steps(proof, clock, drive)
    past = [0.0] * (_STEPS - _NEW) + [levels.worst] * _NEW
    if not _sharp(drive, fine) or not _possible(drive, past):
        return ()
    timeline = _told(levels, proof, fine, 0.0, levels.worst)
    timeline.go(0.0, ends)
    if not stays:
        timeline.ask(timeline.steps - 1, (), "when a part of the past was unlike the rest", waiting=True)
    timeline.expect(_of_past(proof, drive, past), "when a part of the past was unlike the rest")
    return (timeline,)


def _changes(levels: Levels, proof: ir.Proof, clock: Clock, drive: Rolling) -> Iterator[Timeline]:
    """Let the end of the history be unlike its beginning, and hold what is just within a limit by the mean of it, and just beyond."""
    fine, ends = _steps(proof, clock, drive)
    mean = (_STEPS - _NEW + _NEW * _TIMES) / _STEPS
    bounds = [(alert, op, limit) for alert in levels.firing(levels.bad[0]) if alert.proof is not None for op, limit in alert.proof.bounds]
    if len(bounds) != 1 or not _sharp(drive, fine) or drive.origin:
        return
    alert, op, limit = bounds[0]
    for part, firing in ((_BESIDE, (alert,)), (-_BESIDE, ())):
        level = limit * mean * (1 + part if op[0] == ">" else 1 - part)
        if _possible(drive, [1.0, _TIMES, level]):
            timeline = _told(levels, proof, fine, 1.0, _TIMES)
            timeline.go(level, ends)
            timeline.ask(timeline.steps - 1, firing, "by the mean of a past that was not always the same", waiting=True)
            yield timeline


def _ended(levels: Levels, proof: ir.Proof, clock: Clock, drive: Rolling) -> Iterator[Timeline]:
    """Let the end of a short history be unlike its beginning, so that it matters where it ends, and hold what is within a limit by it."""
    bad = levels.bad[0]
    limits = [limit for alert in levels.firing(bad) if alert.proof is not None for _, limit in alert.proof.bounds]
    if len(limits) != 1:
        return
    step_ms = drive.ends_ms // 2 if drive.now.settle_ms <= drive.ends_ms // 2 else drive.ends_ms
    level, new = limits[0] * _BEYOND, drive.ends_ms // step_ms
    # Whether the first sample counts, of which no rate is known, makes no difference.
    by = [levels.firing(level * (new + old) / (new * _TIMES + old)) for old in (_OLD, _OLD - 1)]
    fits = drive.over_ms > (_OLD + new) * step_ms and drive.ends_ms % step_ms == 0
    tells = by[0] == by[1] and by[0] != levels.firing(level)
    if not fits or not tells or drive.origin or not _possible(drive, [_TIMES, level]):
        return
    timeline = Timeline(levels, proof, replace(clock, step_ms=step_ms, grain_ms=_grain(proof, step_ms, drive)))
    for value, steps in ((1.0, _OLD), (_TIMES, new), (level, new)):
        timeline.go(value, steps)
    timeline.ask(timeline.steps - 1, by[0], "by a past that was another right at its end", waiting=True)
    yield timeline


def _season(levels: Levels, proof: ir.Proof, clock: Clock, drive: Seasonal) -> tuple[Timeline, ...]:
    """Let the time around the same one of each season differ from step to step, and ask what was recorded of it."""
    step_ms = drive.over_ms // len(_PATTERN)
    fine = replace(clock, step_ms=step_ms, grain_ms=_grain(proof, step_ms, drive))
    season, seasons = drive.season_ms // step_ms, len(drive.usual)
    if drive.season_ms % step_ms or season * seasons > _MOST or not _sharp(drive, fine) or not _possible(drive, _PATTERN):
        return ()
    around = len(_PATTERN) // 2 - 1
    timeline = Timeline(levels, proof, fine)
    timeline.go(0.0, 2 * len(_PATTERN))
    for _ in range(seasons):
        for level in _PATTERN:
            timeline.go(level, 1)
        timeline.go(0.0, season - len(_PATTERN))
    timeline.go(0.0, around + 1)
    timeline.ask(timeline.steps - 1, (), "when the same time of a season was not always the same", waiting=True)
    timeline.expect(_of_past(proof, drive, _PATTERN), "when the same time of a season was not always the same")
    return (timeline,)


def _then(levels: Levels, proof: ir.Proof, clock: Clock, drive: Seasonal) -> Iterator[Timeline]:
    """Let the past be unlike what it was at the one time that counts, and hold what is just beyond a limit by that."""
    bad = levels.bad[0]
    other = _TIMES if bad > levels.near(bad) else 1 / _TIMES
    # Two samples in the window tell the last of them from their mean; to tell the time one is enough, if it is right there.
    steps_ms = (drive.over_ms // 2, drive.over_ms, drive.season_ms // _STEPS)
    known = (each for each in steps_ms if drive.now.settle_ms <= each and not drive.season_ms % each and drive.season_ms // each <= _MOST)
    step_ms = next(known, None)
    if step_ms is None or levels.firing(bad / other) or not _possible(drive, [1.0, other, bad]):
        return
    timeline = Timeline(levels, proof, replace(clock, step_ms=step_ms, grain_ms=_grain(proof, step_ms, drive)))
    timeline.go(other, _STEPS)
    timeline.go(1.0, 1)
    timeline.go(other, drive.season_ms // step_ms - 1)
    timeline.go(bad, 1)
    timeline.ask(timeline.steps - 1, levels.firing(bad), "by what was then, unlike what was before and after", waiting=True)
    yield timeline


def _steps(proof: ir.Proof, clock: Clock, drive: Rolling) -> tuple[Clock, int]:
    """Return a clock of which the history takes so many steps, and the steps from its end until now."""
    step_ms = drive.over_ms // _STEPS
    return replace(clock, step_ms=step_ms, grain_ms=_grain(proof, step_ms, drive)), math.ceil(drive.ends_ms / step_ms)


def _grain(proof: ir.Proof, step_ms: int, drive: Relative) -> int:
    grain_ms = math.gcd(step_ms, drive.now.grain_ms) if drive.now.grain_ms else step_ms
    return closer(grain_ms, [held.drive for held in proof.held])


def _sharp(drive: Relative, clock: Clock) -> bool:
    """Tell whether a value holds nothing of the step before."""
    return drive.now.settle_ms < clock.step_ms


def _possible(drive: Relative, levels: Sequence[float]) -> bool:
    low, high = drive.domain
    return all(low <= level <= high for level in levels)


def _told(levels: Levels, proof: ir.Proof, clock: Clock, usual: float, other: float) -> Timeline:
    """Return a timeline in which for two histories there was what is usual, and then something else for a while."""
    timeline = Timeline(levels, proof, clock)
    timeline.go(usual, 2 * _STEPS + 1)
    timeline.go(other, _NEW)
    return timeline


def _of_past(proof: ir.Proof, drive: Relative, past: Sequence[float]) -> Iterator[tuple[Selector, float]]:
    from statistics import fmean, pstdev  # noqa: PLC0415  # few specs have anomalies, and it takes a hundredth of a small build

    for part, series in _of_then(proof):
        if part.startswith("mean"):
            yield series, drive.origin + drive.unit * fmean(past)
        elif part.startswith("deviation"):
            yield series, abs(drive.unit) * pstdev(past)
