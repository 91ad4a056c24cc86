"""A dashboard that asks again before there can be anything new: every viewer costs Prometheus its queries, and sees the same picture.

Bad (-), good (+):
    metrics: {queue: {series: queue_length, type: gauge, labels: {model: model}}}
    dashboards:
      overview:
  -     refresh: 5s  # error
  +     refresh: 30s
        rows:
          Load: [queue]
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.duration import parse_duration
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every dashboard that refreshes more often than anything of the platform is scraped."""
    spec = checked.resolved.spec
    if not spec.dashboards:
        return
    often = checked.shortest_scrape_interval
    for name, dashboard in spec.dashboards.items():
        if (parse_duration(dashboard.refresh) or 0) < (parse_duration(often) or 0):
            yield Finding(
                message=f"nothing is scraped more often than every {often}",
                help=f"write `refresh: {often}` or more",
                where=checked,
                at=("dashboards", name, "refresh"),
            )
