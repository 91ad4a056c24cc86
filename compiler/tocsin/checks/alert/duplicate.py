"""Two alerts with one name and the same labels: Prometheus cannot tell them apart, and promtool calls them duplicates.

Bad (-), good (+):
    metrics: {errors: {series: errors_total, type: counter, unit: requests, labels: {model: model}}}
    models:
      chat:
        thresholds:
  -       some: {metric: errors, above: 1/s, for: 5m, alert: Errors}
  -       many: {metric: errors, above: 9/s, for: 5m, alert: Errors}  # error
  +       errors: {above: {warning: 1/s, critical: 9/s}, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.conventions import MODEL_LABEL, SUBJECT_LABEL
from tocsin.finding import Checked, Finding
from tocsin.ir import Alert

NEVER_ALLOWED: Final = True  # promtool refuses such rules


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every alert whose name and labels another alert of the platform has."""
    seen: dict[tuple[str | None, ...], list[Alert]] = {}
    for alert in checked.alerts:
        # Whom it is about tells most alerts of one name apart, and costs less than all labels.
        alike = seen.setdefault((alert.name, alert.labels.get(MODEL_LABEL), alert.labels.get(SUBJECT_LABEL)), [])
        first = next((each for each in alike if each.labels == alert.labels), None)
        if first is None:
            alike.append(alert)
        else:
            yield Finding(
                message=f"another alert is called `{alert.name}` and has the same labels",
                help="name one of them with `alert:`",
                where=checked,
                at=alert.at,
                part="key",
                notes=(("the other one is", checked, first.at),),
            )
