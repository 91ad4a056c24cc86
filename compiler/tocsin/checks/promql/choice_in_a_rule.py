"""An alert on the top few: which series they are changes all the time, so alerts come and go, and none waits out its `for`.

The labels of the chosen series are the alert's. https://cloudflare.github.io/pint/checks/promql/fragile.html

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'topk(3, vllm:num_requests_waiting)', unit: requests}  # error
  +   waiting: {expr: 'max by (model_name) (vllm:num_requests_waiting)', unit: requests}
    components:
      gateway: {workload: {deployment: gateway}, thresholds: {waiting: {above: 10, for: 5m}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate
from tocsin.raw import is_alerted_on, parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every choice of some series whose labels become those of an alert."""
    for written, node, seen in parts(checked, Aggregate):
        aggregated = any(isinstance(outer, Aggregate) for outer in seen.around)
        if node.op in {"topk", "bottomk", "limitk", "limit_ratio"} and not aggregated and is_alerted_on(checked, written.name):
            message = f"which series `{node.op}` chooses changes, and an alert's labels with it"
            yield written.finding(message, "write `max by (…)`, or let the threshold choose", seen)
