"""What a platform asks already is not taken over once more."""

from pathlib import Path

import pytest

from adopt.taken import INTO, alert, read, taken
from tocsin.adopt import adopted
from tocsin.pipeline import examine

RULES = Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8")


def test_what_is_taken_over_is_asked_already() -> None:
    first = taken(RULES)
    again = taken(RULES, {"adopted.yaml": first.drafted.text})
    assert {given.name for given, _ in again.asked} == {each.name for each in first.drafted.taken if each.alert} - {"Watchdog"}
    assert [each.name for each in again.drafted.taken] == ["Watchdog"]
    everything = taken(RULES, {"adopted.yaml": first.drafted.text}, everything=True)
    assert [each.name for each in everything.drafted.taken if each.alert] == [each.name for each in first.drafted.taken if each.alert]


_RESTARTS = """
platform: {name: shop, namespace: shop}
use: [kube-state-metrics]
models:
  chat: {workload: {deployment: chat}, thresholds: {kube_pod_container_status_restarts_total: {increase: {above: 3, over: 1h}}}}
"""


@pytest.mark.parametrize(
    ("asked", "ours"),
    [
        ("", False),
        ('{namespace="shop"}', False),
        ('{pod=~".+"}', False),
        ('{pod!~"other-.*"}', False),
        ('{namespace="shop",pod=~"chat-.*"}', True),
    ],
)
def test_what_is_asked_of_everybody_is_not_asked_of_one_model(asked: str, ours: bool) -> None:  # noqa: FBT001  # a parameter
    """The pods of a model are told by a pattern; who asks for no pods asks for those of all."""
    found = taken(alert(f"increase(kube_pod_container_status_restarts_total{asked}[1h]) > 3"), {"spec.yaml": _RESTARTS})
    assert [each.at[1] for _, same in found.asked for each in same] == (["chat"] if ours else [])


@pytest.mark.parametrize("expr", ["up == 0", 'up{job!="x"} == 0', "sum(up) == 0", 'sum(queue{pod=~".+"}) > 5'])
def test_what_is_asked_of_all_targets_is_asked_once(expr: str) -> None:
    first = taken(alert(expr))
    assert not taken(alert(expr), {"adopted.yaml": first.drafted.text}).drafted.text


_SPEC = """
platform: {name: shop, namespace: shop}
metrics: {latency: {series: wait_seconds, type: histogram, labels: {model: model}}}
models:
  forecast:
    workload: {deployment: forecast}
    thresholds: {latency: {quantile: 0.95, above: {warning: 1s, critical: 3s}, for: 5m}}
"""


@pytest.mark.parametrize(
    ("expr", "condition"),
    [
        ("histogram_quantile(0.9, rate(wait_seconds_bucket[5m])) > 2.9", "above 3s"),
        ('histogram_quantile(0.9, rate(wait_seconds_bucket{model="forecast"}[5m])) > 0.5', "above 1s"),
        ('histogram_quantile(0.9, rate(wait_seconds_bucket{model="chat"}[5m])) > 0.5', None),
        ('histogram_quantile(0.9, rate(wait_seconds_bucket{model=~"fore.+"}[5m])) > 0.5', "above 1s"),
        ('histogram_quantile(0.9, rate(wait_seconds_bucket{model=~"chat-.+"}[5m])) > 0.5', None),
        ('histogram_quantile(0.9, rate(wait_seconds_bucket{model!="forecast"}[5m])) > 0.5', None),
        ("histogram_quantile(0.9, rate(wait_seconds_bucket[5m])) < 0.1", None),
        ("rate(wait_seconds_sum[5m]) / rate(wait_seconds_count[5m]) > 0.5", None),
    ],
)
def test_what_asks_of_other_series_or_the_other_side_is_not_the_same(expr: str, condition: str | None) -> None:
    found = taken(alert(expr), {"spec.yaml": _SPEC})
    assert [same[0].condition for _, same in found.asked] == ([] if condition is None else [condition])
    assert bool(found.drafted.text) == (condition is None)


_GUARDED = """
platform: {name: shop, namespace: shop}
metrics:
  waiting: {series: waiting_requests, type: gauge, unit: requests, labels: {model: model}}
  running: {series: running_requests, type: gauge, unit: requests, labels: {model: model}}
  memory: {series: memory_bytes, type: gauge, labels: {model: model}}
  accuracy: {series: accuracy_ratio, type: gauge, labels: {model: model}}
models:
  forecast:
    thresholds:
      waiting: {above: 0, while: {running: {equals: 0}}, no_data: false}
      running: {above: 100, while: {running: {below: 1000}}, no_data: false}
      memory: {leak: {above: 1GiB, from: 1h, growth: 1MiB}}
      accuracy: {below: 80%, no_data: false}
"""


@pytest.mark.parametrize(
    ("expr", "ours"),
    [
        ("waiting_requests > 50", False),
        ("running_requests > 50", True),
        ("memory_bytes > 2e9", False),
        ("memory_bytes > 2e9 and deriv(memory_bytes[1h]) > 100", True),
        ("accuracy_ratio < 0.7", True),
        ("accuracy_ratio - accuracy_ratio offset 1d < -0.03", False),
    ],
)
def test_what_asks_for_more_besides_or_of_the_past_is_not_the_same(expr: str, ours: bool) -> None:  # noqa: FBT001  # a parameter
    found = taken(alert(expr), {"spec.yaml": _GUARDED})
    assert bool(found.asked) == ours
    assert bool(found.drafted.text) != ours


_TARGETS = """
platform: {name: shop, namespace: shop, cluster: {prometheus: {stack: prometheus}, alertmanager: {delivery: file}}}
models:
  one: {scrape: {targets: ["a:80"]}}
  all: {scrape: {targets: ["b:80", "c:80"], down: {by: []}}}
  each: {scrape: {targets: ["d:80", "e:80"], down: {by: [instance]}}}
components: {theirs: {scrape: {job: theirs}}}
"""


@pytest.mark.parametrize(
    ("expr", "models"),
    [
        ("up == 0", []),
        ("max(up) == 0", []),
        ('up{job!="shop/default/one"} == 0', []),
        ('up{job=~"shop/default/one|other"} == 0', []),
        ('up{job="other"} == 0', []),
        ('up{job="shop/default/one"} == 0', ["one"]),
        ('up{job="shop/default/all"} == 0', []),
        ('min by (job) (up{job="shop/default/all"}) == 0', []),
        ('up{job="theirs"} == 0', []),
        ('sum(up{job="theirs"}) == 0', ["theirs"]),
        ('max(up{job="shop/default/all"}) == 0', ["all"]),
        ('absent(up{job="shop/default/all"})', ["all"]),
        ('up{job="shop/default/each"} == 0', ["each"]),
        ('up{job=~"shop/default/one|shop/default/each"} == 0', ["one", "each"]),
    ],
)
def test_targets_that_nobody_else_watches_are_taken_over(expr: str, models: list[str]) -> None:
    """Each target of a job may be down, and each job: an alert on all of one job is not the same."""
    found = taken(alert(expr), {"spec.yaml": _TARGETS})
    assert [each.at[1] for _, same in found.asked for each in same] == models
    assert bool(found.drafted.text) == (not models)


def test_what_is_recorded_for_an_alert_is_read_through() -> None:
    rules = """
groups:
  - name: g
    rules:
      - {record: "job_le:wait:rate5m", expr: "sum by (le) (rate(wait_seconds_bucket[5m]))"}
      - {record: "job:wait:p95", expr: "histogram_quantile(0.95, job_le:wait:rate5m)"}
      - {alert: Slow, expr: "job:wait:p95 > 2"}
"""
    found = taken(rules, {"spec.yaml": _SPEC})
    assert [given.name for given, _ in found.asked] == ["Slow"]
    assert not found.drafted.text


def test_what_is_recorded_for_others_too_is_kept() -> None:
    rules = """
groups:
  - name: g
    rules:
      - {record: "job:wait:p95", expr: "histogram_quantile(0.95, sum by (le) (rate(wait_seconds_bucket[5m])))"}
      - {alert: Slow, expr: "job:wait:p95 > 2"}
      - {alert: Quick, expr: "job:wait:p95 < 0.001"}
"""
    found = taken(rules, {"spec.yaml": _SPEC})
    assert [given.name for given, _ in found.asked] == ["Slow"]
    assert [given.name for given in found.drafted.taken] == ["job:wait:p95", "Quick"]


def test_another_platform_asks_nothing_for_this_one() -> None:
    other = {"other": {"specs/other/spec.yaml": _SPEC.replace("name: shop", "name: other").encode()}}
    rules = read(alert("histogram_quantile(0.9, rate(wait_seconds_bucket[5m])) > 2.9"))
    found = adopted(rules, other, INTO, examine(other).estate)
    assert not found.asked
    assert "platform:" in found.drafted.text
