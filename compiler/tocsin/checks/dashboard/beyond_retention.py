"""A dashboard that looks further back than samples are kept: most of it is empty, and a total over the window is too low.

What is not said of the retention is not checked. https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects

Bad (-), good (+):
  - platform: {stack: {prometheus: {retention: 7d}}}
  + platform: {stack: {prometheus: {retention: 30d}}}
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}}
    dashboards:
      overview:
        rows:
          Traffic:
            - requests:
                range: 30d  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.duration import parse_duration
from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every time range of a dashboard and its panels, and every window of one, that is longer than the platform's own retention."""
    spec = checked.resolved.spec
    kept = spec.platform.stack.prometheus.retention if spec.platform.stack is not None else None
    for at, reach in _reaches(checked) if kept is not None else ():
        if reach is not None and kept is not None and (parse_duration(reach) or 0) > (parse_duration(kept) or 0):
            yield Finding(
                message=f"this looks {reach} back, and samples are kept for {kept}",
                help="look less far back, or raise `platform.stack.prometheus.retention`",
                where=checked,
                at=at,
            )


def _reaches(checked: Checked) -> Iterator[tuple[KeyPath, str | None]]:
    for name, dashboard in checked.resolved.spec.dashboards.items():
        yield ("dashboards", name, "since"), dashboard.since
    yield from (((*panel.at, "range"), panel.lines.range) for panel in checked.panels)
    yield from (((*each.at, "over"), each.lines.over) for each in checked.pictures)
