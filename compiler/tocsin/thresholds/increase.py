"""A limit on how much a counter grew within a window: restarts, evictions, preemptions, flapping.

`increase` extrapolates to the window's ends, so a limit of 3 restarts is read as "more than 3 in the last hour".
https://prometheus.io/docs/prometheus/latest/querying/functions/#increase
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tocsin.drives import Counter
from tocsin.duration import format_duration, parse_duration
from tocsin.measures import Measure, Series
from tocsin.section import Period, Section, mistake
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import NOT_NEGATIVE, Ladder, Step, Wait, ladder
from tocsin.threshold.refusal import Refusal
from tocsin.units import Unit


class Growth(Section):
    """How much, in which time."""

    above: Annotated[Ladder, NOT_NEGATIVE]
    """Bad when it grew by more than this."""
    over: Period
    """Within this window."""


class Kind(Threshold):
    """A limit on how much a counter grew within a window."""

    KEYS: ClassVar = ("increase",)

    increase: Growth
    """How much, in which time: `{above: 3, over: 1h}`."""
    for_: Wait = Field(default="0s", alias="for")
    """How long the condition must hold; the window already waits, so by default not at all."""

    @model_validator(mode="after")
    def _one_window(self) -> Self:
        if self.over is not None:
            raise mistake("threshold/two-windows", "an increase has its own window", "write `over:` within `increase:` only")
        return self

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        return tuple(
            Step(severity=step.severity, bounds=step.bounds, path=("increase", *step.path))
            for step in ladder(self.increase.above, "above", ">")
        )

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # the window is the kind's own
        """Return the increase over the kind's own window."""
        if not isinstance(measure, Series) or measure.type != "counter":
            return Refusal(message="is no counter, so it cannot grow", remedy="use `above:`")
        own_ms = parse_duration(self.increase.over) or 0
        window = format_duration(own_ms)
        count = Unit(
            name=measure.base.name,
            dimension=measure.base.dimension,
            scale=measure.base.scale,
            value=measure.base.value,
            grafana=measure.base.grafana,
        )
        drive = Counter(series=measure, window_ms=own_ms, per_ms=own_ms)
        return Reading(value=measure.increase(window=own_ms), unit=count, title=f"in {window}", operation=f"increase{window}", drive=drive)

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return the window: an increase needs two samples at least."""
        return {("increase", "over"): self.increase.over}

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Growing"
