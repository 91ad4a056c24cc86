"""A series called `_total` that is declared as no counter: it is read as it stands, and only grows.

Clients put `_total` behind the names of counters and nothing else.
https://prometheus.io/docs/instrumenting/exposition_formats/#openmetrics-text-format

Bad (-), good (+):
    metrics:
  -   answers: {series: answers_total, type: gauge, unit: responses}  # error
  +   answers: {series: answers_total, type: counter, unit: responses}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import declared


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every series of the spec's own whose name is a counter's and whose type is not."""
    for each in declared(checked):
        if each.known is None and each.metric.series.endswith("_total") and each.metric.type in {"gauge", "histogram", "summary"}:
            message = f"`{each.metric.series}` is named like a counter, and declared as a {each.metric.type}"
            yield Finding(message=message, help="write `type: counter`", where=checked, at=(*each.at, "type"))
