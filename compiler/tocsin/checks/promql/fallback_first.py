"""A fallback on the wrong side of `or`: `vector(0) or x` is always 0, and `x` is never asked.

`or` takes of its right side only what the left has not got; two sides without labels are the same series.
https://prometheus.io/docs/prometheus/latest/querying/operators/#logical-set-binary-operators

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'vector(0) or sum(vllm:num_requests_waiting)', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting) or vector(0)', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, Call, output_labels
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `or` whose left side always has the only series that the right could have."""
    for written, node, seen in parts(checked, Binary):
        match node:
            case Binary("or", Call("vector"), right) if _alike(node) or output_labels(right).only == frozenset():
                yield written.finding("the left side is always there, so the right is never asked", "exchange the two sides", seen)
            case _:
                pass


def _alike(node: Binary) -> bool:
    """Tell whether all series of both sides count as the same: `on ()`."""
    return node.matching is not None and not node.matching.ignoring and not node.matching.labels
