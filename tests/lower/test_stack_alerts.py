"""A configuration that replaces the chart's keeps what that does for the stack's own alerts, asked of the real amtool."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import CompileSpec, Judge

_SPEC = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}, alertmanager: {delivery: file}}}
metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
models: {forecast: {thresholds: {queue: {above: {warning: 5, critical: 10}, no_data: false}}}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
routing: {receiver: chat}
"""
_ROUTES = "routing: {receiver: chat, routes: {own: {when: {%s}, to: chat}}}"
_SIGNALS = ("Watchdog", "InfoInhibitor")


def _configuration(compile_spec: CompileSpec, text: str) -> str:
    built = compile_spec(text)
    assert [each for each in built.diagnostics if each.severity == "error"] == []
    return built.artifacts["default/shop/alertmanager/alertmanager.yaml"]


def _told(judge: Judge, folder: Path, configuration: str, *labels: str) -> str:
    path = folder / "alertmanager.yaml"
    path.write_text(configuration, encoding="utf-8")
    asked = [str(judge("amtool")), "config", "routes", "test", "--config.file", str(path), *labels]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _signal(judge: Judge, folder: Path, configuration: str, name: str) -> str:
    return _told(judge, folder, configuration, f"alertname={name}", "severity=none", "namespace=monitoring")


@pytest.mark.parametrize(
    "routing", ["routing: {receiver: chat}", _ROUTES % "severity: {not: critical}", _ROUTES % "alertname: {not: Other}"]
)
def test_signals_that_no_route_asks_for_reach_nobody_and_all_others_somebody(
    compile_spec: CompileSpec, judge: Judge, tmp_path: Path, routing: str
) -> None:
    configuration = _configuration(compile_spec, _SPEC.replace("routing: {receiver: chat}", routing))
    assert [_signal(judge, tmp_path, configuration, name) for name in _SIGNALS] == ["nobody", "nobody"]
    for alert in (("alertname=QueueHigh", "platform=shop"), ("alertname=KubePodCrashLooping",)):
        assert _told(judge, tmp_path, configuration, *alert, "severity=critical") == "chat"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("alertname: Watchdog", ["chat", "nobody"]),
        ("alertname: Watchdog, severity: none", ["chat", "nobody"]),
        ("alertname: {matches: 'Watch.*|Info.*'}", ["chat", "chat"]),
        ("severity: none", ["chat", "chat"]),
    ],
)
def test_a_signal_that_a_route_asks_for_arrives_there(
    compile_spec: CompileSpec, judge: Judge, tmp_path: Path, asked: str, told: list[str]
) -> None:
    text = _SPEC.replace("routing: {receiver: chat}", _ROUTES % asked)
    configuration = _configuration(compile_spec, text)
    assert [_signal(judge, tmp_path, configuration, name) for name in _SIGNALS] == told


def test_a_receiver_that_discards_is_the_author_s_where_there_is_one(compile_spec: CompileSpec) -> None:
    receivers = "receivers: {bin: {discard: true}, chat:"
    routes = "routing: {receiver: chat, routes: {small: {when: {alertname: QueueHigh, severity: info}, to: bin}}}"
    text = _SPEC.replace("receivers: {chat:", receivers).replace("routing: {receiver: chat}", routes)
    parsed = _parsed(_configuration(compile_spec, text))
    assert [route["receiver"] for route in parsed["route"]["routes"]] == ["bin", "bin"]
    assert [receiver["name"] for receiver in parsed["receivers"]] == ["bin", "chat"]


def test_the_name_of_a_receiver_that_tells_is_not_taken(compile_spec: CompileSpec) -> None:
    parsed = _parsed(_configuration(compile_spec, _SPEC.replace("chat", "nobody")))
    assert parsed["route"]["receiver"] == "nobody"
    assert parsed["route"]["routes"][0]["receiver"] == "nobody-at-all"


@pytest.mark.parametrize(
    "cluster",
    [
        "prometheus: {stack: prometheus}, alertmanager: {delivery: file}",
        "prometheus: {release: monitoring}, alertmanager: {delivery: alertmanagerconfig}",
    ],
)
def test_no_other_configuration_has_any_of_it(compile_spec: CompileSpec, cluster: str) -> None:
    text = _SPEC.replace("prometheus: {release: monitoring}, alertmanager: {delivery: file}", cluster)
    parsed = _parsed(_configuration(compile_spec, text))
    assert "routes" not in parsed["route"]
    assert all("platform" in " ".join(rule["source_matchers"]) for rule in parsed["inhibit_rules"])


def test_what_the_chart_inhibits_is_inhibited_but_nothing_of_ours(compile_spec: CompileSpec) -> None:
    rules = _parsed(_configuration(compile_spec, _SPEC))["inhibit_rules"]
    found = {
        rule["name"]: (rule["source_matchers"], rule["target_matchers"], rule["equal"])
        for rule in rules
        if rule["name"].startswith("stack")
    }
    not_ours = 'platform=""'
    assert found == {
        "stack-critical": ([not_ours, 'severity="critical"'], [not_ours, 'severity=~"info|warning"'], ["alertname", "namespace"]),
        "stack-warning": ([not_ours, 'severity="warning"'], [not_ours, 'severity="info"'], ["alertname", "namespace"]),
        "stack-info": (['alertname="InfoInhibitor"'], [not_ours, 'severity="info"'], ["namespace"]),
    }


def _parsed(configuration: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(configuration)
    return found
