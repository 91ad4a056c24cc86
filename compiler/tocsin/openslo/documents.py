"""The objects of OpenSLO v1 as types, with the keys that the specification gives them.

https://github.com/OpenSLO/OpenSLO#object-types
"""

from typing import Any, Literal

from pydantic import Field

from tocsin.section import Items, Name, Section


class Metadata(Section):
    """What every object is called."""

    name: Name
    """The name by which others refer to it."""
    display_name: str | None = Field(default=None, alias="displayName")
    """A name for people."""
    labels: dict[str, Any] = Field(default_factory=dict)
    """Texts, or lists of texts."""
    annotations: dict[str, Any] = Field(default_factory=dict)
    """What an implementation wants to know."""


class MetricSource(Section):
    """Where a number comes from."""

    metric_source_ref: str | None = Field(default=None, alias="metricSourceRef")
    """The name of a DataSource."""
    type: str | None = None
    """The kind of source; default: the DataSource's."""
    spec: dict[str, Any]
    """Of a Prometheus: `query`."""


class Query(Section):
    """One number."""

    metric_source: MetricSource = Field(alias="metricSource")
    """Where it comes from."""


class RatioMetric(Section):
    """Good or bad events among all."""

    counter: bool | None = None
    """Whether the queries give counters."""
    good: Query | None = None
    """The good events."""
    bad: Query | None = None
    """The bad events."""
    total: Query | None = None
    """All events."""
    raw_type: Literal["success", "failure"] | None = Field(default=None, alias="rawType")
    """What a ratio that was computed before is a share of."""
    raw: Query | None = None
    """A ratio that was computed before."""


class IndicatorSpec(Section):
    """What is measured."""

    description: str | None = None
    """For people."""
    threshold_metric: Query | None = Field(default=None, alias="thresholdMetric")
    """A value that an objective's `op` and `value` judge."""
    ratio_metric: RatioMetric | None = Field(default=None, alias="ratioMetric")
    """Events."""


class Indicator(Section):
    """An indicator, written where it is used."""

    metadata: Metadata | None = None
    """What it is called."""
    spec: IndicatorSpec
    """What is measured."""


class TimeWindow(Section):
    """How long a budget must last."""

    duration: str
    """A number and one of `m`, `h`, `d`, `w`, `M`, `Q`, `Y`."""
    is_rolling: bool | None = Field(default=None, alias="isRolling")
    """Whether it always ends now."""
    calendar: dict[str, Any] | None = None
    """When it began."""


class Objective(Section):
    """How many events must be good."""

    display_name: str | None = Field(default=None, alias="displayName")
    """For people."""
    op: Literal["lte", "gte", "lt", "gt"] | None = None
    """How a threshold metric is compared."""
    value: float | None = None
    """What a threshold metric is compared with."""
    target: float | None = None
    """The share."""
    target_percent: float | None = Field(default=None, alias="targetPercent")
    """The share in percent."""
    time_slice_target: float | None = Field(default=None, alias="timeSliceTarget")
    """Which share makes a slice good."""
    time_slice_window: float | str | None = Field(default=None, alias="timeSliceWindow")
    """How long a slice is."""
    indicator: dict[str, Any] | None = None
    """Of a composite SLO: what is measured."""
    indicator_ref: str | None = Field(default=None, alias="indicatorRef")
    """Of a composite SLO: the name of the SLI."""
    composite_weight: float | None = Field(default=None, alias="compositeWeight")
    """Of a composite SLO: how much it counts."""


class SloSpec(Section):
    """An objective."""

    description: str | None = None
    """For people."""
    service: str
    """What it is about."""
    indicator: Indicator | None = None
    """What is measured."""
    indicator_ref: str | None = Field(default=None, alias="indicatorRef")
    """The name of the SLI."""
    time_window: Items[TimeWindow] = Field(default=(), alias="timeWindow")
    """How long the budget must last: one window."""
    budgeting_method: Literal["Occurrences", "Timeslices", "RatioTimeslices"] = Field(alias="budgetingMethod")
    """What is counted: events or slices of time."""
    objectives: Items[Objective] = Field(min_length=1)
    """How many of them must be good."""
    alert_policies: Items[Any] = Field(default=(), alias="alertPolicies")
    """Who is alerted when."""


class DataSourceSpec(Section):
    """A source of numbers."""

    description: str | None = None
    """For people."""
    type: str
    """The kind of source."""
    connection_details: Any = Field(default=None, alias="connectionDetails")
    """How it is reached."""
