"""A classic histogram read by its bare name: no series is called so, and the expression is empty for ever.

Its series are `<name>_bucket`, `<name>_sum` and `<name>_count`; only a native histogram is one series. An alert on nothing never fires.
https://prometheus.io/docs/concepts/metric_types/#histogram

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   slow: {expr: 'histogram_quantile(0.95, vllm:e2e_request_latency_seconds)', unit: seconds}  # error
  +   slow:
  +     expr: histogram_quantile(0.95, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))
  +     unit: seconds
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import series


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every classic histogram that a raw expression reads by its bare name."""
    for written, selector, known, seen in series(checked):
        if known.bare:
            quantile = "histogram_quantile" in seen.functions
            read = f"`sum by (le) (rate({selector.metric}_bucket[5m]))`"
            remedy = f"write {read}" if quantile else f"write `{selector.metric}_count`, or `{selector.metric}_bucket` in a quantile"
            yield written.finding(f"no series is called `{selector.metric}`: it is a classic histogram", remedy, seen)
