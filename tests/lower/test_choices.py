"""Variables of dashboards: who can be chosen, and which queries ask for it."""

from __future__ import annotations

import re

from case import all_cases
from conftest import CompileSpec
from expression import read
from tocsin import ir, promql

_CHOSEN = "${model:pipe}"


def _dashboard() -> ir.Dashboard:
    (case,) = (each for each in all_cases() if each.name == "models-to-choose")
    ((found,),) = (each.dashboards for each in case.platforms())
    return found


def _asked() -> dict[str, list[str]]:
    """Return the labels that ask for what was chosen, by the titles of panels."""
    panels = [panel for row in _dashboard().rows for panel in row.panels if isinstance(panel, ir.Panel)]
    return {
        panel.title: [
            matcher.label
            for query in panel.queries
            if isinstance(query, ir.PromQuery)
            for selector in promql.selectors(query.expr)
            for matcher in selector.matchers
            if (matcher.op, matcher.value) == ("=~", _CHOSEN)
        ]
        for panel in panels
    }


def test_panels_of_all_models_ask_for_those_chosen_by_their_own_labels() -> None:
    assert _asked() == {
        "Requests by model": ["model"],
        "Vllm:num requests waiting by model": ["model_name"],
        "Queue and load": ["model_id"],
        "Queue": [],
        "Firing alerts": ["model"] * 3,
        "Of code": [],
    }


def test_a_model_is_chosen_by_all_of_its_names() -> None:
    (choice,) = _dashboard().choices
    assert choice.asked == _CHOSEN
    assert dict(choice.options) == {"chat": "chat|org/chat-1[.]5", "code": "code|coder"}
    assert re.fullmatch(dict(choice.options)["chat"], "org/chat-1.5")
    assert not re.fullmatch(dict(choice.options)["chat"], "org/chat-1x5")


def test_it_is_read_again_as_one_expression() -> None:
    for row in _dashboard().rows:
        for panel in row.panels:
            for query in panel.queries if isinstance(panel, ir.Panel) else ():
                assert isinstance(query, ir.PromQuery)
                text = promql.to_text(query.expr).replace(_CHOSEN, ".*")
                read(text, variables=True)


def test_one_model_is_no_choice(compile_spec: CompileSpec) -> None:
    built = compile_spec(
        "platform: {name: shop, namespace: ml}\n"
        "metrics: {queue: {series: queue_depth, type: gauge, unit: requests, labels: {model: model}}}\n"
        "models: {chat: {workload: {deployment: chat}}}\n"
        "dashboards: {all: {variables: [model], rows: {Row: [queue]}}}\n"
    )
    assert [(each.code, each.message) for each in built.diagnostics] == [
        ("dashboard/vain-variable", "there are no two models to choose from")
    ]
