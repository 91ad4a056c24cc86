"""A function that the Prometheus of this platform does not know yet: it refuses the rule, and with it all of its file.

https://github.com/prometheus/prometheus/blob/main/CHANGELOG.md

Bad (-), good (+):
  - platform: {name: shop, namespace: ml, cluster: {prometheus: {version: "2.45", release: monitoring}}}
  - use: [vllm]
  + platform: {name: shop, namespace: ml, cluster: {prometheus: {version: "3.5", release: monitoring}}}
    metrics:
      latency: {series: latency_seconds, type: histogram, unit: seconds, native: true}
      mean: {expr: 'histogram_avg(sum(rate(latency_seconds[5m])))', unit: seconds}  # error
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Call
from tocsin.raw import parts
from tocsin.versions import Version

NEVER_ALLOWED: Final = True

_SINCE: Final = {
    "histogram_count": Version(2, 40),
    "histogram_sum": Version(2, 40),
    "histogram_fraction": Version(2, 40),
    # 2.42 refuses them; which release after it was the first is not known here.
    "histogram_stddev": Version(2, 43),
    "histogram_stdvar": Version(2, 43),
    "histogram_avg": Version(2, 51),
}


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every function that came later than the platform's Prometheus."""
    target = checked.platform.cluster.prometheus
    for written, call, seen in parts(checked, Call):
        since = _SINCE.get(call.function)
        if since is not None and target < since:
            message = f"`{call.function}` came with Prometheus {since}, and this platform has {target}"
            yield written.finding(message, "write it another way, or raise `platform.cluster.prometheus.version`", seen)
