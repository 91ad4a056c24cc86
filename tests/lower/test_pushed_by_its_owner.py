"""Who is told that a job does not push, and that all it has pushed is gone: to whom it belongs, once, where the spec says who that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CompileSpec, Judge
from lower.firing import Proof
from tocsin import ir, promql
from tocsin.annotation import annotation
from tocsin.prove.routing.intent import RoutingIntent

_SPEC = """
platform: {name: shop, namespace: ml, owner: platform, cluster: {prometheus: {}, alertmanager: {delivery: file}}}
metrics:
  rows: {series: run_rows, type: gauge, unit: rows}
  auc: {series: run_auc, type: gauge, unit: ratio}
models:
  scoring:
    owner: scoring
    scrape: {job: scoring, pushed: true}
    thresholds: {rows: {below: 10}, auc: {below: 80%}}
  training: {owner: training, scrape: {job: training, pushed: true}, thresholds: {auc: {below: 80%}}}
components:
  pushes: {runtime: pushgateway, workload: {deployment: pushes}, scrape: {port: http}}
receivers: {hook: {webhook: {url: {secret: hook, key: url}}}}
routing: {receiver: hook}
"""


def _platform(compile_spec: CompileSpec, text: str = _SPEC) -> ir.Platform:
    built = compile_spec(text)
    assert built.diagnostics == ()
    return built.compiled[0].platform


def _jobs(alert: ir.Alert) -> list[promql.Matcher]:
    (selector, *_) = [node for node in promql.walk(alert.expr) if isinstance(node, promql.Selector)]
    return [each for each in selector.matchers if each.label == "job"]


def _asks(platform: ir.Platform, name: str) -> dict[str, list[tuple[str, str]]]:
    """Return which jobs the alerts of a name ask for, by the owners who hear of them."""
    return {
        alert.labels["owner"]: [(each.op, each.value) for each in _jobs(alert) if each.value != ".+"]
        for alert in platform.alerts
        if alert.name == name
    }


@pytest.mark.parametrize("name", ["JobNotPushing", "PushFailed"])
def test_each_job_is_told_to_its_owner_and_the_rest_to_who_runs_the_pushgateway(compile_spec: CompileSpec, name: str) -> None:
    assert _asks(_platform(compile_spec), name) == {
        "scoring": [("=", "scoring")],
        "training": [("=", "training")],
        "platform": [("!~", "scoring|training")],
    }


@pytest.mark.parametrize(
    ("old", "new", "owners"),
    [
        # Whose a job is that two push for, nobody says.
        ("job: training", "job: scoring", {"platform"}),
        ("runtime: pushgateway,", "runtime: pushgateway, thresholds: {stale: {stale: 2d}},", {"platform"}),
        ("runtime: pushgateway,", "runtime: pushgateway, thresholds: {stale: null},", set()),
        ("runtime: pushgateway,", "runtime: pushgateway, defaults: false,", set()),
        ("thresholds: {rows", "defaults: false\n    thresholds: {rows", {"training", "platform"}),
        ("thresholds: {rows", "thresholds: {stale: null, rows", {"training", "platform"}),
        # It has an age of its own, of which one alert is enough.
        ("thresholds: {rows", "thresholds: {done: {metric: rows, stale: 26h}, rows", {"training", "platform"}),
    ],
)
def test_what_somebody_says_of_it_stays_as_it_is(compile_spec: CompileSpec, old: str, new: str, owners: set[str]) -> None:
    text = _SPEC.replace(old, new)
    if "metric: rows" in new:
        text = text.replace("{metric: rows, stale: 26h}", "{stale: 26h}").replace(
            "  auc: {s", "  done: {series: run_done, type: gauge, unit: timestamp_seconds}\n  auc: {s"
        )
    assert text != _SPEC
    assert set(_asks(_platform(compile_spec, text), "JobNotPushing")) == owners


def _silenced(platform: ir.Platform, source: str) -> set[str]:
    assert platform.routing is not None
    intent = RoutingIntent(routing=platform.routing)
    (first,) = [alert for alert in platform.alerts if alert.name == source]
    return {_shown(each) for each in platform.alerts if each is not first and intent.silences(_labels(first), _labels(each))}


def _labels(alert: ir.Alert) -> dict[str, str]:
    return {**alert.labels, "alertname": alert.name}


def _shown(alert: ir.Alert) -> str:
    return f"{alert.name} of {alert.labels.get('model') or alert.labels['subject']}"


def test_that_all_is_gone_silences_what_is_missing_of_the_same_job_alone(compile_spec: CompileSpec) -> None:
    assert _silenced(_platform(compile_spec), "NothingPushed") == {"RowsMissing of scoring", "AUCMissing of scoring"}


def test_while_the_pushgateway_is_down_it_is_not_told_either(compile_spec: CompileSpec) -> None:
    expected = {"NothingPushed of scoring", "RowsMissing of scoring", "AUCMissing of scoring", "AUCMissing of training"}
    assert _silenced(_platform(compile_spec), "TargetDown") == expected


def test_it_is_as_grave_as_the_gravest_and_no_later_than_the_first_that_it_stands_for(compile_spec: CompileSpec) -> None:
    text = _SPEC.replace("rows: {below: 10}", "rows: {below: 10, no_data: {for: 2m, severity: critical}}")
    platform = _platform(compile_spec, text)
    (alert,) = [alert for alert in platform.alerts if alert.name == "NothingPushed"]
    assert (alert.severity, alert.for_ms, alert.labels["owner"]) == ("critical", 120_000, "scoring")
    assert _silenced(platform, "NothingPushed") == {"RowsMissing of scoring", "AUCMissing of scoring"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # One metric that is missing says as much.
        ("rows: {below: 10}, ", ""),
        ("rows: {below: 10}", "rows: {below: 10, no_data: false}"),
        ("components:\n", "components:\n  more: {runtime: pushgateway, workload: {deployment: more}, scrape: {port: http}}\n"),
        (", pushed: true}\n    thresholds", "}\n    thresholds"),
    ],
)
def test_without_two_that_would_tell_or_one_pushgateway_there_is_none(compile_spec: CompileSpec, old: str, new: str) -> None:
    text = _SPEC.replace(old, new)
    assert text != _SPEC
    assert not [alert for alert in _platform(compile_spec, text).alerts if alert.name == "NothingPushed"]


def test_a_group_that_is_gone_fires_it_long_before_its_metrics_and_another_job_does_not(tmp_path: Path, judge: Judge) -> None:
    gone = 'job="evaluation.weekly",namespace="monitoring"'
    other = 'job="nightly-scoring",namespace="monitoring"'
    series = {
        'up{job="pushgateway",namespace="monitoring"}': "1x60",
        **{f"{name}{{{gone}}}": "1x10 stale _x48" for name in ("push_time_seconds", "run_auc", "run_done_timestamp_seconds")},
        **{f"{name}{{{other}}}": "5000x60" for name in ("push_time_seconds", "run_auc", "run_rows")},
    }
    proof = Proof("pushed-by-its-owner", tmp_path, judge)
    proof.shows(series, {}, of=".*(Missing|Pushed)", at="15m")
    proof.shows(series, {"NothingPushed/warning": 1}, of=".*(Missing|Pushed)", at="17m")
    proof.shows(series, {"NothingPushed/warning": 1, "DoneMissing/warning": 1, "AUCMissing/warning": 1}, of=".*(Missing|Pushed)", at="28m")


@pytest.mark.parametrize(
    ("owner", "labels", "summary"),
    [
        ("scoring", {}, "scoring: the last push of a job failed"),
        ("scoring", {"instance": "a"}, "scoring: the last push of a job failed (instance a)"),
        ("platform", {"job": "nightly"}, "pushes: the last push of a job failed (job nightly)"),
        ("platform", {"job": "nightly", "instance": "a"}, "pushes: the last push of a job failed (job nightly, instance a)"),
    ],
)
def test_of_a_push_without_an_instance_no_instance_is_said(
    compile_spec: CompileSpec, owner: str, labels: dict[str, str], summary: str
) -> None:
    platform = _platform(compile_spec)
    (alert,) = [each for each in platform.alerts if each.name == "PushFailed" and each.labels["owner"] == owner]
    assert annotation(alert.annotations["summary"], labels=labels, value=0) == summary
    assert "instance " not in annotation(alert.annotations["description"], labels={"job": "nightly"}, value=0)
