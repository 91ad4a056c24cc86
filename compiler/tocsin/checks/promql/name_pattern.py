"""A selector without a metric's name: whatever is called so now or later is taken, counters and gauges alike.

Nothing can be known of what it reads, and Prometheus has to look at every series. Prometheus 3 also refuses to write such results into
one recording when two names meet. https://prometheus.io/docs/practices/naming/

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum({__name__=~"vllm:num_requests_.*"})', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting) + sum(vllm:num_requests_running)', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Selector
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every selector that names no metric."""
    for written, selector, seen in parts(checked, Selector):
        if selector.metric is None:
            named = next((each for each in selector.matchers if each.label == "__name__"), None)
            place = written.matcher(named, seen) if named is not None else None
            yield written.finding("this takes every series, whatever it is called", "write the names of the metrics", place)
