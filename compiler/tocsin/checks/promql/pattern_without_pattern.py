"""A regular expression that is a plain text: `=` says the same, and is faster and clearer.

https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name=~"granite"})', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name="granite"})', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import matchers
from tocsin.regex import late

_PATTERN: Final = late(r"[\\.+*?()|\[\]{}^$]")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every pattern of a raw expression in which nothing is a pattern."""
    for written, _, matcher, seen in matchers(checked):
        if matcher.op in {"=~", "!~"} and not _PATTERN.search(matcher.value):
            plain = "=" if matcher.op == "=~" else "!="
            message = f"`{matcher.value}` is no pattern" if matcher.value else "an empty text is no pattern"
            yield written.finding(message, f'write `{matcher.label}{plain}"{matcher.value}"`', written.matcher(matcher, seen))
