"""Two vectors that can never match: one side has a label, or a value of it, that the other lacks, and all labels are compared.

Without `on` and `ignoring` two series match when all their labels are equal. A sum without `by` has no labels, so it matches nothing that
has one. https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching

Bad (-), good (+):
    use: [vllm]
    metrics:
      share:
  -     expr: sum by (pod) (vllm:num_requests_waiting) / sum(vllm:num_requests_running)  # error
  +     expr: sum by (pod) (vllm:num_requests_waiting) / on () group_left () sum(vllm:num_requests_running)
        unit: ratio
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, Expr, output_labels, result_type, selectors
from tocsin.raw import Written, parts, surely_has, surely_lacks

_REMEDY: Final = "aggregate both sides `by` the same labels, or say what to match with `on (…)` or `ignoring (…)`"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every operation of two vectors of which no two series have equal labels."""
    for written, node, seen in parts(checked, Binary):
        if node.op == "or" or _constant(node.left) or _constant(node.right):
            continue
        left, right = output_labels(node.left), output_labels(node.right)
        matching = node.matching
        for label in sorted({*(left.only or ()), *(right.only or ()), *left.fixed, *right.fixed, "instance", "job"} - {"__name__"}):
            if matching is not None and (label in matching.labels) == matching.ignoring:
                continue
            one, other = left.fixed.get(label), right.fixed.get(label)
            if one is not None and other is not None and one != other:
                yield written.finding(f"`{label}` is `{one}` on the left and `{other}` on the right: nothing matches", _REMEDY, seen)
                break
            # What is named in `on` and lacks, another check tells.
            found = _one_sided(node, label, written) if matching is None or matching.ignoring else None
            if found is not None:
                yield written.finding(f"the {found} side has the label `{label}` and the other has not: nothing matches", _REMEDY, seen)
                break


def _one_sided(node: Binary, label: str, written: Written) -> str | None:
    known = written.knowledge
    if surely_has(node.left, label, known) and surely_lacks(node.right, label, known):
        return "left"
    if surely_has(node.right, label, known) and surely_lacks(node.left, label, known):
        return "right"
    return None


def _constant(expr: Expr) -> bool:
    return not selectors(expr) and result_type(expr) == "scalar"
