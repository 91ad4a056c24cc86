"""A panel that rates a counter over less than two scrapes: there is no rate of one sample, and the picture is empty.

https://prometheus.io/docs/prometheus/latest/querying/functions/#rate

Bad (-), good (+):
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}}
    dashboards:
      overview:
        rows:
          Traffic:
  -         - requests: {over: 30s}  # error
  +         - requests: {over: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every window of a counter or histogram that holds less than two scrapes, however often it is scraped here."""
    rated = {metric.name for metric in checked.platform.metrics if metric.type in {"counter", "histogram"}}
    drawn = [each for each in checked.pictures if each.name in rated and each.lines.over is not None]
    if not drawn:
        return
    least_ms = 2 * (parse_duration(checked.shortest_scrape_interval) or 0)
    for each in drawn:
        if (parse_duration(each.lines.over or "") or 0) < least_ms:
            yield Finding(
                message=f"two scrapes are {format_duration(least_ms)} apart from the first to the last",
                help=f"write at least `{format_duration(2 * least_ms)}`, or nothing: the zoom then decides",
                where=checked,
                at=(*each.at, "over"),
            )
