"""The panel of an alert on what is unusual shows the value, and on which side of what is usual the alert begins."""

from __future__ import annotations

import pytest

from conftest import CompileSpec
from lower.shop import asked
from tocsin import ir

_SHOP = """\
platform: {{name: shop, namespace: ml, cluster: {{prometheus: {{stack: prometheus}}}}}}
metrics: {{load: {{series: node_load, type: gauge, unit: seconds, labels: {{model: model, node: node}}, help: how busy it is}}}}
models:
  chat:
    workload: {{deployment: chat}}
    thresholds: {{load: {{anomaly: {{deviations: {deviations}, over: 1d, least: 10ms, direction: {direction}}}, by: {by}, no_data: false}}}}
"""


def _panel(compile_spec: CompileSpec, *, deviations: str = "3", direction: str = "both", by: str = "[]") -> ir.Panel:
    built = compile_spec(_SHOP.format(deviations=deviations, direction=direction, by=by))
    assert not built.diagnostics, built.diagnostics
    (panel,) = built.compiled[0].platform.dashboards[0].rows[-1].panels
    assert isinstance(panel, ir.Panel)
    return panel


@pytest.mark.parametrize(
    ("direction", "edges"),
    [
        ("both", [("warning above", "+ 3 *"), ("warning below", "- 3 *")]),
        ("above", [("warning above", "+ 3 *")]),
        ("below", [("warning below", "- 3 *")]),
    ],
)
def test_the_value_stands_between_the_edges_of_its_alert(compile_spec: CompileSpec, direction: str, edges: list[tuple[str, str]]) -> None:
    panel = _panel(compile_spec, direction=direction)
    (value, usual, *others) = asked(panel)
    labels = '{environment="default",model="chat",namespace="ml",platform="shop"}'
    worst = "min" if direction == "below" else "max"
    assert value == ("load", f"model:load:{worst}{labels}")
    assert usual == ("usual", f"model:load:mean1d{labels}")
    spread = f"clamp_min(model:load:deviation1d{labels}, 0.01)"
    assert others == [(legend, f"{usual[1]} {sign} {spread}") for legend, sign in edges]
    assert (panel.unit.name, panel.lines) == ("seconds", ())
    assert panel.description == "How busy it is. Dashed: from where on it is unusual."


def test_each_step_of_a_ladder_has_edges_of_its_severity(compile_spec: CompileSpec) -> None:
    panel = _panel(compile_spec, deviations="{warning: 3, critical: 5}", direction="above")
    assert [(query.legend, query.limits) for query in panel.queries if isinstance(query, ir.PromQuery)] == [
        ("load", None),
        ("usual", None),
        ("warning above", "warning"),
        ("critical above", "critical"),
    ]


def test_of_several_values_it_is_drawn_how_far_each_is_away_and_on_which_side(compile_spec: CompileSpec) -> None:
    panel = _panel(compile_spec, by="[node]")
    ((legend, expr),) = asked(panel)
    assert legend == "{{node}}"
    assert "abs" not in expr
    assert {(line.op, line.value) for line in panel.lines} == {(">", 3.0), ("<", -3.0)}
    assert panel.title == "Load in deviations"
