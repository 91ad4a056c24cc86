"""A text that shows a value with the sign of another unit: a share of 0.93 is read as less than one percent.

`{{ $value }}%` of a ratio prints 0.93%; `humanizePercentage` multiplies by 100 first, and writes the `%` itself. `<< value >>` does what
the metric's unit asks for.
https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#numbers

Bad (-), good (+):
    metrics: {gpu_memory: {series: gpu_memory_ratio, type: gauge, unit: ratio}}
    components:
      gpus:
        workload: {daemonset: gpus}
        thresholds:
          gpu_memory:
            above: 90%
            for: 3m
  -         description: "GPU memory usage at {{ $value }}%"  # error
  +         description: "GPU memory usage at << value >>"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.ir import Alert
from tocsin.raw import differ, written_at
from tocsin.section.naming import annotation_place
from tocsin.units import UNITS

_SHOWN: Final = re.compile(r"\{\{-?\s*(?:\$value|\.Value)\s*(?P<how>\|[^}]*)?\}\}\s?(?P<sign>%|µs|us|ms|s|[KMG]iB|[KMG]B|B|°C)?(?![\w/])")
_SIGNS: Final = {
    "%": "percent",
    "s": "seconds",
    "ms": "milliseconds",
    "us": "microseconds",
    "µs": "microseconds",
    "B": "bytes",
    "KiB": "KiB",
    "MiB": "MiB",
    "GiB": "GiB",
    "MB": "megabytes",
    "GB": "gigabytes",
    "°C": "celsius",
}
# These change the number, or write a sign of their own.
_SIGNED: Final = {"humanizePercentage": {"%"}, "humanizeDuration": {"s", "ms", "us", "µs"}}
_CONVERTING: Final = ("humanizePercentage", "humanizeDuration", "humanizeTimestamp", "humanize")


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every value in an annotation that is followed by the sign of a unit which is not the alert's."""
    for alert in checked.alerts:
        for key, text in alert.annotations.items():
            for found in _SHOWN.finditer(text) if "alue" in text else ():
                message = _wrong(alert, found["how"] or "", found["sign"])
                if message:
                    yield _finding(checked, alert, key, message, found[0])


def _wrong(alert: Alert, how: str, sign: str | None) -> str:
    if "humanizePercentage" in how and alert.unit.name != "ratio" and alert.unit.dimension not in {"count", "other", "factor", "ratio"}:
        return f"`humanizePercentage` multiplies by 100, and the value is in {alert.unit.name}"
    written = next((each for each, signs in _SIGNED.items() if each in how and sign in signs), None)
    if written is not None:
        return f"`{written}` writes the unit itself, and `{sign}` comes behind it"
    unit = None if sign is None else UNITS.get(_SIGNS.get(sign, ""))
    if unit is None or any(each in how for each in _CONVERTING):
        return ""
    # A template may compute: only a bare value is sure to be in the unit of the metric.
    return f"the value is in {alert.unit.name}, and `{sign}` says {unit.name}" if differ(unit, alert.unit) else ""


def _finding(checked: Checked, alert: Alert, key: str, message: str, words: str) -> Finding:
    at = annotation_place(alert.at, key)
    text = written_at(checked, at)
    start = (text or "").find(words)
    within = (start, start + len(words)) if start >= 0 else None
    return Finding(message=message, help="write `<< value >>`, which the unit is part of", where=checked, at=at, within=within)
