"""An improvement that is worked on: the goal and where it started are lines of the panel, and falling back behind the start is an alert.

That the goal is not reached yet is no alert: it would fire for as long as the work takes.
"""

from typing import ClassVar, Self

from pydantic import Field, model_validator

from tocsin import units
from tocsin.measures import Measure, Series
from tocsin.section import Amount, Section, mistake
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import Step, Wait, ladder
from tocsin.threshold.refusal import NO_SINGLE_VALUE, Refusal, unit_mismatch
from tocsin.units import Unit


class Improvement(Section):
    """From where to where."""

    from_: Amount = Field(alias="from")
    """The baseline: what it was before the work."""
    to: Amount
    """The goal. Whether less or more is better follows from the two."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.from_.amount == self.to.amount:
            raise mistake("threshold/goal-is-baseline", f"the goal `{self.to.text}` is where it starts", "write `{from: 80ms, to: 45ms}`")
        return self


class Kind(Threshold):
    """An improvement that is worked on."""

    KEYS: ClassVar = ("goal",)

    goal: Improvement
    """The baseline and the goal: `{from: 80ms, to: 45ms}`."""
    for_: Wait = Field(default="1h", alias="for")
    """How long it must be worse than the baseline."""

    def steps(self) -> tuple[Step, ...]:
        """Return the one step: worse than the baseline."""
        return tuple(
            Step(severity=step.severity, bounds=step.bounds, path=("goal", *step.path))
            for step in ladder(self.goal.from_, "from", ">" if self._less_is_better else "<")
        )

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # one metric is enough
        """Return the metric's value, and the goal in its unit."""
        read = self.now(measure, window_ms=window_ms, low=low)
        if read is None:
            return NO_SINGLE_VALUE
        reached = units.convert(self.goal.to, measure.unit)
        if reached is None:
            return unit_mismatch(measure, self.goal.to, ("goal", "to"))
        operation, value = read
        return Reading(
            value=value,
            unit=measure.unit,
            title="rate" if isinstance(measure, Series) and measure.type == "counter" else "",
            qualifier=f"(the goal is {self.goal.to.text})",
            operation=operation,
            drive=self.driven(measure, window_ms=window_ms, low=low),
            goal=("<=" if self._less_is_better else ">=", reached),
        )

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Regressed"

    @property
    def _less_is_better(self) -> bool:
        return self.goal.to.amount < self.goal.from_.amount
