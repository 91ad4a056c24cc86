"""A series of an exporter that the spec does not use, in another unit than the exporter's: its limits are off by what lies between.

The name of a series is its exporter's, whether or not the spec says `use:`. `DCGM_FI_DEV_GPU_UTIL` goes from 0 to 100, so that 90% of it
as a ratio fires at 1% of use. What any program may call so (`http_…`, `process_…`) is not judged.

Bad:
    metrics: {gpu: {series: DCGM_FI_DEV_GPU_UTIL, type: gauge, unit: ratio}}  # error

Good:
    use: [dcgm-exporter]
    metrics: {gpu: {series: DCGM_FI_DEV_GPU_UTIL}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tocsin import catalog
from tocsin.finding import Checked, Finding
from tocsin.raw import declared, differ
from tocsin.units import UNITS

# Any program may have some that begin so, in units of its own.
_COMMON: Final = frozenset({"http", "process", "python", "go", "grpc", "model", "request"})


def check(checked: Checked) -> Iterator[Finding]:
    """Yield every `unit:` that contradicts the only packs that know the series, none of which is in use."""
    for each in declared(checked):
        series, unit = each.metric.series, UNITS.get(each.metric.unit or "")
        if unit is None or each.known is not None or catalog.exporter_in(series) in _COMMON or catalog.is_bare(series):
            continue
        found = catalog.find(series)
        if len({(metric.type, metric.unit) for _, metric in found}) == 1 and differ(unit, UNITS[found[0][1].unit]):
            packs = " or ".join(f"`{pack.name}`" for pack, _ in found)
            message = f"`{found[0][1].name}` is in {found[0][1].unit}, not in {unit.name}"
            remedy = f"add {packs} to `use:` and remove `unit:`, the pack knows it"
            yield Finding(message=message, help=remedy, where=checked, at=(*each.at, "unit"))
