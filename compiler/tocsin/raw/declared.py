"""The series that a spec declares, and what a pack in use knows of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tocsin import catalog
from tocsin.finding import Checked
from tocsin.source import Route
from tocsin.spec.metrics import SeriesMetric


class Declared(NamedTuple):
    """A metric of the section `metrics`, its place, and the metric of a pack that it is; None: it is the spec's own."""

    metric: SeriesMetric
    at: Route
    known: catalog.Metric | None
    pack: str | None


def declared(checked: Checked) -> Iterator[Declared]:
    """Yield the series of the section `metrics` in their order."""
    packs = checked.resolved.packs
    for name, metric in checked.resolved.spec.metrics.items():
        if isinstance(metric, SeriesMetric):
            asked = [metric.pack] if metric.pack is not None else list(packs)
            found = ((known, pack) for pack in asked if pack in packs and (known := packs[pack].metric_of(metric.series)) is not None)
            yield Declared(metric, ("metrics", name), *next(found, (None, None)))
