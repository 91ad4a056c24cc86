"""A guard and the value exchanged: the guard is what is brought to its limit, and the value what must hold besides."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives import Changing, Counter, Echo
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story


def exchanged(levels: Levels, proof: ir.Proof) -> Iterator[tuple[tuple[ir.Alert, ...], ir.Proof]]:
    """Yield for each guard that is made of several series, or of a mean, the alerts as if it were their value, and the proof of them.

    Of guards of what is counted and of how often something changes `of_guards` tells.
    """
    if math.isfinite(proof.drive.lasts_ms):
        return  # the value would become its own past
    alerts = levels.firing(levels.worst)
    value = ir.Held(drive=proof.drive, level=levels.worst, against=levels.near(levels.worst))
    for held in proof.held:
        drive = held.drive
        if held.bound is None or isinstance(drive, Changing | Counter | Echo) or not (drive.settle_ms or drive.void):
            continue
        others = (other for other in proof.held if other is not held)
        turned = ir.Proof(drive=drive, bounds=(held.bound,), held=(value, *others))
        yield tuple(replace(alert, proof=turned) for alert in alerts), turned


def without_levels(story: Story) -> Story:
    """Return the story with no level to be shown: what changes in it is not the value."""
    return replace(story, checks=tuple(replace(check, level=None) for check in story.checks))
