"""`tocsin diff` of models that are called otherwise: told is that, and what else is other about them."""

from __future__ import annotations

from diff.test_families import between
from tocsin.diff.change import RECORDED_ANEW

_SHOP = """platform: {name: shop, namespace: shop}
use: [kube-state-metrics, vllm]
metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
receivers: {hook: {webhook: {url: {secret: hooks, key: url}}}}
routing: {receiver: hook}
models:
  other: {workload: {deployment: other}, thresholds: {queue: {above: 5}}}
  chat: {runtime: vllm, workload: {deployment: chat}, scrape: {port: http}, thresholds: {queue: {above: {warning: 10, critical: 20}}}}
"""


def _told(**new: str) -> list[str]:
    now = _SHOP
    for old, text in new.items():
        now = now.replace(f"  {old}: {{", text)
    assert now != _SHOP
    return between(*({"specs/shop/shop.yaml": text.encode()} for text in (_SHOP, now)))


def test_a_model_in_the_same_workload_is_called_otherwise() -> None:
    assert _told(chat="  assistant: {known_as: chat, ")[:3] == ["shop in default", "  models", f"    ~ assistant: {RECORDED_ANEW}"]
    assert _told(chat="  assistant: {") == [
        "shop in default",
        "  models",
        f"    ~ assistant: {RECORDED_ANEW}",
        "        called: chat -> assistant",
        "        known_as: chat -> assistant",
        "what differs: models 1",
    ]


def test_what_else_is_other_of_it_is_told() -> None:
    lines = _told(chat="  assistant: {owner: language, ")
    assert f"    ~ assistant: {RECORDED_ANEW}" in lines
    assert not [line for line in lines if line.startswith(("    + ", "    - "))]
    assert any("owner" in line for line in lines)


def test_two_that_are_renamed_are_told_of_each() -> None:
    lines = _told(chat="  assistant: {", other="  queue-a: {")
    assert [line.strip() for line in lines if "called" in line] == ["called: other -> queue-a", "called: chat -> assistant"]
    assert lines[-1] == "what differs: models 2"


def test_a_model_in_another_workload_is_another() -> None:
    lines = _told(chat="  assistant: {workload: {deployment: assistant}, thresholds: {queue: {above: 9}}}\n  gone: {")
    assert any(line.startswith("    + QueueHigh") and "assistant" in line for line in lines)
    assert "        called: chat -> gone" in lines
