"""`told: {always: true}`: at any time of the week somebody hears of an alert, whatever routes are muted or active only then."""

from __future__ import annotations

from typing import Final

import pytest

from policy.test_policies import SPEC, held

_INTERVALS = """
  intervals:
    office: [{times: ["08:00-18:00"], weekdays: [monday:friday], location: Europe/Berlin}]
    evening: [{times: ["18:00-08:00"], weekdays: ["sunday:friday"], location: Europe/Berlin}]
    weekend: [{weekdays: ["saturday:sunday"], location: Europe/Berlin}]
    first: [{days_of_month: ["1"], location: Europe/Berlin}]
    abroad: [{times: ["18:00-08:00"], location: America/New_York}]
"""


def _routed(*routes: str) -> str:
    before = "routing: {receiver: chat, routes: {critical: {when: {severity: critical}, to: pager}}}\n"
    assert before in SPEC
    branches = "".join(f"    r{index}: {{when: {{severity: critical}}, {route}}}\n" for index, route in enumerate(routes))
    # What is left over is discarded; lesser alerts are not what this is about.
    return SPEC.replace(before, f"  nobody: {{discard: true}}\nrouting:\n  receiver: nobody{_INTERVALS}  routes:\n{branches}")


def _told(policy: str, *routes: str) -> list[str]:
    """Return what the policy says; other checks may say that hours overlap, or that the gravest are muted."""
    return [each.message for each in held(policy, _routed(*routes)).diagnostics if each.code == "policy/rule"]


_POLICY = "alerts: {told: {always: true}}, when: {alert: QueueHigh, severity: critical}"
_PAGED = _POLICY.replace("always", "kinds: [pagerduty], always")
_NIGHTS = "for 4d22h of each week, on sunday at 00:00 (Europe/Berlin) for example, nobody is told"


_OFFICE: Final = "to: pager, active: [office], continue: true"


@pytest.mark.parametrize(
    ("policy", "routes", "what"),
    [
        (_POLICY, ["to: pager, active: [office]"], _NIGHTS),
        (_PAGED, [_OFFICE, "to: chat"], "nobody is told by `pagerduty`"),
        (_PAGED.replace("kinds: [pagerduty]", "receivers: [pager]"), [_OFFICE, "to: chat"], "nobody is told"),
        (_POLICY, ["to: nobody"], "for 7d of each week, on sunday at 00:00 (UTC) for example, nobody is told"),
        (_POLICY, ["to: pager, mute: [first]"], "for 7d of each week"),
        (
            _POLICY,
            ["to: pager, active: [office, weekend], continue: true", "to: chat, active: [abroad]"],
            "for 2d22h of each week, on monday at 00:00",
        ),
        (_POLICY, [_OFFICE, "to: chat, active: [evening]"], "for 1d10h of each week, on sunday at 00:00"),
    ],
)
def test_hours_in_which_nobody_is_told_break_it(policy: str, routes: list[str], what: str) -> None:
    (words,) = _told(policy, *routes)
    assert what in words


@pytest.mark.parametrize(
    "routes",
    [
        ["to: pager"],
        ["to: pager, active: [office], continue: true", "to: pager, active: [evening, weekend]"],
        ["to: pager, active: [office], continue: true", "to: pager, mute: [office]"],
        ["to: chat, active: [abroad], continue: true", "to: pager"],
    ],
)
def test_routes_that_leave_no_hour_keep_it(routes: list[str]) -> None:
    assert _told(_PAGED, *routes) == []


def test_what_asks_for_a_pager_alone_counts_one_of_office_hours() -> None:
    policy = _PAGED.replace(", always: true", "")
    assert _told(policy, "to: pager, active: [office]") == []
