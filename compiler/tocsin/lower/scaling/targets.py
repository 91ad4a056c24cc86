"""The metrics that an autoscaler holds: KEDA asks for each by its query, an HPA by a name and labels that an adapter's rule serves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from tocsin import promql, units
from tocsin.ir import AdapterRule, MetricTarget
from tocsin.lower.context import Context
from tocsin.lower.rewriting.clusters import at_address
from tocsin.lower.scaling.asleep import zero_when_asleep
from tocsin.lower.scaling.of_one_model import of_one_model
from tocsin.lower.scaling.per_pod import by_pods, per_pod
from tocsin.lower.scaling.plan import RESOURCES, Plan
from tocsin.lower.scaling.question import Scope, question
from tocsin.lower.scaling.total import Total, total
from tocsin.lower.scaling.uncounted import zero_when_uncounted
from tocsin.lower.scaling.window import window_of
from tocsin.source import KeyPath
from tocsin.spec.scaling import PerReplica

# What an HPA takes for no difference.
_TOLERANCE: Final = 0.1
_NO_LABELS: Final[Mapping[str, str]] = {}


class Targets:
    """Makes the metric targets of one plan, and notes the adapter rules that an HPA needs for them in `rules`."""

    def __init__(self, context: Context, plan: Plan) -> None:
        self._context = context
        self._plan = plan
        self.rules: list[AdapterRule] = []

    def metrics(self) -> Iterator[MetricTarget]:
        """Yield the targets; add a diagnostic for each that cannot be measured."""
        for name, target in self._plan.merged.targets.items():
            if name in RESOURCES:
                continue
            at: KeyPath = (*self._plan.at, "targets", name)
            if not isinstance(target, PerReplica):
                message = f"`{name}` is no resource of pods: Kubernetes measures cpu and memory"
                self._context.findings.add("scaling/not-a-resource", message, f"write `{name}: {{per_replica: 5}}`", at=at)
                continue
            found = self._metric(name, target.metric or name, target, at)
            if found is not None:
                yield found

    def _metric(self, name: str, metric: str, target: PerReplica, at: KeyPath) -> MetricTarget | None:
        measure = self._context.metrics.bind(metric, self._plan.subject, where={}, by=(), at=at)
        if measure is None:
            return None
        scope: Scope = "per_replica" if target.per_replica is not None else "total"
        window_ms = window_of(self._context, self._plan.subject, metric, measure, scope=scope)
        query = question(measure, scope=scope, window_ms=window_ms)
        if query is None:
            remedy = "scale on a gauge or counter, or on a metric with `quantile:` or `mean:`"
            self._context.findings.add("scaling/no-single-value", f"`{metric}` is a histogram, which has no single value", remedy, at=at)
            return None
        query = at_address(self._context.resolved, query)
        number = self._number(metric, target, measure.unit, at)
        if number is None:
            return None
        labels, each_pod = _NO_LABELS, False
        if self._plan.by == "keda":
            query = zero_when_uncounted(self._context, self._plan.subject, measure, query)
            query = zero_when_asleep(self._context, self._plan, metric, measure, query)
        else:
            theirs = scope == "per_replica" and by_pods(self._context, self._plan.subject, metric, measure)
            apart = of_one_model(self._context, self._plan.subject, metric, measure, at) if theirs else None
            each_pod = apart is not None
            served = self._served(metric, query, scope, at, window_ms=window_ms, each_pod=apart)
            if served is None:
                return None
            rule, labels = served
            self.rules.append(rule)
            name = rule.metric
        return MetricTarget(
            name=name,
            labels=labels,
            query=query,
            value=_quantity(number),
            number=number,
            scope=scope,
            each_pod=each_pod,
            activation=target.activation,
            at=at,
        )

    def _served(
        self, metric: str, query: promql.Expr, scope: Scope, at: KeyPath, *, window_ms: int, each_pod: Mapping[str, str] | None
    ) -> Total | None:
        """Return the rule that serves a metric to an HPA, and what it asks for of it; None, and a diagnostic, when there is none.

        Of what is asked of `each_pod` these are the labels.
        """
        if each_pod is not None:
            rule = per_pod(self._context, metric, window_ms=window_ms, at=at)
            return None if rule is None else Total(rule, each_pod)
        return total(self._context, self._plan.subject, metric, query, scope=scope, window_ms=window_ms, at=at)

    def _number(self, metric: str, target: PerReplica, unit: units.Unit, at: KeyPath) -> float | None:
        amount = target.per_replica or target.total
        if amount is None:
            return None
        number = units.convert(amount, unit)
        if number is None and amount.dimension is None and unit.dimension == "rate":
            # `requests_per_second: {per_replica: 100}` already says what it is a rate of.
            number = float(amount.amount)
        if number is not None and number > 0:
            self._countable(metric, amount, number, at)
            return number
        fault = f"`{amount.text}` is not above 0"
        if number is None:
            fault = f"`{metric}` is in {unit.name.replace('_', ' ')}, `{amount.text}` is {units.kind_of(amount)}"
        self._context.findings.add("scaling/bad-value", fault, f"write {units.example_of(unit)}", at=at)
        return None

    def _countable(self, metric: str, amount: units.Quantity, number: float, at: KeyPath) -> None:
        """Say where a value is lost between thousandths, which are the finest that both Kubernetes and KEDA count in.

        https://github.com/kedacore/keda/blob/main/pkg/scalers/scaler.go (GetMetricTargetMili)
        """
        counted = (math.floor if self._plan.by == "keda" else math.ceil)(number * 1000) / 1000
        if abs(counted / number - 1) > _TOLERANCE:
            message = f"`{amount.text}` of `{metric}` is {number:g}, and Kubernetes counts in thousandths: it would be {counted:g}"
            remedy = "scale on a metric in a finer unit, such as an `expr:` that is 1000 times this one"
            self._context.findings.add("scaling/too-fine", message, remedy, at=at)


def _quantity(number: float) -> str:
    """Return a Kubernetes quantity, rounded up to thousandths: a smaller target would be stricter than asked for."""
    return str(int(number)) if number.is_integer() else f"{math.ceil(number * 1000)}m"
