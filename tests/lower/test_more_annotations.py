"""Every alert has the annotations that its platform and its model ask for, whatever makes it; the nearest wins."""

from __future__ import annotations

from typing import Any

import yaml

from conftest import CompileSpec

_SPEC = """
platform: {name: shop, namespace: ml, annotations: {a: platform, b: platform, c: platform}, health: {}}
use: [kube-state-metrics]
metrics:
  load: {series: load_ratio, type: gauge, unit: ratio, labels: {model: model}}
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model}, buckets: [100ms, 500ms, 1s]}
models:
  chat:
    workload: {deployment: chat}
    scrape: {port: http}
    annotations: {b: "model << model >>", c: model}
    thresholds: {load: {above: 80%, annotations: {c: threshold}}}
    slos: {fast: {metric: latency, under: 500ms, objective: 99%, annotations: {c: objective}}}
    probes: {front: {url: "https://chat.example.com/"}}
    scaling: {replicas: {min: 1, max: 4}, targets: {cpu: 70%}}
"""


def _told(built: Any) -> dict[str, set[tuple[str, ...]]]:  # noqa: ANN401
    assert not built.diagnostics, built.diagnostics
    told: dict[str, set[tuple[str, ...]]] = {}
    for path, text in built.artifacts.items():
        if "/prometheus/" in path and path.endswith(".rules.yaml"):
            for rule in (rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"] if "alert" in rule):
                told.setdefault(rule["alert"], set()).add(tuple(rule["annotations"].get(key, "") for key in "abc"))
    return told


def test_every_alert_has_them_and_the_nearest_wins(compile_spec: CompileSpec) -> None:
    told = _told(compile_spec(_SPEC))
    own = {"LoadHigh": "threshold", "FastBudgetBurn": "objective", "PlatformUnhealthy": "platform"}
    assert own.keys() <= told.keys()
    assert len(told) > len(own) + 3
    for alert, seen in told.items():
        expected = ("platform", "platform" if alert == "PlatformUnhealthy" else "model chat", own.get(alert, "model"))
        assert seen == {expected}, alert


def test_they_are_held_against_what_the_alert_knows(compile_spec: CompileSpec) -> None:
    for text, code in (("at {{ $labels.pod }}", "text/label-not-there"), ("{{ $value }}s", "text/value-in-another-unit")):
        spec = _SPEC.replace("{c: threshold}", f'{{c: "{text}"}}')
        (told,) = compile_spec(spec).diagnostics
        line = spec.splitlines()[told.span.line - 1]
        assert told.code == code
        assert line[told.span.column - 1 : told.span.end_column - 1] in text
