"""Lines of panels: full, as few as can be, and none with a single small picture blown up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emit.small_dashboard import panel
from tocsin import ir
from tocsin.emit.grafana.layout import COLUMNS, places
from tocsin.lower.panels.widths import fitted

PANELS = st.lists(
    st.builds(panel, st.sampled_from(["timeseries", "table", "stat", "gauge"]), span=st.sampled_from([0, 0, 0, 6, 12, 24])), max_size=12
)


def widths(*panels: ir.Panel) -> list[list[int]]:
    """Return the widths of the panels of each line, as the dashboard places them."""
    found: dict[int, list[int]] = {}
    row = ir.Row(title="row", panels=fitted(panels))
    for node, place in places((row,)):
        if not isinstance(node, ir.Row):
            found.setdefault(place.y, []).append(place.w)
    return list(found.values())


def pictures(count: int) -> list[ir.Panel]:
    return [panel(span=0)] * count


def numbers(count: int) -> list[ir.Panel]:
    return [panel("stat", span=0)] * count


@pytest.mark.parametrize(
    ("panels", "expected"),
    [
        (pictures(1), [[24]]),
        (pictures(3), [[8, 8, 8]]),
        (pictures(4), [[12, 12], [12, 12]]),
        (pictures(7), [[12, 12], [12, 12], [8, 8, 8]]),
        (numbers(1), [[6]]),
        (numbers(2), [[12, 12]]),
        (numbers(5), [[5, 5, 5, 5, 4]]),
        (numbers(7), [[8, 8, 8], [6, 6, 6, 6]]),
        ([*numbers(1), *pictures(6)], [[6, 9, 9], [12, 12], [12, 12]]),
        ([panel(span=12), panel("stat", span=4), *pictures(1)], [[12, 4, 8]]),
    ],
)
def test_lines_are_even_and_full(panels: list[ir.Panel], expected: list[list[int]]) -> None:
    assert widths(*panels) == expected


@given(PANELS)
def test_a_line_with_something_to_stretch_is_full_and_what_the_author_gave_stays(panels: list[ir.Panel]) -> None:
    made = fitted(panels)
    assert all(after.span == before.span for before, after in zip(panels, made, strict=True) if before.span)
    flexible = iter([panel.shape not in {"stat", "gauge"} and not panel.span for panel in panels])
    for line in widths(*panels):
        stretches = [next(flexible) for _ in line]
        assert sum(line) == COLUMNS or not any(stretches)
