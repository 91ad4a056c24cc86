"""Stories from scripts, in which every sample is given; only alerts of one name are asked about together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from tocsin import ir
from tocsin.drives.choices import Chosen, among, choices, of_choice
from tocsin.emit.proving.story import Check, Story


class Asked(Check, frozen=True, kw_only=True):
    """A check of which each alert that fires tells a value of its own, and labels of its own."""

    moments: tuple[ir.Moment, ...]
    """Of each that fires."""


def scripted(alerts: Sequence[ir.Alert]) -> Iterator[Story]:
    """Yield the story of each scene of the scripts of `alerts`, which have one name."""
    shared: dict[str, list[tuple[ir.Alert, ir.Scene]]] = {}
    for alert in alerts:
        for scene in alert.script.scenes if alert.script is not None else ():
            shared.setdefault(scene.title, []).append((alert, scene))
    for title, told in shared.items():
        first = told[0][1]
        if any(replace(scene, moments=first.moments) != first for _, scene in told):
            raise RuntimeError(f"two scenes are called {title!r}")
        story = _story(told)
        yield story
        script = told[0][0].script
        if script is not None and script.events is not None and first == script.scenes[0]:
            yield from (_of_choice(story, chosen) for chosen in choices(script.events))


def _of_choice(story: Story, chosen: Sequence[Chosen]) -> Story:
    """Return a story in a world in which its series have other values, and what tells budgets apart has them too."""
    checks = tuple(
        replace(check, moments=tuple(replace(moment, labels=among(moment.labels, chosen)) for moment in check.moments))
        if isinstance(check, Asked)
        else check
        for check in story.checks
    )
    recorded = tuple(replace(each, labels=among(each.labels, chosen)) for each in story.recorded)
    return replace(story, tracks=of_choice(story.tracks, chosen), checks=checks, recorded=recorded)


def _story(told: Sequence[tuple[ir.Alert, ir.Scene]]) -> Story:
    first = told[0][1]
    return Story(
        name=told[0][0].name,
        alerts=tuple(alert for alert, _ in told),
        step_ms=first.step_ms,
        every_ms=first.every_ms,
        tracks=first.tracks,
        checks=tuple(_check(step, told) for step in sorted({moment.step for _, scene in told for moment in scene.moments})),
        recorded=first.recorded,
    )


def _check(step: int, told: Sequence[tuple[ir.Alert, ir.Scene]]) -> Asked:
    """Return what is asked at `step`: every alert must know then whether it fires."""
    at = [(alert, next(moment for moment in scene.moments if moment.step == step)) for alert, scene in told]
    firing = [(alert, moment) for alert, moment in at if moment.fires]
    return Asked(
        step=step,
        firing=tuple(alert for alert, _ in firing),
        moments=tuple(moment for _, moment in firing),
        level=None,
        why=at[0][1].why,
    )
