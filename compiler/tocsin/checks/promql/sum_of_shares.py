"""The sum of shares or percentages: two half-full caches become a full one.

A share of each replica is averaged, or the worst is taken; only parts of one whole add up.

Bad (-), good (+):
    use: [vllm]
    metrics:
  -   cache: {expr: 'sum(vllm:kv_cache_usage_perc)', unit: ratio}  # error
  +   cache: {expr: 'avg(vllm:kv_cache_usage_perc)', unit: ratio}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.promql import Aggregate, Binary, Call, Expr, Selector, walk
from tocsin.raw import Seen, parts, unit_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every sum of a gauge that is a share or a percentage, but not one that is divided by how many there are."""
    for written, node, seen in parts(checked, Aggregate):
        if node.op != "sum" or not isinstance(node.expr, Selector | Call):
            continue
        unit = None if _rated(node.expr) else unit_of(node.expr, written.knowledge)
        if unit is not None and unit.dimension in {"ratio", "percent"} and unit.name in {"ratio", "percent"} and not _meaned(node, seen):
            shares = "percentages" if unit.name == "percent" else "shares"
            yield written.finding(f"{shares} of different things do not add up", "write `avg`, or `max` for the worst", seen)


def _rated(expr: Expr) -> bool:
    return any(isinstance(node, Call) and node.function in {"rate", "irate", "increase", "deriv"} for node in walk(expr))


def _meaned(node: Expr, seen: Seen) -> bool:
    match seen.parent:
        case Binary("/", left, Aggregate("count") | Call("scalar", (Aggregate("count"),))) if left is node:
            return True
        case _:
            return False
