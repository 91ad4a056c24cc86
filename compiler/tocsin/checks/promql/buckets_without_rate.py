"""A quantile of buckets as they are: it is about everything since the processes started, and hardly moves any more.

Buckets are counters. Without `rate` a bad hour drowns in a good week, and each restart of a replica throws its history away.
https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   slow: {expr: 'histogram_quantile(0.95, sum by (le) (vllm:e2e_request_latency_seconds_bucket))', unit: seconds}  # error
  +   slow:
  +     expr: histogram_quantile(0.95, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))
  +     unit: seconds
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import RATES, series


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `_bucket` series in a quantile that no rate is taken of."""
    for written, selector, known, seen in series(checked):
        if known.part == "_bucket" and known.type == "histogram" and "histogram_quantile" in seen.functions and not RATES & seen.functions:
            message = f"the quantile is over all that `{selector.metric}` has counted since the processes started"
            yield written.finding(message, f"write `rate({selector.metric}[5m])`", seen)
