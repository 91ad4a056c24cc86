"""Tables: one row for each series, one column for each label; and the table of the alerts that fire."""

from __future__ import annotations

from typing import Any, Final

from tocsin import conventions
from tocsin.emit.grafana.plugins import with_options
from tocsin.emit.grafana.queries import reference
from tocsin.emit.grafana.rows import HEADS
from tocsin.emit.grafana.shapes import COLUMNS, DASHBOARD, FIRST, LINK, NAMES, STATES, TARGETS, TITLE, UNIT, PanelShape

_ALWAYS_HIDDEN: Final = ("Time", "__name__")


def table(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    """Return a table of the values now; `content` is what every panel has, in grafanalib's names."""
    if shape.rows:
        return _rows(shape, content)
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


def _rows(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    """Return a table with a row for each value of a label, the worst first: what is asked first of each says how bad it is."""
    organize = {"excludeByName": dict.fromkeys(_ALWAYS_HIDDEN, True), "renameByName": NAMES}
    return _table(
        content | {"targets": [TARGETS], "transformations": [{"id": "merge", "options": {}}, {"id": "organize", "options": organize}]},
        defaults={"unit": UNIT, "color": {"mode": "thresholds"}, "noValue": _NONE},
        overrides=(_no_words_in("number"), _column(HEADS[shape.rows], 260, _leading(shape)), COLUMNS),
        sort_by=({"displayName": FIRST, "desc": True},),
        filterable=True,
    )


def _value_columns(shape: PanelShape) -> dict[str, str]:
    """Return what Grafana calls the columns of values, and what we call them: by the legend if it is the same for all series."""
    if len(shape.queries) == 1:
        return {"Value": shape.legend(0) if shape.queries[0].names_column else TITLE}
    return {f"Value #{reference(index)}": shape.legend(index) for index, query in enumerate(shape.queries) if query.names_column}


_ALERT_COLUMNS: Final = {
    conventions.GRAVITY_LABEL: "Severity",
    "alertname": "Alert",
    "Value": "Since",
    conventions.MODEL_LABEL: "Model",
    conventions.SUBJECT_LABEL: "Subject",
    conventions.COMPONENT_LABEL: "Component",
    conventions.SLO_LABEL: "SLO",
    conventions.OWNER_LABEL: "Owner",
}
_ALERT_HIDDEN: Final = (
    *_ALWAYS_HIDDEN,
    "alertstate",
    conventions.SEVERITY_LABEL,
    conventions.SHORT_WINDOW_LABEL,
    conventions.LONG_WINDOW_LABEL,
    conventions.EXHAUSTION_LABEL,
)
_UNKNOWN_TIME: Final = {"type": "value", "options": {"1": {"text": "unknown", "index": 0}}}
"""The series `ALERTS` itself is 1; see `tocsin.lower.panels.alerts.since`."""


_LEFT: Final = {"id": "custom.align", "value": "left"}
"""Grafana puts numbers at the right, where a time would touch the name beside it."""


def alerts(shape: PanelShape, content: dict[str, Any]) -> dict[str, Any]:
    """Return the table of firing alerts, read from the series `ALERTS` that Prometheus keeps of its own rules.

    Not Grafana's alert list: it shows the rules of a Prometheus only where the datasource lets Grafana manage alerts, takes the
    datasource by name instead of from a variable, and ignores the time that the dashboard shows.
    https://grafana.com/docs/grafana/latest/alerting/alerting-rules/create-data-source-managed-rule/
    """
    # Where all are of one severity it is no news.
    known = (*shape.fixed, *((conventions.GRAVITY_LABEL,) if conventions.SEVERITY_LABEL in shape.fixed else ()))
    organize = {
        "excludeByName": dict.fromkeys((*_ALERT_HIDDEN, *known), True),
        "indexByName": {label: index for index, label in enumerate(_ALERT_COLUMNS)},
        "renameByName": _ALERT_COLUMNS,
    }
    severity, alert, since, model, subject = list(_ALERT_COLUMNS.values())[:5]
    link = [{"id": "links", "value": [{"title": "Runbook", "url": LINK, "targetBlank": True}]}]
    coloured: list[dict[str, Any]] = [
        {"id": "mappings", "value": [STATES]},
        {"id": "custom.cellOptions", "value": {"type": "color-background", "mode": "basic"}},
    ]
    return _table(
        content | {"transformations": [{"id": "organize", "options": organize}]},
        defaults={"noValue": _NONE},
        overrides=(
            _no_words_in("string"),
            _column(severity, 90, coloured if shape.has_states else []),
            _column(since, 130, [{"id": "unit", "value": "dateTimeFromNow"}, {"id": "mappings", "value": [_UNKNOWN_TIME]}, _LEFT]),
            *((_column(alert, 220, link, at_least=True),) if shape.has_link else ()),
            *(_column(name, 220, _leading(shape), at_least=True) for name in (model, subject) if shape.leads),
        ),
        # Gravity is a number that is shown as a word: the names of severities sort as chance has it.
        sort_by=({"displayName": severity, "desc": True}, {"displayName": since, "desc": True}),
        filterable=True,
    )


_NONE: Final = "No alert fires"


def _no_words_in(kind: str) -> dict[str, Any]:
    """Return that an empty cell says nothing: what is said of an empty table Grafana says in each too, and an alert may lack a label."""
    return {"matcher": {"id": "byType", "options": kind}, "properties": [{"id": "noValue", "value": ""}]}


def _leading(shape: PanelShape) -> list[dict[str, Any]]:
    return [{"id": "links", "value": [{"title": "Dashboard", "url": DASHBOARD}]}] if shape.leads else []


def _column(name: str, width: int, properties: list[dict[str, Any]], *, at_least: bool = False) -> dict[str, Any]:
    """Return what is special about a column, `width` pixels wide; `at_least`: and more where there is room, as all others."""
    sized = {"id": "custom.minWidth" if at_least else "custom.width", "value": width}
    return {"matcher": {"id": "byName", "options": name}, "properties": [*properties, sized]}


def _table(
    content: dict[str, Any],
    *,
    defaults: dict[str, Any],
    overrides: tuple[dict[str, Any] | str, ...],
    sort_by: tuple[dict[str, Any], ...] = (),
    filterable: bool = False,
) -> dict[str, Any]:
    """Return a table; where it is `filterable`, whoever looks picks in the heads of columns which rows to see: a team's, a severity's."""
    picks = {"filterable": True} if filterable else {}
    custom = {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False, **picks}
    options = {"showHeader": True, "cellHeight": "sm", "sortBy": list(sort_by)}
    return with_options("table", content, defaults={**defaults, "custom": custom}, options=options, overrides=overrides)
