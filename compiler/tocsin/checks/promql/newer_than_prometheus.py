"""A function or a name in quotes that the Prometheus of this platform cannot read yet: it refuses the rule, and all of its file.

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
from tocsin.promql import Aggregate, Binary, Call, Node, Selector
from tocsin.promql.quotes import label_name, stands_bare
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
# 2.42 refuses quotes around names everywhere, 2.53 in lists of labels alone.
_QUOTES_IN_CONDITIONS: Final = Version(2, 43)
_QUOTES_IN_LISTS: Final = Version(2, 54)


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every function, and every name in quotes, that came later than the platform's Prometheus."""
    target = checked.platform.cluster.prometheus
    for written, call, seen in parts(checked, Call):
        since = _SINCE.get(call.function)
        if since is not None and target < since:
            message = f"`{call.function}` came with Prometheus {since}, and this platform has {target}"
            yield written.finding(message, "write it another way, or raise `platform.cluster.prometheus.version`", seen)
    for kind, since in ((Selector, _QUOTES_IN_CONDITIONS), (Aggregate, _QUOTES_IN_LISTS), (Binary, _QUOTES_IN_LISTS)):
        for written, node, seen in parts(checked, kind) if target < since else ():
            for name in dict.fromkeys(_in_quotes(node)):
                message = f"`{name}` needs quotes, which came here with Prometheus {since}, and this platform has {target}"
                yield written.finding(message, "write it as it is stored there, or raise `platform.cluster.prometheus.version`", seen)


def _in_quotes(node: Node) -> Iterator[str]:
    """Yield the names of series and labels that `node` itself has and that are none without quotes."""
    labels: tuple[str, ...] = ()
    match node:
        case Selector():
            labels = tuple(matcher.label for matcher in node.matchers)
            if node.metric is not None and not stands_bare(node.metric):
                yield node.metric
        case Aggregate():
            labels = node.labels
        case Binary(matching=matching) if matching is not None:
            labels = (*matching.labels, *matching.include)
    yield from (label for label in labels if label_name(label) != label)
