"""The forms in which a configuration of Alertmanager comes: in values, Secrets and ConfigMaps, as AlertmanagerConfigs, broken."""

import base64
import textwrap

import pytest
import yaml

from adopt.alertmanager.taking import mistakes, taken
from tocsin.diagnostics import render

ROUTE = "route: {receiver: chat}\nreceivers: [{name: chat, webhook_configs: [{url_file: /run/hook}]}]\n"


VALUES = """
kube-prometheus-stack:
  alertmanager:
    config:
      receivers: [{name: chat, webhook_configs: [{url_file: /run/hook}]}, {name: "null"}]
      route: {receiver: chat}
"""


def test_values_are_merged_with_the_charts_own() -> None:
    """Whose inhibitions come by themselves, since a Secret of ours takes the place of the chart's."""
    found = taken(VALUES)
    routing = found.spec["routing"]
    assert (routing["group_by"], routing["repeat_interval"]) == (["namespace"], "12h")
    assert routing["routes"] == {"watchdog": {"when": {"alertname": "Watchdog"}, "to": "null"}}
    assert "inhibit" not in routing
    assert [each for each in found.told if "this inhibition comes by itself" in each]
    assert found.lost == []


@pytest.mark.parametrize("key", ["config", "tplConfig: true\n  stringConfig"])
def test_values_may_hold_a_text(key: str) -> None:
    text = f"alertmanager:\n  {key}: |\n{textwrap.indent(ROUTE, '    ')}"
    assert taken(text).spec["receivers"] == {"chat": {"webhook": {"url": {"file": "/run/hook"}}}}


def test_an_inhibition_is_kept_where_no_ladder_says_it() -> None:
    rules = """
groups:
  - name: g
    rules:
      - {alert: Slow, expr: a > 1, labels: {severity: warning}}
      - {alert: Slow, expr: a > 2, labels: {severity: critical}}
"""
    found = taken(VALUES, rules)
    assert set(found.spec["routing"]["inhibit"]) == {"critical", "warning-info"}


def test_an_inhibition_by_what_is_no_label_name_here_is_lost_and_told() -> None:
    found = taken(f"{ROUTE}inhibit_rules: [{{source_matchers: [a=b], target_matchers: [c=d], equal: [über]}}]\n")
    assert "inhibit" not in found.spec["routing"]
    assert found.lost == ["this inhibition is left out: `über` in `equal` is no label name here; name another label"]


def secret(section: str) -> str:
    text = ROUTE if section == "stringData" else base64.b64encode(ROUTE.encode()).decode()
    held = {"kind": "Secret", "metadata": {"name": "alertmanager-main", "namespace": "monitoring"}, section: {"alertmanager.yaml": text}}
    return yaml.safe_dump({"kind": "List", "items": [held]})


@pytest.mark.parametrize("section", ["data", "stringData"])
def test_a_secret_holds_a_configuration(section: str) -> None:
    found = taken(secret(section))
    assert found.spec["platform"]["cluster"] == {
        "prometheus": {"stack": "kube-prometheus"}, "alertmanager": {"secret": "alertmanager-main", "namespace": "monitoring"},
    }  # fmt: skip
    assert found.spec["receivers"] == {"chat": {"webhook": {"url": {"file": "/run/hook"}}}}


def test_a_place_in_a_text_is_the_files() -> None:
    text = "kind: ConfigMap\ndata:\n  alertmanager.yml: |\n" + textwrap.indent(ROUTE + "tracing: {endpoint: x}\n", "    ")
    assert "6: `tracing` has no word here, and is left out" in taken(text).told


def alertmanager_config(name: str, namespace: str, more: str = "") -> str:
    return f"""
kind: AlertmanagerConfig
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  route: {{receiver: chat, groupWait: 10s, {more}}}
  receivers: [{{name: chat, slackConfigs: [{{apiURL: {{name: slack, key: url}}, sendResolved: true}}]}}]
  inhibitRules: [{{sourceMatch: [{{name: a, value: b}}], targetMatch: [{{name: a, value: c.*, regex: true}}], equal: [team]}}]
"""


def test_an_alertmanagerconfig_stays_one() -> None:
    found = taken(alertmanager_config("team", "ml", "routes: [{matchers: [{name: x, value: y, matchType: '!='}], receiver: chat}]"))
    assert found.spec["platform"]["namespace"] == "ml"
    assert found.spec["platform"]["cluster"]["alertmanager"] == {"delivery": "alertmanagerconfig"}
    assert found.spec["receivers"] == {"chat": {"slack": {"url": {"secret": "slack", "key": "url"}, "send_resolved": True}}}
    assert found.spec["routing"] == {
        "receiver": "chat",
        "group_by": [],
        "group_wait": "10s",
        "routes": {"chat": {"when": {"x": {"not": "y"}}, "to": "chat"}},
        "inhibit": {"b": {"source": {"a": "b"}, "target": {"a": {"matches": "c.*"}}, "equal": ["team"]}},
    }


@pytest.mark.parametrize("others", [(), (alertmanager_config("two", "web"),)])
def test_an_alertmanagerconfig_of_no_namespace_is_told(others: tuple[str, ...]) -> None:
    """The operator lets it hear of its own namespace only; what is taken over hears of all."""
    lost = taken(alertmanager_config("one", ""), *others).lost
    assert [each for each in lost if each.startswith("this AlertmanagerConfig has no namespace")]


def test_several_are_joined_as_the_operator_does() -> None:
    found = taken(ROUTE, alertmanager_config("one", "ml"), alertmanager_config("two", "web", "matchers: [{name: t, value: v}]"))
    routes = found.spec["routing"]["routes"]
    assert [each["when"] for each in routes.values()] == [{"namespace": "ml"}, {"namespace": "web", "t": "v"}]
    assert all(each["continue"] for each in routes.values())
    assert [each["to"] for each in routes.values()] == ["chat-2", "chat-3"]
    assert [each["target"]["namespace"] for each in found.spec["routing"]["inhibit"].values()] == ["ml", "web"]
    assert found.lost == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("route: {receiver: x}\nreceivers: []", "adopt/refused"),
        ("route: {}\nreceivers: []", "adopt/refused"),
        ("route: {receiver: a, matchers: [a=b]}\nreceivers: [{name: a}]", "adopt/refused"),
        ("route: {receiver: a, mute_time_intervals: [x]}\nreceivers: [{name: a}]", "adopt/refused"),
        ("route: {receiver: a}\nreceivers: [{name: a}, {name: a}]", "adopt/refused"),
        ("route: {receiver: a, routes: [{matchers: ['a==b\"']}]}\nreceivers: [{name: a}]", "adopt/bad-matcher"),
        ("route: {receiver: a, routes: [{matchers: ['a=\"b']}]}\nreceivers: [{name: a}]", "adopt/bad-matcher"),
        ("route: {receiver: a, routes: [{matchers: [3]}]}\nreceivers: [{name: a}]", "adopt/bad-matcher"),
        ("route: {receiver: a, routes: [{matchers: [{name: a, matchType: '~'}]}]}\nreceivers: [{name: a}]", "adopt/bad-matcher"),
        ("route: {receiver: a, routes: [{match_re: {a: '(?=x)'}}]}\nreceivers: [{name: a}]", "adopt/bad-matcher"),
        ("route: {receiver: a}\nreceivers: [{name: a}]\ninhibit_rules: [{source_matchers: [x]}]", "adopt/bad-matcher"),
        ("route: {receiver: a, group_wait: soon}\nreceivers: [{name: a}]", "spec/bad-duration"),
        ("route: {receiver: a, rotues: []}\nreceivers: [{name: a}]", "spec/unknown-key"),
        ("route: {receiver: a}\nreceivers: 5", "spec/wrong-type"),
        (f"{ROUTE}---\n{ROUTE}", "adopt/two-configurations"),
        ("kind: Secret\ndata: {alertmanager.yaml: '%%'}", "adopt/not-base64"),
        ("kind: Secret\nstringData: {alertmanager.yaml: 'a: ['}", "spec/yaml-syntax"),
        ("kind: Secret\nstringData: {other: x}", "adopt/no-rules"),
        ("alertmanager: {config: hello}", "adopt/no-rules"),
    ],
)
def test_what_alertmanager_would_refuse_is_a_mistake(text: str, code: str) -> None:
    found = mistakes(text)
    assert code in [each.code for each in found], [render(each, text) for each in found]
