"""A limit on how far a histogram's distribution is from what it was: the Kolmogorov-Smirnov distance of two windows.

The distance is the greatest difference of the two cumulative distributions, and a classic histogram's buckets are cumulative:
https://www.itl.nist.gov/div898/handbook/eda/section3/eda35g.htm (of two samples: https://doi.org/10.1214/aoms/1177730256)
Between two edges the distributions may differ more than at either: it is a lower bound, the closer the finer the buckets are.

The rates of the buckets are recorded, and a distribution is the mean of them over its window: the mean of a rate is exact where
a mean of shares would not be, and the days before need not be read from every replica's series.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from tocsin.drives import Distance
from tocsin.duration import format_duration, parse_duration
from tocsin.limit import POSITIVE, Amounts, Step, amounts, ladder
from tocsin.measures import Measure, Series
from tocsin.promql import Aggregate, Binary, Call, Expr, Matching, Number, Subquery, subtract
from tocsin.refusal import Refusal
from tocsin.section import Period, Section, mistake
from tocsin.threshold import Others, Reading, Threshold
from tocsin.units import UNITS, Quantity, Unit


def _distance(given: Quantity | Mapping[str, Quantity]) -> Quantity | Mapping[str, Quantity]:
    for limit in amounts(given):
        if limit.dimension is None and limit.amount >= 1:
            message = f"no distance between distributions is above 1, so `{limit.text}` is never exceeded"
            raise mistake("threshold/impossible-limit", message, "write something between 0 and 1, for example `0.2`")
    return given


class Drift(Section):
    """How far, which window, from which."""

    ks: Annotated[Amounts, POSITIVE, AfterValidator(_distance)]
    """Bad when the Kolmogorov-Smirnov distance is greater than this: 0 is the same distribution, 1 another altogether."""
    window: Period
    """The window that is judged."""
    against: Period
    """The window before it that it is compared with."""
    observations: Annotated[int, Field(ge=1)] = 100
    """Least observations in each window: of 100 the distance is up to 0.14 by chance (one time in twenty)."""


class Kind(Threshold):
    """A limit on how far a histogram's distribution is from what it was."""

    KEYS: ClassVar = ("drift",)

    drift: Drift
    """How far, which window, from which: `{ks: 0.2, window: 1d, against: 7d}`."""

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""
        return tuple(
            Step(severity=step.severity, bounds=step.bounds, path=("drift", *step.path)) for step in ladder(self.drift.ks, "ks", ">")
        )

    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal:  # noqa: ARG002  # one metric is enough
        """Return the distance, over all replicas."""
        if not isinstance(measure, Series) or measure.type != "histogram":
            return Refusal(
                message="is no histogram, so it has no distribution", remedy="name a histogram, or use `above:` on its drift score"
            )
        if measure.native:
            remedy = "let the exporter keep classic buckets too, and remove `native:`"
            return Refusal(message="is a native histogram, whose buckets no expression can read", remedy=remedy)
        each = measure.rated("_bucket", window=window_ms, by=("le", *measure.by))
        every = measure.count(window=window_ms)
        judged_ms, before_ms = parse_duration(self.drift.window) or 0, parse_duration(self.drift.against) or 0
        now = self._distribution(each, every, measure.by, window_ms=judged_ms, offset_ms=0)
        before = self._distribution(each, every, measure.by, window_ms=before_ms, offset_ms=judged_ms)
        span = format_duration(window_ms)
        return Reading(
            value=Aggregate("max", Call("abs", (subtract(now, before),)), measure.by),
            unit=UNITS["score"],
            title="KS distance",
            qualifier=f"between {self.drift.window} and the {self.drift.against} before",
            drive=Distance(
                histogram=measure,
                window_ms=window_ms,
                floor=self.drift.observations * 1000 / min(judged_ms, before_ms),
                judged_ms=judged_ms,
                before_ms=before_ms,
            ),
            operation=f"ks{self.drift.window}_{self.drift.against}",
            records=(
                (f"bucket_rate{span}", each),
                (f"count_rate{span}", every),
                (f"distribution{self.drift.window}", now),
                (f"distribution{self.drift.against}_before{self.drift.window}", before),
            ),
        )

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Drift"

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return both windows."""
        return {("drift", "window"): self.drift.window, ("drift", "against"): self.drift.against}

    def _distribution(self, each: Expr, every: Expr, by: tuple[str, ...], *, window_ms: int, offset_ms: int) -> Expr:
        """Return the share of observations at or under each edge; nothing while they are too few."""
        buckets = Call("avg_over_time", (Subquery(each, window_ms, offset_ms=offset_ms),))
        total = Call("avg_over_time", (Subquery(every, window_ms, offset_ms=offset_ms),))
        enough = Binary(">=", total, Number(self.drift.observations * 1000 / window_ms))
        return Binary("/", buckets, enough, matching=Matching(labels=by, group="left"))
