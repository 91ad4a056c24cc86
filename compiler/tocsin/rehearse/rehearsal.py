"""Rehearse a platform: the whole chain, live, in scaled time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from msgspec import Struct

from tocsin.rehearse import overlay
from tocsin.rehearse.act import Performance, Tell, series
from tocsin.rehearse.acts import Act, acts, one_for_each, sample
from tocsin.rehearse.cast import Part, Unplayable, casting
from tocsin.rehearse.judgement import Texts
from tocsin.rehearse.production import Production
from tocsin.rehearse.result import Played, Report
from tocsin.rehearse.scale import Scale
from tocsin.rehearse.stack import Programs, Stack, standing


class Progress(NamedTuple):
    """How far a rehearsal is: each alert has to arrive, and to be over."""

    done: int
    total: int
    doing: str


Watch = Callable[[Progress], None]


class Wanted(Struct, frozen=True, kw_only=True):
    """What to rehearse: these alerts, or this many of all; neither: one alert for each model and receiver."""

    alerts: tuple[str, ...] = ()
    sample: int | None = None


class _Programme(Struct, frozen=True, kw_only=True):
    everybody: tuple[Part, ...]
    acts: tuple[Act, ...]
    unplayable: tuple[Unplayable, ...]
    wanted: tuple[str, ...]
    """Names of alerts that were asked for."""


@contextmanager
def rehearsed(
    production: Production, *, programs: Programs, wanted: Wanted, watch: Watch, scale: Scale
) -> Iterator[tuple[Report, Stack | None]]:
    """Play the wanted alerts on a stack of its own, and report; raise RehearsalError when the stack does not run.

    The stack stays until the context ends, with every alert calm and a page to change that; None: nothing ran. Whatever is raised, all of
    it is stopped then.
    """
    began = time.monotonic()
    programme = _programme(production, wanted, scale)
    if not programme.acts:
        yield _report(production, programme, (), time.monotonic() - began, (), scale), None
        return
    with standing(production, programs=programs, scale=scale) as stack:
        texts = Texts(
            amtool=programs.amtool, folder=stack.folder, defaults=programs.default_templates, integrations=production.integrations
        )
        performance = Performance(production, stack, scale, texts)
        played: list[Played] = []
        for number, act in enumerate(programme.acts, 1):
            played += performance.play(act, _telling(watch, programme.acts, number))
        yield _report(production, programme, played, time.monotonic() - began, _besides(stack, programme), scale), stack


def play_on(production: Production, stack: Stack, *, scale: Scale) -> tuple[Part, ...]:
    """Serve as many alerts' series as can be together, for a person to move them; return those alerts."""
    everybody = tuple(part for part in casting(production, scale) if isinstance(part, Part))
    placed: list[Part] = []
    for part in everybody:
        if not any(part.conflicts(other) for other in placed):
            placed.append(part)
    act = Act(parts=tuple(placed), background=())
    stack.exporter.play(series(act, production.types), placed)
    return tuple(placed)


def _telling(watch: Watch, programme: Sequence[Act], number: int) -> Tell:
    """Return what tells `watch` of the act of this number."""
    lengths = [2 * len(act.parts) for act in programme]
    before = sum(lengths[: number - 1])
    return lambda doing, done: watch(Progress(before + done, sum(lengths), f"act {number} of {len(programme)}: {doing}"))


def _programme(production: Production, wanted: Wanted, scale: Scale) -> _Programme:
    cast = tuple(casting(production, scale))
    everybody = tuple(part for part in cast if isinstance(part, Part))
    heard = [part for part in everybody if part.arrivals]
    if wanted.alerts:
        chosen: Sequence[Part] = [part for part in heard if part.alert.name in wanted.alerts]
    elif wanted.sample is not None:
        chosen = sample(heard, wanted.sample)
    else:
        chosen = one_for_each(heard, production.intent)
    unplayable = tuple(each for each in cast if isinstance(each, Unplayable))
    return _Programme(everybody=everybody, acts=acts(chosen, everybody, production.intent), unplayable=unplayable, wanted=wanted.alerts)


def _report(
    production: Production, programme: _Programme, played: Sequence[Played], seconds: float, besides: tuple[str, ...], scale: Scale
) -> Report:
    skipped = [
        Played(
            alert=each.alert, model=each.model, for_ms=scale.wait(each.alert.for_ms), fired_after=None, resolved_after=None, intended=(),
            delivered=(), inhibited_by=(), texts=0, problems=(each.why,), verdict="not rehearsed",
        )
        for each in programme.unplayable
        if each.alert.name in programme.wanted
    ]  # fmt: skip
    receivers = [str(receiver["name"]) for receiver in production.configuration.get("receivers") or ()]
    voiced = {each.receiver for each in production.integrations}
    told = {receiver for each in played for receiver in each.intended}
    return Report(
        platform=production.platform.name,
        environment=production.platform.environment,
        overlay=(*scale.stated(), *_stated(production)),
        acts=len(programme.acts),
        seconds=round(seconds, 1),
        played=(*sorted(played, key=lambda each: (each.model, each.alert.name, each.alert.severity)), *skipped),
        untold=tuple(sorted(voiced - told)),
        silent=tuple(sorted(set(receivers) - voiced)),
        playable=len(programme.everybody),
        alerts=len(production.platform.alerts),
        unplayable=_by_reason(programme.unplayable),
        besides=besides,
    )


def _by_reason(unplayable: Sequence[Unplayable]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for each in unplayable:
        found.setdefault(each.why, set()).add(each.alert.name)
    return {why: tuple(sorted(names)) for why, names in sorted(found.items())}


def _stated(production: Production) -> Iterator[str]:
    yield "every integration of every receiver is a webhook to the sink; its texts are rendered over what arrives there"
    muted = overlay.muted(production.configuration)
    if muted:
        yield f"routes are never muted: {', '.join(muted)} left out"


def _besides(stack: Stack, programme: _Programme) -> tuple[str, ...]:
    played = {part.alert.name for act in programme.acts for part in act.parts}
    names = {str((alert.get("labels") or {}).get("alertname")) for each in stack.sink.received() for alert in each.alerts()}
    return tuple(sorted(names - played))
