"""Tables: one row for each series, one column for each label; and the table of the alerts that fire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from tocsin import conventions, ir, promql
from tocsin.emit.grafana.plugins import with_options
from tocsin.emit.grafana.targets import reference
from tocsin.emit.grafana.thresholds import colour_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ALWAYS_HIDDEN: Final = ("Time", "__name__")


def table(node: ir.Panel, content: dict[str, Any]) -> dict[str, Any]:
    """Return a table of the values now; `content` is what every panel has, in grafanalib's names."""
    columns = _value_columns(node)
    organize = {"id": "organize", "options": {"excludeByName": dict.fromkeys(_ALWAYS_HIDDEN, True), "renameByName": columns}}
    several = len(node.queries) > 1
    cells = {"type": "color-background", "mode": "basic"} if node.lines else {"type": "auto"}
    return _table(
        content | {"transformations": [{"id": "merge", "options": {}}, organize] if several else [organize]},
        defaults={"unit": node.unit.grafana, "color": {"mode": "thresholds"}},
        # Only numbers are good or bad; a label is not.
        overrides=({"matcher": {"id": "byType", "options": "number"}, "properties": [{"id": "custom.cellOptions", "value": cells}]},),
    )


def _value_columns(node: ir.Panel) -> dict[str, str]:
    """Return what Grafana calls the columns of values, and what we call them: by the legend if it is the same for all series."""
    if len(node.queries) == 1:
        return {"Value": node.queries[0].legend if _is_plain(node.queries[0].legend) else node.title}
    return {f"Value #{reference(index)}": query.legend for index, query in enumerate(node.queries) if _is_plain(query.legend)}


def _is_plain(legend: str) -> bool:
    return bool(legend) and "{{" not in legend


_ALERT_COLUMNS: Final = {
    conventions.SEVERITY_LABEL: "Severity",
    "alertname": "Alert",
    conventions.MODEL_LABEL: "Model",
    conventions.COMPONENT_LABEL: "Component",
}
_ALERT_HIDDEN: Final = (*_ALWAYS_HIDDEN, "Value", "alertstate")
_SEVERITIES: Final = ("critical", "warning", "info")


def alert_queries(node: ir.Panel) -> tuple[ir.PromQuery | ir.CloudQuery, ...]:
    """Return the queries of a panel of alerts; where it has none, the alerts that fire with the panel's `alert_labels`."""
    if node.queries:
        return node.queries
    labels = cast("Mapping[str, str]", node.options.get("alert_labels", {}))
    return (ir.PromQuery(expr=promql.selector("ALERTS", {"alertstate": "firing"}, labels), legend="", instant=True),)


def alerts(node: ir.Panel, content: dict[str, Any]) -> dict[str, Any]:
    """Return the table of firing alerts, read from the series `ALERTS` that Prometheus keeps of its own rules.

    Not Grafana's alert list: it shows the rules of a Prometheus only where the datasource lets Grafana manage alerts, takes the
    datasource by name instead of from a variable, and ignores the time that the dashboard shows.
    https://grafana.com/docs/grafana/latest/alerting/alerting-rules/create-data-source-managed-rule/
    """
    organize = {
        "excludeByName": dict.fromkeys((*_ALERT_HIDDEN, *asked_for(node)), True),
        "indexByName": {label: index for index, label in enumerate(_ALERT_COLUMNS)},
        "renameByName": _ALERT_COLUMNS,
    }
    severity = _ALERT_COLUMNS[conventions.SEVERITY_LABEL]
    return _table(
        content | {"transformations": [{"id": "organize", "options": organize}]},
        defaults={"noValue": "No alert fires"},
        overrides=({"matcher": {"id": "byName", "options": severity}, "properties": _coloured_severities()},),
        sort_by=({"displayName": _ALERT_COLUMNS["alertname"], "desc": False},),
    )


def asked_for(node: ir.Panel) -> Iterator[str]:
    """Yield the labels that the query fixes: what is the same in every row need not be said."""
    fixed = {
        matcher.label: None
        for query in alert_queries(node)
        if isinstance(query, ir.PromQuery)
        for selector in promql.selectors(query.expr)
        for matcher in selector.matchers
        if matcher.op == "="
    }
    yield from (label for label in fixed if label not in _ALERT_HIDDEN)


def _coloured_severities() -> list[dict[str, Any]]:
    colours = {severity: {"color": colour_of(severity), "index": index} for index, severity in enumerate(_SEVERITIES)}
    return [
        {"id": "mappings", "value": [{"type": "value", "options": colours}]},
        {"id": "custom.cellOptions", "value": {"type": "color-background", "mode": "basic"}},
    ]


def _table(
    content: dict[str, Any], *, defaults: dict[str, Any], overrides: tuple[dict[str, Any], ...], sort_by: tuple[dict[str, Any], ...] = ()
) -> dict[str, Any]:
    custom = {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False}
    options = {"showHeader": True, "cellHeight": "sm", "sortBy": list(sort_by)}
    return with_options("table", content, defaults={**defaults, "custom": custom}, options=options, overrides=overrides)
