"""A key that a panel of its kind does not read: its author believes that it narrows or changes what is drawn.

Bad (-), good (+):
    metrics: {queue: {series: queue_length, type: gauge}}
    dashboards:
      overview:
        rows:
          Load:
  -         - queue:
  -             filters: {zone: a}  # error
  +         - queue: {where: {zone: a}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.finding.placed import PlacedLines
from tocsin.spec.platform import CloudMonitoringDatasource

_CLOUD: Final = frozenset({"metric", "group_by", "filters", "aligner", "reducer"})
_LOOKS: Final = frozenset({"title", "description", "width", "range"})
_READ: Final = {"alerts": _LOOKS | {"where", "by", "as_"}, "platform_health": _LOOKS | {"as_"}}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every key of a panel, or of an item of one, that is for panels of another kind."""
    for each in checked.pictures:
        if each.name != "metrics":
            yield from _unused(checked, each)


def _unused(checked: Checked, drawn: PlacedLines) -> Iterator[Finding]:
    written = drawn.lines.model_fields_set - {"of"}
    cloud = isinstance(checked.resolved.spec.platform.datasources.get(drawn.name), CloudMonitoringDatasource)
    read = _LOOKS | _CLOUD if cloud else _READ.get(drawn.name, written - _CLOUD)
    for field in sorted(written - read):
        name = type(drawn.lines).model_fields[field].alias or field
        whose = "Google Cloud" if cloud else f"`{drawn.name}`"
        message = f"a panel of {whose} does not read `{name}`"
        yield Finding(message=message, help=f"remove `{name}`", where=checked, at=(*drawn.at, name), part="key")
