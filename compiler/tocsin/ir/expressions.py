"""Every expression of a platform, and what in the spec it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.ir.dashboards import PromQuery
from tocsin.ir.platform import Platform
from tocsin.promql import Expr
from tocsin.source import Route


def expressions(platform: Platform) -> Iterator[tuple[Expr, Route]]:
    """Yield the expressions of rules, then of autoscalers, analyses and panels, each with what it comes from."""
    for rules in platform.rules:
        yield from ((rule.expr, rule.at) for rule in rules.rules)
    for autoscaler in platform.autoscalers:
        yield from ((metric.query, metric.at) for metric in autoscaler.metrics)
    yield from ((analysis.query, analysis.at) for analysis in platform.analyses)
    for dashboard in platform.dashboards:
        for panel in dashboard.panels:
            yield from ((query.expr, panel.at) for query in panel.queries if isinstance(query, PromQuery))
