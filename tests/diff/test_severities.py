"""`tocsin diff` of severities that are called otherwise: told is that, and what else is other about alerts, routes and panels."""

from __future__ import annotations

import pytest

from diff.test_families import between

_SHOP = """platform: {name: shop, namespace: shop, severities: [info, warning, critical]}
metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
receivers: {page: {webhook: {url: {secret: page, key: url}}}, chat: {webhook: {url: {secret: chat, key: url}}}}
routing: {receiver: chat, routes: {graves: {when: {severity: critical}, to: page}}}
models:
  chat: {workload: {deployment: chat}, scrape: {port: http}, thresholds: {queue: {above: {warning: 10, critical: 20}}}}
  code: {thresholds: {queue: {above: 30, for: 1m, severity: critical}}}
dashboards: {all: {rows: {Row: [queue]}}}
"""


def _told(*edits: tuple[str, str]) -> list[str]:
    now = _SHOP
    for old, new in edits:
        assert old in now
        now = now.replace(old, new)
    return between(*({"specs/shop/shop.yaml": text.encode()} for text in (_SHOP, now)))


def test_another_name_is_told_once() -> None:
    assert _told(("critical", "disaster")) == [
        "shop in default",
        "  severities",
        "    ~ disaster: alerts have another label, so that what fires is told anew, and silences by the old one are silent no more",
        "        called: critical -> disaster",
        "what differs: severities 1",
    ]


def test_what_else_is_other_is_told() -> None:
    lines = _told(("critical", "disaster"), ("above: 30", "above: 40"))
    assert [line for line in lines if line.startswith("    ~ ")][1:] == [
        "    ~ QueueHigh (disaster) of code",
        "    ~ Thresholds / Queue of code",
    ]
    assert "        when: queue above 30 -> queue above 40" in lines


def test_who_is_told_is_no_severity() -> None:
    # A receiver has the name that the severity had, and another the one that it gets.
    receivers = (
        _SHOP.replace("page: {webhook", "critical: {webhook")
        .replace("to: page", "to: critical")
        .replace("chat: {webhook", "grave: {webhook")
    )
    was = receivers.replace("receiver: chat", "receiver: grave")
    now = (
        was.replace("severity: critical", "severity: grave")
        .replace("warning, critical]", "warning, grave]")
        .replace("critical: 20", "grave: 20")
    )
    told = between(*({"shop.yaml": text.encode()} for text in (was, now.replace("to: critical", "to: grave"))))
    assert "        told: critical -> grave" in told


@pytest.mark.parametrize("severities", ["[warning, info, critical]", "[info, notice, warning, critical]"])
def test_a_place_of_its_own_is_no_other_name(severities: str) -> None:
    assert not [line for line in _told(("[info, warning, critical]", severities)) if "severities" in line]
