"""A part divided by a whole that keeps the label by which the part was chosen: each series is divided by itself, and the result is 1.

Two series match when all their labels are equal. What failed with `code="500"` finds on the other side what was answered with
`code="500"`, which is the same. https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching

Bad (-), good (+):
    use: [vllm]
    metrics:
      aborted:
  -     expr: 'rate(vllm:request_success_total{finished_reason="abort"}[5m]) / rate(vllm:request_success_total[5m])'  # error
  +     expr: 'sum(rate(vllm:request_success_total{finished_reason="abort"}[5m])) / sum(rate(vllm:request_success_total[5m]))'
        unit: ratio
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Expr, Selector, selectors, substitute, walk
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every division of some series by the same and others, where each finds itself."""
    for written, node, seen in parts(checked, Binary):
        label = _told_apart_by(node) if node.op == "/" else None
        if label is not None:
            yield written.finding(
                f"both sides have the label `{label}`: each value is divided by itself, which is 1",
                f"add both sides up without `{label}`: `sum(…) / sum(…)`",
                seen,
            )


def _told_apart_by(node: Binary) -> str | None:
    """Return the label that chooses the part and is compared, too; None when the part is none, or the label is not compared."""
    if _of_any(node.left) != _of_any(node.right):
        return None
    extra: set[str] = set()
    for part, whole in zip(selectors(node.left), selectors(node.right), strict=True):
        if not {*whole.matchers} <= {*part.matchers}:
            return None
        extra |= {matcher.label for matcher in {*part.matchers} - {*whole.matchers}}
    compared = all(_keeps(node.left, label) and _keeps(node.right, label) and _matches(node, label) for label in extra)
    return min(extra, default=None) if compared else None


def _of_any(expr: Expr) -> Expr:
    """Return the expression of whatever series its metrics have."""
    return substitute(expr, lambda node: replace(node, matchers=()) if isinstance(node, Selector) else None)


def _keeps(expr: Expr, label: str) -> bool:
    return all((label in node.labels) != node.without for node in walk(expr) if isinstance(node, Aggregate))


def _matches(node: Binary, label: str) -> bool:
    return node.matching is None or (label in node.matching.labels) != node.matching.ignoring
