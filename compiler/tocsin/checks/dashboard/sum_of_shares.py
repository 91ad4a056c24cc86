"""A panel that adds up shares or percentages: two replicas at 60% are no 120%.

Bad:
    metrics: {memory: {series: memory_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    dashboards:
      overview:
        rows:
          Memory:
            - memory: {aggregate: sum}  # error

Good:
    metrics: {memory: {series: memory_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    dashboards:
      overview:
        rows:
          Memory:
            - memory: {aggregate: max}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.source import Route
from tocsin.spec.dashboards import Lines


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every panel, and every item of one, that sums a gauge in shares or percentages."""
    dashboards = checked.resolved.spec.dashboards
    shares = {metric.name for metric in checked.platform.metrics if metric.type == "gauge" and metric.unit.name in {"ratio", "percent"}}
    for name, dashboard in dashboards.items() if shares else ():
        for title, items in dashboard.rows.items():
            for index, item in enumerate(items):
                for key, panel in item.items():
                    at: Route = ("dashboards", name, "rows", title, index, key)
                    yield from _of(checked, key, panel, at, shares)
                    for part, inner in enumerate(getattr(panel, "of", ())):
                        for metric, lines in inner.items():
                            yield from _of(checked, metric, lines, (*at, "of", part, metric), shares)


def _of(checked: Checked, key: str, lines: Lines | str, at: Route, shares: set[str]) -> Iterator[Finding]:
    if key in shares and isinstance(lines, Lines) and lines.aggregate == "sum":
        yield Finding(
            message=f"`{key}` is a share, and shares of several do not add up",
            help="write `aggregate: avg`, or `max` for the worst",
            where=checked,
            at=(*at, "aggregate"),
        )
