"""A story, the contents of one test: the series of its world, and which alerts must fire at which steps."""

from __future__ import annotations

from msgspec import Struct

from tocsin import ir
from tocsin.drives import Track
from tocsin.drives.choices import Chosen
from tocsin.promql import Matcher


class Check(Struct, frozen=True, kw_only=True):
    """Which of a story's alerts fire at a step."""

    step: int
    firing: tuple[ir.Alert, ...]
    level: float | None
    """The value that they must tell; None: it is on its way, and only who fires is asked."""
    why: str
    gone: bool = False
    """Whether the world is idle then: what is a state is gone."""
    waiting: bool = False
    """Whether those that still wait count too: who fires or will, and nobody else."""


class Story(Struct, frozen=True, kw_only=True):
    """Alerts of one name, what the world does, and when which of them fires."""

    name: str
    alerts: tuple[ir.Alert, ...]
    step_ms: int
    """Between two samples of a series."""
    every_ms: int = 0
    """Between two evaluations of the rules, at which checks are; 0: a step."""
    tracks: tuple[Track, ...]
    checks: tuple[Check, ...]
    recorded: tuple[ir.Recorded, ...] = ()
    apart: tuple[Matcher, ...] = ()
    """What tells its alerts from others of their name; nothing: there are no others."""
    chosen: tuple[Chosen, ...] = ()
    """Which other values its series have than elsewhere."""

    @property
    def families(self) -> frozenset[str]:
        """The metrics that it fills: two stories of one metric cannot be told at once."""
        return frozenset(track.family for track in self.tracks)

    @property
    def steps(self) -> int:
        """How many steps it takes."""
        return max((*(check.step for check in self.checks), *(recorded.step for recorded in self.recorded))) + 1

    @property
    def evaluations(self) -> int:
        """How often the rules are evaluated for it."""
        return self.steps * self.step_ms // (self.every_ms or self.step_ms)
