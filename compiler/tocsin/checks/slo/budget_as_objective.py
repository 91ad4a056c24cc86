"""An objective of next to nothing: it says which share must be good, and what was written is the share that may be bad.

With an objective of 0.1% all but one in a thousand may fail, and no budget ever burns.

Bad (-), good (+):
    metrics:
      requests: {series: requests_total, type: counter, unit: requests, labels: {model: model, code: code}}
      errors: {ratio: {of: requests, where: {code: "500"}}}
    models:
      chat:
        workload: {deployment: chat}
        slos:
  -       available: {metric: errors, objective: 0.1%}  # error
  +       available: {metric: errors, objective: 99.9%}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.units import UNITS, convert, show

_LEAST: Final = 0.1
"""Less than one in ten nobody calls an objective; more may be, of hits of a cache for example."""


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every objective by which nearly everything may be bad."""
    for at, subject in checked.subjects:
        for name, slo in subject.slos.items():
            share = None if slo.objective is None else convert(slo.objective, UNITS["ratio"])
            if slo.objective is not None and share is not None and share < _LEAST:
                bad = show(1 - share, UNITS["ratio"])
                yield Finding(
                    message=f"`{slo.objective.text}` is the share that must be good: {bad} may be bad",
                    help=f"write `{bad}` where `{slo.objective.text}` may be bad",
                    where=checked,
                    at=(*at, "slos", name, "objective"),
                )
