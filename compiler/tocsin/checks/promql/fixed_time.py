"""A value at a fixed time: it never changes again, whatever happens, and is gone when that time is no longer kept.

https://prometheus.io/docs/prometheus/latest/querying/basics/#modifier

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting @ 1767225600)', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting)', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Selector, Subquery
from tocsin.raw import expressions


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every selector and subquery that is read at one time for ever."""
    for written in expressions(checked):
        for seen in written.parts:
            match seen.node:
                case Selector(at=int()) | Subquery(at=int()):
                    yield written.finding(
                        "this is read at one fixed time, and never changes again", "remove `@`, or look back with `offset`", seen
                    )
                case _:
                    pass
