"""A ruler that reads the series of several clusters, and rules that do not ask whose they are: one cluster's health hides another's outage.

A Thanos Ruler and the ruler of Mimir evaluate over everything that was sent to them; what tells clusters apart are the external labels
of each Prometheus, which its series bear there. https://thanos.io/tip/components/rule.md/,
https://prometheus.io/docs/prometheus/latest/configuration/configuration/#configuration-file (`external_labels`)

Bad (-), good (+):
    platform:
      cluster:
  -     prometheus:
  -       ruler: thanos
  -       rule_labels: {ruler: thanos}
  -       external_labels: {cluster: eu-1}  # error
  +     prometheus: {ruler: thanos, rule_labels: {ruler: thanos}, external_labels: {cluster: eu-1}, series_labels: {cluster: eu-1}}
    models: {chat: {workload: {deployment: chat}, scrape: {port: http}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding


def check(checked: Checked) -> Iterator[Finding]:
    """Yield external labels beside a ruler of which nobody says whose series it sees."""
    prometheus = checked.resolved.spec.platform.cluster.prometheus
    if prometheus.ruler != "prometheus" and prometheus.external_labels and prometheus.series_labels is None:
        labels = ", ".join(f"{label}: {value}" for label, value in prometheus.external_labels.items())
        yield Finding(
            message=f"`{prometheus.ruler}` may see series of other clusters, and no rule asks for those of this one",
            help=f"write `series_labels: {{{labels}}}` with what tells clusters apart, or `series_labels: {{}}` when it sees only this one",
            where=checked,
            at=("platform", "cluster", "prometheus", "external_labels"),
        )
