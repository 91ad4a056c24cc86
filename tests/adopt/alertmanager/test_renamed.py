"""Routes and inhibitions that ask for alerts by name, taken over together with rules whose alerts get another name."""

from typing import Any

import pytest

from adopt.alertmanager.taking import INTO, Taken, judged, taken
from tocsin.adopt import Routed, adopted, read, routed
from tocsin.pipeline import meant

RULES = """\
groups:
  - name: g
    rules:
      - {alert: Scoring service down, expr: 'sum(scoring_up) < 1', for: 5m, labels: {severity: critical}}
      - {alert: Slow, expr: 'queue{topic="a"} > 5', for: 5m, labels: {severity: warning, owner: a}}
      - {alert: Slow, expr: 'queue{topic="b"} > 9', for: 5m, labels: {severity: warning, owner: b}}
      - {alert: kept, expr: 'sum(stored) < 1', for: 5m, labels: {severity: warning}}
"""
CONFIGURATION = """\
route: {receiver: chat, routes: [{receiver: chat, group_wait: 1s, matchers: [%s]}]}
receivers: [{name: chat, webhook_configs: [{url_file: /run/hook}]}]
"""


def asking(matcher: str) -> tuple[dict[str, Any], Taken]:
    """Return what a route asks for, and all that was taken over."""
    found = taken(CONFIGURATION % matcher, RULES)
    (branch,) = found.spec["routing"]["routes"].values()
    return branch["when"], found


@pytest.mark.parametrize(
    ("matcher", "when"),
    [
        ("'alertname=\"Scoring service down\"'", "ScoringServiceDown"),
        ("'alertname!=\"Scoring service down\"'", {"not": "ScoringServiceDown"}),
        ("'alertname=Slow'", ["Slow", "Slow2"]),
        ("'alertname!=Slow'", {"not_matches": "Slow|Slow2"}),
        ("'alertname=~\"Scoring service down|Slow|Watchdog\"'", ["ScoringServiceDown", "Slow", "Slow2", "Watchdog"]),
        ("'alertname=~\"Scoring s.*\"'", {"matches": "Scoring s.*|ScoringServiceDown"}),
        ("'alertname!~\".* down\"'", {"not_matches": ".* down|ScoringServiceDown"}),
        ("'alertname=Watchdog'", "Watchdog"),
    ],
)
def test_a_route_asks_for_the_new_name(matcher: str, when: object) -> None:
    asked, found = asking(matcher)
    assert asked == {"alertname": when}
    assert found.lost == []


def test_a_pattern_that_would_take_another_by_its_new_name_is_told() -> None:
    _, found = asking("'alertname=~\"[A-Z].+\"'")
    assert found.lost == [
        "these matchers did not take `kept`, and take it as `Kept`, its name here: ask for each alert that is meant",
    ]


def test_an_inhibition_asks_for_the_new_name() -> None:
    inhibit = """\
inhibit_rules:
  - {source_matchers: ['alertname="Scoring service down"'], target_match: {severity: warning}, equal: [platform]}
  - {source_match_re: {alertname: Slow}, target_match_re: {alertname: kept|Other}, equal: [platform]}
"""
    found = taken(CONFIGURATION % "severity=critical" + inhibit, RULES)
    first, second = found.spec["routing"]["inhibit"].values()
    assert first["source"] == {"alertname": "ScoringServiceDown"}
    assert (second["source"], second["target"]) == ({"alertname": ["Slow", "Slow2"]}, {"alertname": ["Kept", "Other"]})
    assert "inhibition/no-source" not in judged(found.adopted.drafted.text)


SPEC = """\
platform: {name: shop, namespace: shop}
metrics: {queue: {series: queue, type: gauge, unit: count, labels: {component: topic}}}
components: {a: {thresholds: {queue: {alert: QueueLong, above: 7, for: 5m, severity: warning}}}}
"""


@pytest.mark.parametrize(("name", "told"), [("Slow", 1), ("QueueLong", 0), ("Other", 0)])
def test_who_asks_for_an_alert_that_ours_stands_for_is_told(name: str, told: int) -> None:
    rules = f"groups: [{{name: g, rules: [{{alert: {name.replace('Other', 'Slow')}, expr: 'queue{{topic=\"a\"}} > 5'}}]}}]"
    folders = {"shop": {"specs/shop/shop.yaml": SPEC.encode()}}
    found = routed(read("alertmanager.yml", (CONFIGURATION % f"alertname={name}").encode()).configurations, "shop", {})
    assert isinstance(found, Routed)
    made = adopted(read("rules.yaml", rules.encode()).rules, folders, INTO, meant(folders).estate, routing=found)
    assert len(made.asked) == 1
    message = "no alert is called `Slow` here: `QueueLong` asks the same, so ask for that if it is meant"
    assert [each.message for each in made.drafted.notes if each.lost] == [message] * told
