"""A limit that every value passes: the alert fires from the first scrape, and always.

A share is never below 0 nor above 1, and what is counted is never below 0.

Bad (-), good (+):
    metrics: {cache: {series: cache_usage_ratio, type: gauge, unit: ratio, labels: {model: model}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
  -       cache: {above: -5%, for: 5m}  # error
  +       cache: {above: 5%, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import Span, compared, in_percent


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every limit of a threshold that everything passes."""
    for each in compared(checked, Span.always):
        yield Finding(
            message=f"`{each.alert}` always fires: of what it compares, {each.between}",
            help=in_percent(checked, each) or "write a limit between these",
            where=checked,
            at=each.at,
        )
