"""Panels whose options have changed since grafanalib learnt them: their plugin's own options, of Grafana 9 and later."""

from __future__ import annotations

from typing import Any, Final

from grafanalib import core as grafana

from tocsin.emit.grafana.shapes import UNIT, PanelShape


def gauge(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    """Return a gauge; `content` is what every panel has, in grafanalib's names."""
    return with_options(
        "gauge",
        content,
        defaults={"unit": UNIT, "color": {"mode": "thresholds"}, **shape.ends()},
        options={
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "orientation": "auto",
            "showThresholdLabels": False,
            "showThresholdMarkers": True,
        },
    )


def heatmap(_: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    """Return a heatmap of the buckets that Prometheus has counted."""
    return with_options(
        "heatmap",
        content,
        defaults={"custom": {"scaleDistribution": {"type": "linear"}, "hideFrom": {"tooltip": False, "viz": False, "legend": False}}},
        options={
            "calculate": False,
            "rowsFrame": {"layout": "auto"},
            "color": _HEAT,
            "cellGap": 1,
            "cellValues": {"unit": "short"},
            "showValue": "never",
            "filterValues": {"le": 1e-9},
            "yAxis": {"axisPlacement": "left", "reverse": False, "unit": UNIT},
            "legend": {"show": True},
            "tooltip": {"mode": "single", "yHistogram": True, "showColorScale": True},
            "exemplars": {"color": "rgba(255,0,255,0.7)"},
        },
    )


_HEAT: Final = {
    "mode": "scheme",
    "scheme": "Oranges",
    "fill": "dark-orange",
    "scale": "exponential",
    "exponent": 0.5,
    "steps": 64,
    "reverse": False,
}


def with_options(
    plugin: str,
    content: dict[str, Any],
    *,
    defaults: dict[str, Any],
    options: dict[str, Any],
    overrides: tuple[dict[str, Any] | str, ...] = (),
) -> dict[str, Any]:
    """Return a panel of `plugin` with what all panels have, `content` in grafanalib's names, and these options of its own."""
    data: dict[str, Any] = grafana.Panel(**content).panel_json(
        {"type": plugin, "fieldConfig": {"defaults": defaults, "overrides": list(overrides)}, "options": options}
    )
    return data
