"""Queries as the targets of a panel."""

from __future__ import annotations

from typing import Any, Final

from grafanalib import core as grafana

from tocsin.emit.grafana.queries import CLOUD, MIXED, PROMETHEUS, reference
from tocsin.emit.grafana.shapes import MIN_STEP, PanelShape

# What a target of Grafana 9 and later has of what grafanalib writes, in the order of the file.
_KEYS: Final = ("refId", "datasource", "expr", "format", "legendFormat", "interval", "instant")


def datasource(shape: PanelShape) -> dict[str, str]:
    """Return the datasource of a panel."""
    of_cloud = {query.is_cloud for query in shape.queries}
    return MIXED if len(of_cloud) > 1 else CLOUD if of_cloud == {True} else PROMETHEUS


def targets(shape: PanelShape) -> list[dict[str, Any] | str]:
    """Return the targets of a panel; the scrape interval is their minimum step, of which `$__rate_interval` becomes at least four."""
    return [shape.expr(index) if query.is_cloud else _prometheus(shape, index) for index, query in enumerate(shape.queries)]


# These show one number for each series: with `instant` Prometheus computes only that one.
_INSTANT: Final = frozenset({"stat", "gauge", "table", "barchart", "alerts"})


def _prometheus(shape: PanelShape, index: int) -> dict[str, Any]:
    instant = shape.queries[index].instant or shape.picture in _INSTANT
    data = grafana.Target(
        refId=reference(index),
        datasource=PROMETHEUS,
        expr=shape.expr(index),
        format="heatmap" if shape.picture == "heatmap" else "table" if shape.picture in {"table", "alerts"} else "time_series",
        # The panel takes a row's bound from its name. https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/heatmap/
        legendFormat="{{le}}" if shape.picture == "heatmap" else shape.legend(index),
        interval=MIN_STEP,
        instant=instant,
    ).to_json_data()
    # Without `editorMode` Grafana opens its query builder, which cannot show every expression.
    return {key: data[key] for key in _KEYS} | {"range": not instant, "editorMode": "code"}
