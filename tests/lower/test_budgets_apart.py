"""Of an objective with a budget for each tenant the dashboard shows the worst few, each line beside the limit of its own alert."""

from __future__ import annotations

from conftest import CompileSpec
from lower.shop import asked
from tocsin import ir

_SPEC = """
platform: {name: shop, namespace: ml}
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, tenant: org}}
  errors: {series: errors_total, type: counter, unit: errors, labels: {model: model, tenant: org}}
models: {forecast: {slos: {available: {bad: errors, total: requests, objective: 99.9%, by: [tenant]}}}}
"""


def _panels(compile_spec: CompileSpec) -> list[ir.Panel]:
    built = compile_spec(_SPEC)
    assert not built.diagnostics, built.diagnostics
    (row,) = (row for row in built.compiled[0].platform.dashboards[0].rows if row.title == "SLOs")
    return [panel for panel in row.panels if isinstance(panel, ir.Panel)]


def test_each_alert_has_a_picture_with_a_line_for_each_of_the_worst_and_its_own_limit(compile_spec: CompileSpec) -> None:
    _, *burning = _panels(compile_spec)
    windows = {ir.Watch.of(alert): alert.windows for alert in compile_spec(_SPEC).compiled[0].platform.alerts}
    assert [panel.title for panel in burning] == [
        "Burn rate over 1h and 5m: available",
        "Burn rate over 6h and 30m: available",
        "Burn rate over 1d and 2h: available",
        "Burn rate over 3d and 6h: available",
    ]
    for panel, factor in zip(burning, (14.4, 6.0, 3.0, 1.0), strict=True):
        ((legend, expr),) = asked(panel)
        assert legend == "{{org}}"
        assert expr.startswith("topk(10, ")
        assert [line.value for line in panel.lines] == [factor]
        (watch,) = panel.watched
        short, long = windows[watch]
        assert panel.title == f"Burn rate over {long} and {short}: available"
        assert all(f"slo:sli_error:ratio_rate{each}{{" in expr for each in (long, short))


def test_the_least_budgets_are_told_and_counted(compile_spec: CompileSpec) -> None:
    left, *_ = _panels(compile_spec)
    ((legend, expr),) = asked(left)
    assert (legend, expr.partition("{")[0]) == ("{{org}}", "bottomk(10, slo:error_budget_remaining:ratio")
    assert "these are the 10 that have least left" in left.description


def test_the_page_of_the_alert_names_the_picture_of_each_of_its_windows(compile_spec: CompileSpec) -> None:
    page = compile_spec(_SPEC).artifacts["default/shop/runbooks/AvailableBudgetBurn.md"]
    assert page.count("panel *Burn rate over ") == 4
