from collections.abc import Mapping
from typing import Literal

import pytest
from msgspec.structs import replace

from expression import read
from prove.routing.shop import alert, platform
from tocsin import ir
from tocsin.prove.routing import AlertLabels
from tocsin.routing.labels import Recorded, alert_labels, recordings


def labels(text: str, static: Mapping[str, str], *recorded: ir.Recording, operator: bool = False, **external: str) -> AlertLabels:
    shop = platform(*recorded, operator=operator, external_labels=external)
    return alert_labels("High", read(text), static, shop, recordings(shop))


def recording(record: str, text: str, **static: str) -> ir.Recording:
    return ir.Recording(record=record, expr=read(text), labels=static, at=())


def test_an_aggregated_alert_has_what_is_grouped_by_and_what_the_rule_says() -> None:
    found = labels('sum by (model, job) (errors{job="api"}) > 1', {"severity": "critical"})
    assert found == AlertLabels(fixed={"alertname": "High", "severity": "critical", "job": "api"}, maybe=frozenset({"model"}))
    assert [found.known(label) for label in ("job", "model", "pod")] == ["api", None, ""]


def test_the_rule_has_the_last_word_and_the_alerts_name_after_it() -> None:
    found = labels('sum by (model) (errors{model="a"}) > 1', {"model": "b", "alertname": "Other"})
    assert found.fixed == {"model": "b", "alertname": "High"}


def test_an_empty_label_of_the_rule_takes_one_away() -> None:
    found = labels('errors{model="a"} > 1', {"model": ""})
    assert found.known("model") == ""
    assert found.known("pod") is None


def test_what_a_template_gives_is_not_known() -> None:
    assert labels("sum(errors) > 1", {"team": "{{ $labels.team }}"}).known("team") is None


def test_a_bare_series_may_have_any_label_but_its_name() -> None:
    found = labels("errors > 1", {})
    assert found.known("pod") is None
    assert found.known("__name__") is None or found.known("__name__") == ""


def test_a_recorded_series_has_the_labels_of_its_rule() -> None:
    rule = recording("model:errors:rate5m", 'sum by (model) (rate(errors{model="a"}[5m]))', platform="shop")
    found = labels("model:errors:rate5m > 1", {}, rule)
    assert found == AlertLabels(fixed={"alertname": "High", "model": "a", "platform": "shop"}, maybe=frozenset())


def test_rules_that_record_one_series_differently_leave_the_value_open() -> None:
    both = [recording("errors:rate5m", "sum(rate(errors[5m]))", slo=name) for name in ("fast", "slow")]
    assert labels("errors:rate5m > 1", {}, *both).known("slo") is None
    assert labels('errors:rate5m{slo="fast"} > 1', {}, *both).known("slo") == "fast"
    assert labels("errors:rate5m > 1", {}, *both).known("pod") == ""


def test_a_recording_over_a_recording_is_followed() -> None:
    first = recording("a:b", "sum by (model, pod) (errors)")
    second = recording("a:c", "max by (model) (a:b)")
    assert labels("a:c > 1", {}, first, second).maybe == frozenset({"model"})


def test_external_labels_fill_gaps_only() -> None:
    found = labels("sum by (region) (errors) > 1", {"cluster": "own"}, cluster="outer", region="eu", site="x")
    assert [found.known(label) for label in ("cluster", "region", "site")] == ["own", None, "x"]
    assert found.with_values({"region": ""})["region"] == "eu"
    assert found.with_values({"region": "us"})["region"] == "us"


def test_the_operator_adds_which_prometheus_it_was() -> None:
    found = labels("sum(errors) > 1", {}, operator=True, prometheus="mine", site="x")
    assert found.known("prometheus") is None
    assert "prometheus" in found.present
    assert found.external == {"site": "x"}
    assert labels("sum(errors) > 1", {"prometheus": "mine"}, operator=True).known("prometheus") == "mine"


@pytest.mark.parametrize("ruler", ["thanos", "mimir"])
def test_another_ruler_adds_nothing(ruler: Literal["thanos", "mimir"]) -> None:
    shop = platform(alert("A", "critical"))
    elsewhere = replace(shop, cluster=replace(shop.cluster, operator=True, ruler=ruler, external_labels={"prometheus": "mine"}))
    found = alert_labels("A", read("sum(errors) > 1"), {}, elsewhere, Recorded())
    assert found.known("prometheus") == "mine"


def test_an_absent_series_has_the_labels_that_were_asked_for() -> None:
    found = labels('absent(errors{model="a", pod=~"x.*"})', {})
    assert found.fixed == {"alertname": "High", "model": "a"}
    assert found.known("pod") == ""


def test_the_alerts_of_a_platform_are_labelled_by_their_rules() -> None:
    shop = platform(replace(alert("A", "critical"), labels={"severity": "critical"}), operator=False)
    (rule,) = shop.rules[0].groups[0].rules
    assert isinstance(rule, ir.Alert)
    assert alert_labels(rule.name, rule.expr, rule.labels, shop, Recorded()).fixed == {"alertname": "A", "severity": "critical"}
