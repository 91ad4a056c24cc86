"""A limit on how long ago something happened, of a gauge that says when: a job's last success, a detector's last run.

`time() - max(<gauge>)`, as https://prometheus.io/docs/practices/instrumentation/#timestamps-not-time-since has it. What never
happened has no series, and would be silent: that is an alert too.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from tocsin.drives import drive_of
from tocsin.measures import Age, Measure, Series
from tocsin.threshold import NoData, Others, Reading, Threshold
from tocsin.threshold.limit import POSITIVE, Amounts, Step, ladder
from tocsin.threshold.refusal import Refusal
from tocsin.units import MOMENTS, Unit


class Kind(Threshold):
    """A limit on how long ago something happened."""

    KEYS: ClassVar = ("stale",)

    stale: Annotated[Amounts, POSITIVE]
    """Bad when the last time is longer ago than this: `8d`. Of several, as of all jobs of a namespace, it is the latest: one that still
    runs hides those that do not, so select one with `where:`, tell them apart with `by:`, or ask for the earliest with `aggregate: min`."""
    no_data: bool | NoData | None = Field(default=True)
    """Whether a missing series is an alert too; by default it is, for what never happened has none.

    It says that all of them are missing. With `by:` one of several that vanishes has no age any more and is silent: where that matters,
    give each a threshold of its own with `where:`, or let the exporter keep the series of what it once knew.
    """

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        return ladder(self.stale, "stale", ">")

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # a time has no worst and no window
        """Return the time since the latest of them, or by `aggregate` of the earliest (`min`)."""
        if isinstance(measure, Age):
            return Refusal(message="is an age already", remedy="use `above:`, or name the metric that it is the age of")
        if not isinstance(measure, Series) or measure.base.name not in MOMENTS or measure.type not in {"gauge", "untyped"}:
            remedy = "use a gauge with `unit: timestamp_seconds`"
            return Refusal(message=f"is in {measure.unit.name.replace('_', ' ')}, which tells no time", remedy=remedy)
        age = Age(happened=measure)
        return Reading(
            value=age.value(window=window_ms, aggregate=self.aggregate),
            unit=age.unit,
            title="age",
            operation=age.operation(window_ms=window_ms),
            drive=drive_of(age, window_ms=window_ms, aggregate=self.aggregate),
        )

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Stale"
