from dataclasses import replace

import pytest

from prove.routing.shop import alert, matcher, platform, route
from tocsin import ir
from tocsin.prove.routing import AlertLabels, examine
from tocsin.prove.routing.findings.inhibition import silences

CRITICAL = route("critical", "severity = critical", to="pager")
WARNING = route("warning", "severity = warning", to="retraining")


def codes(shop: ir.Platform) -> list[tuple[str, str]]:
    return [(finding.level, finding.code) for finding in examine(shop)]


def only(shop: ir.Platform, code: str) -> list[str]:
    return [finding.message for finding in examine(shop) if finding.code == code]


def test_a_tree_that_sends_everybody_somewhere_has_nothing_to_say() -> None:
    assert codes(platform(alert("A", "critical"), alert("B", "warning"), routes=(CRITICAL, WARNING))) == []


def test_a_receiver_that_no_route_names_is_told() -> None:
    shop = platform(alert("A", "critical"), routes=(CRITICAL,))
    assert codes(shop) == [("warning", "receiver/unrouted")]
    assert only(shop, "receiver/unrouted") == ["no route goes to `retraining`"]


def test_without_routing_there_is_nothing_to_say() -> None:
    assert examine(replace(platform(), routing=None)) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("team =~ a|b",), ("team = b", "severity = info")),
        (("severity != critical",), ("severity = info",)),
        (("team = a",), ("team = a", "zone = b")),
        (("team =~ a.*",), ("team =~ ab|ac",)),
    ],
)
def test_a_route_behind_one_that_takes_its_alerts_is_shadowed(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    routes = (route("first", *first), route("second", *second, branches=(route("below", "x = y"),)))
    message = "no alert gets to `second`: `first` before it takes them all and does not continue"
    assert only(platform(routes=routes), "route/shadowed") == [message]
    continued = (replace(routes[0], continues=True), routes[1])
    assert only(platform(routes=continued), "route/shadowed") == []
    assert only(platform(routes=routes[::-1]), "route/shadowed") == []


def test_a_branch_that_contradicts_its_parent_is_told() -> None:
    shop = platform(routes=(route("gpu", "team = gpu", branches=(route("web", "team =~ web|shop"),)),))
    assert only(shop, "route/contradiction") == ["no alert gets to `web`: `team=gpu` and `team=~web|shop` exclude each other"]


def test_what_no_alert_takes_is_for_information() -> None:
    shop = platform(alert("A", "critical"), routes=(CRITICAL, WARNING))
    assert codes(shop) == [("information", "route/untaken"), ("information", "receiver/untold")]
    assert only(shop, "route/untaken") == ["no alert of this platform gets to `warning`"]


def test_alerts_that_nobody_asked_for_go_to_the_default_receiver() -> None:
    shop = platform(alert("A", "critical"), alert("B", "warning"), alert("C", "info"), routes=(CRITICAL,))
    assert only(shop, "routing/default-receiver") == ["no branch takes 2 of 3 alerts, they go to `operations`: B, C"]
    assert only(shop, "alert/default-receiver") == []


def test_an_alert_without_the_label_that_tells_branches_apart_is_hardly_meant_for_the_default() -> None:
    routes = (route("gpu", "team = gpu"), route("web", "team = web"))
    shop = platform(alert("A", "critical"), alert("B", "critical", team="data"), routes=routes)
    assert only(shop, "alert/default-receiver") == [
        "`A` (critical) falls to the default receiver `operations`: the branches tell alerts apart by `team`, which it does not have"
    ]


def inhibition(source: tuple[str, str, str], target: tuple[str, str, str], *equal: str) -> ir.InhibitRule:
    return ir.InhibitRule(name="ladder", source=(matcher(*source),), target=(matcher(*target),), equal=equal, at=("routing", "inhibit"))


LADDER = inhibition(("severity", "=", "critical"), ("severity", "=", "warning"), "alertname", "namespace", "model")


def test_an_alert_that_silences_a_routed_one_is_hardly_meant_for_the_default() -> None:
    shop = platform(alert("A", "warning"), alert("A", "critical"), routes=(WARNING,), inhibit=(LADDER,))
    assert only(shop, "alert/default-receiver") == [
        "`A` (critical) falls to the default receiver `operations`: while it fires, `retraining` no longer hears of `A` (warning)"
    ]
    other = platform(alert("A", "warning"), alert("B", "critical"), routes=(WARNING,), inhibit=(LADDER,))
    assert only(other, "alert/default-receiver") == []


def test_inhibition_that_silences_nothing_is_told() -> None:
    alerts = (alert("A", "warning"), alert("A", "critical"))
    nobody = inhibition(("severity", "=", "critical"), ("severity", "=", "page"))
    unheard = inhibition(("severity", "=", "page"), ("severity", "=", "critical"))
    itself = inhibition(("severity", "=", "critical"), ("severity", "=~", "critical|page"), "alertname")
    assert codes(platform(*alerts, inhibit=(LADDER,)))[2:] == []
    assert ("warning", "inhibition/no-target") in codes(platform(*alerts, inhibit=(nobody,)))
    assert ("information", "inhibition/no-source") in codes(platform(*alerts, inhibit=(unheard,)))
    assert ("warning", "inhibition/both-sides") in codes(platform(*alerts, inhibit=(itself,)))


def test_inhibition_that_silences_everything_is_told() -> None:
    alerts = (alert("A", "critical"), alert("B", "warning"), alert("C", "warning"))
    everything = inhibition(("severity", "=", "critical"), ("severity", "=", "warning"), "namespace")
    message = "while `A` fires, inhibition `ladder` silences all 2 other alerts"
    assert only(platform(*alerts, inhibit=(everything,)), "inhibition/everything") == [message]
    assert only(platform(*alerts, inhibit=(LADDER,)), "inhibition/everything") == []
    assert only(platform(*alerts, alert("D", "info"), inhibit=(everything,)), "inhibition/everything") == []


def interval(name: str, *entries: dict[str, object]) -> ir.TimeInterval:
    return ir.TimeInterval(name=name, entries=entries, at=("routing", "intervals", name))


DAYS = interval("days", {"times": [{"start_time": "08:00", "end_time": "20:00"}]})
NIGHTS = interval("nights", {"times": [{"start_time": "00:00", "end_time": "08:00"}, {"start_time": "20:00", "end_time": "24:00"}]})
WEEKEND = interval("weekend", {"weekdays": ["saturday", "sunday"]})
WEEK = interval("week", {"weekdays": ["monday:friday"]})
NEVER = interval("never")
ABROAD = interval("abroad", {"times": [{"start_time": "00:00", "end_time": "08:00"}], "location": "Asia/Tokyo"})
YEAR = interval("year", {"years": ["2026:2027"]})
ALL = (DAYS, NIGHTS, WEEKEND, WEEK, NEVER, ABROAD, YEAR)


@pytest.mark.parametrize(
    ("mute", "active", "silent"),
    [
        (("days", "nights"), (), True),
        (("days", "weekend"), (), False),
        (("week", "weekend"), (), True),
        ((), ("never",), True),
        ((), ("days",), False),
        (("days",), ("days",), True),
        (("nights",), ("abroad",), False),
        (("year",), (), False),
        (("year",), ("year",), False),
        (("days", "nights"), ("abroad",), True),
        (("never",), (), False),
    ],
)
def test_a_route_whose_intervals_leave_no_time_never_notifies(mute: tuple[str, ...], active: tuple[str, ...], *, silent: bool) -> None:
    muted = replace(CRITICAL, mute=mute, active=active)
    shop = platform(alert("A", "critical"), alert("B", "warning"), routes=(muted, WARNING), intervals=ALL)
    said = ["`A` (critical) is told to nobody: every route that takes it is always muted"]
    assert only(shop, "route/always-muted") == (["`critical` never notifies: its intervals leave no time"] if silent else [])
    assert only(shop, "alert/always-muted") == (said if silent else [])


def test_an_alert_that_also_arrives_elsewhere_is_told() -> None:
    muted = replace(CRITICAL, mute=("days", "nights"), continues=True)
    shop = platform(alert("A", "critical"), routes=(muted, route("all", "severity != none", to="retraining")), intervals=ALL)
    assert only(shop, "alert/always-muted") == []


def test_alerts_that_match_both_sides_do_not_silence_each_other() -> None:
    rule = inhibition(("severity", "=~", "critical|warning"), ("severity", "=~", "critical|warning|info"))
    critical, warning, info = (AlertLabels(fixed={"severity": severity}) for severity in ("critical", "warning", "info"))
    assert not silences(rule, critical, warning)
    assert not silences(rule, critical, critical)
    assert silences(rule, critical, info)


def test_alerts_whose_equal_labels_are_not_known_do_not_surely_silence_each_other() -> None:
    rule = inhibition(("severity", "=", "critical"), ("severity", "=", "info"), "model")
    grave, mild = {"severity": "critical"}, {"severity": "info"}
    anything = frozenset({"model"})
    assert not silences(rule, AlertLabels(fixed=grave, maybe=anything), AlertLabels(fixed=mild, maybe=anything))
    assert silences(rule, AlertLabels(fixed=grave), AlertLabels(fixed=mild))
    assert not silences(rule, AlertLabels(fixed={**grave, "model": "fraud"}), AlertLabels(fixed=mild))
