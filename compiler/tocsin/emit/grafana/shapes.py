"""The shapes of panels and dashboards: what their JSON depends on besides texts, with a number for each."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from tocsin.emit.grafana.form import mark
from tocsin.ir.dashboards import Shape

COLUMN: Final = 4
"""Where panels stand in the JSON of a dashboard."""

TITLE: Final = mark(1)
BODY: Final = mark(6)
"""The description of a panel, or its Markdown."""
UNIT, MIN_STEP, RANGE = mark(7), mark(8), mark(9)
STEPS: Final = mark(10)
"""All threshold steps, as they stand in their list."""
STEPS_COLUMN: Final = COLUMN + 10
STATES: Final = mark(11)
"""The mapping of states."""
STATES_COLUMN: Final = COLUMN + 8
_ID, *_PLACE = map(mark, (0, 2, 3, 4, 5))
WHERE: Final = {"id": _ID, "title": TITLE, "gridPos": dict(zip(("h", "w", "x", "y"), _PLACE, strict=True))}
HEAD: Final = (_ID, TITLE, *_PLACE, BODY)
"""The words that are each panel's own, besides what it asks."""
TARGETS_COLUMN: Final = COLUMN + 4
LINK, DASHBOARD = mark(12), mark(13)
"""The URLs of the runbook of an alert, and of the dashboard of what it is about."""
WORDS_COLUMN: Final = COLUMN + 14
"""Where the mapping of states stands that is about one column of a table."""
NAMES, COLUMNS, TARGETS, FIRST = map(mark, (14, 15, 16, 17))
"""Of a table with a row for each model: what columns are called, what is special about them, what is asked, and what it is sorted by."""
NAMES_COLUMN, COLUMNS_COLUMN = COLUMN + 8, COLUMN + 6
_QUERIES: Final = 18
_PER_QUERY: Final = 3


class QueryShape(NamedTuple):
    """What the target of a query depends on, and what the panel says of it elsewhere."""

    is_cloud: bool
    instant: bool
    has_unit: bool
    names_column: bool
    """Whether its legend is the same for all series; only a table asks."""
    colour: str = ""
    """That of the severity of which it is a limit."""


class PanelShape(NamedTuple):
    """What the JSON of a row or a panel depends on; its words are those above, three of each query, and the ends."""

    picture: Shape | Literal["row", "text"]
    queries: tuple[QueryShape, ...] = ()
    has_lines: bool = False
    axis: tuple[str, ...] = ()
    """What Grafana calls the ends of the axis that are given."""
    has_states: bool = False
    has_range: bool = False
    fixed: tuple[str, ...] = ()
    """The labels that the queries fix; only a panel of alerts asks."""

    has_link: bool = False
    """Whether there is a runbook to link to; only a panel of alerts asks."""
    lowest: bool = False
    """Whether the lowest value is the worst; only a picture over time asks."""
    rows: str = ""
    """The label that a table has a row for each value of, where it is one; whatever it asks, it has the same form."""
    leads: bool = False
    """Whether there are dashboards to link to of what alerts are about, or of what rows are."""

    @property
    def judges(self) -> bool:
        """Whether any value is good or bad."""
        return self.has_lines or self.has_states

    def expr(self, index: int) -> str:
        """Return the mark of a query's expression; of one of Cloud Monitoring, of the whole target."""
        return mark(_QUERIES + _PER_QUERY * index)

    def legend(self, index: int) -> str:
        """Return the mark of a query's legend."""
        return mark(_QUERIES + _PER_QUERY * index + 1)

    def unit(self, index: int) -> str:
        """Return the mark of a query's own unit."""
        return mark(_QUERIES + _PER_QUERY * index + 2)

    def ends(self) -> dict[str, str]:
        """Return the ends of the axis."""
        first = _QUERIES + _PER_QUERY * len(self.queries)
        return {name: mark(first + index) for index, name in enumerate(self.axis)}


class DashboardShape(NamedTuple):
    """What the JSON of a dashboard depends on."""

    annotations: int
    asks_cloud: bool
    choices: tuple[str, ...] = ()
    """The names of the variables by which whoever looks chooses."""
