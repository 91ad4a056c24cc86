"""Laws of what dashboards are made of: colours, places and JSON text."""

from __future__ import annotations

import json
import math
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emit.small_dashboard import panel
from tocsin import ir
from tocsin.emit.grafana.json_text import dumps
from tocsin.emit.grafana.layout import COLUMNS, places
from tocsin.emit.grafana.thresholds import drawable, steps

SEVERITIES = ("info", "warning", "critical")
COLOURS: dict[str | None, str] = dict(zip(SEVERITIES, ("blue", "orange", "red"), strict=True))
EDGES = st.integers(-4, 4).map(float)
LINES = st.lists(
    st.builds(ir.Line, op=st.sampled_from([">", ">=", "<", "<="]), value=EDGES, severity=st.sampled_from(SEVERITIES)), max_size=5
)


def colour_at(value: float, found: list[dict[str, Any]]) -> str:
    """Return the colour that Grafana gives a value: of the last step that is not above it."""
    colours: list[str] = [step["color"] for step in found if step["value"] is None or step["value"] <= value]
    return colours[-1]


@given(LINES, EDGES)
def test_a_value_has_the_colour_of_the_worst_line_that_it_crosses(lines: list[ir.Line], edge: float) -> None:
    value = edge + 0.5
    crossed = [line.severity for line in lines if (value > line.value) == line.op.startswith(">")]
    expected = COLOURS[max(crossed, key=list(COLOURS).index)] if crossed else "green"
    assert colour_at(value, steps(lines, otherwise="green")) == expected


@given(LINES)
def test_steps_begin_at_minus_infinity_ascend_and_change_colour(lines: list[ir.Line]) -> None:
    found = steps(lines, otherwise="green")
    assert found[0]["value"] is None
    assert all(before["color"] != after["color"] for before, after in pairwise(found))
    values = [step["value"] for step in found[1:]]
    assert values == sorted(set(values))


def test_two_directions_leave_the_middle_free() -> None:
    lines = (ir.Line(op="<", value=10.0, severity="warning"), ir.Line(op=">", value=85.0, severity="critical"))
    assert steps(lines, otherwise="green") == [
        {"color": "orange", "value": None},
        {"color": "green", "value": 10},
        {"color": "red", "value": 85},
    ]


def test_equality_is_no_line() -> None:
    above = ir.Line(op=">", value=5.0, severity="warning")
    assert drawable((ir.Line(op="==", value=0.0, severity="critical"), above, ir.Line(op="!=", value=1.0, severity="info"))) == (above,)


def test_a_severity_of_the_team_s_own_looks_like_the_worst() -> None:
    assert steps([ir.Line(op=">", value=0.0, severity="page")], otherwise="green")[-1] == {"color": "red", "value": 0}


@given(st.lists(st.lists(st.integers(1, 30), max_size=9), max_size=4))
def test_panels_stand_beside_each_other_within_24_columns_and_rows_close_up(spans: list[list[int]]) -> None:
    rows = tuple(ir.Row(title="row", panels=tuple(panel(span=span) for span in row)) for row in spans)
    placed = list(places(rows))
    found = [place for _, place in placed]
    for index, (node, place) in enumerate(placed):
        assert not isinstance(node, ir.Row) or place.y == max((above.y + above.h for above in found[:index]), default=0)
    assert all(place.x >= 0 and place.x + place.w <= COLUMNS for place in found)
    assert found == sorted(found, key=lambda place: (place.y, place.x))
    for one, other in combinations(found, 2):
        beside = one.x + one.w <= other.x or other.x + other.w <= one.x
        assert beside or one.y + one.h <= other.y or other.y + other.h <= one.y


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_the_text_is_the_standard_library_s(value: object) -> None:
    assert dumps(value) == json.dumps(value, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_that_json_cannot_hold_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no number that JSON, and so Kubernetes, can hold"):
        dumps({"value": value})


@pytest.mark.parametrize("value", [{1, 2}, {1: "number for a key"}, b"bytes"])
def test_what_json_has_no_form_for_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        dumps(value)
