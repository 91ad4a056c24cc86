"""Panels are as high as what they show, and what has no value has the colour of nothing."""

from __future__ import annotations

import pytest

from emit.small_dashboard import REQUESTS, panel
from emit.test_dashboards import pictured
from tocsin import ir
from tocsin.ir.dashboards import Shape


@pytest.mark.parametrize(
    ("shape", "queries", "height"),
    [
        ("timeseries", (REQUESTS,) * 2, 8),
        ("timeseries", (REQUESTS,) * 3, 9),  # three quantiles: a legend has a third of the picture
        ("state", (REQUESTS,), 4),
        ("state", (REQUESTS, ir.PromQuery(expr=REQUESTS.expr, legend="{{pod}}")), 8),  # nobody knows how many pods
        ("stat", (REQUESTS,), 4),
    ],
)
def test_a_picture_is_as_high_as_it_needs(shape: Shape, queries: tuple[ir.PromQuery, ...], height: int) -> None:
    assert pictured(panel(shape, queries=queries, lines=()))["gridPos"]["h"] == height


@pytest.mark.parametrize("shape", ["stat", "gauge"])
def test_a_number_without_a_value_is_neither_good_nor_bad(shape: Shape) -> None:
    lines = (ir.Line(op="<", value=0.25, severity="critical"),)
    defaults = pictured(panel(shape, lines=lines))["fieldConfig"]["defaults"]
    (mapping,) = defaults["mappings"]
    assert mapping["options"]["match"] == "null+nan"
    assert mapping["options"]["result"]["color"] not in {step["color"] for step in defaults["thresholds"]["steps"]}
    assert not pictured(panel(shape, lines=()))["fieldConfig"]["defaults"].get("mappings")
