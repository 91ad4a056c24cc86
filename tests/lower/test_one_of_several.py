"""That one of several targets which a spec names is down is a warning, and that all of them are silences it."""

from __future__ import annotations

import pytest

from conftest import CompileSpec, Judge
from lower.firing import Proof
from tocsin import ir
from tocsin.prove.routing.intent import RoutingIntent

_SPEC = """
platform: {name: shop, namespace: shop, cluster: {prometheus: {stack: prometheus}, alertmanager: {delivery: file}}}
models:
  chat: {scrape: {targets: ["a:80", "b:80", "c:80"]}}
  rank: {scrape: {targets: ["d:80", "e:80"]}}
receivers: {hook: {webhook: {url: {file: /run/hook}}}}
routing: {receiver: hook}
"""


def _platform(compile_spec: CompileSpec, text: str) -> ir.Platform:
    built = compile_spec(text)
    assert built.diagnostics == ()
    return built.compiled[0].platform


def _severities(platform: ir.Platform, model: str) -> dict[str, str]:
    return {each.name: each.severity for each in platform.alerts if each.labels.get("model") == model}


@pytest.mark.parametrize(
    ("down", "fired"), [(0, {}), (1, {"OneTargetDown/warning": 1}), (2, {"OneTargetDown/warning": 2, "TargetDown/critical": 1})]
)
def test_each_is_a_warning_and_all_are_the_page(
    tmp_path_factory: pytest.TempPathFactory, judge: Judge, down: int, fired: dict[str, int]
) -> None:
    proof = Proof("hpa-of-addresses", tmp_path_factory.mktemp("rules"), judge)
    targets = [f"forecast-{index}.ml.example.com:8080" for index in range(2)]
    series = 'up{{job="shop/default/forecast",instance="{}"}}'
    forecast = {series.format(each): "0x60" if index < down else "1x60" for index, each in enumerate(targets)}
    proof.shows(forecast, fired, of=".*TargetDown", at="40m")


def test_all_of_one_model_silence_its_own_only(compile_spec: CompileSpec) -> None:
    platform = _platform(compile_spec, _SPEC)
    assert platform.routing is not None
    intent = RoutingIntent(routing=platform.routing)
    labels = [{**each.labels, "alertname": each.name, "instance": "a:80"} for each in platform.alerts]
    source = next(each for each in labels if (each["alertname"], each.get("model")) == ("TargetDown", "chat"))
    del source["instance"]
    silenced = [(each["alertname"], each.get("model")) for each in labels if intent.silences(source, each)]
    assert silenced == [("OneTargetDown", "chat")]


@pytest.mark.parametrize(
    ("more", "alerts"),
    [
        ("", {"TargetDown": "critical", "OneTargetDown": "warning"}),
        (", down: 5m, severity: warning, alert: ChatDown", {"ChatDown": "warning", "OneChatDown": "info"}),
        (", severity: info", {"TargetDown": "info"}),
        (", down: {for: 10m}", {"TargetDown": "critical", "OneTargetDown": "warning"}),
        (", down: {by: []}", {"TargetDown": "critical"}),
        (", down: {by: [instance]}", {"TargetDown": "critical"}),
        (", down: {above: 10%}", {"TargetDown": "critical"}),
        (", down: null", {}),
    ],
)
def test_who_says_how_many_matter_is_told_of_these_only(compile_spec: CompileSpec, more: str, alerts: dict[str, str]) -> None:
    platform = _platform(compile_spec, _SPEC.replace('"c:80"]', f'"c:80"]{more}'))
    assert _severities(platform, "chat") == alerts


def test_a_single_target_is_all_of_them(compile_spec: CompileSpec) -> None:
    assert _severities(_platform(compile_spec, _SPEC.replace(', "e:80"', "")), "rank") == {"TargetDown": "critical"}
