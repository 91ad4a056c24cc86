from typing import Any

import pytest

from tocsin.prove.routing.operator import MatcherStrategy, merged


def resource(namespace: str, name: str, **spec: object) -> dict[str, Any]:
    return {"metadata": {"namespace": namespace, "name": name}, "spec": spec}


TREE = {
    "receiver": "team",
    "groupBy": ["alertname"],
    "groupWait": "1m",
    "muteTimeIntervals": ["nights"],
    "matchers": [{"name": "severity", "value": 'a"b\\', "matchType": "!="}],
    "routes": [{"matchers": [{"name": "a", "value": "x|y", "regex": True}], "activeTimeIntervals": ["nights"], "continue": True}],
}
ONE = resource("shop", "b", route=TREE, receivers=[{"name": "team"}], muteTimeIntervals=[{"name": "nights", "timeIntervals": [{}]}])
OTHER = resource("bakery", "z", route={"receiver": "team"}, receivers=[{"name": "team"}])


def test_trees_are_ordered_continue_and_keep_to_their_namespace() -> None:
    found = merged([ONE, OTHER], strategy="OnNamespace", alertmanager_namespace="monitoring")
    assert [route["receiver"] for route in found["route"]["routes"]] == ["bakery/z/team", "shop/b/team"]
    assert all(route["continue"] for route in found["route"]["routes"])
    assert found["route"]["routes"][1] == {
        "receiver": "shop/b/team",
        "group_by": ["alertname"],
        "group_wait": "1m",
        "mute_time_intervals": ["shop/b/nights"],
        "matchers": ['severity!="a\\"b\\\\"', 'namespace="shop"'],
        "continue": True,
        "routes": [{"matchers": ['a=~"x|y"'], "active_time_intervals": ["shop/b/nights"], "continue": True}],
    }
    assert [receiver["name"] for receiver in found["receivers"]] == ["null", "bakery/z/team", "shop/b/team"]
    assert [interval["name"] for interval in found["time_intervals"]] == ["shop/b/nights"]


@pytest.mark.parametrize(
    ("strategy", "namespace", "enforced"),
    [
        ("OnNamespace", "monitoring", True),
        ("OnNamespaceExceptForAlertmanagerNamespace", "monitoring", False),
        ("OnNamespaceExceptForAlertmanagerNamespace", "shop", True),
        ("None", "shop", False),
    ],
)
def test_inhibition_keeps_to_its_namespace_on_both_sides_once(strategy: MatcherStrategy, namespace: str, *, enforced: bool) -> None:
    own = {"name": "namespace", "value": namespace, "matchType": "="}
    rule = {"sourceMatch": [own], "targetMatch": [{"name": "a", "value": "b"}], "equal": ["model"]}
    found = merged([resource(namespace, "x", inhibitRules=[rule])], strategy=strategy, alertmanager_namespace="monitoring")
    asked = [f'namespace="{namespace}"']
    assert found["inhibit_rules"] == [
        {"source_matchers": asked, "target_matchers": ['a="b"', *(asked if enforced else [])], "equal": ["model"]}
    ]
    assert found["route"]["routes"] == []
