"""Stories of what a window holds: how soon something new matters in it, and how long it remembers what is over."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from tocsin import ir
from tocsin.emit.proving.clock import Clock
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline

_SAMPLES = 5
"""Steps of a window."""
_PART = 0.7
"""How much of a window must be new before a limit is crossed; no whole number of steps, so that it is crossed between two."""
_MOST = 100
"""Steps that a wait may take at most: the window is short beside it, and matters little."""


def of_windows(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield a story by which the window of the value can be told from its half and its double, if there is one."""
    drive = proof.drive
    if not drive.settle_ms or drive.settle_ms % _SAMPLES or any(held.drive.settle_ms > drive.settle_ms for held in proof.held):
        return
    step_ms = drive.settle_ms // _SAMPLES
    waits = [math.ceil(alert.for_ms / step_ms) for alert in levels.alerts]
    if max(waits) > _MOST:
        return
    fine = replace(clock, step_ms=step_ms, grain_ms=step_ms, settle=_SAMPLES, begins=_SAMPLES if drive.begins is None else 1)
    told = _entering(levels, proof, fine) if drive.linear is not None else _leaving(levels, proof, fine) if drive.remembers else None
    story = None if told is None else told.story()
    if story is not None:
        yield story


def _entering(levels: Levels, proof: ir.Proof, clock: Clock) -> Timeline | None:
    """Go from just within a limit to a level at which it is crossed when enough of the window is new."""
    drive = proof.drive
    bad = levels.bad[0]
    before, firing = levels.near(bad), levels.firing(bad)
    limits = [
        limit
        for alert in firing
        if alert.proof is not None
        for _, limit in alert.proof.bounds
        if min(before, bad) <= limit <= max(before, bad)
    ]
    beyond = before + (limits[0] - before) / _PART if limits else before
    low, high = drive.domain
    if len(set(limits)) != 1 or not low <= beyond <= high or levels.firing(beyond) != firing:
        return None
    counted = _SAMPLES - (drive.linear or 0)
    crossed = next(step for step in range(1, counted + 1) if step / counted > _PART)
    wait = clock.steps(max(alert.for_ms for alert in firing))
    timeline = Timeline(levels, proof, clock)
    timeline.hold(before, "just within the limit", clock.settle)
    timeline.go(beyond, crossed + wait)
    if len({alert.for_ms for alert in firing}) > 1:
        return None
    timeline.ask(timeline.steps - 2, (), "before enough of the window is new")
    timeline.ask(timeline.steps - 1, firing, "when enough of the window is new")
    return timeline


def _leaving(levels: Levels, proof: ir.Proof, clock: Clock) -> Timeline | None:
    """Go from beyond a limit to nothing at all: it is remembered for as long as the window is."""
    bad = levels.bad[0]
    firing = levels.firing(bad)
    wait = clock.steps(max(alert.for_ms for alert in firing))
    timeline = Timeline(levels, proof, clock)
    timeline.go(bad, clock.begins + wait + 1)
    # What was counted last is seen while the sample before it is in the window.
    last = clock.begins if proof.drive.counts_once else timeline.steps - 1
    if last + _SAMPLES - 2 < timeline.steps - 1:
        return None
    keep = clock.steps(max(alert.keep_firing_for_ms for alert in firing))
    timeline.ask(last + _SAMPLES - 2, firing, "while the window remembers it")
    timeline.ask(last + _SAMPLES + keep, (), "when the window has forgotten it")
    timeline.go(None, last + _SAMPLES + keep + 1 - timeline.steps)
    return timeline
