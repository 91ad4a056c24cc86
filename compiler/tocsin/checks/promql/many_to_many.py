"""A join of two sides that both have a series for each pod, on labels that pods share: Prometheus refuses to evaluate it.

Why: a match may have several series on one side only, and `group_left` or `group_right` says on which. Whatever they say, the rule fails as
soon as two pods share the labels, and an alert that fails never fires.
https://prometheus.io/docs/prometheus/latest/querying/operators/#many-to-one-and-one-to-many-vector-matches

Bad (-), good (+):
    use: [kube-state-metrics]
    metrics:
  -   running: {expr: 'kube_pod_status_phase{phase="Running"} * on (namespace) kube_pod_info', unit: state}  # error
  +   running: {expr: 'kube_pod_status_phase{phase="Running"} * on (namespace, pod) kube_pod_info', unit: state}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, Call, Expr, Range, Selector
from tocsin.promql.ast import SET_OPERATORS
from tocsin.raw import Written, parts

# What several pods have in common: other labels of a join may tell one pod from another.
_SHARED: Final = frozenset({"namespace", "node", "job", "service", "endpoint", "instance"})
# Matchers on these leave several pods.
_HARMLESS: Final = frozenset({"namespace", "job", "phase"})
_EACH_BY_ITSELF: Final = frozenset(
    {"rate", "irate", "increase", "delta", "deriv"} | {f"{name}_over_time" for name in ("avg", "max", "min", "sum")}
)


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every join of two sides that surely have several series for one match."""
    for written, node, seen in parts(checked, Binary):
        matching = node.matching
        if matching is None or matching.ignoring or node.op in SET_OPERATORS or not _SHARED.issuperset(matching.labels):
            continue
        if _of_each_pod(written, node.left) and _of_each_pod(written, node.right):
            remedy = "join on `pod` too, or aggregate one side: `sum by (…) (…)`"
            yield written.finding("both sides have a series for each pod, which Prometheus does not join", remedy, seen)


def _of_each_pod(written: Written, side: Expr) -> bool:
    """Tell whether `side` is the series, of all pods, of an exporter that tells of pods."""
    match side:
        case Call(function, (Range(Selector() as selector), *_)) if function in _EACH_BY_ITSELF:
            pass
        case Selector() as selector:
            pass
        case _:
            return False
    if any(matcher.label not in _HARMLESS and matcher.op != "!=" for matcher in selector.matchers):
        return False
    packs = written.checked.resolved.packs
    known = written.knowledge.in_packs(selector.metric or "")
    return bool(known) and all("pod" in metric.labels and packs[name].honor_labels for name, metric in known.items())
