"""A matcher that every series satisfies, or none: `=~".*"` narrows nothing, `!~".*"` leaves nothing.

`.*` also matches the label that is not there. To ask that it is there, write `!=""`.
https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors

Bad:
    use: [vllm]
    metrics:
      waiting: {expr: 'sum(vllm:num_requests_waiting{model_name=~".*"})', unit: requests}  # error

Good:
    use: [vllm]
    metrics:
      waiting: {expr: 'sum(vllm:num_requests_waiting{model_name!=""})', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Selector
from tocsin.raw import parts

_ANYTHING: Final = frozenset({".*", ".*?", "(.*)", "(.*)?", "[^/]*|.*", ".*|.*"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every matcher whose pattern takes any value."""
    for written, selector, seen in parts(checked, Selector):
        for matcher in selector.matchers:
            if matcher.op in {"=~", "!~"} and (matcher.value in _ANYTHING or ".*" in matcher.value.split("|")):
                place = written.matcher(matcher, seen) or seen
                if matcher.op == "=~":
                    yield written.finding(f"`{matcher.value}` is matched by every value, and by none at all", "remove the matcher", place)
                else:
                    message = f"`{matcher.value}` is matched by every value, so that nothing is left"
                    yield written.finding(message, f'write `{matcher.label}=""` for series without the label', place)
