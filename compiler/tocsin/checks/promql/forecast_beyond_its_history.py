"""A forecast much longer than what it is made from: minutes of noise become hours of nonsense.

`predict_linear` draws a straight line through the window. https://prometheus.io/docs/prometheus/latest/querying/functions/#predict_linear

Bad (-), good (+):
    use: [node-exporter]
    metrics:
  -   disk: {expr: 'predict_linear(node_filesystem_avail_bytes[5m], 4 * 3600)', unit: bytes}  # error
  +   disk: {expr: 'predict_linear(node_filesystem_avail_bytes[6h], 4 * 3600)', unit: bytes}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.duration import format_duration
from tocsin.finding import Checked, Finding
from tocsin.promql import Call, Range, Subquery
from tocsin.promql.inspect import constant
from tocsin.raw import parts

_MOST_TIMES: Final = 10
_SECOND_MS: Final = 1000


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `predict_linear` that looks further ahead than ten times its window."""
    for written, call, seen in parts(checked, Call):
        match call:
            case Call("predict_linear", (Range(_, int(window)) | Subquery(_, window), ahead)) if (seconds := constant(ahead)) is not None:
                if seconds * _SECOND_MS > _MOST_TIMES * window:
                    far, behind = format_duration(round(seconds * _SECOND_MS)), format_duration(window)
                    message = f"{far} are foretold from the last {behind}"
                    least = format_duration(round(seconds * _SECOND_MS / 4))
                    yield written.finding(message, f"read at least `{least}`, or look less far ahead", seen)
            case _:
                pass
