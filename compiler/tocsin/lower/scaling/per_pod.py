"""The values per replica of HPAs: one rule of prometheus-adapter for all models, which serves a series for each pod."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from tocsin import promql
from tocsin.conventions import NAMESPACE_LABEL
from tocsin.ir import AdapterRule
from tocsin.lower.context import Context
from tocsin.lower.rewriting.clusters import at_address
from tocsin.lower.rewriting.spellings import spelled
from tocsin.lower.scaling.discovery import discovered, served_as
from tocsin.lower.scaling.window import over
from tocsin.lower.subject import Subject, operated
from tocsin.measures import Measure, Series
from tocsin.source import KeyPath
from tocsin.spec.metrics import SeriesMetric


def per_pod(context: Context, metric: str, *, window_ms: int, at: KeyPath) -> AdapterRule | None:
    """Return the rule that serves the series `metric` for each pod, the same for all models; None when it is none."""
    shared = context.served_per_pod
    if (metric, window_ms) not in shared:
        rule = _rule(context, metric, window_ms, at)
        if rule is None:
            return None
        shared[metric, window_ms] = rule
    return replace(shared[metric, window_ms], at=at)


def by_pods(context: Context, subject: Subject, metric: str, measure: Measure) -> bool:
    """Tell whether each pod of `subject` has series of `metric`, which is `measure`: an HPA finds no other by its pods.

    What a queue or a gateway tells of a model has no label for the model's pods, and the pod of the scrape is the exporter's: it may be in
    another namespace. An expression is one value of all.
    """
    definition = context.metrics.series().get(metric)
    if definition is None or not isinstance(measure, Series):
        return False
    declared = context.resolved.spec.metrics.get(metric)
    said = declared.labels if isinstance(declared, SeriesMetric) else {}
    if not definition.own or ("pods" in said and said["pods"] is None):
        return False
    # By its name it is recorded, of all pods together: https://prometheus.io/docs/practices/rules/#naming
    if definition.pack is None and ":" in definition.series and not said.get("pods"):
        return False
    # What a plain Prometheus scrapes bears the labels of addresses, and those of pods where somebody says so.
    if not operated(context.resolved) and not (said.get("pods") and said.get("namespace")):
        return False
    elsewhere = any(each.label == NAMESPACE_LABEL and each.op == "=" and each.value != subject.namespace for each in measure.matchers)
    return not elsewhere and ("pods" in definition.labels or definition.pack in {None, subject.spec.runtime})


def _rule(context: Context, metric: str, window_ms: int, at: KeyPath) -> AdapterRule | None:
    series = context.metrics.bind(metric, None, where={}, by=(), at=at)
    if not isinstance(series, Series):
        return None
    labels = context.metrics.labels(metric, at)
    # Copies of the series that belong to no pod, or to a router and not to the model, cannot be mapped.
    needed = _present(labels, "namespace", "pods")
    model = (promql.not_equals(labels["model"], ""),) if "model" in labels else ()
    (own,) = promql.selectors(at_address(context.resolved, promql.Selector(series.metric, series.matchers)))
    conditions = f"{{<<.LabelMatchers>>{_conditions((*model, *own.matchers))}}}"
    window = f"[{window_ms // 1000}s]"
    names = spelled(series.metric, context.resolved.packs)
    # Of a series with two names either may be the one that the adapter found, and both are asked for.
    asked = [f"{name}{conditions}" for name in (names if len(names) > 1 else ("<<.Series>>",))]
    inner = " or ".join(f"rate({each}{window})" if series.type == "counter" else each for each in asked)
    return AdapterRule(
        metric=served_as(context.platform.name, metric, *over(window_ms)),
        scope="per_replica",
        series=discovered(names, (*needed, *model, *own.matchers[len(series.matchers) :])),
        query=f"sum by (<<.GroupBy>>) ({inner})",
        namespace_label=labels.get("namespace", "namespace"),
        pod_label=labels.get("pods", "pod"),
        at=at,
    )


def _present(labels: Mapping[str, str], *dimensions: str) -> tuple[promql.Matcher, ...]:
    usual = {"namespace": "namespace", "pods": "pod"}
    return tuple(promql.not_equals(labels.get(dimension, usual[dimension]), "") for dimension in dimensions)


def _conditions(matchers: tuple[promql.Matcher, ...]) -> str:
    return "".join(f",{promql.to_text(promql.Selector(None, (matcher,)))[1:-1]}" for matcher in matchers)
