"""A limit on a level that has been growing, for a level alone is no leak: memory, connections, files that are never given back.

The growth is the slope of a straight line through the last `from`, per second as `deriv` tells it, over all of it:
https://prometheus.io/docs/prometheus/latest/querying/functions/#deriv
"""

from collections.abc import Mapping
from typing import ClassVar

from msgspec.structs import replace
from pydantic import Field

from tocsin import units
from tocsin.drives import Drive, Gauge, Growing
from tocsin.duration import parse_duration
from tocsin.measures import Measure, Series
from tocsin.promql import Aggregate, Binary, Call, Expr, Number, Range, Subquery
from tocsin.section import Amount, Period, Section
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import Ladder, Step, ladder
from tocsin.threshold.refusal import NO_SINGLE_VALUE, Refusal, unit_mismatch
from tocsin.units import Quantity, Unit

# A proof holds a level for less than so many times as long as it is waited for.
_WAITS = 2.5


class Leak(Section):
    """What level, growing since when."""

    above: Ladder
    """Bad when greater than this, and growing."""
    from_: Period = Field(alias="from")
    """The time in which it grew."""
    growth: Amount | None = None
    """The least growth in that time; default: any. Of a noisy value any is as likely as none."""


class Kind(Threshold):
    """A limit on a level that has been growing."""

    KEYS: ClassVar = ("leak",)

    leak: Leak
    """What level, growing since when: `{above: 1.5GiB, from: 6h, growth: 50MiB}`."""

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        return tuple(
            Step(severity=step.severity, bounds=step.bounds, path=("leak", *step.path)) for step in ladder(self.leak.above, "above", ">")
        )

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # one metric is enough
        """Return the level of what grows; nothing of what does not."""
        if isinstance(measure, Series) and measure.type == "counter":
            return Refusal(message="is a counter, which only ever grows", remedy="use `increase: {above: …, over: 1h}`")
        span_ms = parse_duration(self.leak.from_) or 0
        growth = 0.0
        if self.leak.growth is not None:
            converted = units.convert(self.leak.growth, measure.unit)
            if converted is None:
                return unit_mismatch(measure, self.leak.growth, ("leak", "growth"))
            growth = converted
        slope = Number(growth * 1000 / span_ms)
        operation, qualifier = f"leak{self.leak.from_}", f"and growing over {self.leak.from_}"
        of_one = self.over is None and self.aggregate not in {"sum", "avg"}
        if of_one and isinstance(measure, Series) and measure.type in {"gauge", "untyped"}:
            # Level and growth of one and the same series: one replica may be high, and another grow.
            series = measure.selector()
            leaking = Binary("and", series, _growing(Range(series, span_ms), slope))
            value: Expr = Aggregate(self.aggregate or "max", leaking, measure.by)
            drive = self._drive(Gauge(series=measure, aggregate=self.aggregate or "max"), growth, measure.unit)
            return Reading(value=value, unit=measure.unit, title="", operation=operation, qualifier=qualifier, drive=drive)
        read = self.history(measure, window_ms=window_ms, low=False)
        if read is None:
            return NO_SINGLE_VALUE
        name, now = read
        value = Binary("and", now, _growing(Subquery(now, span_ms), slope))
        level = self.driven(measure, window_ms=window_ms, low=False)
        return Reading(
            value=value,
            unit=measure.unit,
            title="",
            operation=operation,
            qualifier=qualifier,
            records=((name, now),),
            drive=None if level is None else self._drive(level, growth, measure.unit),
        )

    def _drive(self, level: Drive, growth: float, unit: Unit) -> Drive:
        """Return what brings `level` near the limits: no nearer than it grows while it is waited for."""
        history_ms = parse_duration(self.leak.from_) or 0
        quantities = (bound.limit for step in self.steps() for bound in step.bounds if isinstance(bound.limit, Quantity))
        limits = [limit for quantity in quantities if (limit := units.convert(quantity, unit))]
        grown = growth * _WAITS * self.longest_wait_ms() / history_ms
        return Growing(now=level, history_ms=history_ms, growth=growth, margin=max((grown / abs(limit) for limit in limits), default=0.0))

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Leak"

    def picture(self, value: Expr) -> Expr:
        """Return the level, whether or not it grows: what is seen only while it grows is hardly ever seen."""
        match value:
            case Aggregate(expr=Binary("and", level, _)):
                return replace(value, expr=level)
            case Binary("and", level, _):
                return level
            case _:
                return value

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return the time in which it grew."""
        return {("leak", "from"): self.leak.from_}


def _growing(past: Range | Subquery, slope: Number) -> Expr:
    return Binary(">", Call("deriv", (past,)), slope)
