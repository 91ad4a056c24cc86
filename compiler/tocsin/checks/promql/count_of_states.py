"""The number of series of a state: each thing has one for every state, 0 or 1, so all things are counted whatever their state.

`kube_pod_status_phase{phase="Running"}` exists for every pod. Its values are added up, or those that are 1 counted. What a share is made
of, `sum(…) / count(…)`, is to count all of them.
https://github.com/kubernetes/kube-state-metrics/blob/main/docs/README.md

Bad (-), good (+):
    use: [kube-state-metrics]
    metrics:
  -   running: {expr: 'count(kube_pod_status_phase{phase="Running"})', unit: pods}  # error
  +   running: {expr: 'sum(kube_pod_status_phase{phase="Running"})', unit: pods}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Selector, selectors
from tocsin.raw import Seen, parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `count` of series whose values are 0 or 1."""
    for written, node, seen in parts(checked, Aggregate):
        if node.op != "count" or not isinstance(node.expr, Selector):
            continue
        known = written.knowledge.of(node.expr.metric)
        if known is not None and known.pack is not None and known.value.name in {"state", "bool"} and not _whole(node, seen):
            message = f"`{node.expr.metric}` is 0 where it does not hold, and `count` counts that too"
            yield written.finding(message, "write `sum`", seen)


def _whole(node: Aggregate, seen: Seen) -> bool:
    """Tell whether what is counted is the whole that the same series, added up, are a share of."""
    around = (*seen.around, node)
    divisions = (outer for outer in seen.around if isinstance(outer, Binary) and outer.op == "/" and outer.right in around)
    return any(node.expr in selectors(outer.left) for outer in divisions)
