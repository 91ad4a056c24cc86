"""Which command or section takes a file that holds neither rules nor an Alertmanager configuration, but something else that people have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tocsin.diagnostics import Located
from tocsin.source import Document, Span, spot

_DASHBOARD: Final = "leave it where it is, and write `dashboards:` and `panels:` for what the specs know"
_OBJECTIVES: Final = "put it beside the specs as it is: its objectives are read from there"
_QUERIES: Final = "write each query with its limit as a rule: `alert: Slow`, `expr: <query> > 5`, `for:`, `labels:`; Grafana keeps its own"

_KINDS: Final[Mapping[str, str]] = {
    "PrometheusServiceLevel": _OBJECTIVES,
    "ServiceLevelObjective": _OBJECTIVES,
    "SLO": _OBJECTIVES,
    "GrafanaDashboard": _DASHBOARD,
    "GrafanaAlertRuleGroup": _QUERIES,
}
_TEMPLATED: Final = re.compile(r"\{\{-|^\s*\{\{|:\s+\{\{\s*[.a-z]|\{%", re.MULTILINE)


def elsewhere(file: str, documents: Iterable[Document]) -> Located:
    """Return what is said of a file in which there is nothing to take over."""
    for document in documents:
        found = _known(document.value)
        if found is not None:
            what, remedy = found
            return _located(f"{what} is not taken over", remedy, spot(document.file))
    message = "this file holds no rules, no configuration of Alertmanager, no autoscaler and no monitor"
    return _located(message, "name rule files or alertmanager.yml, files of their objects, or values of kube-prometheus-stack", spot(file))


def of_grafana(document: Document) -> Located | None:
    """Return what is said of rules that Grafana evaluates itself, which have `groups:` as rule files do; None of others.

    https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/
    """
    value = document.value
    if not isinstance(value, dict) or not isinstance(value.get("groups"), list) or "apiVersion" not in value or "kind" in value:
        return None
    return _located("a rule group that Grafana evaluates is not taken over", _QUERIES, document.span(("groups",)))


def templated(text: str, fault: Located) -> Located:
    """Return what is wrong with a text that is no YAML: of a template that it is one."""
    if not _TEMPLATED.search(text):
        return fault
    message = "this is a template, and no YAML before it is filled in"
    return Located(
        code="adopt/template",
        message=message,
        help="render it first, and name what comes out: `helm template . > rendered.yaml`",
        span=fault.span,
        severity="error",
    )


def _known(value: Any) -> tuple[str, str] | None:  # noqa: ANN401  # whatever the file holds
    if not isinstance(value, dict):
        return None
    kind = value.get("kind")
    if isinstance(kind, str) and kind in _KINDS:
        return f"a {kind}", _KINDS[kind]
    if isinstance(value.get("version"), str) and isinstance(value.get("slos"), list):
        return "a document of Sloth", _OBJECTIVES
    if isinstance(value.get("panels"), list):
        return "a dashboard", _DASHBOARD
    return None


def _located(message: str, remedy: str, span: Span) -> Located:
    return Located(code="adopt/no-rules", message=message, help=remedy, span=span, severity="error")
