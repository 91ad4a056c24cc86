"""One series declared twice with another type or unit: one of the two declarations is wrong.

Bad (-), good (+):
    metrics:
      latency: {series: answer_seconds, type: histogram, unit: seconds}
  -   answer_time: {series: answer_seconds, type: gauge, unit: seconds}  # error
  +   slow_latency: {series: answer_seconds, type: histogram, unit: seconds, where: {path: /slow}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import Declared, declared


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every declaration that contradicts an earlier one of the same series."""
    first: dict[str, Declared] = {}
    for each in declared(checked):
        other = first.setdefault(each.metric.series, each)
        for field in ("type", "unit"):
            one, two = getattr(other.metric, field), getattr(each.metric, field)
            if one is not None and two is not None and one != two:
                yield Finding(
                    message=f"`{other.at[1]}` declares `{each.metric.series}` with `{field}: {one}`",
                    help=f"write the same `{field}:` in both",
                    where=checked,
                    at=(*each.at, field),
                    notes=(("the other one is", checked, (*other.at, field)),),
                )
