"""A series declared with another type than its exporter gives it: rates of gauges, quantiles of summaries, names without series.

What a name suggests is often wrong: `vllm:iteration_tokens_total` is a histogram, and `nv_inference_request_success` a counter.

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   tokens: {series: "vllm:iteration_tokens_total", type: counter}  # error
  +   tokens: {series: "vllm:iteration_tokens_total"}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import declared

# Declared counters by their exporter, they are codes or states; and a key of an application may count.
_CODES: Final = frozenset({"state", "bool", "xid_code", "value", "info"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `type:` that contradicts the pack that knows the series."""
    for each in declared(checked):
        if each.known is None or each.is_part or each.metric.type in {None, each.known.type} or each.known.type == "untyped":
            continue
        if each.known.unit in _CODES:
            continue
        message = f"`{each.known.name}` is a {each.known.type}, not a {each.metric.type}"
        yield Finding(message=message, help="remove `type:`, the pack knows it", where=checked, at=(*each.at, "type"))
