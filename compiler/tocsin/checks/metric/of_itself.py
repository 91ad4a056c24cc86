"""A metric compared with itself: a ratio or quotient that is always 1, a difference that is always 0.

A `where:` of a threshold narrows both sides of a ratio; the `where:` of the ratio narrows what is counted alone.

Bad (-), good (+):
    metrics:
      requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}
      errors:
  -     ratio: {of: requests}  # error
  +     ratio: {of: requests, where: {code: "500"}}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.spec.metrics import DifferenceMetric, QuotientMetric, RatioMetric
from tocsin.spec.parts import named


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every metric whose two sides are the same series."""
    for name, metric in checked.resolved.spec.metrics.items():
        match metric:
            case RatioMetric(ratio=ratio) if not ratio.where and {*named(ratio.of)} == {*named(ratio.to or ratio.of)}:
                value, remedy = "0" if ratio.complement else "1", "say with `where:` which of it is counted, or with `to:` in what"
                yield _finding(checked, name, "ratio", value, remedy)
            case DifferenceMetric(difference=difference) if difference.of == difference.minus:
                yield _finding(checked, name, "difference", "0", "name another metric with `minus:`")
            case QuotientMetric(quotient=quotient) if quotient.of == quotient.per:
                yield _finding(checked, name, "quotient", "1", "name another metric with `per:`")


def _finding(checked: Checked, name: str, key: str, value: str, remedy: str) -> Finding:
    message = f"`{name}` is always {value}: both sides are the same series"
    return Finding(message=message, help=remedy, where=checked, at=("metrics", name, key))
