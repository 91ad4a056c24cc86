"""Every expression of a platform, and what in the spec it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tocsin.ir.dashboards import PromQuery
from tocsin.ir.platform import Platform
from tocsin.promql import Expr, Selector, selectors
from tocsin.source import KeyPath


def expressions(platform: Platform) -> Iterator[tuple[Expr, KeyPath]]:
    """Yield the expressions of rules, then of autoscalers, analyses and panels, each with what it comes from."""
    yield from _acting(platform)
    yield from ((analysis.query, analysis.at) for analysis in platform.analyses)
    for dashboard in platform.dashboards:
        for panel in dashboard.panels:
            yield from ((query.expr, panel.at) for query in panel.queries if isinstance(query, PromQuery))


def selected_by_models(platform: Platform) -> Mapping[str, frozenset[Selector]]:
    """Return what the rules and autoscalers of each model select, by the model's name."""
    found: dict[str, set[Selector]] = {}
    for expr, at in _acting(platform):
        if at[:1] == ("models",):
            found.setdefault(str(at[1]), set()).update(selectors(expr))
    return {name: frozenset(each) for name, each in found.items()}


def _acting(platform: Platform) -> Iterator[tuple[Expr, KeyPath]]:
    for rules in platform.rules:
        yield from ((rule.expr, rule.at) for rule in rules.rules)
    for autoscaler in platform.autoscalers:
        yield from ((metric.query, metric.at) for metric in autoscaler.metrics)
