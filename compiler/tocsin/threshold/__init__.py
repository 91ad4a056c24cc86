"""What all kinds of threshold share: their common fields, and the methods that each kind must have."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Protocol, Self

from msgspec import Struct
from pydantic import Field, StringConstraints, model_validator

from tocsin.drives import Drive, drive_of
from tocsin.duration import parse_duration
from tocsin.measures import Aggregation, Measure, Quantile, Raw, Series
from tocsin.promql import Binary, Expr, Number
from tocsin.section import Amount, Distinct, DurationText, Guide, LabelName, Period, Section, Text, mistake
from tocsin.section.matching import Where
from tocsin.section.naming import AlertLabel, AnnotationName, Link, Word
from tocsin.section.verbatim import Verbatim
from tocsin.threshold.band import Band
from tocsin.threshold.limit import POSITIVE, Step, Wait
from tocsin.threshold.refusal import Refusal
from tocsin.units import Quantity, Unit

AlertName = Annotated[str, StringConstraints(pattern=r"^[A-Z][a-zA-Z0-9_]*$")]


class NoData(Section):
    """The alert for a series that is missing, which would silence the threshold."""

    for_: DurationText = Field(default="15m", alias="for")
    """How long it may be missing."""
    severity: Word | None = None
    """Its severity; default: the least of the threshold's."""


class Guard(Section):
    """A condition on another metric."""

    above: Amount | None = None
    """Holds when greater than this."""
    below: Amount | None = None
    """Holds when less than this."""
    equals: Amount | None = None
    """Holds when exactly this."""
    where: Where = Field(default_factory=dict)
    """Only these series."""
    over: Period | None = None
    """Window that counters are rated over, and gauges averaged over."""
    aggregate: Aggregation | None = None
    """How several replicas become one value."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(limit is not None for limit in (self.above, self.below, self.equals)) != 1:
            raise mistake("threshold/two-conditions", "a guard has one condition", "write one of `above:`, `below:`, `equals:`")
        return self

    def bound(self) -> tuple[Literal[">", "<", "=="], Quantity]:
        """Return the comparison and its limit."""
        if self.above is not None:
            return ">", self.above
        if self.below is not None:
            return "<", self.below
        if self.equals is not None:
            return "==", self.equals
        raise AssertionError("validated: exactly one is given")


class JoinedGuard(Guard):
    """A condition on another metric, of each value that `by:` tells apart."""

    by: Distinct[LabelName] | None = None
    """What it is told apart by, of what the `by:` beside `while:` names; default: all of that. `[]`: it is one for all, as the hour is."""


class Reading(Struct, frozen=True, kw_only=True):
    """What is compared with the limit."""

    value: Expr
    unit: Unit
    title: str
    """Words after the metric's name: `p95`."""
    operation: str
    """Last part of the name of a recording of it: `p95_5m`."""
    qualifier: str = ""
    """Words after the condition: `within 4h`."""
    goal: tuple[str, float] | None = None
    """Operator and number of what is aimed at: a line of the panel."""
    drive: Drive | None = None
    """What brings the value to a level in a proof; None: nobody can say what it is made of."""
    band: Band | None = None
    """Where the value is a distance from what is usual: what is how far from what."""
    records: tuple[tuple[str, Expr], ...] = ()
    """Parts of `value` that must be recorded, by the last part of their names, each after those that it reads.

    A part whose history is read stands in a subquery, which the recording then replaces: a subquery over days would be
    evaluated anew at every step.
    """


class Others(Protocol):
    """How a kind gets at another metric than its own, or at other series of its own, with the threshold's `where` and `by`."""

    def __call__(self, name: str | None = None, path: tuple[str, ...] = (), *, where: Where | None = None) -> Measure | None:
        """Return the metric `name` (None: the threshold's own) narrowed to `where` too.

        None when it cannot be had, which has then been said at `path` in the threshold.
        """


class Threshold(Section, ABC):
    """A metric, a condition, and how bad it is."""

    KEYS: ClassVar[tuple[str, ...]]
    """The keys that only this kind has."""
    LEVEL: ClassVar[bool] = True
    """Whether its limits are values of the metric, which any picture of that may show: how far two versions are apart is none."""

    metric: Word | None = None
    """The metric; default: the threshold's own name."""
    alert: AlertName | None = None
    """Name of the alert; default: from the threshold's name and kind."""
    for_: Wait = Field(default="5m", alias="for")
    """How long the condition must hold: one duration, or one for each severity."""
    keep_firing_for: Period | None = None
    """How long the alert goes on after the condition has ended."""
    severity: Word | None = None
    """How bad it is, when the limit is not a ladder."""
    component: Verbatim | None = None
    """The label `component` of the alert."""
    action: Verbatim | None = None
    """The label `action` of the alert, for a route to a machine: `retrain`."""
    by: Distinct[LabelName] = ()
    """One alert for each value of these dimensions."""
    where: Where = Field(default_factory=dict)
    """Only these series. What it says of a label replaces what selects its own series by that label: `{deployment: its-database}`."""
    over: Period | None = None
    """Window that counters and histograms are rated over, and gauges averaged over."""
    aggregate: Aggregation | None = None
    """How several replicas become one value; default: the worst of them, and of times the latest."""
    at_least: Annotated[Amount, POSITIVE] | None = None
    """Least traffic at which a share, a mean or a quantile of a histogram means something, a rate: `6/m`."""
    no_data: bool | NoData | None = None
    """Whether a missing series is an alert too; default: for gauges that are always there, of what never sleeps."""
    while_: dict[Word, JoinedGuard] = Field(default_factory=dict, alias="while")
    """What must hold besides, by metric: `{gpu_memory: {above: 1GiB}}`. Of replicas that `by:` does not tell apart `above` is asked of the
    highest and `below` of the lowest, so that one is enough, and `equals` of the highest: `equals: 0` holds when all are 0."""
    labels: dict[AlertLabel, Verbatim] = Field(default_factory=dict)
    """More labels of the alert."""
    annotations: dict[AnnotationName, Text] = Field(default_factory=dict)
    """More annotations of the alert."""
    summary: Text | None = None
    """One line; default: made from the facts."""
    description: Text | None = None
    """A few sentences; default: made from the facts."""
    runbook: Link | None = None
    """URL of the runbook."""
    guide: Guide | None = None
    """What whoever is called should know."""

    @abstractmethod
    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the ladder, in the order written."""

    @abstractmethod
    def reading(self, measure: Measure, *, window_ms: int, low: bool, others: Others) -> Reading | Refusal | None:
        """Return what is compared, or why this kind cannot be asked of this metric; None when that has been said already."""

    @abstractmethod
    def suffix(self, unit: Unit) -> str:
        """Return the last word of the alert's name: `High`. `unit` is that of the value."""

    def picture(self, value: Expr) -> Expr:
        """Return what a panel draws of the value."""
        return value

    def caption(self, title: str) -> str:
        """Return what a panel calls the value, which an alert calls `title`."""
        return title

    def edges(self, unit: Unit) -> Iterator[tuple[tuple[str, ...], float]]:  # noqa: ARG002  # most kinds need none
        """Yield the edges that buckets of its histogram must have, in `unit`, each after where in the threshold it is written."""
        yield from ()

    def windows(self) -> Mapping[tuple[str, ...], str]:
        """Return the windows of this kind that must hold enough samples, by where in the threshold they are written."""
        return {}

    def now(self, measure: Measure, *, window_ms: int, low: bool) -> tuple[str, Expr] | None:
        """Return the metric's value and the last part of the name of a recording of it; None when it has no single value."""
        value = measure.value(window=window_ms, aggregate=self.aggregate, low=low, smooth=self.over is not None)
        if value is None:
            return None
        if not isinstance(measure, Series) or measure.type == "counter":
            return measure.operation(window_ms=window_ms), value
        worst = self.aggregate or ("min" if low else "max")
        return (f"{worst}_avg{measure.operation(window_ms=window_ms)}" if self.over else worst), value

    def driven(self, measure: Measure, *, window_ms: int, low: bool) -> Drive | None:
        """Return what drives the value that `now` returns."""
        return drive_of(measure, window_ms=window_ms, aggregate=self.aggregate, low=low, smooth=self.over is not None)

    def history(self, measure: Measure, *, window_ms: int, low: bool) -> tuple[str, Expr] | None:
        """Return what `now` does, without what is not a number: one such sample makes a mean of days none either.

        A quantile of no observations is NaN. https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
        """
        found = self.now(measure, window_ms=window_ms, low=low)
        if found is None or not isinstance(measure, Quantile | Raw):
            return found
        return found[0], Binary(">", found[1], Number(-math.inf))

    def longest_wait_ms(self) -> int:
        """Return how long the condition must hold at most, whatever the severity."""
        given = self.for_.values() if isinstance(self.for_, Mapping) else (self.for_,)
        return max((parse_duration(each) or 0 for each in given), default=0)
