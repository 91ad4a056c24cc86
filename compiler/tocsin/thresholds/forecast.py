"""A limit on what a value will be if it goes on as it went: a disk that fills, a budget that runs out.

`predict_linear` lays a straight line through the last `from` and follows it for `within`:
https://prometheus.io/docs/prometheus/latest/querying/functions/#predict_linear
"""

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import Field, model_validator

from tocsin.drives import Drive, Gauge, Predicted
from tocsin.duration import parse_duration
from tocsin.measures import Measure, Series
from tocsin.promql import Aggregate, Call, Expr, Number, Range, Subquery
from tocsin.section import Period, Section, mistake
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import Ladder, Step, ladder
from tocsin.threshold.refusal import NO_SINGLE_VALUE, Refusal
from tocsin.units import MOMENTS, Unit


class Forecast(Section):
    """What will be reached, how soon, as it goes since when."""

    above: Ladder | None = None
    """Bad when it will be greater than this."""
    below: Ladder | None = None
    """Bad when it will be less than this."""
    within: Period
    """How far to look ahead."""
    from_: Period = Field(alias="from")
    """The history that the line goes through; the longer, the calmer."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise mistake("threshold/two-conditions", "a forecast has one limit", "write `above:` or `below:`; for both, two thresholds")
        return self


class Kind(Threshold):
    """A limit on what a value will be if it goes on as it went."""

    KEYS: ClassVar = ("forecast",)

    forecast: Forecast
    """What will be reached, how soon: `{above: 90%, within: 4h, from: 1h}`."""

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        if self.forecast.above is not None:
            steps = ladder(self.forecast.above, "above", ">")
        else:
            steps = ladder(self.forecast.below or {}, "below", "<")
        return tuple(Step(severity=step.severity, bounds=step.bounds, path=("forecast", *step.path)) for step in steps)

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # one metric is enough
        """Return the value at the end of `within`."""
        if measure.unit.name in {"bool", *MOMENTS}:
            kind = "0 or 1" if measure.unit.name == "bool" else "a time"
            return Refusal(message=f"is {kind}, which has no trend", remedy="use `equals:`, or `stale:` for the age of a time")
        history_ms, ahead = parse_duration(self.forecast.from_) or 0, Number((parse_duration(self.forecast.within) or 0) / 1000)
        if isinstance(measure, Series) and measure.type in {"gauge", "untyped"} and self.over is None:
            # A line through each series: one through the worst of them would jump from one to the other.
            line = Call("predict_linear", (Range(measure.selector(), history_ms), ahead))
            worst = self.aggregate or ("min" if low else "max")
            return self._reading(Aggregate(worst, line, measure.by), measure.unit, Gauge(series=measure, aggregate=worst), low=low)
        read = self.history(measure, window_ms=window_ms, low=low)
        if read is None:
            return NO_SINGLE_VALUE
        operation, now = read
        value = Call("predict_linear", (Subquery(now, history_ms), ahead))
        drive = self.driven(measure, window_ms=window_ms, low=low)
        return self._reading(value, measure.unit, drive, ((operation, now),), low=low)

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last words of the alert's name."""
        return "ForecastHigh" if self.forecast.above is not None else "ForecastLow"

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return the history."""
        return {("forecast", "from"): self.forecast.from_}

    def _reading(self, value: Expr, unit: Unit, drive: Drive | None, records: tuple[tuple[str, Expr], ...] = (), *, low: bool) -> Reading:
        within = self.forecast.within
        ahead_ms, history_ms = parse_duration(within) or 0, parse_duration(self.forecast.from_) or 0
        going = None if drive is None else Predicted(now=drive, history_ms=history_ms, ahead_ms=ahead_ms, falls=low)
        operation = f"forecast{within}_{self.forecast.from_}"
        return Reading(
            value=value, unit=unit, title="forecast", operation=operation, qualifier=f"within {within}", records=records, drive=going
        )
