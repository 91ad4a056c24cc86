"""A look into the future: a rule is evaluated now, when what comes later is not there yet.

https://prometheus.io/docs/prometheus/latest/querying/basics/#offset-modifier

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting offset -1h)', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting offset 1h)', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.duration import format_duration
from tocsin.finding import Checked, Finding
from tocsin.promql import Selector, Subquery
from tocsin.raw import expressions


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every negative offset."""
    for written in expressions(checked):
        for seen in written.parts:
            match seen.node:
                case Selector(offset_ms=offset) | Subquery(offset_ms=offset) if offset < 0:
                    message = f"this reads what will be in {format_duration(-offset)}, which no rule knows"
                    yield written.finding(message, f"write `offset {format_duration(-offset)}` to look back", seen)
                case _:
                    pass
