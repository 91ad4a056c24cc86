"""Stories of the windows of guards: how soon something new lets an alert fire, and how long something keeps it from firing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Changing, Counter
from tocsin.emit.proving.clock import Clock, closer
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline

_SAMPLES = 5
"""Steps of a window."""
_PART = 0.7
"""How much of a window must be new before a limit is crossed; no whole number of steps."""


def of_guards(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield for each guard of what is counted in a window a story by which it can be told from its half and its double."""
    if math.isfinite(proof.drive.lasts_ms):
        return
    for held in proof.held:
        if held.against is None or held.bound is None or not held.drive.settle_ms or held.drive.settle_ms % _SAMPLES:
            continue
        step_ms = held.drive.settle_ms // _SAMPLES
        settle = max(math.ceil(each.settle_ms / step_ms) for each in (proof.drive, *(other.drive for other in proof.held)))
        others = [proof.drive, *(other.drive for other in proof.held if other is not held)]
        timeline = Timeline(levels, proof, replace(clock, step_ms=step_ms, grain_ms=closer(step_ms, others)), stepped=held)
        match held.drive:
            case Counter() if held.bound[1] == held.against:
                _stopping(timeline, levels, held, settle, held.against)
            case Counter():
                _crossing(timeline, levels, held, settle, held.bound[1], held.against)
            case Changing() if not any(alert.keep_firing_for_ms for alert in levels.alerts) and {held.level, held.against} == {0.0, 1.0}:
                _changing(timeline, levels, held, settle, held.against)
            case _:
                continue
        story = timeline.story()
        if story is not None:
            yield story


def _crossing(timeline: Timeline, levels: Levels, held: ir.Held, settle: int, limit: float, against: float) -> None:
    """Let a guard hold when more than `_PART` of its window is new."""
    counted = _SAMPLES - (held.drive.linear or 0)
    crossed = next(step for step in range(1, counted + 1) if step / counted > _PART)
    timeline.go(levels.worst, settle + 1, guard=(held, against))
    timeline.go(levels.worst, crossed, guard=(held, against + (limit - against) / _PART))
    timeline.ask(timeline.steps - 2, (), "before a guard holds", waiting=True)
    timeline.ask(timeline.steps - 1, levels.firing(levels.worst), "when a guard holds", waiting=True)


def _stopping(timeline: Timeline, levels: Levels, held: ir.Held, settle: int, against: float) -> None:
    """Let what is counted stop, of which anything at all is enough, until the window of a guard has forgotten it."""
    timeline.go(levels.worst, settle + 1)
    timeline.ask(timeline.steps + _SAMPLES - 3, levels.firing(levels.worst), "while a guard remembers what was counted", waiting=True)
    timeline.fade(levels.worst, _SAMPLES - 1, "when a guard has forgotten it", guard=(held, against))


def _changing(timeline: Timeline, levels: Levels, held: ir.Held, settle: int, against: float) -> None:
    """Let something change once: until its window has forgotten it a guard holds, or does not."""
    firing = levels.firing(levels.worst)
    during, after = (firing, ()) if held.level else ((), firing)
    timeline.go(levels.worst, settle + 1, guard=(held, 0.0) if held.level else None)
    timeline.go(levels.worst, 1, guard=None if held.level else (held, against))
    timeline.go(levels.worst, _SAMPLES - 1, guard=(held, 0.0) if held.level else None)
    timeline.ask(timeline.steps - 2, during, "while a guard remembers a change", waiting=True)
    timeline.ask(timeline.steps - 1, after, "when a guard has forgotten it", waiting=True)
