"""A join on a label that one side has not got: its series all count as having the label empty, and nothing matches.

https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching

Bad (-), good (+):
    metrics:
  -   accuracy: {series: model_prediction_accuracy, type: gauge, unit: ratio, labels: {model: model_name}}
  +   accuracy: {series: model_prediction_accuracy, type: gauge, unit: ratio, labels: {model: model}}
      requests: {series: prediction_requests_total, type: counter, unit: requests, labels: {model: model}}
      right: {expr: 'model_prediction_accuracy * on (model) sum by (model) (rate(prediction_requests_total[5m]))', unit: count}  # error
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, Expr
from tocsin.raw import Written, parts, surely_lacks


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every label of an `on` that one side, or both, surely lacks."""
    for written, node, _ in parts(checked, Binary):
        if node.matching is None or node.matching.ignoring or node.op == "or":
            continue
        for label in node.matching.labels:
            lacking = [name for name, side in (("left", node.left), ("right", node.right)) if _lacks(written, side, label)]
            if lacking:
                sides = "neither side has" if len(lacking) > 1 else f"the {lacking[0]} side has not got"
                remedy = "join on a label that both sides have, or rename it with `label_replace`"
                yield written.finding(f"{sides} the label `{label}` that the two are joined on", remedy, written.word(label, "label"))


def _lacks(written: Written, side: Expr, label: str) -> bool:
    return surely_lacks(side, label, written.knowledge)
