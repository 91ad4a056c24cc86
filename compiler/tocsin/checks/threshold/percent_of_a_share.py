"""A limit on a share that is written as a percentage without its sign: 85 is 85 times the whole, and is never reached.

Which shares end at 1 cannot always be known: memory that is used of what may be used may be more for a moment. From 10 on, and up to 100,
a plain number is no such share. Who means one writes it in percent, `1500%`.

Bad (-), good (+):
    metrics:
      used: {series: memory_used_bytes, type: gauge, labels: {model: model}}
      most: {series: memory_max_bytes, type: gauge, labels: {model: model}}
      memory: {ratio: {of: used, to: most}}
    models:
      chat:
        workload: {deployment: chat}
        thresholds:
  -       memory: {above: 85, for: 5m}  # error
  +       memory: {above: 85%, for: 5m}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.raw import Knowledge, span_of
from tocsin.units import Quantity

_LEAST, _MOST = 10, 100
_SHARE: Final = "ratio"


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every limit on a share that is a number between 10 and 100, where no other check knows that it is never reached."""
    alerts = {alert.at: alert for alert in checked.alerts if alert.unit.name == _SHARE}
    knowledge: Knowledge | None = None
    for each in checked.thresholds:
        alert = alerts.get(each.at)
        for step in each.threshold.steps() if alert is not None and checked.sound else ():
            for bound in step.bounds:
                limit = bound.limit
                if not isinstance(limit, Quantity) or limit.dimension is not None or not _LEAST <= limit.amount <= _MOST:
                    continue
                knowledge = knowledge or Knowledge(checked)
                if alert is not None and span_of(alert.value, knowledge) is None:
                    whole = f"{float(limit.amount * 100):g}%"
                    yield Finding(
                        message=f"`{alert.name}` compares a share with {limit.text}, which is {whole}",
                        help=f"write `{limit.text}%`, or `{whole}` if that is meant",
                        where=checked,
                        at=(*each.at, *step.path),
                    )
