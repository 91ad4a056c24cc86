"""The overlay changes times and receivers, says so, and changes nothing else."""

from __future__ import annotations

import yaml

from rehearse.shop import shop
from tocsin.rehearse import Integration, Scale, integrations_of, overlay

SCALE = Scale()
RULES = """
groups:
- name: a
  interval: 2m
  rules:
  - record: a:rate5m
    expr: sum(rate(a[5m]))
  - alert: Burning
    expr: max_over_time(a:rate5m[6h:30s] offset 1d) > 5 and sum(increase(a{b="5m"}[30d])) > 100 and a offset -2m > 0
    for: 1h
    keep_firing_for: 3m
    labels: {long: 6h}
    annotations: {summary: above 5 for 1h}
  - alert: Unreadable
    expr: sum(
"""


def test_windows_offsets_and_waits_are_shorter_and_nothing_else_is_changed() -> None:
    (group,) = yaml.safe_load(overlay.rules(RULES, SCALE))["groups"]
    recording, alert, unreadable = group["rules"]
    assert "interval" not in group
    assert recording == {"record": "a:rate5m", "expr": "sum(rate(a[5s]))"}
    assert alert == {
        "alert": "Burning",
        "expr": 'max_over_time(a:rate5m[10s:1s] offset 10s) > 5 and sum(increase(a{b="5m"}[10s])) > 100 and a offset -2s > 0',
        "for": "10s",
        "keep_firing_for": "3s",
        "labels": {"long": "6h"},
        "annotations": {"summary": "above 5 for 1h"},
    }
    assert unreadable == {"alert": "Unreadable", "expr": "sum("}


CONFIGURATION = {
    "global": {"smtp_smarthost": "mail:25"},
    "templates": ["elsewhere/*.tmpl"],
    "route": {
        "receiver": "chat",
        "group_by": ["..."],
        "routes": [
            {"receiver": "ml/shop/pager", "matchers": ['a="b"'], "group_wait": "1m", "mute_time_intervals": ["nights"], "continue": True},
            {"receiver": "nobody", "active_time_intervals": ["days"], "repeat_interval": "10d", "routes": [{"matchers": ['c="d"']}]},
        ],
    },
    "receivers": [
        {"name": "chat", "slack_configs": [{"channel": "a"}, {"send_resolved": True}], "webhook_configs": [{"url_file": "/secret"}]},
        {"name": "ml/shop/pager", "pagerduty_configs": [{"send_resolved": False}]},
        {"name": "nobody"},
    ],
    "inhibit_rules": [{"source_matchers": ['a="b"'], "target_matchers": ['a="c"']}],
    "time_intervals": [{"name": "nights", "time_intervals": []}, {"name": "days", "time_intervals": []}],
}


def _integrations() -> list[Integration]:
    receivers = CONFIGURATION["receivers"]
    assert isinstance(receivers, list)
    return [each for receiver in receivers for each in integrations_of(receiver)]


def _overlaid() -> dict[str, object]:
    text = overlay.alertmanager(CONFIGURATION, integrations=_integrations(), scale=SCALE, sink="http://sink", templates="*.tmpl")
    found = yaml.safe_load(text)
    assert isinstance(found, dict)
    return found


def test_every_integration_is_a_webhook_that_names_it_and_tells_of_an_end_as_it_did() -> None:
    assert _overlaid()["receivers"] == [
        {
            "name": "chat",
            "webhook_configs": [
                {"send_resolved": False, "url": "http://sink/chat/slack_configs%5B0%5D"},
                {"send_resolved": True, "url": "http://sink/chat/slack_configs%5B1%5D"},
                {"send_resolved": True, "url": "http://sink/chat/webhook_configs%5B0%5D"},
            ],
        },
        {
            "name": "ml/shop/pager",
            "webhook_configs": [{"send_resolved": False, "url": "http://sink/ml%2Fshop%2Fpager/pagerduty_configs%5B0%5D"}],
        },
        {"name": "nobody"},
    ]


def test_routes_are_the_same_but_sooner_and_never_muted() -> None:
    overlaid = _overlaid()
    assert overlaid["route"] == {
        "receiver": "chat",
        "group_by": ["..."],
        "group_wait": "500ms",
        "group_interval": "2s",
        "repeat_interval": "4m",
        "routes": [
            {"receiver": "ml/shop/pager", "matchers": ['a="b"'], "group_wait": "1s", "continue": True},
            {"receiver": "nobody", "repeat_interval": "4h", "routes": [{"matchers": ['c="d"']}]},
        ],
    }
    assert overlaid["inhibit_rules"] == CONFIGURATION["inhibit_rules"]
    assert overlaid.keys() == {"templates", "route", "receivers", "inhibit_rules"}
    assert overlay.muted(CONFIGURATION) == ("days", "nights")


def test_prometheus_keeps_the_labels_of_the_page_and_talks_to_this_machine_alone() -> None:
    text = overlay.prometheus(
        scale=SCALE, exporter="127.0.0.1:1", alertmanager="127.0.0.1:2", rule_files=["b", "a"], external_labels=shop().external_labels
    )
    content = yaml.safe_load(text)
    assert content["scrape_configs"] == [{"job_name": "rehearsal", "honor_labels": True, "static_configs": [{"targets": ["127.0.0.1:1"]}]}]
    assert content["global"] == {
        "scrape_interval": "1s",
        "scrape_timeout": "1s",
        "evaluation_interval": "1s",
        "external_labels": {"region": "north", "prometheus": "rehearsal"},
    }


def test_what_a_platform_would_run_is_what_was_written_with_the_texts_of_each_integration() -> None:
    production = shop()
    assert set(production.rules) == {"shop-forecast.rules.yaml", "shop-vision.rules.yaml"}
    assert [(each.receiver, each.name, each.tells_resolved) for each in production.integrations] == [
        ("pager", "pagerduty_configs[0]", True),
        ("chat", "slack_configs[0]", True),
    ]
    assert all("tocsin." in text.template for each in production.integrations for text in each.texts if text.key != "severity")
