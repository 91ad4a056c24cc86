"""The section `dashboards`: rows of panels over metrics and thresholds; what is not said follows from type and unit."""

import re
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, StringConstraints, Tag, WithJsonSchema

from tocsin.diagnostics import Remedy
from tocsin.section import Distinct, Items, LabelName, Period, Section, Text, mistake
from tocsin.section.matching import Where
from tocsin.section.naming import Word

Shape = Literal["timeseries", "stat", "gauge", "heatmap", "table", "barchart", "state", "history"]
_QUANTILE = r"p[0-9]{1,2}(\.[0-9]{1,4})?"


def _percentile(text: str) -> str:
    if not re.fullmatch(_QUANTILE, text) or float(text[1:]) == 0:
        raise mistake("dashboard/bad-quantile", f"`{text}` is no quantile", "write a percentage after `p`: `p50`, `p95`, `p99.9`")
    return text


def _no_share(given: Any) -> Any:  # noqa: ANN401  # whatever the file holds
    """Refuse 0.95, which can only be p95."""
    if isinstance(given, float) and 0 < given < 1:
        raise mistake(
            "dashboard/bad-quantile",
            f"`{given}` is a share",
            Remedy(f"write `p{given * 100:g}`", given=str(given), instead=f"p{given * 100:g}"),
        )
    return given


Quantile = Annotated[
    str, BeforeValidator(_no_share), AfterValidator(_percentile), WithJsonSchema({"type": "string", "pattern": f"^{_QUANTILE}$"})
]
Quantiles = Annotated[list[Quantile], Field(min_length=1)]
T = TypeVar("T")
_Single = Annotated[dict[str, T], Field(min_length=1, max_length=1)]


class Lines(Section):
    """What is drawn of one metric."""

    title: Text | None = None
    """Name in the legend; default: the metric's."""
    by: Distinct[LabelName] | LabelName = ()
    """One line for each value of these dimensions."""
    where: Where = Field(default_factory=dict)
    """Only these series."""
    over: Period | None = None
    """Window of the rate; default: what the zoom asks for."""
    quantiles: Distinct[Quantile] = ()
    """Quantiles of a histogram: `p50`, `p99`."""
    aggregate: Literal["avg", "max", "min", "sum"] | None = None
    """How several series become one; default: as of what the limits beside it are about, else counters are summed, gauges averaged."""
    increase: bool = False
    """The total over the window instead of the rate a second."""
    metric: Text | None = None
    """Cloud Monitoring: the metric type."""
    model: Word | None = None
    """Only this model's series; default: all models of the platform."""
    group_by: Distinct[Text] = ()
    """Cloud Monitoring: labels to group by."""
    filters: dict[Text, str] = Field(default_factory=dict)
    """Cloud Monitoring: labels to filter by."""
    aligner: Annotated[str, StringConstraints(pattern=r"^ALIGN_[A-Z0-9_]+$")] | None = None
    """Cloud Monitoring: per-series aligner; default: by the metric's kind."""
    reducer: Annotated[str, StringConstraints(pattern=r"^REDUCE_[A-Z0-9_]+$")] = "REDUCE_SUM"
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
        raise mistake("dashboard/bad-panel", "a panel has one metric", _one_panel(given))
    if isinstance(given, dict) and isinstance(given.get("metrics"), list):
        return {"metrics": {"of": given["metrics"]}}
    return given


def _one_panel(given: dict[Any, Any]) -> str:
    """Return how a list item of several keys is written."""
    named = given.get("metric")
    if isinstance(given.get("metrics"), list):
        return "write what else is said of it beside them: `- metrics: {of: [...], title: ...}`"
    if isinstance(named, str):
        return f"write `- {named}: {{...}}`: its metric is the key of a panel"
    return "write `- latency: {...}`, one panel a list item, or `- metrics: [...]`"


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
    range: Period | None = None
    """A time range of its own, independent of the dashboard's."""
    width: int | None = Field(default=None, ge=1, le=24)
    """Width in 24 columns; default: what suits its shape, and fills the line."""


_PanelValue = Annotated[
    Annotated[Panel, BeforeValidator(_short, json_schema_input_type=Panel | Quantiles | list[LinesItem] | None), Tag("#panel")]
    | Annotated[Text, Tag("#text")],
    Discriminator(_form),
]
PanelItem = Annotated[dict[str, _PanelValue], BeforeValidator(_metrics, json_schema_input_type=_Single[_PanelValue] | Text)]
"""`metric: {...}`, `metrics: {...}`, `text: <text>`, `alerts: {...}`, `platform_health: {...}`, `<cloud datasource>: <metric type>`."""


class Dashboard(Section):
    """A named dashboard."""

    title: Text | None = None
    """Title; default: from its name."""
    description: Text | None = None
    """What it is for."""
    rows: Annotated[dict[Text, Annotated[Items[PanelItem], Field(min_length=1)]], Field(min_length=1)]
    """Rows by title, each a list of panels."""
    refresh: Period = "1m"
    """How often it refreshes."""
    since: Period = "6h"
    """How far back it looks."""
    folder: Text | None = None
    """Folder; default: the platform's."""
    tags: Distinct[Text] = ()
    """Tags besides the platform's."""
    variables: Distinct[Literal["model"]] = ()
    """What whoever looks may choose above the panels, at first all: of metrics that tell models apart `[model]` shows those chosen."""
