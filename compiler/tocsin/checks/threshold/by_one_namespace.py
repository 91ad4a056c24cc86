"""Alerts for each namespace, of a component that asks for its own only: what an exporter tells of the others is heard by nobody.

What runs an exporter says so: with `runtime:` all that it serves is its own. And a component without `namespace:`, workload and scrape is
about all of the cluster.

Bad (-), good (+):
    use: [keda]
    components:
      keda:
  +     runtime: keda
        namespace: keda
        workload: {deployment: keda-operator}
        scrape: {port: metrics}
        thresholds:
          keda_scaler_detail_errors_total: {above: 0/s, by: [exported_namespace, scaledObject], for: 10m}  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Expr, equals, selectors, walk


def check(checked: Checked) -> Iterator[Finding]:
    """Yield the `by:` of a component's own threshold that has a label of which only its namespace is asked for."""
    components = checked.resolved.spec.components
    read = {rule.at: rule.expr for rule in reversed(checked.rules)}
    for each in checked.thresholds:
        kind, name, *_ = each.at
        brought = checked.resolved.origins.written((*each.at, "by"))[1][2:3] == ("runtime",)
        if kind != "components" or brought or not each.threshold.by or each.at not in read:
            continue
        component = components[str(name)]
        namespace = component.namespace or checked.platform.namespace
        label = next(_labels_of_one(read[each.at], namespace), None)
        if label is not None and "namespace" not in each.threshold.where and label not in each.threshold.where:
            pack = next((metric.pack for metric in checked.platform.metrics if metric.name == each.metric), None)
            serves = pack is not None and component.runtime is None and component.scrape is not None
            served = f"write `runtime: {pack}` if it is what serves them, or " if serves else ""
            yield Finding(
                message=f"only `{namespace}` is asked for, so that `{label}` tells nothing apart",
                help=f"{served}leave it out of `by:`; what is about all namespaces is a component without `namespace:` and workload",
                where=checked,
                at=(*each.at, "by"),
            )


def _labels_of_one(expr: Expr, namespace: str) -> Iterator[str]:
    """Yield the labels that a value is told apart by, and that have this one value in all that it is made of."""
    for node in walk(expr):
        if isinstance(node, Aggregate) and not node.without:
            yield from (label for label in node.labels if all(equals(label, namespace) in each.matchers for each in selectors(node)))
