"""A whole dashboard: its variables, annotations, links and panels."""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any, Final

from grafanalib import core as grafana

from tocsin import ir, promql
from tocsin.emit.grafana.form import Form, mark
from tocsin.emit.grafana.layout import places
from tocsin.emit.grafana.panel_text import panel_text
from tocsin.emit.grafana.targets import CLOUD_VARIABLE, PROMETHEUS, PROMETHEUS_VARIABLE

# The newest classic model; file provisioning refuses what comes after it. https://github.com/grafana/grafana/issues/122663
SCHEMA_VERSION: Final = 42

# What Grafana reads of what grafanalib writes, in the order of the file. The rest is of Grafana 4, or for Grafana to set.
_KEYS: Final = ("uid", "title", "description", "tags", "schemaVersion", "editable", "graphTooltip", "timezone", "refresh")
_TAGS: Final = 4
"""The number of the first tag among the words; before it are the panels, uid, title and description, behind the tags the annotations."""
_VARIABLE_KEYS: Final = ("name", "label", "type", "query", "regex", "hide", "includeAll", "multi", "options", "refresh")


def dashboard_text(node: ir.Dashboard, *, platform: str, min_step: str) -> str:
    """Return the dashboard's JSON; `min_step` (`30s`) is the scrape interval, `platform` the tag that all its dashboards share."""
    panels = [
        panel_text(part, identity=identity, place=place, min_step=min_step)
        for identity, (part, place) in enumerate(places(node.rows), start=1)
    ]
    tags = dict.fromkeys((*node.tags, platform))
    words = [node.uid, node.title, node.description, *tags]
    for annotation in node.annotations:
        words += (annotation.name, promql.to_text(annotation.expr), annotation.title, annotation.text, ",".join(annotation.tags))
    form = _form(len(tags), node.refresh, node.time_from, len(node.annotations), platform, cloud=_asks_cloud(node))
    listed = f"[\n    {f',{chr(10)}    '.join(panels)}\n  ]" if panels else "[]"
    return form.filled([listed, *map(_quoted, words)]) + "\n"


@lru_cache(maxsize=256)
def _form(tags: int, refresh: str, time_from: str, annotations: int, platform: str, *, cloud: bool) -> Form:
    data = grafana.Dashboard(
        uid=mark(1),
        title=mark(2),
        description=mark(3),
        tags=[mark(_TAGS + index) for index in range(tags)],
        schemaVersion=SCHEMA_VERSION,
        editable=False,
        graphTooltip=grafana.GRAPH_TOOLTIP_MODE_SHARED_CROSSHAIR,
        timezone="browser",
        refresh=refresh,
    ).to_json_data()
    return Form.of(
        {
            **{key: data[key] for key in _KEYS},
            "time": grafana.Time(time_from, "now").to_json_data(),
            "templating": {"list": _variables(cloud=cloud)},
            "annotations": {"list": _annotations(annotations, _TAGS + tags)},
            "links": [_link(platform)],
            "panels": mark(0),
        }
    )


def _asks_cloud(node: ir.Dashboard) -> bool:
    queries = [query for row in node.rows for part in row.panels if isinstance(part, ir.Panel) for query in part.queries]
    return any(isinstance(query, ir.CloudQuery) for query in queries)


def _variables(*, cloud: bool) -> list[dict[str, Any]]:
    # dashboard-linter wants this name and this label, and takes the first variable for the main one.
    # https://github.com/grafana/dashboard-linter/blob/main/docs/rules/template-datasource-rule.md
    found = [_variable(PROMETHEUS_VARIABLE, "Data source", "prometheus", "default")]
    if cloud:
        found.append(_variable(CLOUD_VARIABLE, "Cloud Monitoring", "stackdriver", None))
    return found


def _variable(name: str, label: str, plugin: str, default: str | None) -> dict[str, Any]:
    """Return a variable that chooses a datasource of `plugin`: at first `default` (the organisation's), or else the first there is."""
    data = grafana.Template(name=name, label=label, type="datasource", query=plugin, regex="").to_json_data()
    current = {"current": {"text": default, "value": default}} if default else {}
    return {key: data[key] for key in _VARIABLE_KEYS} | current


_COLOURS: Final = ("purple", "orange", "blue", "red")


_ANNOTATED: Final = ("name", "expr", "titleFormat", "textFormat", "tagKeys")
"""What differs between annotations, by Grafana's keys."""


def _annotations(count: int, first: int) -> list[dict[str, Any]]:
    """Return the annotations, whose words are numbered from `first` on."""
    built_in = {
        "name": "Annotations & Alerts",
        "type": "dashboard",
        "builtIn": 1,
        "datasource": {"type": "grafana", "uid": "-- Grafana --"},
        "enable": True,
        "hide": True,
        "iconColor": "rgba(0, 211, 255, 1)",
    }
    found = [built_in]
    for index in range(count):
        name, *others = (mark(first + len(_ANNOTATED) * index + position) for position in range(len(_ANNOTATED)))
        colour = _COLOURS[index % len(_COLOURS)]
        # Grafana 12 and later moves `expr` into a target of its own; earlier ones read it here.
        asked = dict(zip(_ANNOTATED[1:], others, strict=True))
        found.append({"name": name, "datasource": PROMETHEUS, "enable": True, "iconColor": colour, **asked})
    return found


def _link(platform: str) -> dict[str, Any]:
    link: dict[str, Any] = grafana.DashboardLink(
        title=f"{platform} dashboards", tags=[platform], asDropdown=True, includeVars=True, keepTime=True, type="dashboards"
    ).to_json_data()
    return link
