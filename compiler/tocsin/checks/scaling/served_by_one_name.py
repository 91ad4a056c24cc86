"""Two platforms or environments of one cluster for which prometheus-adapter serves different metrics by one name: it answers with one.

A cluster has one adapter, which joins the rules of everybody. A metric is served by the names of platform and metric, in total by that of
the environment too: an environment that makes something else of a metric asks for what production has.

Bad (-), good (+):
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        scrape: {port: http}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
            requests: {per_replica: 5/s}  # error
    environments:
      production: {}
  -   staging: {namespace: staging, patch: {metrics: {requests: {series: asked_total}}}}
  +   staging: {namespace: staging, patch: {platform: {cluster: {name: staging}}, metrics: {requests: {series: asked_total}}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.finding import Checked, Finding
from tocsin.ir import AdapterRule


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every rule of an adapter whose name another one has in the same cluster, and serves something else by it."""
    seen: dict[tuple[str, str, str], tuple[Checked, AdapterRule]] = {}
    for checked in estate:
        for rule in checked.platform.adapter_rules:
            known = [seen.setdefault((cluster, rule.scope, rule.metric), (checked, rule)) for cluster in checked.clusters]
            other = next((each for each in known if _answer(each[1]) != _answer(rule)), None)
            if other is not None:
                first = other[0].platform
                yield Finding(
                    message=f"prometheus-adapter serves another metric as `{rule.metric}`, for `{first.name}` in `{first.environment}`",
                    help="give one of the two metrics another name; or name the clusters, when they are two: `cluster: {name: …}`",
                    where=checked,
                    at=rule.at,
                    part="key",
                    notes=(("that is for", other[0], other[1].at),),
                )


def _answer(rule: AdapterRule) -> tuple[str, str, str]:
    return rule.series, rule.query, rule.namespace_label
