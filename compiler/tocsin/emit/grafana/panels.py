"""Panels as Grafana's panel JSON, without nulls and without what only older Grafanas read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grafanalib import core as grafana
from msgspec.structs import replace

from tocsin import ir
from tocsin.emit.grafana import plugins, tables
from tocsin.emit.grafana.targets import datasource, reference, targets
from tocsin.emit.grafana.thresholds import NO_JUDGEMENT, drawable, plain_number, steps, words_of

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


def panel(node: ir.Row | ir.Panel | ir.TextPanel, *, identity: int, place: dict[str, Any], min_step: str) -> dict[str, Any]:
    """Return the JSON of a row or a panel, without nulls except in the first threshold step."""
    where = {"id": identity, "title": node.title, "gridPos": place}
    match node:
        case ir.Row():
            return _kept(grafana.RowPanel(**where).to_json_data(), _ROW_KEYS)
        case ir.TextPanel():
            return _kept(grafana.Text(content=node.markdown, mode=grafana.TEXT_MODE_MARKDOWN, **where).to_json_data(), _TEXT_KEYS)
        case ir.Panel():
            # Of words the colour is said by the word.
            drawn = replace(node, lines=() if node.states else drawable(node.lines))
            return _without_empty(_with_words_and_units(drawn, _kept(_picture(drawn, where, min_step), _PANEL_KEYS)))


def _kept(data: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: data[key] for key in keys if data[key] is not None}


def _with_words_and_units(node: ir.Panel, data: dict[str, Any]) -> dict[str, Any]:
    config: dict[str, Any] = data["fieldConfig"]
    if node.states:
        config["defaults"]["mappings"] = [words_of(node.states)]
    for index, query in enumerate(node.queries):
        if query.unit is not None:
            axis = [{"id": "custom.axisPlacement", "value": "right"}] if node.shape == "timeseries" else []
            properties = [{"id": "unit", "value": query.unit.grafana}, *axis]
            config["overrides"].append({"matcher": {"id": "byFrameRefID", "options": reference(index)}, "properties": properties})
    return data


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    if not data["transformations"]:
        del data["transformations"]
    defaults: dict[str, Any] = data["fieldConfig"]["defaults"]
    custom = {key: value for key, value in defaults.get("custom", {}).items() if value is not None}
    data["fieldConfig"]["defaults"] = {key: value for key, value in (defaults | {"custom": custom}).items() if value not in (None, {})}
    return data


def _picture(node: ir.Panel, where: dict[str, Any], min_step: str) -> dict[str, Any]:
    queries = tables.alert_queries(node) if node.shape == "alerts" else node.queries
    content = where | {
        "description": node.description or node.title,
        "dataSource": datasource(queries),
        "targets": targets(queries, node.shape, min_step),
        "timeFrom": node.options.get("range"),
        "thresholds": steps(node.lines, otherwise=_ordinary_colour(node)),
    }
    return _PICTURES[node.shape](node, content)


def _ordinary_colour(node: ir.Panel) -> str:
    # Around a transparent step Grafana draws the line below it in that line's own colour; else `< 0.8` would be a green line.
    # https://github.com/grafana/grafana/blob/main/packages/grafana-ui/src/components/uPlot/config/UPlotThresholds.ts
    if node.shape == "timeseries":
        return "transparent"
    return "green" if node.lines else NO_JUDGEMENT


def _time_series(node: ir.Panel, content: dict[str, Any]) -> dict[str, Any]:
    # Grafana fits the axis to the data alone, and a line that is out of sight warns nobody.
    values = [plain_number(line.value) for line in node.lines]
    axis = {"axisSoftMin": min(values), "axisSoftMax": max(values)} if values else {}
    data: dict[str, Any] = grafana.TimeSeries(
        unit=node.unit.grafana,
        fillOpacity=10,
        showPoints="never",
        stacking={"mode": "none", "group": "A"},
        thresholdsStyleMode="line+area" if values else "off",
        legendDisplayMode="table",
        legendCalcs=["lastNotNull", "max"],
        tooltipMode="multi",
        tooltipSort="desc",
        extraJson={"fieldConfig": {"defaults": {"custom": axis}}, "options": {"legend": {"showLegend": True}}},
        **content,
    ).to_json_data()
    return data


def _stat(node: ir.Panel, content: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = grafana.Stat(
        format=node.unit.grafana,
        color={"mode": "thresholds"},
        colorMode="background" if node.lines or node.states else "value",
        graphMode="none",
        noValue=None,
        reduceCalc="lastNotNull",
        **content,
    ).to_json_data()
    return data


def _state_timeline(node: ir.Panel, content: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = grafana.StateTimeline(
        colorMode="thresholds" if node.lines or node.states else "palette-classic",
        tooltipMode="multi",
        extraJson={
            "fieldConfig": {"defaults": {"unit": node.unit.grafana}},
            "options": {"legend": {"showLegend": True, "calcs": []}, "tooltip": {"sort": "none"}},
        },
        **content,
    ).to_json_data()
    return data


def _bar_chart(node: ir.Panel, content: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = grafana.BarChart(
        colorMode="thresholds" if node.lines else "palette-classic",
        thresholdSteps=content["thresholds"],
        showLegend=False,
        # One row for each series, named by its legend: otherwise every bar is called after the time.
        transformations=[
            {"id": "reduce", "options": {"mode": "seriesToRows", "reducers": ["lastNotNull"]}},
            {"id": "organize", "options": {"renameByName": {"Last *": node.title}}},
        ],
        extraJson={"fieldConfig": {"defaults": {"unit": node.unit.grafana}}},
        **content,
    ).to_json_data()
    return data


_PICTURES: Final[dict[Shape, Callable[[ir.Panel, dict[str, Any]], dict[str, Any]]]] = {
    "timeseries": _time_series,
    "stat": _stat,
    "gauge": plugins.gauge,
    "heatmap": plugins.heatmap,
    "table": tables.table,
    "barchart": _bar_chart,
    "alerts": tables.alerts,
    "state": _state_timeline,
}
