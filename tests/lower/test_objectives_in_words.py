"""When an alert of an objective fires, in words: an objective is called `available`, which alone nobody could miss."""

from __future__ import annotations

from conftest import CompileSpec

_SPEC = """
use: [kube-state-metrics]
platform: {name: shop, namespace: ml}
metrics:
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}
  errors: {ratio: {of: requests, where: {code: "500"}}}
  accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}}
models:
  forecast:
    slos:
      available: {metric: errors, objective: 99.9%}
      right: {metric: accuracy, not_below: 80%, objective: 99%}
    retraining: {schedule: {cron: "0 4 * * *", job: {image: "registry.example.org/a:1"}}}
"""


def test_what_an_objective_or_a_schedule_lacks_is_named(compile_spec: CompileSpec) -> None:
    built = compile_spec(_SPEC)
    assert not built.diagnostics, built.diagnostics
    found = {alert.name: (alert.when, alert.annotations["summary"]) for alert in built.compiled[0].platform.alerts}
    assert found["AvailableEventsMissing"] == (
        "events for objective available missing",
        "forecast: no events are counted for objective available",
    )
    assert found["RightEventsMissing"] == (
        "value for objective right missing",
        "forecast: nobody knows whether objective right is kept",
    )
    assert found["AvailableBudgetBurn"][0] == "objective available above a burn rate of 1 over 3d and 6h"
    assert found["RetrainingScheduleMissing"][0] == "retraining schedule gone"
