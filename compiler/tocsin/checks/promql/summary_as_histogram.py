"""A summary read as if it were a histogram: it has no buckets, its process has computed the quantiles already.

Its quantiles are series of its own name with the label `quantile`. They cannot be added up or averaged over replicas.
https://prometheus.io/docs/practices/histograms/#quantiles

Bad (-), good (+):
    use: [triton]
    metrics:
  -   slow:
  -     expr: histogram_quantile(0.95, sum by (le) (rate(nv_inference_request_summary_us_bucket[5m])))  # error
  -     unit: microseconds
  +   slow: {expr: 'max(nv_inference_request_summary_us{quantile="0.95"})', unit: microseconds}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import series


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every summary whose buckets a raw expression reads."""
    for written, selector, known, seen in series(checked):
        in_quantile = "histogram_quantile" in seen.functions and known.part == ""
        if known.type == "summary" and (known.part == "_bucket" or in_quantile):
            message = f"`{known.metric}` is a summary: it has no buckets, and `{selector.metric}` no edges"
            yield written.finding(message, f'write `max({known.metric}{{quantile="0.95"}})`, with a quantile that it serves', seen)
