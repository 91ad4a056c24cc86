"""A fixed limit: the value is above, below, outside or equal to what the spec says.

Of several replicas the worst counts: the highest where high is bad, the lowest where low is bad.
"""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Self

from pydantic import Discriminator, Field, Tag, model_validator

from tocsin.measures import Measure, Series
from tocsin.section import Amount, Items, mistake
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import Bound, Ladder, Step, Steps, ladder
from tocsin.threshold.refusal import NO_SINGLE_VALUE, Refusal
from tocsin.units import UNITS, Quantity, Unit

Pair = Annotated[Items[Amount], Field(min_length=2, max_length=2)]


def _pair_form(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "#ladder" if isinstance(given, dict) else "#pair"


Pairs = Annotated[
    Annotated[Pair, Tag("#pair")] | Annotated[Steps[Pair], Tag("#ladder")],
    Discriminator(_pair_form),
]


class Kind(Threshold):
    """A fixed limit."""

    KEYS: ClassVar = ("above", "below", "outside", "equals")

    above: Ladder | None = None
    """Bad when greater than this."""
    below: Ladder | None = None
    """Bad when less than this."""
    outside: Pairs | None = None
    """Bad when less than the first or greater than the second: `[0.8, 1.25]`."""
    equals: Amount | None = None
    """Bad when exactly this; for gauges that are 0 or 1."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, key) is not None for key in self.KEYS) != 1:
            raise mistake(
                "threshold/two-conditions",
                "a threshold has one condition",
                "keep one of `above:`, `below:`, `outside:`, `equals:`; a range is `outside: [low, high]`",
            )
        for low, high in self._pairs():
            if low.dimension == high.dimension and low.amount > high.amount:
                message = f"nothing is between `{low.text}` and `{high.text}`"
                raise mistake("threshold/range-inverted", message, f"write the lower limit first: `[{high.text}, {low.text}]`")
        return self

    def _pairs(self) -> Iterable[tuple[Quantity, ...]]:
        if self.outside is None:
            return ()
        return self.outside.values() if isinstance(self.outside, dict) else (self.outside,)

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        if self.above is not None:
            return ladder(self.above, "above", ">")
        if self.below is not None:
            return ladder(self.below, "below", "<")
        if self.equals is not None:
            return ladder(self.equals, "equals", "==")
        if isinstance(self.outside, dict):
            return tuple(
                Step(severity=severity, bounds=_outside(pair), path=("outside", severity)) for severity, pair in self.outside.items()
            )
        return (Step(severity=None, bounds=_outside(self.outside or ()), path=("outside",)),)

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # one metric is enough
        """Return the metric's value; a histogram has none."""
        read = self.now(measure, window_ms=window_ms, low=low)
        if read is None:
            remedy = "ask for a `quantile:`, or define a metric with `mean:` or `share_below:`"
            return Refusal(message=NO_SINGLE_VALUE.message, remedy=remedy)
        operation, value = read
        drive = self.driven(measure, window_ms=window_ms, low=low)
        if not isinstance(measure, Series) or measure.type == "counter":
            return Reading(
                value=value, unit=measure.unit, title="rate" if isinstance(measure, Series) else "", operation=operation, drive=drive
            )
        # The average of what is 0 or 1 is a share.
        averaged = measure.unit.name == "bool" and (self.over is not None or self.aggregate == "avg")
        return Reading(value=value, unit=UNITS["ratio"] if averaged else measure.unit, title="", operation=operation, drive=drive)

    def suffix(self, unit: Unit) -> str:
        """Return the last word of the alert's name."""
        if self.above is not None:
            return "High"
        if self.below is not None:
            return "Low"
        if self.equals is None:
            return "OutOfRange"
        if unit.name == "bool":
            return "" if self.equals.amount else "False"
        return "Is" + "".join(character if character.isalnum() else "_" for character in self.equals.text)


def _outside(pair: tuple[Quantity, ...]) -> tuple[Bound, ...]:
    low, high = pair
    return (Bound(op="<", limit=low), Bound(op=">", limit=high))
