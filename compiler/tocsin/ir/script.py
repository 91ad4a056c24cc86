"""Proofs told outright: worlds whose every series is given, for alerts that are more than one value beyond a limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from tocsin.drives import Track
from tocsin.measures import Events


class Moment(Struct, frozen=True, kw_only=True):
    """Whether an alert fires at a step of a scene."""

    step: int
    fires: bool
    level: float | None = None
    """The value that it tells when it fires; None: only who fires is known."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Labels that its expression adds to its own."""
    why: str


class Recorded(Struct, frozen=True, kw_only=True):
    """What is recorded at a step of a scene, which an alert that reads it may hide."""

    step: int
    name: str
    labels: Mapping[str, str]
    """All that the series must have."""
    value: float | None
    """What the world says that it is; None: there must be no such series."""
    other: bool = False
    """Whether it is sure only that it is not this value: it may have another, or be missing."""
    why: str


class Scene(Struct, frozen=True, kw_only=True):
    """One world from its beginning, and what one alert does in it.

    Alerts of one name whose scenes have one title are told together: their scenes differ in nothing but what each of them does.
    """

    title: str
    step_ms: int
    """Between two samples of a series."""
    every_ms: int = 0
    """Between two evaluations, which moments are at; 0: a step."""
    tracks: tuple[Track, ...]
    moments: tuple[Moment, ...]
    recorded: tuple[Recorded, ...] = ()


class Script(Struct, frozen=True, kw_only=True):
    """The scenes that prove an alert."""

    tell: Callable[[], tuple[Scene, ...]]
    """Tells them, which takes longer than all else that is known of the alert: only who asks for them waits."""
    nothing: float | None = None
    """The value that it tells while there is no series at all; None: it is silent then."""
    events: Events | None = None
    """The events that the first scene tells of, whose series may have one of several values of a label; None: it tells of others."""

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The worlds, and what the alert does in each."""
        return self.tell()
