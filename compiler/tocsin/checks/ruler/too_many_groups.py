"""More groups of rules than the ruler takes: it refuses those above its limit when they are uploaded, and nothing evaluates them.

Mimir takes 70 groups of a tenant unless its `ruler_max_rule_groups_per_tenant` says otherwise; a model has two or three.
https://grafana.com/docs/mimir/latest/configure/configuration-parameters/#limits

Bad (-), good (+):
  - platform:
  -   cluster:
  -     prometheus:
  -       release: monitoring
  -       ruler: mimir
  -       rule_labels: {ruler: mimir}
  -       rule_groups: 1  # error
  + platform: {cluster: {prometheus: {ruler: mimir, rule_labels: {ruler: mimir}, rule_groups: 0}}}
    models:
      chat: {workload: {deployment: chat}, scrape: {port: http}}
      code: {workload: {deployment: code}, scrape: {port: http}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath

_USUAL: Final = 70
_AT: Final[KeyPath] = ("platform", "cluster", "prometheus")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield a platform with more groups than its ruler is said to take, or than Mimir takes when nothing is said."""
    prometheus = checked.resolved.spec.platform.cluster.prometheus
    limit = prometheus.rule_groups if prometheus.rule_groups is not None else _USUAL if prometheus.ruler == "mimir" else 0
    found = sum(len(rules.groups) for rules in checked.platform.rules)
    if limit and found > limit:
        yield Finding(
            message=f"the platform has {found} groups of rules, and the ruler takes {limit}",
            help="raise `ruler_max_rule_groups_per_tenant` for the tenant, and write it at `rule_groups`; 0 is no limit",
            where=checked,
            at=(*_AT, "ruler" if prometheus.rule_groups is None else "rule_groups"),
        )
