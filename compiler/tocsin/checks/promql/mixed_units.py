"""Two quantities in different units added, compared or divided: MiB and bytes differ by a million.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
      memory: {series: app_memory_bytes, type: gauge, unit: bytes}
  -   share: {expr: 'sum(app_memory_bytes) / sum(DCGM_FI_DEV_FB_USED)', unit: ratio}  # error
  +   share: {expr: 'sum(app_memory_bytes) / (sum(DCGM_FI_DEV_FB_USED) * 1048576)', unit: ratio}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.promql import Binary, Number
from tocsin.raw import differ, parts, unit_of

_COMPARED: Final = frozenset({"+", "-", "==", "!=", ">", "<", ">=", "<="})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every operation on two series whose units do not go together."""
    for written, node, seen in parts(checked, Binary):
        if isinstance(node.left, Number) or isinstance(node.right, Number):
            continue
        left, right = unit_of(node.left, written.knowledge), unit_of(node.right, written.knowledge)
        if left is None or right is None or not differ(left, right):
            continue
        # Different things may be divided, the same thing in two units may not.
        if node.op in _COMPARED or (node.op == "/" and left.dimension == right.dimension):
            message = f"on the left are {left.name}, on the right {right.name}"
            yield written.finding(message, "multiply one side, so that both are in one unit", seen)
