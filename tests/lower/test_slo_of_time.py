"""Objectives on time: whatever a limit is of, its fastest alert fires when it was not kept for too much of an hour, and only then."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from answered import Asked, refusal
from conftest import CompileSpec, Judge
from lower.slo_proof import fastest
from tocsin import ir, promql
from tocsin.conventions import LIMIT_KEPT
from tocsin.drives.burn import Uncounted
from tocsin.pipeline import build
from tocsin.prove.mutation.equivalence import World, reason_of
from tocsin.prove.mutation.judge import batches
from tocsin.prove.mutation.judge import judge as judge_all
from tocsin.prove.mutation.mutant import mutants
from tocsin.prove.mutation.subject import subjects

_METRICS = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {scrape_interval: 1m, evaluation_interval: 1m}}}
metrics:
  latency: {series: latency_seconds, type: histogram, unit: seconds, buckets: [50ms, 100ms, 250ms], labels: {model: model}}
  reported: {series: reported_seconds, type: summary, unit: seconds, labels: {model: model}}
  slow: {quantile: {of: latency, at: 0.95}}
  average: {mean: latency}
  quick: {share_below: {metric: latency, edge: 100ms}}
  accuracy: {series: model_accuracy, type: gauge, unit: ratio, labels: {model: model}}
  trained: {series: trained_timestamp_seconds, type: gauge, unit: timestamp_seconds, labels: {model: model}}
  age: {age: trained}
  requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}
  error_share: {ratio: {of: requests, where: {code: {matches: "5.."}}}}
  behind: {difference: {of: wanted, minus: had}}
  wanted: {series: offset_wanted, type: gauge, unit: count, labels: {model: model}}
  had: {series: offset_had, type: gauge, unit: count, labels: {model: model}}
  queue: {series: queue_length, type: gauge, unit: count, labels: {model: model}}
  own: {expr: 'queue_length{model="<< subject >>"}', unit: count}
"""
_SLOS = """
models:
  forecast:
    slos:
      quantile: {metric: latency, quantile: 0.95, not_above: 100ms, objective: 99%}
      summary: {metric: reported, quantile: 0.95, not_above: 100ms, objective: 99%}
      defined: {metric: slow, not_above: 100ms, objective: 99%}
      average: {metric: average, not_above: 90ms, objective: 99%}
      share: {metric: quick, not_below: 90%, objective: 99%}
      accurate: {metric: accuracy, not_below: 80%, objective: 99%}
      fresh: {metric: trained, not_above: 3h, objective: 99%}
      age: {metric: age, not_above: 3h, objective: 99%}
      sound: {metric: error_share, not_above: 1%, objective: 99%, at_least: 1/s}
      busy: {metric: requests, not_below: 1/s, objective: 99%}
      behind: {metric: behind, not_above: 100, objective: 99%}
      own: {metric: own, not_above: 100, objective: 99%}
      asked: {metric: latency, quantile: 0.95, not_above: 100ms, objective: 99%, while: {requests: {above: 1/s}}}
"""
_OF = 'model="forecast",namespace="ml"'


def _then(good: str, bad: str) -> str:
    """Return values of which those of the last 15 of 120 minutes are others."""
    return f"{good}x105 {bad}x14"


_GOOD = {
    f"latency_seconds_count{{{_OF}}}": "0+6000x120",
    f"latency_seconds_sum{{{_OF}}}": "0+300x120",
    f'latency_seconds_bucket{{{_OF},le="0.05"}}': "0+3000x120",
    f'latency_seconds_bucket{{{_OF},le="0.1"}}': "0+5940x120",
    f'latency_seconds_bucket{{{_OF},le="0.25"}}': "0+6000x120",
    f'latency_seconds_bucket{{{_OF},le="+Inf"}}': "0+6000x120",
    f'reported_seconds{{{_OF},quantile="0.95"}}': "0.08x120",
    f"model_accuracy{{{_OF}}}": "0.9x120",
    f"trained_timestamp_seconds{{{_OF}}}": "0x120",
    f'requests_total{{{_OF},code="200"}}': "0+6000x120",
    f"offset_wanted{{{_OF}}}": "150x120",
    f"offset_had{{{_OF}}}": "100x120",
    f'queue_length{{{_OF},pod="a"}}': "3x120",
    f'queue_length{{{_OF},pod="b"}}': "5x120",
}
_BAD = {
    f"latency_seconds_sum{{{_OF}}}": _then("0+300", "31800+1200"),
    f'latency_seconds_bucket{{{_OF},le="0.1"}}': _then("0+5940", "628600+3000"),
    f'reported_seconds{{{_OF},quantile="0.95"}}': _then("0.08", "0.2"),
    f"model_accuracy{{{_OF}}}": _then("0.9", "0.7"),
    f"trained_timestamp_seconds{{{_OF}}}": _then("0", "-6000"),
    f'requests_total{{{_OF},code="500"}}': _then("0", "0+600"),
    f"offset_wanted{{{_OF}}}": _then("150", "350"),
    f'queue_length{{{_OF},pod="b"}}': _then("5", "500"),
}
_NOTHING = {name: None for name in _GOOD if name.startswith(("latency", "requests"))}
_ALL = {"quantile", "summary", "defined", "average", "share", "accurate", "fresh", "age", "sound", "behind", "own", "asked"}
_WORLDS: Mapping[str, tuple[Mapping[str, str | None], set[str]]] = {
    "all is well": ({}, set()),
    "too much is bad": (_BAD, _ALL),
    "nobody asks": ({**dict.fromkeys(_NOTHING, "7x120"), f'requests_total{{{_OF},code="200"}}': "7x120"}, {"busy"}),
    "nothing is known": (_NOTHING, set()),
    "hardly anybody asks": (
        {**_BAD, f'requests_total{{{_OF},code="200"}}': "0+6x120", f'requests_total{{{_OF},code="500"}}': "0x120"},
        _ALL - {"sound", "asked"} | {"busy"},
    ),
    "no number is known": ({f"model_accuracy{{{_OF}}}": "NaN " * 120, f'reported_seconds{{{_OF},quantile="0.95"}}': "NaN " * 120}, set()),
    # One minute of errors after hours without any: what was never counted before was no error either.
    "the first errors": ({f'requests_total{{{_OF},code="500"}}': "_x112 0 12000x7"}, set()),
}


@pytest.mark.parametrize("world", sorted(_WORLDS))
def test_an_alert_fires_for_bad_time_only(world: str, compile_spec: CompileSpec, judge: Judge, tmp_path: Path) -> None:
    built = compile_spec(_METRICS + _SLOS)
    assert not built.diagnostics, built.diagnostics
    rules = next(each.text for each in built.compiled[0].artifacts if each.path.startswith("prometheus/"))
    changed, fires = _WORLDS[world]
    series = {name: values for name, values in {**_GOOD, **changed}.items() if values is not None}
    asked = Asked('max by (slo) (ALERTS{alertstate="firing",long="1h"})', "2h", {f'{{slo="{slo}"}}': 1 for slo in fires})
    assert refusal(judge("promtool"), tmp_path, [asked], series=series, rules=[fastest(rules)]) == ""


_PROVED = (
    _METRICS
    + """
models:
  forecast:
    slos:
      quantile: {metric: latency, quantile: 0.95, not_above: 100ms, objective: 99%}
      accurate: {metric: accuracy, not_below: 80%, objective: 99%, period: 90d}
      fresh: {metric: trained, not_above: 3h, objective: 90%}
      share: {metric: quick, not_below: 90%, objective: 99%, at_least: 1/s}
      asked: {metric: accuracy, not_below: 80%, objective: 99%, while: {requests: {above: 1/s}}}
"""
)


@pytest.mark.parametrize("name", ["QuantileBudgetBurn", "AccurateBudgetBurn", "FreshBudgetBurn", "ShareBudgetBurn", "AskedBudgetBurn"])
def test_no_fault_of_when_a_limit_is_kept_survives(name: str, judge: Judge) -> None:
    (compiled,) = build({"shop": {"specs/shop/shop.yaml": _PROVED.encode()}}).compiled
    written = {artifact.path: artifact.text for artifact in compiled.artifacts}
    (subject,) = (each for each in subjects(compiled.platform, written) if each.name == name)
    nothing = World(recorded={})
    found = [mutant for mutant in mutants(subject) if mutant.original.name == LIMIT_KEPT and not reason_of(mutant, nothing)]
    assert len(found) > 3
    verdicts = [each for batch in batches(found) for each in judge_all(batch, judge("promtool"))]
    assert not [f"{each.mutant.what}: {each.fate}" for each in verdicts if each.fate != "killed"]


def test_what_nobody_can_say_of_a_metric_is_not_proved_of_its_objective() -> None:
    (compiled,) = build({"shop": {"specs/shop/shop.yaml": (_METRICS + _SLOS).encode()}}).compiled
    unproved = {alert.name for alert in compiled.platform.alerts if alert.script is None and alert.proof is None}
    assert unproved == {"OwnBudgetBurn"}


def test_of_what_has_no_value_while_nothing_happens_nothing_is_missed(compile_spec: CompileSpec) -> None:
    (compiled,) = compile_spec(_METRICS + _SLOS).compiled
    rules = next(each.text for each in compiled.artifacts if each.path.startswith("prometheus/"))
    missed = {rule["alert"] for group in yaml.safe_load(rules)["groups"] for rule in group["rules"] if "absent(" in rule["expr"]}
    assert missed == {"AccurateEventsMissing", "FreshEventsMissing", "AgeEventsMissing"}


def test_what_is_missed_is_what_is_exported() -> None:
    (compiled,) = build({"shop": {"specs/shop/shop.yaml": (_METRICS + _SLOS).encode()}}).compiled
    alerts = compiled.platform.alerts
    drives = [alert.proof.drive for alert in alerts if alert.name.endswith("EventsMissing") and alert.proof is not None]
    counted = {series.metric for drive in drives if isinstance(drive, Uncounted) for series in drive.counted}
    assert counted == {"model_accuracy", "trained_timestamp_seconds"}


def test_the_metric_of_an_objective_is_drawn_with_its_limit_unless_a_threshold_draws_it(compile_spec: CompileSpec) -> None:
    slos = """
models:
  forecast:
    thresholds: {accuracy: {below: 70%}}
    slos:
      accurate: {metric: accuracy, not_below: 80%, objective: 99%}
      quick: {metric: latency, quantile: 0.95, not_above: 100ms, objective: 99%}
      fresh: {metric: trained, not_above: 3h, objective: 99%}
"""
    (compiled,) = compile_spec(_METRICS + slos).compiled
    (row,) = (row for dashboard in compiled.platform.dashboards for row in dashboard.rows if row.title == "SLOs")
    pictures = [panel for panel in row.panels if isinstance(panel, ir.Panel) and "rate" not in panel.title and "left" not in panel.title]
    assert [(panel.title, [(line.op, line.value) for line in panel.lines]) for panel in pictures] == [("Latency p95", [(">", 0.1)])]
    assert "The objective is that it is not above 100ms for 99% of the time over 30d." in pictures[0].promise


def test_several_values_of_an_own_expression_are_one_state(compile_spec: CompileSpec) -> None:
    (compiled,) = compile_spec(_METRICS + _SLOS).compiled
    (own,) = (
        rule
        for rules in compiled.platform.rules
        for group in rules.groups
        for rule in group.rules
        if isinstance(rule, ir.Recording) and rule.record == LIMIT_KEPT and rule.labels["slo"] == "own"
    )
    assert promql.to_text(own.expr) == 'min((queue_length{model="forecast"} > -Inf) <= bool 100)'
