"""A grouping by a label that an aggregation inside has taken away: everything falls into one group.

https://prometheus.io/docs/prometheus/latest/querying/operators/#aggregation-operators

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'max by (pod) (sum by (model_name) (vllm:num_requests_waiting))', unit: requests}  # error
  +   waiting: {expr: 'max by (model_name) (sum by (model_name, pod) (vllm:num_requests_waiting))', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Call, output_labels, walk
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label that is grouped by after it has been aggregated away."""
    for written, node, seen in parts(checked, Aggregate):
        labels = output_labels(node.expr)
        gone = [label for label in node.labels if not labels.may_have(label)]
        # Of a series that has the label only where a matcher says so, another check speaks.
        if gone and not node.without and any(isinstance(inner, Aggregate | Binary | Call) for inner in walk(node.expr)):
            message = f"the label `{gone[0]}` has been taken away inside, so there is nothing to group by"
            remedy = f"keep it inside too: `by ({gone[0]}, ...)`"
            yield written.finding(message, remedy, written.word(gone[0], "label", after=seen) or seen)
