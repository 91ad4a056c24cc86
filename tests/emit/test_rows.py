"""The table with a row for each model: one form, whatever it asks."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from emit.small_dashboard import REQUESTS, SEVERITIES, panel, query
from emit.test_dashboards import pictured
from tocsin import ir
from tocsin.emit.grafana.panel_text import shape_of
from tocsin.units import UNITS

RANKS = ir.Column(lines=(ir.Line(op=">=", value=1.0, severity="warning"),), states=SEVERITIES, nothing="quiet", short=True)
STATE = ir.PromQuery(expr=query("max by (model) (ALERTS)").expr, legend="State", column=RANKS)
LEFT = ir.PromQuery(
    expr=query("min by (model) (budget)").expr,
    legend="Budget left",
    unit=UNITS["ratio"],
    column=ir.Column(lines=(ir.Line(op="<", value=0.0, severity="critical"),)),
)


def rows(*queries: ir.PromQuery, label: str = "model", **options: str) -> ir.Panel:
    return panel("table", queries=queries, lines=(), options={"rows": label, **options})


def special(found: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what is special about the column called so."""
    (properties,) = (
        each["properties"] for each in found["fieldConfig"]["overrides"] if each["matcher"] == {"id": "byName", "options": name}
    )
    return {each["id"]: each["value"] for each in properties}


def test_a_row_has_a_column_for_each_query_and_the_worst_row_stands_above() -> None:
    found = pictured(rows(STATE, LEFT, REQUESTS))
    merge, organize = found["transformations"]
    assert merge["id"] == "merge"
    named = {"model": "Model", "Value #A": "State", "Value #B": "Budget left", "Value #C": "requests"}
    assert organize["options"]["renameByName"] == named
    assert [target["refId"] for target in found["targets"]] == ["A", "B", "C"]
    assert all(target["instant"] and target["format"] == "table" for target in found["targets"])
    assert found["options"]["sortBy"] == [{"displayName": "State", "desc": True}]


def test_a_column_says_what_its_values_mean() -> None:
    found = pictured(rows(STATE, LEFT, REQUESTS))
    state, left = special(found, "State"), special(found, "Budget left")
    assert [state["noValue"], state["custom.cellOptions"]["type"]] == ["quiet", "color-background"]
    assert state["mappings"][0]["options"]["2"] == {"text": "warning", "color": "orange", "index": 1}
    # Red behind every model that has no budget would be an alarm.
    assert left["custom.cellOptions"]["type"] == "color-text"
    assert [state["custom.width"], "custom.width" in left] == [110, False]
    assert left["unit"] == "percentunit"
    assert left["thresholds"]["steps"] == [{"color": "red", "value": None}, {"color": "green", "value": 0}]
    assert "requests" not in [each["matcher"]["options"] for each in found["fieldConfig"]["overrides"]]


def test_an_empty_table_says_that_nothing_fires_and_an_empty_cell_says_nothing() -> None:
    found = pictured(rows(STATE, LEFT))
    assert found["fieldConfig"]["defaults"]["noValue"] == "No alert fires"
    (cells,) = (each for each in found["fieldConfig"]["overrides"] if each["matcher"]["id"] == "byType")
    assert cells == {"matcher": {"id": "byType", "options": "number"}, "properties": [{"id": "noValue", "value": ""}]}


@pytest.mark.parametrize(("label", "head"), [("model", "Model"), ("subject", "Component")])
def test_the_name_of_a_row_leads_to_its_dashboard(label: str, head: str) -> None:
    led = pictured(rows(STATE, label=label, dashboard="/d/shop-${__value.raw}"))
    assert special(led, head)["links"][0]["url"] == "/d/shop-${__value.raw}"
    assert "links" not in special(pictured(rows(STATE, label=label)), head)


@pytest.mark.parametrize(("lines", "height"), [(1, 4), (4, 7), (12, 14), (5000, 14)])
def test_a_table_is_as_high_as_its_lines_need_until_it_scrolls(lines: int, height: int) -> None:
    table = rows(STATE)
    assert pictured(replace(table, options={**table.options, "lines": lines}))["gridPos"]["h"] == height


def test_whatever_is_asked_the_form_is_one() -> None:
    assert shape_of(rows(STATE)) == shape_of(rows(STATE, LEFT, REQUESTS))


def test_columns_of_several_metrics_have_their_units_by_name() -> None:
    """What Grafana has merged has no reference any more."""
    found = pictured(panel("table", queries=(REQUESTS, LEFT), lines=()))
    assert special(found, "Budget left") == {"unit": "percentunit"}
