"""Rules for another ruler with the labels by which Prometheus selects: both evaluate them, and everybody is told twice.

Prometheus loads every PrometheusRule that its `ruleSelector` selects; what Thanos Ruler or Mimir is to evaluate needs labels that only
these are configured to select. https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ThanosRulerSpec,
https://grafana.com/docs/alloy/latest/reference/components/mimir/mimir.rules.kubernetes/ (`rule_selector`)

Bad:
    platform:
      cluster:
        prometheus:
          release: monitoring
          ruler: thanos  # error
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}

Good:
    platform: {cluster: {prometheus: {release: monitoring, ruler: thanos, rule_labels: {ruler: thanos}}}}
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield a ruler whose rules have the labels that Prometheus' installation selects by, or none."""
    prometheus = checked.resolved.spec.platform.cluster.prometheus
    platform = checked.platform
    # OpenShift's Prometheus takes only rules that say so, and its Thanos Ruler all others.
    alone = prometheus.ruler == "prometheus" or prometheus.stack == "openshift" or not platform.cluster.operator
    if alone or prometheus.rule_labels is not None or not platform.rules:
        return
    usual = ", ".join(f"{label}: {value}" for label, value in sorted(platform.cluster.rule_labels.items()))
    yield Finding(
        message=f"Prometheus selects these rules too, {f'by `{usual}`' if usual else 'for it selects all'}, and would evaluate them again",
        help=f"say by which labels only the ruler selects: `rule_labels: {{ruler: {prometheus.ruler}}}`",
        where=checked,
        at=("platform", "cluster", "prometheus", "ruler"),
    )
