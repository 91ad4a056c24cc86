"""A condition on a label that every value fulfils, or none: it looks like a choice, and selects everything or nothing.

`.*` is matched by every value, and by the label's absence too. https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors

Bad (-), good (+):
    metrics: {requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
          requests:
            where:
  -           code: {matches: ".*"}  # error
  +           code: {matches: "5.."}
            above: 10/s
            for: 5m
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.section.matching import Matching

_ANYTHING: Final = frozenset({".*", ".*?", "(.*)", "(.*)?", "^.*$"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every pattern of a `where` that takes, or excludes, any value."""
    for each in checked.conditions:
        for label, match in each.where.items():
            if not isinstance(match, Matching):
                continue
            if match.matches in _ANYTHING:
                yield Finding(
                    message=f"every value of `{label}` matches, and its absence too",
                    help="remove the condition, or write `.+` for series that have the label",
                    where=checked,
                    at=(*each.at, label, "matches"),
                )
            if match.not_matches in _ANYTHING:
                yield Finding(
                    message=f"every value of `{label}` is excluded, and its absence too: nothing is left",
                    help='write `.+` for series without the label, or `not: ""` for those that have it',
                    where=checked,
                    at=(*each.at, label, "not_matches"),
                )
