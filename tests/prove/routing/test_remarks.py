from msgspec.structs import replace

from prove.routing.shop import alert, platform, route
from tocsin.prove.routing import examine

CRITICAL = route("critical", "severity = critical", to="pager")


def test_alerts_that_nobody_asked_for_go_to_the_default_receiver() -> None:
    shop = platform(alert("A", "critical"), alert("B", "warning"), alert("C", "info"), routes=(CRITICAL,))
    (remark,) = examine(shop)
    assert (remark.code, remark.at) == ("routing/default-receiver", ("routing", "receiver"))
    assert remark.message == "no branch takes 2 of 3 alerts, they go to `operations`: B, C"


def test_where_every_alert_has_a_branch_there_is_nothing_to_say() -> None:
    assert examine(platform(alert("A", "critical"), routes=(CRITICAL,))) == ()


def test_without_branches_or_routing_there_is_nothing_to_say() -> None:
    shop = platform(alert("A", "critical"))
    assert examine(shop) == ()
    assert examine(replace(shop, routing=None)) == ()


def test_alerts_that_a_route_continues_with_to_nothing_are_told_there() -> None:
    audit = route("audit", "severity =~ warning|critical", to="operations", continues=True)
    (remark,) = examine(platform(alert("A", "critical"), alert("B", "warning"), routes=(audit, CRITICAL)))
    assert (remark.code, remark.at) == ("routing/continues-to-nothing", ("routing", "routes", "audit", "continue"))
    assert remark.message == "nothing follows `audit`, which continues, for 1 of 2 alerts: B"
