"""A condition of `down: {when: ...}` that never holds, so that replicas are held for ever, or always does and holds none.

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    use: [vllm, kube-state-metrics]
    metrics:
      waiting: {pack: vllm, series: "vllm:num_requests_waiting"}
      cache: {pack: vllm, series: "vllm:kv_cache_usage_perc"}
    models:
      chat:
        workload: {deployment: chat}
        scrape: {port: http}
        scaling:
          replicas: {min: 1, max: 3}
          targets: {waiting: {per_replica: 5}}
          down:
  -         when: {cache: {below: 30}}  # error
  +         when: {cache: {below: 30%}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import Knowledge, conditions, vain

_WHEN: Final = ("down", "when")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every autoscaler that is held by what decides nothing."""
    holding = [metric for autoscaler in checked.platform.autoscalers for metric in autoscaler.metrics if metric.at[-2:] == _WHEN]
    if not holding or not checked.sound:
        return
    knowledge = Knowledge(checked)
    for metric in holding:
        for condition in conditions(metric.query):
            found = vain(condition, knowledge)
            if found is not None:
                yield Finding(message=found.said, help="write a limit between these", where=checked, at=metric.at)
