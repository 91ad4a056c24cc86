"""A rule that asks for series of another namespace, where the operator holds each rule to its own: it reads something else, or nothing.

OpenShift writes `namespace` into every selector of a rule of a user's project, in the place of what the rule asks for, so that what would
tell of another namespace, or of all of them, tells of this one; and an alert that nothing is there fires for ever.
https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/namespacelabeler/labeler.go (`enforcedNamespaceLabel`),
https://github.com/openshift/cluster-monitoring-operator/blob/main/assets/thanos-ruler/thanos-ruler.yaml

Bad (-), good (+):
    platform: {cluster: {prometheus: {stack: openshift}, alertmanager: {delivery: alertmanagerconfig}}}
    components:
      gpu-exporter:
  -     scrape: {job: nvidia-dcgm-exporter, namespace: nvidia-gpu-operator}  # error
  +     namespace: nvidia-gpu-operator
  +     scrape: {job: nvidia-dcgm-exporter}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import ir, promql
from tocsin.conventions import NAMESPACE_LABEL
from tocsin.finding import Checked, Finding

_HOLDS_TO_NAMESPACES: Final = "openshift"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield each place whose rules ask for more than the namespace of their object, or for something else."""
    if checked.resolved.spec.platform.cluster.prometheus.stack != _HOLDS_TO_NAMESPACES:
        return
    told = set()
    for rules in checked.platform.rules:
        for rule in rules.rules:
            asked = next((text for selector in promql.selectors(rule.expr) if (text := _elsewhere(selector, rules)) is not None), None)
            if asked is not None and rule.at not in told:
                told.add(rule.at)
                yield Finding(
                    message=f"the rule asks for {asked}, and OpenShift has it ask for those of `{rules.namespace}`",
                    help="say `namespace:` of the model or component, so that its rules belong there, or make a platform of each "
                    "namespace; what is about the whole cluster is for the cluster's own monitoring",
                    where=checked,
                    at=rule.at,
                    part="key",
                )


def _elsewhere(selector: promql.Selector, rules: ir.RuleObject) -> str | None:
    """Return what a selector asks for besides series of the namespace of its rules; None: nothing."""
    about = [matcher for matcher in selector.matchers if matcher.label == NAMESPACE_LABEL]
    own = promql.Matcher(NAMESPACE_LABEL, "=", rules.namespace)
    name = selector.metric or "its series"
    if own in about:
        return None
    said = " and ".join(f"`{matcher.op}{matcher.value}`" for matcher in about)
    return f"`{name}` of the namespace {said}" if about else f"`{name}` of every namespace"
