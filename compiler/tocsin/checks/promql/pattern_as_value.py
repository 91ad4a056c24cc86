"""A regular expression behind `=` or `!=`: it is compared letter by letter, and no series has such a value.

https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name="granite-.*"})', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name=~"granite-.*"})', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import matchers
from tocsin.regex.patterns import is_meant_as_pattern


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every value of a raw expression that is written as a pattern."""
    for written, _, matcher, seen in matchers(checked):
        if matcher.op in {"=", "!="} and is_meant_as_pattern(matcher.value):
            pattern = "=~" if matcher.op == "=" else "!~"
            message = f"`{matcher.value}` is compared letter by letter, and written like a pattern"
            yield written.finding(message, f'write `{matcher.label}{pattern}"{matcher.value}"`', written.matcher(matcher, seen))
