"""Stories of a distribution that is compared with another one: what is recorded while the windows fill with one thing and then another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.annotation import plain
from tocsin.drives import Distance, FromBefore, Span
from tocsin.drives.drive import ENOUGH, LITTLE
from tocsin.emit.proving.clock import Clock
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline

_SAMPLES = 5
"""Steps of the window of a rate."""
_STEPS = 4
"""Steps of the shorter of the windows that hold rates."""
_MOST = 1500
"""Steps that are too many."""
_BEFORE, _FIRST, _LAST = 1.0, 0.0, 0.5
"""Parts of the farthest distance: before the windows, in the first half of each, and in its last."""
_MORE = 3.0
"""Traffic in the last half of a window; in the first it is 1."""
_MUCH = 1000.0
"""How many times as much has been counted before."""


def of_distributions(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield stories by which the windows of a distribution and the least observations in them can be told from others."""
    drive = proof.drive
    if not isinstance(drive, Distance) or not any(_of_distribution(part) for part, _ in proof.recorded):
        return
    told = (*_rates(levels, proof, clock, drive), *_distributions(levels, proof, clock, drive))
    yield from (story for timeline in told if (story := timeline.story()) is not None)


def _rates(levels: Levels, proof: ir.Proof, clock: Clock, drive: Distance) -> Iterator[Timeline]:
    """Yield a world in which half of a rate's window is new, and of more traffic."""
    if drive.window_ms % _SAMPLES:
        return
    step_ms = drive.window_ms // _SAMPLES
    timeline = Timeline(levels, proof, replace(clock, step_ms=step_ms, grain_ms=step_ms), stepped=proof)
    # Between five samples traffic is counted four times.
    half = (_SAMPLES - 1) // 2
    window = _halves(drive, half, 1.0)
    # Counters that are far above 0 are extrapolated to both edges of the window.
    timeline.go(window[1].level, 1, pace=_MUCH * window[1].pace)
    timeline.go(window[0].level, _SAMPLES + 1, pace=window[0].pace)
    timeline.go(window[1].level, half, pace=window[1].pace)
    why = "when a part of the window is new"
    for part, series in proof.recorded:
        if part.startswith("bucket_rate"):
            for edge, share in _seen(drive, window):
                timeline.expect([(series, share * drive.traffic * _mean_pace(window))], why, more={"le": plain(edge)})
        elif part.startswith("count_rate"):
            timeline.expect([(series, drive.traffic * _mean_pace(window))], why)
    yield timeline


def _distributions(levels: Levels, proof: ir.Proof, clock: Clock, drive: Distance) -> Iterator[Timeline]:
    """Yield a world in which windows saw just enough, one thing in their first half and another in their last, and one of too little."""
    windows_ms = [*([drive.before_ms] if isinstance(drive, FromBefore) else []), drive.judged_ms]
    step_ms = math.gcd(*windows_ms) // _STEPS
    steps = [window_ms // step_ms for window_ms in windows_ms] if step_ms else []
    if not steps or sum(steps) > _MOST or step_ms % clock.grain_ms or step_ms < drive.window_ms or any(each % 2 for each in steps):
        return
    fine = replace(clock, step_ms=step_ms)
    for part in (ENOUGH, LITTLE):
        timeline = Timeline(levels, proof, fine)
        # As many observations in each window, however long it is.
        windows = [_halves(drive, each // 2, part * drive.floor * min(windows_ms) / (each * step_ms)) for each in steps]
        timeline.go(_level(drive, _BEFORE), _STEPS, pace=_MORE * windows[0][1].pace)
        for span in (span for window in windows for span in window):
            timeline.go(span.level, span.steps, pace=span.pace)
        why = "when each half of a window was another" if part == ENOUGH else "with too little traffic"
        series = [each for name, each in proof.recorded if _of_distribution(name)]
        # The distribution that is judged is recorded first, and the one before it then.
        for each, window in zip(series, reversed(windows), strict=True):
            for edge, share in _seen(drive, window):
                timeline.expect([(each, share if part == ENOUGH else None)], why, gone=True, more={"le": plain(edge)})
        yield timeline


def _of_distribution(part: str) -> bool:
    return part.startswith("distribution")


def _level(drive: Distance, part: float) -> float:
    return part * drive.domain[1]


def _halves(drive: Distance, steps: int, rate: float) -> tuple[Span, Span]:
    """Return the two halves of a window that sees `rate` observations a second in the mean."""
    pace = rate / drive.traffic * 2 / (1 + _MORE)
    return Span(steps, _level(drive, _FIRST), pace), Span(steps, _level(drive, _LAST), pace * _MORE)


def _mean_pace(window: Sequence[Span]) -> float:
    return sum(span.pace * span.steps for span in window) / sum(span.steps for span in window)


def _seen(drive: Distance, window: Sequence[Span]) -> Iterator[tuple[float, float]]:
    """Yield the finite edges with the share of a window's observations at or under each."""
    shapes = [(span.pace * span.steps, drive.shape(span.level or 0.0)) for span in window]
    for edge in sorted({upper for _, shape in shapes for upper, _ in shape if math.isfinite(upper)}):
        under = sum(weight * sum(share for upper, share in shape if upper <= edge) for weight, shape in shapes)
        yield edge, under / sum(weight for weight, _ in shapes)
