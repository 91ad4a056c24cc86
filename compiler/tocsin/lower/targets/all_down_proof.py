"""How it is proved that Prometheus sees nothing: no target answers, or there is none any more; one that has just started waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import ceil
from typing import Final, NamedTuple

from msgspec import Struct

from tocsin.drives import Run, Track
from tocsin.drives.labels import alternatives, satisfying, strangers
from tocsin.drives.parts import replicas
from tocsin.ir import Moment, Recorded, Recording, Scene, Script
from tocsin.measures import Series


class Waits(Struct, frozen=True, kw_only=True):
    """How long it waits, in milliseconds."""

    looked_ms: int
    """Since the first evaluation, more than between two."""
    for_ms: int
    every_ms: int
    """Between two evaluations."""


class _Phase(NamedTuple):
    steps: int
    answers: tuple[float | None, ...]
    """`up` of each target; None: there is no such target."""
    why: str
    fires: bool


_MOST: Final = 8
"""Namespaces or jobs of which each has a target: what tells these apart tells more."""


def all_down_script(up: Series, seen: Recording, waits: Waits) -> Script:
    """Return the script of the alert that no target of `up` has answered for as long as it waits, which reads what is recorded of that."""

    def tell() -> tuple[Scene, ...]:
        # A fifth shorter or longer is at least one step, and there are two at least between evaluations in production.
        step_ms = waits.for_ms * 4 // 15
        step_ms = max(step_ms // ceil(step_ms / (waits.every_ms // 2)) // 1000, 1) * 1000
        looked, wait = ceil(waits.looked_ms / step_ms), ceil(waits.for_ms / step_ms)
        targets = _targets(up)
        all_of, none, gone = (tuple([value] * len(targets)) for value in (1.0, 0.0, None))
        lost = (
            _Phase(looked + 1, all_of, "while all targets answer", fires=False),
            _Phase(wait, none, "before its time", fires=False),
            _Phase(1, none, "when none has answered for long enough", fires=True),
            *(_Phase(1, _only(index, none), "when one answers again", fires=False) for index in range(len(targets))),
            _Phase(wait, gone, "when there has been none for too short a time", fires=False),
            _Phase(1, gone, "when there has been none for long enough", fires=True),
            _Phase(1, all_of, "after all have recovered", fires=False),
        )
        started = (
            _Phase(looked + wait, gone, "when Prometheus has just started and knows no target yet", fires=False),
            _Phase(1, gone, "when it has been looking for long enough", fires=True),
            _Phase(1, all_of, "when it has found them", fires=False),
        )
        scenes = {"targets": lost, "start": started}
        return tuple(_scene(title, up, targets, seen, phases, step_ms) for title, phases in scenes.items())

    return Script(tell=tell)


def _targets(up: Series) -> list[dict[str, str]]:
    """Return the labels of a target in each namespace, or of each job, that is asked for; of two where there is one."""
    ours = satisfying(up.matchers)
    asked = [(each.label, alternatives(each.value)[:_MOST]) for each in up.matchers if each.op == "=~"]
    return next(([{**ours, label: value} for value in values] for label, values in asked if len(values) > 1), list(replicas(ours)))


def _only(index: int, none: tuple[float | None, ...]) -> tuple[float | None, ...]:
    return (*none[:index], 1.0, *none[index + 1 :])


def _scene(title: str, up: Series, targets: Sequence[dict[str, str]], seen: Recording, phases: Sequence[_Phase], step_ms: int) -> Scene:
    ends = [end - 1 for end in accumulate(phase.steps for phase in phases)]
    told = tuple(zip(ends, phases, strict=True))
    return Scene(
        title=title,
        step_ms=step_ms,
        tracks=tuple(_tracks(up, targets, phases)),
        moments=tuple(Moment(step=end, fires=phase.fires, level=0.0, why=phase.why) for end, phase in told),
        recorded=tuple(
            Recorded(step=end, name=seen.record, labels=seen.labels, value=float(1.0 in phase.answers), why=phase.why)
            for end, phase in told
        ),
    )


def _tracks(up: Series, targets: Sequence[dict[str, str]], phases: Sequence[_Phase]) -> Iterator[Track]:
    """Yield the targets, and others that answer all the time and are nobody's here."""
    for index, labels in enumerate(targets):
        yield Track(metric=up.metric, labels=labels, runs=tuple(Run(phase.answers[index], 0.0, phase.steps) for phase in phases))
    steps = sum(phase.steps for phase in phases)
    for _, labels in strangers(up.matchers, targets[0]):
        yield Track(metric=up.metric, labels=labels, runs=(Run(1.0, 0.0, steps),), stranger=True)
