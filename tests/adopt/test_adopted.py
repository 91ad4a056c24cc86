"""Rules written by hand become a spec that compiles, asks the same and is proved."""

from pathlib import Path

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from adopt.taken import INTO, alert, mistakes, read, taken
from tocsin.adopt import read as contents_of
from tocsin.pipeline import examine

RULES = Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8")


VALUES = """
extra: 1
kube-prometheus-stack:
  additionalPrometheusRulesMap:
    one: {groups: [{name: g, rules: [{alert: First, expr: up == 0}]}]}
  additionalPrometheusRules:
    - {name: two, groups: [{name: h, rules: [{alert: Second, expr: up == 0}]}]}
"""


def test_rules_are_found_in_values_of_a_chart() -> None:
    found = contents_of("values.yaml", VALUES.encode())
    assert [(each.name, each.span.line) for each in found.rules] == [("First", 5), ("Second", 7)]


def test_a_limit_that_is_calculated_is_a_limit() -> None:
    """`{{ $value }}` stays what is compared, and the unit is that of what is recorded."""
    rules = """
groups:
  - name: g
    rules:
      - {alert: Late, expr: a:age:max > 2 * 86400, labels: {severity: warning}, annotations: {summary: "{{ $value }}"}}
      - {record: "a:age:max", expr: time() - max(done_timestamp_seconds)}
"""
    drafted = taken(rules).drafted
    spec = yaml.safe_load(drafted.text)
    assert (spec["components"]["g"]["thresholds"]["late"]["above"], spec["metrics"]["late"]["unit"]) == ("2d", "seconds")
    assert drafted.notes == ()


@pytest.mark.parametrize(
    ("expr", "limit", "told"),
    [
        ("count(orders_late) >= 5", {"above": 4}, 0),
        ("sum(changes(leader_term[1h])) >= 2.5", {"above": 2}, 0),
        ("count(workers) <= 3", {"below": 4}, 0),
        ("sum(increase(orders_total[1h])) >= 5", {"equals": True}, 1),
        ("queue >= 5", {"equals": True}, 1),
    ],
)
def test_what_is_counted_is_still_told(expr: str, limit: dict[str, float], told: int) -> None:
    """`{{ $value }}` stays the number where the next whole one is as good a limit; a gauge may be between two."""
    drafted = taken(alert(expr, 'annotations: {summary: "{{ $value }}"}, labels: {severity: critical}')).drafted
    threshold = yaml.safe_load(drafted.text)["components"]["g"]["thresholds"]["some"]
    assert limit.items() <= threshold.items()
    assert sum("`{{ $value }}` is 1 now" in each.message for each in drafted.notes) == told


def test_rules_become_a_spec(snapshot: SnapshotAssertion) -> None:
    found = taken(RULES)
    assert found.drafted.text == snapshot(name="spec")
    assert [f"{each.span.line}: {each.message}" for each in found.drafted.notes] == snapshot(name="notes")
    assert not examine({"shop": {INTO: found.drafted.text.encode()}}).diagnostics


def test_alerts_keep_their_names_labels_and_waits() -> None:
    (checked,) = examine({"shop": {INTO: taken(RULES).drafted.text.encode()}}).estate
    given = [each for each in read(RULES) if each.alert]
    assert [(each.name, each.for_ms) for each in checked.alerts] == [(each.name, _milliseconds(each.wait)) for each in given]
    for ours, theirs in zip(checked.alerts, given, strict=True):
        kept = {label: value for label, value in theirs.labels.items() if label not in {"owner", "namespace"}}
        assert kept.items() <= ours.labels.items()
        for text in ("summary", "description", "chat"):
            assert text not in theirs.annotations or ours.annotations[text] == theirs.annotations[text]


def _milliseconds(wait: str) -> int:
    return {"0s": 0, "5m": 300_000, "10m": 600_000, "15m": 900_000, "1h": 3_600_000}[wait]


_NAMED = """
platform: {name: shop, namespace: shop}
metrics: {some: {series: other_share, type: gauge, unit: ratio}, own: {series: else, type: gauge}}
components: {g: {thresholds: {some: {above: 90%, for: 5m}}}}
"""


def test_a_draft_fits_to_what_is_there() -> None:
    found = taken(alert("max(other_share) < 0.1 and max(own) > 3"), {"spec.yaml": _NAMED})
    spec = yaml.safe_load(found.drafted.text)
    assert set(spec["metrics"]) == {"some_2", "own_2"}
    assert spec["metrics"]["some_2"]["unit"] == "ratio"
    assert set(spec["components"]) == {"g-2"}
    assert not examine({"shop": {"specs/shop/spec.yaml": _NAMED.encode(), INTO: found.drafted.text.encode()}}).diagnostics


@pytest.mark.parametrize(
    ("expr", "by"),
    [
        ("x > 1", ["namespace"]),
        ('x{namespace="a"} > 1', ["namespace"]),
        ('absent(x{namespace="a"})', ["namespace"]),
        ("absent(x)", None),
        ("sum without (namespace) (x) > 1", None),
        ("sum by (a) (x) > 1", ["a"]),
        ('sum by (a, b) (x{a="c"}) > 1', ["b"]),
        ("sum(x) > 1", None),
    ],
)
def test_alerts_are_told_apart_as_the_expression_does(expr: str, by: list[str] | None) -> None:
    spec = yaml.safe_load(taken(alert(expr)).drafted.text)
    assert spec["components"]["g"]["thresholds"]["some"].get("by") == by


def test_a_label_that_is_no_text_is_what_prometheus_makes_of_it() -> None:
    (given,) = read(alert("up == 0", "labels: {paging: true, tier: 3}"))
    assert given.labels == {"paging": "true", "tier": "3"}


def test_a_severity_that_the_platform_has_not_is_told() -> None:
    (note,) = taken(alert("other > 1", "labels: {severity: page}"), {"spec.yaml": _NAMED}).drafted.notes
    assert note.message == "Some: add `page` to the `severities:` of the platform, which stand from harmless to grave"


def test_a_severity_of_a_new_platform_stands_where_its_name_says() -> None:
    """Graver than `critical` is what calls somebody, which would otherwise be silenced by a warning."""
    found = taken(alert("other > 1", "labels: {severity: page}") + "\n---\n" + alert("another > 1", "labels: {severity: gold}"))
    assert yaml.safe_load(found.drafted.text)["platform"]["severities"] == ["gold", "info", "warning", "critical", "page"]
    assert [each.message for each in found.drafted.notes] == [
        "Some: `gold` is taken for the most harmless severity: `severities:` stand from harmless to grave"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("groups: [", "spec/"),
        ("a: 1", "adopt/no-rules"),
        ("kind: ConfigMap\ndata: {}", "adopt/no-rules"),
        ("kind: [List]\nitems: 5", "adopt/no-rules"),
        ("kind: List\nitems: 5", "adopt/no-rules"),
        ("kind: PrometheusRule\nspec: 5", "adopt/no-rules"),
        (alert("sum(x"), "adopt/bad-promql"),
        ("groups: [{name: g, rules: [{expr: up}]}]", "adopt/no-name"),
        ("groups: [{name: g, rules: [{alert: A, record: b, expr: up}]}]", "adopt/no-name"),
        ("groups: [{name: g, rules: [{alert: A}]}]", "spec/missing"),
        ("groups: [{name: g, rulez: []}]", "spec/unknown-key"),
        ("groups: 5", "spec/wrong-type"),
        (alert("up == 0", "for: soon"), "spec/bad-duration"),
    ],
)
def test_a_mistake_in_rules_is_shown_where_it_is(text: str, told: str, snapshot: SnapshotAssertion) -> None:
    assert f"error[{told}" in mistakes(text)
    assert mistakes(text) == snapshot
