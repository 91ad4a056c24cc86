"""A regular expression with an anchor: Prometheus always compares the whole value, so `^` and `$` say nothing.

Their author believes that without them a part would be enough, and leaves them out where a part was meant.
https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name=~"^granite.*"})', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name=~"granite.*"})', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import matchers


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every pattern that begins with `^` or ends with `$`."""
    for written, _, matcher, seen in matchers(checked):
        if matcher.op in {"=~", "!~"} and (bare := _bare(matcher.value)) != matcher.value:
            message = f"the whole value is compared, so the anchors of `{matcher.value}` say nothing"
            remedy = f"write `{bare}`" if bare else "remove the matcher"
            yield written.finding(message, remedy, written.matcher(matcher, seen))


def _bare(pattern: str) -> str:
    inner = pattern.removeprefix("^")
    return inner[:-1] if inner.endswith("$") and not inner.endswith("\\$") else inner
