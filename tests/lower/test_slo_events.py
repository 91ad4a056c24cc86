"""Whatever an objective counts, its fastest alert fires when too much of it is bad and is silent when little is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from answered import Asked, refusal
from conftest import CompileSpec, Judge
from lower.slo_proof import fastest

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {version: "3.5", scrape_interval: 1m, evaluation_interval: 1m}}}
metrics:
  latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [50ms, 100ms, 250ms], labels: {model: model}}
  native: {series: native_seconds, type: histogram, unit: seconds, native: true, labels: {model: model}}
  answered: {series: answered_total, type: counter, unit: requests, labels: {model: model}}
  failed: {series: failed_total, type: counter, unit: requests, labels: {model: model}}
  ready: {series: model_ready, type: gauge, unit: bool, labels: {model: model}}
models:
  forecast:
    probes: {health: {url: "http://forecast/health"}}
    slos:
      under_an_edge: {metric: latency, under: 100ms, objective: 99%}
      under_a_value: {metric: native, under: 1s, objective: 99%}
      good: {good: answered, total: [answered, failed], objective: 99%}
      bad: {bad: failed, total: [answered, failed], objective: 99%}
      ready: {metric: ready, objective: 99%}
      probe: {probe: health, objective: 99%}
"""
_MODEL = '{model="forecast",namespace="ml"'
_NATIVE = "{{{{schema:0 sum:0 count:0 buckets:[0 0 0]}}}}+{{{{schema:0 sum:1 count:10 buckets:[{good} 0 {slow}]}}}}x120"
_GOOD = {
    f"latency_seconds_count{_MODEL}}}": "0+100x120",
    f'latency_seconds_bucket{_MODEL},le="0.1"}}': "0+99x120",
    f"native_seconds{_MODEL}}}": _NATIVE.format(good=10, slow=0),
    f"answered_total{_MODEL}}}": "0+99x120",
    f"failed_total{_MODEL}}}": "0+1x120",
    f"model_ready{_MODEL}}}": "1x120",
    'probe_success{job="probe/shop/forecast/health",namespace="ml"}': "1x120",
}
_BAD = {
    f'latency_seconds_bucket{_MODEL},le="0.1"}}': "0+80x120",
    f"native_seconds{_MODEL}}}": _NATIVE.format(good=5, slow=5),
    f"failed_total{_MODEL}}}": "0+40x120",
    f"model_ready{_MODEL}}}": "1 1 1 0 " * 30,
    'probe_success{job="probe/shop/forecast/health",namespace="ml"}': "1 1 1 0 " * 30,
}
_ALL = {"under_an_edge", "under_a_value", "good", "bad", "ready", "probe"}
# A share of 14.4% of the hour, and of its last five minutes.
_FIRES: dict[str, tuple[Mapping[str, str | None], set[str]]] = {
    "all is well": ({}, set()),
    "too much is bad": (_BAD, _ALL),
    # What counts the bad events has no series before the first, what counts the good ones none when all are bad.
    "none failed yet": ({f"failed_total{_MODEL}}}": None}, set()),
    "none answered": ({f"answered_total{_MODEL}}}": None}, {"good", "bad"}),
    "nobody asks": (
        {
            f"latency_seconds_count{_MODEL}}}": "5x120",
            f'latency_seconds_bucket{_MODEL},le="0.1"}}': "3x120",
            f"native_seconds{_MODEL}}}": "{{schema:0 sum:1 count:10 buckets:[5 0 5]}}x120",
            f"answered_total{_MODEL}}}": "5x120",
            f"failed_total{_MODEL}}}": "5x120",
        },
        set(),
    ),
}


@pytest.mark.parametrize("world", sorted(_FIRES))
def test_an_alert_fires_for_bad_events_only(world: str, compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    built = compile_spec(_SPEC)
    assert not built.diagnostics, built.diagnostics
    rules = next(each.text for each in built.compiled[0].artifacts if each.path.startswith("prometheus/"))
    changed, fires = _FIRES[world]
    series = {name: values for name, values in {**_GOOD, **changed}.items() if values is not None}
    asked = Asked('max by (slo) (ALERTS{alertstate="firing",long="1h"})', "2h", {f'{{slo="{slo}"}}': 1 for slo in fires})
    assert refusal(judge("promtool"), tmp_path, [asked], series=series, rules=[fastest(rules)]) == ""
