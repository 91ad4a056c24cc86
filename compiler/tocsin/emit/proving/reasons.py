"""The reasons for the expected answers of a test, as comments: promtool has no field for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.duration import format_duration
from tocsin.emit.proving.story import Story


def reasons(name: str, stories: Sequence[Story]) -> Iterator[str]:
    """Yield a line for each of the `stories` that the test `name` tells: its alert, and what the world does at each check."""
    for story in stories:
        checks = sorted({(step, why) for step, why in _asked(story) if why})
        said = "; ".join(f"{format_duration(step * story.step_ms)} {why}" for step, why in checks)
        yield f"{name}, {story.name}: {said}"


def _asked(story: Story) -> Iterator[tuple[int, str]]:
    yield from ((check.step, check.why) for check in story.checks)
    yield from ((recorded.step, recorded.why) for recorded in story.recorded)
