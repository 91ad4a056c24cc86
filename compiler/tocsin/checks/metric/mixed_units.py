"""Two quantities in different units subtracted, added up or divided: MiB and bytes differ by a million.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
      memory: {series: app_memory_bytes, type: gauge, unit: bytes}
  -   share: {ratio: {of: memory, to: DCGM_FI_DEV_FB_USED}}  # error
  +   share: {expr: 'sum(app_memory_bytes) / (sum(DCGM_FI_DEV_FB_USED) * 1048576)', unit: ratio}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tocsin.finding import Checked, Finding
from tocsin.ir import Metric
from tocsin.raw import differ
from tocsin.spec.metrics import DifferenceMetric, QuotientMetric, RatioMetric
from tocsin.spec.metrics import Metric as Defined
from tocsin.spec.parts import named
from tocsin.units import UNITS, Unit, rate_of


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every metric whose parts are in units that do not go together."""
    served = {metric.name: metric for metric in checked.platform.metrics}
    for name, metric in checked.resolved.spec.metrics.items():
        key, parts = _parts(metric)
        pairs = combinations([served[part] for part in parts if part in served], 2)
        mixed = next(((one, other) for one, other in pairs if _are_mixed(one, other, divided=key == "quotient")), None)
        if mixed is not None:
            one, other = mixed
            yield Finding(
                message=f"`{one.name}` is in {_shown(one)}, `{other.name}` in {_shown(other)}",
                help="name metrics in one unit, or write it as an `expr:` that multiplies one of them",
                where=checked,
                at=("metrics", name, key),
            )


def _parts(metric: Defined) -> tuple[str, tuple[str, ...]]:
    """Return the key of what is made of several metrics, and their names."""
    match metric:
        case RatioMetric(ratio=ratio):
            return "ratio", (*named(ratio.of), *named(ratio.to))
        case DifferenceMetric(difference=difference):
            return "difference", (difference.of, difference.minus)
        case QuotientMetric(quotient=quotient):
            return "quotient", (quotient.of, quotient.per)
        case _:
            return "", ()


def _are_mixed(one: Metric, other: Metric, *, divided: bool) -> bool:
    left, right = _read(one), _read(other)
    # Different things may be divided, the same thing in two units may not.
    return differ(left, right) and not (divided and left.dimension != right.dimension)


def _read(metric: Metric) -> Unit:
    """Return the unit in which a part is read: a counter's rate, the number of a histogram's observations."""
    match metric.type:
        case "counter":
            return rate_of(metric.unit)
        case "histogram" | "summary":
            return UNITS["observations"]
        case _:
            return metric.unit


def _shown(metric: Metric) -> str:
    return f"{metric.unit.name} a second" if metric.type == "counter" else metric.unit.name
