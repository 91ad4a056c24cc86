"""What a draft makes of names, limits and annotations that a spec does not take, and of what checks find in it."""

import pytest
import yaml

from adopt.taken import INTO, alert, read, taken
from conftest import Judge
from fuzz.proving import unproved
from tocsin.adopt import adopted
from tocsin.pipeline import build, examine


def test_an_alert_of_another_form_gets_a_name_and_what_looks_like_a_fact_is_none() -> None:
    rules = """
groups:
  - name: etcd
    rules:
      - alert: etcdNoLeader
        expr: etcd_server_has_leader == 0
        labels: {severity: critical}
        annotations: {summary: "no leader << which >>", seen: "<< by >> whom"}
"""
    found = taken(rules).drafted
    assert [note.message for note in found.notes] == [
        "etcdNoLeader: is called `EtcdNoLeader` here: silences, dashboards and routes elsewhere that name it need the new one"
    ]
    built = build({"shop": {INTO: found.text.encode()}})
    assert not built.diagnostics
    (made,) = (alert for each in built.compiled for alert in each.platform.alerts if alert.name == "EtcdNoLeader")
    assert made.annotations["summary"] == 'no leader {{ "<" }}< which >>'
    assert made.annotations["seen"] == '{{ "<" }}< by >> whom'


def test_what_checks_find_is_allowed_where_it_stands() -> None:
    """The spec builds at once, and each comment is about its own line."""
    rules = """
groups:
  - name: g
    rules:
      - {alert: Failing, expr: "sum by (a, b) (rate(failed_total[1m])) / sum by (a, b) (rate(orders_total[1m])) > 0.1"}
      - {alert: Gone, expr: 'up{job="orders"} == 0', labels: {severity: critical}}
"""
    found = adopted(read(rules), {}, INTO, (), allow=True)
    assert found.allowed == found.drafted.text.count("# allow ") > 1
    examined = examine({"shop": {INTO: found.drafted.text.encode()}})
    assert not examined.diagnostics
    assert len(examined.allowed) >= found.allowed
    lines = found.drafted.text.splitlines()
    assert lines[lines.index("    # allow promql/job-of-nobody: taken over as it was") + 1] == '    expr: up{job="orders"}'
    assert adopted(read(rules), {}, INTO, ()).allowed == 0


def test_what_may_not_be_allowed_is_left() -> None:
    found = adopted(read(alert("up > 0", "labels: {severity: critical, environment: x, '9': y}")), {}, INTO, (), allow=True)
    assert [each.code for each in examine({"shop": {INTO: found.drafted.text.encode()}}).diagnostics] == ["spec/bad-label"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{severity: warning, environment: a}", "{severity: warning, environment: b}"),
        ("{severity: warning, owner: a}", "{severity: warning, owner: b}"),
        ("{team: a}", "{severity: warning, team: a}"),
    ],
)
def test_two_alerts_that_only_labels_told_apart_which_are_ours_get_two_names(one: str, other: str) -> None:
    rules = f"""
groups:
  - name: g
    rules:
      - {{alert: Long, expr: 'queue{{topic="a"}} > 5', labels: {one}}}
      - {{alert: Long, expr: 'queue{{topic="b"}} > 9', labels: {other}}}
"""
    found = taken(rules).drafted
    assert "Long: is called `Long2` here: silences, dashboards and routes elsewhere that name it need the new one" in {
        each.message for each in found.notes
    }
    built = build({"shop": {INTO: found.text.encode()}})
    assert {each.code for each in built.diagnostics} == set()
    assert {"Long", "Long2"} <= {each.name for made in built.compiled for each in made.platform.alerts}


def test_two_alerts_of_one_name_and_labels_get_two_names() -> None:
    rules = """
groups:
  - name: g
    rules:
      - {alert: Full, expr: disk > 80, labels: {severity: critical}}
      - {alert: Full, expr: disk > 70, labels: {severity: warning}}
      - {alert: Full, expr: inodes > 80, labels: {severity: critical}}
"""
    found = taken(rules).drafted
    (checked,) = examine({"shop": {INTO: found.text.encode()}}).estate
    assert [each.name for each in checked.alerts] == ["Full", "Full", "Full2"]
    assert [each.message.partition(":")[2][:24] for each in found.notes] == [" is called `Full2` here:"]


@pytest.mark.parametrize(
    ("expr", "unit"),
    [
        ("sum(up) > 1", "count"),
        ("absent(disk)", "bool"),
        ("kube_pod_created > 0", "count"),
        ('label_replace(count({a="b"}), "c", "d", "", "") > 1000', "count"),
    ],
)
def test_a_limit_that_its_unit_has_not_makes_it_a_number(expr: str, unit: str) -> None:
    (metric,) = (each for each in yaml.safe_load(taken(alert(expr)).drafted.text)["metrics"].values() if "expr" in each)
    assert metric["unit"] == unit


def test_an_annotation_that_is_ours_gets_another_name() -> None:
    found = taken(alert("other > 1", 'labels: {severity: critical}, annotations: {dashboard_url: "https://x.example.org"}')).drafted
    assert yaml.safe_load(found.text)["components"]["g"]["thresholds"]["some"]["annotations"] == {"dashboard": "https://x.example.org"}
    assert [each.message for each in found.notes] == [
        "Some: the annotation `dashboard_url` is called `dashboard` here: ours leads to the dashboard that comes by itself"
    ]


@pytest.mark.parametrize(
    ("expr", "labels", "reason"),
    [
        ("disk > 80", "'{{ $labels.disk }}'", "its label `on` is a template"),
        ("absent(disk)", "x", "it is about what is not there"),
        ("sum(disk == bool 1) > 0", "x", "say in `proof:` which series drive it"),
    ],
)
def test_it_is_said_why_nothing_is_proved(expr: str, labels: str, reason: str) -> None:
    rules = f"""
groups:
  - name: g
    rules:
      - alert: Some
        expr: {expr}
        labels: {{severity: critical, on: {labels}}}
"""
    spec = yaml.safe_load(taken(rules).drafted.text)
    assert reason in spec["metrics"]["some"]["unproved"]


_SLOW = {
    "min_over_time(a[5m]) > 3": "5m",
    "max_over_time(b[10m]) == 0": "1m",
    "max_over_time(c[5m]) < 1": "2m",
    "100 - min_over_time(d[5m]) > 90": "2m",
    "min_over_time(e[5m]) != 0": "1m",
    "max_over_time(rate(f_total[5m])[1h:1m]) < 1": "10m",
    "1 / min_over_time(g[5m]) > 4": "1m",
    'sum(rate(h_total{code="200"}[30m])) / sum(rate(h_total[30m])) < 0.1': "1m",
    '100 * (1 - avg by (node) (rate(i_total{mode="idle"}[5m]))) > 90': "1m",
}
"""What goes beyond its limit only when a part of its window is new, or all of it."""


def test_the_proof_of_what_a_window_holds_waits_for_it(judge: Judge) -> None:
    written = [
        {"alert": f"A{at}", "expr": expr, "for": wait, "labels": {"severity": "critical"}} for at, (expr, wait) in enumerate(_SLOW.items())
    ]
    rules = {"groups": [{"name": "g", "rules": written}]}
    drafted = adopted(read(yaml.safe_dump(rules)), {}, INTO, (), allow=True).drafted
    built = build({"shop": {INTO: drafted.text.encode()}})
    assert not built.diagnostics
    # What no series are given for here could not fail.
    told = [each for each in unproved(built, judge("promtool"), untold=True) if ": taken over" not in each.partition("(critical)")[2]]
    assert told == []
    assert drafted.text.count("unproved:") <= 1


_LOADED = """
platform: {name: shop, namespace: ml, cluster: {prometheus: {release: monitoring}}}
use: [node-exporter]
components: {nodes: {thresholds: {node_load1: {above: 4, by: [instance]}}}}
"""


def test_a_metric_has_no_name_of_a_pack_that_is_in_use() -> None:
    """In its place it would be read by the alerts that are there."""
    rules = alert("sum(node_load1) > 100").replace("alert: Some", "alert: NodeLoad1")
    specs = {"specs/shop/shop.yaml": _LOADED.encode()}
    before = examine({"shop": specs})
    found = adopted(read(rules), {"shop": specs}, INTO, before.estate, everything=True).drafted
    after = examine({"shop": {**specs, INTO: found.text.encode()}})
    assert [each.name for each in before.estate[0].alerts if each not in after.estate[0].alerts] == []
    assert set(yaml.safe_load(found.text)["metrics"]) == {"node_load1_2"}
