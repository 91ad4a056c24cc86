"""Intervals that keep the gravest alerts from everybody are told where that is for long, and nobody else hears of them."""

from __future__ import annotations

import pytest

from front.mistaken import told

_SPEC = """
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{release: monitoring}}}}}}
metrics: {{queue: {{series: queue_length, type: gauge, unit: requests, labels: {{model: model}}}}}}
models:
  fraud: {{thresholds: {{queue: {{above: {limits}, for: 5m, no_data: false}}}}}}
receivers:
  chat: {{webhook: {{url: {{secret: chat, key: url}}}}}}
  pager: {{webhook: {{url: {{secret: pager, key: url}}}}}}
routing:
  receiver: chat
  intervals:
    nights: [{{times: ["20:00-08:00"]}}]
    in-tokyo: [{{times: ["20:00-08:00"], location: Asia/Tokyo}}]
    office: [{{times: ["09:00-17:00"], weekdays: ["monday:friday"]}}]
    winter: [{{months: [december, "january:february"]}}]
    maintenance: [{{times: ["02:00-08:00"], weekdays: [sunday]}}]
    days: [{{times: ["08:00-20:00"]}}]
  routes:
    page: {route}
    all: {{when: {{severity: {{matches: ".+"}}}}, to: chat{rest}}}
environments:
  production: {{}}
  staging:
    patch:
      platform: {{cluster: {{name: staging}}}}
      routing: {{routes: {{page: {patch}}}}}
"""
_ALL = "{warning: 50, critical: 100}"
_PAGE = "{{when: {{severity: critical}}, to: pager{}}}"
_ITS_OWN = {"interval/unused", "routing/gravest-muted", "route/always-muted", "route/hours-of-nobody"}


def _codes(route: str, *, limits: str = _ALL, rest: str = "", patch: str = "{}") -> list[str]:
    text = _SPEC.format(route=route, limits=limits, rest=rest, patch=patch)
    found = {each.code for each in told({"specs/shop/spec.yaml": text.encode()})}
    assert found <= _ITS_OWN
    return sorted(found - {"interval/unused"})


@pytest.mark.parametrize(
    ("route", "rest"),
    [
        (_PAGE.format(", mute: [nights]"), ""),
        (_PAGE.format(", active: [office]"), ""),
        (_PAGE.format(", active: [office], mute: [winter]"), ""),
        (_PAGE.format(", mute: [nights], continue: true"), ", active: [office]"),
        ("{when: {severity: [warning, critical]}, to: pager, mute: [maintenance, office]}", ""),
    ],
)
def test_gravest_alerts_of_which_nobody_is_told_for_long_are_told(route: str, rest: str) -> None:
    assert _codes(route, rest=rest) == ["routing/gravest-muted"]


@pytest.mark.parametrize(
    ("route", "rest"),
    [
        pytest.param(_PAGE.format(""), ", mute: [nights]", id="another route is mute"),
        pytest.param(_PAGE.format(", mute: [maintenance]"), "", id="for some hours"),
        pytest.param(_PAGE.format(", mute: [winter]"), "", id="in no week for certain"),
        pytest.param(_PAGE.format(", mute: [nights], continue: true"), "", id="somebody else is told"),
        pytest.param(_PAGE.format(", mute: [nights], continue: true"), ", mute: [days]", id="somebody else is told then"),
        pytest.param(_PAGE.format(", mute: [nights], continue: true"), ", mute: [in-tokyo]", id="night elsewhere"),
        pytest.param("{when: {severity: critical, model: fraud}, to: pager, mute: [nights]}", "", id="of one model"),
        pytest.param("{when: {severity: warning}, to: pager, mute: [nights]}", "", id="what is not the gravest"),
    ],
)
def test_intervals_that_leave_somebody_to_be_told_or_are_meant_are_fine(route: str, rest: str) -> None:
    assert _codes(route, rest=rest) == []


def test_a_platform_without_gravest_alerts_has_none_that_are_lost() -> None:
    assert _codes(_PAGE.format(", mute: [nights]"), limits="50") == []


def test_what_is_mute_in_one_environment_only_is_meant_so() -> None:
    assert _codes(_PAGE.format(""), patch="{mute: [nights]}") == []
    assert _codes(_PAGE.format(", mute: [maintenance]"), patch="{mute: [nights]}") == []


def test_a_route_that_is_always_mute_is_told_as_that() -> None:
    assert _codes(_PAGE.format(", mute: [nights, days]")) == ["route/always-muted"]


def test_what_two_shifts_leave_over_is_told_of_the_second() -> None:
    assert _codes(_PAGE.format(", active: [office], continue: true"), rest=", active: [maintenance]") == ["route/hours-of-nobody"]
