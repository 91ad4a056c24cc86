"""What Grafana says of a panel beside its title: what it shows, and which alerts watch that."""

from __future__ import annotations

import json

import pytest

from conftest import CompileSpec

_SPEC = """
platform: {{name: shop, namespace: ml}}
metrics:
  latency: {{series: latency_seconds, type: histogram, unit: seconds, labels: {{model: model}}}}
  queue: {{series: queue_depth, type: gauge, labels: {{model: model}}}}
models:
  a:
    workload: {{deployment: a}}
    thresholds:
      latency: {{quantile: 0.95, above: {{warning: 100ms, critical: 200ms}}, for: {{warning: 5m, critical: 0s}}}}
      queue: {{above: 10, for: 2m, no_data: false}}
    panels: [{panel}]
"""
_WATCHED = "Watched by LatencyHigh (warning when above 100ms for 5m, critical when above 200ms)."


@pytest.mark.parametrize(
    ("panel", "told"),
    [
        ("latency: p95", f"Reads `latency_seconds_bucket`. {_WATCHED}"),
        ("latency: {quantiles: [p95], description: How long people wait.}", f"How long people wait. {_WATCHED}"),
        ("latency: {quantiles: [p95], description: Watched by us.}", f"Watched by us. {_WATCHED}"),
        ("latency: {quantiles: [p50, p95]}", f"Reads `latency_seconds_bucket`. {_WATCHED.replace('when ', 'when p95 ')}"),
        ("latency: p50", "Reads `latency_seconds_bucket`."),
    ],
)
def test_a_panel_says_which_alerts_watch_it_whoever_wrote_what_it_shows(compile_spec: CompileSpec, panel: str, told: str) -> None:
    built = compile_spec(_SPEC.format(panel=panel))
    assert not built.diagnostics, built.diagnostics
    rows = json.loads(built.artifacts["default/shop/dashboards/shop-default-a.json"])["panels"]
    first = rows[[each["title"] for each in rows].index("Metrics") + 1]
    assert first["description"] == told
