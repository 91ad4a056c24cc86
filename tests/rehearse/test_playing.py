"""What is played: levels between the limits, series that go on steadily, and alerts that do not disturb each other."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from rehearse.shop import SPEC, shop
from tocsin import ir
from tocsin.drives import Counter, Gauge, Run, Track
from tocsin.measures import Series
from tocsin.promql import Matcher
from tocsin.rehearse import Scale
from tocsin.rehearse.act import series
from tocsin.rehearse.acts import acts, one_for_each
from tocsin.rehearse.cast import Part, Unplayable, casting
from tocsin.rehearse.judgement import complaints
from tocsin.rehearse.levels import levels
from tocsin.rehearse.playback import Playing, World
from tocsin.rehearse.production import Production
from tocsin.rehearse.sink import Notification
from tocsin.units import UNITS

LADDER = SPEC.replace("above: 10, for: 1m, severity: critical", "above: {warning: 10, critical: 50}, for: 1m")


def _parts(production: Production) -> dict[tuple[str, str], Part]:
    found = [part for part in casting(production, Scale()) if isinstance(part, Part)]
    return {(part.alert.name, part.alert.severity): part for part in found}


def test_a_step_of_a_ladder_is_played_where_the_next_one_does_not_fire() -> None:
    alerts = {alert.severity: alert for alert in shop(LADDER).platform.alerts if alert.name == "QueueHigh"}
    warning, critical = (levels(alerts[severity], list(alerts.values())) for severity in ("warning", "critical"))
    assert warning is not None
    assert critical is not None
    assert 10 < warning.bad < 50 < critical.bad
    assert 0 <= warning.calm < 10


def test_an_alert_that_nobody_can_drive_is_said_to_be_so() -> None:
    production = shop()
    (rules, *others) = production.platform.rules
    (group, *more) = rules.groups
    blind = replace(group, rules=tuple(replace(rule, proof=None) for rule in group.rules if isinstance(rule, ir.Alert)))
    platform = replace(production.platform, rules=(replace(rules, groups=(blind, *more)), *others))
    found = list(casting(replace(production, platform=platform), Scale()))
    assert [each.why for each in found if isinstance(each, Unplayable)] == ["nobody can say what its value is made of"] * len(blind.rules)


def test_of_a_budget_it_is_said_that_its_windows_are_proved_and_not_rehearsed() -> None:
    spec = SPEC.replace(
        "    thresholds:\n      errors", "    slos: {fine: {metric: errors, objective: 99%}}\n    thresholds:\n      errors"
    )
    found = {(each.alert.name, each.why) for each in casting(shop(spec), Scale()) if isinstance(each, Unplayable)}
    why = "windows of hours and days would be one in scaled time; `tocsin prove` plays them at their full length"
    assert found == {("FineBudgetBurn", why)}


def test_an_alert_on_its_own_past_is_not_played_in_scaled_time() -> None:
    spec = SPEC.replace("queue: {above: 10, for: 1m,", "queue: {change: {above: 10x, average: 7d}, for: 1m,")
    found = [each for each in casting(shop(spec), Scale()) if isinstance(each, Unplayable)]
    assert [each.why for each in found] == ["it compares with its own past, which scaled time does not keep"]


def test_two_components_of_one_kind_are_played_apart() -> None:
    shelves = "".join(f"  {name}: {{component: shelf, workload: {{deployment: {name}}}, scrape: {{port: http}}}}\n" for name in "ab")
    cues = [part.cue for part in casting(shop(f"{SPEC}components:\n{shelves}"), Scale()) if isinstance(part, Part)]
    assert {"a TargetDown critical", "b TargetDown critical"} <= set(cues)
    assert len(cues) == len(set(cues))


def test_events_of_a_window_are_counted_in_the_shorter_window_and_those_of_a_second_in_a_second() -> None:
    counter = Series(metric="a_total", type="counter", base=UNITS["count"], matchers=(), by=())
    hour = 3_600_000
    increase = Scale().drive(Counter(series=counter, window_ms=hour, per_ms=hour))
    assert (increase.window_ms, increase.per_ms) == (10_000, 10_000)
    rate = Scale().drive(Counter(series=counter, window_ms=hour))
    assert (rate.window_ms, rate.per_ms) == (10_000, 1000)
    assert Scale().drive(Gauge(series=counter, aggregate="max")).window_ms == 0


def test_a_counter_never_goes_back_when_it_turns() -> None:
    track = Track(metric="a_total", labels={}, runs=(Run(2.0, 2.0, 36_000), Run(1e6, 100.0, 36_000)))
    playing = Playing(track=track, counts=True, is_time=False, cue="a")
    playing.begin(1000.0)
    assert playing.value(1003.0) == 8.0
    playing.turn("bad", 1003.0)
    assert playing.value(1003.0) == 8.0
    assert playing.value(1004.5) == 158.0
    playing.turn("calm", 1004.5)
    assert playing.value(1005.5) == 160.0


def test_a_gauge_jumps_and_what_is_gone_is_not_served() -> None:
    track = Track(metric="a", labels={"job": "j"}, runs=(Run(3.0, 0.0, 36_000), Run(None, 0.0, 36_000)))
    world = World(types={"a": "gauge"})
    world.replace([Playing(track=track, counts=False, is_time=False, cue="a")], 1000.0)
    assert world.page(1001.0) == '# TYPE a gauge\na{instance="",job="j"} 3.0\n'
    world.turn(["a"], "bad", 1001.0)
    assert world.page(1002.0) == ""


def test_a_time_is_told_by_the_clock_whatever_was_played_before() -> None:
    # Fifty seconds ago, then a second ago.
    track = Track(metric="a", labels={}, runs=(Run(-50.0, 1.0, 36_000), Run(35_999.0, 1.0, 36_000)))
    playing = Playing(track=track, counts=False, is_time=True, cue="a")
    playing.begin(1000.0)
    assert playing.value(1010.0) == pytest.approx(960.0)
    playing.turn("bad", 1020.0)
    assert playing.value(1030.0) == pytest.approx(1029.0)


def test_the_page_can_be_parsed_and_has_the_types_of_the_spec() -> None:
    production = shop()
    everybody = list(_parts(production).values())
    (act,) = acts(one_for_each(everybody, production.intent), everybody, production.intent)
    types = production.types
    world = World(types=types)
    world.replace(series(act, types), 1000.0)
    families = {family.name: family for family in text_string_to_metric_families(world.page(1010.0))}
    assert {name: family.type for name, family in families.items()} == {"waiting_requests": "gauge", "predictions": "counter"}
    assert all(sample.labels["namespace"] == "ml" for family in families.values() for sample in family.samples)


def test_alerts_on_one_series_and_alerts_that_silence_each_other_play_one_after_the_other() -> None:
    production = shop(LADDER)
    parts = _parts(production)
    warning, critical, errors = (parts[key] for key in (("QueueHigh", "warning"), ("QueueHigh", "critical"), ("ErrorsHigh", "warning")))
    assert warning.conflicts(critical)
    assert not warning.conflicts(errors)
    played = acts([warning, critical, errors], list(parts.values()), production.intent)
    assert sorted(len(act.parts) for act in played) == [1, 2]
    assert not any(warning in act.parts and critical in act.parts for act in played)


def test_what_asks_for_all_targets_of_a_namespace_plays_without_any_other_and_the_others_with_one_that_answers() -> None:
    scraped = "".join(f"  {name}: {{workload: {{deployment: {name}}}, scrape: {{port: http}}}}\n" for name in "abc")
    production = shop(SPEC.replace("models:\n", f"models:\n{scraped}"))
    parts = [part for part in casting(production, Scale()) if isinstance(part, Part)]
    (whole,) = (part for part in parts if part.alert.name == "PlatformTargetsDown")
    each = [part for part in parts if part.alert.name == "TargetDown"]
    assert all(part.conflicts(whole) and not whole.conflicts(part) for part in each)
    first, second = acts([whole, *each], parts, production.intent)
    assert sorted(map(len, (first.parts, second.parts))) == [1, 3]
    alone, together = sorted((first, second), key=lambda act: len(act.parts))
    assert not any(part in alone.background for part in each)
    assert whole in together.background


def test_strangers_are_left_to_promtool() -> None:
    part = _parts(shop())["ErrorsHigh", "warning"]
    labels = [track.labels for track in part.tracks]
    assert all(each["model"] == "vision" and each["namespace"] == "ml" for each in labels)
    assert Matcher("status", "=", "error").value in {each["status"] for each in labels}


def _told(part: Part, **changed: object) -> Notification:
    alert = {"status": "firing", "labels": dict(part.labels), "annotations": {}, **changed}
    texts = {key: text.replace("{{ $value | humanizePercentage }}", "20%") for key, text in part.alert.annotations.items()}
    alert["annotations"] = changed.get("annotations", texts)
    payload = {
        "receiver": "chat", "groupKey": "{}", "alerts": [alert], "groupLabels": {"alertname": "ErrorsHigh", "model": "vision"},
    }  # fmt: skip
    return Notification(receiver="chat", integration="slack_configs[0]", payload=payload, at=0.0)


def test_what_arrives_is_held_against_what_is_meant() -> None:
    production = shop()
    part = _parts(production)["ErrorsHigh", "warning"]

    def wrong(*told: Notification, is_over: bool = False) -> list[str]:
        return list(complaints(part, told, production.integrations, is_over=is_over))

    good = _told(part)
    assert wrong(good) == []
    assert wrong(good, is_over=True) == ["chat (slack_configs[0]) was not told of its end"]
    assert wrong() == ["chat (slack_configs[0]) was not told"]
    lost = {label: value for label, value in part.labels.items() if label != "model"}
    assert wrong(_told(part, labels=lost)) == ["chat (slack_configs[0]) was not told", "arrived with model nothing and not `vision`"]
    broken = {**part.alert.annotations, "description": "<error expanding template x>"}
    assert wrong(_told(part, annotations=broken)) == ["chat: `description` says `<error expanding template x>`"]
    other = {key: text.replace("vision", "forecast") for key, text in part.alert.annotations.items()}
    assert len(wrong(_told(part, annotations=other))) == 2
    grouped = replace(good, payload={**good.payload, "groupLabels": {}})
    assert wrong(grouped) == ["chat: is grouped by nothing and not by alertname=ErrorsHigh, model=vision"]


def test_an_alert_from_before_an_act_is_not_of_it() -> None:
    told = [{"startsAt": "1970-01-01T00:01:39.999Z"}, {"startsAt": "1970-01-01T00:01:40.000Z"}]
    notification = Notification(receiver="chat", integration="slack", payload={"alerts": told, "status": "firing"}, at=200.0)
    kept = notification.of_alerts_since(100.0)
    assert list(kept.alerts()) == told[1:]
    assert (kept.payload["status"], list(notification.alerts())) == ("firing", told)
