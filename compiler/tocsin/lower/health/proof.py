"""The proof of the health alert: one after another, each signal of each model and component is down, missing, or there only in part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import ceil
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from tocsin.conventions import ENVIRONMENT_LABEL, PLATFORM_LABEL
from tocsin.drives import Gauge, Run, Track
from tocsin.drives.health import Health, Member
from tocsin.drives.labels import satisfying, strangers, takes
from tocsin.drives.parts import replicas
from tocsin.duration import format_duration
from tocsin.ir import Moment, Recorded, Scene, Script
from tocsin.measures import Series
from tocsin.promql import Matcher

Heard: TypeAlias = Literal["well", "down", "gone", "part"]
"""What is heard of a signal: 1 from both replicas, 0 from both, nothing, or 1 from one and 0 from the other."""
_FAULTS: Final[tuple[Heard, ...]] = ("down", "gone", "part")
_VALUES: Final[Mapping[Heard, tuple[float | None, float | None]]] = {
    "well": (1.0, 1.0), "down": (0.0, 0.0), "gone": (None, None), "part": (1.0, 0.0),
}  # fmt: skip
_STEP_MS: Final = 60_000
_SLICES: Final = 5
"""Steps of the time that something takes to wake, at least: its half is fewer, its double more."""
_SEEN_MS: Final = 240_000
"""Between samples that lie farther apart than 5 minutes a series is missing, and what is missing may be waking."""


class Recordings(Struct, frozen=True):
    """What is recorded, and with which labels."""

    state: str
    of_each: tuple[Mapping[str, str], ...]
    """Labels of the state of each member."""
    share: str
    of_all: Mapping[str, str]
    every_ms: int
    """Between two evaluations."""


class _Phase(Struct, frozen=True):
    steps: int
    heard: tuple[tuple[Heard, ...], ...]
    """Of each signal of each member."""
    why: str
    asked: bool = True
    """Whether it is asked who fires then."""
    waking_ms: int = 0
    """Those that take so long to wake have not had it yet."""
    recorded: bool = True
    """Whether it is asked what is recorded then."""


def health_script(health: Health, recordings: Recordings, limits: Sequence[float], limit: float, for_ms: int) -> Script:
    """Return the script of the alert that fires when the share has been below `limit`, one of `limits`, for `for_ms`."""

    def tell() -> tuple[Scene, ...]:
        # A wait takes four such steps, what is a fifth shorter three, and what is a fifth longer five.
        step_ms = max(for_ms * 4 // 15 // 1000 * 1000, 1000) if for_ms else _STEP_MS
        wakes = sorted({member.wakes_ms for member in health.members} - {0})
        if wakes:
            step_ms = min(step_ms, _SEEN_MS)
        # Before its first sample nothing was there, and what was not there may be waking.
        begins = ceil((wakes[-1] + recordings.every_ms) / step_ms) + 1 if wakes else 1
        phases = tuple(_phases(health, limits, ceil(for_ms / step_ms), begins=begins))
        scene = _scene("health", health, recordings, phases, step_ms)
        moments = tuple(_moments(health, phases, limit, ceil(for_ms / step_ms)))
        return replace(scene, moments=moments), *(_waking(health, recordings, each) for each in wakes)

    return Script(tell=tell, nothing=health.nothing if health.nothing < limit else None)


def _scene(title: str, health: Health, recordings: Recordings, phases: Sequence[_Phase], step_ms: int) -> Scene:
    tracks = (*_tracks(health, phases), *_of_others(recordings, sum(phase.steps for phase in phases)))
    return Scene(title=title, step_ms=step_ms, tracks=tracks, moments=(), recorded=tuple(_recorded(health, phases, recordings)))


def _waking(health: Health, recordings: Recordings, wakes_ms: int) -> Scene:
    """Return the scene in which what takes so long to wake does: once in time, once too slowly, and all others answer."""
    every_ms, step_ms = recordings.every_ms, max(min(wakes_ms // _SLICES, _SEEN_MS) // 1000, 1) * 1000
    if step_ms % every_ms == 0 and step_ms > 1000:  # noqa: PLR2004  # what begins between two evaluations is asked too
        step_ms -= 1000
    # That it was gone was seen last when its first sample came, or up to one evaluation before.
    noticed, in_time = ceil(every_ms / step_ms), ceil((wakes_ms - every_ms) / step_ms)
    too_late = ceil((wakes_ms + every_ms) / step_ms) + 1 - in_time

    def phase(steps: int, heard: Heard, why: str, *, waking: bool = True) -> _Phase:
        told = tuple(_first(member, heard if member.wakes_ms == wakes_ms else "well") for member in health.members)
        return _Phase(steps, _agreed(health.members, told), why, asked=False, waking_ms=wakes_ms if waking else 0)

    phases = (
        phase(1, "well", "while all answer"),
        phase(noticed, "gone", "when some have fallen asleep"),
        phase(in_time, "down", "while they wake"),
        phase(too_late, "down", "when they have not woken in time", waking=False),
        phase(1, "part", "when they have woken"),
        phase(1, "gone", "when they fall asleep again"),
        phase(noticed, "gone", "while they sleep again"),
        phase(1, "down", "when they wake again"),
    )
    return _scene(f"waking for {format_duration(wakes_ms)}", health, recordings, phases, step_ms)


def _agreed(members: Sequence[Member], heard: Sequence[Sequence[Heard]]) -> tuple[tuple[Heard, ...], ...]:
    """Return what is heard where members ask the same series, such as those that one existing job scrapes: what the first of them hears."""
    known: dict[Series, Heard] = {}
    return tuple(
        tuple(known.setdefault(signal.series, each) for signal, each in zip(member.signals, told, strict=True))
        for member, told in zip(members, heard, strict=True)
    )


def _first(member: Member, heard: Heard) -> tuple[Heard, ...]:
    """Return what is heard of a member whose other signals are well."""
    others: list[Heard] = ["well"] * (len(member.signals) - 1)
    return heard, *others


def _phases(health: Health, limits: Sequence[float], wait: int, begins: int) -> Iterator[_Phase]:
    members = health.members

    def failing(those: Sequence[int]) -> tuple[tuple[Heard, ...], ...]:
        down = health.down(those)
        return tuple(tuple("down" if signal.series in down else "well" for signal in member.signals) for member in members)

    yield _Phase(begins, failing(()), "while all answer")
    yield _Phase(wait + 1, failing(range(len(members))), "when nobody has answered for long enough")
    for turn in range(max(map(_turns, members))):
        heard = tuple(_faulty(member, (turn + index) % _turns(member)) for index, member in enumerate(members))
        heard = _agreed(members, heard)
        yield _Phase(1, heard, "while each has a fault of its own", asked=False)
    yield _Phase(1, failing(()), "after all have recovered")
    shares = health.failing()
    for limit in limits:
        below, above = max(share for share in shares if share < limit), min(share for share in shares if share >= limit)
        yield _Phase(wait + 1, failing(shares[below]), "just below a limit", recorded=False)
        yield _Phase(wait + 1, failing(shares[above]), "not below it", recorded=False)


def _turns(member: Member) -> int:
    return len(member.signals) * len(_FAULTS) + 1


def _faulty(member: Member, turn: int) -> tuple[Heard, ...]:
    """Return what is heard of a member at its turn: each of its signals has each of the faults, one at a time, and once none has any."""
    at, fault = divmod(turn, len(_FAULTS))
    heard = _FAULTS[fault]
    if heard == "gone" and at == 0 and member.wakes_ms:  # which is a scene of its own
        heard = "down"
    return tuple(heard if index == at else "well" for index in range(len(member.signals)))


def _healthy(member: Member, heard: Sequence[Heard], waking_ms: int) -> bool:
    """Tell whether a member is: any replica that answers its scrape will do, unless there is one on every node; and all of a probe."""
    sleeping = {"gone"} if not member.wakes_ms or member.wakes_ms != waking_ms else {"gone", "down"}
    return all(
        each == "well"
        or (each == "part" and signal.aggregate == "max")
        or (each in sleeping and member.sleeps and index == 0)
        for index, (signal, each) in enumerate(zip(member.signals, heard, strict=True))
    )  # fmt: skip


def _share(health: Health, phase: _Phase) -> float:
    healthy = [_healthy(member, heard, phase.waking_ms) for member, heard in zip(health.members, phase.heard, strict=True)]
    return health.share([index for index, well in enumerate(healthy) if not well])


def _moments(health: Health, phases: Sequence[_Phase], limit: float, wait: int) -> Iterator[Moment]:
    last, since = -1, 0
    for phase in phases:
        share = _share(health, phase)
        last += phase.steps
        if share >= limit:
            since = last + 1
        # Who began to wait with this phase has waited for one step too few before its last.
        for step, why in ((last - 1, "before its time"), (last, phase.why))[-phase.steps :] if phase.asked else ():
            yield Moment(step=step, fires=share < limit and step - since >= wait, level=share, why=why)


def _recorded(health: Health, phases: Sequence[_Phase], recordings: Recordings) -> Iterator[Recorded]:
    step = -1
    for phase in phases:
        step += phase.steps
        if not phase.recorded:
            continue
        for member, heard, labels in zip(health.members, phase.heard, recordings.of_each, strict=True):
            state = float(_healthy(member, heard, phase.waking_ms))
            yield Recorded(step=step, name=recordings.state, labels=labels, value=state, why=phase.why)
        yield Recorded(step=step, name=recordings.share, labels=recordings.of_all, value=_share(health, phase), why=phase.why)


def _tracks(health: Health, phases: Sequence[_Phase]) -> Iterator[Track]:
    steps = sum(phase.steps for phase in phases)
    seen: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    for index, member in enumerate(health.members):
        for number, signal in enumerate(member.signals):
            ours = satisfying(signal.series.matchers)
            tracks: list[Track] = []
            for replica, labels in enumerate(replicas(ours)):
                values = [_VALUES[phase.heard[index][number]][replica] for phase in phases for _ in range(phase.steps)]
                runs = tuple(Run(value, 0.0, len(list(same))) for value, same in groupby(values))
                tracks.append(Track(metric=signal.series.metric, labels=labels, runs=runs))
            # Who is a stranger to one of them may be heard by another, who asks for less.
            unheard = (
                each
                for each in _strangers(signal, ours, steps)
                if not any(takes(known, each.metric, each.labels) for known in health.asked)
            )
            for track in (*tracks, *unheard):
                told = (track.metric, frozenset(track.labels.items()))
                if told not in seen:
                    seen.add(told)
                    yield track


def _strangers(signal: Gauge, ours: Mapping[str, str], steps: int) -> Iterator[Track]:
    """Yield series that one matcher each refuses: they answer where one answer is enough, and fail where none may."""
    for matcher, labels in strangers(signal.series.matchers, ours):
        # What is enough for one member may be too little for another: each has others of its own.
        theirs = {**labels, matcher.label: f"{labels[matcher.label]}-{signal.aggregate}"} if matcher.op == "=" else labels
        yield Track(metric=signal.series.metric, labels=theirs, runs=(Run(float(signal.aggregate == "max"), 0.0, steps),), stranger=True)


def _of_others(recordings: Recordings, steps: int) -> Iterator[Track]:
    """Yield what is recorded of another platform, and of another environment: one of them healthy, all of them together not."""
    matchers = tuple(Matcher(label, "=", recordings.of_all[label]) for label in (PLATFORM_LABEL, ENVIRONMENT_LABEL))
    for name, ours, value in ((recordings.state, recordings.of_each[0], 1.0), (recordings.share, recordings.of_all, 0.0)):
        for _, labels in strangers(matchers, ours):
            yield Track(metric=name, labels=labels, runs=(Run(value, 0.0, steps),), stranger=True)
