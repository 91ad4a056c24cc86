"""A query that may return several elements: KEDA refuses it from two replicas on, and an HPA adds them up.

Every replica serves a series of its own. KEDA's scaler wants exactly one value, and calls more an error.
https://keda.sh/docs/latest/scalers/prometheus/

Bad (-), good (+):
    platform: {cluster: {autoscaler: keda, prometheus: {release: monitoring}}}
    use: [vllm]
    metrics:
  -   waiting: {expr: 'vllm:num_requests_waiting{model_name="<< model >>"}', unit: requests}
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name="<< model >>"})', unit: requests}
    models:
      chat:
        workload: {deployment: chat}
        scaling:
          replicas: {min: 1, max: 3}
          targets:
            waiting: {per_replica: 5}  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Expr, Number, output_labels


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every target of an autoscaler whose query is no single value."""
    for autoscaler in checked.platform.autoscalers:
        for metric in autoscaler.metrics:
            apart = _apart(metric.query)
            if apart:
                what = "KEDA takes one value and fails" if autoscaler.by == "keda" else "an HPA adds them up"
                yield Finding(
                    message=f"the query returns an element for each {apart}: {what}",
                    help="aggregate it to one: `sum(…)`",
                    where=checked,
                    at=metric.at,
                    part="key",
                )


def _apart(query: Expr) -> str:
    """Return what several elements of a result may differ by; empty when there is one."""
    match query:
        case Aggregate("topk" | "bottomk", _, (), False, Number(1)):
            return ""
        case _:
            labels = output_labels(query)
    if labels.only is None:
        return "series"
    return " and ".join(f"`{label}`" for label in sorted(labels.only - labels.fixed.keys()))
