"""A histogram declared by one of its parts: the compiler adds `_bucket`, `_sum` and `_count` itself.

Bad (-), good (+):
    metrics:
  -   latency: {series: answer_seconds_bucket, type: histogram, unit: seconds}  # error
  +   latency: {series: answer_seconds, type: histogram, unit: seconds}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.catalog.vocabulary import PARTS
from tocsin.finding import Checked, Finding
from tocsin.raw import declared


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every histogram and summary whose series is declared with the name of a part."""
    for each in declared(checked):
        whole = each.metric.series
        for part in PARTS:
            whole = whole.removesuffix(part)
        kind = each.metric.type or (each.known.type if each.known is not None else None)
        if kind in {"histogram", "summary"} and whole != each.metric.series:
            message = f"`{each.metric.series}` is a part of the {kind} `{whole}`"
            yield Finding(message=message, help=f"write `series: {whole}`", where=checked, at=(*each.at, "series"))
