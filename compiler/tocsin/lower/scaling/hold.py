"""`down: {when: ...}`: replicas that stay while the model is not idle, as one more metric of the autoscaler.

An HPA goes down as soon as its metrics allow it, whatever else is true. A metric that has as many units as there are
replicas, with one for each, asks for the present number; it is 0 while all conditions hold, and then the others decide.
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#scaling-on-multiple-metrics
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from tocsin import promql
from tocsin.ir import MetricTarget
from tocsin.lower.context import Context
from tocsin.lower.scaling.plan import Plan
from tocsin.lower.thresholds import guard_condition
from tocsin.measures import Aggregation
from tocsin.source import KeyPath
from tocsin.threshold import Guard

_PACK = "kube-state-metrics"
_REPLICAS = "kube_horizontalpodautoscaler_status_current_replicas"


def held(context: Context, plan: Plan) -> Iterator[MetricTarget]:
    """Yield the metric that holds the replicas, if any is asked for; add a diagnostic when it cannot be measured."""
    down = plan.merged.down
    if down is None or not down.when:
        return
    at = plan.said("down", "when")
    if plan.by != "keda":
        remedy = "write `by: keda`"
        context.findings.add("scaling/cannot-hold", "an HPA cannot be told to stay while something is true", remedy, at=at, part="key")
        return
    if _PACK not in context.resolved.packs or plan.subject.autoscaler is None:
        remedy = f"add `{_PACK}` to `use:`"
        context.findings.add("scaling/no-replica-count", "nobody says how many replicas there are now", remedy, at=at, part="key")
        return
    asked = [(metric, guard, usual) for metric, guard in down.when.items() for usual in _of_all(guard)]
    found = [guard_condition(context, plan.subject, metric, guard, (), (*at, metric), usual=usual) for metric, guard, usual in asked]
    idle = [(metric, each[0]) for (metric, _, _), each in zip(asked, found, strict=True) if each is not None]
    for metric, condition in idle:
        _check_one(context, metric, condition, (*at, metric))
    if len(idle) < len(found):
        return
    where = (promql.equals("horizontalpodautoscaler", plan.subject.autoscaler), promql.equals("namespace", plan.subject.namespace))
    replicas = promql.Aggregate("sum", promql.Selector(_REPLICAS, where))
    # What has one value for all replicas is asked once.
    quiet = reduce(lambda left, right: promql.both(left, right, promql.on()), dict.fromkeys(condition for _, condition in idle))
    # While it is idle 0, but nothing when nobody tells the replicas: then KEDA keeps them.
    query = promql.either(promql.unless(replicas, quiet, promql.on()), promql.multiply(0.0, replicas))
    yield MetricTarget(name="held-while-busy", query=query, value="1", number=1.0, scope="per_replica", activation=0, at=at)


def _of_all(guard: Guard) -> tuple[Aggregation, ...]:
    """Return of which replica a guard is asked to be asked of every one: one of them idle is no reason to go down.

    All are below a limit when the highest is, above it when the lowest is, and equal to it when both are.
    """
    hardest: Mapping[str, tuple[Aggregation, ...]] = {"<": ("max",), ">": ("min",), "==": ("max", "min")}
    return hardest[guard.bound()[0]]


def _check_one(context: Context, metric: str, condition: promql.Expr, at: KeyPath) -> None:
    """Say when an expression may have several values, of which one would be enough."""
    labels = promql.output_labels(condition)
    if labels.only is None or not labels.only <= labels.fixed.keys():
        message = f"`{metric}` may have several values, of which one would be enough to go down"
        context.findings.add("scaling/idle-by-one", message, "make one of them in its `expr:`, for example by `max(…)`", at=at, part="key")
