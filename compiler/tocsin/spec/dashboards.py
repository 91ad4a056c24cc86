"""The section `dashboards`: rows of panels over metrics and thresholds; what is not said follows from type and unit."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag

from tocsin.section import DurationText, Items, Section, Text, Where, mistake

Shape = Literal["timeseries", "stat", "gauge", "heatmap", "table", "barchart", "state", "history"]
Quantile = Annotated[str, StringConstraints(pattern=r"^p\d{1,2}(\.\d+)?$")]


class Panel(Section):
    """One picture of a metric."""

    title: Text | None = None
    """Title; default: from the metric's name."""
    description: Text | None = None
    """What it shows; default: the metric's help."""
    as_: Shape | None = Field(default=None, alias="as")
    """Shape; default: what fits the metric."""
    by: Items[str] | str = ()
    """One line for each value of these dimensions."""
    where: Where = Field(default_factory=dict)
    """Only these series."""
    over: DurationText | None = None
    """Window of the rate; default: what the zoom asks for."""
    quantiles: Items[Quantile] = ()
    """Quantiles of a histogram: `p50`, `p99`."""
    aggregate: Literal["avg", "max", "min", "sum"] | None = None
    """How several series become one."""
    range: DurationText | None = None
    """A time range of its own, independent of the dashboard's."""
    width: int | None = Field(default=None, ge=1, le=24)
    """Width in 24 columns; default: the row is shared equally."""
    increase: bool = False
    """The total over the window instead of the rate a second."""
    metric: str | None = None
    """Cloud Monitoring: the metric type."""
    model: str | None = None
    """Only this model's series; default: all models of the platform."""
    group_by: Items[str] = ()
    """Cloud Monitoring: labels to group by."""
    filters: dict[str, str] = Field(default_factory=dict)
    """Cloud Monitoring: labels to filter by."""
    aligner: str | None = None
    """Cloud Monitoring: per-series aligner; default: by the metric's kind."""
    reducer: str = "REDUCE_SUM"
    """Cloud Monitoring: cross-series reducer."""


def _short(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Expand `{latency: [p50, p95]}`, `{confidence: heatmap}` and `{latency: p50}`."""
    if isinstance(given, list):
        return {"quantiles": given}
    if isinstance(given, str):
        return {"quantiles": [given]} if given[:1] == "p" and given[1:2].isdigit() else {"as": given}
    return {} if given is None else given


def _single(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    if isinstance(given, str):
        return {given: {}}
    if isinstance(given, dict) and len(given) != 1:
        raise mistake("dashboard/bad-panel", "a panel has one metric", "write `- latency: {...}`, one panel a list item")
    return given


def _form(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    short = isinstance(given, str) and (given in get_args(Shape) or (given[:1] == "p" and given[1:2].isdigit()))
    return "#text" if isinstance(given, str) and not short else "#panel"


PanelItem = Annotated[
    dict[str, Annotated[Annotated[Panel, BeforeValidator(_short), Tag("#panel")] | Annotated[Text, Tag("#text")], Discriminator(_form)]],
    BeforeValidator(_single),
]
"""`metric: {...}`, `text: <markdown>`, `alerts: {...}` or `<cloud datasource>: <metric type>`."""


class Dashboard(Section):
    """A named dashboard."""

    title: Text | None = None
    """Title; default: from its name."""
    description: Text | None = None
    """What it is for."""
    rows: dict[str, Items[PanelItem]]
    """Rows by title, each a list of panels."""
    refresh: DurationText = "1m"
    """How often it refreshes."""
    since: DurationText = "6h"
    """How far back it looks."""
    folder: Text | None = None
    """Folder; default: the platform's."""
    tags: Items[str] = ()
    """Tags besides the platform's."""
