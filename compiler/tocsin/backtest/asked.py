"""An alert as a query for a server that does not have the platform's recordings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from msgspec import Struct

from tocsin import ir, promql
from tocsin.backtest.inlined import Inlining, Recorded
from tocsin.duration import parse_duration
from tocsin.finding import Checked
from tocsin.promql import Binary, Expr, Number
from tocsin.source import KeyPath
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
    series: tuple[str, ...] = ()
    """The names of what it reads."""
    at: KeyPath = ()
    """Where the spec asks for it."""
    limit: tuple[str, float] | None = None
    """The one comparison that decides when it fires, operator and number; None: there is none, or another kind of condition."""
    free: str = ""
    """What that limit is compared with, of each series and only while all holds that must hold besides."""

    @property
    def earlier_ms(self) -> int:
        """How long before a time its condition decides whether it fires then, in whole evaluations."""
        return -(-(self.for_ms + self.keep_firing_for_ms) // self.every_ms) * self.every_ms

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it the same alert before and after a change."""
        return (self.environment, self.platform, self.name, *sorted(self.labels.items()))

    @property
    def rule(self) -> tuple[object, ...]:
        """What decides when it fires."""
        return (self.expr, self.for_ms, self.keep_firing_for_ms, self.every_ms)


def of_estate(estate: Iterable[Checked]) -> list[Asked]:
    """Return the alerts of platforms, each evaluated as often as its spec says that rules are."""
    usual = ((each.platform, parse_duration(each.resolved.spec.platform.cluster.prometheus.evaluation_interval)) for each in estate)
    return [alert for platform, every_ms in usual for alert in asked(platform, every_ms=every_ms or 0)]


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
    expr = inlining.inlined(alert.expr)
    free = _free(alert.expr, alert.limits[0]) if len(alert.limits) == 1 else None
    return Asked(
        environment=platform.environment,
        platform=platform.name,
        name=alert.name,
        labels=alert.labels,
        of=ir.whose(alert.at),
        severity=alert.severity,
        when=alert.when,
        unit=alert.unit,
        expr=promql.to_text(expr),
        value=promql.to_text(value) if value is not None else "",
        side=side,
        for_ms=alert.for_ms,
        keep_firing_for_ms=alert.keep_firing_for_ms,
        every_ms=every_ms,
        series=promql.metrics(expr),
        at=alert.at,
        limit=alert.limits[0] if free is not None else None,
        free=promql.to_text(inlining.inlined(free)) if free is not None else "",
    )


def _free(expr: Expr, limit: tuple[str, float]) -> Expr | None:
    """Return a condition without its comparison with a limit; None where more than that and guards decides."""
    match expr:
        case Binary(op, value, Number(number), False) if (op, number) == limit:
            return value
        case Binary("and" | "unless", left, right):
            free = _free(left, limit)
            return None if free is None else Binary(expr.op, free, right, matching=expr.matching)
        case _:
            return None
