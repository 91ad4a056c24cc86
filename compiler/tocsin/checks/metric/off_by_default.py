"""A series that the exporter serves in no configuration that it is shipped with: nothing is there to read.

Somebody has to add it to the exporter's configuration first. An expression on it is empty until then.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
  -   total: {pack: dcgm-exporter, series: DCGM_FI_DEV_FB_TOTAL}  # error
  +   used: {pack: dcgm-exporter, series: DCGM_FI_DEV_FB_USED}
  +   free: {pack: dcgm-exporter, series: DCGM_FI_DEV_FB_FREE}
  +   share: {ratio: {of: used, to: [used, free]}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import named


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every place that reads a series which no shipped configuration serves."""
    for each in named(checked):
        if each.metric.default == "absent":
            message = f"no configuration that `{each.pack.name}` is shipped with serves `{each.metric.name}`"
            yield each.finding(message, "use another series, or allow this once the exporter is told to serve it")
