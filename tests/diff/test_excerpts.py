"""Of long texts `tocsin diff` shows the places in which they differ."""

from __future__ import annotations

from diff.test_families import between

_SPEC = """\
platform: {name: shop, namespace: where-all-models-are-served}
metrics:
  answers: {series: answers_of_the_model_total, type: counter, unit: requests, labels: {model: model, code: code}}
  failed: {ratio: {of: answers, where: {code: error}}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
routing: {receiver: chat}
models: {forecast: {thresholds: {failed: {above: 1%, for: 5m, no_data: false}}}}
"""


def _asked(**edits: str) -> str:
    """Return what is told of the alert's expression when words of the spec are others."""
    now = _SPEC
    for old, new in edits.items():
        now = now.replace(old, new)
    told = between({"shop.yaml": _SPEC.encode()}, {"shop.yaml": now.encode()})
    return next(line for line in told if line.startswith("        asks: "))


def test_both_places_are_shown_and_what_is_between_them_is_not() -> None:
    was, now = _asked(answers_of_the_model_total="given_total", code="status").split(" -> ")
    assert was == '        asks: sum(rate(answers_of_the_model_total{model="forecast",na…-models-are-served",code="error"}[5m])) / (s…'
    assert now == 'sum(rate(given_total{model="forecast",na…-models-are-served",status="error"}[5m])) / (s…'


def test_what_is_other_twice_in_the_same_way_is_shown_once() -> None:
    assert _asked(answers_of_the_model_total="given_total").count("given_total") == 1
