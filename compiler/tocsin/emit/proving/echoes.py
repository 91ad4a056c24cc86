"""Stories of guards that see the value, or its traffic, over a window of their own, and so follow it later or sooner."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Echo
from tocsin.drives.drive import LITTLE
from tocsin.emit.proving.clock import Clock, closer
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline

_STEPS = 60
"""Steps of a guard's window."""
_NEAR = 0.05
"""By which part of the time that a guard takes it is asked sooner and later: a limit that is wrong by a tenth is farther away."""
_LEAST = 0.03
"""The part of its window that must be new, and the part that must not, at least."""
_FEW, _MANY = 0.1, 2.0
"""How many times the least traffic."""
_FARTHER = (1, 2, 4, 8)
"""How many times as far from what is well as the worst level is."""
_MOST = 8000
"""Samples that a window may hold."""


def of_echoes(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield for each such guard a story in which the value is beyond its limit before the guard holds, or when it holds no more."""
    longest_ms = max(each.settle_ms for each in (proof.drive, *(held.drive for held in proof.held)))
    for held in proof.held:
        step_ms = (held.drive.settle_ms or longest_ms) // _STEPS
        if not isinstance(held.drive, Echo) or held.bound is None or not step_ms:
            continue
        grain_ms = closer(step_ms, [proof.drive, *(other.drive for other in proof.held)])
        if longest_ms > _MOST * grain_ms:
            continue
        settle = math.ceil(longest_ms / step_ms)
        fine = replace(clock, step_ms=step_ms, grain_ms=grain_ms, settle=settle, begins=settle)
        timeline = Timeline(levels, proof, fine)
        told = _flooding(timeline, levels, proof, fine) if held.drive.of_traffic else _following(timeline, levels, proof, fine, held)
        story = timeline.story() if told else None
        if story is not None:
            yield story


def _flooding(timeline: Timeline, levels: Levels, proof: ir.Proof, clock: Clock) -> bool:
    """Go from too little traffic to enough, and tell whether that could be told."""
    least = (proof.drive.little or 0.0) / LITTLE
    timeline.go(levels.worst, clock.settle + 1, pace=least * _FEW)
    early, late = _times((1 - _FEW) / (_MANY - _FEW))
    return _entering(timeline, levels.worst, levels.firing(levels.worst), early, late, pace=least * _MANY)


def _following(timeline: Timeline, levels: Levels, proof: ir.Proof, clock: Clock, held: ir.Held) -> bool:
    """Go from where a guard does not hold beyond a limit, or back, and tell whether that could be told."""
    limit, window_ms = held.level, proof.drive.settle_ms
    low, high = proof.drive.domain
    low = max(low, 0.0) if limit >= 0 else low
    for bad in (*(limit + times * (levels.worst - limit) for times in _FARTHER), levels.bad[0]):
        firing = levels.firing(bad) if low <= bad <= high else ()
        before = min(max(2 * limit - bad, low), high)
        if not firing or levels.firing(before) or bad == before:
            continue
        part = (limit - before) / (bad - before)
        early, late = _times(part)
        if held.drive.settle_ms and _LEAST <= part <= 1 - _LEAST and window_ms <= early * clock.step_ms:
            timeline.go(before, clock.settle + 1)
            return _entering(timeline, bad, firing, early, late)
        early, late = _times(1 - part) if held.drive.settle_ms else (0, 1)
        left = bad + (before - bad) * min(late * clock.step_ms / window_ms, 1.0) if window_ms else before
        if _LEAST <= 1 - part <= 1 - _LEAST and all(_beyond(alert, left) for alert in firing):
            return _leaving(timeline, (before, bad), firing, early, late, clock)
    return False


def _entering(timeline: Timeline, level: float, firing: Sequence[ir.Alert], early: int, late: int, *, pace: float = 1.0) -> bool:
    timeline.ask(timeline.steps + early - 1, (), "before a guard holds", waiting=True)
    timeline.go(level, late, pace=pace)
    timeline.ask(timeline.steps - 1, firing, "when a guard holds", waiting=True)
    return True


def _leaving(timeline: Timeline, levels: tuple[float, float], firing: Sequence[ir.Alert], early: int, late: int, clock: Clock) -> bool:
    if any(alert.keep_firing_for_ms for alert in firing):
        return False
    well, bad = levels
    timeline.go(well, 1)
    timeline.go(bad, clock.settle + 1)
    timeline.ask(timeline.steps + early - 1, firing, "while a guard holds", waiting=True)
    timeline.go(well, late)
    timeline.ask(timeline.steps - 1, (), "when a guard holds no more", waiting=True)
    return True


def _times(part: float) -> tuple[int, int]:
    """Return steps after which a guard surely has not changed yet, and after which it has, when so much of its window must be new."""
    return math.floor(part * _STEPS * (1 - _NEAR)), math.ceil(part * _STEPS * (1 + _NEAR))


def _beyond(alert: ir.Alert, level: float) -> bool:
    """Tell whether a value is beyond the limit of an alert, whatever its guards say."""
    return alert.proof is not None and replace(alert.proof, within=()).fires(level)
