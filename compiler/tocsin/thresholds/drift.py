"""A limit on how far a histogram's distribution is from what it was: the Kolmogorov-Smirnov distance from a window before, or a baseline.

The distance is the greatest difference of the two cumulative distributions, and a classic histogram's buckets are cumulative:
https://www.itl.nist.gov/div898/handbook/eda/section3/eda35g.htm (of two samples: https://doi.org/10.1214/aoms/1177730256)
Between two edges the distributions may differ more than at either: it is a lower bound, the closer the finer the buckets are.

The rates of the buckets are recorded, and a distribution is the mean of them over its window: the mean of a rate is exact where
a mean of shares would not be, and the days before need not be read from every replica's series.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Self

from msgspec import Struct
from pydantic import AfterValidator, Field, model_validator

from tocsin.drives import Distance, FromBaseline, FromBefore
from tocsin.duration import format_duration, parse_duration
from tocsin.measures import Measure, Series
from tocsin.promql import Aggregate, Binary, Call, Expr, Matching, Number, Subquery, on, subtract
from tocsin.section import Period, Section, mistake
from tocsin.threshold import Others, Reading, Threshold
from tocsin.threshold.baseline import Baseline, edge_of, shares, vector
from tocsin.threshold.limit import POSITIVE, Amounts, Step, amounts, ladder
from tocsin.threshold.refusal import Refusal
from tocsin.units import UNITS, Quantity, Unit


def _distance(given: Quantity | Mapping[str, Quantity]) -> Quantity | Mapping[str, Quantity]:
    for limit in amounts(given):
        if limit.dimension is not None:
            message = f"`{limit.text}` is no distance between distributions"
            raise mistake("threshold/unit-mismatch", message, "write a number between 0 and 1, for example `0.2`")
        if limit.amount >= 1:
            message = f"no distance between distributions is above 1, so `{limit.text}` is never exceeded"
            raise mistake("threshold/impossible-limit", message, "write something between 0 and 1, for example `0.2`")
    return given


class Drift(Section):
    """How far, which window, from which."""

    ks: Annotated[Amounts, POSITIVE, AfterValidator(_distance)]
    """Bad when the Kolmogorov-Smirnov distance is greater than this: 0 is the same distribution, 1 another altogether."""
    window: Period
    """The window that is judged."""
    against: Period | None = None
    """The window before it that it is compared with."""
    baseline: Baseline | None = None
    """What it is compared with instead, such as the data the model was trained on: the share of that at or under an edge of the histogram's
    buckets, by edge: `{0.5: 4%, 0.7: 15%, 0.9: 60%}`."""
    observations: Annotated[int, Field(ge=1)] = 100
    """Least observations in each window: of 100 the distance is up to 0.14 by chance (one time in twenty)."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.against is None) == (self.baseline is None):
            remedy = "write one of `against: 7d` and `baseline: {0.5: 10%, 0.9: 60%}`"
            raise mistake("threshold/no-reference", "drift is from one thing: the time before, or a baseline", remedy)
        return self


class _Compared(Struct, frozen=True, kw_only=True):
    """What a distribution is compared with."""

    apart: Expr
    """How far it is from that at each edge."""
    name: str
    words: str
    drive: Distance
    records: tuple[tuple[str, Expr], ...] = ()


class Kind(Threshold):
    """A limit on how far a histogram's distribution is from what it was."""

    KEYS: ClassVar = ("drift",)
    LEVEL: ClassVar = False

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
        judged_ms, span = parse_duration(self.drift.window) or 0, format_duration(window_ms)
        now = self._distribution(each, every, measure.by, window_ms=judged_ms, offset_ms=0)
        compared = self._from_before(measure, now, each, every, window_ms) or self._from_baseline(measure, now, window_ms)
        if isinstance(compared, Refusal):
            return compared
        return Reading(
            value=Aggregate("max", Call("abs", (compared.apart,)), measure.by),
            unit=UNITS["score"],
            title="KS distance",
            qualifier=f"between {self.drift.window} and {compared.words}",
            drive=compared.drive,
            operation=f"ks{self.drift.window}_{compared.name}",
            records=(
                (f"bucket_rate{span}", each),
                (f"count_rate{span}", every),
                (f"distribution{self.drift.window}", now),
                *compared.records,
            ),
        )

    def _from_before(self, measure: Series, now: Expr, each: Expr, every: Expr, window_ms: int) -> _Compared | None:
        if self.drift.against is None:
            return None
        judged_ms, before_ms = parse_duration(self.drift.window) or 0, parse_duration(self.drift.against) or 0
        before = self._distribution(each, every, measure.by, window_ms=before_ms, offset_ms=judged_ms)
        return _Compared(
            apart=subtract(now, before),
            name=self.drift.against,
            words=f"the {self.drift.against} before",
            drive=FromBefore(
                histogram=measure,
                window_ms=window_ms,
                floor=self.drift.observations * 1000 / min(judged_ms, before_ms),
                judged_ms=judged_ms,
                before_ms=before_ms,
            ),
            records=((f"distribution{self.drift.against}_before{self.drift.window}", before),),
        )

    def _from_baseline(self, measure: Series, now: Expr, window_ms: int) -> _Compared | Refusal:
        baseline = shares(self.drift.baseline or {}, measure, ("drift", "baseline"))
        if isinstance(baseline, Refusal):
            return baseline
        judged_ms = parse_duration(self.drift.window) or 0
        drive = FromBaseline(
            histogram=measure,
            window_ms=window_ms,
            floor=self.drift.observations * 1000 / judged_ms,
            judged_ms=judged_ms,
            baseline=baseline,
        )
        return self._beyond(drive.domain[1]) or _Compared(
            apart=subtract(now, vector(baseline), on("le", group_left=())),
            name="baseline",
            words="the baseline",
            drive=drive,
        )

    def _beyond(self, farthest: float) -> Refusal | None:
        """Return that a limit is as far as a distribution can be, or farther; None when each can be exceeded."""
        limits = [(step.path, bound.limit) for step in self.steps() for bound in step.bounds if isinstance(bound.limit, Quantity)]
        for path, limit in limits:
            if limit.amount >= farthest:
                message = f"is at most {farthest:g} from this baseline at its edges, so `{limit.text}` is never exceeded"
                return Refusal(code="threshold/impossible-limit", message=message, remedy="write less, or more edges", path=path)
        return None

    def suffix(self, unit: Unit) -> str:  # noqa: ARG002  # only a state has words of its own
        """Return the last word of the alert's name."""
        return "Drift"

    def edges(self, unit: Unit) -> Iterator[tuple[tuple[str, ...], float]]:
        """Yield those of the baseline."""
        for text in self.drift.baseline or ():
            edge = edge_of(text, unit)
            if edge is not None:
                yield ("drift", "baseline", text), edge

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return the windows that are read."""
        given = {"window": self.drift.window, "against": self.drift.against}
        return {("drift", key): window for key, window in given.items() if window is not None}

    def _distribution(self, each: Expr, every: Expr, by: tuple[str, ...], *, window_ms: int, offset_ms: int) -> Expr:
        """Return the share of observations at or under each edge; nothing while they are too few."""
        buckets = Call("avg_over_time", (Subquery(each, window_ms, offset_ms=offset_ms),))
        total = Call("avg_over_time", (Subquery(every, window_ms, offset_ms=offset_ms),))
        enough = Binary(">=", total, Number(self.drift.observations * 1000 / window_ms))
        return Binary("/", buckets, enough, matching=Matching(labels=by, group="left"))
