"""A metric that must be there: nothing is compared, it is only missed. What is not loaded, registered or running has no series.

`absent(<selector>)`, as https://prometheus.io/docs/prometheus/latest/querying/functions/#absent has it. Of several replicas one is
enough, and a target that is down silences it: then everything of it is missing.
"""

from typing import ClassVar, Literal

from tocsin.measures import Measure
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import Step
from tocsin.threshold.refusal import Refusal
from tocsin.units import Unit


class Kind(Threshold):
    """A metric that must be there. Of a model that may sleep nothing is said: asleep it has no metrics."""

    KEYS: ClassVar = ("absent",)

    absent: Literal[True]
    """Bad when no series of it exists. One alert for all of them, without `by:`, since nothing knows which there should be: a replica that
    was replaced is gone for good. Where one of several matters, give it a threshold of its own, `where: {adapter: sql}`."""

    def steps(self) -> tuple[Step, ...]:
        """Return the only step, which has no limit."""
        return (Step(severity=None, bounds=(), path=("absent",)),)

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal | None:  # noqa: ARG002  # nothing is read
        """Return nothing: there is nothing to compare."""
        return None

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Missing"
