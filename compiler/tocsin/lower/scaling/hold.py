"""`down: {when: ...}`: replicas that stay while the model is not idle, as one more metric of the autoscaler.

An HPA goes down as soon as its metrics allow it, whatever else is true. A metric that has as many units as there are
replicas, with one for each, asks for the present number; it is 0 while all conditions hold, and then the others decide.
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#scaling-on-multiple-metrics
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from tocsin import promql
from tocsin.ir import MetricTarget
from tocsin.lower.context import Context
from tocsin.lower.scaling.plan import Plan
from tocsin.lower.thresholds import guard_condition
from tocsin.source import Route
from tocsin.spec.scaling import ScalingPolicy
from tocsin.threshold import Guard

_PACK = "kube-state-metrics"
_REPLICAS = "kube_horizontalpodautoscaler_status_current_replicas"


def held(context: Context, plan: Plan) -> Iterator[MetricTarget]:
    """Yield the metric that holds the replicas, if any is asked for; what cannot be had has been said."""
    down = plan.merged.down
    if down is None or not down.when:
        return
    at = _written_at(context, plan)
    if plan.by != "keda":
        remedy = "write `by: keda`"
        context.findings.add("scaling/cannot-hold", "an HPA cannot be told to stay while something is true", remedy, at=at, part="key")
        return
    if _PACK not in context.resolved.packs or plan.subject.autoscaler is None:
        remedy = f"add `{_PACK}` to `use:`"
        context.findings.add("scaling/no-replica-count", "nobody says how many replicas there are now", remedy, at=at, part="key")
        return
    found = [guard_condition(context, plan.subject, metric, _of_all(guard), (), (*at, metric)) for metric, guard in down.when.items()]
    idle = [condition for condition, _ in (each for each in found if each is not None)]
    if len(idle) < len(found):
        return
    where = (promql.equals("horizontalpodautoscaler", plan.subject.autoscaler), promql.equals("namespace", plan.subject.namespace))
    replicas = promql.Aggregate("sum", promql.Selector(_REPLICAS, where))
    quiet = reduce(lambda left, right: promql.both(left, right, promql.on()), idle)
    # While it is idle 0, but nothing when nobody tells the replicas: then KEDA keeps them.
    query = promql.either(promql.unless(replicas, quiet, promql.on()), promql.multiply(0.0, replicas))
    yield MetricTarget(name="held-while-busy", query=query, value="1", number=1.0, scope="per_replica", activation=0, at=at)


def _of_all(guard: Guard) -> Guard:
    """Return a guard that asks it of the replica for which it is hardest: one of them idle is no reason to go down."""
    return guard.model_copy(update={"aggregate": guard.aggregate or ("max" if guard.bound()[0] == "<" else "min")})


def _written_at(context: Context, plan: Plan) -> Route:
    scaling = plan.subject.spec.scaling
    own = scaling is not None and "down" in scaling.model_fields_set
    policy = scaling.policy if scaling is not None else None
    assert own or isinstance(context.resolved.spec.policies.get(policy or ""), ScalingPolicy)  # noqa: S101  # one of them says it
    return (*plan.at, "down", "when") if own or policy is None else ("policies", policy, "down", "when")
