"""A metric that is 0 when it is missing: a broken exporter looks like no load, and replicas are taken away from a busy model.

Without a value an autoscaler keeps what it has, and KEDA falls back to the replicas that `fallback:` says; `or vector(0)` takes that away.
Where 0 is meant before somebody has counted, let it depend on the scrape: `or 0 * max(up{job="…"} == 1)`.
https://keda.sh/docs/latest/concepts/scaling-deployments/#fallback

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name="<< model >>"}) or vector(0)', unit: requests}
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name="<< model >>"})', unit: requests}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
            waiting: {per_replica: 5}  # error
  +       fallback: {replicas: 2}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, Call, Expr, Number, walk


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target of an autoscaler whose query turns no answer into 0."""
    for autoscaler in checked.platform.autoscalers:
        for metric in autoscaler.metrics:
            if any(isinstance(node, Binary) and node.op == "or" and _is_zero(node.right) for node in walk(metric.query)):
                yield Finding(
                    message="while nobody exports the metric it is 0, and the replicas go",
                    help="remove `or vector(0)`: without an answer what runs is kept; where 0 is meant write `or 0 * max(up{job=…} == 1)`",
                    where=checked,
                    at=metric.at,
                    part="key",
                )


def _is_zero(expr: Expr) -> bool:
    match expr:
        case Call("vector", (Number(0),)):
            return True
        case _:
            return False
