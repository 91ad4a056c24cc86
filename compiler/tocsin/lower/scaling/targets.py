"""The metrics that an autoscaler holds: one query each for KEDA, one adapter rule each for an HPA."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from msgspec.structs import replace

from tocsin import promql, units
from tocsin.ir import AdapterRule, MetricTarget
from tocsin.lower.context import SCRAPES_PER_WINDOW, Context
from tocsin.lower.scaling.plan import RESOURCES, Plan
from tocsin.lower.spellings import either, spelled
from tocsin.measures import Mean, Quantile, Quotient, Ratio, Series, ShareBelow
from tocsin.source import Route
from tocsin.spec.scaling import PerReplica

_TWO_MINUTES_MS = 120_000
_NO_LETTER: Final = re.compile(r"\W")


class Targets:
    """Makes the metric targets of one plan, and notes the adapter rules that an HPA needs for them in `rules`."""

    def __init__(self, context: Context, plan: Plan) -> None:
        self._context = context
        self._plan = plan
        self._window_ms = max(_TWO_MINUTES_MS, SCRAPES_PER_WINDOW * context.scrape_ms)
        self.rules: list[AdapterRule] = []

    def metrics(self) -> Iterator[MetricTarget]:
        """Yield the targets; what cannot be measured has been said."""
        for name, target in self._plan.merged.targets.items():
            if name in RESOURCES:
                continue
            at: Route = (*self._plan.at, "targets", name)
            if isinstance(target, str):
                message = f"`{name}` is no resource of pods: Kubernetes measures cpu and memory"
                self._context.findings.add("scaling/not-a-resource", message, f"write `{name}: {{per_replica: 5}}`", at=at)
                continue
            found = self._metric(target.metric or name, target, at)
            if found is not None:
                yield found

    def _metric(self, metric: str, target: PerReplica, at: Route) -> MetricTarget | None:
        measure = self._context.metrics.bind(metric, self._plan.subject, where={}, by=(), at=at)
        if measure is None:
            return None
        scope: Literal["per_replica", "total"] = "per_replica" if target.per_replica is not None else "total"
        query = measure.value(window=self._window_ms, aggregate="sum" if scope == "per_replica" else None)
        if query is None:
            remedy = "scale on a gauge or counter, or on a metric with `quantile:` or `mean:`"
            self._context.findings.add("scaling/no-single-value", f"`{metric}` is a histogram, which has no single value", remedy, at=at)
            return None
        if isinstance(measure, Ratio | Quotient | ShareBelow | Mean | Quantile):
            # Without traffic these have no value, and to an autoscaler that is a failure: it would never scale down. They
            # are 0 then, but only while somebody exports them: a dead exporter is a failure.
            if isinstance(measure, Quantile) and measure.histogram.type == "histogram":
                query = promql.compare(">=", query, 0.0)  # of no observations it is NaN, which is a value
            query = promql.either(query, promql.multiply(0.0, measure.traffic(window=self._window_ms)))
        number = self._number(metric, target, measure.unit, at)
        if number is None:
            return None
        served: str | None = metric
        if self._plan.by == "hpa":
            served = self._per_pod(metric, at) if scope == "per_replica" else self._total(metric, query, at)
        if served is None:
            return None
        return MetricTarget(
            name=served, query=query, value=_quantity(number), number=number, scope=scope, activation=target.activation, at=at
        )

    def _number(self, metric: str, target: PerReplica, unit: units.Unit, at: Route) -> float | None:
        amount = target.per_replica or target.total
        if amount is None:
            return None
        number = units.convert(amount, unit)
        if number is None and amount.dimension is None and unit.dimension == "rate":
            # `requests_per_second: {per_replica: 100}` already says what it is a rate of.
            number = float(amount.amount)
        if number is not None and number > 0:
            return number
        fault = f"`{amount.text}` is not above 0"
        if number is None:
            fault = f"`{metric}` is in {unit.name.replace('_', ' ')}, `{amount.text}` is {units.kind_of(amount)}"
        self._context.findings.add("scaling/bad-value", fault, f"write {units.example_of(unit)}", at=at)
        return None

    def _total(self, metric: str, query: promql.Expr, at: Route) -> str:
        """Note the rule that serves the whole query under a name of its own, and return the name."""
        context = self._context
        name = _identifier(f"{context.platform.name}_{context.environment}_{self._plan.subject.name}_{metric}")
        packs = context.resolved.packs
        first = promql.selectors(query)[0]
        rule = AdapterRule(
            metric=name,
            scope="total",
            series=_discovered(spelled(first.metric or "", packs), first.matchers),
            query=promql.to_text(either(query, packs)),
            namespace_label="namespace",
            pod_label="",
            at=at,
        )
        self.rules.append(rule)
        return name

    def _per_pod(self, metric: str, at: Route) -> str | None:
        """Note the rule that serves a series for each pod, and return its name; all models of the platform share it."""
        shared = self._context.served_per_pod
        if metric not in shared:
            rule = self._rule_per_pod(metric, at)
            if rule is None:
                return None
            shared[metric] = rule
        self.rules.append(replace(shared[metric], at=at))
        return shared[metric].metric

    def _rule_per_pod(self, metric: str, at: Route) -> AdapterRule | None:
        series = self._context.metrics.bind(metric, None, where={}, by=(), at=at)
        if not isinstance(series, Series):
            message = f"prometheus-adapter serves series, `{metric}` is an expression over metrics"
            self._context.findings.add("scaling/not-a-series", message, "use `by: keda`, or `total:`", at=at)
            return None
        labels = self._context.metrics.labels(metric, at)
        # Copies of the series that belong to no pod, or to a router and not to the model, cannot be mapped.
        needed = _present(labels, "namespace", "pods")
        model = (promql.not_equals(labels["model"], ""),) if "model" in labels else ()
        conditions = f"{{<<.LabelMatchers>>{_conditions((*model, *series.matchers))}}}"
        window = f"[{self._window_ms // 1000}s]"
        names = spelled(series.metric, self._context.resolved.packs)
        # Of a series with two names either may be the one that the adapter found, and both are asked for.
        asked = [f"{name}{conditions}" for name in (names if len(names) > 1 else ("<<.Series>>",))]
        inner = " or ".join(f"rate({each}{window})" if series.type == "counter" else each for each in asked)
        return AdapterRule(
            metric=_identifier(f"{self._context.platform.name}_{metric}"),
            scope="per_replica",
            series=_discovered(names, (*needed, *model)),
            query=f"sum by (<<.GroupBy>>) ({inner})",
            namespace_label=labels.get("namespace", "namespace"),
            pod_label=labels.get("pods", "pod"),
            at=at,
        )


def _present(labels: Mapping[str, str], *dimensions: str) -> tuple[promql.Matcher, ...]:
    usual = {"namespace": "namespace", "pods": "pod"}
    return tuple(promql.not_equals(labels.get(dimension, usual[dimension]), "") for dimension in dimensions)


def _discovered(names: tuple[str, ...], matchers: tuple[promql.Matcher, ...]) -> str:
    """Return the query by which the adapter finds a series, whichever of its names it has.

    https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/config.md#discovery
    """
    if len(names) == 1:
        return promql.to_text(promql.Selector(names[0], matchers))
    return promql.to_text(promql.Selector(None, (promql.matches("__name__", "|".join(names)), *matchers)))


def _conditions(matchers: tuple[promql.Matcher, ...]) -> str:
    return "".join(f",{promql.to_text(promql.Selector(None, (matcher,)))[1:-1]}" for matcher in matchers)


def _identifier(name: str) -> str:
    return _NO_LETTER.sub("_", name)


def _quantity(number: float) -> str:
    """Return a Kubernetes quantity, rounded up to thousandths: a smaller target would be stricter than asked for."""
    return str(int(number)) if number.is_integer() else f"{math.ceil(number * 1000)}m"
