"""A series declared in another unit than its exporter serves it in: every limit on it is converted wrongly.

DCGM counts memory in MiB: taken for bytes, a limit of 14GB is a million times too high, and never reached.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
  -   gpu_memory: {pack: dcgm-exporter, series: DCGM_FI_DEV_FB_USED, unit: bytes}  # error
  +   gpu_memory: {pack: dcgm-exporter, series: DCGM_FI_DEV_FB_USED}
"""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.finding import Checked, Finding
from tocsin.raw import declared, differ
from tocsin.units import UNITS


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `unit:` that contradicts the pack that knows the series."""
    for each in declared(checked):
        unit = UNITS.get(each.metric.unit or "")
        if each.known is not None and not each.is_part and unit is not None and differ(unit, UNITS[each.known.unit]):
            message = f"`{each.known.name}` is in {each.known.unit}, not in {unit.name}"
            yield Finding(message=message, help="remove `unit:`, the pack knows it", where=checked, at=(*each.at, "unit"))
