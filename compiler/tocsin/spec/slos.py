"""The section `slos` of models and components: how much may go wrong in a period, and who is called when it goes wrong too fast."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tocsin.section import Amount, Distinct, Guide, LabelName, Name, Section, Share, Text, mistake
from tocsin.section.matching import Where
from tocsin.section.naming import AlertLabel, AnnotationName, Link, Word
from tocsin.section.verbatim import Verbatim
from tocsin.threshold import AlertName, JoinedGuard
from tocsin.threshold.limit import POSITIVE
from tocsin.units import Quantity, Unit, convert

_HUNDRED = Decimal(100)
Several = Annotated[Distinct[Word], Field(min_length=1)]


def share_of(quantity: Quantity) -> Decimal | None:
    """Return a quantity as a share, exactly: `99.9%` and `0.999` are the same; None when it is neither."""
    match quantity.dimension:
        case None:
            return quantity.amount
        case "percent":
            return quantity.amount / _HUNDRED
        case _:
            return None


def _objective(given: Quantity) -> Quantity:
    share = share_of(given)
    if share is None:
        raise mistake("slo/bad-objective", f"`{given.text}` is no share", "write the share of events that must be good: `99.9%`")
    if given.dimension is None and 1 < share < _HUNDRED:
        raise mistake("slo/bad-objective", f"`{given.text}` is more than everything", f"write `{given.text}%`")
    if share >= 1:
        raise mistake(
            "slo/bad-objective",
            f"an objective of `{given.text}` leaves no budget, so nothing may ever fail",
            "write less than `100%`, or a threshold when a single failure is too much",
        )
    if share <= 0:
        raise mistake("slo/bad-objective", f"an objective of `{given.text}` is always met", "write more than `0%`")
    return given


MEASURES: Final = frozenset({"openslo", "sloth", "pyrra", "metric", "good", "bad", "total", "probe"})
"""The keys that say of what an objective is."""


LIMITS: Final = ("under", "not_above", "not_below")
"""The keys that say what is good of a metric: of its events, or of the time."""


LIMITED_BY: Final = {">": "not_above", "<": "not_below"}
"""The key of a limit by when the time is bad."""


class Severities(Section):
    """How grave a budget that burns fast is, and one that burns slowly."""

    page: Word | None = None
    """Of what spends the budget in days; default: the gravest of the platform."""
    ticket: Word | None = None
    """Of what spends the budget before its period ends; default: the usual of the platform."""


class Slo(Section):
    """An objective: the share of events, or of the time, that must be good over a period."""

    openslo: Name | None = None
    """The name of an SLO in an OpenSLO document beside the spec files: it says the rest, and what is said here replaces it."""
    sloth: Name | None = None
    """The service and the name of an SLO of Sloth's beside the spec files, `checkout-availability`: it says the rest, and what is said here
    replaces it."""
    pyrra: Name | None = None
    """The name of a ServiceLevelObjective of Pyrra's beside the spec files: it says the rest, and what is said here replaces it."""
    metric: Word | None = None
    """A histogram with `under:`, a ratio that counts what is bad, or a gauge that is 1 when all is well and 0 when not: events. Any metric
    with `not_above:` or `not_below:`: the time in which that holds."""
    under: Amount | None = None
    """A bucket edge of the histogram: an event is good at or under it."""
    not_above: Amount | None = None
    """The time is good in which the metric is not above this. Of replicas the highest counts, and of a point in time how long ago it is."""
    not_below: Amount | None = None
    """The time is good in which the metric is not below this. Of replicas the lowest counts."""
    quantile: Share | None = None
    """Which quantile of the histogram is not above or below that: 0.95 is the value that 95% of observations do not exceed."""
    while_: dict[Word, JoinedGuard] = Field(default_factory=dict, alias="while")
    """Of an objective on time: what must hold besides, by metric, `{requests: {above: 1/s}}`. Other time is neither good nor bad."""
    interpolate: bool = False
    """Whether a limit between two bucket edges is meant; the quantile is then a guess within a bucket."""
    good: Word | Several | None = None
    """Counters of the good events, with `total:`."""
    bad: Word | Several | None = None
    """Counters of the bad events, with `total:`."""
    total: Word | Several | None = None
    """Counters (or histograms) of all events."""
    probe: Name | None = None
    """One of the probes of this model or component: every answer is an event."""
    where: Where = Field(default_factory=dict)
    """Only these series."""
    by: Distinct[LabelName] = ()
    """A budget for each value of these dimensions, `[tenant]`: each is spent by itself, and alerts by itself. That nobody counts events is
    noticed when nobody counts any of them."""
    objective: Annotated[Amount, AfterValidator(_objective)] | None = None
    """Share of events, or of the time, that must be good: `99.9%`. Only a document of another tool may say it instead."""
    period: Literal["7d", "14d", "28d", "30d", "90d"] = "30d"
    """How long the budget must last; the windows of the alerts follow from it: of 7, 14 and 90 days they are those of 30 in proportion.
    The burn rates are always 14.4, 6, 3 and 1."""
    severities: Severities = Field(default_factory=Severities.model_construct)
    """How grave its alerts are."""
    at_least: Annotated[Amount, POSITIVE] | None = None
    """Traffic below which no alert fires: how many events the longer window must have seen (`100`), or a rate (`6/m`). Of an objective on
    time a rate below which a share, a mean or a quantile means nothing: such time is neither good nor bad."""
    absent: bool | None = None
    """Whether missing events are an alert too; default: yes, but not of what may sleep. Of an objective on time: whether it is one that its
    metric has no value; default: of gauges that are always there."""
    alert: AlertName | None = None
    """Name of its alerts; default: from its own name, `FastBudgetBurn`."""
    component: Verbatim | None = None
    """The label `component` of its alerts."""
    labels: dict[AlertLabel, Verbatim] = Field(default_factory=dict)
    """More labels of its alerts."""
    annotations: dict[AnnotationName, Text] = Field(default_factory=dict)
    """More annotations of its alerts."""
    summary: Text | None = None
    """One line; default: made from the facts."""
    description: Text | None = None
    """A few sentences; default: made from the facts."""
    runbook: Link | None = None
    """URL of the runbook."""
    guide: Guide | None = None
    """What whoever is called should know."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.openslo or self.sloth or self.pyrra) is not None:  # loading has replaced every other
            remedy = "take it in the spec itself, and patch what differs"
            raise mistake("openslo/taken-in-a-patch", "an environment's patch takes nothing from documents of other tools", remedy)
        if self.objective is None:
            raise mistake("spec/missing-key", "`objective` is missing", "add `objective:`")
        forms = [self.metric is not None, self.total is not None or self.good is not None or self.bad is not None, self.probe is not None]
        if sum(forms) != 1:
            remedy = "write one of `metric:`, `probe:`, or `total:` with `good:` or `bad:`"
            raise mistake("slo/no-events", "an objective is about one kind of events", remedy)
        if forms[1] and (self.total is None or (self.good is None) == (self.bad is None)):
            remedy = "write `total:` and one of `good:`, `bad:`: the other follows from it"
            raise mistake("slo/no-events", "counted events are all events and the good or the bad ones", remedy)
        if self.under is not None and self.metric is None:
            raise mistake("slo/no-events", "`under` is an edge of a histogram", "name the histogram with `metric:`")
        return self

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that it is about, or whose events it counts."""
        several = tuple(each for said in (self.good, self.bad, self.total) for each in ((said,) if isinstance(said, str) else said or ()))
        return several if self.metric is None else (self.metric,)

    def bound(self) -> tuple[Literal[">", "<"], Quantity] | None:
        """Return by which comparison with which limit the time is bad; None: it is about events."""
        if self.not_above is not None:
            return ">", self.not_above
        return None if self.not_below is None else ("<", self.not_below)

    def edges(self, unit: Unit) -> Iterator[tuple[tuple[str, ...], float]]:
        """Yield the edge that buckets of its histogram must have for its quantile, in `unit`, after where it is written."""
        bound = None if self.quantile is None or self.interpolate else self.bound()
        edge = None if bound is None else convert(bound[1], unit)
        if bound is not None and edge is not None:
            yield (LIMITED_BY[bound[0]],), edge

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        limits = [key for key in LIMITS if getattr(self, key) is not None]
        if limits and self.metric is None:
            raise mistake("slo/no-limit", f"`{limits[0]}` is a limit of a metric", "name it with `metric:`")
        if len(limits) > 1:
            raise mistake("slo/no-limit", "time is good or bad by one limit", f"keep one of {' and '.join(f'`{key}:`' for key in limits)}")
        if self.quantile is not None and not {"not_above", "not_below"} & {*limits}:
            raise mistake("slo/no-limit", "nothing says which values of the quantile are good", "add `not_above:` or `not_below:`")
        if self.while_ and not {"not_above", "not_below"} & {*limits}:
            remedy = "let it be about time, `not_above: …` in place of each event, or remove it: events are narrowed by `where:`"
            raise mistake("slo/no-limit", "`while` tells which time counts, and this is about events", remedy)
        if self.interpolate and self.quantile is None:
            raise mistake("slo/no-limit", "`interpolate` is about a quantile", "remove it, or add `quantile:`")
        return self
