"""Values that are words, second units, and what a reader sees of alerts."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from emit.small_dashboard import CPU, EVERYTHING, LATENCY, REQUESTS, TRUTH, dashboard, panel, query
from emit.test_dashboards import nodes, pictured, shown
from tocsin import ir
from tocsin.ir.dashboards import Shape
from tocsin.units import UNITS

GREEN_OR_RED = [
    {"type": "value", "options": {"0": {"text": "no", "color": "red", "index": 0}, "1": {"text": "yes", "color": "green", "index": 1}}}
]


@pytest.mark.parametrize("shape", ["stat", "gauge", "state", "timeseries", "table"])
def test_a_state_is_a_coloured_word_whatever_the_shape(shape: Shape) -> None:
    found = pictured(panel(shape, lines=(ir.Line(op=">", value=0.0, severity="critical"),), states=TRUTH, unit=UNITS["bool"]))
    assert found["fieldConfig"]["defaults"]["mappings"] == GREEN_OR_RED
    assert len(found["fieldConfig"]["defaults"]["thresholds"]["steps"]) == 1


def test_the_colour_of_a_state_fills_what_is_coloured_by_value() -> None:
    assert pictured(panel("stat", lines=(), states=TRUTH))["options"]["colorMode"] == "background"
    assert pictured(panel("state", lines=(), states=TRUTH))["fieldConfig"]["defaults"]["color"]["mode"] == "thresholds"
    assert pictured(panel("state"))["fieldConfig"]["defaults"]["color"]["mode"] == "thresholds"
    assert pictured(panel("gauge", lines=(), states=TRUTH))["fieldConfig"]["defaults"]["max"] == 1


def test_a_state_that_is_less_than_critical_looks_so() -> None:
    found = pictured(panel("state", lines=(), states=(ir.State(value=1, text="yes", severity="warning"),)))
    assert found["fieldConfig"]["defaults"]["mappings"][0]["options"]["1"]["color"] == "orange"


def test_a_second_unit_has_its_axis_on_the_right() -> None:
    requests, cpu = replace(REQUESTS, unit=UNITS["requests_per_second"]), replace(CPU, unit=UNITS["cores"])
    found = pictured(panel(lines=(), queries=(LATENCY, requests, cpu)))
    assert found["fieldConfig"]["defaults"]["unit"] == "s"
    assert found["fieldConfig"]["overrides"] == [
        {
            "matcher": {"id": "byFrameRefID", "options": name},
            "properties": [{"id": "unit", "value": unit}, {"id": "custom.axisPlacement", "value": "right"}],
        }
        for name, unit in (("B", "reqps"), ("C", "short"))
    ]
    assert found["datasource"]["uid"] == "-- Mixed --"
    assert [target["refId"] for target in found["targets"]] == ["A", "B", "C"]


def test_a_second_unit_without_an_axis_is_a_unit_alone() -> None:
    found = pictured(panel("stat", lines=(), queries=(LATENCY, replace(REQUESTS, unit=UNITS["requests_per_second"]))))
    assert [property_["id"] for override in found["fieldConfig"]["overrides"] for property_ in override["properties"]] == ["unit"]


def test_no_legend_is_left_to_grafana() -> None:
    assert "__auto" not in [value for _, value in nodes(shown(EVERYTHING))]


def test_the_list_of_alerts_hides_what_its_query_fixes_and_shows_what_tells_them_apart() -> None:
    asked = query('ALERTS{alertstate="firing",environment="production",platform="shop",severity=~"critical|warning"}')
    hidden = pictured(panel("alerts", queries=(asked,)))["transformations"][0]["options"]["excludeByName"]
    assert {"environment", "platform", "alertstate"} <= hidden.keys()
    assert hidden.keys().isdisjoint({"gravity", "alertname", "pod"})


def test_a_line_of_numbers_alone_is_low() -> None:
    heights = [found["gridPos"]["h"] for found in shown(dashboard(panel("stat"), panel("stat"), panel("stat"), panel()))["panels"]]
    assert heights == [1, 4, 4, 8, 8]


@pytest.mark.parametrize("shape", ["stat", "gauge", "table", "barchart"])
@pytest.mark.parametrize(("op", "colours"), [(">", ["green", "orange"]), ("<=", ["orange", "green"])])
def test_nothing_is_not_above_nothing(shape: Shape, op: str, colours: list[str]) -> None:
    line = ir.Line(op=op, value=0.0, severity="warning")
    first, second = pictured(panel(shape, lines=(line,)))["fieldConfig"]["defaults"]["thresholds"]["steps"]
    assert [first["color"], second["color"]] == colours
    # Grafana colours what a step begins at: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-thresholds/
    assert 0 < second["value"] < 0.001


def test_a_line_at_nothing_is_drawn_there() -> None:
    line = ir.Line(op=">", value=0.0, severity="warning")
    assert pictured(panel(lines=(line,)))["fieldConfig"]["defaults"]["thresholds"]["steps"][-1] == {"color": "orange", "value": 0}
