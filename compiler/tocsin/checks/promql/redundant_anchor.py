"""A regular expression with an anchor: Prometheus always compares the whole value, so `^` and `$` say nothing.

Their author believes that without them a part would be enough, and leaves them out where a part was meant.
https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors

Bad:
    use: [vllm]
    metrics:
      waiting: {expr: 'sum(vllm:num_requests_waiting{model_name=~"^granite.*"})', unit: requests}  # error

Good:
    use: [vllm]
    metrics:
      waiting: {expr: 'sum(vllm:num_requests_waiting{model_name=~"granite.*"})', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Selector
from tocsin.raw import parts


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every pattern that begins with `^` or ends with `$`."""
    for written, selector, seen in parts(checked, Selector):
        for matcher in selector.matchers:
            if matcher.op in {"=~", "!~"} and (bare := _bare(matcher.value)) != matcher.value:
                place = written.matcher(matcher, seen) or seen
                remedy = f"write `{bare}`" if bare else "remove the matcher"
                yield written.finding(f"the whole value is compared, so the anchors of `{matcher.value}` say nothing", remedy, place)


def _bare(pattern: str) -> str:
    inner = pattern.removeprefix("^")
    return inner[:-1] if inner.endswith("$") and not inner.endswith("\\$") else inner
