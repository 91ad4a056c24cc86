"""A limit on a quantile of a histogram: `histogram_quantile` over the summed rates of its buckets.

https://prometheus.io/docs/practices/histograms/#quantiles
"""

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from tocsin import units
from tocsin.drives import quantile_of
from tocsin.duration import format_duration
from tocsin.measures import Measure, Series
from tocsin.section import Share, mistake
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.limit import Ladder, Step, ladder
from tocsin.threshold.refusal import Refusal
from tocsin.units import Quantity, Unit


class Kind(Threshold):
    """A limit on a quantile of a histogram."""

    KEYS: ClassVar = ("quantile",)

    quantile: Share
    """Which quantile: 0.95 is the value that 95% of observations do not exceed."""
    above: Ladder | None = None
    """Bad when greater than this."""
    below: Ladder | None = None
    """Bad when less than this."""
    interpolate: bool = False
    """Whether a limit between two bucket edges is meant; the value is then a guess within a bucket."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise mistake("threshold/two-conditions", "a quantile has one limit", "write `above:` or `below:`; for both, two thresholds")
        return self

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        if self.above is not None:
            return ladder(self.above, "above", ">")
        return ladder(self.below, "below", "<") if self.below is not None else ()

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # one metric is enough
        """Return the quantile, over all replicas."""
        if not isinstance(measure, Series) or measure.type not in {"histogram", "summary"}:
            return Refusal(message="is no histogram, so it has no quantiles", remedy="remove `quantile:`")
        percent = f"p{format(self.quantile * 100, 'g')}"
        return Reading(
            value=measure.quantile(self.quantile, window=window_ms, low=low),
            unit=measure.base,
            title=percent,
            drive=quantile_of(measure, self.quantile, window_ms=window_ms, low=low),
            operation=f"{percent.replace('.', '_')}_{format_duration(window_ms)}",
        )

    def edges(self, unit: Unit) -> Iterator[tuple[tuple[str, ...], float]]:
        """Yield the limits: between two edges a quantile is a guess, unless the author wants one."""
        for step in () if self.interpolate else self.steps():
            for bound in step.bounds:
                edge = units.convert(bound.limit, unit) if isinstance(bound.limit, Quantity) else None
                if edge is not None:
                    yield step.path, edge

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "High" if self.above is not None else "Low"
