"""An objective on a ratio of what went well: its metric counts what is bad, so that every success spends the budget.

With 99.9% of the requests well, the budget of 99.9% burns 999 times too fast, and every alert on it fires; when all fail, all are silent.

Bad (-), good (+):
    metrics:
      requests: {series: requests_total, type: counter, unit: requests, labels: {code: code}}
  -   success: {ratio: {of: requests, where: {code: {matches: "2.."}}}}
  - models: {chat: {slos: {available: {metric: success, objective: 99.9%}}}}  # error
  +   failed: {ratio: {of: requests, where: {code: {matches: "5.."}}}}
  + models: {chat: {slos: {available: {metric: failed, objective: 99.9%}}}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.section.matching import LabelMatch, Matching, fits
from tocsin.spec.metrics import Ratio, RatioMetric

# What servers call the two, in the values of their labels.
_GOOD: Final = ("200", "2xx", "2XX", "ok", "OK", "success", "SUCCESS", "Success", "succeeded", "successful")
_BAD: Final = ("400", "404", "4xx", "500", "503", "5xx", "5XX", "error", "ERROR", "failed", "failure", "timeout")
# Whoever leaves out one code, or what a client took back, may count failures otherwise; who leaves out all of these does not.
_FAULTS: Final = (("500", "502", "503"), ("error",), ("failed",), ("failure",))


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every objective on events whose ratio counts those that went well."""
    metrics = checked.resolved.spec.metrics
    for at, subject in checked.subjects:
        for name, slo in subject.slos.items():
            metric = metrics.get(slo.metric or "")
            if isinstance(metric, RatioMetric) and slo.not_above is None and slo.not_below is None and _counts_good(metric.ratio):
                yield Finding(
                    message=f"`{slo.metric}` is the share of what went well, and an objective's metric counts what is bad",
                    help=_remedy(metric.ratio),
                    where=checked,
                    at=(*at, "slos", name, "metric"),
                )


def _remedy(ratio: Ratio) -> str:
    told = "without the `complement: true`" if ratio.complement else "with `complement: true`"
    return f"name a metric that is its rest: the same `ratio:` {told}"


def _counts_good(ratio: Ratio) -> bool:
    if ratio.complement:
        return any(_any(wanted, _BAD) and not _any(wanted, _GOOD) for wanted in ratio.where.values())
    return any(map(_is_good, ratio.where.values()))


def _is_good(wanted: LabelMatch) -> bool:
    if isinstance(wanted, Matching) and wanted.matches is None:
        return not all(_any(wanted, faults) for faults in _FAULTS)
    return _any(wanted, _GOOD) and not _any(wanted, _BAD)


def _any(wanted: LabelMatch, values: tuple[str, ...]) -> bool:
    return any(fits(wanted, value) for value in values)
