"""The section `dashboards`: rows of panels over metrics and thresholds; what is not said follows from type and unit."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag

from tocsin.section import DurationText, Items, Section, Text, Where, mistake

Shape = Literal["timeseries", "stat", "gauge", "heatmap", "table", "barchart", "state", "history"]
Quantile = Annotated[str, StringConstraints(pattern=r"^p\d{1,2}(\.\d+)?$")]
Quantiles = Annotated[list[Quantile], Field(min_length=1)]
T = TypeVar("T")
_Single = Annotated[dict[str, T], Field(min_length=1, max_length=1)]


class Lines(Section):
    """What is drawn of one metric."""

    title: Text | None = None
    """Name in the legend; default: the metric's."""
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


def _quantiles(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Expand `{latency: [p50, p95]}` and `{latency: p50}`."""
    if isinstance(given, list):
        return {"quantiles": given}
    if isinstance(given, str):
        return {"quantiles": [given]}
    return {} if given is None else given


def _short(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Expand `{confidence: heatmap}`, and what `_quantiles` does."""
    return {"as": given} if isinstance(given, str) and given in get_args(Shape) else _quantiles(given)


def _metrics(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Expand `- latency`, and `- metrics: [load_1m, load_5m]`."""
    if isinstance(given, str):
        return {given: {}}
    if isinstance(given, dict) and len(given) != 1:
        remedy = "write `- latency: {...}`, one panel a list item, or `- metrics: [...]`"
        raise mistake("dashboard/bad-panel", "a panel has one metric", remedy)
    if isinstance(given, dict) and isinstance(given.get("metrics"), list):
        return {"metrics": {"of": given["metrics"]}}
    return given


def _is_quantile(given: Any) -> bool:  # noqa: ANN401  # whatever the file holds
    return isinstance(given, str) and given[:1] == "p" and given[1:2].isdigit()


def _form(given: Any) -> str:  # noqa: ANN401  # whatever the file holds
    return "#text" if isinstance(given, str) and not _is_quantile(given) and given not in get_args(Shape) else "#panel"


_LinesValue = Annotated[
    Annotated[Lines, BeforeValidator(_quantiles, json_schema_input_type=Lines | Quantiles | None), Tag("#panel")]
    | Annotated[Text, Tag("#text")],
    Discriminator(_form),
]
LinesItem = Annotated[dict[str, _LinesValue], BeforeValidator(_metrics, json_schema_input_type=_Single[_LinesValue] | Text)]
"""`metric`, `metric: {...}`, `metric: [p50, p95]` or `<cloud datasource>: <metric type>`."""


class Panel(Lines):
    """One picture of a metric."""

    title: Text | None = None
    """Title; default: from the metric's name."""
    of: Items[LinesItem] = ()
    """Of `metrics`: what is drawn in one picture, each item as a panel of its own would be written, without its shape. What the items do
    not say of `model`, `by`, `where`, `over` and `aggregate`, the panel says for all."""
    description: Text | None = None
    """What it shows; default: the metric's help."""
    as_: Shape | None = Field(default=None, alias="as")
    """Shape; default: what fits the metric."""
    range: DurationText | None = None
    """A time range of its own, independent of the dashboard's."""
    width: int | None = Field(default=None, ge=1, le=24)
    """Width in 24 columns; default: what suits its shape, and fills the line."""


_PanelValue = Annotated[
    Annotated[Panel, BeforeValidator(_short, json_schema_input_type=Panel | Quantiles | list[LinesItem] | None), Tag("#panel")]
    | Annotated[Text, Tag("#text")],
    Discriminator(_form),
]
PanelItem = Annotated[dict[str, _PanelValue], BeforeValidator(_metrics, json_schema_input_type=_Single[_PanelValue] | Text)]
"""`metric: {...}`, `metrics: {of: [...]}`, `text: <markdown>`, `alerts: {...}` or `<cloud datasource>: <metric type>`."""


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
