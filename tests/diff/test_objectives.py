"""`tocsin diff` of an objective that is another one: told is that, and what becomes of its budget."""

from __future__ import annotations

import pytest

from diff.test_families import between
from tocsin.diff.seen import apart, seen
from tocsin.pipeline import meant

_SHOP = """platform: {name: shop, namespace: shop}
metrics:
  answers: {series: answers_total, type: counter, unit: requests, labels: {model: model, code: code, tenant: tenant}}
  failed: {ratio: {of: answers, where: {code: error}}}
  latency: {series: answer_seconds, type: histogram, unit: seconds, labels: {model: model}, buckets: [100ms, 200ms, 1s]}
  accuracy: {series: accuracy_ratio, type: gauge, unit: ratio, labels: {model: model}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
routing: {receiver: chat}
models:
  chat:
    workload: {deployment: chat}
    slos:
      fine: {metric: failed, objective: 99.9%, period: 30d}
      quick: {metric: latency, under: 200ms, objective: 95%}
      right: {metric: accuracy, not_below: 80%, objective: 95%, absent: false}
"""
_ANEW = "begins anew with the first minutes that are recorded, and is right after"
_GOES_ON = "goes on with what was counted before, and is right after"


def _told(old: str, new: str) -> list[str]:
    assert old in _SHOP
    return between(*({"shop.yaml": text.encode()} for text in (_SHOP, _SHOP.replace(old, new))))


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            "99.9%",
            "99.95%",
            [
                "fine of chat: its budget is told as if 99.95% had held for the whole 30d, and alerts may fire at once",
                "objective: 99.9% -> 99.95%",
            ],
        ),
        ("99.9%", "99.5%", ["fine of chat: its budget is told as if 99.5% had held for the whole 30d", "objective: 99.9% -> 99.5%"]),
        ("period: 30d", "period: 28d", ["fine of chat: its budget goes on", "period: 30d -> 28d"]),
        ("period: 30d", "period: 7d", [f"fine of chat: its budget {_ANEW} 7d", "period: 30d -> 7d"]),
        (
            "99.9%, period: 30d",
            "99.99%, period: 7d",
            [f"fine of chat: its budget {_ANEW} 7d, and alerts may fire at once", "objective: 99.9% -> 99.99%"],
        ),
        ("fine:", "good:", [f"good of chat: its budget {_ANEW} 30d", "called: fine -> good"]),
        ("99.9%", "99.9%, by: [tenant]", [f"fine of chat: its budget {_ANEW} 30d", "now by: tenant"]),
        ("under: 200ms", "under: 100ms", [f"quick of chat: its budget {_GOES_ON} 30d", "under: 200ms -> 100ms"]),
        ("not_below: 80%", "not_below: 90%", [f"right of chat: its budget {_GOES_ON} 30d", "not_below: 80% -> 90%"]),
        ("99.9%", "99.9%, at_least: 100", ["fine of chat", "now at_least: 100"]),
    ],
)
def test_what_becomes_of_the_budget(old: str, new: str, lines: list[str]) -> None:
    told = _told(old, new)
    at = told.index("  objectives")
    assert [line.strip().removeprefix("~ ") for line in told[at + 1 : at + 3]] == lines
    # They follow from it.
    assert not [line for line in told if line in {"  recorded series", "  panels"}]


def test_a_series_of_another_name_is_counted_on() -> None:
    told = _told("series: answers_total", "series: replies_total")
    assert f"    ~ fine of chat: its budget {_GOES_ON} 30d" in told
    (counts,) = (line for line in told if line.startswith("        counts: "))
    assert counts.count("answers_total") == counts.count("replies_total") == 1


def test_what_is_the_same_is_not_looked_at_again() -> None:
    # Each reading makes another script that proves an alert on a budget.
    (was,), (now,) = (seen(meant({"shop": {"shop.yaml": _SHOP.encode()}}).estate) for _ in range(2))
    assert now.platform.rules
    assert [side.platform.rules for side in apart(was, now)] == [(), ()]
