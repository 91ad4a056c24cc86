"""Panels as forms of Grafana's panel JSON, without nulls and without what only older Grafanas read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grafanalib import core as grafana

from tocsin.emit.grafana import plugins, tables
from tocsin.emit.grafana.form import Form
from tocsin.emit.grafana.queries import reference
from tocsin.emit.grafana.shapes import BODY, COLUMN, RANGE, STATES, STEPS, TITLE, UNIT, WHERE, PanelShape
from tocsin.emit.grafana.targets import datasource, targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from tocsin.ir.dashboards import Shape

# What Grafana 9 and later reads of what grafanalib writes, in the order of the file.
_ROW_KEYS: Final = ("id", "type", "title", "gridPos", "collapsed", "panels")
_TEXT_KEYS: Final = ("id", "type", "title", "gridPos", "options")
_PANEL_KEYS: Final = (
    "id",
    "type",
    "title",
    "description",
    "gridPos",
    "datasource",
    "timeFrom",
    "fieldConfig",
    "options",
    "transformations",
    "targets",
)


def form_of(shape: PanelShape) -> Form:
    """Return the form of a row or a panel, without nulls except in the first threshold step."""
    return Form.of(_panel(shape), column=COLUMN)


def _panel(shape: PanelShape) -> dict[str, Any]:
    match shape.picture:
        case "row":
            return _kept(grafana.RowPanel(**WHERE).to_json_data(), _ROW_KEYS)
        case "text":
            return _kept(grafana.Text(content=BODY, mode=grafana.TEXT_MODE_MARKDOWN, **WHERE).to_json_data(), _TEXT_KEYS)
        case picture:
            content = {
                **WHERE,
                "description": BODY,
                "dataSource": datasource(shape),
                "targets": targets(shape),
                "timeFrom": RANGE if shape.has_range else None,
                "thresholds": [STEPS],
            }
            return _without_empty(_with_words_and_units(shape, _kept(_PICTURES[picture](shape, content), _PANEL_KEYS)))


def _kept(data: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: data[key] for key in keys if data[key] is not None}


def _with_words_and_units(shape: PanelShape, data: dict[str, Any]) -> dict[str, Any]:
    config: dict[str, Any] = data["fieldConfig"]
    if shape.has_states and shape.picture != "alerts":
        config["defaults"]["mappings"] = [STATES]
    elif shape.has_lines and shape.picture in _NUMBERS:
        config["defaults"]["mappings"] = [_NO_DATA]
    for index, query in enumerate(shape.queries):
        if query.colour:
            config["overrides"].append({"matcher": {"id": "byFrameRefID", "options": reference(index)}, "properties": _limit(query.colour)})
        if query.has_unit:
            axis = [{"id": "custom.axisPlacement", "value": "right"}] if shape.picture == "timeseries" else []
            properties = [{"id": "unit", "value": shape.unit(index)}, *axis]
            # What a table has merged has no reference any more.
            named = {"id": "byName", "options": shape.legend(index)} if query.names_column else None
            matcher = named or {"id": "byFrameRefID", "options": reference(index)}
            config["overrides"].append({"matcher": matcher, "properties": properties})
    return data


def _limit(colour: str) -> list[dict[str, Any]]:
    """Return what tells a limit from the values that it is a limit of."""
    return [
        {"id": "color", "value": {"mode": "fixed", "fixedColor": colour}},
        {"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [10, 10]}},
        {"id": "custom.fillOpacity", "value": 0},
    ]


_NUMBERS: Final = frozenset({"stat", "gauge"})
_NO_DATA: Final = {"type": "special", "options": {"match": "null+nan", "result": {"text": "No data", "color": "#808080", "index": 0}}}
"""Grafana gives what has no value the colour of the least one: of a budget that nobody has spent yet an alarm, of errors an all-clear."""


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    if not data["transformations"]:
        del data["transformations"]
    defaults: dict[str, Any] = data["fieldConfig"]["defaults"]
    usual = _USUAL_CUSTOM if data["type"] == "timeseries" else {}
    custom = {key: value for key, value in defaults.get("custom", {}).items() if value is not None and (key, value) not in usual.items()}
    data["fieldConfig"]["defaults"] = {key: value for key, value in (defaults | {"custom": custom}).items() if value not in (None, {})}
    return data


_USUAL_CUSTOM: Final[dict[str, Any]] = {
    "axisPlacement": "auto",
    "axisLabel": "",
    "drawStyle": "line",
    "lineInterpolation": "linear",
    "barAlignment": 0,
    "lineWidth": 1,
    "fillOpacity": 0,
    "gradientMode": "none",
    "spanNulls": False,
    "showPoints": "auto",
    "pointSize": 5,
    "stacking": {"mode": "none", "group": "A"},
    "scaleDistribution": {"type": "linear", "log": 2},
    "hideFrom": {"tooltip": False, "viz": False, "legend": False},
}
"""What Grafana takes for a picture over time that does not say; of points it shows those that no line reaches, as after a restart.
https://github.com/grafana/grafana/blob/main/public/app/plugins/panel/timeseries/config.ts
"""


def _time_series(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    # Of a hundred models only the first few are in sight, and quantiles stand as they do in the picture.
    worst_first = {"sortBy": "Min" if shape.lowest else "Max", "sortDesc": not shape.lowest}
    data: dict[str, Any] = grafana.TimeSeries(
        unit=UNIT,
        # Under a line it would mix with the colours of the areas beyond the limits.
        fillOpacity=0 if shape.has_lines else 10,
        showPoints="auto",
        stacking={"mode": "none", "group": "A"},
        thresholdsStyleMode="line+area" if shape.has_lines else "off",
        legendDisplayMode="table",
        legendCalcs=["lastNotNull", "min" if shape.lowest else "max"],
        tooltipMode="multi",
        tooltipSort="desc",
        extraJson={"fieldConfig": {"defaults": {"custom": shape.ends()}}, "options": {"legend": {"showLegend": True, **worst_first}}},
        **content,
    ).to_json_data()
    return data


def _stat(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = grafana.Stat(
        format=UNIT,
        color={"mode": "thresholds"},
        colorMode="background" if shape.judges else "value",
        graphMode="none",
        noValue=None,
        reduceCalc="lastNotNull",
        **content,
    ).to_json_data()
    return data


def _state_timeline(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = grafana.StateTimeline(
        colorMode="thresholds" if shape.judges else "palette-classic",
        tooltipMode="multi",
        extraJson={
            "fieldConfig": {"defaults": {"unit": UNIT}},
            "options": {"legend": {"showLegend": True, "calcs": []}, "tooltip": {"sort": "none"}},
        },
        **content,
    ).to_json_data()
    return data


def _bar_chart(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = grafana.BarChart(
        colorMode="thresholds" if shape.has_lines else "palette-classic",
        thresholdSteps=content["thresholds"],
        showLegend=False,
        # One row for each series, named by its legend: otherwise every bar is called after the time.
        transformations=[
            {"id": "reduce", "options": {"mode": "seriesToRows", "reducers": ["lastNotNull"]}},
            {"id": "organize", "options": {"renameByName": {"Last *": TITLE}}},
        ],
        extraJson={"fieldConfig": {"defaults": {"unit": UNIT}}},
        **content,
    ).to_json_data()
    return data


_PICTURES: Final[dict[Shape, Callable[[PanelShape, dict[str, Any]], dict[str, Any]]]] = {
    "timeseries": _time_series,
    "stat": _stat,
    "gauge": plugins.gauge,
    "heatmap": plugins.heatmap,
    "table": tables.table,
    "barchart": _bar_chart,
    "alerts": tables.alerts,
    "state": _state_timeline,
}
