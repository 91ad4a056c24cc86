"""A sum of what is 0: without `bool` a comparison keeps the values that it compares, so that the sum is 0 too.

How many there are is their `count`. https://prometheus.io/docs/prometheus/latest/querying/operators/#comparison-binary-operators

Bad (-), good (+):
    metrics:
  -   down: {expr: 'sum(up{job="node-exporter"} == 0)', unit: targets, unproved: "*"}  # error
  +   down: {expr: 'count(up{job="node-exporter"} == 0)', unit: targets, unproved: "*"}
    components: {nodes: {scrape: {job: node-exporter}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Number
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every sum of values that were compared with 0 and are it."""
    for written, node, seen in parts(checked, Aggregate):
        match node:
            case Aggregate("sum", Binary("==", _, Number(0), as_bool=False) | Binary("==", Number(0), _, as_bool=False)):
                yield written.finding("what is `== 0` is 0, and so is the sum of all that are", "write `count` in place of `sum`", seen)
            case _:
                pass
