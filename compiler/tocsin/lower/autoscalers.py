"""Scaling to autoscalers, to the adapter rules that serve their metrics, and to what the workload's owner must change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from tocsin import promql, units
from tocsin.conventions import object_labels
from tocsin.diagnostics import did_you_mean
from tocsin.ir import AdapterRule, Autoscaler, MetricTarget, Policy, ResourceTarget, Rules, WorkloadPatch
from tocsin.lower.context import SCRAPES_PER_WINDOW, Context, milliseconds
from tocsin.lower.subject import Subject
from tocsin.measures import Series
from tocsin.source import Route
from tocsin.spec.scaling import Direction, PerReplica, Scaling, ScalingPolicy

_TWO_MINUTES_MS = 120_000
_RESOURCES: tuple[Literal["cpu"], Literal["memory"]] = ("cpu", "memory")
# https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/autoscaling/validation/validation.go
_LONGEST_WINDOW_S = 3600
_LONGEST_PERIOD_S = 1800
# KEDA names its HPA `keda-hpa-<name>`, and a label value ends at 63 characters.
_LONGEST_KEDA_NAME = 54


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaled:
    """An autoscaler and what it needs."""

    autoscaler: Autoscaler
    adapter_rules: tuple[AdapterRule, ...]
    patch: WorkloadPatch | None


def scaled(context: Context, subject: Subject) -> Scaled | None:
    """Return the autoscaler of `subject`; None when it has none, or none that could work, which has then been said."""
    scaling = subject.spec.scaling
    if scaling is None:
        return None
    at: Route = (*subject.at, "scaling")
    policy = ScalingPolicy()
    if scaling.policy is not None:
        policies = context.resolved.spec.policies
        if scaling.policy not in policies:
            context.findings.add(
                "scaling/unknown-policy",
                f"there is no policy `{scaling.policy}`",
                did_you_mean(scaling.policy, policies),
                at=(*at, "policy"),
            )
            return None
        policy = policies[scaling.policy]
    return _Lowering(context, subject, scaling, policy, at).scaled()


class _Lowering:
    """One model's scaling."""

    def __init__(
        self, context: Context, subject: Subject, scaling: Scaling, policy: ScalingPolicy, at: Route
    ) -> None:  # what it is made of
        self.context = context
        self.subject = subject
        self.at = at
        self.by = scaling.by or context.cluster.autoscaler
        self.name = scaling.name or f"{subject.name}-scaler"
        own = scaling.model_fields_set
        # What the model says itself goes before what its policy says, target by target.
        self.merged = policy.model_copy(
            update={key: getattr(scaling, key) for key in ScalingPolicy.model_fields if key in own and key != "targets"}
            | {"targets": {**policy.targets, **scaling.targets}}
        )
        self.window_ms = max(_TWO_MINUTES_MS, SCRAPES_PER_WINDOW * context.scrape_ms)
        self.rules: list[AdapterRule] = []

    def scaled(self) -> Scaled | None:
        if not self._sound():
            return None
        replicas, target = self.merged.replicas, self.subject.target
        if replicas is None or target is None:
            return None
        resources = tuple(self._resources())
        metrics = tuple(self._metrics())
        fallback = self.merged.fallback
        autoscaler = Autoscaler(
            name=self.name,
            namespace=self.subject.namespace,
            labels=object_labels(self.context.platform.name, self.context.environment),
            by=self.by,
            target=target,
            minimum=replicas.min,
            maximum=replicas.max,
            resources=resources,
            metrics=metrics,
            up=self._direction(self.merged.up, "up"),
            down=self._direction(self.merged.down, "down"),
            polling_seconds=milliseconds(self.merged.polling) // 1000,
            cooldown_seconds=milliseconds(self.merged.cooldown) // 1000,
            fallback_failures=fallback.after if fallback else 3,
            fallback_replicas=fallback.replicas if fallback else max(1, replicas.min),
            server=self.context.cluster.prometheus.address
            or f"http://prometheus-operated.{self.context.cluster.prometheus.namespace}.svc:9090",
            sources=self.subject.sources,
            at=self.at,
        )
        return Scaled(autoscaler=autoscaler, adapter_rules=tuple(self.rules), patch=self._patch())

    def _sound(self) -> bool:
        add, at, merged = self.context.findings.add, self.at, self.merged
        before = len(self.context.findings.diagnostics)
        if merged.replicas is None:
            add(
                "scaling/no-replicas",
                f"`{self.subject.name}` says not how many replicas",
                "add `replicas: {min: 1, max: 3}`",
                at=at,
                part="key",
            )
        elif merged.replicas.min == 0 and self.by == "hpa":
            add("scaling/hpa-to-zero", "a HorizontalPodAutoscaler cannot scale to 0", "use `by: keda`, or `min: 1`", at=(*at, "replicas"))
        if not merged.targets:
            add(
                "scaling/no-target",
                f"nothing says when `{self.subject.name}` needs more replicas",
                "add `targets: {cpu: 70%}`",
                at=at,
                part="key",
            )
        elif self.by == "keda" and merged.replicas is not None and merged.replicas.min == 0 and not set(merged.targets) - set(_RESOURCES):
            add(
                "scaling/sleeps-for-ever",
                "CPU and memory of no replica are never measured, so nothing would wake the model",
                "add a metric, or `min: 1`",
                at=(*at, "targets"),
            )
        if self.subject.target is None:
            add("scaling/no-scale-subresource", *self._unscalable(), at=at, part="key")
        if self.by == "keda" and len(self.name) > _LONGEST_KEDA_NAME:
            add(
                "scaling/name-too-long",
                f"`{self.name}` has {len(self.name)} characters, KEDA takes {_LONGEST_KEDA_NAME}",
                "give it a shorter `name:`",
                at=at,
                part="key",
            )
        for key in ("up", "down"):
            self._check_direction(getattr(merged, key), key)
        return len(self.context.findings.diagnostics) == before

    def _unscalable(self) -> tuple[str, str]:
        workload = self.subject.spec.workload
        if workload is None:
            return f"`{self.subject.name}` has no workload to scale", "add `workload: {deployment: ...}`"
        if workload.daemonset is not None:
            return f"the DaemonSet `{workload.daemonset}` runs once a node and cannot be scaled", "remove `scaling`"
        if workload.kserve is not None:
            return (
                f"the InferenceService `{workload.kserve}` has no scale subresource, and in Knative mode no Deployment that keeps",
                "set `mode: Standard`, or let Knative scale it",
            )
        return (
            f"the LLMInferenceService `{workload.llminferenceservice}` has no scale subresource",
            "name its Deployment: `workload: {deployment: ...}`",
        )

    def _check_direction(self, direction: Direction | None, key: str) -> None:
        if direction is None:
            return
        for field, longest in (("window", _LONGEST_WINDOW_S), ("every", _LONGEST_PERIOD_S)):
            given = getattr(direction, field)
            if given is not None and not (0 if field == "window" else 1) <= milliseconds(given) // 1000 <= longest:
                self.context.findings.add(
                    "scaling/period-out-of-range",
                    f"Kubernetes takes whole seconds up to {longest}s here",
                    f"shorten `{field}`",
                    at=(*self.at, key, field),
                )

    def _direction(self, direction: Direction | None, key: str) -> Rules | None:  # noqa: ARG002  # reads like its siblings
        if direction is None:
            return None
        policies: tuple[Policy, ...] = ()
        if direction.by is not None and direction.every is not None:
            percent = isinstance(direction.by, str)
            amount = int(direction.by.rstrip("%")) if isinstance(direction.by, str) else direction.by
            policies = (Policy(kind="Percent" if percent else "Pods", value=amount, period_seconds=milliseconds(direction.every) // 1000),)
        window = milliseconds(direction.window) // 1000 if direction.window else None
        return Rules(window_seconds=window, select="Disabled" if direction.disabled else None, policies=policies)

    def _resources(self) -> Iterator[ResourceTarget]:
        for resource in _RESOURCES:
            target = self.merged.targets.get(resource)
            if isinstance(target, str):
                yield ResourceTarget(resource=resource, percent=int(target.rstrip("%")), at=(*self.at, "targets", resource))
            elif target is not None:
                self.context.findings.add(
                    "scaling/resource-not-a-percentage",
                    f"`{resource}` is held at a share of what the pods request",
                    f"write `{resource}: 70%`",
                    at=(*self.at, "targets", resource),
                )

    def _metrics(self) -> Iterator[MetricTarget]:
        for name, target in self.merged.targets.items():
            if name in _RESOURCES:
                continue
            at: Route = (*self.at, "targets", name)
            if isinstance(target, str):
                self.context.findings.add(
                    "scaling/not-a-resource",
                    f"`{name}` is no resource of pods: Kubernetes measures cpu and memory",
                    f"write `{name}: {{per_replica: 5}}`",
                    at=at,
                )
                continue
            found = self._metric(name, target, at)
            if found is not None:
                yield found

    def _metric(self, name: str, target: PerReplica, at: Route) -> MetricTarget | None:
        metric = target.metric or name
        measure = self.context.metrics.bind(metric, self.subject, where={}, by=(), at=at)
        if measure is None:
            return None
        scope: Literal["per_replica", "total"] = "per_replica" if target.per_replica is not None else "total"
        query = measure.value(window=self.window_ms, aggregate="sum" if scope == "per_replica" else None)
        amount = target.per_replica or target.total
        if query is None or amount is None:
            self.context.findings.add(
                "scaling/no-single-value",
                f"`{metric}` is a histogram, which has no single value",
                "scale on a gauge or counter, or define a metric with `mean:`",
                at=at,
            )
            return None
        number = units.convert(amount, measure.unit)
        if number is None and amount.dimension is None:
            number = float(amount.amount)  # `requests_per_second: {per_replica: 100}` already says what it is a rate of
        if number is None or number <= 0:
            fault = (
                f"`{metric}` is in {measure.unit.name}, `{amount.text}` is {units.kind_of(amount)}"
                if number is None
                else f"`{amount.text}` is not above 0"
            )
            self.context.findings.add("scaling/bad-value", fault, f"write {units.example_of(measure.unit)}", at=at)
            return None
        served = self._served(metric, query, scope, at) if self.by == "hpa" else metric
        if served is None:
            return None
        return MetricTarget(
            name=served, query=query, value=_quantity(number), number=number, scope=scope, activation=target.activation, at=at
        )

    def _served(self, metric: str, query: promql.Expr, scope: Literal["per_replica", "total"], at: Route) -> str | None:
        """Return the name under which prometheus-adapter will serve the metric, and note the rule for it."""
        plain = self.context.metrics.bind(metric, None, where={}, by=(), at=at)
        name = "".join(character if character.isalnum() else "_" for character in metric)
        if scope == "total":
            name = f"{self.context.platform.name}_{self.subject.name}_{name}".replace("-", "_").replace(".", "_")
            first = promql.selectors(query)[0]
            self.rules.append(
                AdapterRule(
                    metric=name,
                    scope=scope,
                    series=promql.to_text(first),
                    query=promql.to_text(query),
                    namespace_label="namespace",
                    pod_label="",
                    at=at,
                )
            )
            return name
        if not isinstance(plain, Series):
            self.context.findings.add(
                "scaling/not-a-series",
                f"prometheus-adapter serves series, `{metric}` is an expression over metrics",
                "use `by: keda`, or `total:`",
                at=at,
            )
            return None
        labels = self.context.metrics.labels(metric, at)
        conditions = "".join(f",{promql.to_text(promql.Selector(None, (matcher,)))[1:-1]}" for matcher in plain.matchers)
        inner = f"<<.Series>>{{<<.LabelMatchers>>{conditions}}}"
        if plain.type == "counter":
            inner = f"rate({inner}[{self.window_ms // 1000}s])"
        self.rules.append(
            AdapterRule(
                metric=name, scope=scope, series=_discovered(plain.metric, labels), query=f"sum by (<<.GroupBy>>) ({inner})",
                namespace_label=labels.get("namespace", "namespace"), pod_label=labels.get("pods", "pod"), at=at,
            )
        )  # fmt: skip
        return name

    def _patch(self) -> WorkloadPatch | None:
        workload = self.subject.spec.workload
        if workload is None or workload.kserve is None:
            return None
        return WorkloadPatch(
            name=f"{workload.kserve}-inferenceservice",
            why=f"KServe would make an autoscaler of its own for {workload.kserve}-predictor; two on one Deployment block each other.",
            body={
                "apiVersion": "serving.kserve.io/v1beta1",
                "kind": "InferenceService",
                "metadata": {
                    "name": workload.kserve,
                    "namespace": self.subject.namespace,
                    "annotations": {"serving.kserve.io/deploymentMode": "Standard", "serving.kserve.io/autoscalerClass": "external"},
                },
            },
            at=self.at,
        )


def _discovered(metric: str, labels: Mapping[str, str]) -> str:
    # Series that belong to no pod cannot be mapped to one, and one of them would break all others.
    needed = (labels.get("namespace", "namespace"), labels.get("pods", "pod"))
    return promql.to_text(promql.Selector(metric, tuple(promql.not_equals(label, "") for label in needed)))


def _quantity(number: float) -> str:
    """Return a Kubernetes quantity, rounded up to thousandths: a smaller target would be stricter than asked for."""
    return str(int(number)) if number.is_integer() else f"{math.ceil(number * 1000)}m"
