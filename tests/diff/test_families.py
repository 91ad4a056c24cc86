"""What is told of each kind of thing, in whichever words its author would look for."""

from __future__ import annotations

import pytest

from case import all_folders
from tocsin.diff import differences
from tocsin.diff.report import text
from tocsin.pipeline import meant

_HOOK = "receiver: hook\n"
_MUTED = """receiver: hook
  routes: {queue: {when: {alertname: QueueHigh}, to: hook, mute: [nights]}}
  intervals: {nights: [{times: ["22:00-23:00"]}]}
"""


def told(case: str, old: str, new: str) -> list[str]:
    """Return what differs between a case and the same with `new` for `old`, by lines."""
    was = all_folders()[case]
    now = {name: content.replace(old.encode(), new.encode()) for name, content in was.items()}
    assert now != was
    return between(was, now)


def between(*states: dict[str, bytes]) -> list[str]:
    """Return what differs between two states of a platform, by lines."""
    sides = [meant({"shop": files}) for files in states]
    assert not [each.diagnostics for each in sides if each.diagnostics]
    return text(differences(*(side.estate for side in sides))).splitlines()


@pytest.mark.parametrize(
    ("case", "old", "new", "lines"),
    [
        (
            "inhibition",
            _HOOK,
            f"{_HOOK}  group_by: [model, alertname]\n",
            ["model, subject, severity -> by model, alertname", "~ QueueHigh (warning) of forecast"],
        ),
        ("inhibition", _HOOK, f"{_HOOK}  repeat_interval: 1d\n", ["repeated: every 4h -> every 1d", "~ root", "now repeat_interval: 1d"]),
        ("inhibition", _HOOK, f"{_HOOK}  group_wait: 1m\n", ["notified: after 30s, of more after 5m -> after 1m, of more after 5m"]),
        (
            "inhibition",
            _HOOK,
            _MUTED,
            ["told: hook -> hook (not in nights)", "+ root > queue: hook for alertname=QueueHigh", "then: stack -> stack, queue"],
        ),
        (
            "inhibition",
            "equal: [namespace, model]",
            "equal: [namespace]",
            ["~ down-hides-the-rest", "equal: namespace, model -> namespace"],
        ),
        ("time-intervals", '"22:00-06:00"', '"23:00-06:00"', ["~ nights", "entries.1.times.start_time: 22:00 -> 23:00"]),
        ("routing-tree", "#incidents", "#alerts", ["~ pager", "configs.slack_configs.channel: #incidents -> #alerts"]),
        ("routing-tree", "com:587", "com:25", ["settings.smtp_smarthost: mail.example.com:587 -> mail.example.com:25"]),
        ("slo-availability", "at_least: 6/m", "at_least: 12/m", ["~ AvailableBudgetBurn (critical, 15m, 3h) of forecast"]),
        ("slo-of-time", "not_below: 80%", "not_below: 90%", ["~ accurate of forecast: its budget goes on with", "not_below: 80% -> 90%"]),
        ("slo-availability", "99.9%", "99.5%", ["objective: 99.9% -> 99.5%", "~ AvailableBudgetBurn (critical, 15m, 3h), Available"]),
        ("slo-availability", "99.9%", "99.5%", ["~ available of forecast: its budget is told as if 99.5% had held"]),
        ("scaling-by-hours", "replicas: 6", "replicas: 7", ["* UTC -> 7 from 0 11 * * * until 0 14 * * * UTC"]),
        ("scaling-by-hours", "namespace: ml,", "namespace: ai,", ["namespace: ml -> ai"]),
        ("hpa-kserve", "100/s", "120/s", ["target shop_requests: 100 a replica -> 120 a replica"]),
        ("hpa-kserve", "down: {window: 5m, by: 25%", "down: {window: 6m, by: 25%", ["down.window: 5m -> 6m"]),
        ("hpa-kserve", "sales", "sale", ["of: Deployment sales-predictor -> Deployment sale-predictor"]),
        ("blackbox-shared", "status: [200]", "status: [201]", ["config.http.valid_status_codes: 200 -> 201"]),
        (
            "blackbox-shared",
            "http://forecast",
            "https://forecast",
            ["panels: …holds / Probe health -> …holds / Probe health, Thresholds / Certificate of health"],
        ),
        (
            "dashboard-of-a-model",
            "warning: 100ms",
            "warning: 150ms",
            ["lines: > 100ms warning, > 200ms critical -> > 150ms warning, > 200ms critical"],
        ),
        ("events", "statefulset: fixed", "statefulset: firm", ["~ Everything", "annotation `Deployed (statefulset)`: "]),
        ("panel-shapes", "*Words*", "*More*", ["~ Shapes: Others / text", "says: *Words* -> *More*"]),
        (
            "panel-shapes",
            "{accuracy: gauge}",
            "{accuracy: stat}",
            ["~ Shapes: Numbers / Accuracy", "drawn as: gauge in ratio -> stat in ratio"],
        ),
        ("panel-shapes", "range: 7d", "range: 8d", ["options.range: 7d -> 8d"]),
        ("panel-shapes", "range: 7d", "range: 7d, description: Watched by us", ["Watched by us"]),
        (
            "expr",
            "help: Distance of each column.",
            "help: Distance of each one.",
            ["~ scores", "help: Distance of each column. -> Distance of each one."],
        ),
        (
            "expr",
            "help: Distance from",
            "help: How far from",
            ["description: Distance from the training data. -> How far from the training data."],
        ),
        ("expr", "namespace: ml}", "namespace: ml, proofs: false}", ["they are: written -> left out"]),
        ("expr", "namespace: ml}", "namespace: ml, cluster: {alertmanager: {version: '0.28'}}}", ["~ cluster"]),
        ("stack", "50GiB", "60GiB", ["~ values"]),
        ("retraining-job", "30 4 * *", "30 5 * *", ["cron: 30 4 * * mon-fri -> 30 5 * * mon-fri"]),
        ("compare-shares", "critical: 5", "critical: 6", ["~ forecast-error-share", "fails: 5 -> 6"]),
    ],
)
def test_it_is_told(case: str, old: str, new: str, lines: list[str]) -> None:
    found = [line.strip() for line in told(case, old, new)]
    for line in lines:
        assert any(line in each for each in found), "\n".join(found)


def test_what_an_alert_says_is_told_where_all_else_is_the_same() -> None:
    assert told("static-above", "above: 50,", 'summary: "<< subject >> is full", above: 50,') == [
        "shop in default",
        "  alerts",
        "    ~ QueueHigh (warning) of forecast",
        "        annotations.summary: forecast: queue above 50 -> forecast is full",
        "what differs: alerts 1",
    ]


@pytest.mark.parametrize(
    ("case", "old", "new", "line"),
    [
        ("hpa-kserve", "cpu: 70%", "cpu: 60%", "target cpu: 70% -> 60%"),
        ("hpa-kserve", "graphs: {total: 2.5}", "graphs: {total: 3}", "target shop_default_graphs: 2500m in total -> 3 in total"),
        ("hpa-kserve", "{min: 2,", "{min: 3,", "replicas: 2 to 10 -> 3 to 10"),
        ("hpa-kserve", "max: 10", "max: 11", "replicas: 2 to 10 -> 2 to 11"),
        ("hpa-kserve", "window: 5m", "window: 6m", "down.window: 5m -> 6m"),
        (
            "scaling-by-hours",
            "from: 0 22",
            "from: 0 23",
            "hours night: 2 from 0 22 * * * until 0 5 * * * UTC -> 2 from 0 23 * * * until 0 5 * * * UTC",
        ),
        ("scaling-by-triggers", "lagThreshold: 100", "lagThreshold: 50", "trigger topic: metadata.lagThreshold: 100 -> 50"),
        ("scaling-by-triggers", "type: postgresql", "type: mysql", "target rows: postgresql -> mysql"),
    ],
)
def test_what_becomes_of_an_autoscaler_is_told_once(case: str, old: str, new: str, line: str) -> None:
    assert [each.strip() for each in told(case, old, new)[3:-1]] == [line]


def test_a_step_of_a_ladder_that_stays_is_no_other_one() -> None:
    old, new = "above: {warning: 50, critical: 100}", "above: {info: 10, warning: 50}"
    lines = told("inhibition", old, new)
    assert "    ~ QueueHigh (info) of forecast" in lines
    assert "        severity: critical -> info" in lines
    assert not any("~ QueueHigh (warning)" in line for line in lines), lines


def test_labels_in_another_order_are_the_same() -> None:
    spec = all_folders()["static-above"]["specs/static-above/spec.yaml"]
    was = spec.replace(b"for: 10m", b"for: 10m, labels: {tier: gold, region: eu}")
    now = spec.replace(b"for: 10m", b"for: 9m, labels: {region: eu, tier: gold}")
    assert between({"spec.yaml": was}, {"spec.yaml": now})[3:-1] == ["        for: 10m -> 9m"]


def test_an_alert_of_a_threshold_that_is_called_otherwise_is_the_same_one() -> None:
    assert told("static-above", "queue: {above: 50,", "length: {metric: queue, alert: QueueHigh, above: 50,") == ["nothing differs"]


def test_of_many_changes_the_first_are_shown() -> None:
    models = "".join(f"  m{number}: {{thresholds: {{queue: {{above: {number}, no_data: false}}}}}}\n" for number in range(1, 60))
    lines = told("static-above", "models:\n", f"models:\n{models}")
    assert "    and 19 more: `--format json` tells all" in lines
    assert "    + QueueHigh (warning) of m40: queue above 40, for 5m, told nobody" in lines
    assert not any("m41:" in line for line in lines)
    assert lines[-1] == "what differs: alerts 59, dashboards 60"


def test_what_a_terminal_would_obey_is_spelt_out() -> None:
    lines = told("routing-tree", "#incidents", r"#\x1b[2J")
    assert r"        configs.slack_configs.channel: #incidents -> #\x1b[2J" in lines


_TWO = """
platform: {name: shop, namespace: ml}
metrics: {queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}}
models:
  chat: {thresholds: {queue: {above: 5, no_data: false}}}
  search: {thresholds: {queue: {above: 5, no_data: false}}}
"""


def test_a_series_that_is_renamed_is_told_once_of_all_models() -> None:
    """The expression of each has its name, and they are alike even so; of one alone the text stays as it is."""
    lines = between({"a.yaml": _TWO.encode()}, {"a.yaml": _TWO.replace("queue_length", "queue_size").encode()})
    assert [line for line in lines if "QueueHigh" in line] == ["    ~ QueueHigh (warning) of chat and search"]
    assert any('queue_size{model="<name>"' in line for line in lines)
    alone = _TWO.replace("  search:", "  # search:")
    lines = between({"a.yaml": alone.encode()}, {"a.yaml": alone.replace("queue_length", "queue_size").encode()})
    assert any('queue_size{model="chat"' in line for line in lines)
