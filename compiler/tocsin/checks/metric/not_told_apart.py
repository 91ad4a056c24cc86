"""Two models that ask for the very same series: what is wrong with one is told of both, and both are scaled by what one has to do.

Bad (-), good (+):
    platform: {cluster: {prometheus: {release: monitoring}}}
  - metrics: {accuracy: {series: accuracy_ratio, type: gauge, unit: ratio}}
  + metrics: {accuracy: {series: accuracy_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      fraud:
        scrape: {job: pushgateway}
        thresholds: {accuracy: {below: 80%, for: 5m}}
      ranking:
        scrape: {job: pushgateway}
        thresholds: {accuracy: {below: 80%, for: 5m}}  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Expr, Number, Selector, selectors
from tocsin.source import KeyPath
from tocsin.spec.metrics import SeriesMetric


def check(checked: Checked) -> Iterator[Finding]:
    """Yield each threshold, objective and target of an autoscaler that reads what another model's does, not what is everybody's.

    Models that are called the same another check tells.
    """
    models = checked.resolved.spec.models
    if len(models) > 1:
        called = {name: model.names(name) for name, model in models.items()}
        seen: dict[frozenset[Selector], KeyPath] = {}
        for at, expr in _asked(checked):
            own = called[str(at[1])]
            asked = frozenset() if _is_told_by(own, expr) else frozenset(selectors(expr))
            first = seen.setdefault(asked, at) if asked else at
            if not own & called[str(first[1])]:
                yield Finding(
                    message=f"`{at[1]}` and `{first[1]}` ask for the very same series here",
                    help="say under the metric's `labels:` which label tells models apart, or watch what they share once, as a component",
                    where=checked,
                    at=at,
                    part="key",
                    notes=((f"this is that of `{first[1]}`", checked, first),),
                )


def _is_told_by(names: frozenset[str], expr: Expr) -> bool:
    """Tell whether the first series that is asked for is that of one of the names: of most it is, and the rest need not be looked at."""
    while children := expr.children:
        expr = children[-1] if isinstance(children[0], Number) else children[0]
    return isinstance(expr, Selector) and any(matcher.value in names for matcher in expr.matchers)


def _asked(checked: Checked) -> Iterator[tuple[KeyPath, Expr]]:
    metrics = checked.resolved.spec.metrics
    everybodys = {name for name, metric in metrics.items() if isinstance(metric, SeriesMetric) and not metric.own}
    asking = [*((each.at, each.metric) for each in checked.thresholds), *((each.at, each.metric) for each in checked.targets)]
    for at, subject in checked.subjects:
        asking += [((*at, "slos", name), metric) for name, slo in subject.slos.items() for metric in slo.metrics]
    shared = {at for at, metric in asking if metric in everybodys}
    for alert in checked.alerts:
        if alert.at[:1] == ("models",) and alert.at[2:3] == ("thresholds",) and alert.at not in shared:
            yield alert.at, alert.value
    # The first rule of an objective reads what it is about, the others mostly what that records.
    objectives: dict[KeyPath, Expr] = {}
    for rule in checked.rules:
        if rule.at[:1] == ("models",) and rule.at[2:3] == ("slos",) and rule.at not in shared:
            objectives.setdefault(rule.at, rule.expr)
    yield from objectives.items()
    for autoscaler in checked.platform.autoscalers:
        for target in autoscaler.metrics:
            if target.at[:1] == ("models",) and target.at[2:4] == ("scaling", "targets") and target.at not in shared:
                yield target.at, target.query
