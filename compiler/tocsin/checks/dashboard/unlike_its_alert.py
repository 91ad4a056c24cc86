"""A panel with the limit of an alert over other series than the alert watches: the line is never crossed when the alert fires, or always.

A panel draws the limits of the alerts about its metric and model. With another `where`, or another `aggregate`, what it shows is not what
they compare.

Bad (-), good (+):
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds: {requests: {where: {code: "500"}, above: 1/s, for: 5m}}
    dashboards:
      overview:
        rows:
          Traffic:
  -         - requests: {model: chat}  # error
  +         - requests: {model: chat, where: {code: "500"}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import promql
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert, PromQuery
from tocsin.spec.platform import Cluster

# What these show is the platform's, whatever their author writes.
_OF_THE_PLATFORM: Final = frozenset({"alerts", "platform_health"})
_Read = frozenset[tuple[str | None, frozenset[promql.Matcher], int]]


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every named panel whose lines are those of alerts over other series, or of another aggregation of them."""
    panels = [
        panel
        for dashboard in checked.platform.dashboards
        if dashboard.at[:1] == ("dashboards",)
        for panel in dashboard.panels
        if panel.lines and panel.at[-1] not in _OF_THE_PLATFORM
    ]
    about: dict[frozenset[str], list[Alert]] = {}
    for alert in checked.alerts if panels else ():
        about.setdefault(frozenset(promql.metrics(alert.value)), []).append(alert)
    told = _told_apart(checked.resolved.spec.platform.cluster)
    for panel in panels:
        queries = [query.expr for query in panel.queries if isinstance(query, PromQuery)]
        lines = {(line.op, line.value, line.severity) for line in panel.lines}
        series = frozenset([name for query in queries for name in promql.metrics(query)])
        shown = [alert for alert in about.get(series, ()) if any((op, limit, alert.severity) in lines for op, limit in alert.limits)]
        written = checked.panel_at.get(panel.at)
        # Where nothing is chosen, each series is drawn.
        chosen = written.aggregate if written is not None else None
        if shown and not any(_same(query, alert.value, chosen=chosen, told=told) for query in queries for alert in shown):
            yield Finding(
                message=f"the panel draws the limit of `{shown[0].name}`, and shows something else than it compares",
                help="give the panel the `where` and `aggregate` of the threshold, or define a metric of its own for it",
                where=checked,
                at=panel.at,
                part="key",
                notes=(("the alert is", checked, shown[0].at),),
            )


def _told_apart(cluster: Cluster) -> frozenset[promql.Matcher]:
    """Return what tells the cluster from others: Grafana may ask for it where the rules need not, and they where it need not."""
    return frozenset(promql.equals(label, value) for labels in cluster.asked_for.values() for label, value in labels.items())


def _same(query: promql.Expr, value: promql.Expr, *, chosen: str | None, told: frozenset[promql.Matcher]) -> bool:
    """Tell whether a query reads the same series as an alert, and makes the same of several, where its author has `chosen` that."""
    if _read(query, told) != _read(value, told):
        return False
    match value:
        case promql.Aggregate(op, _, labels, without) if chosen is not None and isinstance(query, promql.Aggregate):
            # One line for each pod is finer than the worst of them, and crosses the limit when it does.
            return chosen == op or without or not {*query.labels} <= {*labels}
        case _:
            return True


def _read(expr: promql.Expr, told: frozenset[promql.Matcher]) -> _Read:
    return frozenset((each.metric, frozenset(each.matchers) - told, each.offset_ms) for each in promql.selectors(expr))
