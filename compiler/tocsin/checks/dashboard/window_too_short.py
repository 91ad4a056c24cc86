"""A panel that rates a counter over less than two scrapes: there is no rate of one sample, and the picture is empty.

https://prometheus.io/docs/prometheus/latest/querying/functions/#rate

Bad:
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}}
    dashboards:
      overview:
        rows:
          Traffic:
            - requests: {over: 30s}  # error

Good:
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}}
    dashboards:
      overview:
        rows:
          Traffic:
            - requests: {over: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.duration import format_duration, parse_duration
from tocsin.finding import Checked, Finding
from tocsin.source import Route
from tocsin.spec.dashboards import Lines


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every window of a counter or histogram that holds less than two scrapes, however often it is scraped here."""
    spec = checked.resolved.spec
    rated = {metric.name for metric in checked.platform.metrics if metric.type in {"counter", "histogram"}}
    if not spec.dashboards or not rated:
        return
    every = [spec.platform.cluster.prometheus.scrape_interval]
    every += [subject.scrape.every for _, subject in checked.subjects() if subject.scrape is not None and subject.scrape.every is not None]
    least_ms = 2 * min(parse_duration(each) or 0 for each in every)
    for name, dashboard in spec.dashboards.items():
        for title, items in dashboard.rows.items():
            for index, item in enumerate(items):
                for key, panel in item.items():
                    at: Route = ("dashboards", name, "rows", title, index, key)
                    windows = [(key, panel, at)]
                    for part, inner in enumerate(getattr(panel, "of", ())):
                        windows += [(metric, lines, (*at, "of", part, metric)) for metric, lines in inner.items()]
                    yield from (_finding(checked, place, least_ms) for metric, lines, place in windows
                                if metric in rated and _is_short(lines, least_ms))  # fmt: skip


def _is_short(lines: Lines | str, least_ms: int) -> bool:
    return isinstance(lines, Lines) and lines.over is not None and (parse_duration(lines.over) or 0) < least_ms


def _finding(checked: Checked, at: Route, least_ms: int) -> Finding:
    return Finding(
        message=f"two scrapes are {format_duration(least_ms)} apart from the first to the last",
        help=f"write at least `{format_duration(2 * least_ms)}`, or nothing: the zoom then decides",
        where=checked,
        at=(*at, "over"),
    )
