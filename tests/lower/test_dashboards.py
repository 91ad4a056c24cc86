"""A model's own dashboard: its alerts, and every threshold with its limits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conftest import CompileSpec
from lower.shop import SHOP, asked
from tocsin import ir, promql

Owned = Callable[[str], ir.Dashboard]


@pytest.fixture
def owned(compile_spec: CompileSpec) -> Owned:
    """Return a function from the name of a model or component to its own dashboard."""

    def dashboard(name: str) -> ir.Dashboard:
        built = compile_spec(SHOP)
        assert not built.diagnostics, built.diagnostics
        return next(found for found in built.compiled[0].platform.dashboards if found.title.startswith(f"{name} "))

    return dashboard


def panels(dashboard: ir.Dashboard) -> dict[str, ir.Panel]:
    """Return the pictures by title."""
    found = {panel.title: panel for row in dashboard.rows for panel in row.panels if isinstance(panel, ir.Panel)}
    assert len(found) == sum(len(row.panels) for row in dashboard.rows), "a title is ambiguous"
    return found


def test_a_threshold_on_a_quantile_has_the_median_beside_it_and_its_own_expression(owned: Owned) -> None:
    found = panels(owned("a"))["Latency p95"]
    rate = 'rate(latency_seconds_bucket{model="a",namespace="ml"}[$__rate_interval])'
    assert asked(found) == [
        ("p95", f"histogram_quantile(0.95, sum by (le) ({rate}))"),
        ("p50", f"histogram_quantile(0.5, sum by (le) ({rate}))"),
    ]


def test_a_limit_that_is_a_metric_is_a_line_of_its_own(owned: Owned) -> None:
    assert [legend for legend, _ in asked(panels(owned("a"))["Ready"])] == ["ready", "desired"]


def test_the_panel_of_a_help_begins_with_a_capital_and_ends_as_a_sentence(owned: Owned) -> None:
    assert panels(owned("b"))["Accuracy"].description == "Share of right answers."


@pytest.mark.parametrize(("name", "label"), [("a", "model"), ("b", "model"), ("cards", "subject")])
def test_own_alerts_are_those_with_the_labels_that_all_of_them_have(owned: Owned, compile_spec: CompileSpec, name: str, label: str) -> None:
    dashboard = owned(name)
    ((_, expr),) = asked(panels(dashboard)["Firing alerts"])
    assert promql.to_text(dashboard.annotations[0].expr) in expr
    selector = next(iter(promql.selectors(dashboard.annotations[0].expr)))
    wanted = {matcher.label: matcher.value for matcher in selector.matchers} | {"alertstate": "firing"}
    assert wanted[label] == name
    selected = {
        (rules.at[1], alert.name)
        for rules in compile_spec(SHOP).compiled[0].platform.rules
        for group in rules.groups
        for alert in group.rules
        if isinstance(alert, ir.Alert) and wanted.items() <= {**alert.labels, "alertstate": "firing"}.items()
    }
    assert {subject for subject, _ in selected} == {name}
    assert selected


def test_alerts_that_tell_namespaces_apart_are_selected_without_one(owned: Owned) -> None:
    ((_, expr),) = asked(panels(owned("spaces"))["Firing alerts"])
    assert "namespace" not in expr
    assert 'subject="spaces"' in expr


def test_marks_of_alerts_say_which_and_whose(owned: Owned) -> None:
    (mark,) = owned("cards").annotations
    assert (mark.title, mark.text, mark.tags) == ("{{alertname}}", "{{severity}}: cards", ("severity", "model", "component"))
