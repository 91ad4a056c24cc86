"""Stories of a value that is compared with its past: what is recorded while a part of the window is new, or empty."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Rolling, Seasonal
from tocsin.emit.proving.clock import Clock
from tocsin.emit.proving.forgetting import remembered
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline

_SAMPLES = 5
"""Steps of a window."""
_BEFORE, _SINCE = 1.0, 2.0
"""The level before, and the one that half of the window is of."""
_NEW = 2
"""Steps of it."""


def of_pasts(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield the story by which the window of the value can be told from its half and its double, in a world that has no past yet."""
    drive = proof.drive
    if not isinstance(drive, Rolling | Seasonal) or proof.held or not drive.now.settle_ms or drive.now.settle_ms % _SAMPLES:
        return
    low, high = drive.domain
    if not proof.recorded or not low <= _BEFORE < _SINCE <= high:
        return
    # The first that is recorded is what is judged.
    _, series = proof.recorded[0]
    step_ms = drive.now.settle_ms // _SAMPLES
    timeline = Timeline(levels, proof, replace(clock, step_ms=step_ms, grain_ms=step_ms, settle=_SAMPLES, begins=_SAMPLES), stepped=proof)
    before, since = (drive.origin + drive.unit * level for level in (_BEFORE, _SINCE))
    timeline.go(_BEFORE, _SAMPLES + 1)
    if drive.now.linear is not None:
        timeline.go(_SINCE, _NEW)
        part = _NEW / (_SAMPLES - drive.now.linear)
        timeline.expect([(series, before + (since - before) * part)], "when a part of the window is new")
    elif drive.now.remembers:
        timeline.go(None, remembered())
        timeline.expect([(series, before)], "while the window remembers it")
        timeline.go(None, 1)
        timeline.expect([(series, None)], "when the window has forgotten it", gone=True)
    else:
        return
    story = timeline.story()
    if story is not None:
        yield story
