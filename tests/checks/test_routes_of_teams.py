"""Trees as teams write them: what a route keeps from those after it is told where somebody loses by it, and nowhere else."""

from __future__ import annotations

import pytest

from front.mistaken import told

_SPEC = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{release: monitoring}}}}}}
metrics:
  heat: {{series: gpu_heat, type: gauge, unit: celsius, labels: {{model: model}}}}
models:
  bot: {{owner: chat, thresholds: {{heat: {{above: {{warning: 80C, critical: 90C}}, for: 5m, no_data: false}}}}}}
  finder: {{owner: search, thresholds: {{heat: {{above: {{warning: 80C, critical: 90C}}, for: 5m, no_data: false}}}}}}
  other: {{owner: ops, thresholds: {{heat: {{above: {{warning: 80C, critical: 90C}}, for: 5m, no_data: false}}}}}}
receivers:
  chat: {{slack: {{channel: "#chat", url: {{secret: s, key: k}}}}}}
  search: {{slack: {{channel: "#search", url: {{secret: s, key: k}}}}}}
  ops: {{slack: {{channel: "#ops", url: {{secret: s, key: k}}}}}}
  pager: {{pagerduty: {{routing_key: {{secret: p, key: k}}}}}}
  chat-pager: {{pagerduty: {{routing_key: {{secret: p, key: chat}}}}}}
  mail: {{email: {{to: a@b.example, from: a@b.example, smarthost: "m:25"}}}}
routing:
  receiver: ops
  routes: {{{routes}}}
"""
_SEARCH = "search: {when: {owner: search}, to: search, routes: {critical: {when: {severity: critical}, to: pager}}}"
_LEFT = "critical: {when: {severity: critical}, to: pager}, rest: {when: {severity: [info, warning]}, to: ops}"


def _codes(routes: str) -> list[tuple[str, str]]:
    found = told({"specs/shop/spec.yaml": _SPEC.format(routes=routes).encode()})
    return [(each.code, each.message) for each in found if each.code.startswith("route/")]


@pytest.mark.parametrize(
    "chat",
    [
        "{when: {owner: chat}, to: chat, routes: {critical: {when: {severity: critical}, to: chat-pager}}}",
        "{when: {owner: chat}, to: chat, routes: {critical: {when: {severity: critical}, to: chat}}}",  # the author says so
        "{when: {owner: chat}, to: chat-pager}",
    ],
)
def test_what_is_left_of_a_severity_loses_nothing_to_a_team_that_has_its_own(chat: str) -> None:
    assert _codes(f"chat: {chat}, {_SEARCH}, {_LEFT}") == []


def test_a_team_whose_gravest_alerts_only_reach_a_chat_keeps_them_from_the_pager() -> None:
    ((code, message),) = _codes(f"chat: {{when: {{owner: chat}}, to: chat}}, {_SEARCH}, {_LEFT}")
    assert (code, message) == (
        "route/starved",
        "`chat` takes `HeatHigh` (critical) before `critical`, so that `pager` does not hear of it",
    )


def test_a_team_may_read_by_mail_what_is_not_grave() -> None:
    chat = "{when: {owner: chat}, to: mail, routes: {critical: {when: {severity: critical}, to: chat-pager}}}"
    assert _codes(f"chat: {chat}, {_SEARCH}, {_LEFT}") == []


@pytest.mark.parametrize("severity", ["[warning, critical]", "{matches: .+}", "{not: info}"])
def test_a_copy_that_the_default_receiver_does_not_get_is_told_by_severity(severity: str) -> None:
    routes = f"audit: {{when: {{severity: {severity}}}, to: mail, continue: true}}, crit: {{when: {{severity: critical}}, to: pager}}"
    assert _codes(routes) == [
        (
            "route/useless-continue",
            "`audit` continues, but no route after it takes what is `warning`: `ops`, the default, does not hear of it",
        )
    ]


@pytest.mark.parametrize(
    "routes",
    [
        "audit: {when: {severity: [warning, critical]}, to: mail, continue: true}, crit: {when: {owner: chat}, to: pager}",
        "audit: {when: {severity: [warning, critical]}, to: chat, continue: true}, crit: {when: {severity: critical}, to: pager}",
        "audit: {when: {owner: chat}, to: mail, continue: true}, crit: {when: {severity: critical}, to: pager}",
        "audit: {when: {severity: [warning, critical]}, to: ops, continue: true}, crit: {when: {severity: critical}, to: pager}",
        "audit: {when: {severity: [info, critical]}, to: mail, continue: true}, crit: {when: {severity: critical}, to: pager}",
    ],
)
def test_a_copy_is_as_it_should_be_where_others_follow_or_the_default_receiver_would_hear_no_better_or_no_alert_is_so(routes: str) -> None:
    assert _codes(routes) == []
