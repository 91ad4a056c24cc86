"""Stories of the windows of guards: how soon a guard lets an alert fire, and how long it keeps it from firing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Changing, Counter
from tocsin.emit.proving.clock import Clock, closer
from tocsin.emit.proving.forgetting import remembered
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline
from tocsin.emit.proving.windows import crossing, patience

_SAMPLES = 5
"""Steps of a window, unless a drive says how many samples it needs."""


def of_guards(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield for each guard of what is counted in a window a story by which it can be told from its half and its double."""
    if math.isfinite(proof.drive.lasts_ms):
        return
    for held in proof.held:
        samples = held.drive.samples if isinstance(held.drive, Changing) else _SAMPLES
        if held.against is None or held.bound is None or not held.drive.settle_ms or held.drive.settle_ms % samples:
            continue
        step_ms = held.drive.settle_ms // samples
        settle = max(math.ceil(each.settle_ms / step_ms) for each in (proof.drive, *(other.drive for other in proof.held)))
        others = [proof.drive, *(other.drive for other in proof.held if other is not held)]
        fine = replace(clock, step_ms=step_ms, grain_ms=closer(step_ms, others), settle=settle)
        timeline = Timeline(levels, proof, fine, stepped=held)
        match held.drive:
            case Counter() if held.bound[1] == held.against:
                _stopping(timeline, levels, held, fine, held.against)
            case Counter() if not held.bound[1]:
                _ceasing(timeline, levels, held, fine, held.against)
            case Counter():
                _crossing(timeline, levels, held, fine, held.bound[1], held.against)
            case Changing() if held.level < held.against:
                _few(timeline, levels, held, fine, samples)
            case Changing():
                _many(timeline, levels, held, fine, samples)
            case _:
                continue
        story = timeline.story()
        if story is not None:
            yield story


def _crossing(timeline: Timeline, levels: Levels, held: ir.Held, clock: Clock, limit: float, against: float) -> None:
    """Let a guard hold when enough of its window is new."""
    crossed, part = crossing(held.drive.linear or 0)
    timeline.go(levels.worst, clock.settle + 1, guard=(held, against))
    timeline.go(levels.worst, crossed, guard=(held, against + (limit - against) / part))
    timeline.ask(timeline.steps - 2, (), "before a guard holds", waiting=True)
    timeline.ask(timeline.steps - 1, levels.firing(levels.worst), "when a guard holds", waiting=True)


def _stopping(timeline: Timeline, levels: Levels, held: ir.Held, clock: Clock, against: float) -> None:
    """Let what is counted stop, of which anything at all is enough, until the window of a guard has forgotten it."""
    firing = levels.firing(levels.worst)
    timeline.go(levels.worst, clock.settle + patience(firing, clock) + 1)
    last = timeline.steps - 1 + remembered()
    why, after = "while a guard remembers what was counted", "when a guard has forgotten it"
    timeline.until(levels.worst, last, firing, why, after, since=clock.settle, guard=(held, against))


def _ceasing(timeline: Timeline, levels: Levels, held: ir.Held, clock: Clock, against: float) -> None:
    """Let a guard for which nothing at all may be counted hold when its window has forgotten the last of it."""
    timeline.go(levels.worst, clock.settle + 1, guard=(held, against))
    timeline.go(levels.worst, remembered() + 1, guard=(held, 0.0))
    timeline.ask(timeline.steps - 2, (), "while a guard remembers what was counted", waiting=True)
    timeline.ask(timeline.steps - 1, levels.firing(levels.worst), "when a guard has forgotten it", waiting=True)


def _few(timeline: Timeline, levels: Levels, held: ir.Held, clock: Clock, samples: int) -> None:
    """Let something change all the time, and at last so often that a guard does not hold until the first of these changes is forgotten."""
    timeline.go(levels.calm, clock.settle + 1, guard=(held, math.inf))
    timeline.go(levels.worst, clock.settle + 1, guard=(held, math.inf))
    against = held.against or 0.0
    timeline.go(levels.worst, int(against), guard=(held, against))
    timeline.go(levels.worst, samples - int(against), guard=(held, 0.0))
    timeline.ask(timeline.steps - 2, (), "while a guard remembers a change", waiting=True)
    timeline.ask(timeline.steps - 1, levels.firing(levels.worst), "when a guard has forgotten it", waiting=True)


def _many(timeline: Timeline, levels: Levels, held: ir.Held, clock: Clock, samples: int) -> None:
    """Let something change just as often as a guard asks, until its window has forgotten the first of these changes."""
    timeline.go(levels.worst, clock.settle + 1, guard=(held, 0.0))
    timeline.ask(timeline.steps - 1, (), "before a guard holds", waiting=True)
    first = timeline.steps
    timeline.go(levels.worst, int(held.level), guard=(held, held.level))
    since = timeline.steps - 1
    why, after = "while a guard remembers a change", "when a guard has forgotten it"
    timeline.until(levels.worst, first + samples - 2, levels.firing(levels.worst), why, after, since=since, guard=(held, 0.0))
