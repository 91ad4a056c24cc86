"""Helm values of prometheus-adapter: the rules that serve the metrics of the HorizontalPodAutoscalers."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin import ir
from tocsin.artifact import Artifact
from tocsin.conventions import header
from tocsin.yaml_writer import dumps

_HOW = "values of the chart prometheus-adapter; a cluster has one adapter and Helm replaces lists, so join the rules of several platforms"


def emit(platform: ir.Platform) -> Iterator[Artifact]:
    """Yield `autoscalers/prometheus-adapter.values.yaml` when an autoscaler reads a metric through the adapter."""
    if not platform.adapter_rules:
        return
    rules: dict[str, object] = {"default": False}
    # The chart's names of the file's `rules` and `externalRules`.
    for key, scope in (("custom", "per_replica"), ("external", "total")):
        if served := [_rule(rule) for rule in platform.adapter_rules if rule.scope == scope]:
            rules[key] = served
    text = dumps({"rules": rules}, header=f"{header(platform.sources)}\n{_HOW}")
    yield Artifact("autoscalers/prometheus-adapter.values.yaml", text)


def _rule(rule: ir.AdapterRule) -> dict[str, object]:
    """Return one rule. Without a label for the namespace the adapter must not add the HPA's own as a matcher.

    https://github.com/kubernetes-sigs/prometheus-adapter/blob/master/docs/externalmetrics.md
    """
    labels = {rule.namespace_label: {"resource": "namespace"}} if rule.namespace_label else {}
    if rule.scope == "per_replica":
        labels[rule.pod_label] = {"resource": "pod"}
    return {
        "seriesQuery": rule.series,
        "resources": {"overrides": labels} if labels else {"namespaced": False},
        "name": {"as": rule.metric},
        "metricsQuery": rule.query,
    }
