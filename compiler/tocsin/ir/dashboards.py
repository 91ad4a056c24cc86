"""Dashboards: rows of panels over queries, in no version of Grafana's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from tocsin import promql, source
from tocsin.ir.rules import Alert
from tocsin.units import Unit

Shape = Literal["timeseries", "stat", "gauge", "heatmap", "table", "barchart", "alerts", "state"]


class Line(Struct, frozen=True, kw_only=True):
    """A threshold line: from `value` on in the direction of `op`, the colour of `severity`; without one it is good there."""

    op: str
    value: float
    severity: str | None


class State(Struct, frozen=True, kw_only=True):
    """A value that is a word: 0 is `no`; `severity` says how bad that is, None that it is good."""

    value: int
    text: str
    severity: str | None


class Column(Struct, frozen=True, kw_only=True):
    """What the values of one column of a table mean."""

    lines: tuple[Line, ...] = ()
    states: tuple[State, ...] = ()
    nothing: str = ""
    """What a cell says that has no value."""
    short: bool = False
    """Whether its values are a word or a digit."""


class PromQuery(Struct, frozen=True, kw_only=True):
    """A PromQL query and the legend of its series (`{{model}}`)."""

    expr: promql.Expr
    legend: str
    instant: bool = False
    unit: Unit | None = None
    """Unit of its values; None: the panel's."""
    column: Column | None = None
    """Of a table of several queries: what its values mean."""
    limits: str | None = None
    """Where it is no value but a limit of the others: of which severity."""


class CloudQuery(Struct, frozen=True, kw_only=True):
    """A query of Google Cloud Monitoring: one metric type, aligned and reduced."""

    project: str
    metric_type: str
    filters: tuple[tuple[str, str], ...]
    aligner: str
    reducer: str
    group_by: tuple[str, ...]
    legend: str
    unit: Unit | None = None
    """Unit of its values; None: the panel's."""


class Watch(Struct, frozen=True, kw_only=True):
    """An alert that watches what a panel shows, by what is said of it there."""

    alert: str
    severity: str
    title: str
    """What is measured: `latency p95`."""
    condition: str
    """In words, with its guards."""
    for_ms: int
    at: source.KeyPath

    @classmethod
    def of(cls, alert: Alert) -> Watch:
        """Return what is said of an alert."""
        condition = f"{alert.condition} {alert.besides}".rstrip()
        return cls(alert=alert.name, severity=alert.severity, title=alert.title, condition=condition, for_ms=alert.for_ms, at=alert.at)


class Panel(Struct, frozen=True, kw_only=True):
    """One picture."""

    title: str
    description: str
    """What it shows; what is to be kept of that, and which alerts watch it, is said by `promise` and `watched`."""
    shape: Shape
    unit: Unit
    queries: tuple[PromQuery | CloudQuery, ...]
    lines: tuple[Line, ...]
    span: int
    """Width in Grafana's 24 columns."""
    options: Mapping[str, object]
    """What only one shape knows: `range` (a fixed time range), `rows` (the label that a table has a row for each value of), `lines`
    (how many of these there are), `runbook`
    and `dashboard` (the URLs of an alert's runbook, and of the dashboard of a model or component, its name as `${__value.raw}`)."""
    at: source.KeyPath
    states: tuple[State, ...] = ()
    promise: str = ""
    """What an objective says of it, as a sentence."""
    watched: tuple[Watch, ...] = ()


class TextPanel(Struct, frozen=True, kw_only=True):
    """A panel of Markdown."""

    title: str
    markdown: str
    span: int
    at: source.KeyPath


class Row(Struct, frozen=True, kw_only=True):
    """A titled row of panels."""

    title: str
    panels: tuple[Panel | TextPanel, ...]


class Annotation(Struct, frozen=True, kw_only=True):
    """Marks on every graph for as long as the series of `expr` exist; labels are written `{{alertname}}`."""

    name: str
    expr: promql.Expr
    title: str
    text: str
    tags: tuple[str, ...]
    """Labels whose values become tags; a series may lack some of them."""


class Choice(Struct, frozen=True, kw_only=True):
    """A variable above the panels: one, several or all of `options`, each shown as its text and asked for by its pattern (RE2)."""

    name: str
    options: tuple[tuple[str, str], ...]

    @property
    def asked(self) -> str:
        """The pattern that matches what was chosen, as a query has it."""
        return f"${{{self.name}:pipe}}"


class Dashboard(Struct, frozen=True, kw_only=True):
    """A dashboard; `uid` is stable, unique in the repository, and at most 40 characters."""

    uid: str
    title: str
    description: str
    tags: tuple[str, ...]
    folder: str
    refresh: str
    time_from: str
    rows: tuple[Row, ...]
    annotations: tuple[Annotation, ...]
    sources: tuple[str, ...]
    at: source.KeyPath
    choices: tuple[Choice, ...] = ()

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The pictures of all rows, in their order."""
        return tuple([panel for row in self.rows for panel in row.panels if isinstance(panel, Panel)])
