"""The page about amlint has all of its checks, and names what there is."""

from __future__ import annotations

import re

import pytest

from checks.example import compiled
from conftest import REPOSITORY
from tocsin import checks, faults

_PAGE = (REPOSITORY / "docs" / "amlint.md").read_text(encoding="utf-8")
_THEIRS, _OURS = _PAGE.split("What amlint does not look for:")


def test_each_check_of_amlint_has_a_line() -> None:
    rows = re.findall(r"^\| ([a-z]+(?:-[a-z]+)+) \| (.+) \|$", _THEIRS, re.MULTILINE)
    assert len(rows) == 49
    assert sorted({name for name, _ in rows}) == [name for name, _ in rows]
    assert all("`" in ours or ":" in ours or "not written" in ours for _, ours in rows)


def test_every_code_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`([a-z]+/[-a-z]+)`", _PAGE))
    assert len(named) > 50
    assert not sorted(named - {*checks.checks(), *faults.explained()})


def test_every_check_of_routing_is_on_the_page() -> None:
    groups = ("route", "routing", "receiver", "inhibition", "interval", "alertmanager")
    ours = {code for code in checks.checks() if code.startswith(tuple(f"{group}/" for group in groups))}
    assert not sorted(ours - set(re.findall(r"`([a-z]+/[-a-z]+)`", _PAGE)))


_HOOK = "{webhook: {url: {secret: chat, key: url}}}"
_ROUTED = f"receivers: {{chat: {_HOOK}, pager: {{webhook: {{url: {{secret: pager, key: url}}}}}}}}\nrouting: {{receiver: chat, %s}}\n"
_ALERT = """
metrics: {heat: {series: gpu_heat, type: gauge, unit: celsius}}
components: {gpus: {component: gpu, thresholds: {heat: {above: {warning: 80C, critical: 90C}, for: 5m}}}}
"""
_PAGER = "routes: {all: {when: {severity: critical}, to: pager}}"


def _receiver(text: str) -> str:
    return f"receivers: {{chat: {{{text}}}}}\nrouting: {{receiver: chat}}\n"


_SAID = {
    "alert-hits-default-receiver": _ALERT + _ROUTED % "routes: {w: {when: {severity: warning}, to: pager}}",
    "bad-match-label": _ROUTED % "routes: {all: {when: {k8s.ns.: a}, to: pager}}",
    "bad-regex": _ROUTED % 'routes: {all: {when: {severity: {matches: "a["}}, to: pager}}',
    "bad-template": _receiver('slack: {url: {secret: a, key: b}, title: "{{ .Status"}'),
    "bad-time-interval": _ROUTED % f"{_PAGER}, intervals: {{late: [{{months: ['may:april']}}]}}",
    "circular-inhibition": _ALERT
    + _ROUTED
    % (
        f"{_PAGER}, inhibit: {{a: {{source: {{severity: critical}}, target: {{severity: warning}}, equal: [subject]}},"
        " b: {source: {severity: warning}, target: {severity: critical}, equal: [subject]}}"
    ),
    "discord-no-webhook-url": _receiver("discord: {}"),
    "duplicate-receiver": f"receivers:\n  chat: {_HOOK}\n  chat: {_HOOK}\nrouting: {{receiver: chat}}\n",
    "email-no-smarthost": _receiver("email: {to: a@example.com}"),
    "empty-receiver": _receiver(""),
    "groupby-ellipsis": _ROUTED % f"{_PAGER}, group_by: [alertname, ...]",
    "inhibit-no-equal": _ALERT + _ROUTED % f"{_PAGER}, inhibit: {{a: {{source: {{severity: critical}}, target: {{severity: warning}}}}}}",
    "inhibit-same-match": _ALERT + _ROUTED % f"{_PAGER}, inhibit: {{a: {{source: {{component: gpu}}, target: {{component: gpu}}}}}}",
    "inhibit-unknown-alertname": _ALERT
    + _ROUTED % f"{_PAGER}, inhibit: {{a: {{source: {{alertname: Nothing}}, target: {{severity: warning}}, equal: [subject]}}}}",
    "msteams-no-webhook-url": _receiver("msteams: {}"),
    "no-root-route": f"receivers: {{chat: {_HOOK}}}\n",
    "opsgenie-no-api-key": _receiver("opsgenie: {}"),
    "pagerduty-no-routing-key": _receiver("pagerduty: {}"),
    "plaintext-secret": _receiver('webhook: {url: "https://example.com/T0KEN"}'),
    "repeat-before-group": _ROUTED % f"{_PAGER}, repeat_interval: 1m",
    "route-always-muted": _ROUTED
    % "routes: {all: {when: {severity: critical}, to: pager, mute: [ever]}}, intervals: {ever: [{times: ['00:00-24:00']}]}",
    "route-match-collision": _ROUTED % "routes: {a: {when: {severity: critical}, to: pager}, b: {when: {severity: critical}, to: chat}}",
    "route-unknown-alertname": _ALERT + _ROUTED % "routes: {a: {when: {alertname: Nothing}, to: pager}}",
    "shadowed-route": _ALERT
    + _ROUTED % "routes: {a: {when: {severity: critical}, to: pager}, b: {when: {severity: critical, component: gpu}}}",
    "slack-no-api-url": _receiver('slack: {channel: "#ops"}'),
    "sns-no-target": _receiver("sns: {}"),
    "telegram-no-bot-token": _receiver("telegram: {chat_id: 1}"),
    "template-unknown-field": _receiver('slack: {url: {secret: a, key: b}, title: "{{ .Labels.pod }}"}'),
    "time-interval-never-active": _ROUTED
    % "routes: {all: {when: {severity: critical}, to: pager, mute: [no]}}, intervals: {no: [{days_of_month: ['30'], months: [february]}]}",
    "undefined-receiver": _ROUTED % "routes: {all: {when: {severity: critical}, to: nobody}}",
    "undefined-template": _receiver("slack: {url: {secret: a, key: b}, title: '{{ template \"mine\" . }}'}"),
    "undefined-time-interval": _ROUTED % "routes: {all: {when: {severity: critical}, to: pager, mute: [no]}}",
    "unreachable-route": _ROUTED % "routes: {all: {when: {severity: {matches: .*}}, to: pager}}",
    "unused-receiver": _ROUTED % "group_by: [alertname]",
    "useless-continue": _ROUTED % "routes: {all: {when: {severity: critical}, to: pager, continue: true}}",
    "victorops-no-api-key": _receiver("victorops: {routing_key: a}"),
    "wait-exceeds-interval": _ROUTED % f"{_PAGER}, group_wait: 10m",
    "webhook-no-url": _receiver("webhook: {}"),
    "wechat-no-corp-id": _receiver("wechat: {api_secret: {secret: a, key: b}}"),
}


@pytest.mark.parametrize("check", _SAID)
def test_what_amlint_finds_is_told_by_the_code_that_the_page_names(check: str) -> None:
    row = next(line for line in _THEIRS.split("\n") if line.startswith(f"| {check} |"))
    named = set(re.findall(r"`([a-z]+/[-a-z]+)`", row))
    assert named & {each.code for each in compiled([_SAID[check]]).diagnostics}


def test_every_line_that_names_a_code_is_tried() -> None:
    rows = re.findall(r"^\| ([a-z]+(?:-[a-z]+)+) \| `", _THEIRS, re.MULTILINE)
    assert sorted(rows) == sorted(_SAID)
