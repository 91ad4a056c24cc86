"""The overview of a platform: what fires, and a line for each model, however many there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from answered import Asked, refusal
from bench import tocsin_spec
from case import all_folders
from conftest import CompileSpec, Judge
from lower.shop import SHOP, asked
from tocsin import ir
from tocsin.pipeline import build


def dashboards(compile_spec: CompileSpec, text: str) -> dict[str, ir.Dashboard]:
    built = compile_spec(text)
    assert not built.diagnostics, built.diagnostics
    return {found.uid: found for found in built.compiled[0].platform.dashboards}


def tables(overview: ir.Dashboard) -> dict[str, dict[str, str]]:
    return {panel.title: dict(asked(panel)) for panel in overview.panels if panel.shape == "table"}


def shop(*models: str, platform: str = "", more: str = "") -> str:
    """Return a shop of models that each watch the queue and the load, as they are called there."""
    each = "\n".join(f"  {name}" for name in models)
    return f"""
platform: {{name: shop, namespace: ml, {platform}}}
metrics:
  queue: {{series: queue_depth, type: gauge, unit: requests, labels: {{model: model_id}}}}
  load: {{series: load, type: gauge, unit: value, labels: {{model: model}}}}
  seats: {{series: seats, type: gauge, unit: value, labels: {{seat: seat}}}}
models:
{each}
{more}"""


_CHAT = "chat: {workload: {deployment: chat}, scrape: {port: http}, thresholds: {queue: {above: 10}, seats: {above: 1}}}"
_CODE = "code: {workload: {deployment: code}, scrape: {port: http}, thresholds: {queue: {above: 20}, seats: {above: 1}}}"
_UID = "shop-default-overview"
_ROWS = "{rows: {Words: [{text: Hello}]}}"


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        (shop(_CHAT, _CODE), True),
        (shop(_CHAT, more="components: {cards: {thresholds: {load: {above: 1}}}}"), True),
        (shop(_CHAT, _CODE, more=f"dashboards: {{business: {_ROWS}}}"), True),
        (shop(_CHAT), False),
        (shop(_CHAT, _CODE.replace("thresholds", "dashboard: false, thresholds")), False),
        (shop(_CHAT, _CODE, platform="dashboard: false"), False),
        (shop(_CHAT, _CODE, more=f"dashboards: {{mlops-overview: {_ROWS}}}"), False),
    ],
)
def test_several_have_an_overview_unless_it_is_not_wanted_or_there_is_another(
    compile_spec: CompileSpec, text: str, *, has_one: bool
) -> None:
    assert (_UID in dashboards(compile_spec, text)) is has_one


def test_an_overview_of_one_s_own_or_a_model_of_that_name_has_its_place(compile_spec: CompileSpec) -> None:
    of_dashboards = shop(_CHAT, _CODE, more=f"dashboards: {{overview: {_ROWS}}}")
    found = dashboards(compile_spec, of_dashboards)
    assert found[_UID].title == "Overview (default)"
    # By this tag all others lead to it.
    assert [uid for uid, each in found.items() if "overview" in each.tags] == [_UID]
    assert dashboards(compile_spec, shop(_CHAT, _CODE.replace("code", "overview")))[_UID].title == "overview (default)"


def test_what_at_least_two_watch_by_a_label_is_a_column_by_the_name_of_the_model(compile_spec: CompileSpec) -> None:
    models = tables(dashboards(compile_spec, shop(_CHAT, _CODE))[_UID])["Models"]
    asked = 'max by (model_id) (queue_depth{namespace="ml",model_id=~"chat|code"})'
    assert models["Queue"] == f'max by (model) (label_replace({asked}, "model", "$1", "model_id", "(.+)"))'
    assert set(models) == {"State", "Alerts", "Queue", "Seats"}
    # A model that asks twice is one model.
    alone = _CODE.replace("queue: {above: 20}", "load: {above: 1}, laden: {metric: load, below: 0.1}")
    assert set(tables(dashboards(compile_spec, shop(_CHAT, alone))[_UID])["Models"]) == {"State", "Alerts", "Seats"}


def test_where_low_is_bad_the_lowest_counts(compile_spec: CompileSpec) -> None:
    found = dashboards(
        compile_spec, shop(*(each.replace("above: 10", "below: 1").replace("above: 20", "below: 2") for each in (_CHAT, _CODE)))
    )
    assert tables(found[_UID])["Models"]["Queue"].startswith("min by (model) (label_replace(min by (model_id)")


def test_the_four_that_most_watch_stand_in_the_order_in_which_they_are_watched(compile_spec: CompileSpec) -> None:
    names = [f"m{number}" for number in range(6)]
    metrics = "\n".join(f"  {name}: {{series: {name}_value, type: gauge, unit: value, labels: {{model: model}}}}" for name in names)
    watched = ", ".join(f"{name}: {{above: 1}}" for name in names)
    most = ", ".join(f"{name}: {{above: 1}}" for name in names[2:])
    text = f"platform: {{name: shop, namespace: ml}}\nmetrics:\n{metrics}\nmodels:\n"
    text += "".join(f"  {name}: {{thresholds: {{{those}}}}}\n" for name, those in (("a", watched), ("b", watched), ("c", most)))
    assert [*tables(dashboards(compile_spec, text)[_UID])["Models"]][2:] == ["M2", "M3", "M4", "M5"]


@pytest.mark.parametrize(
    ("code", "link"),
    [
        ("code", "/d/shop-default-${__value.raw}?"),
        ("code-of-which-the-name-is-too-long-for-a-uid", "/dashboards?query=${__value.raw}&"),
        ("code-1.5", "/dashboards?query=${__value.raw}&"),
    ],
)
def test_a_name_leads_to_its_dashboard_or_where_its_uid_has_another_to_the_search(compile_spec: CompileSpec, code: str, link: str) -> None:
    overview = dashboards(compile_spec, shop(_CHAT, _CODE.replace("code", code)))[_UID]
    links = [panel.options["dashboard"] for panel in overview.panels if panel.shape in {"table", "alerts"}]
    assert len(links) == 2
    assert all(str(each).startswith(link) for each in links)


def test_a_platform_s_own_severities_are_ranked_as_it_says(compile_spec: CompileSpec) -> None:
    severities = "severities: [ticket, page, alarm]"
    ranked = [each.replace("above: ", "severity: page, above: ") for each in (_CHAT, _CODE)]
    overview = dashboards(compile_spec, shop(*ranked, platform=severities))[_UID]
    assert [panel.title for panel in overview.panels if panel.shape == "stat"] == ["Alarm", "Page", "Ticket"]
    (firing,) = (panel for panel in overview.panels if panel.shape == "alerts")
    assert {state.value: state.text for state in firing.states} == {1: "ticket", 2: "page", 3: "alarm"}


def test_beyond_a_hundred_an_overview_does_not_grow_with_its_models() -> None:
    few, many = (dict(build({"w": tocsin_spec.files(count, proofs=False)}).artifacts) for count in (101, 130))
    path = "default/w/dashboards/w-default-overview.json"
    assert len(many[path]) < 30_000
    assert _unplaced(few[path]) == _unplaced(many[path])


def _unplaced(text: str) -> str:
    """Return a dashboard without the namespaces that it asks for: they alone are more."""
    return re.sub(r"namespace=~?[^},]*", "", text)


def test_nothing_is_said_of_metrics_that_somebody_else_has_asked_for(compile_spec: CompileSpec) -> None:
    """What is wrong with one is said once, where it is watched."""
    wrong = compile_spec(shop(_CHAT.replace("queue", "queu"), _CODE.replace("queue", "queu")))
    assert {each.code for each in wrong.diagnostics} == {"metric/unknown"}
    assert len(wrong.diagnostics) == 2
    assert not compile_spec(SHOP).diagnostics


def test_prometheus_answers_for_each_model_and_component(tmp_path: Path, judge: Judge) -> None:
    """On the series of the case: `chat` fails and its queue is too long, `code` is well and has no objective, the cache does not answer."""
    built = build({"overview": all_folders()["overview"]})
    overview = next(each for each in built.compiled[0].platform.dashboards if each.uid == _UID)
    rules = [text for path, text in built.artifacts.items() if "/prometheus/" in path]
    lines = tables(overview)
    one, two = '{model="chat"}', '{model="code"}'

    def now(expr: str, values: Mapping[str, float]) -> Asked:
        return Asked(expr, "30m", values)

    answers = [
        now(lines["Models"]["State"], {one: 3, two: 0}),
        now(lines["Models"]["Alerts"], {one: 6}),
        now(lines["Models"]["Answers"], {one: 1, two: 1}),
        now(f"round({lines['Models']['Budget left']})", {one: -9}),
        now(lines["Models"]["Queue"], {one: 25, two: 3}),
        now(f"round({lines['Models']['Errors']}, 0.01)", {one: 0.1, two: 0}),
        now(lines["Components"]["State"], {'{subject="cache"}': 3, '{subject="gateway"}': 3}),
        now(lines["Components"]["Answers"], {'{subject="cache"}': 0}),
    ]
    assert refusal(judge("promtool"), tmp_path, answers, series=_SERIES, rules=rules) == ""


_ML = 'namespace="ml"'
_FIRES = 'alertname="Refused",alertstate="firing",environment="default",platform="shop",severity="critical"'
_SERIES = {
    f'up{{job="chat",{_ML}}}': "1x40",
    f'up{{job="code",{_ML}}}': "1x40",
    f'up{{job="cache",{_ML}}}': "0x40",
    # What a gateway tells of a model is the gateway's, and the platform itself is no component.
    f'ALERTS{{{_FIRES},model="code",subject="gateway",{_ML}}}': "1x40",
    f'queue_depth{{model="chat",{_ML}}}': "25x40",
    f'queue_depth{{model="code",{_ML}}}': "3x40",
    f'requests_total{{model_id="chat",code="200",{_ML}}}': "0+90x40",
    f'requests_total{{model_id="chat",code="500",{_ML}}}': "0+10x40",
    f'requests_total{{model_id="code",code="200",{_ML}}}': "0+90x40",
    f'requests_total{{model_id="code",code="500",{_ML}}}': "0x40",
}
