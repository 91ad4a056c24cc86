"""Stories of the values that a label may have: each alone must be enough for an alert to fire, or to stay silent."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives.choices import choices, of_choice
from tocsin.emit.proving.clock import Clock
from tocsin.emit.proving.levels import Levels
from tocsin.emit.proving.story import Story
from tocsin.emit.proving.timeline import Timeline


def of_values(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Story]:
    """Yield for each value of a list, but the one of which all other stories tell, a story in which all series have it."""
    worlds = tuple(choices(proof.drive, *(held.drive for held in proof.held)))
    stories: list[Story] = []
    for timeline in _told(levels, proof, clock) if worlds else ():
        timeline.alone = True
        story = timeline.story()
        stories += () if story is None else (story,)
    for chosen in worlds:
        for story in stories:
            yield replace(story, tracks=of_choice(story.tracks, chosen), chosen=chosen)


def _told(levels: Levels, proof: ir.Proof, clock: Clock) -> Iterator[Timeline]:
    """Yield what is told of each: that nobody waits just within the limits, and who does just beyond."""
    timeline = Timeline(levels, proof, clock)
    timeline.past()
    # In a past the guards have begun.
    begins = clock.after if timeline.steps else clock.begins
    timeline.go(levels.near(levels.worst), begins + 1 + timeline.filling)
    timeline.ask(timeline.steps - 1, (), "just within the limit, with another value", waiting=True)
    settle = clock.settle
    if math.isfinite(proof.drive.lasts_ms):
        # What is told would become a past of its own.
        yield timeline
        timeline, settle = Timeline(levels, proof, clock), begins
        timeline.past()
    timeline.go(levels.worst, settle + 1)
    timeline.ask(timeline.steps - 1, levels.firing(levels.worst), "just beyond the limit, with another value", waiting=True)
    yield timeline
