"""A bucket's edge or a quantile that Prometheus 3 stores in other letters: it writes `1` as `1.0`, and `le="1"` selects nothing.

Until then what the exporter writes is stored. A pattern that takes both is right before and after.
https://prometheus.io/docs/prometheus/latest/migration/#le-and-quantile-label-values

Bad (-), good (+):
    metrics:
      latency: {series: latency_seconds, type: histogram, unit: seconds}
  -   fast: {expr: 'sum(rate(latency_seconds_bucket{le="1"}[5m]))', unit: requests_per_second}  # error
  +   fast: {expr: 'sum(rate(latency_seconds_bucket{le=~"1([.]0)?"}[5m]))', unit: requests_per_second}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.measures.edges import REWRITTEN_SINCE, stored
from tocsin.promql import Selector
from tocsin.raw import Written, parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every number in a selector that no series can have."""
    if checked.platform.cluster.prometheus < REWRITTEN_SINCE:
        return
    for written, selector, seen in parts(checked, Selector):
        label, edges = _rewritten(written, selector)
        for matcher in selector.matchers:
            if matcher.op != "=" or matcher.label != label:
                continue
            right = stored(matcher.value)
            # An edge that there is not is told of by itself.
            if right != matcher.value and (not edges or float(right) in edges):
                message = f'Prometheus 3 stores `{matcher.label}="{right}"`: nothing has `{matcher.value}`'
                whole = right.endswith(".0")
                remedy = f'write `{matcher.label}=~"{right[:-2]}([.]0)?"`' if whole else f'write `{matcher.label}="{right}"`'
                yield written.finding(message, remedy, written.matcher(matcher, seen))


def _rewritten(written: Written, selector: Selector) -> tuple[str, tuple[float, ...]]:
    """Return the label that is a number by the type of the series, `le` of buckets or `quantile` of a summary, and the known edges."""
    known = written.knowledge.of(selector.metric)
    if (selector.metric or "").endswith("_bucket"):
        return "le", () if known is None else known.buckets
    return "quantile" if known is not None and known.type == "summary" else "", ()
