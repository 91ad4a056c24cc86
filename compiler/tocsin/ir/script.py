"""Proofs in which every sample is given, for alerts that do not simply fire when one value passes a limit."""

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
    """The value that its text must show when it fires; None: any."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Labels that the alert has from its expression, besides its own."""
    why: str


class Recorded(Struct, frozen=True, kw_only=True):
    """The sample that a recording must have at a step: an alert that compares two wrong recordings may hide their faults."""

    step: int
    name: str
    labels: Mapping[str, str]
    """All labels of the recorded series."""
    value: float | None
    """None: there must be no such series."""
    other: bool = False
    """Whether the recording must not have this value: any other one is right, or none."""
    why: str


class Scene(Struct, frozen=True, kw_only=True):
    """One world from its beginning, and when one alert fires in it.

    Scenes with one title, of alerts with one name, become one test: they have the same series, and differ only in when the alert fires.
    """

    title: str
    step_ms: int
    """The time between two samples of a series."""
    every_ms: int = 0
    """The time between two evaluations, at which the moments are; 0: `step_ms`."""
    tracks: tuple[Track, ...]
    moments: tuple[Moment, ...]
    recorded: tuple[Recorded, ...] = ()


class Script(Struct, frozen=True, kw_only=True):
    """The scenes that prove an alert."""

    tell: Callable[[], tuple[Scene, ...]]
    """Makes the scenes. This takes longer than everything else about an alert, so it is done only when they are needed."""
    nothing: float | None = None
    """The value that the alert fires with while there is no series at all; None: it does not fire then."""
    events: Events | None = None
    """The events of the first scene, for further worlds in which a label has another of its allowed values; None: there are none."""

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The worlds, and what the alert does in each."""
        return self.tell()
