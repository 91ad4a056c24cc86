"""A story, the contents of one test: the series of its world, and which alerts must fire at which steps."""

from __future__ import annotations

from msgspec import Struct

from tocsin import ir
from tocsin.drives import Track
from tocsin.drives.choices import Chosen
from tocsin.promql import Matcher


class Check(Struct, frozen=True, kw_only=True):
    """A question of a test: which of a story's alerts must fire at a step."""

    step: int
    firing: tuple[ir.Alert, ...]
    level: float | None
    """The value that their texts must show; None: it is just changing, and only who fires is asked."""
    why: str
    gone: bool = False
    """Whether the world is idle at the step, so that series of states are missing."""
    waiting: bool = False
    """Whether pending alerts are asked about too: those in `firing` fire or are pending, and no others are."""


class Story(Struct, frozen=True, kw_only=True):
    """Alerts of one name, the series of a world, and which of the alerts fire when."""

    name: str
    alerts: tuple[ir.Alert, ...]
    step_ms: int
    """The time between two samples of a series."""
    every_ms: int = 0
    """The time between two evaluations of the rules, at which the checks are; 0: `step_ms`."""
    tracks: tuple[Track, ...]
    checks: tuple[Check, ...]
    recorded: tuple[ir.Recorded, ...] = ()
    apart: tuple[Matcher, ...] = ()
    """The labels by which its alerts differ from others of the same name; empty: there are no others."""
    chosen: tuple[Chosen, ...] = ()
    """The labels for which its series have other values than those of other stories."""

    @property
    def families(self) -> frozenset[str]:
        """The metrics of its series: two stories that share a metric cannot be in one test."""
        return frozenset(track.family for track in self.tracks)

    @property
    def steps(self) -> int:
        """How many steps it takes."""
        return max((*(check.step for check in self.checks), *(recorded.step for recorded in self.recorded))) + 1

    @property
    def evaluations(self) -> int:
        """How often the rules are evaluated for it."""
        return self.steps * self.step_ms // (self.every_ms or self.step_ms)
