"""An alert as it can be asked of a server that has none of the platform's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from tocsin import ir, promql
from tocsin.backtest.inlined import Inlining, Recorded
from tocsin.units import Unit

Side = Literal["max", "min", "count"]
_SIDES: Final[Mapping[str, Side]] = {">": "max", ">=": "max", "<": "min", "<=": "min"}


class Asked(Struct, frozen=True, kw_only=True):
    """One alert."""

    environment: str
    platform: str
    name: str
    labels: Mapping[str, str]
    of: str
    """The model or component that it is about; empty: the platform."""
    severity: str
    when: str
    """What is watched, and beyond which limit: `latency p95 above 200ms`."""
    unit: Unit
    expr: str
    value: str
    """What the limits are compared with, of all series the farthest; empty: there is no number to compare."""
    side: Side
    """Which is the farthest; `count`: any may be, and only that there is a value is to be known."""
    for_ms: int
    keep_firing_for_ms: int
    every_ms: int

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it the same alert before and after a change."""
        return (self.environment, self.platform, self.name, *sorted(self.labels.items()))

    @property
    def rule(self) -> tuple[object, ...]:
        """What decides when it fires."""
        return (self.expr, self.for_ms, self.keep_firing_for_ms, self.every_ms)


def asked(platform: ir.Platform, *, every_ms: int) -> tuple[Asked, ...]:
    """Return the alerts of a platform whose rules are evaluated `every_ms` where their group does not say."""
    groups = [(group, group.interval_ms or every_ms) for each in platform.rules for group in each.groups]
    inlining = Inlining(
        Recorded(recording=rule, every_ms=every) for group, every in groups for rule in group.rules if isinstance(rule, ir.Recording)
    )
    return tuple(_asked(platform, rule, inlining, every) for group, every in groups for rule in group.rules if isinstance(rule, ir.Alert))


def _asked(platform: ir.Platform, alert: ir.Alert, inlining: Inlining, every_ms: int) -> Asked:
    sides = {_SIDES.get(op, "count") for op, _ in alert.limits}
    side = sides.pop() if len(sides) == 1 else "count"
    value = promql.aggregate(side, (), inlining.inlined(alert.value)) if alert.limits else None
    return Asked(
        environment=platform.environment,
        platform=platform.name,
        name=alert.name,
        labels=alert.labels,
        of=ir.whose(alert.at),
        severity=alert.severity,
        when=alert.when,
        unit=alert.unit,
        expr=promql.to_text(inlining.inlined(alert.expr)),
        value=promql.to_text(value) if value is not None else "",
        side=side,
        for_ms=alert.for_ms,
        keep_firing_for_ms=alert.keep_firing_for_ms,
        every_ms=every_ms,
    )
