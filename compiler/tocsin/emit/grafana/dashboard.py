"""A whole dashboard: its variables, annotations, links and panels."""

from __future__ import annotations

from typing import Any, Final

from grafanalib import core as grafana

from tocsin import ir, promql
from tocsin.emit.grafana.layout import places
from tocsin.emit.grafana.panels import panel
from tocsin.emit.grafana.targets import CLOUD_VARIABLE, PROMETHEUS, PROMETHEUS_VARIABLE

# The newest classic model; file provisioning refuses what comes after it. https://github.com/grafana/grafana/issues/122663
SCHEMA_VERSION: Final = 42

# What Grafana reads of what grafanalib writes, in the order of the file. The rest is of Grafana 4, or for Grafana to set.
_KEYS: Final = ("uid", "title", "description", "tags", "schemaVersion", "editable", "graphTooltip", "timezone", "refresh")
_VARIABLE_KEYS: Final = ("name", "label", "type", "query", "regex", "hide", "includeAll", "multi", "options", "refresh")


def dashboard(node: ir.Dashboard, *, platform: str, min_step: str) -> dict[str, Any]:
    """Return the dashboard's JSON; `min_step` (`30s`) is the scrape interval, `platform` the tag that all its dashboards share."""
    data = grafana.Dashboard(
        uid=node.uid,
        title=node.title,
        description=node.description,
        tags=list(dict.fromkeys((*node.tags, platform))),
        schemaVersion=SCHEMA_VERSION,
        editable=False,
        graphTooltip=grafana.GRAPH_TOOLTIP_MODE_SHARED_CROSSHAIR,
        timezone="browser",
        refresh=node.refresh,
    ).to_json_data()
    return {
        **{key: data[key] for key in _KEYS},
        "time": grafana.Time(node.time_from, "now").to_json_data(),
        "templating": {"list": _variables(node)},
        "annotations": {"list": _annotations(node)},
        "links": [_link(platform)],
        "panels": [
            panel(part, identity=identity, place=place, min_step=min_step)
            for identity, (part, place) in enumerate(places(node.rows), start=1)
        ],
    }


def _variables(node: ir.Dashboard) -> list[dict[str, Any]]:
    # dashboard-linter wants this name and this label, and takes the first variable for the main one.
    # https://github.com/grafana/dashboard-linter/blob/main/docs/rules/template-datasource-rule.md
    found = [_variable(PROMETHEUS_VARIABLE, "Data source", "prometheus", "default")]
    queries = (query for row in node.rows for part in row.panels if isinstance(part, ir.Panel) for query in part.queries)
    if any(isinstance(query, ir.CloudQuery) for query in queries):
        found.append(_variable(CLOUD_VARIABLE, "Cloud Monitoring", "stackdriver", None))
    return found


def _variable(name: str, label: str, plugin: str, default: str | None) -> dict[str, Any]:
    """Return a variable that chooses a datasource of `plugin`: at first `default` (the organisation's), or else the first there is."""
    data = grafana.Template(name=name, label=label, type="datasource", query=plugin, regex="").to_json_data()
    current = {"current": {"text": default, "value": default}} if default else {}
    return {key: data[key] for key in _VARIABLE_KEYS} | current


_COLOURS: Final = ("purple", "orange", "blue", "red")


def _annotations(node: ir.Dashboard) -> list[dict[str, Any]]:
    built_in = {
        "name": "Annotations & Alerts",
        "type": "dashboard",
        "builtIn": 1,
        "datasource": {"type": "grafana", "uid": "-- Grafana --"},
        "enable": True,
        "hide": True,
        "iconColor": "rgba(0, 211, 255, 1)",
    }
    return [
        built_in,
        *(
            {
                "name": annotation.name,
                "datasource": PROMETHEUS,
                "enable": True,
                "iconColor": _COLOURS[index % len(_COLOURS)],
                # Grafana 12 and later moves `expr` into a target of its own; earlier ones read it here.
                "expr": promql.to_text(annotation.expr),
                "titleFormat": annotation.title,
                "textFormat": annotation.text,
                "tagKeys": ",".join(annotation.tags),
            }
            for index, annotation in enumerate(node.annotations)
        ),
    ]


def _link(platform: str) -> dict[str, Any]:
    link: dict[str, Any] = grafana.DashboardLink(
        title=f"{platform} dashboards", tags=[platform], asDropdown=True, includeVars=True, keepTime=True, type="dashboards"
    ).to_json_data()
    return link
