"""The inhibition of ladders, played with the alerts that each rule really makes: the graver silences its own lesser step alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from conftest import CompileSpec
from tocsin.ir import InhibitRule, Matcher

_SPEC = """
platform: {name: shop, namespace: ml}
metrics:
  latency: {series: latency_seconds, type: histogram, unit: seconds, labels: {model: model, route: route, tier: tier}}
  queue: {series: queue_depth, type: gauge, unit: requests, labels: {model: model}}
models:
  a:
    thresholds:
      latency: {quantile: 0.95, above: {info: 100ms, warning: 200ms, critical: 1s}, by: [route]}
      queue: {above: 10}
  b:
    thresholds:
      latency: {quantile: 0.95, above: {warning: 200ms, critical: 1s}, by: [tier]}
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
"""
_FIRING = {"alertname": "LatencyHigh", "platform": "shop", "environment": "default", "namespace": "ml", "model": "a", "route": "/predict"}


@pytest.fixture
def ladders(compile_spec: CompileSpec) -> tuple[InhibitRule, ...]:
    (compiled,) = compile_spec(_SPEC).compiled
    routing = compiled.platform.routing
    assert routing is not None
    return tuple(rule for rule in routing.inhibit if rule.name.startswith("ladder-"))


def _inhibited(rules: tuple[InhibitRule, ...], source: Mapping[str, str], target: Mapping[str, str]) -> bool:
    """Tell whether Alertmanager keeps quiet of `target` while `source` fires."""
    return any(
        all(_matches(matcher, source) for matcher in rule.source)
        and all(_matches(matcher, target) for matcher in rule.target)
        and all(source.get(label, "") == target.get(label, "") for label in rule.equal)
        for rule in rules
    )


def _matches(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    value = labels.get(matcher.label, "")
    equal = value == matcher.value if matcher.op in {"=", "!="} else re.fullmatch(matcher.value, value) is not None
    return equal == (matcher.op in {"=", "=~"})


@pytest.mark.parametrize(
    ("source", "target"),
    [("critical", "warning"), ("critical", "info"), ("warning", "info")],
)
def test_a_graver_step_silences_a_lesser_one(ladders: tuple[InhibitRule, ...], source: str, target: str) -> None:
    assert _inhibited(ladders, {**_FIRING, "severity": source}, {**_FIRING, "severity": target})
    assert not _inhibited(ladders, {**_FIRING, "severity": target}, {**_FIRING, "severity": source})


@pytest.mark.parametrize("label", ["model", "route", "alertname", "namespace", "environment", "platform"])
def test_nothing_but_the_same_trouble_is_silenced(ladders: tuple[InhibitRule, ...], label: str) -> None:
    assert not _inhibited(ladders, {**_FIRING, "severity": "critical"}, {**_FIRING, "severity": "warning", label: "another"})


def test_no_alert_silences_itself(ladders: tuple[InhibitRule, ...]) -> None:
    for severity in ("info", "warning", "critical"):
        assert not _inhibited(ladders, {**_FIRING, "severity": severity}, {**_FIRING, "severity": severity})


def test_every_label_that_tells_series_apart_must_be_equal(ladders: tuple[InhibitRule, ...]) -> None:
    for rule in ladders:
        assert {"alertname", "platform", "environment", "namespace", "model", "route", "tier"} <= set(rule.equal)
        assert "severity" not in rule.equal


def test_what_reads_a_recording_is_told_apart_too(compile_spec: CompileSpec) -> None:
    (compiled,) = compile_spec(_RECORDED).compiled
    routing = compiled.platform.routing
    assert routing is not None
    (ladder,) = (rule for rule in routing.inhibit if rule.name.startswith("ladder-"))
    assert {"route", "tier"} <= set(ladder.equal)


_RECORDED = """
platform: {name: shop, namespace: ml}
metrics:
  queue: {series: queue_depth, type: gauge, unit: requests, labels: {model: model, route: route}}
  ready: {series: model_ready, type: gauge, unit: bool, labels: {model: model, tier: tier}}
models:
  a:
    thresholds:
      queue: {anomaly: {deviations: {warning: 3, critical: 6}, over: 1d, least: 1}, by: [route]}
    slos:
      ready: {metric: ready, by: [tier], objective: 99%}
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
"""
