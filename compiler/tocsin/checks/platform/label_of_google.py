"""A label that Google's managed service sets itself, in a rule or a scrape: it refuses the whole object, and nothing of it is evaluated.

ClusterRules add `project_id`, `location` and `cluster` to every selector and every result, and take no rule that says one of them; a
PodMonitoring writes none of the labels by which the service stores series.
https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/pkg/operator/apis/monitoring/v1/rules_config.go,
https://github.com/GoogleCloudPlatform/prometheus-engine/blob/main/doc/api.md#relabelingrule

Bad (-), good (+):
    platform:
      cluster: {prometheus: {stack: google}, alertmanager: {delivery: file}, grafana: {delivery: files}}
  -   labels: {cluster: eu-1}
  +   labels: {region: eu-1}
    models:
      chat:
        workload: {deployment: chat}
        scrape: {port: http}  # error
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import promql
from tocsin.finding import Checked, Finding

_OF_RULES: Final = ("project_id", "location", "cluster")
_OF_TARGETS: Final = frozenset({*_OF_RULES, "namespace", "job", "instance", "top_level_controller", "top_level_controller_type"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label of a scrape, and of the rules the first of each place, that the service keeps to itself."""
    if not checked.platform.cluster.google:
        return
    for each in checked.scrapes:
        for key, labels in (("labels", each.scrape.labels), ("pod_labels", each.scrape.pod_labels)):
            for label in sorted(_OF_TARGETS.intersection(labels)) if each.scrape.job is None else ():
                yield Finding(
                    message=f"Google's managed service gives every target its own `{label}`, and refuses a PodMonitoring that writes it",
                    help="give the label another name",
                    where=checked,
                    at=(*each.at, key, label),
                    part="key",
                )
    told = set()
    for rule in checked.rules:
        asked = {matcher.label for selector in promql.selectors(rule.expr) for matcher in selector.matchers}
        found = next((label for label in _OF_RULES if label in asked or label in rule.labels), None)
        if found is not None and rule.at not in told:
            told.add(rule.at)
            yield Finding(
                message=f"Google's managed service adds `{found}` to every rule, and refuses all rules of an object where one says it",
                help=f"leave `{found}` out: the rules ask for series of their own cluster only",
                where=checked,
                at=rule.at,
                part="key",
            )
