"""Environments that one Prometheus watches are told apart by the labels that each asks for: where one asks for less, it reads both."""

from __future__ import annotations

import pytest

from tocsin.pipeline import examine

_SPEC = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: prometheus}}, alertmanager: {{delivery: file}}}}}}
metrics:
  queue: {{series: queue_length, type: gauge, unit: requests, labels: {{model: model, env: env, zone: zone}}}}
  others: {{series: others, type: gauge, unit: requests, labels: {{model: model}}}}
  paused: {{series: paused, type: gauge, unit: count, labels: {{env: env}}}}
  most: {{expr: 'max(others{{model="<< model >>"}}){unless}', unit: requests, unproved: the series are made elsewhere}}
models:
  chat: {{thresholds: {{{watched}: {{above: 5, for: 5m, no_data: false}}}}}}
environments:
  production: {{patch: {production}}}
  canary: {{patch: {canary}}}
"""
_ENV = "{{metrics: {{queue: {{where: {{env: {}}}}}}}}}"
_CODE = "alert/of-two-environments"


def _told(*, production: str = "{}", canary: str = "{}", watched: str = "queue", unless: str = "") -> list[tuple[str, int, str]]:
    text = _SPEC.format(production=production, canary=canary, watched=watched, unless=unless)
    found = examine({"shop": {"shop/s.yaml": text.encode()}}).diagnostics
    return [(each.code, each.span.line, each.message.partition("also")[2]) for each in found]


@pytest.mark.parametrize(
    ("production", "canary", "line", "said"),
    [
        ("{}", "canary", 12, 'the series of `canary`: only there `env="canary"` is asked for'),
        ("canary", "{}", 11, 'the series of `production`: only there `env="canary"` is asked for'),
        ("{}", "{not: production}", 12, 'the series of `canary`: only there `env!="production"` is asked for'),
        ("{}", "{matches: can.*}", 12, 'the series of `canary`: only there `env=~"can.*"` is asked for'),
        ("[production, test]", "[test, canary]", 12, 'the series of `canary`: only there `env=~"test|canary"` is asked for'),
        ("{matches: .+}", "canary", 12, 'the series of `canary`: only there `env="canary"` is asked for'),
    ],
)
def test_what_one_asks_for_besides_is_told_in_its_patch(production: str, canary: str, line: int, said: str) -> None:
    patches = [each if each == "{}" else _ENV.format(each) for each in (production, canary)]
    assert _told(production=patches[0], canary=patches[1]) == [(_CODE, line, f" {said}")]


@pytest.mark.parametrize(
    ("production", "canary"),
    [
        (_ENV.format("production"), _ENV.format("canary")),
        (_ENV.format("{not: canary}"), _ENV.format("canary")),
        (_ENV.format("{not: canary}"), _ENV.format("{not: production}")),
        (_ENV.format("{matches: prod.*}"), _ENV.format("{matches: can.*}")),
        (_ENV.format("production"), "{metrics: {queue: {where: {zone: a}}}}"),
        ("{}", "{models: {chat: {known_as: chat-canary}}}"),
        ("{}", "{platform: {cluster: {name: canary}}, metrics: {queue: {where: {env: canary}}}}"),
        ("{}", "{platform: {cluster: {prometheus: {address: 'http://other:9090'}}}, metrics: {queue: {where: {env: canary}}}}"),
    ],
)
def test_what_a_label_keeps_apart_is_not(production: str, canary: str) -> None:
    assert _told(production=production, canary=canary) == []


def test_an_expression_of_which_any_series_is_apart_is_apart() -> None:
    assert _told(watched="most") == [(_CODE, 9, "")]
    assert _told(watched="most", unless=' unless max(paused{env="<< environment >>"})') == []


def test_the_order_of_labels_tells_nothing_apart() -> None:
    reordered = """{metrics: {most: {expr: 'max(others{zone="a",model="<< model >>"})'}}}"""
    ordered = """{metrics: {most: {expr: 'max(others{model="<< model >>",zone="a"})'}}}"""
    assert {code for code, *_ in _told(watched="most", production=ordered, canary=reordered)} <= {_CODE, "promql/unknown-label"}
