"""Where each target matters, the dashboard counts those that are down, and the texts name one only when there is one."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from tocsin import promql
from tocsin.annotation import annotation
from tocsin.ir import Panel, PromQuery

_SPEC = """
platform: {name: shop, namespace: ml}
components:
  agents:
    workload: {daemonset: agent}
    scrape: {port: metrics}
"""
_TITLES = ("Replicas that answer", "Targets that do not answer")


def _panel(compile_spec: CompileSpec, text: str) -> Panel:
    (compiled,) = compile_spec(text).compiled
    panels = [panel for dashboard in compiled.platform.dashboards for row in dashboard.rows for panel in row.panels]
    (found,) = [panel for panel in panels if isinstance(panel, Panel) and panel.title in _TITLES]
    return found


@pytest.mark.parametrize(
    ("workload", "title", "expr", "bad"),
    [
        ("daemonset", "Targets that do not answer", "sum(1 - ({up} or 0 * absent({up})))", (">=", 1.0)),
        ("deployment", "Replicas that answer", "sum({up} or 0 * absent({up}))", ("<", 1.0)),
    ],
)
def test_one_of_many_that_is_down_is_seen_where_it_matters(
    compile_spec: CompileSpec, workload: str, title: str, expr: str, bad: tuple[str, float]
) -> None:
    panel = _panel(compile_spec, _SPEC.replace("daemonset", workload))
    (query,) = panel.queries
    (line,) = panel.lines
    job = "ml/agents" if workload == "daemonset" else "agent"
    assert panel.title == title
    assert isinstance(query, PromQuery)
    assert promql.to_text(query.expr) == expr.format(up=f'up{{job="{job}",namespace="ml"}}')
    assert (line.op, line.value) == bad


def test_no_target_is_named_when_all_are_gone(compile_spec: CompileSpec) -> None:
    (compiled,) = compile_spec(_SPEC).compiled
    (alert,) = [alert for alert in compiled.platform.rules[0].alerts if alert.name == "TargetDown"]
    said = [annotation(alert.annotations["summary"], labels=labels, value=0.0) for labels in ({"instance": "a:1"}, {})]
    assert said == ["agents: metrics endpoint is down (instance a:1)", "agents: metrics endpoint is down"]
