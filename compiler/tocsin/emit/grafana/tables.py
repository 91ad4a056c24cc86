"""Tables: one row for each series, one column for each label; and the table of the alerts that fire."""

from __future__ import annotations

from typing import Any, Final

from tocsin import conventions
from tocsin.emit.grafana.plugins import with_options
from tocsin.emit.grafana.queries import reference
from tocsin.emit.grafana.shapes import LINK, TITLE, UNIT, PanelShape
from tocsin.emit.grafana.thresholds import colour_of

_ALWAYS_HIDDEN: Final = ("Time", "__name__")


def table(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    """Return a table of the values now; `content` is what every panel has, in grafanalib's names."""
    columns = _value_columns(shape)
    organize = {"id": "organize", "options": {"excludeByName": dict.fromkeys(_ALWAYS_HIDDEN, True), "renameByName": columns}}
    several = len(shape.queries) > 1
    cells = {"type": "color-background", "mode": "basic"} if shape.has_lines else {"type": "auto"}
    return _table(
        content | {"transformations": [{"id": "merge", "options": {}}, organize] if several else [organize]},
        defaults={"unit": UNIT, "color": {"mode": "thresholds"}},
        # Only numbers are good or bad; a label is not.
        overrides=({"matcher": {"id": "byType", "options": "number"}, "properties": [{"id": "custom.cellOptions", "value": cells}]},),
    )


def _value_columns(shape: PanelShape) -> dict[str, str]:
    """Return what Grafana calls the columns of values, and what we call them: by the legend if it is the same for all series."""
    if len(shape.queries) == 1:
        return {"Value": shape.legend(0) if shape.queries[0].names_column else TITLE}
    return {f"Value #{reference(index)}": shape.legend(index) for index, query in enumerate(shape.queries) if query.names_column}


_ALERT_COLUMNS: Final = {
    conventions.SEVERITY_LABEL: "Severity",
    "alertname": "Alert",
    "Value": "Since",
    conventions.MODEL_LABEL: "Model",
    conventions.COMPONENT_LABEL: "Component",
    conventions.SLO_LABEL: "SLO",
    conventions.OWNER_LABEL: "Owner",
}
_ALERT_HIDDEN: Final = (
    *_ALWAYS_HIDDEN,
    "alertstate",
    conventions.SHORT_WINDOW_LABEL,
    conventions.LONG_WINDOW_LABEL,
    conventions.EXHAUSTION_LABEL,
)
_UNKNOWN_TIME: Final = {"type": "value", "options": {"1": {"text": "unknown", "index": 0}}}
"""The series `ALERTS` itself is 1; see `tocsin.lower.panels.alerts.since`."""
_SEVERITIES: Final = ("critical", "warning", "info")
_UNKNOWN: Final = {"pattern": ".+", "result": {"color": colour_of(""), "index": len(_SEVERITIES)}}
"""A severity of the platform's own looks like the worst, as its line in a picture does; the first mapping that fits counts."""


def alerts(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    """Return the table of firing alerts, read from the series `ALERTS` that Prometheus keeps of its own rules.

    Not Grafana's alert list: it shows the rules of a Prometheus only where the datasource lets Grafana manage alerts, takes the
    datasource by name instead of from a variable, and ignores the time that the dashboard shows.
    https://grafana.com/docs/grafana/latest/alerting/alerting-rules/create-data-source-managed-rule/
    """
    organize = {
        "excludeByName": dict.fromkeys((*_ALERT_HIDDEN, *shape.fixed), True),
        "indexByName": {label: index for index, label in enumerate(_ALERT_COLUMNS)},
        "renameByName": _ALERT_COLUMNS,
    }
    severity, alert, since = (_ALERT_COLUMNS[label] for label in (conventions.SEVERITY_LABEL, "alertname", "Value"))
    link = [{"id": "links", "value": [{"title": "Runbook", "url": LINK, "targetBlank": True}]}]
    return _table(
        content | {"transformations": [{"id": "organize", "options": organize}]},
        defaults={"noValue": "No alert fires"},
        overrides=(
            # What is said of an empty table Grafana says in every empty cell too: an alert may lack a label that another has.
            {"matcher": {"id": "byType", "options": "string"}, "properties": [{"id": "noValue", "value": ""}]},
            _column(severity, 90, _coloured_severities()),
            _column(since, 130, [{"id": "unit", "value": "dateTimeFromNow"}, {"id": "mappings", "value": [_UNKNOWN_TIME]}]),
            *((_column(alert, 220, link),) if shape.has_link else ()),
        ),
        sort_by=({"displayName": severity, "desc": False}, {"displayName": since, "desc": True}),
    )


def _column(name: str, width: int, properties: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what is special about a column, `width` pixels wide."""
    return {"matcher": {"id": "byName", "options": name}, "properties": [*properties, {"id": "custom.width", "value": width}]}


def _coloured_severities() -> list[dict[str, Any]]:
    colours = {severity: {"color": colour_of(severity), "index": index} for index, severity in enumerate(_SEVERITIES)}
    return [
        {"id": "mappings", "value": [{"type": "value", "options": colours}, {"type": "regex", "options": _UNKNOWN}]},
        {"id": "custom.cellOptions", "value": {"type": "color-background", "mode": "basic"}},
    ]


def _table(
    content: dict[str, Any], *, defaults: dict[str, Any], overrides: tuple[dict[str, Any], ...], sort_by: tuple[dict[str, Any], ...] = ()
) -> dict[str, Any]:
    custom = {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False}
    options = {"showHeader": True, "cellHeight": "sm", "sortBy": list(sort_by)}
    return with_options("table", content, defaults={**defaults, "custom": custom}, options=options, overrides=overrides)
