"""`told: {within: 15m}`: how long it may take from when a condition holds until somebody hears of it."""

from __future__ import annotations

import pytest

from policy.test_policies import SPEC, held

_CRITICAL = "alerts: {told: {%s}}, when: {alert: QueueHigh, severity: critical}"
_INTERVALS = 'intervals: {day: [{times: ["08:00-20:00"]}]}'


def _routed(routing: str, wait: str = "30s") -> str:
    before = "routing: {receiver: chat, routes: {critical: {when: {severity: critical}, to: pager}}}\n"
    assert before in SPEC
    return SPEC.replace(before, f"  nobody: {{discard: true}}\nrouting: {{{routing}}}\n").replace("for: 30s", f"for: {wait}")


def _told(told: str, spec: str) -> list[tuple[str, str]]:
    return [(each.message, each.help) for each in held(_CRITICAL % told, spec).diagnostics if each.code == "policy/rule"]


_ROUTE = "receiver: chat, routes: {critical: {when: {severity: critical}, to: pager%s}}"


@pytest.mark.parametrize(
    ("route", "wait", "within", "parts"),
    [
        ("", "10m", "15m", "15m30s: `for` 10m, 30s until it is evaluated, `group_interval` 5m"),
        ("", "45s", "6m", "6m30s: `for` 45s, 45s until it is evaluated, `group_interval` 5m"),
        ("", "0s", "5m", "5m30s: 30s until it is evaluated, `group_interval` 5m"),
        (", group_wait: 6m, group_interval: 1m", "0s", "6m", "6m30s: 30s until it is evaluated, `group_wait` 6m"),
        (', group_by: ["..."]', "1m", "90s", "2m: `for` 1m, 30s until it is evaluated, `group_wait` 30s"),
    ],
)
def test_for_and_evaluation_and_the_longer_wait_of_the_route_add_up(route: str, wait: str, within: str, parts: str) -> None:
    spec = _routed(_ROUTE % route, wait)
    ((message, _),) = _told(f"within: {within}", spec)
    assert message.endswith(f": `QueueHigh` (critical) goes to `pager`, and somebody is told after up to {parts}")
    whole = parts.split(":", maxsplit=1)[0]
    assert _told(f"within: {whole}", spec) == []


@pytest.mark.parametrize(("wait", "what"), [("30s", "`group_interval` of the route `critical`"), ("10m", "`for`")])
def test_what_is_longest_is_to_be_shortened(wait: str, what: str) -> None:
    ((_, remedy),) = _told("within: 5m", _routed(_ROUTE % "", wait))
    assert remedy == f"it must be 5m or less: shorten {what}, or what else is in it"


def test_the_soonest_of_those_who_must_be_told_is_enough() -> None:
    routes = (
        "soon: {when: {severity: critical}, to: pager, group_interval: 1m, continue: true}, late: {when: {severity: critical}, to: chat}"
    )
    spec = _routed(f"receiver: chat, routes: {{{routes}}}")
    assert _told("within: 3m", spec) == []
    assert _told("within: 3m, kinds: [pagerduty]", spec) == []
    ((message, _),) = _told("within: 3m, kinds: [webhook]", spec)
    assert "somebody is told after up to 6m" in message


def test_who_is_told_in_time_by_day_only_is_not_at_any_time() -> None:
    routes = (
        "soon: {when: {severity: critical}, to: pager, group_interval: 1m, active: [day], continue: true},"
        " late: {when: {severity: critical}, to: chat}"
    )
    spec = _routed(f"receiver: chat, {_INTERVALS}, routes: {{{routes}}}")
    assert _told("always: true", spec) == []
    assert _told("within: 3m", spec) == []
    ((message, _),) = _told("within: 3m, always: true", spec)
    assert message.endswith("nobody is told in time")


def test_nobody_is_never_in_time() -> None:
    ((message, _),) = _told("within: 1h", _routed("receiver: chat, routes: {critical: {when: {severity: critical}, to: nobody}}"))
    assert message.endswith("goes to `nobody`, and nobody is told")
