"""Dashboards as forms of Grafana's JSON: variables, annotations and links, around the panels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from grafanalib import core as grafana

from tocsin.conventions import OVERVIEW_TAG
from tocsin.emit.grafana.form import Form, mark
from tocsin.emit.grafana.queries import CLOUD_VARIABLE, PROMETHEUS, PROMETHEUS_VARIABLE
from tocsin.emit.grafana.shapes import DashboardShape

# The newest classic model; file provisioning refuses what comes after it. https://github.com/grafana/grafana/issues/122663
SCHEMA_VERSION: Final = 42

# What Grafana reads of what grafanalib writes, in the order of the file. The rest is of Grafana 4, or for Grafana to set.
_KEYS: Final = ("uid", "title", "description", "tags", "schemaVersion", "editable", "graphTooltip", "timezone", "refresh")
_PANELS, _TAGS, _UID, _TITLE, _DESCRIPTION, _REFRESH, _FROM, _LINK, _PLATFORM, _ENVIRONMENT = map(mark, range(10))
_ANNOTATIONS: Final = 10
"""The number of the first word of the annotations, which come last; the tags are one word, as they stand in their list."""
_VARIABLE_KEYS: Final = ("name", "label", "type", "query", "regex", "hide", "includeAll", "multi", "options", "refresh")


def form_of(shape: DashboardShape) -> Form:
    """Return the form of a dashboard."""
    data = grafana.Dashboard(
        uid=_UID,
        title=_TITLE,
        description=_DESCRIPTION,
        tags=[_TAGS],
        schemaVersion=SCHEMA_VERSION,
        editable=False,
        graphTooltip=grafana.GRAPH_TOOLTIP_MODE_SHARED_CROSSHAIR,
        timezone="browser",
        refresh=_REFRESH,
    ).to_json_data()
    return Form.of(
        {
            **{key: data[key] for key in _KEYS},
            "time": grafana.Time(_FROM, "now").to_json_data(),
            "templating": {"list": [*_variables(cloud=shape.asks_cloud), *_choices(shape)]},
            "annotations": {"list": _annotations(shape.annotations)},
            "links": [_link(_PLATFORM, _ENVIRONMENT, OVERVIEW_TAG), _link(_PLATFORM, listed=_LINK)],
            "panels": _PANELS,
        }
    )


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


def _choices(shape: DashboardShape) -> Iterator[dict[str, Any]]:
    """Yield a variable for each choice: at first all, of which no series is left out for want of the label."""
    first = _ANNOTATIONS + len(_ANNOTATED) * shape.annotations
    for index, name in enumerate(shape.choices):
        data = grafana.Template(
            name=name, label=name.capitalize(), type="custom", query=mark(first + index), includeAll=True, multi=True, allValue=".*"
        ).to_json_data()
        every = {"text": ["All"], "value": ["$__all"]}
        yield {key: data[key] for key in (*_VARIABLE_KEYS, "allValue")} | {"options": [], "current": every}


_COLOURS: Final = ("purple", "yellow", "super-light-purple", "dark-yellow")
"""None of them is a severity's."""


_ANNOTATED: Final = ("name", "expr", "titleFormat", "textFormat", "tagKeys")
"""What differs between annotations, by Grafana's keys."""


def _annotations(count: int) -> list[dict[str, Any]]:
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
        name, *others = (mark(_ANNOTATIONS + len(_ANNOTATED) * index + position) for position in range(len(_ANNOTATED)))
        colour = _COLOURS[index % len(_COLOURS)]
        # Grafana 12 and later moves `expr` into a target of its own; earlier ones read it here.
        asked = dict(zip(_ANNOTATED[1:], others, strict=True))
        found.append({"name": name, "datasource": PROMETHEUS, "enable": True, "iconColor": colour, **asked})
    return found


def _link(*tags: str, listed: str = "") -> dict[str, Any]:
    """Return the links to all dashboards with these tags but this one: beside each other, or under the title `listed`.

    Which there are Grafana asks itself, so that it finds an overview in any folder, one of somebody's own, or none.
    """
    link: dict[str, Any] = grafana.DashboardLink(
        title=listed, tags=list(tags), asDropdown=listed != "", includeVars=True, keepTime=True, type="dashboards"
    ).to_json_data()
    return link
