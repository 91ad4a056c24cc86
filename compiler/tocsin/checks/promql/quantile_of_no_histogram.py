"""A quantile of what is no histogram: without buckets `histogram_quantile` returns nothing.

Of gauges of several replicas `quantile` is meant, of one gauge over time `quantile_over_time`.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
  -   hot: {expr: 'histogram_quantile(0.95, DCGM_FI_DEV_GPU_TEMP)', unit: celsius}  # error
  +   hot: {expr: 'quantile(0.95, DCGM_FI_DEV_GPU_TEMP)', unit: celsius}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import series


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every gauge and counter in a `histogram_quantile`."""
    for written, selector, known, seen in series(checked):
        if "histogram_quantile" in seen.functions and known.type in {"gauge", "counter"}:
            message = f"`{selector.metric}` is a {known.type} without buckets, of which `histogram_quantile` returns nothing"
            yield written.finding(message, "write `quantile` over replicas, or `quantile_over_time` over a range", seen)
