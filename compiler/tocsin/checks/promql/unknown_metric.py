"""A series that nobody is known to serve: the expression is empty, and an alert on it silent for ever.

A series of the spec's own is declared under `metrics:`, one of an exporter by its pack in `use:`, one that is recorded by the recording.

Bad (-), good (+):
    use: [dcgm-exporter]
    metrics:
  -   gpu_memory: {expr: 'max(gpu_memory_utilization)', unit: ratio}  # error
  +   gpu_memory: {expr: 'max(DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE))', unit: ratio}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tocsin import catalog
from tocsin.catalog.vocabulary import PARTS
from tocsin.diagnostics.nearest import plainly_meant
from tocsin.finding import Checked, Finding
from tocsin.promql import Selector
from tocsin.promql.quotes import stands_bare
from tocsin.raw import OWN_SERIES, Written, expressions, recorded
from tocsin.spec.metrics import SeriesMetric

FROM_ABSENCE: Final = "estate"


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every series of a raw expression that no pack in use serves, no spec declares and no rule records."""
    raw = [written for checked in estate for written in expressions(checked)]
    made = OWN_SERIES.union(*(recorded(checked.platform) for checked in estate if raw))
    for written in raw:
        told: set[str] = set()
        for selector, seen in written.of(Selector):
            series = selector.metric
            if series is None or series in made or series in told or written.knowledge.of(series) is not None:
                continue
            told.add(series)
            if series not in written.knowledge.names():  # a declaration with a unit that there is not has been told of
                message, remedy = _why(series, written)
                yield written.finding(message, remedy, seen)


def _why(series: str, written: Written) -> tuple[str, str]:
    spec = written.checked.resolved.spec
    named = spec.metrics.get(series)
    if isinstance(named, SeriesMetric):
        return f"`{series}` is this spec's word for the series `{named.series}`", f"write `{named.series}`"
    if named is not None:
        return f"`{series}` is a metric of this spec and no series", "write the series that it is made of"
    for pack, new in catalog.successors(series):
        return f"nobody serves `{series}` any more", f"write `{new}`, as it is called in {pack.name}"
    packs = ", ".join(f"`{pack.name}`" for pack, _ in catalog.find(series))
    if packs:
        return f"`{series}` is a series of {packs}, which is not in use", f"add {packs} to `use:`"
    known = written.knowledge.names()
    meant = plainly_meant(series, known)
    close = meant if meant is not None and catalog.exporter_in(meant) == catalog.exporter_in(series) else None
    if not stands_bare(series):
        stored = re.sub(r"[^a-zA-Z0-9_:]", "_", series)
        remedy = f"write it as Prometheus mostly stores it, `{stored}`, or allow it with a reason where it is stored as it stands"
        return f"nothing that is declared has a series `{series}`", remedy
    metric, kind = _metric(series)
    declared = f"declare it under `metrics:`, `{metric}: {{series: {metric}, type: {kind}, unit: ...}}`"
    message = f"no pack in use and nothing under `metrics:` has a series `{series}`"
    return message, f"did you mean `{close}`? if not, {declared}" if close else declared


def _metric(series: str) -> tuple[str, str]:
    """Return what the metric of a series is likely to be: its name, and its type."""
    for part in PARTS:
        if series.endswith(part):
            return series.removesuffix(part), "histogram"
    return series, "counter" if series.endswith("_total") else "gauge"
