"""What a rehearsal found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from tocsin import ir

Verdict = Literal["arrived", "inhibited", "failed", "not rehearsed"]


class Delivery(NamedTuple):
    """Where it was told."""

    receiver: str
    integration: str


class Played(Struct, frozen=True, kw_only=True):
    """What became of one alert."""

    alert: ir.Alert
    model: str
    for_ms: int
    """How long it had to be bad, in scaled time."""
    fired_after: float | None
    """Seconds from when it became bad, in scaled time; None: it did not fire."""
    resolved_after: float | None
    """Seconds from when it became calm again; None: it did not resolve, or nobody is told."""
    intended: tuple[str, ...]
    """The receivers that the spec means."""
    delivered: tuple[Delivery, ...]
    inhibited_by: tuple[str, ...]
    texts: int
    """How many of the real integrations' texts were rendered over what arrived."""
    problems: tuple[str, ...]
    """What is not as it must be; of an alert that was not rehearsed, why."""
    verdict: Verdict


class Report(Struct, frozen=True, kw_only=True):
    """The rehearsal of one platform in one environment."""

    platform: str
    environment: str
    overlay: tuple[str, ...]
    """In words, what was not as it is in production."""
    acts: int
    seconds: float
    played: tuple[Played, ...]
    untold: tuple[str, ...]
    """Receivers that no alert of this rehearsal is meant for."""
    silent: tuple[str, ...]
    """Receivers without any integration: nobody hears what they are told."""
    playable: int
    """How many of the platform's alerts can be rehearsed."""
    alerts: int
    """How many alerts the platform has."""
    unplayable: Mapping[str, tuple[str, ...]]
    """Names of alerts that cannot be rehearsed, by why."""
    besides: tuple[str, ...]
    """Names of other alerts that somebody was told of meanwhile."""

    @property
    def passed(self) -> bool:
        """Return whether something was rehearsed, and nothing failed."""
        return any(each.verdict in {"arrived", "inhibited"} for each in self.played) and all(
            each.verdict != "failed" for each in self.played
        )
