"""The section `metrics`: names for series, and for expressions over other metrics."""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from tocsin.catalog.vocabulary import MetricType
from tocsin.section import Amount, Distinct, Items, LabelName, Period, Section, Share, Text, mistake
from tocsin.section.matching import Where
from tocsin.section.naming import Word
from tocsin.spec.prices import CostMetric

Several = Annotated[Distinct[Word], Field(min_length=1)]


class SeriesMetric(Section):
    """A series that some exporter serves."""

    series: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    """Name of the series as Prometheus stores it; of a histogram without `_bucket`."""
    pack: Word | None = None
    """The pack that knows this series; then type, unit and labels need not be said."""
    type: MetricType | None = None
    """Type of the metric."""
    unit: Word | None = None
    """Unit of its value: `seconds`, `bytes`, `ratio`, `requests`, ... Default: what the series is called after, such as `_seconds` or
    `_bytes_total`, or else a plain `count`."""
    labels: dict[LabelName, LabelName | None] = Field(default_factory=dict)
    """Our dimension -> the label of this series. `model`, `namespace`, `workload`, `pods`, `autoscaler` select a model's own series.

    Once any is given, these and those of the scrape are all that the series is taken to have: list what `where:` and `by:` name, too.
    With `null` a dimension selects nothing: with `labels: {workload: null}` the jobs and deployments of the whole namespace are a model's.
    """
    buckets: Items[Amount] = ()
    """Upper edges of the buckets of a classic histogram, as its exporter has them: numbers of its unit, or with a unit."""
    native: bool = False
    """Whether it is a native histogram."""
    own: bool = True
    """Whether each model has series of its own; false: they are those that `where` says, whoever asks."""
    where: Where = Field(default_factory=dict)
    """Only these series, always. What it says of a label replaces what selects a model's own series by that label."""
    help: Text | None = None
    """What it measures."""


class Ratio(Section):
    """A share: of one metric, or some of its series, in one or more metrics."""

    of: Word | Several
    """What is counted: one metric or the sum of several."""
    where: Where = Field(default_factory=dict)
    """Only these series of it."""
    to: Word | Several | None = None
    """What it is counted in; default: all series of `of`."""
    complement: bool = False
    """One minus the ratio: the used part when `of` is what is free."""


class RatioMetric(Section):
    """A share of one metric in another."""

    ratio: Ratio
    """Numerator and denominator. Counters become ratios of rates, gauges ratios of sums."""
    help: Text | None = None
    """What it measures."""


class Edge(Section):
    """A bucket edge of a histogram."""

    metric: Word
    """The histogram."""
    edge: Amount
    """The upper edge of one of its buckets."""
    where: Where = Field(default_factory=dict)
    """Only these series of it."""


class ShareBelowMetric(Section):
    """The share of a histogram's observations at or under a bucket edge."""

    share_below: Edge
    """Histogram and edge."""
    help: Text | None = None
    """What it measures."""


class MeanMetric(Section):
    """The mean of a histogram's or summary's observations."""

    mean: Word
    """The histogram or summary."""
    help: Text | None = None
    """What it measures."""


class Difference(Section):
    """One metric minus another."""

    of: Word
    """What is subtracted from."""
    minus: Word
    """What is subtracted."""


class DifferenceMetric(Section):
    """The difference of two metrics of the same unit."""

    difference: Difference
    """The two metrics."""
    help: Text | None = None
    """What it measures."""


class Quotient(Section):
    """One total divided by another."""

    of: Word
    """What is divided: a counter or histogram is rated, a gauge summed."""
    per: Word
    """What it is divided by."""


class QuotientMetric(Section):
    """One metric for each of another: seconds a request, requests a batch."""

    quotient: Quotient
    """The two metrics."""
    unit: str
    """Unit of the quotient."""
    help: Text | None = None
    """What it measures."""


class QuantileOf(Section):
    """A quantile of a histogram or summary."""

    of: Word
    """The histogram or summary."""
    at: Share
    """Which quantile: 0.95 is the value that 95% of observations do not exceed."""


class QuantileMetric(Section):
    """A quantile as a metric of its own, to scale on or to compare with."""

    quantile: QuantileOf
    """Histogram and quantile."""
    help: Text | None = None
    """What it measures."""


class AgeMetric(Section):
    """How long ago something happened."""

    age: Word
    """A gauge that holds the time at which it happened, in seconds since 1970."""
    help: Text | None = None
    """What it measures."""


class ChangesOf(Section):
    """A series, and how far back its changes count."""

    of: Word
    """A gauge or counter."""
    within: Period
    """How far back."""


class ChangesMetric(Section):
    """How often a value changed: 0 while nothing happens."""

    changes: ChangesOf
    """The series and the time: `{of: generation, within: 10m}`."""
    help: Text | None = None
    """What it measures."""


class ExpressionProof(Section):
    """Which series give an expression a value, so that its alerts can be proved."""

    series: Annotated[dict[Text, Text], Field(min_length=1)]
    """Series with all of their labels, and what each must be for the expression to have the value `level`: arithmetic with `level`
    and `time()`, such as `level / 100` or `time() - level`. `rate 10 * level` is a counter that counts so much a second.
    """


class ExpressionMetric(Section):
    """PromQL as it is: the escape hatch."""

    expr: Text
    """The expression. Facts are filled in: `<< model >>`, `<< namespace >>`, `<< job >>`, `<< pods >>`, `<< window >>`."""
    unit: str
    """Unit of its value."""
    help: Text | None = None
    """What it measures."""
    proof: ExpressionProof | None = None
    """Which series give it a value: with them its alerts are proved like any other."""
    unproved: Text | None = None
    """Why its alerts cannot be proved."""

    @model_validator(mode="after")
    def _proved_or_not(self) -> Self:
        if self.proof is not None and self.unproved is not None:
            raise mistake("metric/proved-and-not", "what is proved needs no reason why it is not", "remove `unproved:` or `proof:`")
        return self


_FORMS = ("series", "ratio", "share_below", "mean", "difference", "quotient", "quantile", "age", "changes", "cost", "expr")


def _form(given: Any) -> str | None:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, Section):
        return next(f"#{form}" for form in _FORMS if hasattr(given, form))
    if isinstance(given, dict):
        for form in _FORMS:
            if form in given:
                return f"#{form}"
    return None


Metric = Annotated[
    Annotated[SeriesMetric, Tag("#series")]
    | Annotated[RatioMetric, Tag("#ratio")]
    | Annotated[ShareBelowMetric, Tag("#share_below")]
    | Annotated[MeanMetric, Tag("#mean")]
    | Annotated[DifferenceMetric, Tag("#difference")]
    | Annotated[QuotientMetric, Tag("#quotient")]
    | Annotated[QuantileMetric, Tag("#quantile")]
    | Annotated[AgeMetric, Tag("#age")]
    | Annotated[ChangesMetric, Tag("#changes")]
    | Annotated[CostMetric, Tag("#cost")]
    | Annotated[ExpressionMetric, Tag("#expr")],
    Discriminator(
        _form,
        custom_error_type="metric/no-definition",
        custom_error_message="a metric is a series or an expression over metrics",
        custom_error_context={"help": "give it one of " + ", ".join(f"`{form}:`" for form in _FORMS)},
    ),
]
