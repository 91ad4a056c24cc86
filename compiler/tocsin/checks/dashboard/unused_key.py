"""A key that a panel of its kind does not read: its author believes that it narrows or changes what is drawn.

Bad:
    metrics: {queue: {series: queue_length, type: gauge}}
    dashboards:
      overview:
        rows:
          Load:
            - queue:
                filters: {zone: a}  # error

Good:
    metrics: {queue: {series: queue_length, type: gauge}}
    dashboards:
      overview:
        rows:
          Load:
            - queue: {where: {zone: a}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import Route
from tocsin.spec.dashboards import Lines
from tocsin.spec.platform import CloudMonitoringDatasource

_CLOUD: Final = frozenset({"metric", "group_by", "filters", "aligner", "reducer"})
_LOOKS: Final = frozenset({"title", "description", "width", "range"})
_READ: Final = {"alerts": _LOOKS | {"where", "by", "as_"}, "platform_health": _LOOKS | {"as_"}}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every key of a panel, or of an item of one, that is for panels of another kind."""
    for name, dashboard in checked.resolved.spec.dashboards.items():
        for title, items in dashboard.rows.items():
            for index, item in enumerate(items):
                for key, panel in item.items():
                    at: Route = ("dashboards", name, "rows", title, index, key)
                    yield from _of_panel(checked, key, panel, at)
                    for part, inner in enumerate(getattr(panel, "of", ())):
                        for metric, lines in inner.items():
                            yield from _of_panel(checked, metric, lines, (*at, "of", part, metric))


def _of_panel(checked: Checked, key: str, panel: Lines | str, at: Route) -> Iterator[Finding]:
    if isinstance(panel, str) or key == "metrics":
        return
    written = panel.model_fields_set - {"of"}
    cloud = isinstance(checked.resolved.spec.platform.datasources.get(key), CloudMonitoringDatasource)
    read = _LOOKS | _CLOUD if cloud else _READ.get(key, written - _CLOUD)
    for field in sorted(written - read):
        name = type(panel).model_fields[field].alias or field
        whose = "Google Cloud" if cloud else f"`{key}`"
        yield Finding(
            message=f"a panel of {whose} does not read `{name}`", help=f"remove `{name}`", where=checked, at=(*at, name), part="key"
        )
