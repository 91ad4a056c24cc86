"""A limit on how many times greater or less a value is than it was: than its mean, than at that time before, than a baseline.

The value by its reference; where the reference is 0 or less there is no ratio, and nothing is said. The mean and the earlier
value are read from recordings, for a subquery over days would be evaluated anew at every step:
https://prometheus.io/docs/prometheus/latest/querying/basics/#subquery
The mean ends before what is judged begins: with it, n samples of which one is high are never more than n times their mean.
"""

import math
from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from tocsin import units
from tocsin.conventions import words
from tocsin.drives import NEAR, Beside, Drive, Rolling, Seasonal, drive_of
from tocsin.duration import format_duration, parse_duration
from tocsin.measures import Measure
from tocsin.promql import Binary, Call, Expr, Number, Subquery
from tocsin.section import Amount, Period, Section, mistake
from tocsin.section.naming import Word
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import Amounts, Step, amounts, ladder
from tocsin.threshold.refusal import NO_SINGLE_VALUE, Refusal, unit_mismatch
from tocsin.units import UNITS, Quantity, Unit

# What a proof takes for usual, and how far above the floor.
_USUAL, _MUCH = 8.0, 10.0


class Change(Section):
    """By what factor, and against what."""

    above: Amounts | None = None
    """Bad when more than so many times the reference: `10x`."""
    below: Amounts | None = None
    """Bad when less than this part of the reference: `0.5x`."""
    average: Period | None = None
    """The reference is its own mean over this time."""
    offset: Period | None = None
    """The reference is what it was so long ago."""
    baseline: Word | None = None
    """The reference is another metric of the same unit: what was recorded in training."""
    floor: Amount | None = None
    """Nothing is said while even the greater of the two is not above this."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise mistake("threshold/two-conditions", "a change has one limit", "write `above:` or `below:`; for both, two thresholds")
        if sum(each is not None for each in (self.average, self.offset, self.baseline)) != 1:
            remedy = "write one of `average: 7d`, `offset: 1d`, `baseline: <metric>`"
            raise mistake("threshold/no-reference", "a change is against one reference", remedy)
        up = self.above is not None
        for limit in amounts(self.above) + amounts(self.below):
            if limit.dimension in {"factor", None} and ((limit.amount <= 1) if up else not 0 < limit.amount < 1):
                remedy = "write more than `1x`" if up else "write something between `0x` and `1x`"
                raise mistake("threshold/no-change", f"{'above' if up else 'below'} `{limit.text}` is no change to the worse", remedy)
        return self


class Kind(Threshold):
    """A limit on how many times greater or less than before a value is."""

    KEYS: ClassVar = ("change",)
    LEVEL: ClassVar = False

    change: Change
    """By what factor, and against what: `{above: 10x, average: 7d}`."""

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        key, limits, op = self._limit()
        return tuple(Step(severity=step.severity, bounds=step.bounds, path=("change", *step.path)) for step in ladder(limits, key, op))

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal | None:
        """Return the value by its reference."""
        read = self.history(measure, window_ms=window_ms, low=low)
        if read is None:
            return NO_SINGLE_VALUE
        operation, now = read
        floor = 0.0
        if self.change.floor is not None:
            converted = units.convert(self.change.floor, measure.unit)
            if converted is None:
                return unit_mismatch(measure, self.change.floor, ("change", "floor"))
            floor = converted
        found = self._reference(measure, now, window_ms=window_ms, low=low, others=others)
        if not isinstance(found, tuple):
            return found
        reference, against, name = found
        # The greater of the two is the value when it rose, and the reference when it fell.
        value: Expr = Binary("/", now, _above(reference, floor))
        if not low:
            value = Binary("/", _above(now, floor) if floor else now, _above(reference, 0.0))
        records = ((operation, now),) if self.change.baseline is None else ()
        return Reading(
            value=value,
            unit=UNITS["factor"],
            title="",
            operation=f"change_{name}",
            qualifier=against,
            records=records,
            drive=self._drive(measure, floor, window_ms=window_ms, low=low, others=others),
        )

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Surge" if self.change.above is not None else "Drop"

    def caption(self, title: str) -> str:
        """Return what is compared with what."""
        return f"{title} against {self._against()}"

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return the window of the mean, or how far back the reference lies."""
        spans = {"average": self.change.average, "offset": self.change.offset}
        return {("change", key): span for key, span in spans.items() if span is not None}

    def _drive(self, measure: Measure, floor: float, *, window_ms: int, low: bool, others: Others) -> Drive | None:
        """Return what brings the value to so many times its reference, which is well above the floor."""
        now = self.driven(measure, window_ms=window_ms, low=low)
        if now is None:
            return None
        change, highest = self.change, now.domain[1]
        factors = [float(limit.amount) for limit in amounts(change.above) + amounts(change.below)]
        factor, least = max(factors), min(factors) if change.above is not None else 1.0
        unit = max(_USUAL, floor * _MUCH) if math.isinf(highest) else highest / 2 / max(factor, 1.0)
        if least * unit <= floor:  # as near as can be to the most there is
            unit = highest / max(factor, 1.0) / (1 + 2 * NEAR)
        if least * unit <= floor:
            return None
        peak = factor * (1 + NEAR) if change.above is not None else 1.0
        if change.average is not None:
            ends_ms, over_ms = window_ms + self.longest_wait_ms(), parse_duration(change.average) or 0
            return Rolling(now=now, unit=unit, floor=floor, peak=peak, usual=(1.0,), ends_ms=ends_ms, over_ms=over_ms)
        if change.offset is not None:
            season_ms = parse_duration(change.offset) or 0
            return Seasonal(now=now, unit=unit, floor=floor, peak=peak, usual=(1.0,), season_ms=season_ms, over_ms=window_ms)
        other = others(change.baseline, ("change", "baseline"))
        assert other is not None  # noqa: S101  # the reference has been found
        held = drive_of(other, window_ms=window_ms, aggregate=self.aggregate, low=low, smooth=self.over is not None)
        return None if held is None else Beside(now=now, unit=unit, floor=floor, peak=peak, other=held)

    def _limit(self) -> tuple[str, Quantity | Mapping[str, Quantity], Literal[">", "<"]]:
        if self.change.above is not None:
            return "above", self.change.above, ">"
        return "below", self.change.below or {}, "<"

    def _reference(
        self, measure: Measure, now: Expr, *, window_ms: int, low: bool, others: Others
    ) -> tuple[Expr, str, str] | Refusal | None:
        """Return what the value is compared with, in PromQL, in words and as part of a recording's name."""
        change = self.change
        if change.average is not None:
            past = Subquery(now, parse_duration(change.average) or 0, offset_ms=window_ms + self.longest_wait_ms())
            return Call("avg_over_time", (past,)), self._against(), f"mean{change.average}"
        if change.offset is not None:
            then_ms = parse_duration(change.offset) or 0
            past = Subquery(now, window_ms, offset_ms=then_ms)
            return Call("last_over_time", (past,)), self._against(), f"offset{change.offset}"
        name, path = change.baseline or "", ("change", "baseline")
        other = others(name, path)
        if other is None:
            return None
        value = other.value(window=window_ms, aggregate=self.aggregate, low=low, smooth=self.over is not None)
        if value is None or (other.unit.dimension, other.unit.scale) != (measure.unit.dimension, measure.unit.scale):
            there = other.unit.name.replace("_", " ") if value is not None else "buckets"
            return Refusal(
                code="threshold/unit-mismatch",
                message=f"is in {measure.unit.name.replace('_', ' ')}, `{name}` in {there}",
                remedy="compare metrics of one unit",
                path=path,
            )
        return value, self._against(), "baseline"

    def _against(self) -> str:
        """Return the reference in words."""
        if self.change.average is not None:
            return f"its mean of {self.change.average}"
        if self.change.offset is not None:
            return f"what it was {format_duration(parse_duration(self.change.offset) or 0)} ago"
        return words(self.change.baseline or "")


def _above(value: Expr, floor: float) -> Expr:
    return Binary(">", value, Number(floor))
