"""A matcher that every series satisfies, or none: `=~".*"` narrows nothing, `!~".*"` leaves nothing.

`.*` also matches the label that is not there. To ask that it is there, write `!=""`.
https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name=~".*"})', unit: requests}  # error
  +   waiting: {expr: 'sum(vllm:num_requests_waiting{model_name!=""})', unit: requests}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import matchers

_ANYTHING: Final = frozenset({".*", ".*?", "(.*)", "(.*)?", "[^/]*|.*", ".*|.*"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every matcher whose pattern takes any value."""
    for written, _, matcher, seen in matchers(checked):
        if matcher.op in {"=~", "!~"} and (matcher.value in _ANYTHING or ".*" in matcher.value.split("|")):
            what, remedy = "and by none at all", "remove the matcher"
            if matcher.op == "!~":
                what, remedy = "so that nothing is left", f'write `{matcher.label}=""` for series without the label'
            yield written.finding(f"`{matcher.value}` is matched by every value, {what}", remedy, written.matcher(matcher, seen))
